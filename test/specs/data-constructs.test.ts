/**
 * @file Small specs of what is drawn, chosen and read from data, trained on both engines: they agree step by step, and a run that was
 * stopped and resumed is the same to the bit.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../src/runtime/engine.ts';
import type { RunReport, TestEngineName } from '../support/runs.ts';
import {
  checkpointOf,
  differentTensors,
  runShort,
  startTestEngine,
  testEngineNames,
} from '../support/runs.ts';
import { compileText } from '../support/specs.ts';

const specs: Readonly<Record<string, string>> = {
  'styles that cross at a drawn layer, a row of a table for each class, truncated samples': `model Crossing {
    param layers = 3
    data digits from mnist(limit: 200) { image: Image[28, 28, 1] in [0, 1], label: Class[10] }
    prior pz = Normal[4](mean: 0, stddev: 1)
    network M(z: Vector[4], y: Class[10]) -> Vector[4] {
      learned shift: Tensor[10, 4] = normal(0, 0.1)
      z + shift[y] |> dense(4) |> tanh
    }
    generator G(w: Tensor[layers, 4]) -> Image[28, 28, 1] in [0, 1] {
      w |> flatten |> dense(784) |> sigmoid |> reshape(28, 28, 1)
    }
    network Judge(x: Image[28, 28, 1] in [0, 1]) -> Vector[10] { x |> flatten |> dense(10) }
    train {
      batch 8
      steps 12
      sample z1 ~ pz
      sample z2 ~ truncate(pz, 1.5)
      sample mixed ~ Bernoulli(probability: 0.9)
      sample cut ~ UniformInt(1, layers - 1)
      sample other ~ digits
      sample y ~ digits.label
      let w1 = M(z1, digits.label)
      let w2 = M(z2, y)
      let fake = G(stack(for i in 0..<layers { where(mixed and i >= cut, w2, w1) }))
      update M, G, Judge with adam(1e-3) {
        minimize distance = mse(fake, digits.image) + mse(fake, other.image)
        minimize score = -Judge(fake)[sample(digits.label)] + [1, 2, 3, 1, 2, 3, 1, 2, 3, 1][other.label] * square(cut)
        minimize width = kl(truncate(Normal(mean: w1, stddev: 1), 2), pz)
      }
    }
    evaluate { report far = mse(G(stack(for i in 0..<layers { M(sample(pz), sample(digits.label)) })), digits.image) }
  }`,
  'augmented pairs, a bias that starts at the mean image, a term over the number of examples': `model Pairs {
    data digits from mnist(limit: 200) {
      image: Image[32, 32, 1] in [0, 1] = pad(2)
      edges: Image[32, 32, 1] in [-1, 1] = sobel(image)
      small: Image[8, 8, 1] in [0, 1] = resize(image, 8)
      augment { jitter(pad: 2), flip(horizontal) }
    }
    network F(x: Image[32, 32, 1] in [-1, 1]) -> Image[8, 8, 1] in [0, 1] {
      x |> avgPool(4) |> flatten |> dense(64, biasInit: logit(mean(digits.small, over: data))) |> sigmoid |> reshape(8, 8, 1)
    }
    train {
      batch 8
      steps 12
      update F with adam(1e-3) times 2 {
        minimize distance = mse(F(digits.edges), digits.small)
        minimize decay = orthogonal(F) / digits.count
      }
    }
    evaluate { report far = mse(F(digits.edges), digits.small) }
  }`,
};

/** As in runs.test.ts: the engines add in float32 in different orders. */
const tolerance = 5e-5;

const engines = new Map<TestEngineName, Engine>();
let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'genc-data-'));
  for (const name of testEngineNames) engines.set(name, await startTestEngine(name));
});
afterAll(async () => {
  for (const engine of engines.values()) await engine.dispose();
  await rm(root, { recursive: true });
});

describe.each(Object.entries(specs))('%s', (name, text) => {
  const program = compileText(text);
  const steps = 12;
  const run = (engine: TestEngineName, folder: string, more: object = {}): Promise<RunReport> =>
    runShort({
      program,
      engine: engines.get(engine)!,
      folder: join(root, name.slice(0, 12), folder),
      steps,
      ...more,
    });
  let whole: RunReport;

  test('trains on onnx', { timeout: 60_000 }, async () => {
    whole = await run('onnx', 'whole');
    expect(whole.steps).toHaveLength(steps);
    expect(whole.alive.at(-1)).toBe(whole.alive[5]);
  });

  test.each(['onnx', 'wasm'] as const)(
    'stopped and resumed on %s, it is the same to the bit',
    async (engine) => {
      await run(engine, `${engine}-parts`, { stopAfter: 5 });
      const rest = await run(engine, `${engine}-parts`, { resume: true });
      const straight = engine === 'onnx' ? whole : await run(engine, engine);
      expect(rest.csv).toBe(straight.csv);
      const folders = [`${engine}-parts`, engine === 'onnx' ? 'whole' : engine];
      const [one, other] = await Promise.all(
        folders.map((folder) => checkpointOf(program, join(root, name.slice(0, 12), folder))),
      );
      expect(differentTensors(one!, other!)).toEqual([]);
    },
  );

  test.each(['wasm', 'cpu'] as const)('%s agrees with onnx step by step', async (device) => {
    const there = await run(device, `${device}-beside`);
    for (const [i, metrics] of there.steps.entries()) {
      for (const [metric, value] of Object.entries(metrics)) {
        const wanted = whole.steps[i]![metric]!;
        const distance = Math.abs(value - wanted) / Math.max(Math.abs(wanted), 1e-2);
        expect(distance, `${metric} at step ${i}: ${value}, on onnx ${wanted}`).toBeLessThan(tolerance);
      }
    }
    expect(Object.values(there.result.metrics).every(Number.isFinite)).toBe(true);
    for (const [report, value] of Object.entries(there.result.metrics))
      expect(value).toBeCloseTo(whole.result.metrics[report]!, 4);
  });
});
