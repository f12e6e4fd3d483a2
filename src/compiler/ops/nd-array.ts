/**
 * @file Dense float64 arrays and the index arithmetic that the reference evaluation of every op is written with. Integers
 * and bools are held as float64 too (bools as 0 and 1). Correct first: speed comes from the engines, not from here.
 */
import type { Shape } from './attributes.ts';

/** Row-major values of a static shape; `data.length` is the product of `shape`. */
export interface NdArray {
  readonly shape: Shape;
  readonly data: Float64Array;
}

/** The number of elements; 1 for a scalar. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** Row-major strides in elements. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1]! * shape[axis + 1]!;
  return strides;
}

/** Whether two shapes are the same. */
export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

/** An array from plain numbers; one number fills the whole shape. */
export function ndArray(shape: Shape, values: ArrayLike<number>): NdArray {
  const size = sizeOf(shape);
  if (values.length === size) return { shape, data: Float64Array.from(values) };
  if (values.length !== 1)
    throw new Error(`ndArray: ${values.length} values for shape [${shape.join(', ')}]`);
  return { shape, data: new Float64Array(size).fill(values[0]!) };
}

/** An array of zeros. */
export function zeros(shape: Shape): NdArray {
  return { shape, data: new Float64Array(sizeOf(shape)) };
}

/**
 * For each element of an array of shape `to`, row-major: the offset `start + sum(index[axis] * strides[axis])`. All
 * layout ops (transpose, slice, broadcast, reverse, ...) read or write through such a list.
 */
export function offsets(to: Shape, strides: readonly number[], start = 0): Int32Array {
  const result = new Int32Array(sizeOf(to));
  if (result.length === 0) return result;
  result[0] = start;
  let filled = 1;
  for (let axis = to.length - 1; axis >= 0; axis--) {
    const stride = strides[axis]!;
    const block = filled;
    for (let index = 1; index < to[axis]!; index++) {
      const shift = index * stride;
      for (let within = 0; within < block; within++) result[filled++] = result[within]! + shift;
    }
  }
  return result;
}

/** Offsets that read an array of shape `from` as if broadcast to `to`; undefined where they are 0, 1, 2, ... */
export function broadcastOffsets(from: Shape, to: Shape): Int32Array | undefined {
  if (sameShape(from, to)) return undefined;
  const lead = to.length - from.length;
  const own = stridesOf(from);
  const strides = to.map((_, axis) => (axis < lead || from[axis - lead] === 1 ? 0 : own[axis - lead]!));
  return offsets(to, strides);
}

/** The values of `array` in the order that `order` lists. */
export function take(array: NdArray, order: Int32Array, shape: Shape): NdArray {
  const data = new Float64Array(order.length);
  for (let i = 0; i < order.length; i++) data[i] = array.data[order[i]!]!;
  return { shape, data };
}

/** `array` broadcast to `shape`, NumPy's way. */
export function broadcast(array: NdArray, shape: Shape): NdArray {
  const order = broadcastOffsets(array.shape, shape);
  return order ? take(array, order, shape) : array;
}

/** One function per element. */
export function mapArray(array: NdArray, apply: (x: number) => number): NdArray {
  return { shape: array.shape, data: array.data.map((x) => apply(x)) };
}

/** One function per pair of elements, both operands broadcast to `shape`. */
export function zipArrays(
  a: NdArray,
  b: NdArray,
  shape: Shape,
  apply: (a: number, b: number) => number,
): NdArray {
  const left = broadcast(a, shape).data;
  const right = broadcast(b, shape).data;
  const data = new Float64Array(sizeOf(shape));
  for (let i = 0; i < data.length; i++) data[i] = apply(left[i]!, right[i]!);
  return { shape, data };
}
