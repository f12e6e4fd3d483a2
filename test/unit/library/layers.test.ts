/** @file Layers without a test file of their own against values worked out by hand, and what they report. */
import { describe, expect, it } from 'vitest';
import { check } from '../../../src/compiler/compile.ts';
import { runInfer } from '../../support/run-infer.ts';

const model = (from: string, to: string, body: string): string => `model M {
  network N(x: ${from}) -> ${to} { ${body} }
  infer f(x: ${from}) -> ${to} { N(x) }
}`;

const run = (
  from: string,
  to: string,
  body: string,
  given: Readonly<Record<string, readonly number[]>>,
): readonly number[] => runInfer(model(from, to, body), 'f', given);

const typed = (text: string): ReturnType<typeof check> => {
  const path = 'spec.gen';
  return check(new Map([[path, { path, text }]]), path);
};

const codes = (from: string, to: string, body: string): readonly string[] =>
  typed(model(from, to, body)).diagnostics.map((one) => one.code);

const weights = (from: string, to: string, body: string): unknown =>
  typed(model(from, to, body))
    .typed?.networks.get('N')
    ?.weights.map((one) => [one.path, one.shape, one.isKernel]);

const expectClose = (actual: readonly number[], wanted: readonly number[]): void => {
  expect(actual).toHaveLength(wanted.length);
  actual.forEach((value, i) => expect(value).toBeCloseTo(wanted[i]!, 7));
};

describe('bias', () => {
  it('adds a number to each channel, 0 at the start', () => {
    const image = 'Image[1, 2, 2]';
    expectClose(run(image, image, 'x |> bias', { x: [1, 2, 3, 4] }), [1, 2, 3, 4]);
    const given = { x: [1, 2, 3, 4], 'N/bias1/bias': [10, 20] };
    expectClose(run(image, image, 'x |> bias', given), [11, 22, 13, 24]);
  });
});

describe('embed', () => {
  it('reads the row of the class', () => {
    const given = { x: [2], 'N/embed1/table': [1, 2, 3, 4, 5, 6] };
    expectClose(run('Class[3]', 'Vector[2]', 'x |> embed(2)', given), [5, 6]);
  });

  it('has one table, which is no kernel, and takes classes alone', () => {
    expect(weights('Class[3]', 'Vector[2]', 'x |> embed(2)')).toEqual([['embed1/table', [3, 2], false]]);
    expect(codes('Vector[3]', 'Vector[2]', 'x |> embed(2)')).toEqual(['type/not-a-class']);
  });
});

describe('maxout', () => {
  it('takes the largest piece of each unit', () => {
    // Units (1, 2) and (-1, 3) at x = 2, biases 0, -3, 0, -10: max(2, 1) and max(-2, -4).
    const given = { x: [2], 'N/maxout1/kernel': [1, 2, -1, 3], 'N/maxout1/bias': [0, -3, 0, -10] };
    expectClose(run('Vector[1]', 'Vector[2]', 'x |> maxout(2, pieces: 2)', given), [2, -2]);
  });
});

describe('groupNorm', () => {
  it('normalises the pixels and channels of each group', () => {
    // Group 1: 0, 2, 4, 6, mean 3, variance 5. Group 2: constant.
    const given = { x: [0, 2, 7, 7, 4, 6, 7, 7] };
    const unit = 1 / Math.sqrt(5 + 1e-5);
    const wanted = [-3 * unit, -unit, 0, 0, unit, 3 * unit, 0, 0];
    const image = 'Image[1, 2, 4]';
    expectClose(run(image, image, 'x |> groupNorm(2)', given), wanted);
  });

  it('scales and shifts each channel, and refuses unequal groups', () => {
    const given = { x: [1, 3], 'N/groupNorm1/scale': [2, 3], 'N/groupNorm1/shift': [10, 20] };
    const unit = 1 / Math.sqrt(1 + 1e-5);
    const body = 'x |> groupNorm(groups: 1)';
    expectClose(run('Vector[2]', 'Vector[2]', body, given), [10 - 2 * unit, 20 + 3 * unit]);
    expect(codes('Vector[2]', 'Vector[2]', 'x |> groupNorm(3)')).toEqual(['shape/split']);
  });
});

describe('pixelNorm', () => {
  it('gives each pixel a mean square of 1', () => {
    const image = 'Image[1, 2, 2]';
    const wanted = [3, 4, 1, 1].map((value, i) => (i < 2 ? value / Math.sqrt(12.5) : value));
    expectClose(run(image, image, 'x |> pixelNorm', { x: [3, 4, 1, 1] }), wanted);
  });
});

describe('blur', () => {
  it('spreads a pixel by [1, 2, 1] in both directions, each channel by itself', () => {
    const x = Array.from({ length: 18 }, (_, i) => (i === 8 ? 16 : 0));
    const wanted = [1, 2, 1, 2, 4, 2, 1, 2, 1].flatMap((value) => [value, 0]);
    expectClose(run('Image[3, 3, 2]', 'Image[3, 3, 2]', 'x |> blur', { x }), wanted);
  });

  it('has zeros beyond the border', () => {
    expectClose(run('Image[1, 1, 1]', 'Image[1, 1, 1]', 'x |> blur', { x: [8] }), [2]);
  });
});

describe('selfAttention', () => {
  const image = 'Image[1, 2, 1]';
  const given = {
    x: [1, 2],
    'N/selfAttention1/f/kernel': [1],
    'N/selfAttention1/g/kernel': [1],
    'N/selfAttention1/h/kernel': [1],
    'N/selfAttention1/v/kernel': [3],
  };

  it('is the image at the start', () => {
    expectClose(run(image, image, 'x |> selfAttention', given), [1, 2]);
  });

  it('adds what each pixel reads from all', () => {
    // Scores of pixel j: x_j * (1, 2), so it reads (1 + 2 e) / (1 + e) with e = exp(x_j).
    const read = (xj: number): number => (1 + 2 * Math.exp(xj)) / (1 + Math.exp(xj));
    const wanted = [1 + 2 * 3 * read(1), 2 + 2 * 3 * read(2)];
    expectClose(run(image, image, 'x |> selfAttention', { ...given, 'N/selfAttention1/gamma': [2] }), wanted);
  });

  it('has an eighth of the channels inside', () => {
    const wide = 'Image[2, 2, 32]';
    expect(weights(wide, wide, 'x |> selfAttention')).toEqual([
      ['selfAttention1/f/kernel', [32, 4], true],
      ['selfAttention1/g/kernel', [32, 4], true],
      ['selfAttention1/h/kernel', [32, 4], true],
      ['selfAttention1/v/kernel', [4, 32], true],
      ['selfAttention1/gamma', [], false],
    ]);
  });

  it('reads as many channels as `values` says', () => {
    const wide = 'Image[2, 2, 32]';
    expect(weights(wide, wide, 'x |> selfAttention(values: 16)')).toEqual([
      ['selfAttention1/f/kernel', [32, 4], true],
      ['selfAttention1/g/kernel', [32, 4], true],
      ['selfAttention1/h/kernel', [32, 16], true],
      ['selfAttention1/v/kernel', [16, 32], true],
      ['selfAttention1/gamma', [], false],
    ]);
  });

  it('reads the largest values of windows, by `pool`', () => {
    // Of pixels 1, 2, 3, 4 one window is left: keys and values are 4 after their kernels, and all read it whatever the scores are.
    const square = 'Image[2, 2, 1]';
    const values = { ...given, x: [1, 2, 3, 4], 'N/selfAttention1/gamma': [2] };
    expectClose(run(square, square, 'x |> selfAttention(pool: 2)', values), [25, 26, 27, 28]);
  });

  it('pools keys and values each by itself', () => {
    // The kernel of the values is -1: their largest in the windows {1, 5} and {2, 3} (columns of a 2 x 4 image) are -1 and -2, while
    // the keys' are 5 and 3.
    const long = 'Image[2, 4, 1]';
    const x = [1, 5, 2, 3, 1, 5, 2, 3];
    const values = { ...given, x, 'N/selfAttention1/h/kernel': [-1], 'N/selfAttention1/gamma': [1] };
    const wanted = x.map(
      (q) => q - (3 * (Math.exp(5 * q) + 2 * Math.exp(3 * q))) / (Math.exp(5 * q) + Math.exp(3 * q)),
    );
    expectClose(run(long, long, 'x |> selfAttention(pool: 2)', values), wanted);
  });

  it('needs windows that tile the image', () => {
    expect(codes('Image[3, 3, 8]', 'Image[3, 3, 8]', 'x |> selfAttention(pool: 2)')).toEqual([
      'shape/stride',
    ]);
  });
});

describe('patch', () => {
  it('is convolutions of 4 x 4, the first ones strided', () => {
    const body = 'x |> patch(layers: 1, filters: 32, norm: instanceNorm)';
    expect(weights('Image[28, 28, 1]', 'Logit[12, 12]', body)).toEqual([
      ['conv2d1/kernel', [4, 4, 1, 32], true],
      ['conv2d1/bias', [32], false],
      ['conv2d2/kernel', [4, 4, 32, 64], true],
      ['conv2d2/bias', [64], false],
      ['conv2d3/kernel', [4, 4, 64, 1], true],
      ['conv2d3/bias', [1], false],
    ]);
  });

  it('says how much one score sees: 70 pixels with the three layers of pix2pix', () => {
    const remarks = typed(model('Image[256, 256, 6]', 'Logit[h, w]', 'x |> patch')).typed?.remarks;
    expect(remarks).toEqual(['patch(layers: 3): one score sees 70 pixels each way']);
  });

  it('takes a layer as its norm, or none', () => {
    const found = (norm: string): readonly string[] =>
      codes('Image[32, 32, 1]', 'Logit[14, 14]', `x |> patch(layers: 1, norm: ${norm})`);
    expect(found('none')).toEqual([]);
    expect(found('3')).toEqual(['type/argument-kind']);
  });
});
