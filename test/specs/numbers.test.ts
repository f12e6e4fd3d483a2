/**
 * @file Known numbers through compiled specs: closed KL divergences, what games are worth when the discriminator is blind, and how many
 * parameters the canonical networks have.
 */
import { describe, expect, test } from 'vitest';
import { makeArtifacts } from '../../src/cli/artifacts.ts';
import { createOnnxEngine } from '../../src/runtime/start-engine.ts';
import { evaluateProgram } from '../support/evaluate-program.ts';
import { compileText, specText } from '../support/specs.ts';

/** A model that trains nothing of interest and reports what is asked. */
const reporting = (reports: string): string => `
  model Numbers {
    discriminator D(x: Vector[2]) -> Logit { x |> dense(1, init: zeros, biasInit: zeros) }
    train {
      batch 4
      steps 1
      sample x ~ Normal[2](mean: 0, stddev: 1)
      update D with sgd(0.1) { minimize mean(square(D(x))) }
    }
    evaluate {
      ${reports}
    }
  }`;

const divergences: readonly (readonly [string, number])[] = [
  ['kl(Normal(mean: 1, stddev: 1), Normal(mean: 0, stddev: 1))', 0.5],
  ['kl(Normal(mean: 0, stddev: 2), Normal(mean: 0, stddev: 1))', 2 - 0.5 - Math.log(2)],
  ['kl(Normal(mean: 1, stddev: 0.5), Normal(mean: -1, stddev: 2))', Math.log(4) - 0.5 + (0.25 + 4) / 8],
  ['kl(Normal(mean: 0.3, stddev: 0.7), Normal(mean: 0.3, stddev: 0.7))', 0],
  ['kl(Normal[3](mean: 1, stddev: 1), Normal[3](mean: 0, stddev: 1))', 1.5],
];

describe('the KL divergence of two Gaussians', () => {
  const program = compileText(
    reporting(divergences.map(([text], i) => `report kl${i} = ${text}`).join('\n')),
  );
  const { graph } = program.plan.evaluations[0]!;

  test('is exact on the reference evaluator', () => {
    // What training minimises is reported too, and needs numbers that don't matter here.
    const values = evaluateProgram(program, graph, {
      values: Object.fromEntries(graph.inputs.map(({ name }) => [name, 0])),
    });
    expect([0.5, 0.80685, 1.41754, 0, 1.5]).toEqual(
      divergences.map(([, wanted]) => Number(wanted.toFixed(5))),
    );
    for (const [i, [text, wanted]] of divergences.entries()) {
      for (const value of values[`kl${i}`]!) expect(value, text).toBeCloseTo(wanted, 10);
    }
  });

  test('is the same on engine onnx', async () => {
    const engine = await createOnnxEngine({ threads: 1 });
    const artifacts = (await makeArtifacts(program, [{ engine: 'onnx', device: 'cpu' }])).get(graph.name)!;
    const prepared = await engine.prepare(artifacts);
    const outputs = await prepared.run(
      new Map(
        graph.inputs.map(({ name, shape, dtype }) => [
          name,
          { shape, dtype, data: new Float32Array(shape.reduce((a, n) => a * n, 1)) },
        ]),
      ),
    );
    for (const [i, [text, wanted]] of divergences.entries()) {
      const { data } = await engine.download(outputs.get(`kl${i}`)!);
      for (const value of data) expect(value, text).toBeCloseTo(wanted, 6);
    }
    await prepared.dispose();
    await engine.dispose();
  });
});

/** A game whose discriminator has zero weights: it says 0 to everything. */
const blindGame = (family: string, generator: string): string => `
  model Blind {
    generator G(z: Vector[2]) -> Vector[2] { z |> dense(2, init: ones, biasInit: zeros) }
    discriminator D(x: Vector[2]) -> Logit { x |> dense(1, init: zeros, biasInit: zeros) }
    train {
      batch 3
      steps 1
      sample x ~ Normal[2](mean: 0, stddev: 1)
      sample z ~ Normal[2](mean: 0, stddev: 1)
      game V = ${family}(real: D(x), fake: D(G(z)))
      update D with sgd(1e-9) { minimize discriminator = V.discriminator }
      update G with sgd(1e-9) { minimize generator = ${generator} }
    }
  }`;

/**
 * By the definitions of the games at scores of 0, the discriminator minimises softplus(-r) + softplus(f), or
 * (r - 1)^2 + f^2, or relu(1 - r) + relu(1 + f), or f - r.
 */
const blind: readonly (readonly [string, string, number, number])[] = [
  ['minimax', 'V.nonSaturating', Math.log(4), Math.log(2)],
  ['minimax', 'V.generator', Math.log(4), -Math.log(2)],
  ['minimax', 'V', Math.log(4), -Math.log(4)],
  ['leastSquares', 'V.generator', 1, 1],
  ['hinge', 'V.generator', 2, 0],
  ['wasserstein', 'V.generator', 0, 0],
];

describe('with a blind discriminator', () => {
  test.each(blind)('%s and the generator loss %s', (family, generator, wantedD, wantedG) => {
    const program = compileText(blindGame(family, generator));
    const plan = program.plan.phases[0]!.variants[0]!.graph;
    const draws = Object.fromEntries(
      plan.inputs.flatMap((input) =>
        input.role === 'random' ? [[input.name, [0.3, -1, 2, 0.5, -0.7, 1.1]]] : [],
      ),
    );
    const values = evaluateProgram(program, plan, { values: draws });
    expect(values['discriminator']![0]).toBeCloseTo(wantedD, 5);
    expect(values['generator']![0]).toBeCloseTo(wantedG, 5);
    if (family === 'minimax') expect(values['V']![0]).toBeCloseTo(-Math.log(4), 5);
  });
});

describe('parameters of the canonical networks', () => {
  const parametersOf = (name: string): Readonly<Record<string, number>> =>
    Object.fromEntries(
      compileText(specText(name)).plan.networks.map((network) => [network.name, network.parameters]),
    );

  test('autoencoder 784-256-20-256-784: 412,964', () => {
    const { encode = 0, decode = 0 } = parametersOf('autoencoder');
    expect(encode + decode).toBe(412_964);
  });
  test('vae 784-400-(20,20), 20-400-784: 330,040 and 322,784', () => {
    expect(parametersOf('vae')).toEqual({ posterior: 330_040, likelihood: 322_784 });
  });
  test('conv-vae with two latent units: 69,076 and 65,089', () => {
    expect(parametersOf('conv-vae')).toEqual({ posterior: 69_076, likelihood: 65_089 });
  });
});
