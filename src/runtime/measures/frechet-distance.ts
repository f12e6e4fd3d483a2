/**
 * @file The Frechet distance between Gaussians fitted to two sets of features (Heusel et al. 2017, eq. 6; Dowson & Landau 1982), in
 * float64. Features are rows.
 */
import type { HostTensor } from '../engine.ts';
import { symmetricEigen } from './symmetric-eigen.ts';

export interface Gaussian {
  readonly mean: Float64Array;
  /** [size, size]. */
  readonly covariance: Float64Array;
}

/** Mean and unbiased covariance of the rows of [count, size]; at least two rows. */
export function fitGaussian({ data, shape }: HostTensor): Gaussian {
  const [count = 0, size = 0] = shape;
  const mean = new Float64Array(size);
  for (let row = 0; row < count; row++)
    for (let i = 0; i < size; i++) mean[i]! += (data[row * size + i] as number) / count;
  const covariance = new Float64Array(size * size);
  const centred = new Float64Array(size);
  for (let row = 0; row < count; row++) {
    for (let i = 0; i < size; i++) centred[i] = (data[row * size + i] as number) - mean[i]!;
    for (let i = 0; i < size; i++) {
      const weight = centred[i]! / (count - 1);
      for (let j = 0; j < size; j++) covariance[i * size + j]! += weight * centred[j]!;
    }
  }
  return { mean, covariance };
}

/**
 * |m1 - m2|^2 + tr(C1 + C2 - 2 (C1 C2)^(1/2)). The trace of the root is that of (C1^(1/2) C2 C1^(1/2))^(1/2), which is symmetric, so
 * that its eigenvalues are real also where features are few or constant; those that rounding made negative count as 0.
 */
export function frechetDistance(first: Gaussian, second: Gaussian): number {
  const size = first.mean.length;
  let distance = 0;
  for (let i = 0; i < size; i++) {
    distance += (first.mean[i]! - second.mean[i]!) ** 2;
    distance += first.covariance[i * size + i]! + second.covariance[i * size + i]!;
  }
  const root = squareRoot(first.covariance, size);
  const inner = multiply(multiply(root, second.covariance, size), root, size);
  const { values } = symmetricEigen(symmetrized(inner, size), size);
  for (const value of values) distance -= 2 * Math.sqrt(Math.max(value, 0));
  return distance;
}

/** The symmetric root of a covariance. */
function squareRoot(matrix: Float64Array, size: number): Float64Array {
  const { values, vectors } = symmetricEigen(matrix, size);
  const scaled = Float64Array.from(
    vectors,
    (value, at) => value * Math.sqrt(Math.max(values[at % size]!, 0)),
  );
  const result = new Float64Array(size * size);
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++) {
      let sum = 0;
      for (let k = 0; k < size; k++) sum += scaled[i * size + k]! * vectors[j * size + k]!;
      result[i * size + j] = sum;
    }
  return result;
}

function multiply(a: Float64Array, b: Float64Array, size: number): Float64Array {
  const result = new Float64Array(size * size);
  for (let i = 0; i < size; i++)
    for (let k = 0; k < size; k++) {
      const factor = a[i * size + k]!;
      for (let j = 0; j < size; j++) result[i * size + j]! += factor * b[k * size + j]!;
    }
  return result;
}

function symmetrized(matrix: Float64Array, size: number): Float64Array {
  return matrix.map((value, at) => {
    const [i, j] = [Math.floor(at / size), at % size];
    return (value + matrix[j * size + i]!) / 2;
  });
}
