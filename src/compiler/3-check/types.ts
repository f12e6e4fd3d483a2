/**
 * @file Types as written in signatures: evaluated to shapes (with free sizes where a name is not known yet), matched against
 * the values that calls bring, and against the values that bodies give.
 */
import type { Expression, TypeExpression } from '../ast/ast.ts';
import { diagnostic } from '../diagnostics/catalog.ts';
import { suggest } from '../diagnostics/did-you-mean.ts';
import { families } from '../library/distributions/registry.ts';
import { derivationOf, reshaped } from '../library/functions/form.ts';
import { formatDistribution } from '../library/objectives/likelihood.ts';
import type { Span } from '../source/source.ts';
import { contains, formatRange, isUnbounded, sameRange, unbounded } from '../types/range.ts';
import type { Range } from '../types/range.ts';
import { formatType } from '../types/type.ts';
import type { ElementKind, TensorType } from '../types/type.ts';
import { errorValue } from '../types/value.ts';
import type { Value } from '../types/value.ts';
import { CallSite } from './call-site.ts';
import { describe } from './describe.ts';
import type { Evaluator } from './evaluator.ts';
import { Scope } from './scope.ts';
import type { Frame } from './session.ts';

/** A size that a call decides: `h` in `Image[h, w, c]`. */
export interface FreeSize {
  readonly name: string;
}
export type Size = number | FreeSize;

export type DeclaredType =
  | {
      readonly kind: 'tensor';
      readonly name: string;
      readonly shape: readonly Size[];
      readonly element: ElementKind;
      readonly range: Range | undefined;
      readonly classes: Size | undefined;
      readonly span: Span;
    }
  | {
      readonly kind: 'distribution';
      readonly family: string;
      readonly event: readonly Size[];
      readonly span: Span;
    }
  | { readonly kind: 'record'; readonly fields: ReadonlyMap<string, DeclaredType>; readonly span: Span }
  | { readonly kind: 'list'; readonly item: DeclaredType; readonly span: Span }
  | { readonly kind: 'static'; readonly name: 'Int' | 'Bool' | 'Text'; readonly span: Span };

const ranks: Readonly<Record<string, number | undefined>> = { Image: 3, Vector: 1, Real: 0, Class: 1 };
const typeNames = ['Image', 'Vector', 'Tensor', 'Real', 'Int', 'Bool', 'Class', 'Logit', 'Text'];

/** The declared type, or undefined (reported). Names that are not in scope are free sizes. */
export function declaredType(
  evaluator: Evaluator,
  written: TypeExpression,
  scope: Scope,
  frame: Frame,
): DeclaredType | undefined {
  const { session } = evaluator;
  if (written.kind === 'errorType') return undefined;
  if (written.kind === 'listType') {
    const item = declaredType(evaluator, written.item, scope, frame);
    return item && { kind: 'list', item, span: written.span };
  }
  if (written.kind === 'recordType') {
    const fields = new Map<string, DeclaredType>();
    for (const field of written.fields) {
      const type = declaredType(evaluator, field.type, scope, frame);
      if (!type) return undefined;
      fields.set(field.name.name, type);
    }
    return { kind: 'record', fields, span: written.span };
  }
  const name = written.name.name;
  const sizes: Size[] = [];
  for (const dimension of written.dimensions) {
    const size = sizeOf(evaluator, dimension, scope, frame);
    if (size === undefined) return undefined;
    if (typeof size === 'number' && size < 1) {
      session.report(
        diagnostic('shape/not-positive', dimension.span, { name: `a size of ${name}`, value: size }),
      );
      return undefined;
    }
    sizes.push(size);
  }
  const rank = ranks[name];
  if (rank !== undefined && sizes.length !== rank) {
    session.report(
      diagnostic('type/dimension-count', written.span, { name, wanted: rank, found: sizes.length }),
    );
    return undefined;
  }
  if (families.has(name)) return { kind: 'distribution', family: name, event: sizes, span: written.span };
  if ((name === 'Int' || name === 'Bool' || name === 'Text') && sizes.length === 0)
    return { kind: 'static', name, span: written.span };
  const range = written.range
    ? interval(evaluator, written.range.low, written.range.high, scope, frame)
    : undefined;
  if (range === null) return undefined;
  const base = {
    kind: 'tensor',
    name,
    range: range ?? undefined,
    classes: undefined,
    span: written.span,
  } as const;
  switch (name) {
    case 'Class':
      return { ...base, shape: [], element: 'class', classes: sizes[0] };
    case 'Logit':
      return { ...base, shape: sizes, element: 'logit' };
    case 'Image':
    case 'Vector':
    case 'Tensor':
    case 'Real':
      return { ...base, shape: sizes, element: 'real' };
    case 'Bool':
      return { ...base, shape: sizes, element: 'bool' };
    default: {
      const near = suggest(name, [...typeNames, ...families.keys()]);
      session.report(
        diagnostic(
          'name/unknown-type',
          written.name.span,
          { name },
          near === undefined
            ? {}
            : { help: `did you mean \`${near}\`?`, fix: { span: written.name.span, replacement: near } },
        ),
      );
      return undefined;
    }
  }
}

function sizeOf(evaluator: Evaluator, expression: Expression, scope: Scope, frame: Frame): Size | undefined {
  if (expression.kind === 'name' && scope.find(expression.name) === undefined)
    return { name: expression.name };
  return evaluator.integer(expression, scope, frame);
}

function interval(
  evaluator: Evaluator,
  low: Expression,
  high: Expression,
  scope: Scope,
  frame: Frame,
): Range | null {
  const ends = [low, high].map((end) => evaluator.evaluate(end, scope, frame));
  const [from, to] = ends;
  if (from?.kind === 'number' && to?.kind === 'number') {
    if (from.value < to.value) return { low: from.value, high: to.value };
    evaluator.session.report(
      diagnostic('range/empty-interval', low.span, { low: from.value, high: to.value }),
    );
  } else if (ends.every((end) => end.kind !== 'error')) {
    evaluator.session.report(
      diagnostic('type/not-static', low.span, {
        what: 'a range',
        found: describe(ends.find((end) => end.kind !== 'number') ?? ends[0]!),
      }),
    );
  }
  return null;
}

/** `Image[28, 28, 1] in [0, 1]`, free sizes by name. */
export function formatDeclared(type: DeclaredType): string {
  const sizes = (list: readonly Size[]): string =>
    list.map((one) => (typeof one === 'number' ? String(one) : one.name)).join(', ');
  switch (type.kind) {
    case 'tensor': {
      const dims = type.classes !== undefined ? sizes([type.classes]) : sizes(type.shape);
      return `${type.name}${dims === '' ? '' : `[${dims}]`}${type.range ? ` in ${formatRange(type.range)}` : ''}`;
    }
    case 'distribution':
      return `${type.family}[${sizes(type.event)}]`;
    case 'record':
      return `{ ${[...type.fields].map(([name, field]) => `${name}: ${formatDeclared(field)}`).join(', ')} }`;
    case 'list':
      return `[${formatDeclared(type.item)}]`;
    case 'static':
      return type.name;
  }
}

/** Free sizes take what the value has; fixed ones must agree. */
function matchSizes(
  declared: readonly Size[],
  actual: readonly number[],
  bindings: Map<string, number>,
): boolean {
  return (
    declared.length === actual.length &&
    declared.every((size, axis) => {
      const have = actual[axis]!;
      const wanted = typeof size === 'number' ? size : (bindings.get(size.name) ?? have);
      if (typeof size !== 'number') bindings.set(size.name, wanted);
      return wanted === have;
    })
  );
}

/** What is being matched, for messages. */
export interface MatchPlace {
  readonly what: string;
  readonly span: Span;
  readonly declaration: Span;
}

/**
 * An argument as a parameter of the declared type: the value, with free sizes bound; undefined (reported) where it doesn't fit.
 * Ranges are units: a parameter with a range takes exactly that range.
 */
export function matchArgument(
  evaluator: Evaluator,
  value: Value,
  type: DeclaredType,
  bindings: Map<string, number>,
  place: MatchPlace,
): Value | undefined {
  const { session } = evaluator;
  if (value.kind === 'error') return undefined;
  const mismatch = (): undefined => {
    const derivation = value.kind === 'tensor' ? [derivationOf(value.node)] : [];
    session.report(
      diagnostic(
        'type/argument',
        place.span,
        { what: place.what, wanted: formatDeclared(type), found: describe(value) },
        {
          label: describe(value),
          related: [{ span: place.declaration, label: `${place.what} is declared here` }],
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
      return value.kind === 'string' ? value : mismatch();
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
      return matchSizes(type.event, sizes, bindings) ? value : mismatch();
    }
    case 'tensor': {
      if (value.kind === 'number' && type.shape.length === 0 && type.element === 'real') return value;
      if (value.kind !== 'tensor') return mismatch();
      const actual = value.node.type;
      const kindFits =
        (type.element === 'class') === (actual.element === 'class') &&
        (type.element === 'bool') === (actual.element === 'bool');
      if (!kindFits || !matchSizes(type.shape, actual.shape, bindings)) return mismatch();
      if (type.classes !== undefined && !matchSizes([type.classes], [actual.classes ?? 0], bindings))
        return mismatch();
      if (!type.range || sameRange(type.range, actual.range)) return value;
      session.report(
        diagnostic(
          'range/argument',
          place.span,
          { what: place.what, wanted: formatRange(type.range), found: formatRange(actual.range) },
          {
            label: formatType(actual),
            related: [
              { span: place.declaration, label: `${place.what} takes values in ${formatRange(type.range)}` },
              { span: value.node.span, label: `${formatRange(actual.range)} comes from here` },
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

/** A body's result as the declared type; sizes that are still free are solved from it. The poison value where reported. */
export function matchResult(
  evaluator: Evaluator,
  value: Value,
  type: DeclaredType,
  bindings: Map<string, number>,
  place: MatchPlace,
  frame: Frame,
): Value {
  const { session } = evaluator;
  if (value.kind === 'error') return value;
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
      return matchSizes(type.event, sizes, bindings)
        ? value
        : mismatch([`it is ${formatDistribution(value)}`]);
    }
    case 'tensor': {
      if (value.kind !== 'tensor') return mismatch();
      let { node } = value;
      // A trailing size 1 drops at a Logit: Vector[1] is a score, Image[h, w, 1] a map of scores.
      if (
        type.element === 'logit' &&
        node.type.shape.at(-1) === 1 &&
        node.type.shape.length === type.shape.length + 1
      ) {
        const site = new CallSite(evaluator, frame, 'logit', place.span, new Map());
        node = reshaped(site, node, node.type.shape.slice(0, -1), 'drop the last axis');
      }
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
              related: [{ span: type.span, label: 'a Logit is any real score' }],
              help: 'drop the last activation: the loss applies the sigmoid itself',
            },
          ),
        );
        return errorValue;
      }
      if (!isScore && (type.element === 'class') !== (actual.element === 'class')) return mismatch();
      if (!matchSizes(type.shape, actual.shape, bindings)) return mismatch();
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

function rangeHelp(range: Range): string {
  if (sameRange(range, { low: 0, high: 1 })) return 'end with sigmoid';
  if (sameRange(range, { low: -1, high: 1 })) return 'end with tanh';
  return `end with clip(${range.low}, ${range.high})`;
}

/** A declared tensor type with all sizes known, or undefined where one is free. */
export function concreteType(type: DeclaredType): TensorType | undefined {
  if (type.kind !== 'tensor') return undefined;
  const shape: number[] = [];
  for (const size of type.shape) {
    if (typeof size !== 'number') return undefined;
    shape.push(size);
  }
  if (type.classes !== undefined) {
    if (typeof type.classes !== 'number') return undefined;
    return { shape, element: 'class', classes: type.classes, range: { low: 0, high: type.classes - 1 } };
  }
  return { shape, element: type.element, range: type.range ?? unbounded };
}
