/**
 * @file Matches values with declared types: an argument with a parameter (free sizes are bound, ranges must be equal), a body's
 * value with a result (free sizes are solved, ranges must be contained).
 */
import type { SizeOrigin } from '../library/origin.ts';
import { derivationOf, rangeOrigin, sizeOrigin, sizeOriginText } from '../library/origin.ts';
import {
  alwaysSame,
  countOf,
  formatDim,
  formatShape,
  isUnknown,
  keepsPromise,
  sameDim,
} from '../types/dims.ts';
import type { Dim } from '../types/dims.ts';
import { diagnostic } from '../diagnostics/catalog.ts';
import { reshaped } from '../library/functions/reshape.ts';
import { realNode } from '../library/functions/operators.ts';
import { formatDistribution } from '../library/distributions/format.ts';
import type { Span } from '../source/source.ts';
import { contains, formatRange, isUnbounded, sameRange, unbounded } from '../types/range.ts';
import type { Range } from '../types/range.ts';
import { formatType } from '../types/type.ts';
import type { TensorType } from '../types/type.ts';
import { errorValue, isUndecided } from '../types/value.ts';
import type { TypedNode, Value } from '../types/value.ts';
import { CallSite } from './call-site.ts';
import { describe } from '../library/describe.ts';
import type { Evaluator } from './evaluator.ts';
import type { Frame, Session } from './session.ts';
import { formatDeclared, isFree } from './types.ts';
import type { DeclaredType, Size } from './types.ts';

/** Free sizes take what the value has; fixed ones must agree, or may, which is then noted as needed. */
function matchSizes(
  session: Session,
  declared: readonly Size[],
  actual: readonly Dim[],
  bindings: Map<string, Dim>,
  span: Span,
): boolean {
  if (declared.length !== actual.length) return false;
  return declared.every((size, axis) => {
    const have = actual[axis]!;
    const wanted = isFree(size) ? (bindings.get(size.name) ?? have) : size;
    if (isFree(size)) bindings.set(size.name, wanted);
    return session.agree(wanted, have, span);
  });
}

/** The same for a promised result: sizes hold for every caller. */
function keepsSizes(declared: readonly Size[], actual: readonly Dim[], bindings: Map<string, Dim>): boolean {
  if (declared.length !== actual.length) return false;
  return declared.every((size, axis) => {
    const have = actual[axis]!;
    const wanted = isFree(size) ? (bindings.get(size.name) ?? have) : size;
    if (isFree(size)) bindings.set(size.name, wanted);
    return keepsPromise(have, wanted);
  });
}

/** What is being matched, for messages. */
export interface MatchPlace {
  readonly what: string;
  readonly span: Span;
  readonly declaration: Span;
  /** Filled in with the axis that binds each free size. */
  readonly origins?: Map<string, SizeOrigin>;
}

/**
 * An argument as a parameter of the declared type: the value, with free sizes bound; undefined (reported) where it doesn't fit.
 * Ranges are units: a parameter with a range takes exactly that range.
 */
export function matchArgument(
  evaluator: Evaluator,
  value: Value,
  type: DeclaredType,
  bindings: Map<string, Dim>,
  place: MatchPlace,
): Value | undefined {
  const { session } = evaluator;
  if (isUndecided(value)) return undecidedArgument(evaluator, value, type, place);
  if (value.kind === 'schedule' && type.kind === 'tensor') {
    const scheduled: Value = { kind: 'tensor', node: session.scheduled(value.schedule, place.span) };
    return matchArgument(evaluator, scheduled, type, bindings, place);
  }
  const mismatch = (): undefined => {
    const derivation = value.kind === 'tensor' ? [derivationOf(value.node)] : [];
    const isPlace = ({ span }: { readonly span: Span }): boolean =>
      span.path === place.span.path && span.start === place.span.start;
    session.report(
      diagnostic(
        'type/argument',
        place.span,
        { what: place.what, wanted: formatDeclared(type), found: describe(value) },
        {
          label: describe(value),
          related: [
            { span: place.declaration, label: `${place.what} is declared here` },
            ...oddSize(value, type, bindings, place).filter((one) => !isPlace(one)),
          ],
          notes: derivation,
        },
      ),
    );
    return undefined;
  };
  switch (type.kind) {
    case 'static':
      if (type.name === 'Int') return value.kind === 'number' && value.isInteger ? value : mismatch();
      if (type.name === 'Bool')
        return value.kind === 'boolean' || (value.kind === 'tensor' && value.node.type.element === 'bool')
          ? value
          : mismatch();
      return value.kind === 'string' || value.kind === 'text' ? value : mismatch();
    case 'list': {
      if (value.kind !== 'list') return mismatch();
      const items = value.items.map((item) => matchArgument(evaluator, item, type.item, bindings, place));
      return items.some((item) => !item) ? undefined : { kind: 'list', items: items.map((item) => item!) };
    }
    case 'record':
      return value.kind === 'record' ? value : mismatch();
    case 'distribution': {
      if (value.kind !== 'distribution' || value.family !== type.family) return mismatch();
      const sizes = value.classes !== undefined ? [value.classes] : value.event;
      return matchSizes(session, type.event, sizes, bindings, place.span) ? value : mismatch();
    }
    case 'tensor': {
      if (value.kind === 'number' && type.shape.length === 0 && type.element === 'real') return value;
      if (value.kind !== 'tensor') return mismatch();
      const actual = value.node.type;
      const kindFits =
        (type.element === 'class') === (actual.element === 'class') &&
        (type.element === 'bool') === (actual.element === 'bool');
      if (!kindFits || !matchSizes(session, type.shape, actual.shape, bindings, place.span))
        return mismatch();
      if (
        type.classes !== undefined &&
        !matchSizes(session, [type.classes], [actual.classes ?? 0], bindings, place.span)
      )
        return mismatch();
      for (const [axis, size] of type.shape.entries())
        if (isFree(size) && !place.origins?.has(size.name))
          place.origins?.set(size.name, { node: value.node, axis });
      if (!type.range || sameRange(type.range, actual.range))
        return type.element === 'real'
          ? { ...value, node: asReal(evaluator, value.node, place.span) }
          : value;
      session.report(
        diagnostic(
          'range/argument',
          place.span,
          { what: place.what, wanted: formatRange(type.range), found: formatRange(actual.range) },
          {
            label: formatType(actual),
            related: [
              { span: place.declaration, label: `${place.what} takes values in ${formatRange(type.range)}` },
              {
                span: rangeOrigin(value.node).span,
                label: `${formatRange(actual.range)} comes from here`,
              },
            ],
            help: isUnbounded(actual.range)
              ? `pass it through clip(${type.range.low}, ${type.range.high}), or end it with sigmoid or tanh`
              : `convert with rescale(${type.range.low}, ${type.range.high}), or give both one range`,
          },
        ),
      );
      return undefined;
    }
  }
}

/** Where the first size was made that keeps a value from being of a type, and where the free size was bound that it should be. */
function oddSize(
  value: Value,
  type: DeclaredType,
  bindings: ReadonlyMap<string, Dim>,
  { origins }: MatchPlace,
): readonly { readonly span: Span; readonly label: string }[] {
  if (value.kind !== 'tensor' || type.kind !== 'tensor') return [];
  const { shape } = value.node.type;
  const axis = type.shape.findIndex((size, i) => {
    const wanted = isFree(size) ? bindings.get(size.name) : size;
    return wanted !== undefined && shape[i] !== undefined && !sameDim(wanted, shape[i]);
  });
  if (axis < 0 || shape.length !== type.shape.length) return [];
  const name = type.names[axis] ?? '';
  const bound = origins?.get(name);
  const made = sizeOrigin(value.node, axis);
  const first = bound && sizeOrigin(bound.node, bound.axis);
  const told = [{ span: made.node.span, label: sizeOriginText(made) }];
  return first ? [{ span: first.node.span, label: `${name}: ${sizeOriginText(first)}` }, ...told] : told;
}

/** A static value that a block's caller decides, as a parameter of the kind that it has; otherwise nothing is known of it. */
function undecidedArgument(
  evaluator: Evaluator,
  value: Value,
  type: DeclaredType,
  place: MatchPlace,
): Value | undefined {
  if (value.kind === 'size' && type.kind === 'tensor' && type.shape.length === 0)
    return { kind: 'tensor', node: evaluator.session.unknownNumber(formatDim(value.size), place.span) };
  const fits =
    ((value.kind === 'size' || value.kind === 'error') && type.kind === 'static' && type.name === 'Int') ||
    (value.kind === 'condition' && type.kind === 'static' && type.name === 'Bool') ||
    (value.kind === 'sizes' && type.kind === 'list');
  return fits ? value : undefined;
}

/** A body's result as the declared type; sizes that are still free are solved from it. The poison value where reported. */
export function matchResult(
  evaluator: Evaluator,
  value: Value,
  type: DeclaredType,
  bindings: Map<string, Dim>,
  place: MatchPlace,
  frame: Frame,
): Value {
  const { session } = evaluator;
  if (isUndecided(value)) return type.kind === 'static' ? value : errorValue;
  const mismatch = (extra: readonly string[] = []): Value => {
    const related = [{ span: type.span, label: `${place.what} promises ${formatDeclared(type)}` }];
    const notes = value.kind === 'tensor' ? [derivationOf(value.node)] : [];
    session.report(
      diagnostic(
        'type/result',
        place.span,
        { what: place.what, wanted: formatDeclared(type), found: describe(value) },
        {
          label: describe(value),
          related,
          notes: [...notes, ...extra],
          ...resultHelp(type, value),
        },
      ),
    );
    return errorValue;
  };
  switch (type.kind) {
    case 'record': {
      if (value.kind !== 'record') return mismatch();
      const fields = new Map<string, Value>();
      for (const [name, field] of type.fields) {
        const part = value.fields.get(name);
        if (!part) return mismatch([`the field ${name} is missing`]);
        fields.set(name, matchResult(evaluator, part, field, bindings, place, frame));
      }
      return { kind: 'record', fields };
    }
    case 'distribution': {
      if (value.kind !== 'distribution' || value.family !== type.family) return mismatch();
      const sizes = value.classes !== undefined ? [value.classes] : value.event;
      return keepsSizes(type.event, sizes, bindings)
        ? value
        : mismatch([`it is ${formatDistribution(value)}`]);
    }
    case 'tensor': {
      if (value.kind !== 'tensor') return mismatch();
      let { node } = value;
      // Trailing sizes of 1 drop at a Logit: Vector[1] and Image[1, 1, 1] are a score, Image[h, w, 1] is a map of scores.
      const { shape } = node.type;
      const rank = type.shape.length;
      // Sizes that nothing is known of were reported where they were made.
      if (type.element === 'logit' && shape.slice(rank).some(isUnknown)) return errorValue;
      if (type.element === 'logit' && shape.length > rank && shape.slice(rank).every((size) => size === 1)) {
        const site = new CallSite(evaluator, frame, 'logit', place.span, new Map());
        node = reshaped(site, node, shape.slice(0, rank), 'drop the last axis');
      }
      if (type.element === 'real') node = asReal(evaluator, node, place.span);
      const actual = node.type;
      const isScore = type.element === 'logit' && actual.element === 'real';
      if (isScore && !isUnbounded(actual.range)) {
        session.report(
          diagnostic(
            'range/bounded-logits',
            place.span,
            {
              range: formatRange(actual.range),
              suspect: sameRange(actual.range, { low: 0, high: 1 }) ? 'probability' : 'bounded',
            },
            {
              label: formatType(actual),
              related: [
                { span: type.span, label: 'a Logit is any real score' },
                ...(rangeOrigin(node).span.start === place.span.start
                  ? []
                  : [
                      { span: rangeOrigin(node).span, label: `${formatRange(actual.range)} comes from here` },
                    ]),
              ],
              help: 'drop the last activation: the loss applies the sigmoid itself',
            },
          ),
        );
        return errorValue;
      }
      if (!isScore && (type.element === 'class') !== (actual.element === 'class')) return mismatch();
      if (!keepsSizes(type.shape, actual.shape, bindings)) return mismatch();
      if (type.range && !contains(type.range, actual.range)) {
        session.report(
          diagnostic(
            'range/result',
            place.span,
            { what: place.what, wanted: formatRange(type.range), found: formatRange(actual.range) },
            {
              label: formatType(actual),
              related: [{ span: type.span, label: `${formatRange(type.range)} is promised here` }],
              help: rangeHelp(type.range),
            },
          ),
        );
        return errorValue;
      }
      const exact: TensorType = {
        ...actual,
        element: type.element,
        range: type.range ?? (type.element === 'logit' ? unbounded : actual.range),
      };
      const same = exact.element === actual.element && sameRange(exact.range, actual.range);
      if (same && node === value.node) return value;
      const typed = same
        ? node
        : session.apply(
            {
              name: 'as',
              detail: formatDeclared(type),
              inputs: [node],
              type: exact,
              lower: (_context, inputs) => inputs[0]!,
            },
            place.span,
          );
      return { kind: 'tensor', node: typed };
    }
    case 'list': {
      if (value.kind === 'plateList')
        return { ...value, item: matchResult(evaluator, value.item, type.item, bindings, place, frame) };
      if (value.kind !== 'list') return mismatch();
      return {
        kind: 'list',
        items: value.items.map((item) => matchResult(evaluator, item, type.item, bindings, place, frame)),
      };
    }
    case 'static':
      return value;
  }
}

const asReal = (evaluator: Evaluator, node: TypedNode, span: Span): TypedNode =>
  realNode((request) => evaluator.session.apply(request, span), node);

/** How a body may end as its signature promises. */
function resultHelp(type: DeclaredType, value: Value): { readonly help?: string } {
  if (type.kind !== 'tensor' || value.kind !== 'tensor') return {};
  if (type.element === 'logit' && type.shape.length === 0)
    return { help: 'end with dense(1): one score for each example' };
  const sizes = type.shape.filter((size): size is Dim => !isFree(size));
  const fits =
    sizes.length === type.shape.length && alwaysSame(countOf(sizes), countOf(value.node.type.shape));
  return fits && sizes.length > 0 ? { help: `end with reshape(${formatShape(sizes)})` } : {};
}

function rangeHelp(range: Range): string {
  if (sameRange(range, { low: 0, high: 1 })) return 'end with sigmoid';
  if (sameRange(range, { low: -1, high: 1 })) return 'end with tanh';
  return `end with clip(${range.low}, ${range.high})`;
}
