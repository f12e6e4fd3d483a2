/**
 * @file No tensor leaks: every small spec, as it is written, has as many tensors alive after step 1,000 as after step 60, on `onnx` and on
 * tfjs `wasm`, and as many after the fourth drawing of its figures as after the first. The first drawing makes the constants of the figures'
 * graphs, and the first look at the run's health, at step 50, those of its own.
 * `npm test` asks the same of short runs (test/specs/runs.test.ts), also of the larger systems (test/specs/systems.test.ts).
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Program } from '../../src/compiler/4-lower/program.ts';
import type { Engine } from '../../src/runtime/engine.ts';
import { stepsBetweenLooks } from '../../src/runtime/health/readings.ts';
import { runShort, startTestEngine, trainingOnly } from '../support/runs.ts';
import { compileText, smallSpecNames, specText } from '../support/specs.ts';

/** A convolutional step of 128 images takes half a second on wasm; what is alive after it doesn't depend on their number. */
const smallBatches: Readonly<Record<string, number>> = { 'conv-vae': 16 };

function compiled(spec: string): Program {
  const batch = smallBatches[spec];
  const text = specText(spec);
  return compileText(batch ? text.replace(/^( *)batch \d+$/m, `$1batch ${batch}`) : text);
}

/** A step some time after the first look, counted from 0. */
const settled = stepsBetweenLooks + 9;

let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'genc-leaks-'));
});
afterAll(() => rm(root, { recursive: true }));

describe.each(['onnx', 'wasm'] as const)('on %s', (name) => {
  let engine: Engine;
  beforeEach(async () => {
    engine = await startTestEngine(name);
  });
  afterEach(() => engine.dispose());

  test.each(smallSpecNames)('%s: as many tensors after step 1,000 as after step 60', async (spec) => {
    const folder = join(root, name, spec);
    const { alive } = await runShort({ program: compiled(spec), engine, folder, steps: 1000 });
    console.log(
      `${spec} on ${name}: ${alive[settled]} tensors after step ${settled + 1}, ${alive[999]} after step 1,000`,
    );
    expect(alive).toHaveLength(1000);
    expect(alive[9]).toBeGreaterThan(0);
    expect([...new Set(alive.slice(9, stepsBetweenLooks - 1))]).toEqual([alive[9]]);
    expect([...new Set(alive.slice(settled))]).toEqual([alive[settled]]);
    expect(engine.liveTensors()).toBe(0);
  });

  test.each(smallSpecNames)('%s: as many tensors after four drawings as after one', async (spec) => {
    const program = compiled(spec);
    const figures = program.plan.figures.map(
      (figure) => ({ ...figure, every: { unit: 'step', count: 10 } }) as const,
    );
    const training = trainingOnly(program);
    let drawn = 0;
    const { alive } = await runShort({
      program: { ...training, plan: { ...training.plan, figures } },
      engine,
      folder: join(root, name, `${spec}-figures`),
      steps: 41,
      onFigure: () => {
        drawn += 1;
        return Promise.resolve([]);
      },
    });
    // Every ten steps and at the end.
    expect(drawn).toBe(figures.length * 5);
    expect([...new Set(alive.slice(10))]).toEqual([alive[10]]);
    expect(engine.liveTensors()).toBe(0);
  });
});
