/** @file One seed, one set of bits: runs repeat themselves, and what only looks (a track, a figure, a report) changes nothing else. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../src/runtime/engine.ts';
import { runShort, startTestEngine, trainingOnly } from '../support/runs.ts';
import { compileText, specText } from '../support/specs.ts';

const steps = 8;
let engine: Engine;
let root = '';
let runs = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'genc-bits-'));
  engine = await startTestEngine('onnx');
});
afterAll(async () => {
  await engine.dispose();
  await rm(root, { recursive: true });
});

const small = (name: string): string => specText(name).replace(/^( *)batch \d+$/m, '$1batch 16');

/** The metrics file of a short run of a text. */
async function csvOf(text: string, seed = 3): Promise<string> {
  const program = trainingOnly(compileText(text));
  return (await runShort({ program, engine, folder: join(root, `run${++runs}`), steps, seed })).csv;
}

/** The columns of a metrics file by name. */
function columns(csv: string): ReadonlyMap<string, readonly (string | undefined)[]> {
  const [header = [], ...rows] = csv
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','));
  return new Map(header.map((name, i) => [name, rows.map((row) => row[i])]));
}

describe.each(['vae', 'gan', 'gan-theory'])('%s', (name) => {
  test('two runs with one seed give the same file, another seed gives another', async () => {
    const csv = await csvOf(small(name));
    expect(csv.split('\n')).toHaveLength(steps + 2);
    expect(await csvOf(small(name))).toBe(csv);
    expect(await csvOf(small(name), 4)).not.toBe(csv);
  });
});

const additions: readonly (readonly [string, string, string, string])[] = [
  ['vae', 'a track', 'track spread = mean(mean(posterior(digits.image)))', 'spread'],
  ['vae', 'a figure', 'figure more = grid(mean(likelihood(sample(pz))), count: 9)', ''],
  ['gan', 'a track of the step', 'track score = D(fake)', 'score'],
  ['gan', 'a track with draws of its own', 'track score = D(G(sample(pz)))', 'score'],
  ['gan', 'a report', 'evaluate { report score = D(G(sample(pz))) }', ''],
];

test.each(additions)('%s: %s leaves the other columns as they are', async (name, _what, line, column) => {
  const text = small(name);
  const before = columns(await csvOf(text));
  const after = columns(await csvOf(text.replace(/\}\s*$/, `  ${line}\n}\n`)));
  expect(new Set(after.keys())).toEqual(new Set([...before.keys(), ...(column === '' ? [] : [column])]));
  for (const [metric, values] of before) expect(after.get(metric), metric).toEqual(values);
});
