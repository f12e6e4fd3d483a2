/**
 * @file Memory layouts of rank-4 tensors as permutations of the IR's axes. The IR has images as [batch, height, width,
 * channels] and kernels as [height, width, in, out]; ONNX convolutions want [batch, channels, height, width] and
 * [out, in, height, width]. Tensors of any other rank are always in row order.
 */
import type { Shape } from '../../ops/attributes.ts';

/** `row`: the IR's own order. `image`: NHWC kept as NCHW. `kernel`: HWIO kept as OIHW. */
export type Layout = 'row' | 'image' | 'kernel';

/** Stored axis `i` of a rank-4 tensor is the IR's axis `storedOrder[layout][i]`. */
export const storedOrder: Readonly<Record<Layout, readonly [number, number, number, number]>> = {
  row: [0, 1, 2, 3],
  image: [0, 3, 1, 2],
  kernel: [3, 2, 0, 1],
};

/** `values` per IR axis, put in stored order; lists of any other length than 4 are returned as they are. */
export function toStored<T>(layout: Layout, values: readonly T[]): readonly T[] {
  if (values.length !== 4) return values;
  return storedOrder[layout].map((axis) => values[axis] as T);
}

/** The stored axis of an IR axis of a tensor of `rank` dimensions. */
export function storedAxis(layout: Layout, rank: number, axis: number): number {
  return rank === 4 ? storedOrder[layout].indexOf(axis) : axis;
}

/** Stored axes of several IR axes, ascending. */
export function storedAxes(layout: Layout, rank: number, axes: readonly number[]): readonly number[] {
  return axes.map((axis) => storedAxis(layout, rank, axis)).sort((a, b) => a - b);
}

/** For each stored axis of `to`, the stored axis of `from` that holds it: what a Transpose needs. */
export function permutation(from: Layout, to: Layout): readonly number[] {
  return storedOrder[to].map((axis) => storedOrder[from].indexOf(axis));
}

/** Whether a tensor of IR shape `shape` has the same bytes in both layouts, so that a reshape will do. */
export function sameBytes(shape: Shape, from: Layout, to: Layout): boolean {
  if (shape.length !== 4 || from === to) return true;
  const long = (layout: Layout): string =>
    storedOrder[layout].filter((axis) => (shape[axis] ?? 1) !== 1).join();
  return long(from) === long(to);
}
