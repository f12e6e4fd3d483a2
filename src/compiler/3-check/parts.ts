/** @file Parts of values: members, items, slices, and capital names with sizes: `Class[10]`, `Normal[20]`. */
import type { Expression } from '../ast/ast.ts';
import { diagnostic } from '../diagnostics/catalog.ts';
import { suggest } from '../diagnostics/did-you-mean.ts';
import { families } from '../library/distributions/registry.ts';
import { countFault, limits } from '../library/limits.ts';
import { sliced } from '../library/functions/form.ts';
import { chosenBy } from '../library/functions/gather.ts';
import { stacked } from '../library/functions/stack.ts';
import { addDims, formatDim, isAbove, isKnown, subtractDims, unknownSize } from '../types/dims.ts';
import type { Dim } from '../types/dims.ts';
import { symbolDim } from '../types/polynomial.ts';
import { gameMembers, gameTerm } from '../library/objectives/games.ts';
import { plateList } from '../library/programs/lists.ts';
import type { Span } from '../source/source.ts';
import { classType } from '../types/type.ts';
import { errorValue, isUndecided, sizeValue } from '../types/value.ts';
import type { SizesValue, TypedNode, Value } from '../types/value.ts';
import { CallSite } from './call-site.ts';
import { describe } from '../library/describe.ts';
import type { Evaluator } from './evaluator.ts';
import type { Scope } from './scope.ts';
import { Names } from './session.ts';
import type { Frame } from './session.ts';

export function shapedValue(
  evaluator: Evaluator,
  name: string,
  dimensions: readonly Expression[],
  span: Span,
  scope: Scope,
  frame: Frame,
): Value {
  const sizes = dimensions.map((one) => evaluator.size(one, scope, frame));
  if (sizes.some((size) => size === undefined)) return errorValue;
  if (name === 'Class') {
    const count = sizes[0] ?? 1;
    if (!isKnown(count)) return errorValue;
    const fault = countFault(span, 'the size of Class', count, limits.items);
    if (fault) {
      evaluator.session.report(fault);
      return errorValue;
    }
    const indices = evaluator.session.constant(
      Array.from({ length: count }, (_, i) => i),
      [count],
      span,
    );
    const classes: TypedNode = { ...indices, type: { ...classType(count), shape: [count] } };
    const site = new CallSite(
      evaluator,
      { store: undefined, path: '', names: new Names(), defaults: undefined, depth: 0 },
      'Class',
      span,
      new Map(),
    );
    return plateList(site, classes, { name: evaluator.session.plateName('classes'), size: count });
  }
  if (families.has(name)) return { kind: 'list', items: sizes.map((size) => sizeValue(size!)) };
  const near = suggest(name, [...families.keys(), 'Class']);
  evaluator.session.report(
    diagnostic(
      'name/unknown-distribution',
      span,
      { name },
      {
        help:
          near === undefined ? `there are ${[...families.keys()].join(', ')}` : `did you mean \`${near}\`?`,
      },
    ),
  );
  return errorValue;
}

export function memberOf(
  evaluator: Evaluator,
  object: Value,
  member: string,
  span: Span,
  frame: Frame,
): Value {
  switch (object.kind) {
    case 'error':
      return object;
    case 'record': {
      const value = object.fields.get(member);
      if (value) return value;
      return evaluator.unknownMember(member, [...object.fields.keys()], 'this record', span);
    }
    case 'source':
      return evaluator.modules.data.member(evaluator, object, member, span);
    case 'game': {
      const known = gameMembers(object);
      if (!known.includes(member))
        return evaluator.unknownMember(member, known, `a ${object.family} game`, span);
      const site = new CallSite(evaluator, frame, object.name, span, new Map());
      return gameTerm(site, object, member as 'discriminator' | 'generator' | 'nonSaturating');
    }
    default:
      evaluator.session.report(
        diagnostic(
          'type/no-members',
          span,
          { found: describe(object), member },
          object.kind === 'distribution'
            ? { help: `write ${member}(...) of it: a distribution has functions, not members` }
            : {},
        ),
      );
      return errorValue;
  }
}

/** An item of a list that a block's caller decides: a number by its place. */
function itemOfSizes({ name }: SizesValue, index: Dim): Value {
  return isKnown(index) ? sizeValue(symbolDim({ name: `${name}[${index}]`, least: -Infinity })) : errorValue;
}

/** The place that a static number is, or one that a block's caller decides; undefined of other values. */
function placeOf(index: Value): Dim | undefined {
  if (index.kind === 'number') return index.isInteger ? index.value : undefined;
  if (index.kind === 'size') return index.size;
  return isUndecided(index) ? unknownSize : undefined;
}

/** `x[i]`, and `x[i, j]` as `x[i][j]`: items by static numbers, or by a class the one that it chooses for each example. */
export function indexInto(
  evaluator: Evaluator,
  object: Value,
  indices: readonly Expression[],
  span: Span,
  scope: Scope,
  frame: Frame,
): Value {
  const values = indices.map((one) => evaluator.evaluate(one, scope, frame));
  return values.reduce<Value>(
    (whole, index, i) => itemOf(evaluator, whole, index, indices[i]!.span, span, frame),
    object,
  );
}

function itemOf(
  evaluator: Evaluator,
  object: Value,
  index: Value,
  indexSpan: Span,
  span: Span,
  frame: Frame,
): Value {
  const { session } = evaluator;
  if (object.kind === 'error' || index.kind === 'error') return errorValue;
  if (index.kind === 'tensor' && index.node.type.element === 'class') {
    const site = new CallSite(evaluator, frame, 'choose', span, new Map());
    const among = object.kind === 'list' ? stacked(site, object.items) : object;
    if (among?.kind === 'tensor') {
      const node = chosenBy(site, among.node, index.node);
      return node ? { kind: 'tensor', node } : errorValue;
    }
    if (among && among.kind !== 'error')
      session.report(diagnostic('type/not-a-list', span, { found: describe(object) }));
    return errorValue;
  }
  const at = placeOf(index);
  if (at === undefined) {
    session.report(
      diagnostic(
        'type/not-static',
        indexSpan,
        { what: 'a whole number', found: describe(index) },
        index.kind === 'tensor'
          ? { help: 'items are chosen by a number known at compile time, or for each example by a Class[n]' }
          : {},
      ),
    );
    return errorValue;
  }
  if (object.kind === 'sizes') return itemOfSizes(object, at);
  const size =
    object.kind === 'list'
      ? object.items.length
      : object.kind === 'tensor'
        ? object.node.type.shape[0]
        : undefined;
  if (size === undefined) {
    session.report(diagnostic('type/not-a-list', span, { found: describe(object) }));
    return errorValue;
  }
  if (isAbove(0, at) || isAbove(addDims(at, 1), size)) {
    session.report(
      diagnostic(
        'shape/index',
        span,
        { index: formatDim(at), size: formatDim(size) },
        {
          label: `item ${formatDim(at)}`,
          help: size === 0 ? 'the list is empty' : `the last item is ${formatDim(subtractDims(size, 1))}`,
        },
      ),
    );
    return errorValue;
  }
  if (object.kind === 'list') return isKnown(at) ? object.items[at]! : errorValue;
  if (object.kind !== 'tensor') return errorValue;
  const site = new CallSite(evaluator, frame, 'index', span, new Map());
  return { kind: 'tensor', node: sliced(site, object.node, 0, at, 1, true) };
}

export function sliceOf(
  evaluator: Evaluator,
  objectExpression: Expression,
  fromExpression: Expression | undefined,
  toExpression: Expression | undefined,
  inclusive: boolean,
  span: Span,
  scope: Scope,
  frame: Frame,
): Value {
  const object = evaluator.evaluate(objectExpression, scope, frame);
  if (object.kind === 'error') return object;
  if (object.kind === 'sizes') {
    const text = evaluator.session.textOf(span);
    return { kind: 'sizes', name: `${object.name}${text.slice(text.lastIndexOf('['))}` };
  }
  const size =
    object.kind === 'list'
      ? object.items.length
      : object.kind === 'tensor'
        ? (object.node.type.shape[0] ?? 0)
        : undefined;
  if (size === undefined) {
    evaluator.session.report(diagnostic('type/not-a-list', span, { found: describe(object) }));
    return errorValue;
  }
  const from = fromExpression ? evaluator.size(fromExpression, scope, frame) : 0;
  const to = toExpression
    ? evaluator.size(toExpression, scope, frame)
    : subtractDims(size, inclusive ? 1 : 0);
  if (from === undefined || to === undefined) return errorValue;
  const end = inclusive ? addDims(to, 1) : to;
  if (isAbove(0, from) || isAbove(end, size) || isAbove(from, end)) {
    const last = formatDim(subtractDims(end, 1));
    evaluator.session.report(
      diagnostic(
        'shape/slice',
        span,
        { from: formatDim(from), last, size: formatDim(size) },
        {
          label: `items ${formatDim(from)} to ${last}`,
          help:
            size === 0
              ? 'the list is empty'
              : `items are counted from 0 to ${formatDim(subtractDims(size, 1))}`,
        },
      ),
    );
    return errorValue;
  }
  if (object.kind === 'list')
    return isKnown(from) && isKnown(end)
      ? { kind: 'list', items: object.items.slice(from, end) }
      : errorValue;
  if (object.kind !== 'tensor') return errorValue;
  const site = new CallSite(evaluator, frame, 'slice', span, new Map());
  return { kind: 'tensor', node: sliced(site, object.node, 0, from, subtractDims(end, from), false) };
}
