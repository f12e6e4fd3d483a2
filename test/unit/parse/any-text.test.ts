/** @file Any text gives a tree and diagnostics inside the text: no crash, no hang. Specs are also damaged token by token. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tokenize } from '../../../grammar/tokens.ts';
import { parse } from '../../../src/compiler/1-parse/parse.ts';
import { printModule } from '../../../src/compiler/ast/print-module.ts';
import { renderPretty } from '../../../src/compiler/diagnostics/render/pretty.ts';
import { fixtures, withoutPlaces } from './support.ts';

/** Parses, renders and, where the text is right, prints; checks that every span lies in the text. */
function survives(text: string): void {
  const file = { path: 'a.gen', text };
  const { module, diagnostics } = parse(file);
  for (const { span, related } of diagnostics) {
    for (const one of [span, ...related.map((other) => other.span)]) {
      expect(one.start).toBeGreaterThanOrEqual(0);
      expect(one.end).toBeGreaterThanOrEqual(one.start);
      expect(one.end).toBeLessThanOrEqual(text.length);
    }
  }
  renderPretty(diagnostics, new Map([['a.gen', file]]));
  if (diagnostics.length > 0) return;
  const again = parse({ path: 'a.gen', text: printModule(module, file) });
  expect(withoutPlaces(again.module)).toEqual(withoutPlaces(module));
}

const words = fixtures.flatMap((file) => tokenize(file.text).tokens.map((token) => token.image));

describe('any text', { timeout: 60_000 }, () => {
  it('of any signs', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), survives), { numRuns: 300 });
  });

  it('of the words of specs', () => {
    const soup = fc
      .array(fc.tuple(fc.constantFrom(...words), fc.constantFrom(' ', ' ', '\n', '')), { maxLength: 80 })
      .map((parts) => parts.flat().join(''));
    fc.assert(fc.property(soup, survives), { numRuns: 300 });
  });

  it('of specs with tokens dropped, doubled, swapped and replaced', () => {
    const damage = fc.record({
      file: fc.constantFrom(...fixtures),
      edits: fc.array(
        fc.record({
          at: fc.nat(5000),
          how: fc.constantFrom('drop', 'double', 'swap', 'replace', 'cut'),
          word: fc.constantFrom(...words),
        }),
        { minLength: 1, maxLength: 4 },
      ),
    });
    const apply = ({ file, edits }: { file: { text: string }; edits: readonly Edit[] }): void => {
      let { text } = file;
      for (const edit of edits) text = damaged(text, edit);
      survives(text);
    };
    fc.assert(fc.property(damage, apply), { numRuns: 120 });
  });

  it.each([
    ['brackets', '('.repeat(50_000)],
    ['closing brackets', '}'.repeat(20_000)],
    ['signs', `block f(x: T) { ${'-'.repeat(20_000)}x }`],
    ['negations', `block f(x: T) { ${'not '.repeat(20_000)}x }`],
    ['powers', `block f(x: T) { ${'x ^ '.repeat(20_000)}x }`],
    ['sums', `block f(x: T) { ${'x + '.repeat(20_000)}x }`],
    ['pipes', `block f(x: T) { x ${'|> f '.repeat(20_000)} }`],
    ['calls', `block f(x: T) { x${'()'.repeat(20_000)} }`],
    ['branches', `block f(x: T) { if a { 1 } ${'else if a { 1 } '.repeat(5_000)} }`],
    ['lists of types', `model M { param a: ${'['.repeat(50_000)}`],
    ['an open text', `model M { param a = "${'a'.repeat(50_000)}`],
    ['an open comment', `/* ${'*'.repeat(50_000)}`],
    ['statements without end', 'model M { '.concat('param a '.repeat(5_000))],
  ])('very many %s', (_name, text) => {
    const start = performance.now();
    expect(parse({ path: 'a.gen', text }).diagnostics.length).toBeGreaterThan(0);
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});

interface Edit {
  readonly at: number;
  readonly how: string;
  readonly word: string;
}

function damaged(text: string, { at, how, word }: Edit): string {
  const { tokens } = tokenize(text);
  const token = tokens[at % Math.max(1, tokens.length)];
  const other = tokens[(at * 7 + 1) % Math.max(1, tokens.length)];
  if (!token || !other) return text;
  const end = token.startOffset + token.image.length;
  if (how === 'cut') return text.slice(0, end);
  const middle =
    { drop: '', double: `${token.image} ${token.image}`, swap: other.image, replace: word }[how] ?? '';
  return text.slice(0, token.startOffset) + middle + text.slice(end);
}
