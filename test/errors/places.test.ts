/**
 * @file Every place of the compiler that reports something is reached by a case of this folder: each shape rule of each layer, each face of a code. The
 * compiler is bundled with a mark at each such place, and the cases are checked by it.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { projectRoot } from '../support/pages.ts';
import type * as CheckSpec from './check-spec.ts';

const folder = mkdtempSync(join(tmpdir(), 'genc-places-'));
const marks = new Set<string>();
const places = new Set<string>();

/** Source text with a mark before each `diagnostic('family/name', ...)`. */
function marked(path: string): string {
  const text = readFileSync(path, 'utf8');
  return text.replace(/(?<![\w.])diagnostic\((?=\s*'(\w+\/[\w-]+)')/g, (_, code: string, at: number) => {
    const place = `${relative(projectRoot, path)}:${text.slice(0, at).split('\n').length} ${code}`;
    places.add(place);
    return `(globalThis.reported(${JSON.stringify(place)}), diagnostic)(`;
  });
}

async function bundled(): Promise<typeof CheckSpec> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'check-spec.ts')],
    bundle: true,
    format: 'esm',
    platform: 'node',
    write: false,
    plugins: [
      {
        name: 'marks',
        setup({ onLoad }) {
          onLoad({ filter: /(src\/compiler|grammar)\/.*\.ts$/ }, ({ path }) => ({
            contents: marked(path),
            loader: 'ts',
          }));
        },
      },
    ],
  });
  const file = join(folder, 'check.mjs');
  writeFileSync(file, outputFiles[0]!.contents);
  return (await import(pathToFileURL(file).href)) as typeof CheckSpec;
}

const foldersIn = (path: string): readonly string[] =>
  readdirSync(path, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? [join(path, entry.name)] : [],
  );

beforeAll(async () => {
  Object.assign(globalThis, { reported: (place: string) => marks.add(place) });
  const { checkSpec } = await bundled();
  for (const one of foldersIn(import.meta.dirname).flatMap(foldersIn)) {
    const names = readdirSync(one).filter((name) => name.endsWith('.gen') && name !== 'mended.gen');
    checkSpec(
      names.map((path) => ({ path, text: readFileSync(join(one, path), 'utf8') })),
      'spec.gen',
    );
  }
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

it('finds the places', () => {
  expect(places.size).toBeGreaterThan(250);
});

it('every place that reports is reached by a case', () => {
  expect([...places].filter((place) => !marks.has(place)).sort()).toEqual([]);
});
