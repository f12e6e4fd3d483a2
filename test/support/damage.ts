/**
 * @file Specs damaged at random, and the law that they are held to: diagnostics or a program, in bounded time, never a crash. `npm test`
 * tries some hundreds with one seed, the slow tests many thousands with fresh ones.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect } from 'vitest';
import { compile } from '../../src/compiler/compile.ts';
import type { Program } from '../../src/compiler/4-lower/program.ts';
import { hasErrors } from '../../src/compiler/diagnostics/catalog.ts';
import { projectRoot } from './pages.ts';

/** The specs of a folder by name, in order. */
const specsIn = (folder: string): readonly (readonly [name: string, text: string])[] =>
  readdirSync(join(projectRoot, folder))
    .filter((name) => name.endsWith('.gen'))
    .sort()
    .map((name) => [name, readFileSync(join(projectRoot, folder, name), 'utf8')]);

/** Small specs that use between them every construct of the language, as [name, text]. */
export const constructs = specsIn('test/support/constructs');

/** The starting points of damage: what people write, and everything that they could. */
const specs = [...specsIn('specs'), ...constructs].map(([, text]) => text);

/** A case may take so many milliseconds of the processor, which other work on the machine doesn't change; a sound one takes some tens. */
export const limitOfOneCase = 20_000;

const pieces = (text: string): string[] =>
  text.match(/\/\/[^\n]*|"[^"\n]*"|\w+(?:\.\d+)?|\s+|\|>|\.\.|->|[^\w\s]/g) ?? [];
const isSpace = (piece: string): boolean => /^\s|^\/\//.test(piece);
const isName = (piece: string): boolean => /^[A-Za-z_]/.test(piece);

/** Names that mean something to JavaScript, to TypeScript or to emitted code, and a long one. */
const names = [
  ...'constructor toString valueOf hasOwnProperty prototype length name then class delete await'.split(' '),
  ...'arguments eval default function interface Infinity Tensor Promise Object tf graph inputs'.split(' '),
  ...'plan engine _ train sample step'.split(' '),
  'x'.repeat(200),
];

const numbers = ['0', '1', '2', '3', '7', '0.5', '-1', '1e9', '1e308', '1000', '99999999', '4294967296'];

const damage = fc.record({
  kind: fc.constantFrom(
    'drop',
    'double',
    'swap',
    'number',
    'borrow',
    'name',
    'rename',
    'dropLine',
    'doubleLine',
    'moveLine',
  ),
  at: fc.nat(),
  other: fc.nat(),
});
type Damage = typeof damage extends fc.Arbitrary<infer D> ? D : never;

/** The text with one token or line dropped, doubled or moved, one token set to another, or one name set to another wherever it stands. */
function damaged(text: string, { kind, at, other }: Damage): string {
  if (kind === 'dropLine' || kind === 'doubleLine' || kind === 'moveLine') {
    const lines = text.split('\n');
    const [line = ''] = lines.splice(at % lines.length, 1);
    if (kind !== 'dropLine') lines.splice(other % (lines.length + 1), 0, line);
    if (kind === 'doubleLine') lines.splice(at % (lines.length + 1), 0, line);
    return lines.join('\n');
  }
  const all = pieces(text);
  const solid = all.flatMap((piece, i) => (isSpace(piece) ? [] : [i]));
  const named = solid.filter((i) => isName(all[i]!));
  const pick = (choices: readonly number[], n: number): number => choices[n % choices.length] ?? 0;
  const place = pick(solid, at);
  const second = pick(solid, other);
  switch (kind) {
    case 'drop':
      all[place] = '';
      break;
    case 'double':
      all[place] = `${all[place]} ${all[place]}`;
      break;
    case 'swap':
      [all[place], all[second]] = [all[second]!, all[place]!];
      break;
    case 'borrow':
      all[place] = all[second]!;
      break;
    case 'name':
      all[pick(named, at)] = all[pick(named, other)]!;
      break;
    case 'rename': {
      const given = all[pick(named, at)];
      return all.map((piece) => (piece === given ? names[other % names.length] : piece)).join('');
    }
    case 'number': {
      const literals = solid.filter((i) => /^\d/.test(all[i]!));
      all[pick(literals, at)] = numbers[other % numbers.length]!;
      break;
    }
  }
  return all.join('');
}

/** A spec of the project with one to three hits. */
export const damagedSpec: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom(...specs), fc.array(damage, { minLength: 1, maxLength: 3 }))
  .map(([spec, hits]) => hits.reduce(damaged, spec));

/** Signs of any kind, or the words of specs in any order. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc
    .array(fc.constantFrom(...new Set(specs.flatMap(pieces)), ' ', '\n'), { maxLength: 120 })
    .map((words) => words.join('')),
);

/**
 * Fails where compiling the text throws, takes too long, or says something that no reader should see. Returns the program where there is
 * one: its graphs have passed the verifier after every pass, since compiling runs it.
 */
export function expectDiagnosticsOrProgram(text: string): Program | undefined {
  const before = process.cpuUsage();
  const { diagnostics, program } = compile(new Map([['spec.gen', { path: 'spec.gen', text }]]), 'spec.gen');
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1000).toBeLessThan(limitOfOneCase);
  expect(program === undefined).toBe(hasErrors(diagnostics));
  for (const one of diagnostics) {
    expect(one.message).not.toMatch(/undefined|NaN|\[object|internal/);
    expect(one.span.end).toBeGreaterThanOrEqual(one.span.start);
    expect(one.span.end).toBeLessThanOrEqual(text.length);
  }
  return program;
}
