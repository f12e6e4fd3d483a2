/**
 * @file Every small spec, trained for some steps on engines `onnx` and `tfjs`: they agree, the loss falls, nothing leaks, and a run that was
 * stopped and resumed is the same to the bit. Batches and widths are smaller than the specs', so that the tests take seconds.
 * The larger systems have theirs in systems.test.ts.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../src/runtime/engine.ts';
import type { MetricValues } from '../../src/runtime/training/events.ts';
import type { RunReport, TestEngineName } from '../support/runs.ts';
import {
  checkpointOf,
  differentTensors,
  runShort,
  startTestEngine,
  testEngineNames,
  trainingOnly,
} from '../support/runs.ts';
import { compileText, smallSpecNames, specText } from '../support/specs.ts';

interface Case {
  readonly batch: number;
  readonly set?: Readonly<Record<string, string>>;
  /** The long run on engine onnx. Its tensors are counted at step 10 and at the last step: 1,000 where steps are cheap. */
  readonly steps: number;
  /**
   * The metric that must get smaller in size, and to what share of its first value: the mean of the last five steps, or of those before
   * step `until`. D alone is ahead in the first steps of a game; then G follows, and V goes up and down.
   */
  readonly falls: { readonly metric: string; readonly share: number; readonly until?: number };
  /** Of metrics that go through 0, the size that the engines' distance is relative to, in place of the metric's own. */
  readonly sizes?: Readonly<Record<string, number>>;
  /** tfjs devices to compare with; the cpu device takes up to a second for a step of the others. */
  readonly devices: readonly ('wasm' | 'cpu')[];
}

const cases: Readonly<Record<string, Case>> = {
  autoencoder: {
    batch: 16,
    steps: 60,
    falls: { metric: 'reconstruction', share: 0.4 },
    devices: ['wasm'],
  },
  vae: {
    batch: 16,
    set: { hidden: '64' },
    steps: 100,
    falls: { metric: 'loss', share: 0.6 },
    devices: ['wasm', 'cpu'],
  },
  'vae-prior': {
    batch: 16,
    set: { hidden: '64' },
    steps: 60,
    falls: { metric: 'elbo', share: 0.6 },
    devices: ['wasm'],
  },
  classifier: {
    batch: 16,
    steps: 60,
    falls: { metric: 'error', share: 0.6 },
    devices: ['wasm'],
  },
  'conv-vae': {
    batch: 8,
    set: { filters: '8' },
    steps: 40,
    falls: { metric: 'elbo', share: 0.8 },
    devices: ['wasm'],
  },
  gan: {
    batch: 16,
    steps: 60,
    falls: { metric: 'V', share: 0.85, until: 12 },
    devices: ['wasm'],
  },
  'gan-theory': {
    batch: 128,
    steps: 1000,
    falls: { metric: 'V', share: 0.9 },
    devices: ['wasm', 'cpu'],
  },
  'conditional-vae': {
    batch: 16,
    set: { hidden: '64' },
    steps: 60,
    falls: { metric: 'loss', share: 0.6 },
    devices: ['wasm'],
  },
  'beta-vae': {
    batch: 16,
    set: { hidden: '64' },
    steps: 60,
    falls: { metric: 'reconstruction', share: 0.8 },
    devices: ['wasm'],
  },
  'denoising-autoencoder': {
    batch: 16,
    steps: 60,
    falls: { metric: 'reconstruction', share: 0.6 },
    devices: ['wasm'],
  },
  'gaussian-vae': {
    batch: 16,
    set: { hidden: '64' },
    steps: 100,
    falls: { metric: 'reconstruction', share: 0.9 },
    devices: ['wasm'],
  },
  'wgan-gp': {
    batch: 16,
    steps: 60,
    falls: { metric: 'slope', share: 0.6 },
    devices: ['wasm'],
  },
  lsgan: {
    batch: 16,
    steps: 60,
    falls: { metric: 'judge', share: 0.6, until: 12 },
    devices: ['wasm'],
  },
  'hinge-gan': {
    batch: 16,
    steps: 60,
    falls: { metric: 'discriminator', share: 0.9, until: 12 },
    sizes: { generator: 1 }, // a score; the margin is 1
    devices: ['wasm'],
  },
  'conditional-gan': {
    batch: 16,
    steps: 60,
    falls: { metric: 'V', share: 0.85, until: 12 },
    devices: ['wasm'],
  },
  'ac-gan': {
    batch: 16,
    steps: 60,
    falls: { metric: 'realLabel', share: 0.8 },
    devices: ['wasm'],
  },
};

/**
 * How far apart the engines may be within 20 steps, relative to the metric. They add in float32 in different orders, so a step differs
 * by some 1e-7; Adam's first steps have the size of the rate whatever the gradient's size, so where a gradient is near zero its rounding
 * decides on a step's direction. Measured: 3e-7 in most, 8e-6 in the reconstruction of `vae`.
 */
const tolerance = 5e-5;

const engines = new Map<TestEngineName, Engine>();
let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'genc-specs-'));
  for (const name of testEngineNames) engines.set(name, await startTestEngine(name));
});
afterAll(async () => {
  for (const engine of engines.values()) await engine.dispose();
  await rm(root, { recursive: true });
});

const meanOf = (steps: readonly MetricValues[], metric: string): number =>
  steps.reduce((sum, step) => sum + (step[metric] ?? NaN), 0) / steps.length;

test('every small spec has a case', () => {
  expect(Object.keys(cases).sort()).toEqual(smallSpecNames);
});

describe.each(Object.entries(cases))('%s', (name, { batch, set = {}, steps, falls, sizes = {}, devices }) => {
  const program = (): ReturnType<typeof trainingOnly> =>
    trainingOnly(compileText(specText(name).replace(/^( *)batch \d+$/m, `$1batch ${batch}`), { set }));
  const run = (engine: TestEngineName, folder: string, more: object = {}): Promise<RunReport> =>
    runShort({
      program: program(),
      engine: engines.get(engine)!,
      folder: join(root, name, folder),
      steps,
      ...more,
    });
  let whole: RunReport;

  test('trains on onnx: the loss falls, and no tensor is left behind', { timeout: 120_000 }, async () => {
    whole = await run('onnx', 'whole');
    expect(program().plan.phases[0]?.batch).toBe(batch);
    expect(whole.steps).toHaveLength(steps);
    const { metric, until = steps, share } = falls;
    const first = whole.steps[0]?.[metric] ?? NaN;
    const last = meanOf(whole.steps.slice(until - 5, until), metric);
    expect(Math.abs(last / first)).toBeLessThan(share);
    expect(whole.alive.at(-1)).toBe(whole.alive[10]);
    expect(engines.get('onnx')?.liveTensors()).toBe(0);
  });

  test('stopped and resumed on onnx, it is the same to the bit', { timeout: 120_000 }, async () => {
    await run('onnx', 'parts', { stopAfter: 7 });
    const rest = await run('onnx', 'parts', { resume: true });
    expect(rest.steps).toHaveLength(steps - 7);
    expect(rest.csv).toBe(whole.csv);
    const [one, other] = [
      await checkpointOf(program(), join(root, name, 'whole')),
      await checkpointOf(program(), join(root, name, 'parts')),
    ];
    expect(differentTensors(one, other)).toEqual([]);
  });

  describe.each(devices)('on tfjs %s', (device) => {
    let there: RunReport;
    test('it agrees with onnx step by step', { timeout: 120_000 }, async () => {
      there = await run(device, device, { steps: 20 });
      expect(there.steps).toHaveLength(20);
      for (const [i, metrics] of there.steps.entries()) {
        expect(Object.keys(metrics)).toEqual(Object.keys(whole.steps[i]!));
        for (const [metric, value] of Object.entries(metrics)) {
          const wanted = whole.steps[i]![metric]!;
          const distance = Math.abs(value - wanted) / (sizes[metric] ?? Math.abs(wanted));
          expect(distance, `${metric} at step ${i}: ${value}, on onnx ${wanted}`).toBeLessThan(tolerance);
        }
      }
    });

    test('no tensor is left behind', () => {
      expect(there.alive.at(-1)).toBe(there.alive[10]);
    });

    test('stopped and resumed, it is the same to the bit', { timeout: 120_000 }, async () => {
      await run(device, `${device}-parts`, { steps: 20, stopAfter: 13 });
      const rest = await run(device, `${device}-parts`, { steps: 20, resume: true });
      expect(rest.csv).toBe(there.csv);
    });
  });
});
