/** @file Arithmetic on shapes that the kernels share. Shapes are static and row-major. */
import type { Shape } from '../../plan.ts';

/** The number of elements. */
export function elementCount(shape: Shape): number {
  let count = 1;
  for (const size of shape) count *= size;
  return count;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

/** The size of an axis that the caller knows to exist. */
export function axisSize(shape: Shape, axis: number): number {
  const size = shape[axis];
  if (size === undefined) throw new Error(`internal error: no axis ${axis} in [${shape.join(', ')}]`);
  return size;
}

/** The common shape of operands that broadcast as in NumPy; the compiler has checked that they do. */
export function broadcastShape(...shapes: readonly Shape[]): number[] {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  const result = new Array<number>(rank).fill(1);
  for (const shape of shapes) {
    const offset = rank - shape.length;
    shape.forEach((size, axis) => {
      if (size !== 1) result[offset + axis] = size;
    });
  }
  return result;
}

/** Elements to skip for one step along each axis. */
export function rowMajorStrides(shape: Shape): number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis--) {
    strides[axis] = axisSize(strides, axis + 1) * axisSize(shape, axis + 1);
  }
  return strides;
}
