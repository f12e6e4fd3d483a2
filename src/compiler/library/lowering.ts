/** @file Small helpers that lowering rules share: axes of the event, sums over it, comparisons of classes. */
import type { Value } from '../ir/build.ts';
import type { GraphBuilder } from '../ir/build.ts';
import type { LowerContext, LowerRule } from '../types/lower-rule.ts';

/** The last `rank` axes of a value. */
export function lastAxes(value: Value, rank: number): readonly number[] {
  return Array.from({ length: rank }, (_, i) => value.shape.length - rank + i);
}

/** Sum over the last `rank` axes; the value itself for rank 0. */
export function sumLast(b: GraphBuilder, value: Value, rank: number): Value {
  return rank === 0 ? value : b.sum(value, lastAxes(value, rank));
}

export function meanLast(b: GraphBuilder, value: Value, rank: number): Value {
  return rank === 0 ? value : b.mean(value, lastAxes(value, rank));
}

/** A rule for an elementwise function of one operand. */
export function unary(apply: (b: GraphBuilder, x: Value) => Value): LowerRule {
  return (context, inputs) => ({ value: apply(context.b, inputs[0]!.value), plates: inputs[0]!.plates });
}

/** A rule for an elementwise function of several operands whose events broadcast to rank `eventRank`. */
export function elementwise(
  eventRank: number,
  apply: (b: GraphBuilder, ...operands: Value[]) => Value,
): LowerRule {
  return (context, inputs) => {
    const value = apply(context.b, ...inputs.map((_, i) => context.aligned(i, eventRank)));
    return materialise(context, value, eventRank);
  };
}

/** Where every input lacked plates or had size 1 along one, the result may lack axes: give it all of them. */
export function materialise(context: LowerContext, value: Value, eventRank: number): Value {
  const wanted = context.plates.length + eventRank;
  return value.shape.length === wanted
    ? value
    : context.b.reshape(value, [...Array<number>(wanted - value.shape.length).fill(1), ...value.shape]);
}

/** Class indices [...] as one-hot rows [..., classes], f32. */
export function oneHot(b: GraphBuilder, indices: Value, classes: number): Value {
  const column = b.reshape(indices, [...indices.shape, 1]);
  const row = b.constant(
    Array.from({ length: classes }, (_, i) => i),
    [classes],
    'i32',
  );
  return b.cast(b.equal(column, row), 'f32');
}

/** `batchNorm1` of the layer `up1/batchNorm1`: its word in names of emitted code. */
export const layerWord = (layer: string): string => layer.slice(layer.lastIndexOf('/') + 1);
