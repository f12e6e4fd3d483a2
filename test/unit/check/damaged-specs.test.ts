/**
 * @file Damaged specs and texts of any kind, some hundreds of each: see test/support/damage.ts; test/slow/laws.test.ts has many more.
 * A failing case prints its seed and the spec.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile } from '../../../src/compiler/compile.ts';
import { anyText, damagedSpec, expectDiagnosticsOrProgram, limitOfOneCase } from '../../support/damage.ts';

describe('what ends in diagnostics or in a program', { timeout: 10 * limitOfOneCase }, () => {
  it.each([
    ['a damaged spec', damagedSpec],
    ['any text', anyText],
  ])('%s', (_, texts) => {
    fc.assert(
      fc.property(texts, (text) => void expectDiagnosticsOrProgram(text)),
      { numRuns: 250, verbose: 1 },
    );
  });

  it('names what is missing where a list of values is empty', () => {
    const text = 'model Empty {\n  let a = stack()\n  let b = concat([])\n}\n';
    const { diagnostics } = compile(new Map([['spec.gen', { path: 'spec.gen', text }]]), 'spec.gen');
    expect(diagnostics.map(({ code, span }) => [code, text.slice(span.start, span.end)])).toEqual([
      ['type/missing-argument', 'stack()'],
      ['type/missing-argument', 'concat([])'],
    ]);
  });

  it('takes names that every JavaScript object has, for types and params', () => {
    const text =
      'model Named {\n  param toString = 3\n  network F(x: Vector[toString]) -> valueOf[3] { x }\n}\n';
    const { diagnostics } = compile(new Map([['spec.gen', { path: 'spec.gen', text }]]), 'spec.gen');
    expect(diagnostics.length).toBeGreaterThan(0);
    for (const { message } of diagnostics) expect(message).not.toMatch(/native code/);
  });
});
