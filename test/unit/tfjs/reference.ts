/** @file The ops whose kernels are composed, as plain loops over their definitions. */
import { convolved, geometries } from './cases.ts';
import type { KernelCase, OpMethod } from './cases.ts';

type Reference = (row: KernelCase, index: number) => readonly number[];

/** Calls `visit` with the offsets in image, kernel and result of each product that a convolution adds up. */
function convolve(index: number, visit: (image: number, kernel: number, result: number) => void): void {
  const geometry = geometries[index] as (typeof geometries)[number];
  const [batch, outHeight, outWidth, outputs] = convolved(geometry);
  const [, height, width, inputs] = geometry.image as [number, number, number, number];
  const [kernelHeight, kernelWidth] = geometry.kernel;
  for (let b = 0; b < batch; b++)
    for (let y = 0; y < outHeight; y++)
      for (let x = 0; x < outWidth; x++)
        for (let ky = 0; ky < kernelHeight; ky++)
          for (let kx = 0; kx < kernelWidth; kx++) {
            const row = y * geometry.strides[0] + ky - geometry.padding[0];
            const column = x * geometry.strides[1] + kx - geometry.padding[2];
            if (row < 0 || row >= height || column < 0 || column >= width) continue;
            for (let i = 0; i < inputs; i++)
              for (let o = 0; o < outputs; o++)
                visit(
                  ((b * height + row) * width + column) * inputs + i,
                  ((ky * kernelWidth + kx) * inputs + i) * outputs + o,
                  ((b * outHeight + y) * outWidth + x) * outputs + o,
                );
          }
}

const zeros = (shape: readonly number[]): number[] =>
  new Array<number>(shape.reduce((a, b) => a * b, 1)).fill(0);
const valuesOf = (row: KernelCase, input: number): readonly number[] => row.inputs[input]?.values ?? [];

function accumulate(
  shape: readonly number[],
  index: number,
  at: (
    image: number,
    kernel: number,
    result: number,
  ) => readonly [target: number, left: number, right: number],
  left: readonly number[],
  right: readonly number[],
): number[] {
  const sums = zeros(shape);
  convolve(index, (image, kernel, result) => {
    const [target, l, r] = at(image, kernel, result);
    sums[target] = (sums[target] as number) + (left[l] as number) * (right[r] as number);
  });
  return sums;
}

export const reference: { readonly [K in OpMethod]?: Reference } = {
  conv2d: (row, index) =>
    accumulate(
      convolved(geometries[index] as (typeof geometries)[number]),
      index,
      (image, kernel, result) => [result, image, kernel],
      valuesOf(row, 0),
      valuesOf(row, 1),
    ),
  conv2dInputGradient: (row, index) =>
    accumulate(
      geometries[index]?.image ?? [],
      index,
      (image, kernel, result) => [image, result, kernel],
      valuesOf(row, 0),
      valuesOf(row, 1),
    ),
  conv2dKernelGradient: (row, index) =>
    accumulate(
      geometries[index]?.kernel ?? [],
      index,
      (image, kernel, result) => [kernel, image, result],
      valuesOf(row, 0),
      valuesOf(row, 1),
    ),
  adamStep: (row) => {
    const [w, m, v, step, correction] = [0, 1, 2, 3, 4].map((input) => valuesOf(row, input)) as number[][];
    return (w as number[]).map(
      (weight, i) =>
        weight -
        ((step?.[0] as number) * (m?.[i] as number)) /
          (Math.sqrt(v?.[i] as number) * (correction?.[0] as number) + 1e-8),
    );
  },
  movingAverage: (row) => valuesOf(row, 0).map((a, i) => 0.9 * a + 0.1 * (valuesOf(row, 1)[i] as number)),
  movingAverageOfSquares: (row) =>
    valuesOf(row, 0).map((a, i) => 0.999 * a + 0.001 * (valuesOf(row, 1)[i] as number) ** 2),
  softplus: (row) => valuesOf(row, 0).map((x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))),
};
