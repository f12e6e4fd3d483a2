/**
 * @file Weights that are made of others, learned values and states of a model, trained: the engines agree step by step, and a run that was
 * stopped and resumed is the same to the bit, buffers and states included.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '../../src/runtime/engine.ts';
import { checkpointOf, differentTensors, runShort, startTestEngine, trainingOnly } from '../support/runs.ts';
import type { RunReport } from '../support/runs.ts';
import { compileText } from '../support/specs.ts';

const spec = `model Made {
  prior pz = Normal[8](mean: 0, stddev: 1)
  learned shade: Real = 0.5
  state centre: Image[8, 8, 1] = uniform(-0.1, 0.1)
  state count: Real = 0
  generator G(z: Vector[8]) -> Image[8, 8, 1] in [-1, 1] {
    defaults { dense(weight: equalized(gain: sqrt(2), rate: 0.1)), conv2d(weight: equalized) }
    z |> dense(4 * 4 * 4) |> relu |> reshape(4, 4, 4) |> upsample(2) |> conv2d(1, kernel: 3) |> (_ * shade) |> tanh
  }
  discriminator D(x: Image[8, 8, 1]) -> Logit {
    defaults { conv2d(weight: spectral), convTranspose2d(weight: spectral), dense(weight: spectral, init: orthogonal) }
    x - centre |> conv2d(4, kernel: 3, stride: 2) |> relu |> convTranspose2d(3, kernel: 4, stride: 2) |> relu |> flatten |> dense(1)
  }
  train first {
    batch 8
    steps 8
    sample z ~ pz
    sample x ~ Normal[8, 8, 1](mean: 0, stddev: 1)
    let fake = G(z)
    game V = hinge(real: D(x), fake: D(fake))
    update D with adam(4e-4, beta1: 0) { minimize V.discriminator }
    advance centre = lerp(centre, mean(fake, over: batch), 0.1)
    update G, shade with adam(1e-3, beta1: 0) { minimize V.generator }
    advance count = count + 1
  }
  train second after first {
    batch 8
    steps 8
    sample z ~ pz
    update G, shade with adam(1e-3, beta1: 0) { minimize alone = -D(G(z)) }
    advance count = count + 1
  }
  track counted = count
}`;

/** Of each phase. */
const steps = 8;
const engines = new Map<'onnx' | 'wasm', Engine>();
let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'genc-weights-'));
  for (const name of ['onnx', 'wasm'] as const) engines.set(name, await startTestEngine(name));
});
afterAll(async () => {
  for (const engine of engines.values()) await engine.dispose();
  await rm(root, { recursive: true });
});

const program = (): ReturnType<typeof trainingOnly> => trainingOnly(compileText(spec));
const run = (engine: 'onnx' | 'wasm', folder: string, more: object = {}): Promise<RunReport> =>
  runShort({ program: program(), engine: engines.get(engine)!, folder: join(root, folder), steps, ...more });

test('engines agree, and a resumed run is the same to the bit', { timeout: 120_000 }, async () => {
  const [onnx, wasm] = [await run('onnx', 'onnx'), await run('wasm', 'wasm')];
  expect(onnx.steps).toHaveLength(2 * steps);
  // Read before the step's own advance, and not set back by the second phase.
  expect(onnx.steps.map(({ counted }) => counted)).toEqual(Array.from({ length: 2 * steps }, (_, i) => i));
  for (const [i, metrics] of wasm.steps.entries())
    for (const [metric, value] of Object.entries(metrics))
      expect(value, `${metric} at step ${i}`).toBeCloseTo(onnx.steps[i]![metric]!, 4);
  for (const engine of ['onnx', 'wasm'] as const) {
    await run(engine, `${engine}-parts`, { stopAfter: engine === 'onnx' ? 5 : 11 });
    await run(engine, `${engine}-parts`, { resume: true });
    const [one, other] = [
      await checkpointOf(program(), join(root, engine)),
      await checkpointOf(program(), join(root, `${engine}-parts`)),
    ];
    for (const name of ['D/conv2d1/u', 'centre', 'shade/value']) expect(one.has(name), name).toBe(true);
    expect(one.get('count')?.data).toEqual(Float32Array.of(2 * steps));
    expect(differentTensors(one, other)).toEqual([]);
  }
});
