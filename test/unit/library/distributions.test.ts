/** @file truncate, UniformInt and scalar draws against values worked out by hand or known in closed form. */
import { describe, expect, it } from 'vitest';
import { check } from '../../../src/compiler/compile.ts';
import { runInfer } from '../../support/run-infer.ts';

const model = (body: string, result = 'Real', argument = 'Real'): string => `model M {
  infer f(x: ${argument}) -> ${result} { ${body} }
}`;

const run = (
  body: string,
  given: Readonly<Record<string, readonly number[]>>,
  result = 'Real',
  argument = 'Real',
): readonly number[] => runInfer(model(body, result, argument), 'f', given);

const codes = (body: string, result = 'Real'): readonly string[] => {
  const path = 'spec.gen';
  return check(new Map([[path, { path, text: model(body, result) }]]), path).diagnostics.map(
    (one) => one.code,
  );
};

/** Phi(1) and Phi(2) of the standard normal distribution; erf(t / sqrt 2) is 2 Phi(t) - 1. */
const phi1 = 0.8413447460685429;
const phi2 = 0.9772498680518208;
const standard = 'Normal(mean: 0, stddev: 1)';

describe('truncate', () => {
  const draw = (t: number, u: number): number =>
    run(`sample z ~ truncate(Normal(mean: 3, stddev: 2), ${t})\n z + 0 * x`, {
      x: [0],
      'infer.f/z': [u],
    })[0]!;

  it('draws by the inverse of the distribution function, whose values it gives back', () => {
    // P(z <= mean + 1 stddev) under |z - mean| <= 2 stddevs is (Phi(1) - Phi(-2)) / (Phi(2) - Phi(-2)).
    const u = (phi1 - (1 - phi2)) / (2 * phi2 - 1);
    expect(draw(2, u)).toBeCloseTo(3 + 2 * 1, 5);
    expect(draw(2, 1 - u)).toBeCloseTo(3 - 2 * 1, 5);
    expect(draw(2, 0.5)).toBeCloseTo(3, 6);
  });

  it('stays within the threshold at both ends of the random numbers, however far they lie', () => {
    for (const t of [0.04, 0.5, 2]) {
      expect(draw(t, 0)).toBeGreaterThanOrEqual(3 - 2 * t);
      expect(draw(t, 0)).toBeCloseTo(3 - 2 * t, 5);
      expect(draw(t, 1 - 2 ** -24)).toBeLessThanOrEqual(3 + 2 * t);
    }
    // Far out a uniform number of 24 bits ends the tail: +-5.42 stddevs.
    expect(draw(100, 0)).toBeCloseTo(3 - 2 * 5.42, 1);
  });

  it('passes gradients to the mean, as the draw is a function of it', () => {
    const derivative = `model M {
      network S(x: Real) -> Real { sample z ~ truncate(Normal(mean: x, stddev: 2), 0.5)\n square(z) }
      infer f(x: Real) -> Real { gradient(S(x), x) }
    }`;
    // d z^2 / d mean = 2 z, at z = mean for u = 1/2.
    expect(runInfer(derivative, 'f', { x: [1.5], 'infer.f/S(x)/z': [0.5] })[0]).toBeCloseTo(3, 6);
  });

  it('has the density of a Normal over the chance of the inside, and none outside', () => {
    const log = -0.5 * 0.25 - 0.5 * Math.log(2 * Math.PI) - Math.log(2 * phi2 - 1);
    const text = model('logProb(truncate(Normal(mean: 0, logVariance: x), 2), y)').replace(
      'x: Real',
      'x: Real, y: Real',
    );
    const density = (y: number, variance = 1): number =>
      runInfer(text, 'f', { x: [Math.log(variance)], y: [y] })[0]!;
    expect(density(1, 4)).toBeCloseTo(log - Math.log(2), 6);
    expect(density(0.5)).toBeCloseTo(log, 6);
    expect(density(-2.01)).toBe(-Infinity);
  });

  it('has the mean of the Normal, and less spread and entropy than it', () => {
    const t = `truncate(${standard}, 2)`;
    expect(run(`mean(${t}) + x`, { x: [0] })[0]).toBe(0);
    // Johnson, Kotz & Balakrishnan 1994: variance 1 - 2 t phi(t) / (2 Phi(t) - 1).
    const lost = (2 * 2 * Math.exp(-2)) / Math.sqrt(2 * Math.PI) / (2 * phi2 - 1);
    expect(run(`stddev(${t}) + x`, { x: [0] })[0]).toBeCloseTo(Math.sqrt(1 - lost), 6);
    const entropy = 0.5 * Math.log(2 * Math.PI * Math.E) + Math.log(2 * phi2 - 1) - lost / 2;
    expect(run(`entropy(${t}) + x`, { x: [0] })[0]).toBeCloseTo(entropy, 6);
    // A wide threshold leaves the Normal as it is.
    expect(run(`stddev(truncate(${standard}, 9)) + x`, { x: [0] })[0]).toBeCloseTo(1, 7);
  });

  it('takes a threshold that a program is given, and knows the range where all is known', () => {
    const text = model('sample z ~ truncate(Normal(mean: 0, stddev: 1), x)\n z');
    expect(runInfer(text, 'f', { x: [2], 'infer.f/z': [0] })[0]).toBeCloseTo(-2, 5);
    expect(
      codes(`truncate(${standard}, 0.5) |> sample |> where(x > 0, _, 0)`, 'Real in [-0.5, 0.5]'),
    ).toEqual([]);
    expect(
      codes(`truncate(${standard}, 0.5) |> sample |> where(x > 0, _, 0)`, 'Real in [-0.4, 0.4]'),
    ).toEqual(['range/result']);
  });

  it('estimates its KL from one draw, and says so', () => {
    const text = `model M { infer f(x: Real) -> Real { kl(truncate(${standard}, 2), ${standard}) + x } }`;
    const found = check(new Map([['spec.gen', { path: 'spec.gen', text }]]), 'spec.gen');
    expect(found.typed?.remarks).toEqual([
      'KL(TruncatedNormal || Normal) has no closed form here: estimated from one draw per example',
    ]);
    // log q - log p is the same everywhere inside: -log(2 Phi(t) - 1).
    expect(runInfer(text, 'f', { x: [0], 'infer.f/kl': [0.3] })[0]).toBeCloseTo(-Math.log(2 * phi2 - 1), 6);
  });

  it('refuses what has no standard deviation to count in, and a threshold that leaves nothing', () => {
    expect(codes('sample(truncate(Uniform(-1, 1), 0.5))')).toEqual(['type/not-truncatable']);
    expect(codes(`sample(truncate(${standard}, 0))`)).toEqual(['range/threshold']);
    expect(codes(`sample(truncate(${standard}, -1))`)).toEqual(['range/threshold']);
  });
});

describe('UniformInt', () => {
  const draw = (u: number): number =>
    run('sample k ~ UniformInt(1, 3)\n k + 0 * x', { x: [0], 'infer.f/k': [u] })[0]!;

  it('draws both ends, in equal parts of the unit interval', () => {
    expect([0, 0.33, 0.34, 0.66, 0.67, 1 - 2 ** -24].map(draw)).toEqual([1, 1, 2, 2, 3, 3]);
  });

  it('has density on whole numbers alone, and the moments of n equally likely ones', () => {
    const density = (x: number): number => run('logProb(UniformInt(1, 3), clip(x, 1, 3))', { x: [x] })[0]!;
    expect(density(1)).toBeCloseTo(-Math.log(3), 12);
    expect(density(3)).toBeCloseTo(-Math.log(3), 12);
    expect(density(1.5)).toBe(-Infinity);
    expect(run('mean(UniformInt(1, 4)) + x', { x: [0] })[0]).toBe(2.5);
    // Values 1, 2, 3: mean square distance 2/3.
    expect(run('stddev(UniformInt(1, 3)) + x', { x: [0] })[0]).toBeCloseTo(Math.sqrt(2 / 3), 12);
    expect(run('entropy(UniformInt(1, 3)) + x', { x: [0] })[0]).toBeCloseTo(Math.log(3), 12);
  });

  it('may be one number, and no empty or endless interval', () => {
    expect(codes('sample k ~ UniformInt(2, 2)\n k + x')).toEqual([]);
    expect(codes('sample k ~ UniformInt(2, 1)\n k + x')).toEqual(['range/empty-interval']);
    expect(codes('sample k ~ UniformInt(0, 2^24)\n k + x')).toEqual(['shape/too-large']);
  });

  it('gives no gradient', () => {
    const text = `model M {
      encoder E(x: Vector[2]) -> UniformInt[2] { UniformInt[2](0, 1) }
      decoder L(z: Tensor[2]) -> Normal[2] { Normal(mean: z |> dense(2), stddev: 1) }
      prior p = UniformInt[2](0, 1)
      infer f(x: Vector[2]) -> Real { elbo(x, E, L, p) }
    }`;
    const found = check(new Map([['spec.gen', { path: 'spec.gen', text }]]), 'spec.gen').diagnostics;
    expect(found.map((one) => one.code)).toContain('type/not-reparameterised');
  });
});

describe('a truth value of each example', () => {
  const crossing = `sample mixed ~ Bernoulli(probability: 0.9)
    sample cut ~ UniformInt(1, 2)
    let other = x + 10
    stack(for i in 0..<3 { where(mixed and i >= cut, other, x) })`;

  it('chooses whole vectors, as a crossover of styles does', () => {
    const at = (mixed: number, cut: number): readonly number[] =>
      run(
        crossing,
        { x: [1, 2], 'infer.f/mixed': [mixed], 'infer.f/cut': [cut] },
        'Tensor[3, 2]',
        'Vector[2]',
      );
    // Mixed (u < 0.9) from layer 1 or 2 on; the first layer is never mixed.
    expect(at(0.89, 0)).toEqual([1, 2, 11, 12, 11, 12]);
    expect(at(0.89, 0.9)).toEqual([1, 2, 1, 2, 11, 12]);
    expect(at(0.91, 0)).toEqual([1, 2, 1, 2, 1, 2]);
  });

  it('takes static truth values beside it, which decide or drop out', () => {
    const body = (condition: string): string =>
      `sample m ~ Bernoulli(probability: 0.5)\n where(${condition}, x, -x)`;
    const at = (condition: string, u: number): number =>
      run(body(condition), { x: [1], 'infer.f/m': [u] })[0]!;
    expect(at('m and 2 > 1', 0.1)).toBe(1);
    expect(at('2 > 1 and m', 0.9)).toBe(-1);
    expect(at('m or 1 > 2', 0.1)).toBe(1);
    expect(at('not m', 0.1)).toBe(-1);
  });

  it('chooses a class as a class', () => {
    const body =
      'sample y ~ Categorical[3](probabilities: uniform)\n sample other ~ Categorical[3](probabilities: uniform)\n';
    expect(codes(`${body} where(x > 0, y, other)`, 'Class[3]')).toEqual([]);
    expect(codes(`${body} where(x > 0, y, x)`, 'Class[3]')).toEqual(['type/result']);
  });
});
