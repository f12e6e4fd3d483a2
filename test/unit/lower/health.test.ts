/**
 * @file What is watched follows from what a phase declares, and its numbers are those worked out by hand: the values of games at their
 * equilibria, a discriminator's accuracy, distances of samples, divergences of units, norms of gradients.
 */
import { describe, expect, test } from 'vitest';
import type { GraphPlan } from '../../../src/runtime/plan.ts';
import { evaluateProgram, stepGraph } from '../../support/evaluate-program.ts';
import { compileSpec, compileText, specNames, specText } from '../../support/specs.ts';

const game = (family: string, generator = 'V.generator'): string => `model Small {
  data points from mixture1d(means: [-1, 1], stddevs: [0.5, 0.5], weights: [1, 1], count: 1000) { x: Vector[1] }
  prior pz = Normal[1](mean: 0, stddev: 1)
  generator G(z: Vector[1]) -> Vector[1] { z |> dense(1) }
  discriminator D(x: Vector[1]) -> Logit { x |> dense(1) }
  train {
    batch 4
    steps 100
    sample z ~ pz
    game V = ${family}(real: D(points.x), fake: D(G(z)))
    update D with sgd(0.1) { minimize V.discriminator }
    update G with sgd(0.1) { minimize ${generator} }
  }
}`;

const healthGraph = (program: ReturnType<typeof compileText>): GraphPlan =>
  program.plan.phases[0]!.health!.graph;

const inputs = {
  'points.x': [2, -1, 3, 0.25],
  'train/z.normal': [1, 2, -1, -3],
  'D/dense1/kernel': 1,
  'D/dense1/bias': 0,
  'G/dense1/kernel': 2,
  'G/dense1/bias': 0,
};

describe('the value of a game at its equilibrium', () => {
  // One score for every example, real or not: that of a blind discriminator.
  test.each([
    ['minimax', 0, -Math.log(4)],
    ['leastSquares', 0.5, 0.5],
    ['hinge', 0.3, 2],
    ['hinge', -1, 2],
    ['wasserstein', 7, 0],
  ])('%s, every score %f: %f', (family, score, value) => {
    const program = compileText(game(family));
    const values = { ...inputs, 'D/dense1/kernel': 0, 'D/dense1/bias': score };
    expect(evaluateProgram(program, stepGraph(program), { values })['V']).toEqual([
      expect.closeTo(value, 12),
    ]);
    const monitor = program.plan.phases[0]!.health!.monitors.find((one) => one.kind === 'value')!;
    expect(monitor).toMatchObject({ name: 'V.value', metric: 'V', equilibrium: { value } });
  });

  test.each([
    ['minimax', 40, 0],
    ['leastSquares', 0.5, 0],
    ['hinge', 1, 0],
  ])('%s is 0 where D is never wrong', (family, slope, perfect) => {
    const program = compileText(game(family));
    const [real, fake] = family === 'leastSquares' ? [1, -1] : [1, -1];
    const bias = family === 'leastSquares' ? 0.5 : 0;
    const values = {
      ...inputs,
      'points.x': real,
      'D/dense1/kernel': slope,
      'D/dense1/bias': bias,
      'G/dense1/kernel': 0,
      'G/dense1/bias': fake,
    };
    const value = evaluateProgram(program, stepGraph(program), { values })['V']!;
    expect(value).toEqual([expect.closeTo(perfect, 12)]);
    const monitor = program.plan.phases[0]!.health!.monitors.find((one) => one.kind === 'value')!;
    expect(monitor).toMatchObject({ perfect });
  });
});

describe('a D that is shown pairs that do not belong together', () => {
  const text = game('minimax').replace('fake: D(G(z))', 'fake: D(G(z)), against: [D(G(z)), D(G(z) + 40)]');

  test('is not blind at the equilibrium: it gives 2/3 to what belongs together, and V is -0.95', () => {
    const program = compileText(text);
    // Samples are as the data is, at 0 with the score log 2; what doesn't belong together lies at 40.
    const values = {
      'points.x': 0,
      'train/z.normal': 0,
      'D/dense1/kernel': -2,
      'D/dense1/bias': Math.log(2),
      'G/dense1/kernel': 0,
      'G/dense1/bias': 0,
    };
    const atBest = Math.log(2 / 3) + Math.log(1 / 3) / 2;
    expect(evaluateProgram(program, stepGraph(program), { values })['V']).toEqual([
      expect.closeTo(atBest, 12),
    ]);
    // There D has nothing to gain.
    const looked = evaluateProgram(program, healthGraph(program), { values });
    expect(looked['gradient.D']).toEqual([expect.closeTo(0, 12)]);
    expect([looked['V.accuracyReal'], looked['V.accuracyFake']]).toEqual([[1], [0.5]]);
  });

  test('is watched as one: -log 4 and 50 % are those of a blind D', async () => {
    const paper = await compileSpec('paper/stackgan');
    for (const { plan } of [compileText(text), compileText(specText('stackgan')), paper])
      for (const { health } of plan.phases) {
        const monitors = health!.monitors.filter(({ kind }) => kind === 'value' || kind === 'accuracy');
        expect(monitors).toHaveLength(2);
        expect(monitors).toMatchObject([
          { isShownMore: true, equilibrium: { value: -Math.log(4), label: 'D blind: -log 4' } },
          { isShownMore: true, value: { metric: 'V', blind: -Math.log(4), perfect: 0 } },
        ]);
      }
  });

  test('is none where it is shown a pool of samples, as in CycleGAN', () => {
    const { plan } = compileText(specText('cyclegan'));
    const monitors = plan.phases[0]!.health!.monitors.filter(({ kind }) => kind === 'value');
    expect(monitors).toMatchObject([
      {
        name: 'VA.value',
        equilibrium: { value: 0.5 },
        perfect: 0,
        players: { discriminator: 'DA', generator: 'BtoA' },
      },
      {
        name: 'VB.value',
        equilibrium: { value: 0.5 },
        perfect: 0,
        players: { discriminator: 'DB', generator: 'AtoB' },
      },
    ]);
    for (const monitor of monitors) expect(monitor).not.toHaveProperty('isShownMore');
  });
});

/** What each of the larger systems is measured against: the value that its paper's game has where D is blind. */
test.each([
  ['gan-2014', 'D', 'G', -Math.log(4)],
  ['dcgan', 'D', 'G', -Math.log(4)],
  ['biggan', 'D', 'G', 2],
  ['stylegan', 'D', 'synthesis', -Math.log(4)],
  ['pix2pix', 'D', 'G', -Math.log(4)],
] as const)('%s: %s against %s, %f at the equilibrium', (name, discriminator, generator, value) => {
  const { plan } = compileText(specText(name));
  const monitor = plan.phases[0]!.health!.monitors.find(({ kind }) => kind === 'value');
  expect(monitor).toMatchObject({
    equilibrium: { value },
    perfect: 0,
    players: { discriminator, generator },
  });
});

describe('the accuracy of D', () => {
  // Scores: real 2, -1, 3, 1/4; fake 2, 4, -2, -6.
  test.each([
    ['minimax', 3 / 4, 2 / 4],
    // The decision lies between the targets 0 and 1.
    ['leastSquares', 2 / 4, 2 / 4],
    ['hinge', 3 / 4, 2 / 4],
    // A critic's lies between its means, 17/16 and -1/2: at 9/32.
    ['wasserstein', 2 / 4, 2 / 4],
  ])('%s: %f of real, %f of fake', (family, real, fake) => {
    const program = compileText(game(family));
    const looked = evaluateProgram(program, healthGraph(program), { values: inputs });
    expect(looked['V.accuracyReal']).toEqual([real]);
    expect(looked['V.accuracyFake']).toEqual([fake]);
  });

  test('a score right on the decision is half right: a blind D is right about half', () => {
    const program = compileText(game('minimax'));
    const looked = evaluateProgram(program, healthGraph(program), {
      values: { ...inputs, 'D/dense1/kernel': 0 },
    });
    expect([looked['V.accuracyReal'], looked['V.accuracyFake']]).toEqual([[0.5], [0.5]]);
  });

  test('is taken on all that D is shown as fake', () => {
    const text = game('minimax').replace('fake: D(G(z))', 'fake: D(G(z)), against: [D(G(z)), D(G(z) + 5)]');
    const program = compileText(text);
    // 7, 9, 3 and -1 beside 2, 4, -2 and -6.
    const looked = evaluateProgram(program, healthGraph(program), { values: inputs });
    expect(looked['V.accuracyFake']).toEqual([3 / 8]);
  });
});

describe('the distance of samples', () => {
  test('is that of each and the next, over the same of real examples', () => {
    const program = compileText(game('hinge'));
    const looked = evaluateProgram(program, healthGraph(program), { values: inputs });
    // 2, 6, 4 and 8 apart; real 3, 4, 2.75 and 1.75.
    expect(looked['V.diversity']).toEqual([expect.closeTo(5 / 2.875, 12)]);
  });

  test('is 0 to the bit where G has collapsed', () => {
    const program = compileText(game('hinge'));
    const values = { ...inputs, 'G/dense1/kernel': 0, 'G/dense1/bias': 0.1 };
    expect(evaluateProgram(program, healthGraph(program), { values })['V.diversity']).toEqual([0]);
  });
});

test('the norm of a gradient is over all weights of the player, of what its update minimises', () => {
  const program = compileText(game('minimax'));
  const looked = evaluateProgram(program, healthGraph(program), { values: inputs });
  const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, one) => sum + one, 0) / values.length;
  const real = inputs['points.x'];
  const z = inputs['train/z.normal'];
  const fake = z.map((one) => 2 * one);
  // D minimises softplus(-r) + softplus(f), of the scores k x + c at k = 1, c = 0.
  const byKernel = mean(real.map((x) => -sigmoid(-x) * x)) + mean(fake.map((x) => sigmoid(x) * x));
  const byBias = mean(real.map((x) => -sigmoid(-x))) + mean(fake.map((x) => sigmoid(x)));
  expect(looked['gradient.D']).toEqual([expect.closeTo(Math.hypot(byKernel, byBias), 12)]);
  // G minimises -softplus(f), f = k z + c at k = 2, c = 0.
  const norm = Math.hypot(mean(fake.map((f, i) => -sigmoid(f) * z[i]!)), mean(fake.map((f) => -sigmoid(f))));
  expect(looked['gradient.G']).toEqual([expect.closeTo(norm, 12)]);
});

test('a term that fires seldom is not in the norm, where others are', () => {
  const text = game('minimax').replace(
    'minimize V.discriminator }',
    'minimize V.discriminator\n minimize size = 100 * sum(square(D(points.x))) every 4 }',
  );
  const looked = (one: string): readonly number[] | undefined => {
    const program = compileText(one);
    return evaluateProgram(program, healthGraph(program), { values: inputs })['gradient.D'];
  };
  expect(looked(text)).toEqual(looked(game('minimax')));
});

describe('latent units', () => {
  const vae = (terms: string): string => `model Small {
    data points from mixture1d(means: [-1, 1], stddevs: [0.5, 0.5], weights: [1, 1], count: 1000) { x: Vector[1] }
    prior pz = Normal[2](mean: 0, stddev: 1)
    encoder E(x: Vector[1]) -> Normal[2] { Normal(mean: x |> dense(2), logVariance: x |> dense(2)) }
    decoder P(z: Vector[2]) -> Normal[1] { Normal(mean: z |> dense(1), stddev: 1) }
    train {
      batch 4
      steps 100
      ${terms}
    }
  }`;
  const byHand = `let q = E(points.x)
    sample z ~ q
    update E, P with sgd(0.1) {
      minimize reconstruction = nll(P(z), points.x)
      minimize divergence = 3 * kl(q, pz)
    }`;
  const byElbo = 'update E, P with sgd(0.1) { maximize elbo(points.x, E, P, pz) }';
  const values = {
    'points.x': [2, -1, 3, 0.25],
    'train/z.normal': 0,
    'E/dense1/kernel': 0,
    'E/dense1/bias': [1, 0],
    'E/dense2/kernel': 0,
    'E/dense2/bias': [0, Math.log(4)],
    'P/dense1/kernel': 1,
    'P/dense1/bias': 0,
  };

  test.each([
    ['a kl, without its factor', byHand],
    ['the part of an elbo', byElbo],
  ])('%s: KL(N(1, 1) || N(0, 1)) = 0.5, KL(N(0, 4) || N(0, 1)) = 0.80685', (_what, terms) => {
    const program = compileText(vae(terms));
    const graph = healthGraph(program);
    const random = graph.inputs.filter(({ role }) => role === 'random').map(({ name }) => [name, 0] as const);
    const looked = evaluateProgram(program, graph, { values: { ...values, ...Object.fromEntries(random) } });
    expect(looked['divergence.units']).toEqual([
      expect.closeTo(0.5, 12),
      expect.closeTo((4 - 1 - Math.log(4)) / 2, 12),
    ]);
    expect(program.plan.phases[0]!.health!.monitors.map(({ name }) => name)).toEqual([
      'divergence.units',
      'gradient.E+P',
    ]);
  });

  test('a code that is no distribution is watched by its variance over the batch', () => {
    const program = compileText(`model Small {
      data points from mixture1d(means: [-1, 1], stddevs: [0.5, 0.5], weights: [1, 1], count: 1000) { x: Vector[1] }
      encoder E(x: Vector[1]) -> Vector[2] { x |> dense(2) }
      decoder P(z: Vector[2]) -> Vector[1] { z |> dense(1) }
      train {
        batch 4
        steps 100
        update E, P with sgd(0.1) { minimize error = mse(P(E(points.x)), points.x) }
      }
    }`);
    const looked = evaluateProgram(program, healthGraph(program), {
      values: {
        'points.x': [0, 2, 4, 6],
        'E/dense1/kernel': [3, 0],
        'E/dense1/bias': [1, 5],
        'P/dense1/kernel': 1,
        'P/dense1/bias': 0,
      },
    });
    expect(looked['E.units']).toEqual([45, 0]);
  });
});

describe('what is watched', () => {
  test('a game with a fixed side has no equilibrium to come to', () => {
    const { plan } = compileText(specText('gan-theory'));
    expect(plan.phases[0]!.health!.monitors.map(({ name }) => name)).toEqual(['gradient.D']);
  });

  test('a critic has no bound, and a decision of its own', () => {
    const { plan } = compileText(specText('wgan-gp'));
    const { monitors } = plan.phases[0]!.health!;
    expect(monitors.find(({ kind }) => kind === 'value')).not.toHaveProperty('perfect');
    expect(monitors.find(({ kind }) => kind === 'accuracy')).not.toHaveProperty('value');
  });

  test.each(['gan', 'vae', 'autoencoder', 'wgan-gp', 'ac-gan'])(
    '%s: the graph gives values and moves nothing',
    (name) => {
      const { plan } = compileText(specText(name));
      for (const { health } of plan.phases)
        expect(new Set(health!.graph.outputs.map(({ role }) => role))).toEqual(new Set(['value']));
    },
  );

  test.each(specNames)('%s: a look costs no more than a step', (name) => {
    const { plan } = compileText(specText(name));
    for (const { health, variants } of plan.phases)
      for (const { graph } of variants) expect(health!.graph.flops).toBeLessThan(1.05 * graph.flops);
  });

  test('under a condition, the samples are the argument that a player makes', () => {
    const text = game('minimax')
      .replace('D(x: Vector[1])', 'D(c: Vector[1], x: Vector[1])')
      .replace('{ x |> dense(1) }', '{ concat(c, x) |> dense(1) }')
      .replace('real: D(points.x), fake: D(G(z))', 'real: D(points.x, points.x), fake: D(points.x, G(z))');
    const program = compileText(text);
    const values = { ...inputs, 'D/dense1/kernel': [0, 1] };
    expect(evaluateProgram(program, healthGraph(program), { values })['V.diversity']).toEqual([
      expect.closeTo(5 / 2.875, 12),
    ]);
  });

  test('of a batch in parts one is looked at', () => {
    const { plan } = compileText(game('minimax').replace('batch 4', 'batch 4 in 2 parts'));
    expect(plan.phases[0]!.health!.batch).toBe(2);
  });
});
