/** @file Functions that change form and not values, but for flatten, reshape and stack: concat, split, tile, oneHot, stopGradient. */
import { describe, tensorHelp } from '../describe.ts';
import { diagnostic } from '../../diagnostics/catalog.ts';
import {
  addDims,
  exactQuotient,
  formatDim,
  formatShape,
  known,
  knownShape,
  multiplyDims,
  sumOfDims,
} from '../../types/dims.ts';
import type { Dim } from '../../types/dims.ts';
import { hull } from '../../types/range.ts';
import { formatType, realType } from '../../types/type.ts';
import type { TensorType } from '../../types/type.ts';
import { isUndecided } from '../../types/value.ts';
import type { TypedNode, Value } from '../../types/value.ts';
import type { Call, FunctionDefinition } from '../definition.ts';
import { limits, positive } from '../limits.ts';
import { reportRank } from '../operand.ts';
import { derivationOf, sizesApart } from '../origin.ts';
import { oneHot as oneHotRows, unary } from '../lowering.ts';
import { asNumber } from './operators.ts';

/** The tensors of a list argument, numbers lifted; undefined (reported) where something else is in it. */
export function tensorsOf(
  call: Call,
  parameter: string,
  items: readonly Value[],
): readonly TypedNode[] | undefined {
  if (items.length === 0) {
    call.report(diagnostic('type/missing-argument', call.span, { of: call.name, missing: [parameter] }));
    return undefined;
  }
  const nodes: TypedNode[] = [];
  for (const item of items) {
    if (item.kind === 'tensor') nodes.push(item.node);
    else if (item.kind === 'number') nodes.push(call.constant(item.value));
    else if (isUndecided(item)) return undefined;
    else {
      call.report(
        diagnostic('type/not-a-tensor', call.spanOf(parameter), { found: describe(item) }, tensorHelp(item)),
      );
      return undefined;
    }
  }
  return nodes;
}

/** Lists are spread: `concat([a, b])` is `concat(a, b)`. */
export const spread = (values: readonly Value[]): readonly Value[] =>
  values.flatMap((one) => (one.kind === 'list' ? one.items : [one]));

export const concat: FunctionDefinition = {
  name: 'concat',
  group: 'form',
  summary: 'Joins along the last axis: channels of images, entries of vectors.',
  parameters: [{ name: 'values', kind: 'list', rest: true }],
  apply(call) {
    const nodes = tensorsOf(call, 'values', spread(call.list('values')));
    const first = nodes?.[0];
    if (!nodes || !first) return { kind: 'error' };
    const lead = first.type.shape.slice(0, -1);
    const odd = nodes.find(
      (one) =>
        one.type.shape.length !== first.type.shape.length ||
        !one.type.shape.slice(0, -1).every((size, axis) => call.agree(size, lead[axis]!)),
    );
    if (odd || first.type.shape.length === 0) {
      return call.report(
        diagnostic(
          'shape/concat',
          call.span,
          { first: formatType(first.type), other: formatType((odd ?? first).type) },
          {
            related: odd
              ? sizesApart(first, odd, first.type.shape.length - 1)
              : [{ span: first.span, label: `${formatType(first.type)} comes from here` }],
            help: 'flatten an image to join it with a vector, or spread the vector over its pixels: tile(h, w)',
          },
        ),
      );
    }
    const total = sumOfDims(nodes.map((one) => one.type.shape.at(-1)!));
    const node = call.node({
      name: 'concat',
      inputs: nodes,
      type: realType([...lead, total], nodes.map((one) => one.type.range).reduce(hull)),
      lower: (context) => {
        const values = nodes.map((_, i) => asNumber(context.b, context.full(i), 'number'));
        return context.b.concat(values, values[0]!.shape.length - 1);
      },
    });
    return { kind: 'tensor', node };
  },
};

/** One slice [start, start + size) of an axis of the event. */
export function sliced(
  call: Call,
  x: TypedNode,
  axis: number,
  start: Dim,
  size: Dim,
  drop: boolean,
): TypedNode {
  const shape = x.type.shape.map((n, i) => (i === axis ? size : n));
  const type: TensorType = { ...x.type, shape: drop ? shape.filter((_, i) => i !== axis) : shape };
  return call.node({
    name: 'slice',
    detail: drop ? `[${formatDim(start)}]` : `[${formatDim(start)}..<${formatDim(addDims(start, size))}]`,
    inputs: [x],
    type,
    lower: (context, lowered) => {
      const { value, plates } = lowered[0]!;
      const at = plates.length + axis;
      const part = context.b.slice(
        value,
        value.shape.map((_, i) => (i === at ? known(start) : 0)),
        value.shape.map((n, i) => (i === at ? known(size) : n)),
      );
      return {
        value: drop
          ? context.b.reshape(
              part,
              part.shape.filter((_, i) => i !== at),
            )
          : part,
        plates,
      };
    },
  });
}

export const split: FunctionDefinition = {
  name: 'split',
  group: 'form',
  summary: 'Cuts the last axis into `parts` equal pieces.',
  parameters: [
    { name: 'x', kind: 'tensor', takesAny: true },
    { name: 'parts', kind: 'int' },
  ],
  apply(call) {
    const x = call.tensor('x');
    const parts = call.int('parts');
    if (!positive(call, 'parts', parts, limits.items)) return { kind: 'error' };
    const axis = x.type.shape.length - 1;
    const size = axis < 0 ? undefined : exactQuotient(x.type.shape[axis]!, parts);
    if (size === undefined) {
      return call.report(
        diagnostic(
          'shape/split',
          call.span,
          { parts: String(parts), found: formatType(x.type) },
          {
            related: [{ span: x.span, label: `${formatType(x.type)} comes from here` }],
            notes: [derivationOf(x)],
            help: `the last size must be a multiple of ${parts}`,
          },
        ),
      );
    }
    return {
      kind: 'list',
      items: Array.from({ length: parts }, (_, i) => ({
        kind: 'tensor' as const,
        node: sliced(call, x, axis, multiplyDims(i, size), size, false),
      })),
    };
  },
};

export const tile: FunctionDefinition = {
  name: 'tile',
  group: 'form',
  summary: 'A vector at every pixel of an h x w image.',
  parameters: [
    { name: 'x', kind: 'tensor' },
    { name: 'height', kind: 'int' },
    { name: 'width', kind: 'int' },
  ],
  apply(call) {
    const x = call.tensor('x');
    const [h, w] = [call.size('height'), call.size('width')];
    if (!positive(call, 'height', h, limits.items) || !positive(call, 'width', w, limits.items))
      return { kind: 'error' };
    if (x.type.shape.length !== 1) return reportRank(call, x, 'a Vector[n]');
    const c = x.type.shape[0]!;
    const node = call.node({
      name: 'tile',
      detail: `tile(${formatShape([h, w])})`,
      inputs: [x],
      type: realType([h, w, c], x.type.range),
      lower: (context, lowered) => {
        const { value, plates } = lowered[0]!;
        const lead = value.shape.slice(0, plates.length);
        const [height, width, channels] = knownShape([h, w, c]);
        const pixel = context.b.reshape(value, [...lead, 1, 1, channels!]);
        return { value: context.b.broadcastTo(pixel, [...lead, height!, width!, channels!]), plates };
      },
    });
    return { kind: 'tensor', node };
  },
};

export const oneHot: FunctionDefinition = {
  name: 'oneHot',
  group: 'form',
  summary: 'A class as a vector with a 1 at its index.',
  parameters: [{ name: 'y', kind: 'tensor' }],
  apply(call) {
    const y = call.tensor('y');
    if (y.type.element !== 'class') {
      return call.report(
        diagnostic(
          'type/not-a-class',
          call.spanOf('y'),
          { name: 'oneHot', found: formatType(y.type) },
          { label: formatType(y.type) },
        ),
      );
    }
    const classes = y.type.classes ?? 1;
    const node = call.node({
      name: 'oneHot',
      inputs: [y],
      type: realType([classes], { low: 0, high: 1 }),
      lower: (context, lowered) => ({
        value: oneHotRows(context.b, lowered[0]!.value, known(classes)),
        plates: lowered[0]!.plates,
      }),
    });
    return { kind: 'tensor', node };
  },
};

export const stopGradient: FunctionDefinition = {
  name: 'stopGradient',
  group: 'form',
  summary: 'The value, as data: no gradient flows through it. Of a network: its weights count as constants.',
  parameters: [{ name: 'x', kind: 'value' }],
  apply(call) {
    const x = call.value('x');
    if (x.kind === 'network') return { ...x, detached: true };
    if (x.kind !== 'tensor')
      return call.report(
        diagnostic('type/not-a-tensor', call.spanOf('x'), { found: describe(x) }, tensorHelp(x)),
      );
    const node = call.node({
      name: 'stopGradient',
      inputs: [x.node],
      type: x.node.type,
      lower: unary((b, v) => b.stopGradient(v)),
    });
    return { kind: 'tensor', node };
  },
};
