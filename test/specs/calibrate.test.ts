/** @file Calibrations (docs/language.md, "Standing statistics"): their graph on the reference evaluator, and whole runs on an engine. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../src/runtime/engine.ts';
import { emitTypeScript } from '../../src/compiler/6-emit/typescript/emit.ts';
import { evaluateProgram } from '../support/evaluate-program.ts';
import { checkpointOf, runShort, startTestEngine, trainingOnly } from '../support/runs.ts';
import { compileText } from '../support/specs.ts';
import { typeErrors } from '../support/type-check.ts';

const spec = (calibrate: string, batch = '4'): string => `
  model Calibrated {
    prior pz = Normal[1](mean: 0, stddev: 1)
    network F(z: Vector[1]) -> Vector[1] {
      z |> dense(1, init: ones, bias: none) |> batchNorm(affine: none) |> dropout(0.5) |> batchNorm(affine: none)
    }
    train {
      batch ${batch}
      steps 6
      sample z ~ pz
      update F with sgd(0.01) { minimize size = sum(square(F(z) - z)) }
      average F as slow decay 0.9
      ${calibrate}
    }
  }`;

describe('the graph of one batch', () => {
  const program = compileText(spec('calibrate slow for 8 batches { slow(z) + slow(2 * z) }'));
  const [calibration] = program.plan.phases[0]!.calibrations!;
  const inputs = {
    'train/z.normal': [1, 3, 5, 7],
    'slow/dense1/kernel': 2,
    'slow/batchNorm1/mean': 10,
    'slow/batchNorm1/variance': 40,
  };
  const at = (step: number) => evaluateProgram(program, calibration!.graph, { step, values: inputs });

  test('sets the statistics of the named network to the mean over its calls, at first', () => {
    const values = at(0);
    // The batches are 2 z and 4 z: means 8 and 16, unbiased variances 4 * 20 / 3 and 16 * 20 / 3.
    expect(values['slow/batchNorm1/mean:next']![0]).toBeCloseTo(12, 12);
    expect(values['slow/batchNorm1/variance:next']![0]).toBeCloseTo(((4 + 16) / 2) * (20 / 3), 9);
  });

  test('then moves them to the mean over the batches so far', () => {
    expect(at(3)['slow/batchNorm1/mean:next']![0]).toBeCloseTo((3 * 10 + 12) / 4, 12);
  });

  test('a later layer sees what an earlier one has normalised by the batch, and dropout lets all pass', () => {
    // Normalised by the batch (up to epsilon), so mean 0 and unbiased variance 4 / 3, whatever the statistics were.
    expect(at(0)['slow/batchNorm2/mean:next']![0]).toBeCloseTo(0, 12);
    expect(at(0)['slow/batchNorm2/variance:next']![0]).toBeCloseTo(4 / 3, 4);
  });

  test('changes nothing but these statistics', () => {
    expect(calibration).toMatchObject({ name: 'slow', batches: 8, batch: 4 });
    expect(calibration!.graph.outputs.map(({ name }) => name)).toEqual(
      ['1/mean', '1/variance', '2/mean', '2/variance'].map((one) => `slow/batchNorm${one}:next`),
    );
  });
});

test('a batch in parts is calibrated by batches of the size of a part', () => {
  const { plan } = compileText(spec('calibrate F for 2 batches { F(z) }', '8 in 4 parts'));
  expect(plan.phases[0]!.calibrations).toMatchObject([{ name: 'F', batch: 2, batches: 2 }]);
});

test(
  'what is emitted says what a calibration is, and passes tsc --strict',
  { timeout: 120_000 },
  async () => {
    const program = compileText(spec('calibrate slow for 8 batches { slow(sample(pz)) }', '4 in 2 parts'));
    const files = await emitTypeScript(program);
    expect(files.get('steps.ts')).toContain('One of 8 batches of 2 at the end of phase `train`');
    expect(typeErrors(files)).toEqual([]);
  },
);

describe('a run', { timeout: 120_000 }, () => {
  let engine: Engine;
  let root = '';
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'genc-calibrate-'));
    engine = await startTestEngine('onnx');
  }, 120_000);
  afterAll(async () => {
    await engine.dispose();
    await rm(root, { recursive: true });
  });

  const stateOf = async (text: string, folder: string) => {
    const program = trainingOnly(compileText(text));
    await runShort({ program, engine, folder: join(root, folder), steps: 6, seed: 2 });
    return checkpointOf(program, join(root, folder));
  };

  test('ends with the statistics of fresh batches in its checkpoint, all else as it was', async () => {
    const plain = await stateOf(spec(''), 'plain');
    const calibrated = await stateOf(
      spec('calibrate slow for 500 batches { slow(sample(pz)) }'),
      'calibrated',
    );
    const changed = [...plain.keys()].filter(
      (name) => String(plain.get(name)!.data) !== String(calibrated.get(name)!.data),
    );
    expect(changed).toEqual(
      ['1/mean', '1/variance', '2/mean', '2/variance'].map((one) => `slow/batchNorm${one}`),
    );
    // z is standard normal: over 2,000 draws the mean of k z is within 4 / sqrt(2000) of 0, its variance near k^2.
    const k = calibrated.get('slow/dense1/kernel')!.data[0] as number;
    expect(Math.abs(calibrated.get('slow/batchNorm1/mean')!.data[0] as number)).toBeLessThan(0.09 * k);
    expect((calibrated.get('slow/batchNorm1/variance')!.data[0] as number) / k ** 2).toBeCloseTo(1, 0);
  });

  test('draws of its own: a sample of the phase is drawn anew for each batch', async () => {
    const one = await stateOf(spec('calibrate slow for 1 batches { slow(z) }'), 'one');
    const two = await stateOf(spec('calibrate slow for 2 batches { slow(z) }'), 'two');
    const mean = 'slow/batchNorm1/mean';
    expect(one.get(mean)!.data[0]).not.toBe(two.get(mean)!.data[0]);
  });
});
