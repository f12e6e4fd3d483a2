/**
 * @file Training that goes out of the finite numbers: it stops with step, op, line and last values on each engine, and the
 * checkpoint from before stays and loads.
 */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createNodeHost } from '../../src/cli/host.ts';
import { firstNonFinite } from '../../src/runtime/tensors.ts';
import { loadCheckpoint } from '../../src/runtime/checkpoint/checkpoint.ts';
import { TrainingDiverged } from '../../src/runtime/training/diverged.ts';
import type { Divergence } from '../../src/runtime/training/diverged.ts';
import { genc } from '../cli/genc.ts';
import { runShort, startTestEngine } from '../support/runs.ts';
import { compileText } from '../support/specs.ts';

/** `p` and `loss` are expressions of D(x); `rate` is that of plain gradient descent. */
function spec(p: string, loss: string, rate: number): string {
  return `model Breaks {
  let pd = Normal(mean: 0, stddev: 1)

  discriminator D(x: Real) -> Logit {
    stack(x) |> dense(8) |> tanh |> dense(1)
  }

  train {
    batch 32
    steps 40
    sample x ~ pd
    let p = ${p}
    update D with sgd(${rate}) {
      minimize loss = mean(${loss})
    }
  }
}
`;
}

/** D(x) grows until sigmoid rounds to 1, after a few steps. */
const logOfZero = spec('D(x) |> sigmoid', 'log(1 - p)', 2);

let folder = '';
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'genc-diverged-'));
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

describe.each(['onnx', 'wasm'] as const)('on %s', (name) => {
  async function diverge(text: string, run: string): Promise<Divergence> {
    const program = compileText(text);
    const engine = await startTestEngine(name);
    const alive = engine.liveTensors();
    const runFolder = path.join(folder, `${run}-${name}`);
    try {
      const failure = await runShort({ program, engine, folder: runFolder, steps: 40 }).catch(
        (error: unknown) => error,
      );
      expect(failure).toBeInstanceOf(TrainingDiverged);
      expect(engine.liveTensors()).toBe(alive);
      const { tensors } = await loadCheckpoint(createNodeHost(), runFolder, program.plan);
      for (const [state, { data }] of tensors) expect(firstNonFinite(data), state).toBeUndefined();
      return (failure as TrainingDiverged).divergence;
    } finally {
      await engine.dispose();
    }
  }

  test('a logarithm of 0 is named with its line and the values before', async () => {
    const found = await diverge(logOfZero, 'log');
    expect(found).toMatchObject({ kind: 'metric', metric: 'loss', value: -Infinity });
    expect(found.site).toMatchObject({ op: 'log', value: -Infinity });
    expect(found.site?.place).toEqual({
      path: 'spec.gen',
      line: 14,
      column: 28,
      length: 'log(1 - p)'.length,
      text: 'minimize loss = mean(log(1 - p))',
    });
    expect(found.step).toBeGreaterThan(0);
    expect(found.last['loss']).toBeLessThan(0);
    expect(found.checkpoint).toMatchObject({ step: 0 });
  });

  test('a rate that is far too high overflows in the loss', async () => {
    const found = await diverge(spec('D(x)', 'square(p - x)', 1e20), 'fast');
    expect(found.step).toBe(1);
    expect(found.site).toMatchObject({ op: 'square', value: Infinity, place: { line: 14 } });
  });

  test('a gradient that breaks the weights under a finite loss is named at its own step', async () => {
    // relu(D(x) + 2) is above 0 at first and sinks; the root's slope at 0 meets the ReLU's, which is 0.
    const found = await diverge(spec('relu(D(x) + 2)', 'sqrt(p)', 0.5), 'root');
    expect(found).toMatchObject({ kind: 'state', value: NaN, metric: expect.stringMatching(/^D\//) });
    expect(found.step).toBeGreaterThan(0);
    expect(found.last['loss']).toBeGreaterThan(0);
    expect(found.site).toMatchObject({ backward: true, value: Infinity });
    expect(found.site?.place).toMatchObject({ line: 14, column: 28, length: 'sqrt(p)'.length });
  });
});

describe('the command', () => {
  test('ends with code 5 and shows the line, the values, the checkpoint and help', async () => {
    const file = path.join(folder, 'breaks.gen');
    fs.writeFileSync(file, logOfZero);
    const run = path.join(folder, 'run');
    const { code, stderr } = await genc(['train', 'breaks.gen', '--run', run], folder);
    expect(code).toBe(5);
    expect(stderr).toMatch(/error\[train\/not-finite\]: step \d+: log gave -inf/);
    const lines = stderr.split('\n');
    const at = lines.findIndex((line) => line.includes('┌─ breaks.gen:14:28'));
    expect(lines.slice(at + 1, at + 3)).toEqual([
      '14 │       minimize loss = mean(log(1 - p))',
      '   │                            ^^^^^^^^^^ -inf here',
    ]);
    expect(stderr).toMatch(/= last finite values, of step \d+: loss -\d/);
    expect(stderr).toContain(`stays: ${path.join(run, 'checkpoints', 'last')}`);
    expect(stderr).toMatch(/= help: .*logits/);
    expect(stderr).not.toContain('at file:');
  });

  test('with --json tells op, place, step and metrics', async () => {
    const { code, stdout } = await genc(
      ['train', 'breaks.gen', '--engine', 'tfjs', '--run', path.join(folder, 'json'), '--json'],
      folder,
    );
    expect(code).toBe(5);
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const [event] = events.filter((one) => one['event'] === 'diverged');
    expect(event).toMatchObject({
      op: 'log',
      value: '-inf',
      metric: 'loss',
      place: { path: 'breaks.gen', line: 14, column: 28 },
      metrics: { loss: expect.any(Number) },
      checkpoint: path.join(folder, 'json', 'checkpoints', 'last'),
    });
    expect(event?.['step']).toBe(events.filter((one) => one['event'] === 'step').length);
    expect(events.at(-1)).toMatchObject({ event: 'error', kind: 'diverged', code: 'train/not-finite' });
  });
});
