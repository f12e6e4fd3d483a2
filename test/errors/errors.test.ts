/**
 * @file One folder for each diagnostic code, test/errors/<family>/<name>/: spec.gen (and files that it imports) and
 * expected.txt, compared exactly. `<name>.<variant>` shows one more face of a code, and `mended.gen` beside a faulty spec is the spec
 * without the fault. UPDATE_GOLDEN=1 writes expected.txt.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allCodes, catalogEntry } from '../../src/compiler/diagnostics/explain.ts';
import { renderPretty } from '../../src/compiler/diagnostics/render/pretty.ts';
import type { SourceFile } from '../../src/compiler/source/source.ts';
import { checkSpec, exampleFiles } from './check-spec.ts';

const root = import.meta.dirname;
const isUpdate = process.env['UPDATE_GOLDEN'] === '1';
const codes = allCodes();

interface Case {
  readonly name: string;
  readonly code: string;
  readonly folder: string;
}

const folders = (path: string): string[] =>
  readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();

const cases: readonly Case[] = folders(root).flatMap((family) =>
  folders(join(root, family)).map((name) => ({
    name: `${family}/${name}`,
    code: `${family}/${name.split('.')[0]}`,
    folder: join(root, family, name),
  })),
);

/** The twin of a faulty spec, which must be without findings. */
const mended = 'mended.gen';

function filesOf(folder: string): readonly SourceFile[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.gen') && name !== mended)
    .sort()
    .map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') }));
}

describe('every kind of diagnostic is shown by a case', () => {
  it.each(codes)('%s', (code) => {
    expect(cases.map((one) => one.name)).toContain(code);
  });
  it.each(cases.map((one) => [one.name, one.code]))('%s is a code', (_name, code) => {
    expect(allCodes()).toContain(code);
  });
});

describe('cases', () => {
  const known = cases.filter((one) => codes.includes(one.code));
  it.each(known.map((one) => [one.name, one] as const))('%s', (_name, { folder, code }) => {
    const files = filesOf(folder);
    const diagnostics = checkSpec(files, 'spec.gen');
    expect(diagnostics.map((one) => one.code)).toContain(code);
    const sources = new Map(files.map((file) => [file.path, file]));
    const actual = renderPretty(diagnostics, sources);
    const golden = join(folder, 'expected.txt');
    if (isUpdate) writeFileSync(golden, actual);
    expect(existsSync(golden), `${golden} is missing; UPDATE_GOLDEN=1 writes it`).toBe(true);
    expect(actual).toBe(readFileSync(golden, 'utf8'));
  });
});

describe('mended twins', () => {
  const twins = cases.filter(({ folder }) => existsSync(join(folder, mended)));
  it('every lint has one', () => {
    const lints = codes.filter((code) => code.startsWith('lint/'));
    expect(lints.length).toBeGreaterThan(8);
    expect(twins.map((one) => one.name)).toEqual(expect.arrayContaining(lints));
  });
  it.each(twins.map((one) => [one.name, one] as const))('%s', (_name, { folder }) => {
    const file = { path: mended, text: readFileSync(join(folder, mended), 'utf8') };
    expect(renderPretty(checkSpec([file], mended), new Map([[mended, file]]))).toBe('');
  });
});

describe('the examples of the catalog', () => {
  const codesOf = (text: string): readonly string[] =>
    checkSpec(exampleFiles(text), 'spec.gen').map((one) => one.code);
  it.each(codes)('%s', (code) => {
    const { wrong, right } = catalogEntry(code)?.example ?? { wrong: '', right: '' };
    expect(new Set(codesOf(wrong))).toEqual(new Set([code]));
    expect(codesOf(right)).toEqual([]);
  });
});
