/** @file Reductions over axes. With `keepDims` a reduced axis stays with size 1. */
import type { DType, Shape } from './attributes.ts';
import { streamingCost, type OpDefinition, type Vjp } from './definition.ts';
import { offsets, sizeOf, stridesOf, zeros, type NdArray } from './nd-array.ts';
import type { OpCalls, Value } from './op-calls.ts';
import { requireAxes, requireDTypes } from './type-rules.ts';

type ReductionName = 'sum' | 'mean' | 'max';

function reducedShape(shape: Shape, axes: readonly number[], keepDims: boolean): Shape {
  return keepDims
    ? shape.map((size, axis) => (axes.includes(axis) ? 1 : size))
    : shape.filter((_, axis) => !axes.includes(axis));
}

/** Calls `visit(target, source)` with the flat places of each element and of the result that it goes to. */
function visitReduced(shape: Shape, axes: readonly number[], visit: (to: number, from: number) => void) {
  const kept = reducedShape(shape, axes, true);
  const keptStrides = stridesOf(kept);
  const strides = shape.map((_, axis) => (axes.includes(axis) ? 0 : keptStrides[axis]!));
  const targets = offsets(shape, strides);
  for (let i = 0; i < targets.length; i++) visit(targets[i]!, i);
}

function sumOver(x: NdArray, axes: readonly number[], shape: Shape): NdArray {
  const result = zeros(shape);
  visitReduced(x.shape, axes, (to, from) => (result.data[to]! += x.data[from]!));
  return result;
}

/** A reduction's result (or its gradient) put back to the operand's rank, with size 1 on the reduced axes. */
function withReducedAxes(b: OpCalls, value: Value, of: Value, axes: readonly number[]): Value {
  const shape = reducedShape(of.shape, axes, true);
  return value.shape.length === shape.length ? value : b.reshape(value, shape);
}

function reduction<K extends ReductionName>(
  dtypes: readonly DType[],
  evaluate: (x: NdArray, axes: readonly number[], shape: Shape) => NdArray,
  vjp: Vjp<K>,
): OpDefinition<K> {
  return {
    arity: 1,
    kind: 'other',
    commutative: false,
    level: 'any',
    infer: ([x], { axes, keepDims }) =>
      requireDTypes([x!], dtypes) ??
      requireAxes(axes, x!.shape.length) ?? {
        shape: reducedShape(x!.shape, axes, keepDims),
        dtype: x!.dtype,
      },
    evaluate: ([x], { axes }, { shape }) => evaluate(x!, axes, shape),
    vjp,
    cost: (inputs, _, result) => streamingCost(sizeOf(inputs[0]!.shape), inputs, result),
  };
}

const argMax: OpDefinition<'argMax'> = {
  arity: 1,
  kind: 'other',
  commutative: false,
  level: 'any',
  infer: ([x], { axis }) =>
    requireDTypes([x!], ['f32', 'i32']) ??
    requireAxes([axis], x!.shape.length) ?? {
      shape: reducedShape(x!.shape, [axis], false),
      dtype: 'i32',
    },
  evaluate: ([x], { axis }, { shape }) => {
    const best = new Float64Array(sizeOf(shape)).fill(-Infinity);
    const result = zeros(shape);
    const stride = stridesOf(x!.shape)[axis]!;
    visitReduced(x!.shape, [axis], (to, from) => {
      const value = x!.data[from]!;
      if (value <= best[to]!) return;
      best[to] = value;
      result.data[to] = Math.floor(from / stride) % x!.shape[axis]!;
    });
    return result;
  },
  vjp: 'zero',
  cost: (inputs, _, result) => streamingCost(sizeOf(inputs[0]!.shape), inputs, result),
};

export const reductions = {
  // every element gets the gradient of the sum that it is in
  sum: reduction<'sum'>(['f32', 'i32'], sumOver, (b, { inputs: [x], attributes: { axes } }, dy) => [
    b.spread(withReducedAxes(b, dy, x!, axes), x!.shape),
  ]),
  // as sum, divided by the count
  mean: reduction<'mean'>(
    ['f32'],
    (x, axes, shape) => {
      const total = sumOver(x, axes, shape);
      const count = x.data.length / total.data.length;
      return { shape, data: total.data.map((value) => value / count) };
    },
    (b, { inputs: [x], output, attributes: { axes } }, dy) => {
      const count = sizeOf(x!.shape) / sizeOf(output.shape);
      return [b.spread(b.multiply(withReducedAxes(b, dy, x!, axes), 1 / count), x!.shape)];
    },
  ),
  // shared evenly among the elements that equal the maximum: a subgradient, and symmetric where there are ties
  max: reduction<'max'>(
    ['f32', 'i32'],
    (x, axes, shape) => {
      const result: NdArray = { shape, data: new Float64Array(sizeOf(shape)).fill(-Infinity) };
      visitReduced(x.shape, axes, (to, from) => {
        result.data[to] = Math.max(result.data[to]!, x.data[from]!);
      });
      return result;
    },
    (b, { inputs: [x], output, attributes: { axes } }, dy) => {
      const largest = b.cast(b.equal(x!, withReducedAxes(b, output, x!, axes)), 'f32');
      const share = b.divide(withReducedAxes(b, dy, x!, axes), b.sum(largest, axes, true));
      return [b.multiply(largest, share)];
    },
  ),
  argMax,
};
