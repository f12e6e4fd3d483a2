/**
 * @file Optimiser steps, one pass over memory each. Nothing differentiates through an optimiser, so their derivative is
 * zero by definition. Adam: Kingma & Ba 2015, algorithm 1, with the bias corrections in `stepSize` and `correction`.
 */
import type { DType } from './attributes.ts';
import { shapeText, streamingCost, type OpDefinition, type TensorType } from './definition.ts';
import { sameShape, sizeOf, zipArrays } from './nd-array.ts';
import { requireDTypes } from './type-rules.ts';

const reals: readonly DType[] = ['f32'];
const base = { kind: 'other', commutative: false, level: 'any', vjp: 'zero' } as const;

/** All of one shape, which is the result's. */
function sameTypes(inputs: readonly TensorType[]): TensorType | string {
  const first = inputs[0]!;
  const other = inputs.find((input) => !sameShape(input.shape, first.shape));
  return (
    requireDTypes(inputs, reals) ??
    (other ? `shapes ${shapeText(first.shape)} and ${shapeText(other.shape)} differ` : first)
  );
}

function average<K extends 'movingAverage' | 'movingAverageOfSquares'>(
  of: (value: number) => number,
  flopsEach: number,
): OpDefinition<K> {
  return {
    ...base,
    arity: 2,
    infer: (inputs) => sameTypes(inputs),
    evaluate: ([old, value], { decay }, { shape }) =>
      zipArrays(old!, value!, shape, (before, now) => decay * before + (1 - decay) * of(now)),
    cost: (inputs, _, result) => streamingCost(flopsEach * sizeOf(result.shape), inputs, result),
  };
}

const adamStep: OpDefinition<'adamStep'> = {
  ...base,
  arity: 5,
  infer: (inputs) => {
    const scalars = inputs.slice(3);
    if (scalars.some((input) => input.shape.length > 0)) return 'stepSize and correction must be scalars';
    return requireDTypes(scalars, reals) ?? sameTypes(inputs.slice(0, 3));
  },
  evaluate: ([weight, m, v, stepSize, correction], { epsilon }, { shape }) => ({
    shape,
    data: weight!.data.map(
      (w, i) =>
        w - (stepSize!.data[0]! * m!.data[i]!) / (Math.sqrt(v!.data[i]!) * correction!.data[0]! + epsilon),
    ),
  }),
  cost: (inputs, _, result) => streamingCost(6 * sizeOf(result.shape), inputs, result),
};

export const optimizers = {
  movingAverage: average<'movingAverage'>((value) => value, 3),
  movingAverageOfSquares: average<'movingAverageOfSquares'>((value) => value * value, 4),
  adamStep,
};
