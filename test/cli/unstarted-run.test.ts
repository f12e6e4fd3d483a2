/** @file A run that fails before its first step leaves nothing behind; one that fails later leaves everything. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { genc } from './genc.ts';

const spec = (loader: string, prediction: string): string => `model Line {
  data points from ${loader} { x: Vector[1] }
  network F(x: Vector[1]) -> Vector[1] { x |> dense(1) }
  train {
    batch 8
    steps 3
    update F with sgd(1) { minimize error = mse(${prediction}, points.x) }
  }
}
`;

let folder = '';

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'genc-unstarted-'));
  fs.writeFileSync(path.join(folder, 'line.gen'), spec('npy("missing.npy")', 'F(points.x)'));
});

afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

/** Trains on a file that isn't there. */
async function failToStart(...options: readonly string[]): Promise<void> {
  const { code, stderr } = await genc(['train', 'line.gen', ...options], folder);
  expect(code).toBe(2);
  expect(stderr).toContain('error[data/missing-file]');
}

/** Every file and folder, sorted. */
const left = (): readonly string[] =>
  fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted();

test('no numbered folder is left, nor the folder of runs that was made for it', async () => {
  await failToStart();
  expect(left()).toEqual(['line.gen']);
});

test('other runs stay', async () => {
  fs.mkdirSync(path.join(folder, 'runs/other'), { recursive: true });
  await failToStart();
  expect(left()).toEqual(['line.gen', 'runs', 'runs/other']);
});

test('a named folder goes with those that were made around it', async () => {
  fs.mkdirSync(path.join(folder, 'mine'));
  await failToStart('--run', 'mine/of/today');
  expect(left()).toEqual(['line.gen', 'mine']);
});

test('what a folder held before stays, and nothing else', async () => {
  fs.mkdirSync(path.join(folder, 'mine/spec'), { recursive: true });
  fs.writeFileSync(path.join(folder, 'mine/notes.txt'), 'of the user');
  fs.writeFileSync(path.join(folder, 'mine/spec/old.gen'), 'of the user');
  await failToStart('--run', 'mine');
  expect(left()).toEqual(['line.gen', 'mine', 'mine/notes.txt', 'mine/spec', 'mine/spec/old.gen']);
});

test('a run that has begun and breaks is kept', async () => {
  const text = spec('mixture1d(means: [0], stddevs: [1], weights: [1])', 'log(0 * F(points.x) - 1)');
  fs.writeFileSync(path.join(folder, 'line.gen'), text);
  const { code, stderr } = await genc(['train', 'line.gen', '--run', 'mine'], folder);
  expect(code).toBe(5);
  expect(stderr).toContain('error[train/not-finite]');
  expect(left()).toEqual(
    expect.arrayContaining(['mine/config.json', 'mine/events.ndjson', 'mine/spec/line.gen']),
  );
});
