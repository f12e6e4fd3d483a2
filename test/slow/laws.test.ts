/**
 * @file The laws of test/unit/check/damaged-specs.test.ts at scale, from a fresh seed each time (printed, and FAST_CHECK_SEED repeats one): 20,000
 * damaged specs and 20,000 texts of any kind (LAW_CASES: another number). Of the damaged specs that still compile, what is emitted passes tsc --strict.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emitTypeScript } from '../../src/compiler/6-emit/typescript/emit.ts';
import type { Program } from '../../src/compiler/4-lower/program.ts';
import { anyText, damagedSpec, expectDiagnosticsOrProgram } from '../support/damage.ts';
import { typeErrors } from '../support/type-check.ts';

const cases = Number(process.env['LAW_CASES'] ?? 20_000);
const seed = Number(process.env['FAST_CHECK_SEED'] ?? Date.now() % 2 ** 31);
console.log(`the laws' seed: ${seed}`);

/** Emitting takes a second for each program: of those that compile, every third is emitted and type-checked. */
const emittedEvery = 3;
const typeCheckedAtOnce = 25;

describe(`${cases} of each`, { timeout: 7_200_000 }, () => {
  it('any text ends in diagnostics or in a program', () => {
    fc.assert(
      fc.property(anyText, (text) => void expectDiagnosticsOrProgram(text)),
      { numRuns: cases, seed, verbose: 1 },
    );
  });

  it('a damaged spec ends in diagnostics or in a program, whose code passes tsc --strict', async () => {
    const compiled: { readonly text: string; readonly program: Program }[] = [];
    let found = 0;
    fc.assert(
      fc.property(damagedSpec, (text) => {
        const program = expectDiagnosticsOrProgram(text);
        if (program && found++ % emittedEvery === 0) compiled.push({ text, program });
      }),
      { numRuns: cases, seed, verbose: 1 },
    );
    expect(compiled.length).toBeGreaterThan(cases / 200);
    console.log(`${found} of ${cases} damaged specs compile; ${compiled.length} of them are emitted`);
    // Some at a time: the type checker holds all that it is given in memory.
    for (let first = 0; first < compiled.length; first += typeCheckedAtOnce) {
      const some = compiled.slice(first, first + typeCheckedAtOnce);
      const files = new Map<string, string>();
      for (const [i, { program }] of some.entries())
        for (const [name, code] of await emitTypeScript(program)) files.set(`case${i}/${name}`, code);
      const errors = typeErrors(files);
      const faulty = some.filter((_, i) => errors.some((error) => error.includes(`/case${i}/`)));
      expect(errors, faulty.map(({ text }) => text).join('\n----\n')).toEqual([]);
    }
  });
});
