/**
 * @file Made data in place of sources: fields of the declared shapes, ranges and classes, so that a compiled model can be run where
 * its files are not. A value depends on the seed, its field and its example alone. Text columns become counts like any numbers.
 */
import type { FieldPlan, SourcePlan } from '../plan.ts';
import { RandomStream } from '../random/stream.ts';
import { sizeOf } from '../tensors.ts';
import type { BoundField, BoundSource, BoundSplit } from './field.ts';

/** `count` examples in each split. Fields with a range are uniform on it, classes uniform, other numbers standard normal. */
export function madeSource(source: SourcePlan, count: number, seed: number): BoundSource {
  const split = (part: 'train' | 'test'): BoundSplit => ({
    count,
    fields: new Map(
      source.fields.map((field) => [
        field.name,
        madeField(field, count, seed, `${part}/${source.name}/${field.name}`),
      ]),
    ),
  });
  return { name: source.name, train: split('train'), test: split('test') };
}

function madeField(field: FieldPlan, count: number, seed: number, site: string): BoundField {
  const size = sizeOf(field.shape);
  const data = madeValues(field, count * size, new RandomStream(seed, `made/${site}`));
  return {
    shape: field.shape,
    dtype: field.dtype,
    gather(indices, out) {
      indices.forEach((example, row) =>
        out.set(data.subarray(example * size, (example + 1) * size), row * size),
      );
    },
  };
}

interface Declared {
  readonly dtype: string;
  readonly range?: readonly [number, number];
  readonly classes?: number;
}

/** Legal values of a declared type. */
export function madeValues(
  { dtype, range, classes }: Declared,
  length: number,
  stream: RandomStream,
): Float32Array | Int32Array {
  if (dtype === 'i32') return Int32Array.from({ length }, () => stream.below(classes ?? 2));
  const [low, high] = range ?? [-Infinity, Infinity];
  const isBounded = Number.isFinite(low) && Number.isFinite(high);
  const draw = (): number => {
    if (isBounded) return stream.uniform(low, high);
    const value = stream.normal();
    return Number.isFinite(low)
      ? low + Math.abs(value)
      : Number.isFinite(high)
        ? high - Math.abs(value)
        : value;
  };
  return Float32Array.from({ length }, draw);
}
