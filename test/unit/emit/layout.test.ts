/** @file What is laid out without prettier is laid out as by prettier: data of any form, and what is emitted of specs, of long names too. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { formatTypeScript } from '../../../src/compiler/6-emit/typescript/format.ts';
import { jsonCode, laidOut } from '../../../src/compiler/6-emit/typescript/layout.ts';
import { constructText } from '../../support/constructs.ts';
import { changedByPrettier } from '../../support/formatting.ts';
import { smallSpecNames, specText } from '../../support/specs.ts';

const declaration = (value: unknown): string => {
  const head = 'export const plan: Plan = ';
  return `${head}${laidOut(jsonCode(value), 0, head.length, 1)};\n`;
};

/** The same data as prettier writes it from one line of JSON. */
const byPrettier = (value: unknown): Promise<string> =>
  formatTypeScript(`export const plan: Plan = ${JSON.stringify(value)};`);

const text = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ maxLength: 130, unit: fc.constantFrom('a', 'b', ' ', "'", '"', '\\', '\n') }),
  fc.string({ maxLength: 90, unit: fc.constantFrom('x', '变', 'é', 'e\u0301', '😀', '￫') }),
);
const key = fc.oneof(
  fc.stringMatching(/^[a-z]{1,8}$/),
  fc.stringMatching(/^[a-z]{40,125}$/),
  fc.string({ maxLength: 12 }).filter((name) => name !== '__proto__'),
);
const number = fc.oneof(
  fc.integer({ min: -9, max: 2000 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (Object.is(value, -0) ? 0 : value)),
);
const { data } = fc.letrec((tie) => ({
  data: fc.oneof(
    { depthSize: 'medium' },
    text,
    number,
    fc.boolean(),
    fc.constant(null),
    fc.array(number, { maxLength: 60 }),
    fc.array(tie('data'), { maxLength: 5 }),
    fc.dictionary(key, tie('data'), { maxKeys: 6, noNullPrototype: true }),
  ),
}));

it('data are laid out as prettier lays them out', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(data, async (value) => {
      expect(declaration(value)).toBe(await byPrettier(value));
    }),
    { numRuns: 700 },
  );
});

it.each(smallSpecNames)('prettier leaves what is emitted of %s as it is', async (name) => {
  expect(await changedByPrettier(specText(name))).toEqual([]);
});

it.each([24, 31, 38, 45, 52, 59, 80, 110])(
  'prettier leaves code whose names have %i letters as it is',
  async (length) => {
    const long = (letter: string): string => letter.repeat(length);
    const game = specText('hinge-gan').replaceAll(/\b[GD]\b/g, long);
    const written = constructText('optimize').replaceAll(/\b[Ez]\b/g, long);
    expect(await changedByPrettier(game)).toEqual([]);
    expect(await changedByPrettier(written)).toEqual([]);
  },
);
