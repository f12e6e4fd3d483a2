/**
 * @file Reads a spec and everything that it imports. Input: a path. Output: the source set that the compiler takes, keyed by
 * paths as the user would write them from here. A file that is imported but can't be read is left out: the compiler then
 * reports it at the import.
 */
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { parse } from '../compiler/1-parse/parse.ts';
import { resolveImportPath } from '../compiler/2-resolve/import-path.ts';
import { suggest } from '../compiler/diagnostics/did-you-mean.ts';
import type { SourceFile, SourceSet } from '../compiler/source/source.ts';
import { CommandFailure } from './failure.ts';
import { hasCode } from './system-error.ts';

export interface LoadedSpec {
  readonly sources: SourceSet;
  /** The key of the file that was asked for. */
  readonly entry: string;
}

/** Reads `file` and its imports. Throws `CommandFailure` where the file itself can't be read. */
export async function loadSources(file: string): Promise<LoadedSpec> {
  const entry = normalize(file);
  const sources = new Map<string, SourceFile>();
  const waiting = [entry];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (sources.has(name)) continue;
    const text = name === entry ? await readEntry(file) : await readText(name);
    if (text === undefined) continue;
    const source: SourceFile = { path: name, text };
    sources.set(name, source);
    for (const { from } of parse(source).module.imports) {
      waiting.push(resolveImportPath(name, from.value));
    }
  }
  return { sources, entry };
}

async function readEntry(file: string): Promise<string> {
  const text = await readText(file);
  if (text !== undefined) return text;
  const folder = path.dirname(file);
  const names = await fs.readdir(folder).catch(() => []);
  const specs = names.filter((name) => name.endsWith('.gen'));
  const near = suggest(path.basename(file), specs);
  const isFolder = await fs.stat(file).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  throw new CommandFailure(
    isFolder ? `${file} is a folder; a spec is a file that ends in .gen` : `there is no file ${file}`,
    near === undefined
      ? 'give the path of a .gen file; genc init writes one to start from'
      : `did you mean ${normalize(path.join(folder, near))}?`,
  );
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await fs.readFile(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'EISDIR', 'ENOTDIR')) return undefined;
    throw error;
  }
}

function normalize(file: string): string {
  return path.normalize(file).replaceAll('\\', '/');
}
