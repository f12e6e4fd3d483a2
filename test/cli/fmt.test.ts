/** @file `genc fmt` from outside: what it writes, what it leaves alone, its exit codes and JSON. */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { specNames } from '../support/specs.ts';
import { genc, root } from './genc.ts';

const messy = 'model M{\n  param  n=3\n}\n';
const neat = 'model M {\n  param n = 3\n}\n';
let folder = '';

const place = (name: string, text: string): string => {
  const file = path.join(folder, name);
  fs.writeFileSync(file, text);
  return file;
};

/** Runs `genc` with a text on standard input. */
const piped = (args: readonly string[], input: string): { code: number | null; stdout: string } => {
  const { status, stdout } = spawnSync(process.execPath, [path.join(root, 'bin', 'genc.mjs'), ...args], {
    input,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  return { code: status, stdout };
};

beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'genc-fmt-'));
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

describe('genc fmt', () => {
  test('finds every spec of the project in canonical form', async () => {
    const { code, stdout } = await genc(['fmt', '--check', ...specNames.map((name) => `specs/${name}.gen`)]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  });

  test('rewrites files and lists those that changed', async () => {
    const [a, b] = [place('a.gen', messy), place('b.gen', neat)];
    const { code, stdout } = await genc(['fmt', a, b]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${a}\n` });
    expect([a, b].map((file) => fs.readFileSync(file, 'utf8'))).toEqual([neat, neat]);
  });

  test('--check lists what would change, exits with 4 and writes nothing', async () => {
    const file = place('check.gen', messy);
    const { code, stdout } = await genc(['fmt', '--check', file]);
    expect({ code, stdout }).toEqual({ code: 4, stdout: `${file}\n` });
    expect(fs.readFileSync(file, 'utf8')).toBe(messy);
  });

  test('leaves a file with syntax errors alone and shows them', async () => {
    const wrong = 'model M {\n  param n = = 3\n}\n';
    const [file, sound] = [place('wrong.gen', wrong), place('sound.gen', messy)];
    const { code, stdout, stderr } = await genc(['fmt', file, sound]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: `${sound}\n` });
    expect(stderr).toContain('wrong.gen:2');
    expect(fs.readFileSync(file, 'utf8')).toBe(wrong);
    expect(fs.readFileSync(sound, 'utf8')).toBe(neat);
  });

  test('reads standard input, named or not', () => {
    expect(piped(['fmt', '-'], messy)).toEqual({ code: 0, stdout: neat });
    expect(piped(['fmt'], messy)).toEqual({ code: 0, stdout: neat });
    expect(piped(['fmt', '--check'], messy)).toEqual({ code: 4, stdout: '-\n' });
    expect(piped(['fmt', '-'], 'model {')).toEqual({ code: 2, stdout: '' });
  });

  test('prints JSON', async () => {
    const [a, b] = [place('c.gen', messy), place('d.gen', 'model {')];
    const { code, stdout } = await genc(['fmt', '--check', '--json', a, b]);
    expect(code).toBe(2);
    const result = JSON.parse(stdout) as { files: object[]; diagnostics: { file: string }[] };
    expect(result.files).toEqual([
      { file: a, changed: true },
      { file: b, changed: false },
    ]);
    expect(result.diagnostics[0]?.file).toBe(b);
  });
});
