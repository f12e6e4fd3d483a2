/**
 * @file `weight: equalized` and `weight: spectral` against values worked out by hand: what a layer computes, how it starts, how far a
 * step moves it, when the spectral buffers move, and what flows through them.
 */
import { describe, expect, it } from 'vitest';
import { check } from '../../../src/compiler/compile.ts';
import type { Program } from '../../../src/compiler/4-lower/program.ts';
import type { StatePlan } from '../../../src/runtime/plan.ts';
import { evaluateProgram, stepGraph } from '../../support/evaluate-program.ts';
import { runInfer } from '../../support/run-infer.ts';
import { compileText } from '../../support/specs.ts';

const path = 'spec.gen';
const codes = (text: string): readonly string[] =>
  check(new Map([[path, { path, text }]]), path).diagnostics.map((one) => one.code);

const network = (body: string, input = 'Vector[3]', output = 'Vector[2]', defaults = ''): string => `model M {
  ${defaults}
  network N(x: ${input}) -> ${output} { ${body} }
  infer f(x: ${input}) -> ${output} { N(x) }
}`;

/** How the weights and buffers of a spec start, by their names. */
function starts(text: string): Readonly<Record<string, StatePlan['init']>> {
  return Object.fromEntries(compileText(text).plan.state.map(({ name, init }) => [name, init]));
}

/** Numbers that look random and are the same in every run. */
const scattered = (count: number, seed: number): number[] =>
  Array.from({ length: count }, (_, i) => Math.sin(12.9898 * (i + 1) + 78.233 * seed));

describe('equalized', () => {
  const given = { x: [1, 2, 3], 'N/dense1/kernel': [1, 2, 3, 4, 5, 6], 'N/dense1/bias': [10, 20] };

  it('scales what is stored by gain / sqrt(fan-in) * rate, the bias by the rate', () => {
    const layer = 'x |> dense(2, weight: equalized(gain: sqrt(2), rate: 0.5))';
    const factor = Math.sqrt(2 / 3) * 0.5;
    const [first, second] = runInfer(network(layer), 'f', given);
    expect(first).toBeCloseTo(22 * factor + 5, 12);
    expect(second).toBeCloseTo(28 * factor + 10, 12);
  });

  it('has a gain of 1 and a rate of 1 unless told otherwise', () => {
    for (const weight of ['equalized', 'equalized()']) {
      const [first] = runInfer(network(`x |> dense(2, weight: ${weight})`), 'f', given);
      expect(first).toBeCloseTo(22 / Math.sqrt(3) + 10, 12);
    }
  });

  it('starts as N(0, 1) / rate, biases at 0', () => {
    expect(starts(network('x |> dense(2, weight: equalized(gain: sqrt(2), rate: 0.01))'))).toEqual({
      'N/dense1/kernel': { kind: 'normal', mean: 0, stddev: 100 },
      'N/dense1/bias': { kind: 'constant', value: 0 },
    });
  });

  it('takes `init` and `biasInit` as the start of what the layer computes with', () => {
    const layer = 'x |> dense(2, weight: equalized(rate: 0.5), init: normal(0, 2), biasInit: ones)';
    const found = starts(network(layer));
    expect(found['N/dense1/kernel']).toMatchObject({
      kind: 'normal',
      stddev: expect.closeTo((2 / 0.5) * Math.sqrt(3), 12),
    });
    expect(found['N/dense1/bias']).toEqual({ kind: 'constant', value: 2 });
  });

  it('counts the pixels and channels that meet in one output, also in a transposed convolution', () => {
    const image = ['Image[1, 1, 3]', 'Image[2, 2, 5]'] as const;
    const layer = 'x |> convTranspose2d(5, kernel: 2, stride: 2, bias: none, weight: equalized)';
    const found = runInfer(network(layer, ...image), 'f', { x: [1, 1, 1], 'N/convTranspose2d1/kernel': [1] });
    // 2 * 2 * 3 weights, not 2 * 2 * 5.
    for (const value of found) expect(value).toBeCloseTo(3 / Math.sqrt(12), 12);
  });

  it('embeds as a dense layer on the one-hot class does', () => {
    const table = [1, 2, 3, 4, 5, 6, 7, 8];
    const f = (body: string): string =>
      `model M { network N(y: Class[4]) -> Vector[2] { ${body} }\n infer f(y: Class[4]) -> Vector[2] { N(y) } }`;
    const weight = 'weight: equalized(gain: 3)';
    const embedded = runInfer(f(`y |> embed(2, ${weight})`), 'f', { y: [2], 'N/embed1/table': table });
    expect(embedded).toEqual([7.5, 9]);
    expect(
      runInfer(f(`y |> oneHot |> dense(2, bias: none, ${weight})`), 'f', {
        y: [2],
        'N/dense1/kernel': table,
      }),
    ).toEqual(embedded);
  });

  it('reaches layers through defaults: the nearest wins, and `none` takes it away', () => {
    const defaults = 'defaults { dense(weight: equalized(gain: 2), bias: none) }';
    const of = (body: string): number =>
      runInfer(network(body, 'Vector[3]', 'Vector[2]', defaults), 'f', given)[0]!;
    expect(of('x |> dense(2)')).toBeCloseTo((22 * 2) / Math.sqrt(3), 12);
    expect(of('defaults { dense(weight: equalized(rate: 0.1)) }\n x |> dense(2)')).toBeCloseTo(
      (22 * 0.1) / Math.sqrt(3),
      12,
    );
    expect(of('x |> dense(2, weight: equalized)')).toBeCloseTo(22 / Math.sqrt(3), 12);
    expect(of('x |> dense(2, weight: none)')).toBe(22);
  });

  it('moves the weight that counts by rate * gain / sqrt(fan-in) times what Adam moves a stored one', () => {
    const spec = (weight: string): string => `model M {
      network N(x: Vector[4]) -> Vector[1] { x |> dense(1, weight: ${weight}) }
      train {
        batch 1
        steps 1
        sample x ~ Normal[4](mean: 0, stddev: 1)
        update N with adam(0.001) { minimize size = sum(N(x)) }
      }
    }`;
    const step = (weight: string): readonly number[] => {
      const program = compileText(spec(weight));
      const values = { 'train/x.normal': [1, -2, 3, 0.5], 'N/dense1/kernel': 5, 'N/dense1/bias': 7 };
      const after = evaluateProgram(program, stepGraph(program), { values });
      return [...after['N/dense1/kernel:next']!.map((w) => w - 5), after['N/dense1/bias:next']![0]! - 7];
    };
    // Adam's first step is the rate against the gradient's sign, whatever the gradient's size: the stored weights all move by 0.001,
    for (const weight of ['none', 'equalized(gain: 2, rate: 0.1)'])
      for (const [i, moved] of step(weight).entries()) expect(moved).toBeCloseTo(i === 1 ? 0.001 : -0.001, 6);
    // and sgd's step on them is the gradient times the factor.
    const program = compileText(spec('equalized(gain: 2, rate: 0.1)').replace('adam(0.001)', 'sgd(1)'));
    const values = { 'train/x.normal': [1, -2, 3, 0.5], 'N/dense1/kernel': 5, 'N/dense1/bias': 7 };
    const after = evaluateProgram(program, stepGraph(program), { values });
    const factor = (2 / Math.sqrt(4)) * 0.1;
    expect(after['N/dense1/kernel:next']![1]).toBeCloseTo(5 + 2 * factor, 12);
    expect(after['N/dense1/bias:next']![0]).toBeCloseTo(7 - 0.1, 12);
  });

  it('refuses factors that are not above 0, and words that are no parametrization', () => {
    expect(codes(network('x |> dense(2, weight: equalized(rate: 0))'))).toEqual(['range/not-positive']);
    expect(codes(network('x |> dense(2, weight: equalized(gain: -1))'))).toEqual(['range/not-positive']);
    expect(codes(network('x |> dense(2, weight: orthogonal)'))).toEqual(['type/argument-kind']);
  });
});

// ------------------------------------------------------------------------------------------------------------- spectral

type Matrix = readonly (readonly number[])[];
const rowsOf = (values: readonly number[], columns: number): Matrix =>
  Array.from({ length: values.length / columns }, (_, i) => values.slice(i * columns, (i + 1) * columns));
const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, x, i) => sum + x * b[i]!, 0);
const unit = (v: readonly number[]): number[] => v.map((x) => x / Math.hypot(...v));
const times = (m: Matrix, v: readonly number[]): number[] => m.map((row) => dot(row, v));
const columnsOf = (m: Matrix): Matrix => m[0]!.map((_, j) => m.map((row) => row[j]!));

/** One power iteration by hand: v, the next u, and sigma. */
function iterate(m: Matrix, u: readonly number[]): { v: number[]; u: number[]; sigma: number } {
  const v = unit(times(m, u));
  const next = unit(times(columnsOf(m), v));
  return { v, u: next, sigma: dot(v, times(m, next)) };
}

/** The largest singular value of a matrix of two columns, from the eigenvalues of its Gram matrix. */
function largestSingular(m: Matrix): number {
  const [a, b] = columnsOf(m);
  const [aa, bb, ab] = [dot(a!, a!), dot(b!, b!), dot(a!, b!)];
  return Math.sqrt((aa + bb + Math.hypot(aa - bb, 2 * ab)) / 2);
}

describe('spectral', () => {
  const kernel = [3, 1, -1, 2, 0.5, -2];

  it('divides the kernel by v W u after one power iteration, and leaves the bias', () => {
    const u = [0.6, 0.8];
    const found = runInfer(network('x |> dense(2, weight: spectral)'), 'f', {
      x: [1, 1, 1],
      'N/dense1/kernel': kernel,
      'N/dense1/u': u,
      'N/dense1/bias': [10, 20],
    });
    const { sigma } = iterate(rowsOf(kernel, 2), u);
    expect(found[0]).toBeCloseTo(2.5 / sigma + 10, 12);
    expect(found[1]).toBeCloseTo(1 / sigma + 20, 12);
  });

  it('starts u at random, in a stream of its name, and the kernel as `init` says', () => {
    expect(starts(network('x |> dense(2, weight: spectral, init: orthogonal, bias: none)'))).toEqual({
      'N/dense1/kernel': { kind: 'orthogonal', gain: 1 },
      'N/dense1/u': { kind: 'normal', mean: 0, stddev: 1 },
    });
  });

  it('sees a kernel as [everything, outputs], and is there for every layer with a kernel', () => {
    const shapes = Object.fromEntries(
      compileText(`model M {
        defaults {
          dense(weight: spectral), maxout(weight: spectral), embed(weight: spectral), conv2d(weight: spectral),
          convTranspose2d(weight: spectral), selfAttention(weight: spectral)
        }
        network N(x: Image[4, 4, 2], y: Class[3]) -> Vector[1] {
          let h = x |> conv2d(5, kernel: 3) |> convTranspose2d(8, kernel: 4, stride: 2) |> selfAttention |> flatten
          h |> maxout(3, pieces: 2) |> concat(_, y |> embed(4)) |> dense(1)
        }
      }`)
        .plan.state.filter(({ kind }) => kind === 'buffer')
        .map(({ name, shape }) => [name, shape[0]]),
    );
    expect(shapes).toEqual({
      'N/conv2d1/u': 5,
      'N/convTranspose2d1/u': 8,
      'N/selfAttention1/f/u': 1,
      'N/selfAttention1/g/u': 1,
      'N/selfAttention1/h/u': 1,
      'N/selfAttention1/v/u': 8,
      'N/maxout1/u': 6,
      'N/embed1/u': 4,
      'N/dense1/u': 1,
    });
  });

  it('takes the filters of a transposed convolution as its outputs', () => {
    // [1, 1, filters 2, channels 3]: W is [channels, filters].
    const u = [0.6, 0.8];
    const spec = network(
      'x |> convTranspose2d(2, kernel: 1, bias: none, weight: spectral)',
      'Image[1, 1, 3]',
      'Image[1, 1, 2]',
    );
    const w = rowsOf(kernel, 3);
    const found = runInfer(spec, 'f', {
      x: [1, 2, 3],
      'N/convTranspose2d1/kernel': kernel,
      'N/convTranspose2d1/u': u,
    });
    const { sigma } = iterate(columnsOf(w), u);
    expect(found[0]).toBeCloseTo(dot(w[0]!, [1, 2, 3]) / sigma, 12);
    expect(found[1]).toBeCloseTo(dot(w[1]!, [1, 2, 3]) / sigma, 12);
  });
});

describe('a step with spectral kernels', () => {
  const game = (updates: string, body = 'x |> dense(2, weight: spectral) |> sum'): string => `model M {
    network G(z: Vector[3]) -> Vector[3] { z |> dense(3) }
    discriminator D(x: Vector[3]) -> Logit { ${body} }
    train {
      batch 1
      steps 1
      sample z ~ Normal[3](mean: 0, stddev: 1)
      sample x ~ Normal[3](mean: 0, stddev: 1)
      game V = wasserstein(real: D(x), fake: D(G(z)))
      ${updates}
    }
  }`;
  const bothUpdates = `update D with sgd(0.1) { minimize V.discriminator }
      update G with sgd(0.1) { minimize V.generator }`;
  const [w, u] = [scattered(6, 1), unit([1, 0.3])];
  const values = {
    'train/z.normal': [0.3, -1, 2],
    'train/x.normal': [1, 2, -0.5],
    'train/z.normal#1': [0.1, 1, 1],
    'train/x.normal#1': [1, 0, -2],
    'G/dense1/kernel': scattered(9, 2),
    'G/dense1/bias': 0.1,
    'D/dense1/kernel': w,
    'D/dense1/bias': 0,
    'D/dense1/u': u,
  };
  const step = (program: Program, changed: object = {}): Readonly<Record<string, readonly number[]>> =>
    evaluateProgram(program, stepGraph(program), { values: { ...values, ...changed } });
  const closeTo = (found: readonly number[] | undefined, wanted: readonly number[]): void => {
    expect(found).toHaveLength(wanted.length);
    wanted.forEach((value, i) => expect(found![i]).toBeCloseTo(value, 10));
  };

  it('moves u once, however many calls D has in its update, and not in the update of G', () => {
    const after = step(compileText(game(bothUpdates)));
    const once = iterate(rowsOf(w, 2), u).u;
    closeTo(after['D/dense1/u:next'], once);
    // Another reading, once for each call, is far enough from it to be told apart.
    expect(Math.abs(iterate(rowsOf(w, 2), once).u[0]! - once[0]!)).toBeGreaterThan(1e-3);
  });

  it('iterates once for all calls of an update', () => {
    const program = compileText(game(bothUpdates));
    const ops = program.graphs.get(stepGraph(program).name)!.nodes.map(({ op }) => op);
    // Two lengths, of v and u, in the update of D, and two in that of G, by then with other weights.
    expect(ops.filter((op) => op === 'sqrt')).toHaveLength(4);
  });

  it('scores in the update of G with the new weights and the moved u', () => {
    const after = step(compileText(game(bothUpdates)));
    const fake = [0, 1, 2].map(
      (j) => dot([0.3, -1, 2], columnsOf(rowsOf(values['G/dense1/kernel'], 3))[j]!) + 0.1,
    );
    const moved = rowsOf(after['D/dense1/kernel:next']!, 2);
    const { sigma } = iterate(moved, iterate(rowsOf(w, 2), u).u);
    const bias = after['D/dense1/bias:next']!.reduce((a, n) => a + n, 0);
    const score = dot(fake, times(moved, [1, 1])) / sigma + bias;
    expect(after['generator']![0]).toBeCloseTo(-score, 10);
  });

  it('moves u once in each repetition, the second time by the weights of then', () => {
    const twice = game(`update D with sgd(0.1) times 2 { minimize V.discriminator }
      update G with sgd(0.1) { minimize V.generator }`);
    const first = step(compileText(game(bothUpdates)));
    const between = rowsOf(first['D/dense1/kernel:next']!, 2);
    closeTo(step(compileText(twice))['D/dense1/u:next'], iterate(between, first['D/dense1/u:next']!).u);
  });

  it('moves u once for all parts of a batch', () => {
    const text = game(bothUpdates).replace('batch 1', 'batch 2 in 2 parts');
    // Each run of an update over the parts reads the draws as inputs of its own.
    const both = Object.fromEntries(
      ['z', 'x'].flatMap((name, i) =>
        ['', '@2'].map((run) => [`train/${name}.normal${run}`, scattered(6, 7 + i)]),
      ),
    );
    const after = step(compileText(text), both);
    closeTo(after['D/dense1/u:next'], iterate(rowsOf(w, 2), u).u);
  });

  it('leaves u where it is in a network that the phase does not update', () => {
    const program = compileText(
      game('update G with sgd(0.1) { minimize V.generator }').replace(
        'discriminator',
        'frozen discriminator',
      ),
    );
    const after = step(program);
    expect(Object.keys(after)).not.toContain('D/dense1/u:next');
    expect(Object.keys(after)).toContain('G/dense1/kernel:next');
  });

  it('comes to the largest singular value, so that the kernel has a spectral norm of 1', () => {
    // A rate of 1e-12: the weights stand still.
    const program = compileText(game(bothUpdates.replaceAll('0.1', '1e-12')));
    let current: readonly number[] = u;
    for (let i = 0; i < 100; i++) current = step(program, { 'D/dense1/u': current })['D/dense1/u:next']!;
    const { sigma } = iterate(rowsOf(w, 2), current);
    expect(sigma).toBeCloseTo(largestSingular(rowsOf(w, 2)), 9);
    const used = [0, 1, 2].flatMap((i) =>
      runInfer(network('x |> dense(2, weight: spectral, bias: none)'), 'f', {
        x: [0, 1, 2].map((j) => (i === j ? 1 : 0)),
        'N/dense1/kernel': w,
        'N/dense1/u': current,
      }),
    );
    expect(largestSingular(rowsOf(used, 2))).toBeCloseTo(1, 9);
  });

  it('lets the gradient flow through sigma with u and v as constants', () => {
    // dot keeps the two outputs apart: their sum would hide an axis that is mixed up.
    const program = compileText(
      game(
        `update D with sgd(1) { minimize size = square(D(x)) }
        update G with sgd(1) { minimize V.generator }`,
        'dot(x |> dense(2, weight: spectral, bias: none), x |> dense(2, bias: none, weight: none))',
      ),
    );
    const second = scattered(6, 3);
    const more = { 'D/dense2/kernel': second };
    const after = step(program, more);
    const x = values['train/x.normal'];
    const { v, u: right } = iterate(rowsOf(w, 2), u);
    const lossAt = (weights: readonly number[]): number => {
      const m = rowsOf(weights, 2);
      const out = times(columnsOf(m), x);
      const score = dot(out, times(columnsOf(rowsOf(second, 2)), x)) / dot(v, times(m, right));
      return score ** 2;
    };
    expect(after['size']![0]).toBeCloseTo(lossAt(w), 10);
    for (let i = 0; i < w.length; i++) {
      const at = (shift: number): number => lossAt(w.map((one, j) => (i === j ? one + shift : one)));
      const measured = (at(1e-5) - at(-1e-5)) / 2e-5;
      expect(w[i]! - after['D/dense1/kernel:next']![i]!, `W[${i}]`).toBeCloseTo(measured, 6);
    }
  });
});

it('orthogonal sees what is stored, and no table of an embedding', () => {
  const spec = (weight: string): string => `model M {
    network N(x: Vector[3], y: Class[2]) -> Vector[2] { (x |> dense(2, weight: ${weight})) + (y |> embed(2, weight: spectral)) }
    infer f(x: Vector[3]) -> Real { orthogonal(N) + 0 * sum(x) }
  }`;
  const given = { x: [0, 0, 0], 'N/dense1/kernel': [1, 2, 3, 4, 5, 6] };
  const product = 1 * 2 + 3 * 4 + 5 * 6;
  for (const weight of ['none', 'spectral', 'equalized(gain: 2, rate: 0.1)'])
    expect(runInfer(spec(weight), 'f', given)).toEqual([2 * product ** 2]);
});
