/**
 * @file Progressive growing as specs/paper/stylegan.gen writes it, cut down to two levels: the second phase goes on with the weights that the
 * first one left, and its level fades in by the schedule.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine, HostTensor } from '../../src/runtime/engine.ts';
import { checkpointOf, runShort, startTestEngine, trainingOnly } from '../support/runs.ts';
import { compileText } from '../support/specs.ts';

const spec = `model Growing {
  prior pz = Normal[4](mean: 0, stddev: 1)
  generator synthesis(z: Vector[4]) -> { at4: Image[4, 4, 1], at8: Image[8, 8, 1] } {

    let l4 = z |> dense(4 * 4 * 4) |> leakyRelu(0.2) |> reshape(4, 4, 4)
    let l8 = l4 |> upsample(2) |> conv2d(4, kernel: 3) |> leakyRelu(0.2)
    { at4: l4 |> conv2d(1, kernel: 1), at8: l8 |> conv2d(1, kernel: 1) }
  }
  network from4(x: Image[4, 4, 1]) -> Image[4, 4, 4] { x |> conv2d(4, kernel: 1) |> leakyRelu(0.2) }
  network from8(x: Image[8, 8, 1]) -> Image[8, 8, 4] { x |> conv2d(4, kernel: 1) |> leakyRelu(0.2) }
  network down8(x: Image[8, 8, 4]) -> Image[4, 4, 4] { x |> conv2d(4, kernel: 3, stride: 2) |> leakyRelu(0.2) }
  discriminator critic(x: Image[4, 4, 4]) -> Logit { x |> flatten |> dense(1) }
  discriminator D8(x: Image[8, 8, 1], alpha: Real) -> Logit { lerp(x |> avgPool(2) |> from4, x |> from8 |> down8, alpha) |> critic }

  train at4 {
    batch 8
    steps 4
    sample x ~ Normal[4, 4, 1](mean: 0, stddev: 1)
    sample z ~ pz
    let fake = synthesis(z).at4
    game V = minimax(real: critic(from4(x)), fake: critic(from4(fake)))
    update critic, from4 with adam(1e-2, beta1: 0, beta2: 0.99) { maximize V }
    update synthesis with adam(1e-2, beta1: 0, beta2: 0.99) { minimize V.nonSaturating }
  }
  train at8 after at4 {
    batch 8
    steps 4
    let alpha = linear(0 to 1, until: step 2)
    sample x ~ Normal[8, 8, 1](mean: 0, stddev: 1)
    sample z ~ pz
    let y = synthesis(z)
    let fake = lerp(y.at4 |> upsample(2), y.at8, alpha)
    game V = minimax(real: D8(x, alpha), fake: D8(fake, alpha))
    update critic, from4, from8, down8 with adam(1e-2, beta1: 0, beta2: 0.99) { maximize V }
    update synthesis with adam(1e-2, beta1: 0, beta2: 0.99) { minimize V.nonSaturating }
  }
}`;

/** Kernels of the first level, of what shows it (the old path), and of the second level, by the names that they have in a checkpoint. */
const first = ['synthesis/dense1/kernel', 'critic/dense1/kernel'];
const old = ['synthesis/conv2d2/kernel', 'from4/conv2d1/kernel'];
const fresh = [
  'synthesis/conv2d1/kernel',
  'synthesis/conv2d3/kernel',
  'from8/conv2d1/kernel',
  'down8/conv2d1/kernel',
];
const rate = 1e-2;

let engine: Engine;
let folder = '';
/** The state after each step of the run, of which 0 to 3 are of the first phase. */
const after: ReadonlyMap<string, HostTensor>[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'genc-growing-'));
  engine = await startTestEngine('onnx');
  const program = trainingOnly(compileText(spec));
  for (let step = 0; step < 8; step += 1) {
    await runShort({ program, engine, folder, steps: 4, resume: step > 0, stopAfter: 1, health: false });
    after.push(await checkpointOf(program, folder));
  }
}, 120_000);
afterAll(async () => {
  await engine.dispose();
  await rm(folder, { recursive: true });
});

/** How far the farthest weight of a tensor went in step `step`. */
function moved(name: string, step: number): number {
  const [before, now] = [after[step - 1]!.get(name)!.data, after[step]!.get(name)!.data];
  return Math.max(...Array.from(now, (value, i) => Math.abs(Number(value) - Number(before[i]))));
}

test('a phase leaves the levels above it as they started', () => {
  for (const name of [...first, ...old]) expect(moved(name, 3), name).toBeGreaterThan(0);
  for (const name of fresh) expect(moved(name, 3), name).toBe(0);
});

test('the next phase goes on with the weights of the level below', () => {
  // A step of Adam without momentum and with fresh state moves a weight by its rate, whatever the gradient is.
  for (const name of [...first, ...old]) {
    expect(moved(name, 4), name).toBeGreaterThan(0.9 * rate);
    expect(moved(name, 4), name).toBeLessThan(1.1 * rate);
  }
});

test('the new level fades in: the old path alone, then both, then the new one alone', () => {
  for (const name of fresh) expect(moved(name, 4), `${name} at alpha 0`).toBe(0);
  for (const name of [...old, ...fresh]) expect(moved(name, 5), `${name} at alpha 0.5`).toBeGreaterThan(0);
  for (const name of old) expect(moved(name, 6), `${name} at alpha 1`).toBe(0);
  for (const name of [...first, ...fresh]) expect(moved(name, 6), `${name} at alpha 1`).toBeGreaterThan(0);
});
