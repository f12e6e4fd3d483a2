/** @file The specs that the parser's tests read, and trees without their places. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from '../../../src/compiler/1-parse/parse.ts';
import type { Expression, Module } from '../../../src/compiler/ast/ast.ts';
import type { SourceFile } from '../../../src/compiler/source/source.ts';

function specsIn(folder: string): readonly SourceFile[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.gen'))
    .sort()
    .map((name) => ({ path: name, text: readFileSync(join(folder, name), 'utf8') }));
}

/** Full specs of twelve systems, in the language as it was first drawn up. */
export const fixtures = specsIn(join(import.meta.dirname, 'fixtures'));
/** The specs of the project. */
export const specs = specsIn(join(import.meta.dirname, '../../../specs'));

/** A tree as plain data, without spans and comments. */
export function withoutPlaces(module: Module): unknown {
  const dropped = new Set(['span', 'operatorSpan', 'comments']);
  return JSON.parse(JSON.stringify(module, (key, value: unknown) => (dropped.has(key) ? undefined : value)));
}

/** The value of `let a = TEXT` in a model, with its spans dropped; fails on any diagnostic. */
export function expressionOf(text: string): Expression {
  const { module, diagnostics } = parse({ path: 'a.gen', text: `model M {\n  let a = ${text}\n}\n` });
  if (diagnostics.length > 0) throw new Error(diagnostics.map((one) => one.message).join('; '));
  const plain = withoutPlaces(module) as Module;
  const [model] = plain.declarations;
  const member = model?.kind === 'model' ? model.members[0] : undefined;
  if (member?.kind !== 'let') throw new Error('no let');
  return member.value;
}

/** The codes of the diagnostics of a text. */
export function codesOf(text: string): readonly string[] {
  return parse({ path: 'a.gen', text }).diagnostics.map((one) => one.code);
}
