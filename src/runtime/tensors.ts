/** @file Small helpers over tensors in the host's memory. */
import type { HostTensor } from './engine.ts';
import type { DType, Shape } from './plan.ts';

type HostData = HostTensor['data'];

/** The number of elements of a shape; 1 for a scalar. */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (const length of shape) size *= length;
  return size;
}

/** An array of zeros for a dtype. */
export function allocate(dtype: DType, size: number): HostData {
  if (dtype === 'f32') return new Float32Array(size);
  return dtype === 'i32' ? new Int32Array(size) : new Uint8Array(size);
}

/** `400x784`, or `scalar`. */
export function showShape(shape: Shape): string {
  return shape.length === 0 ? 'scalar' : shape.join('x');
}

/** Whether two shapes are the same. */
export function sameShape(left: Shape, right: Shape): boolean {
  return left.length === right.length && left.every((length, axis) => length === right[axis]);
}

/** The index of the first NaN or infinity; undefined where all values are finite. */
export function firstNonFinite(data: HostData): number | undefined {
  if (!(data instanceof Float32Array)) return undefined;
  for (let index = 0; index < data.length; index++) {
    if (!Number.isFinite(data[index] as number)) return index;
  }
  return undefined;
}

/** NaN where one is among the values, else the first infinity; undefined where all are finite. */
export function nonFiniteValue(data: unknown): number | undefined {
  if (!(data instanceof Float32Array)) return undefined;
  const first = firstNonFinite(data);
  if (first === undefined) return undefined;
  return data.some(Number.isNaN) ? NaN : data[first];
}
