/**
 * @file k faults seeded in k independent declarations of a spec give exactly k diagnostics: none hides another, and none is told twice or
 * has consequences that are told. Over all specs, with the declarations and the faults drawn at random.
 */
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import '../../support/property-seed.ts';
import { parse } from '../../../src/compiler/1-parse/parse.ts';
import type { ModelMember, TopLevelDeclaration } from '../../../src/compiler/ast/ast.ts';
import { check } from '../../../src/compiler/compile.ts';
import { sourcesOf, specNames, specText } from '../../support/specs.ts';

/** One fault: what it is put in place of, once, in the text of a declaration. */
type Fault = readonly [what: RegExp, fault: string];

/** By kind of declaration: faults of names, of kinds and ranks, and of sizes. */
const faultsOf: Readonly<Record<string, readonly Fault[]>> = {
  param: [[/= *(\d+)/, '= noValue + $1']],
  data: [
    [/in \[0, 1\]/, 'in [1, 0]'],
    [/Image\[28, 28, 1\]/, 'Image[28, 28]'],
    [/Image\[28, 28, 1\]/, 'Imago[28, 28, 1]'],
    [/Image\[28, 28, 1\]/, 'Image[32, 32, 1]'],
    [/from (?!if\b)(\w+)/, 'from noSource'],
  ],
  prior: [
    [/stddev/, 'stdev'],
    [/Normal/, 'Normel'],
    [/\[\w+\]/, '[0]'],
  ],
  block: [
    [/\brelu\b/, 'rellu'],
    [/kernel: \d/, 'kernel: 0'],
    [/kernel: \d/, 'kernal: 3'],
    // Of the last line, whose result is promised: a convolution before it may have any number of filters.
    [/conv\w+\(filters(?=[^\n]*\n\}$)/, 'conv2d(filters + 1'],
  ],
  network: [
    [/\|> relu\b/, '|> rellu'],
    [/\|> dense\(/, '|> dense(0) |> dense('],
    [/\|> dense\(/, '|> 3 |> dense('],
    [/\|> flatten\b/, '|> flatten |> reshape(0)'],
    [/\|> dense\(/, '|> noLayer |> dense('],
  ],
  train: [
    [/batch \d+/, 'batch 0'],
    [/(epochs|steps) \d+/, '$1 0'],
    [/adam\(/, 'adamm('],
    [/adam\((\d)/, 'adam(-$1'],
  ],
  evaluate: [[/= *(\w+)\(/, '= noReport(']],
  figure: [
    [/= *(\w+)\(/, '= noFigure('],
    [/count: \d+/, 'count: 0'],
  ],
};

interface Seed {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** For each declaration of a spec the faults that can be seeded in it. */
function seedsOf(text: string): readonly (readonly Seed[])[] {
  const { module } = parse({ path: 'spec.gen', text });
  const declarations = module.declarations.flatMap((one): readonly (ModelMember | TopLevelDeclaration)[] =>
    one.kind === 'model' ? one.members : [one],
  );
  return declarations.flatMap(({ kind, span: { start, end } }) => {
    const own = text.slice(start, end);
    const seeds = (faultsOf[kind] ?? [])
      .filter(([what]) => what.test(own))
      .map(([what, fault]) => ({ start, end, text: own.replace(what, fault) }));
    return seeds.length > 0 ? [seeds] : [];
  });
}

/** The text with the declarations of the seeds replaced, from the end so that places hold. */
const seeded = (text: string, seeds: readonly Seed[]): string =>
  seeds
    .toSorted((a, b) => b.start - a.start)
    .reduce((whole, { start, end, text: own }) => whole.slice(0, start) + own + whole.slice(end), text);

function errorsOf(text: string): readonly string[] {
  const { sources, entry } = sourcesOf(text);
  return check(sources, entry)
    .diagnostics.filter((one) => one.severity === 'error')
    .map((one) => `${one.code}: ${one.message}`);
}

describe.each(specNames)('%s', (name) => {
  const text = specText(name);
  const declarations = seedsOf(text);
  const alone = declarations.flatMap((seeds) =>
    seeds.map((seed) => [seed.text.split('\n')[0], seed] as const),
  );

  it('has faults to seed', () => {
    expect(declarations.length).toBeGreaterThanOrEqual(4);
  });
  const errorOf = new Map<Seed, readonly string[]>();
  it('each fault alone is one diagnostic', () => {
    for (const [first, seed] of alone) {
      const found = errorsOf(seeded(text, [seed]));
      errorOf.set(seed, found);
      expect(found, `${first}\n${seed.text}\n${found.join('\n')}`).toHaveLength(1);
    }
  });
  it('k faults are k diagnostics, each the one that it is alone', () => {
    const choice = fc.tuple(
      ...declarations.map((seeds) => fc.option(fc.constantFrom(...seeds), { nil: undefined, freq: 2 })),
    );
    fc.assert(
      fc.property(choice, (chosen) => {
        const seeds = chosen.filter((one) => one !== undefined);
        const together = [...errorsOf(seeded(text, seeds))].sort();
        const apart = seeds.flatMap((seed) => errorOf.get(seed) ?? []).sort();
        expect(together).toEqual(apart);
      }),
      { numRuns: 12 },
    );
  });
});
