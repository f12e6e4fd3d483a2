/**
 * @file Programs with loops of optimisation on both engines: an infer, a report and a figure give what the reference evaluator gives
 * in float64 on the same weights, whatever the number of items, and leave no tensor behind.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeArtifacts } from '../../src/cli/artifacts.ts';
import type { EngineChoice } from '../../src/cli/engines.ts';
import { createNodeHost } from '../../src/cli/host.ts';
import type { Program } from '../../src/compiler/4-lower/program.ts';
import { compile } from '../../src/compiler/compile.ts';
import type { Engine } from '../../src/runtime/engine.ts';
import { createOnnxEngine, createTfjsEngine } from '../../src/runtime/start-engine.ts';
import { openTrainedRun } from '../../src/runtime/trained-run.ts';
import { checkpointOf, runShort } from '../support/runs.ts';
import { runStages } from '../support/run-stages.ts';

const text = `model Latents {
  data points from mixture2d(count: 64, testCount: 150) { x: Vector[2] }
  network E(x: Vector[2]) -> Vector[3] { x |> dense(8) |> tanh |> dense(3) }
  network G(z: Vector[3]) -> Vector[2] { z |> dense(8) |> tanh |> dense(2) }
  train {
    batch 16
    steps 1
    update E, G with adam(1e-3) { minimize mse(G(E(points.x)), points.x) }
  }
  infer invert(x: Vector[2]) -> Vector[3] {
    optimize z = E(x) with adam(0.05) for 20 steps { minimize squaredError(G(z), x) }
    z
  }
  evaluate {
    report before = squaredError(G(E(points.x)), points.x)
    report after = squaredError(G(invert(points.x)), points.x)
  }
  figure fit = curve(for t in linspace(-1, 1, 5) { sum(G(invert(stack(t, t)))) })
}`;

const compiled = compile(new Map([['spec.gen', { path: 'spec.gen', text }]]), 'spec.gen');
const program: Program = compiled.program!;
const infer = program.plan.infers.find(({ name }) => name === 'invert')!;
const items = 70;
const given = Float32Array.from({ length: 2 * items }, (_, i) => Math.sin(i));

const engines: readonly [string, () => Promise<Engine>][] = [
  ['onnx', () => createOnnxEngine({ threads: 1 })],
  ['tfjs', () => createTfjsEngine('cpu')],
];

describe.each(engines)('engine %s', (_, create) => {
  let engine: Engine;
  let folder: string;
  beforeAll(async () => {
    engine = await create();
    folder = await mkdtemp(join(tmpdir(), 'gen-optimize-'));
  });
  afterAll(async () => {
    await engine.dispose();
    await rm(folder, { recursive: true });
  });

  test('runs the loops of reports, infers and figures', async () => {
    const report = await runShort({ program, engine, folder, steps: 1 });
    const { before, after } = report.result.metrics;
    expect(after).toBeLessThan(0.9 * before!);
    const run = await openTrainedRun({
      plan: program.plan,
      artifacts: await makeArtifacts(program, [
        { engine: engine.name, device: engine.device } as EngineChoice,
      ]),
      engine,
      host: createNodeHost(),
      runFolder: folder,
    });
    const figurePlan = program.plan.figures.find(({ name }) => name === 'fit')!;
    const x = { shape: [items, 2], dtype: 'f32', data: given } as const;
    const whole = await run.infer('invert', { arguments: new Map([['x', x]]), seed: 0 });
    const weights = await checkpointOf(program, folder);
    const batch = infer.batch;
    const wanted = runStages(program, infer, (input) => ({
      shape: input.shape,
      data:
        input.role === 'state'
          ? Float64Array.from(weights.get(input.state)!.data)
          : Float64Array.from({ length: batch * 2 }, (_, i) => given[i]!),
    }))['result']!;
    const found = whole.get('result')!;
    expect(found.shape).toEqual([items, 3]);
    wanted.data.forEach((value, i) => expect(found.data[i]).toBeCloseTo(value, 3));

    // The last six lie in a batch of their own, padded; alone they come out the same.
    const tail = { shape: [6, 2], dtype: 'f32', data: given.subarray(2 * (items - 6)) } as const;
    const alone = await run.infer('invert', { arguments: new Map([['x', tail]]), seed: 0 });
    expect([...alone.get('result')!.data]).toEqual([...found.data.subarray(3 * (items - 6))]);

    const figure = await run.figure(figurePlan);
    expect(figure.get('line1')!.shape).toEqual([5]);
    // Constants of a graph are kept from its first run on; a second one adds nothing.
    const alive = engine.liveTensors();
    await run.figure(figurePlan);
    await run.infer('invert', { arguments: new Map([['x', tail]]), seed: 0 });
    expect(engine.liveTensors()).toBe(alive);
    await run.dispose();
  });
});
