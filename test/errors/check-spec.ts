/** @file Checks specs as the error cases do: through the whole front of the compiler, once that stands; else by the parser. */
import { existsSync } from 'node:fs';
import { parse } from '../../src/compiler/1-parse/parse.ts';
import type { Diagnostic } from '../../src/compiler/diagnostics/diagnostic.ts';
import type { SourceFile, SourceSet } from '../../src/compiler/source/source.ts';

type Check = (sources: SourceSet, entry: string) => { readonly diagnostics: readonly Diagnostic[] };

const parseOnly: Check = (sources, entry) => {
  const file = sources.get(entry);
  return { diagnostics: file ? parse(file).diagnostics : [] };
};

const compiler = new URL('../../src/compiler/compile.ts', import.meta.url);
/** True where every code can be shown; the parser alone knows those of `syntax/`. */
export const isWholeCompiler = existsSync(compiler);
const check: Check = isWholeCompiler ? ((await import(compiler.href)) as { check: Check }).check : parseOnly;

/** The diagnostics of a spec. */
export function checkSpec(files: readonly SourceFile[], entry: string): readonly Diagnostic[] {
  return check(new Map(files.map((file) => [file.path, file])), entry).diagnostics;
}
