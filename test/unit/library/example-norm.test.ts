/** @file layerNorm and instanceNorm against values worked out by hand, and what they report. */
import { describe, expect, it } from 'vitest';
import { check } from '../../../src/compiler/compile.ts';
import { runInfer } from '../../support/run-infer.ts';

const model = (type: string, body: string): string => `model M {
  network N(x: ${type}) -> ${type} { ${body} }
  infer f(x: ${type}) -> ${type} { N(x) }
}`;

const expectClose = (actual: readonly number[], wanted: readonly number[]): void => {
  expect(actual).toHaveLength(wanted.length);
  actual.forEach((value, i) => expect(value).toBeCloseTo(wanted[i]!, 9));
};

describe('layerNorm', () => {
  // Mean 3, variance (4 + 0 + 4) / 3 = 8/3.
  const unit = 2 / Math.sqrt(8 / 3 + 1e-5);

  it('normalises a vector by its own mean and variance', () => {
    expectClose(runInfer(model('Vector[3]', 'x |> layerNorm'), 'f', { x: [1, 3, 5] }), [-unit, 0, unit]);
  });

  it('scales and shifts each channel by its weights', () => {
    const given = { x: [1, 3, 5], 'N/layerNorm1/scale': [1, 2, 3], 'N/layerNorm1/shift': [10, 20, 30] };
    const wanted = [10 - unit, 20, 30 + 3 * unit];
    expectClose(runInfer(model('Vector[3]', 'x |> layerNorm'), 'f', given), wanted);
  });

  it('takes all pixels and channels of an image together', () => {
    const wanted = [-unit, 0, 0, 0, 0, unit].map((value) => (value * 2) / unit / Math.sqrt(8 / 6 + 1e-5));
    const body = 'x |> layerNorm(affine: none)';
    expectClose(runInfer(model('Image[1, 3, 2]', body), 'f', { x: [1, 3, 3, 3, 3, 5] }), wanted);
  });

  it('has two weights for each channel, or none', () => {
    const weights = (body: string): unknown => {
      const path = 'spec.gen';
      const { typed } = check(new Map([[path, { path, text: model('Image[4, 4, 3]', body) }]]), path);
      return typed?.networks.get('N')?.weights.map((one) => [one.path, one.shape]);
    };
    expect(weights('x |> layerNorm')).toEqual([
      ['layerNorm1/scale', [3]],
      ['layerNorm1/shift', [3]],
    ]);
    expect(weights('x |> layerNorm(affine: none)')).toEqual([]);
  });
});

describe('instanceNorm', () => {
  it('normalises each channel over the pixels, with the epsilon given', () => {
    // Channel 0: 0 and 4, mean 2, variance 4; channel 1: constant.
    const wanted = [-2 / Math.sqrt(5), 0, 2 / Math.sqrt(5), 0];
    const body = 'x |> instanceNorm(epsilon: 1)';
    expectClose(runInfer(model('Image[1, 2, 2]', body), 'f', { x: [0, 7, 4, 7] }), wanted);
  });

  it('takes images alone', () => {
    const path = 'spec.gen';
    const text = model('Vector[3]', 'x |> instanceNorm');
    const { diagnostics } = check(new Map([[path, { path, text }]]), path);
    expect(diagnostics.map((one) => one.code)).toEqual(['shape/rank']);
  });
});
