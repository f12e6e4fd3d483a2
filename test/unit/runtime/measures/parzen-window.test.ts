/** @file The Parzen window against its formula written out. */
import { describe, expect, test } from 'vitest';
import type { HostTensor } from '../../../../src/runtime/engine.ts';
import type { Distances } from '../../../../src/runtime/measures/parzen-window.ts';
import {
  bandwidthsFor,
  estimateOf,
  parzenLogLikelihoods,
} from '../../../../src/runtime/measures/parzen-window.ts';

const rows = (values: readonly (readonly number[])[]): HostTensor => ({
  shape: [values.length, values[0]!.length],
  dtype: 'f32',
  data: Float32Array.from(values.flat()),
});

const distances: Distances = async (x, s) => {
  const size = x.shape[1]!;
  const [m, n] = [x.shape[0]!, s.shape[0]!];
  return Float32Array.from({ length: m * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    let sum = 0;
    for (let k = 0; k < size; k++) sum += (x.data[i * size + k]! - s.data[j * size + k]!) ** 2;
    return sum;
  });
};

/** log 1/n sum_j N(x; s_j, sigma^2 I), as it is written. */
function direct(x: readonly number[], samples: readonly (readonly number[])[], sigma: number): number {
  const terms = samples.map((s) => {
    const squares = s.reduce((sum, value, i) => sum + (value - x[i]!) ** 2, 0);
    return Math.exp(-squares / (2 * sigma ** 2)) / (2 * Math.PI * sigma ** 2) ** (x.length / 2);
  });
  return Math.log(terms.reduce((sum, one) => sum + one, 0) / samples.length);
}

describe('parzenLogLikelihoods', () => {
  const x = [
    [0, 0],
    [1, 2],
    [-1, 0.5],
  ];
  const samples = [
    [0.5, 0],
    [1, 1],
    [2, -1],
    [0, 0.25],
    [-2, 2],
  ];

  test.each([1, 2, 100])('are the formula for every bandwidth, in blocks of %i', async (block) => {
    const found = await parzenLogLikelihoods(rows(x), rows(samples), [0.4, 1.5], distances, block);
    for (const [which, sigma] of [0.4, 1.5].entries())
      x.forEach((row, i) => expect(found[which]![i]).toBeCloseTo(direct(row, samples, sigma), 5));
  });

  test('stay finite where every density underflows', async () => {
    const [far] = await parzenLogLikelihoods(rows([[1000]]), rows([[0], [1]]), [1], distances, 8);
    // The nearer sample decides: -999^2 / 2 - log 2 - log(2 pi) / 2.
    expect(far![0]).toBeCloseTo(-(999 ** 2) / 2 - Math.log(2) - Math.log(2 * Math.PI) / 2, 2);
  });
});

test('bandwidths are ten, from a tenth of the scale to the scale', () => {
  const tried = bandwidthsFor(2);
  expect(tried.length).toBe(10);
  expect(tried[0]).toBeCloseTo(0.2, 12);
  expect(tried[9]).toBeCloseTo(2, 12);
  expect(tried[1]! / tried[0]!).toBeCloseTo(tried[9]! / tried[8]!, 12);
});

test('the estimate is the mean and the standard error over rows', () => {
  const { mean, standardError } = estimateOf(Float64Array.of(1, 2, 3, 6));
  expect(mean).toBeCloseTo(3, 12);
  expect(standardError).toBeCloseTo(Math.sqrt(14 / 4) / 2, 12);
});
