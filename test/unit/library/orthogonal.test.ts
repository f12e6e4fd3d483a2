/** @file orthogonal against values worked out by hand, and what it reports. */
import { describe, expect, it } from 'vitest';
import { check } from '../../../src/compiler/compile.ts';
import { runInfer } from '../../support/run-infer.ts';

const spec = (call: string, body = 'x |> dense(2, bias: none) |> dense(1)'): string => `model M {
  network N(x: Vector[2]) -> Vector[1] { ${body} }
  infer f(x: Vector[2]) -> Real { ${call} + 0 * sum(x) }
}`;

const codes = (text: string): readonly string[] => {
  const path = 'spec.gen';
  return check(new Map([[path, { path, text }]]), path).diagnostics.map((one) => one.code);
};

describe('orthogonal', () => {
  // Columns (1, 3) and (2, 4): their product is 14, which stands twice off the diagonal. A single filter has no pair.
  const given = { x: [0, 0], 'N/dense1/kernel': [1, 2, 3, 4], 'N/dense2/kernel': [5, 6] };

  it('is the sum of squared products of different filters', () => {
    expect(runInfer(spec('orthogonal(N)'), 'f', given)).toEqual([2 * 14 ** 2]);
  });

  it('leaves layers out by name', () => {
    expect(runInfer(spec('orthogonal(N, except: ["dense1"])'), 'f', given)).toEqual([0]);
    expect(codes(spec('orthogonal(N, except: ["dense3"])'))).toEqual(['name/unknown-member']);
  });

  it('is the same for a kernel of many more filters than weights in each', () => {
    const body = 'x |> dense(4, bias: none) |> dense(1)';
    const kernel = [1, 2, 0, -1, 3, 1, 2, 1];
    // Filters (1, 3), (2, 1), (0, 2), (-1, 1): products 5, 6, 2, 2, -1, 2.
    const all = { x: [0, 0], 'N/dense1/kernel': kernel, 'N/dense2/kernel': [1, 1, 1, 1] };
    expect(runInfer(spec('orthogonal(N)', body), 'f', all)).toEqual([2 * (25 + 36 + 4 + 4 + 1 + 4)]);
    // One filter alone has no other to be apart from.
    const alone = { ...all, 'N/dense1/kernel': [0.1, 0, 0, 0, 0.3, 0, 0, 0] };
    expect(runInfer(spec('orthogonal(N)', body), 'f', alone)[0]).toBeCloseTo(0, 9);
  });

  it('sees a kernel of a convolution as filters over window and channels', () => {
    const body =
      'x |> reshape(1, 2, 1) |> conv2d(2, kernel: 2, padding: 1, bias: none) |> flatten |> dense(1)';
    const kernel = [1, 0, 2, 1, 0, 1, 1, 1];
    const all = { x: [0, 0], 'N/conv2d1/kernel': kernel, 'N/dense1/kernel': [1] };
    // Filters (1, 2, 0, 1) and (0, 1, 1, 1): product 3.
    expect(runInfer(spec('orthogonal(N)', body), 'f', all)).toEqual([18]);
  });
});
