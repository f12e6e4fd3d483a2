/**
 * @file Specs made at random of the grammar's page: printed and parsed again they have the same tree, with and without their source, and printed once more the
 * same text.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from '../../../src/compiler/1-parse/parse.ts';
import { printModule } from '../../../src/compiler/ast/print-module.ts';
import { makeText, readRules } from '../../support/ebnf.ts';
import { withoutPlaces } from './support.ts';

const rules = readRules();

/** Numbers in [0, 1) that a seed decides (mulberry32). */
function chanceOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A declaration of each kind, in a model where it needs one. */
const kinds: readonly (readonly [rule: string, open: string, close: string])[] = [
  ['module', '', ''],
  ['importDeclaration', '', ''],
  ['block', '', ''],
  ...'param data prior let learned state defaults network train evaluate figure track infer'
    .split(' ')
    .map((rule) => [rule, 'model M {\n', '}\n'] as const),
];

const seeds = fc.tuple(fc.integer(), fc.integer({ min: 2, max: 18 }));

describe.each(kinds)('%s', (rule, open, close) => {
  const text = ([seed, room]: [number, number]): string =>
    `${open}${makeText(rules, rule, chanceOf(seed), room)}\n${close}`;
  const isSound = (source: string): boolean =>
    parse({ path: 'a.gen', text: source }).diagnostics.length === 0;

  it('most of what is made is free of faults', () => {
    const made = fc.sample(seeds, 100).map(text);
    expect(made.filter(isSound).length).toBeGreaterThan(50);
  });

  it.each([true, false])('parse(fmt(x)) is parse(x), with the source: %s', (withSource) => {
    fc.assert(
      fc.property(seeds.map(text).filter(isSound), (source) => {
        const file = { path: 'a.gen', text: source };
        const { module } = parse(file);
        const printed = { path: 'a.gen', text: printModule(module, withSource ? file : undefined) };
        const again = parse(printed);
        expect(again.diagnostics).toEqual([]);
        expect(withoutPlaces(again.module)).toEqual(withoutPlaces(module));
        expect(printModule(again.module, withSource ? printed : undefined)).toBe(printed.text);
      }),
      { numRuns: 30, verbose: 1 },
    );
  });
});
