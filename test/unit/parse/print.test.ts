/** @file The printer: the tree survives, the text is stable, comments stay. */
import { describe, expect, it } from 'vitest';
import { parse } from '../../../src/compiler/1-parse/parse.ts';
import { printModule } from '../../../src/compiler/ast/print-module.ts';
import type { SourceFile } from '../../../src/compiler/source/source.ts';
import { expressionOf, fixtures, specs, withoutPlaces } from './support.ts';

const all = [...fixtures, ...specs].map((file) => [file.path, file] as const);

/** The text of a file, printed with or without its source. */
function printed(file: SourceFile, withSource: boolean): SourceFile {
  const { module } = parse(file);
  return { path: file.path, text: printModule(module, withSource ? file : undefined) };
}

describe.each([true, false])('with the source: %s', (withSource) => {
  it.each(all)('%s keeps its tree and comments', (_name, file) => {
    const again = parse(printed(file, withSource));
    expect(again.diagnostics).toEqual([]);
    const { module } = parse(file);
    expect(withoutPlaces(again.module)).toEqual(withoutPlaces(module));
    expect(again.module.comments.map((one) => one.text).sort()).toEqual(
      module.comments.map((one) => one.text).sort(),
    );
  });

  it.each(all)('%s is printed the same the second time', (_name, file) => {
    const once = printed(file, withSource);
    expect(printed(once, withSource).text).toBe(once.text);
  });

  it.each(all)('%s fits the page, but for comments', (_name, file) => {
    const lines = printed(file, withSource).text.split('\n');
    const width = withSource ? 140 : 120;
    const code = lines.map((line) => line.replace(/\s*\/\/.*/, ''));
    expect(code.filter((line) => line.length > width)).toEqual([]);
  });
});

describe('layout', () => {
  const format = (text: string): string => printed({ path: 'a.gen', text }, true).text;

  it('sets spaces, keeps numbers, drops needless parentheses', () => {
    expect(format('block  f( x:Vector[ 2 * n ],k:Int=1 )->Vector[n]{(x)*1e-3+( 2^( -k ) )|>relu}')).toBe(
      'block f(x: Vector[2*n], k: Int = 1) -> Vector[n] { x * 1e-3 + 2 ^ -k |> relu }\n',
    );
  });

  it('breaks what does not fit', () => {
    const stages = Array.from({ length: 12 }, (_, i) => `conv2d(${i}, kernel: 3)`).join(' |> ');
    const text = format(`block f(x: Image[h, w, c]) { x |> ${stages} }`);
    expect(text.split('\n').length).toBeGreaterThan(3);
    expect(text).toContain('\n    |> conv2d(');
  });

  it('keeps comments where they were said', () => {
    const text = [
      '// head',
      '',
      '/// A model.',
      'model M { // opens',
      '  param n = 3  // size',
      '',
      '  // before m',
      '  param m = 4',
      '  // last',
      '}',
      '// end',
      '',
    ].join('\n');
    expect(format(text)).toBe(text.replace('{ // opens', '{  // opens'));
  });

  it('keeps what good hand layout does', () => {
    const text = [
      'model M {',
      '  param a = 3            // lined up',
      '  param longer = true    // with this',
      '  defaults {',
      '    conv2d(init: glorot), dense(init: glorot)',
      '    batchNorm(rate: 0.1)',
      '  }',
      '  let b = max(for t in linspace(0, 1, 5) {',
      '    let c = t * 2*a',
      '    c / 3',
      '  })',
      '  let d = f(logits: z |> dense(7*7*2*a)',
      '    |> up(2*a))',
      '}',
      '',
    ].join('\n');
    expect(format(text)).toBe(text);
  });

  it('keeps a file of comments alone, and an empty one empty', () => {
    expect(format('// only\n// comments\n')).toBe('// only\n// comments\n');
    expect(format(' \n')).toBe('');
  });
});

describe('parentheses', () => {
  it.each([
    '(a + b) * c',
    'a - (b - c)',
    '(a ^ b) ^ c',
    '-(a + b)',
    '(-a) ^ 2',
    'not (a and b)',
    '(a |> f) |> g',
    'a |> (b |> g)',
    'f(a |> g, b to c)',
    '(a + b)[0]',
    '(a == b) == c',
    '(0..2)[1..]',
    '(if a { b } else { c }) + 1',
    '(n + 1) epochs',
    'a or b and not c',
    '- -a',
  ])('%s reads back the same', (text) => {
    const file = { path: 'a.gen', text: `model M {\n  let a = ${text}\n}\n` };
    const again = printed(file, false)
      .text.replace(/^model M \{\s*let a = /, '')
      .replace(/\s*\}\s*$/, '');
    expect(expressionOf(again)).toEqual(expressionOf(text));
  });
});
