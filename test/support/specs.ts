/** @file The project's specs for tests: their names, texts, and what the compiler makes of them or of any text. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadSources } from '../../src/cli/sources.ts';
import type { LoadedSpec } from '../../src/cli/sources.ts';
import { check, compile } from '../../src/compiler/compile.ts';
import type { CompileOptions } from '../../src/compiler/compile.ts';
import { renderPretty } from '../../src/compiler/diagnostics/render/pretty.ts';
import type { TypedModule } from '../../src/compiler/3-check/typed.ts';
import { lower } from '../../src/compiler/4-lower/lower.ts';
import type { Program } from '../../src/compiler/4-lower/program.ts';

const folder = new URL('../../specs/', import.meta.url);

/** `autoencoder`, `conv-vae`, ...: every file of specs/, in order. */
export const specNames: readonly string[] = readdirSync(folder)
  .filter((name) => name.endsWith('.gen'))
  .map((name) => name.slice(0, -'.gen'.length))
  .sort();

/** The chapter's larger systems: a step of theirs takes a tenth of a second and more, so tests run few of them. */
export const systemNames = [
  'age-cgan',
  'biggan',
  'cyclegan',
  'dcgan',
  'gan-2014',
  'pix2pix',
  'stackgan',
  'stylegan',
] as const;

/** The other specs. */
export const smallSpecNames = specNames.filter((name) => !(systemNames as readonly string[]).includes(name));

/** The text of specs/<name>.gen. */
export function specText(name: string): string {
  return readFileSync(new URL(`${name}.gen`, folder), 'utf8');
}

/** The sources and entry of a text, under the path that diagnostics and places show. */
export function sourcesOf(text: string, path = 'spec.gen'): LoadedSpec {
  return { sources: new Map([[path, { path, text }]]), entry: path };
}

/** A text compiled, with every pass. Throws its diagnostics where there are errors. */
export function compileText(text: string, options: CompileOptions = {}, path = 'spec.gen'): Program {
  return compiled(sourcesOf(text, path), options);
}

/** specs/<name>.gen compiled with the files that it imports. Throws its diagnostics where there are errors. */
export async function compileSpec(name: string): Promise<Program> {
  return compiled(await loadSources(fileURLToPath(new URL(`${name}.gen`, folder))));
}

function compiled({ sources, entry }: LoadedSpec, options: CompileOptions = {}): Program {
  const { program, diagnostics } = compile(sources, entry, options);
  if (!program) throw new Error(renderPretty(diagnostics, sources));
  return program;
}

/** A text checked. Throws its diagnostics where there are errors. */
export function checkText(text: string, options: CompileOptions = {}, path = 'spec.gen'): TypedModule {
  const { sources, entry } = sourcesOf(text, path);
  const { typed, diagnostics } = check(sources, entry, options);
  if (!typed) throw new Error(renderPretty(diagnostics, sources));
  return typed;
}

/** A text lowered: its graphs as they are before the first pass. */
export function lowerText(text: string, options: CompileOptions = {}, path = 'spec.gen'): Program {
  const { sources } = sourcesOf(text, path);
  return lower(checkText(text, options, path), sources, { compilerVersion: 'test', specHash: '' });
}
