/** @file Ops that move values and compute nothing. All are linear: the gradient of each is its transpose. */
import type { OpDefinition } from './definition.ts';
import { shapeText, streamingCost, NO_COST } from './definition.ts';
import { broadcast, offsets, sameShape, sizeOf, stridesOf, take, zeros } from './nd-array.ts';
import { broadcastShapes, requireAxes, requireSameDType, requireSizes } from './type-rules.ts';

const base = {
  kind: 'other',
  commutative: false,
  level: 'any',
} as const;

const reshape: OpDefinition<'reshape'> = {
  ...base,
  arity: 1,
  kind: 'view',
  infer: ([x], { shape }) =>
    requireSizes(shape) ??
    (sizeOf(x!.shape) === sizeOf(shape)
      ? { shape, dtype: x!.dtype }
      : `${shapeText(x!.shape)} has ${sizeOf(x!.shape)} values, ${shapeText(shape)} needs ${sizeOf(shape)}`),
  evaluate: ([x], { shape }) => ({ shape, data: x!.data }),
  // the same values in the operand's shape
  vjp: (b, { inputs: [x] }, dy) => [b.reshape(dy, x!.shape)],
  cost: () => NO_COST,
};

const transpose: OpDefinition<'transpose'> = {
  ...base,
  arity: 1,
  infer: ([x], { permutation }) => {
    const sorted = [...permutation].sort((a, b) => a - b);
    return sorted.length === x!.shape.length && sorted.every((axis, i) => axis === i)
      ? { shape: permutation.map((axis) => x!.shape[axis]!), dtype: x!.dtype }
      : `${shapeText(permutation)} is not a permutation of ${x!.shape.length} axes`;
  },
  evaluate: ([x], { permutation }, { shape }) => {
    const strides = stridesOf(x!.shape);
    return take(
      x!,
      offsets(
        shape,
        permutation.map((axis) => strides[axis]!),
      ),
      shape,
    );
  },
  // transposed back by the inverse permutation
  vjp: (b, { attributes: { permutation } }, dy) => [
    b.transpose(
      dy,
      permutation.map((_, axis) => permutation.indexOf(axis)),
    ),
  ],
  cost: (inputs, _, result) => streamingCost(0, inputs, result),
};

const broadcastTo: OpDefinition<'broadcastTo'> = {
  ...base,
  arity: 1,
  infer: ([x], { shape }) => {
    const fault = requireSizes(shape);
    if (fault) return fault;
    const common = broadcastShapes([x!.shape, shape]);
    if (typeof common === 'string') return common;
    return sameShape(common, shape)
      ? { shape, dtype: x!.dtype }
      : `${shapeText(x!.shape)} does not broadcast to ${shapeText(shape)}`;
  },
  evaluate: ([x], { shape }) => broadcast(x!, shape),
  // the copies' gradients added up
  vjp: (b, { inputs: [x] }, dy) => [b.sumTo(dy, x!.shape)],
  cost: (inputs, _, result) => streamingCost(0, inputs, result),
};

const slice: OpDefinition<'slice'> = {
  ...base,
  arity: 1,
  infer: ([x], { starts, sizes }) => {
    const fits =
      starts.length === x!.shape.length &&
      sizes.length === x!.shape.length &&
      x!.shape.every(
        (size, axis) => starts[axis]! >= 0 && sizes[axis]! >= 1 && starts[axis]! + sizes[axis]! <= size,
      );
    return fits
      ? { shape: sizes, dtype: x!.dtype }
      : `slice from ${shapeText(starts)} of ${shapeText(sizes)} leaves ${shapeText(x!.shape)}`;
  },
  evaluate: ([x], { starts }, { shape }) => {
    const strides = stridesOf(x!.shape);
    const start = starts.reduce((total, from, axis) => total + from * strides[axis]!, 0);
    return take(x!, offsets(shape, strides, start), shape);
  },
  // zeros around
  vjp: (b, { inputs: [x], attributes: { starts, sizes } }, dy) => [
    b.pad(
      dy,
      starts,
      x!.shape.map((size, axis) => size - starts[axis]! - sizes[axis]!),
    ),
  ],
  cost: (_, __, result) => streamingCost(0, [result], result),
};

const pad: OpDefinition<'pad'> = {
  ...base,
  arity: 1,
  infer: ([x], { before, after }) => {
    const fits =
      before.length === x!.shape.length &&
      after.length === x!.shape.length &&
      [...before, ...after].every((count) => Number.isInteger(count) && count >= 0);
    return fits
      ? { shape: x!.shape.map((size, axis) => before[axis]! + size + after[axis]!), dtype: x!.dtype }
      : `padding ${shapeText(before)}, ${shapeText(after)} does not fit ${shapeText(x!.shape)}`;
  },
  evaluate: ([x], { before }, { shape }) => {
    const strides = stridesOf(shape);
    const start = before.reduce((total, count, axis) => total + count * strides[axis]!, 0);
    const targets = offsets(x!.shape, strides, start);
    const result = zeros(shape);
    for (let i = 0; i < targets.length; i++) result.data[targets[i]!] = x!.data[i]!;
    return result;
  },
  // the inner part
  vjp: (b, { inputs: [x], attributes: { before } }, dy) => [b.slice(dy, before, x!.shape)],
  cost: (inputs, _, result) => streamingCost(0, inputs, result),
};

const concat: OpDefinition<'concat'> = {
  ...base,
  arity: 'some',
  infer: (inputs, { axis }) => {
    const first = inputs[0]!.shape;
    const fault = requireSameDType(inputs) ?? requireAxes([axis], first.length);
    if (fault) return fault;
    const other = inputs.find(
      ({ shape }) =>
        shape.length !== first.length || shape.some((size, at) => at !== axis && size !== first[at]),
    );
    if (other) return `${shapeText(first)} and ${shapeText(other.shape)} differ outside axis ${axis}`;
    const total = inputs.reduce((sum, { shape }) => sum + shape[axis]!, 0);
    return { shape: first.map((size, at) => (at === axis ? total : size)), dtype: inputs[0]!.dtype };
  },
  evaluate: (inputs, { axis }, { shape }) => {
    const result = zeros(shape);
    const strides = stridesOf(shape);
    let at = 0;
    for (const part of inputs) {
      const targets = offsets(part.shape, strides, at * strides[axis]!);
      for (let i = 0; i < targets.length; i++) result.data[targets[i]!] = part.data[i]!;
      at += part.shape[axis]!;
    }
    return result;
  },
  // each part's piece
  vjp: (b, { inputs, attributes: { axis } }, dy) => {
    let at = 0;
    return inputs.map((part) => {
      const starts = part.shape.map((_, other) => (other === axis ? at : 0));
      at += part.shape[axis]!;
      return b.slice(dy, starts, part.shape);
    });
  },
  cost: (inputs, _, result) => streamingCost(0, inputs, result),
};

const reverse: OpDefinition<'reverse'> = {
  ...base,
  arity: 1,
  infer: ([x], { axes }) => requireAxes(axes, x!.shape.length) ?? x!,
  evaluate: ([x], { axes }, { shape }) => {
    const own = stridesOf(shape);
    const strides = own.map((stride, axis) => (axes.includes(axis) ? -stride : stride));
    const start = axes.reduce((total, axis) => total + (shape[axis]! - 1) * own[axis]!, 0);
    return take(x!, offsets(shape, strides, start), shape);
  },
  // reversed again
  vjp: (b, { attributes: { axes } }, dy) => [b.reverse(dy, axes)],
  cost: (inputs, _, result) => streamingCost(0, inputs, result),
};

export const forms = { reshape, transpose, broadcastTo, slice, pad, concat, reverse };
