/** @file Eigenvalues and Frechet distances against numbers that are known in closed form. */
import { describe, expect, test } from 'vitest';
import { fitGaussian, frechetDistance } from '../../../../src/runtime/measures/frechet-distance.ts';
import type { Gaussian } from '../../../../src/runtime/measures/frechet-distance.ts';
import { symmetricEigen } from '../../../../src/runtime/measures/symmetric-eigen.ts';

const rows = (values: readonly (readonly number[])[]) => ({
  shape: [values.length, values[0]!.length],
  dtype: 'f32' as const,
  data: Float32Array.from(values.flat()),
});

const gaussian = (mean: readonly number[], covariance: readonly number[]): Gaussian => ({
  mean: Float64Array.from(mean),
  covariance: Float64Array.from(covariance),
});

describe('symmetricEigen', () => {
  test('of [[2, 1], [1, 2]] is 1 and 3', () => {
    const { values } = symmetricEigen(Float64Array.of(2, 1, 1, 2), 2);
    expect([...values].sort()).toEqual([expect.closeTo(1, 12), expect.closeTo(3, 12)]);
  });

  test('gives orthonormal vectors that make the matrix again, also where values coincide', () => {
    const size = 40;
    const a = new Float64Array(size * size);
    for (let i = 0; i < size; i++)
      for (let j = 0; j <= i; j++) {
        const value = i < 10 && j < 10 ? (i === j ? 2 : 0) : Math.sin(i * 7.3 + j * 3.1);
        a[i * size + j] = value;
        a[j * size + i] = value;
      }
    const { values, vectors } = symmetricEigen(a, size);
    for (let i = 0; i < size; i++)
      for (let j = 0; j < size; j++) {
        let [again, product] = [0, 0];
        for (let k = 0; k < size; k++) {
          again += vectors[i * size + k]! * values[k]! * vectors[j * size + k]!;
          product += vectors[k * size + i]! * vectors[k * size + j]!;
        }
        expect(again).toBeCloseTo(a[i * size + j]!, 10);
        expect(product).toBeCloseTo(i === j ? 1 : 0, 10);
      }
  });
});

describe('frechetDistance', () => {
  test('of diagonal Gaussians is the squares of the differences of means and of stddevs', () => {
    const one = gaussian([0, 1], [4, 0, 0, 9]);
    const other = gaussian([3, 1], [1, 0, 0, 25]);
    expect(frechetDistance(one, other)).toBeCloseTo(9 + 1 + 4, 10);
  });

  test('does not change when both are turned', () => {
    const [c, s] = [Math.cos(0.7), Math.sin(0.7)];
    const turned = (p: number, q: number): readonly number[] => [
      c * c * p + s * s * q,
      c * s * (p - q),
      c * s * (p - q),
      s * s * p + c * c * q,
    ];
    // Diagonal [4, 9] against a matrix that does not commute with it: 2 tr((A B)^(1/2)) from the eigenvalues of A B.
    const [a, b] = [turned(4, 9), turned(1, 25)];
    expect(frechetDistance(gaussian([0, 0], a), gaussian([0, 0], b))).toBeCloseTo(1 + 4, 10);
    const mixed = frechetDistance(gaussian([0, 0], [4, 0, 0, 9]), gaussian([0, 0], b));
    // For 2 x 2: tr(root of M) = sqrt(tr M + 2 sqrt(det M)), M = A B.
    const trace = 4 * b[0]! + 9 * b[3]!;
    expect(mixed).toBeCloseTo(13 + 26 - 2 * Math.sqrt(trace + 2 * Math.sqrt(36 * 25)), 10);
  });

  test('is 0 between equal Gaussians, also where a feature never varies', () => {
    const flat = gaussian([1, 2], [3, 0, 0, 0]);
    expect(frechetDistance(flat, flat)).toBeCloseTo(0, 12);
  });

  test('fits by the mean and the unbiased covariance', () => {
    const { mean, covariance } = fitGaussian(
      rows([
        [1, 2],
        [3, 2],
        [5, 8],
      ]),
    );
    expect([...mean]).toEqual([expect.closeTo(3, 12), expect.closeTo(4, 12)]);
    expect([...covariance]).toEqual([4, 6, 6, 12].map((value) => expect.closeTo(value, 12)));
  });
});
