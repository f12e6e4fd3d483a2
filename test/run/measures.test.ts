/**
 * @file Measures through the whole runtime: a Parzen window over draws of a known density scores what mathematics says, a distance and
 * an accuracy see all samples and all test images through the classifier that is given, and are left out without one.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeArtifacts } from '../../src/cli/artifacts.ts';
import { createNodeHost } from '../../src/cli/host.ts';
import { compile } from '../../src/compiler/compile.ts';
import type { Program } from '../../src/compiler/4-lower/program.ts';
import type { Engine } from '../../src/runtime/engine.ts';
import type { ClassifierRequest, ImageClassifier } from '../../src/runtime/measures/classifier.ts';
import { createOnnxEngine } from '../../src/runtime/start-engine.ts';
import { openTrainedRun } from '../../src/runtime/trained-run.ts';
import { runShort } from '../support/runs.ts';

let engine: Engine;
let folder: string;
beforeAll(async () => {
  engine = await createOnnxEngine({ threads: 1 });
  folder = await mkdtemp(join(tmpdir(), 'gen-measures-'));
});
afterAll(async () => {
  await engine.dispose();
  await rm(folder, { recursive: true });
});

function compiled(text: string): Program {
  const { program, diagnostics } = compile(new Map([['spec.gen', { path: 'spec.gen', text }]]), 'spec.gen');
  if (!program) throw new Error(diagnostics.map((one) => one.message).join('; '));
  return program;
}

test('a Parzen window over draws of the data density scores near its entropy', async () => {
  const program = compiled(`model Line {
    data points from mixture1d(means: [1], stddevs: [1], weights: [1], count: 600, testCount: 700) { x: Vector[1] }
    network F(x: Vector[1]) -> Vector[1] { x |> dense(1) }
    train {
      batch 4
      steps 1
      update F with adam(1e-3) { minimize mse(F(points.x), points.x) }
    }
    evaluate {
      report given = parzenWindow(1 + sample(Normal[1](mean: 0, stddev: 1)), points.x, samples: 2100, bandwidth: 0.3)
      report chosen = parzenWindow(1 + sample(Normal[1](mean: 0, stddev: 1)), points.x, samples: 2100)
      report shifted = parzenWindow(3 + sample(Normal[1](mean: 0, stddev: 1)), points.x, samples: 2100, bandwidth: 0.3)
    }
  }`);
  const run = { program, engine, folder: join(folder, 'line'), steps: 1 };
  const { metrics } = (await runShort(run)).result;
  // Draws of N(1, 1) widened by 0.3: a mean of log N(x; 1, 1.09) over x from N(1, 1), and the same at a distance of 2.
  const expected = (offset: number): number =>
    -Math.log(2 * Math.PI * 1.09) / 2 - (1 + offset ** 2) / (2 * 1.09);
  expect(Math.abs(metrics['given']! - expected(0))).toBeLessThan(4 * metrics['given.standardError']! + 0.02);
  expect(Math.abs(metrics['shifted']! - expected(2))).toBeLessThan(0.4);
  expect(metrics['chosen']).toBeGreaterThan(metrics['given']! - 0.02);
  // The deviation of a log-density of a standard normal is 1 / sqrt(2), over 700 examples.
  expect(metrics['given.standardError']).toBeCloseTo(Math.SQRT1_2 / 1.09 / Math.sqrt(700), 2);
});

const shapes = compiled(`model Shapes {
  data shapes from drawnShapes(size: 16, count: 40, testCount: 700) { image: Image[16, 16, 3] in [0, 1], shape: Class[3] }
  network F(x: Image[16, 16, 3] in [0, 1]) -> Vector[1] { x |> flatten |> dense(1) }
  train {
    batch 4
    steps 1
    update F with adam(1e-3) { minimize mean(square(F(shapes.image))) }
  }
  evaluate {
    sample other ~ shapes
    report alike = frechetDistance(other.image, shapes.image, samples: 700)
    report darker = frechetDistance(other.image * other.image, shapes.image, samples: 700)
    report agrees = classifierAccuracy(other.image, other.shape, like: shapes.image, samples: 600)
  }
}`);

test('a distance and an accuracy look through the classifier that is given, at all samples', async () => {
  const seen: number[] = [];
  const asked: ClassifierRequest[] = [];
  const classifier: ImageClassifier = {
    about: 'a brightness meter',
    look: async ({ shape, data }) => {
      const [count = 0] = shape;
      seen.push(count);
      const size = data.length / count;
      const means = Float32Array.from({ length: 2 * count }, (_, at) => {
        const half = data.subarray((at * size) / 2, ((at + 1) * size) / 2);
        return Float64Array.from(half).reduce((sum, value) => sum + value, 0) / half.length;
      });
      return {
        features: { shape: [count, 2], dtype: 'f32', data: means },
        classes: new Int32Array(count).fill(1),
      };
    },
  };
  const target = join(folder, 'shapes');
  await runShort({ program: shapes, engine, folder: target, steps: 1 });
  const notices: string[] = [];
  const options = {
    plan: shapes.plan,
    artifacts: await makeArtifacts(shapes, [{ engine: 'onnx', device: 'cpu' }]),
    engine,
    host: createNodeHost(),
    runFolder: target,
    notice: (message: string) => void notices.push(message),
  };
  const blind = await openTrainedRun(options);
  expect(Object.keys(await blind.evaluate())).not.toContain('alike');
  expect(notices.join()).toContain('alike is left out');
  await blind.dispose();

  const run = await openTrainedRun({
    ...options,
    classifiers: (request) => {
      asked.push(request);
      return Promise.resolve(classifier);
    },
  });
  const { alike, darker, agrees } = await run.evaluate();
  await run.dispose();
  expect(asked[0]).toMatchObject({ field: 'image', labels: { column: 'shape', classes: 3 } });
  expect(seen).toEqual([700, 700, 700, 700, 600]);
  // The same images in another order, and the same made darker.
  expect(alike).toBeCloseTo(0, 6);
  expect(darker).toBeGreaterThan(0.005);
  expect(agrees).toBeGreaterThan(0.2);
  expect(agrees).toBeLessThan(0.5);
  expect(notices.join()).toContain('a brightness meter');
});
