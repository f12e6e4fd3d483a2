/**
 * @file What steps carry on beside weights: each kind in a small spec that trains on engines `onnx` and `tfjs`. The engines agree, and a
 * run that was stopped and resumed is the same to the bit.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine, HostTensor } from '../../src/runtime/engine.ts';
import { checkpointOf, differentTensors, runShort, startTestEngine } from '../support/runs.ts';
import type { TestEngineName } from '../support/runs.ts';
import { compileText } from '../support/specs.ts';

const specs: Readonly<Record<string, string>> = {
  averages: `
    model Averages {
      prior pz = Normal[4](mean: 0, stddev: 1)
      network F(z: Vector[4]) -> Vector[4] { z |> dense(8) |> batchNorm |> tanh |> dense(4) }
      train {
        batch 8
        steps 12
        sample z ~ pz
        let y = F(z)
        average F as T decay 0.9 from step 3
        average F as U halfLife 40 examples
        average y as level decay 0.8
        update F with adam(1e-2) { minimize gap = mse(y, z) + 0.1 * mse(y, T(z)) + 0.1 * sum(square(level)) }
      }
      evaluate { report gap = mse(U(sample(pz)), level) }
    }`,
  parts: `
    model Parts {
      prior pz = Normal[2](mean: 0, stddev: 1)
      generator G(z: Vector[2]) -> Image[2, 2, 1] { z |> dense(4) |> batchNorm |> tanh |> reshape(2, 2, 1) }
      discriminator D(x: Image[2, 2, 1]) -> Logit { x |> conv2d(4, kernel: 2) |> leakyRelu(0.2) |> flatten |> dense(1) }
      train {
        batch 8 in 4 parts
        steps 12
        sample z ~ pz
        sample other ~ pz
        let fake = G(z)
        game V = leastSquares(real: D(G(other)), fake: D(fake), against: D(history(fake, size: 6)))
        update D with adam(1e-2) { minimize judge = V.discriminator }
        update G with adam(1e-2) { minimize fool = V.generator }
        average fake as centre decay 0.9
        average G as slow decay 0.9
        calibrate slow for 3 batches { slow(z) }
      }
      evaluate { report score = D(G(sample(pz)) - centre) }
    }`,
  history: `
    model Pools {
      prior pz = Normal[2](mean: 0, stddev: 1)
      generator G(z: Vector[2]) -> Image[2, 2, 1] { z |> dense(4) |> tanh |> reshape(2, 2, 1) }
      discriminator D(x: Image[2, 2, 1]) -> Logit { x |> flatten |> dense(8) |> leakyRelu(0.2) |> dense(1) }
      let weight = linear(0 to 1, until: step 8)
      train {
        batch 4
        steps 12
        sample z ~ pz
        sample other ~ pz
        let fake = G(z)
        game V = leastSquares(real: D(G(other)), fake: D(fake), against: D(history(fake, size: 6)))
        update D with adam(1e-2, beta1: 0.5 * weight) { minimize judge = V.discriminator }
        update G with adam(1e-2, beta1: 0.5) { minimize fool = weight * V.generator }
      }
      evaluate { report score = D(G(sample(pz))) }
    }`,
  'history of a record, in parts': `
    model Pairs {
      data points from mixture2d(count: 64, testCount: 8) { x: Vector[2], label: Class[8] }
      prior pz = Normal[2](mean: 0, stddev: 1)
      generator G(z: Vector[2], y: Class[8]) -> Vector[2] { concat(z, oneHot(y)) |> dense(2) }
      discriminator D(x: Vector[2], y: Class[8]) -> Logit { concat(x, oneHot(y)) |> dense(8) |> leakyRelu(0.2) |> dense(1) }
      train {
        batch 8 in 2 parts
        steps 12
        sample z ~ pz
        sample y ~ points.label
        let fake = G(z, y)
        let past = history({ x: fake, y: y }, size: 6)
        game V = leastSquares(real: D(points.x, points.label), fake: D(fake, y), against: D(past.x, past.y))
        update D with adam(1e-2) { minimize judge = V.discriminator }
        update G with adam(1e-2) { minimize fool = V.generator }
      }
      evaluate { report score = D(points.x, points.label) }
    }`,
};

const names: readonly TestEngineName[] = ['onnx', 'wasm'];
const engines = new Map<TestEngineName, Engine>();
let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'genc-carried-'));
  for (const name of names) engines.set(name, await startTestEngine(name));
}, 120_000);
afterAll(async () => {
  for (const engine of engines.values()) await engine.dispose();
  await rm(root, { recursive: true });
});

describe.each(Object.keys(specs))('%s', (spec) => {
  const program = compileText(specs[spec]!);
  const whole = new Map<TestEngineName, ReadonlyMap<string, HostTensor>>();

  test.each(names)(
    'stopped and resumed on %s, it is the same to the bit',
    { timeout: 120_000 },
    async (name) => {
      const engine = engines.get(name)!;
      const run = { program, engine, steps: 12, seed: 5 };
      const [once, parts] = [join(root, `${spec}-${name}`), join(root, `${spec}-${name}-parts`)];
      const report = await runShort({ ...run, folder: once });
      expect(report.result.metrics).not.toEqual({});
      await runShort({ ...run, folder: parts, stopAfter: 5 });
      const rest = await runShort({ ...run, folder: parts, resume: true });
      expect(rest.steps).toEqual(report.steps.slice(5));
      expect(rest.result.metrics).toEqual(report.result.metrics);
      whole.set(name, await checkpointOf(program, once));
      expect(differentTensors(whole.get(name)!, await checkpointOf(program, parts))).toEqual([]);
    },
  );

  test('the engines agree on all that is carried', () => {
    for (const { name } of program.plan.state) {
      const [a, b] = names.map((engine) => whole.get(engine)!.get(name)!.data);
      a!.forEach((value, i) => {
        const other = Number(b![i]);
        expect(Math.abs(Number(value) - other), `${name}[${i}]: ${value} and ${other}`).toBeLessThan(
          1e-4 * Math.max(1, Math.abs(other)),
        );
      });
    }
  });
});
