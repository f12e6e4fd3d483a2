/** @file Parts of values: members, items, slices, and capital names with sizes: `Class[10]`, `Normal[20]`. */
import type { Expression } from '../ast/ast.ts';
import { diagnostic } from '../diagnostics/catalog.ts';
import { suggest } from '../diagnostics/did-you-mean.ts';
import { families } from '../library/distributions/registry.ts';
import { countFault, limits } from '../library/limits.ts';
import { sliced } from '../library/functions/form.ts';
import { addDims, formatDim, isAbove, isKnown, subtractDims } from '../types/dims.ts';
import type { Dim } from '../types/dims.ts';
import { symbolDim } from '../types/polynomial.ts';
import { gameMembers, gameTerm } from '../library/objectives/games.ts';
import { plateList } from '../library/programs/lists.ts';
import type { Span } from '../source/source.ts';
import { classType } from '../types/type.ts';
import { errorValue, sizeValue } from '../types/value.ts';
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
      return evaluator.modules.field(evaluator, object, member, span);
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

export function indexInto(
  evaluator: Evaluator,
  object: Value,
  indices: readonly Expression[],
  span: Span,
  scope: Scope,
  frame: Frame,
): Value {
  const at = indices.map((one) => evaluator.size(one, scope, frame));
  if (object.kind === 'error' || at.some((one) => one === undefined)) return errorValue;
  if (object.kind === 'sizes') return itemOfSizes(object, at[0]!);
  const size =
    object.kind === 'list'
      ? object.items.length
      : object.kind === 'tensor'
        ? object.node.type.shape[0]
        : undefined;
  if (size === undefined) {
    evaluator.session.report(diagnostic('type/not-a-list', span, { found: describe(object) }));
    return errorValue;
  }
  const first = at[0]!;
  if (isAbove(0, first) || isAbove(addDims(first, 1), size)) {
    evaluator.session.report(
      diagnostic(
        'shape/index',
        span,
        { index: formatDim(first), size: formatDim(size) },
        {
          label: `item ${formatDim(first)}`,
          help: size === 0 ? 'the list is empty' : `the last item is ${formatDim(subtractDims(size, 1))}`,
        },
      ),
    );
    return errorValue;
  }
  if (object.kind === 'list') return isKnown(first) ? object.items[first]! : errorValue;
  if (object.kind !== 'tensor') return errorValue;
  const site = new CallSite(evaluator, frame, 'index', span, new Map());
  return { kind: 'tensor', node: sliced(site, object.node, 0, first, 1, true) };
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
