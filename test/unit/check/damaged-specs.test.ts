/**
 * @file Damaged specs: whatever is dropped, doubled, swapped or changed in a working spec, `compile` gives diagnostics or a
 * program, in bounded time, and never throws. The damage is random; a failing case prints its seed and the spec.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile } from '../../../src/compiler/compile.ts';
import { hasErrors } from '../../../src/compiler/diagnostics/catalog.ts';

const folder = join(import.meta.dirname, '../../../specs');
const specs = readdirSync(folder)
  .filter((name) => name.endsWith('.gen'))
  .sort()
  .map((name) => readFileSync(join(folder, name), 'utf8'));

/** A case may take so long, in milliseconds, on a busy machine; a sound one takes some tens. */
const limit = 20_000;
const runs = Number(process.env['DAMAGE_RUNS'] ?? 150);

const pieces = (text: string): string[] =>
  text.match(/\/\/[^\n]*|"[^"\n]*"|\w+(?:\.\d+)?|\s+|\|>|\.\.|->|[^\w\s]/g) ?? [];
const isSpace = (piece: string): boolean => /^\s|^\/\//.test(piece);

const numbers = ['0', '1', '2', '3', '7', '0.5', '-1', '1e9', '1e308', '1000', '99999999', '4294967296'];

const damage = fc.record({
  kind: fc.constantFrom('drop', 'double', 'swap', 'number', 'borrow'),
  at: fc.nat(),
  other: fc.nat(),
});
type Damage = typeof damage extends fc.Arbitrary<infer D> ? D : never;

/** The text with one token dropped, doubled, swapped with another, set to another number, or replaced by another. */
function damaged(text: string, { kind, at, other }: Damage): string {
  const all = pieces(text);
  const solid = all.flatMap((piece, i) => (isSpace(piece) ? [] : [i]));
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
    case 'number': {
      const literals = solid.filter((i) => /^\d/.test(all[i]!));
      all[pick(literals, at)] = numbers[other % numbers.length]!;
      break;
    }
  }
  return all.join('');
}

describe('a damaged spec', () => {
  it(
    'ends in diagnostics or in a program',
    () => {
      const wreck = fc.tuple(fc.constantFrom(...specs), fc.array(damage, { minLength: 1, maxLength: 3 }));
      fc.assert(
        fc.property(wreck, ([spec, hits]) => {
          const text = hits.reduce(damaged, spec);
          const start = performance.now();
          const { diagnostics, program } = compile(
            new Map([['spec.gen', { path: 'spec.gen', text }]]),
            'spec.gen',
          );
          expect(performance.now() - start).toBeLessThan(limit);
          expect(program === undefined).toBe(hasErrors(diagnostics));
          for (const one of diagnostics) {
            expect(one.message).not.toMatch(/undefined|NaN|\[object|internal/);
            expect(one.span.end).toBeGreaterThanOrEqual(one.span.start);
            expect(one.span.end).toBeLessThanOrEqual(text.length);
          }
        }),
        { numRuns: runs, verbose: 1 },
      );
    },
    10 * limit,
  );

  it('names what is missing where a list of values is empty', () => {
    const text = 'model Empty {\n  let a = stack()\n  let b = concat([])\n}\n';
    const { diagnostics } = compile(new Map([['spec.gen', { path: 'spec.gen', text }]]), 'spec.gen');
    expect(diagnostics.map(({ code, span }) => [code, text.slice(span.start, span.end)])).toEqual([
      ['type/missing-argument', 'stack()'],
      ['type/missing-argument', 'concat([])'],
    ]);
  });
});
