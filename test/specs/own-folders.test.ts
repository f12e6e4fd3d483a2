/**
 * @file Image-to-image on folders of one's own: pix2pix and CycleGAN, in small and at the size of the papers, find their pictures by
 * one `--set`, and the small ones train on a made folder, in grey as they stand and in colour at another size.
 */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compile } from '../../src/compiler/compile.ts';
import { loadSources } from '../../src/cli/sources.ts';
import { eventsOf, runGenc } from '../support/genc.ts';
import { projectRoot } from '../support/pages.ts';

const small = 'specs';
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'genc-own-'));
});
afterAll(() => rm(folder, { recursive: true }));

test.each([
  [`${small}/pix2pix.gen`, [['pairs', { folder: 'mine' }]]],
  [
    `${small}/cyclegan.gen`,
    [
      ['images', { folder: 'mine', domain: 'a' }],
      ['images', { folder: 'mine', domain: 'b' }],
    ],
  ],
  ['specs/paper/pix2pix.gen', [['pairs', { folder: 'mine' }]]],
  [
    'specs/paper/cyclegan.gen',
    [
      ['images', { folder: 'mine', domain: 'a' }],
      ['images', { folder: 'mine', domain: 'b' }],
    ],
  ],
])('%s --set folder=mine reads it, without a finding', async (spec, expected) => {
  const { sources, entry } = await loadSources(join(projectRoot, spec));
  const { program, diagnostics } = compile(sources, entry, { set: { folder: 'mine' } });
  expect(diagnostics).toEqual([]);
  expect(program?.plan.sources.map(({ loader, options }) => [loader, options])).toEqual(expected);
});

test.each([
  ['pix2pix', ['--set', 'channels=3'], 'train/a'],
  ['cyclegan', [], 'trainA'],
] as const)(
  '%s %j trains on a made folder, evaluates and draws',
  { timeout: 300_000 },
  async (name, set, a) => {
    const spec = join(projectRoot, small, `${name}.gen`);
    const made = join(folder, `${name}-${set.length}`);
    const synth = await runGenc(['data', 'synth', spec, '--out', made, '--count', '16', ...set]);
    expect(synth.code, synth.stderr).toBe(0);
    expect((await readdir(join(made, a))).length).toBe(16);
    const command = /npx genc (train .*)$/m.exec(synth.stdout)?.[1]?.split(' ') ?? [];
    expect(command).toContain(`folder=${made}`);
    const run = join(folder, `run-${name}-${set.length}`);
    const { code, stdout, stderr } = await runGenc([...command, '--run', run, '--json']);
    expect(code, stderr).toBe(0);
    const end = eventsOf(stdout).find((event) => event.event === 'end');
    // What only labelled data can tell is left out, and what is left is a number.
    const told = Object.keys(end?.metrics ?? {});
    expect(told).toContain(name === 'pix2pix' ? 'error' : 'cycleError');
    expect(told).not.toContain(name === 'pix2pix' ? 'frechet' : 'labelsKept');
    expect(Object.values(end?.metrics ?? {}).every(Number.isFinite)).toBe(true);
    expect(await readdir(join(run, 'figures'))).toContain(name === 'pix2pix' ? 'pairs.png' : 'there.png');
  },
);
