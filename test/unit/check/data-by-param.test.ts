/** @file Params that decide which data a model reads: sources with options as values, conditions over texts, and what a condition leaves out. */
import { describe, expect, test } from 'vitest';
import { check, compile } from '../../../src/compiler/compile.ts';
import type { SourcePlan } from '../../../src/runtime/plan.ts';
import { compileText, sourcesOf } from '../../support/specs.ts';

const model = (members: string, read = 'd.image'): string => `model Chosen {
  ${members}
  discriminator D(x: Image[28, 28, 1]) -> Logit { x |> flatten |> dense(1) }
  train {
    batch 4
    steps 2
    update D with adam(1e-3) { minimize mean(square(D(${read}))) }
  }
}`;

function sourceOf(text: string, set: Readonly<Record<string, string>> = {}): SourcePlan | undefined {
  return compileText(text, { set }).plan.sources[0];
}

function codesOf(text: string, set: Readonly<Record<string, string>> = {}): readonly string[] {
  const { sources, entry } = sourcesOf(text);
  return check(sources, entry, { set }).diagnostics.map(({ code }) => code);
}

describe('a source as the value of a param', () => {
  const text = model(
    'param dataset = mnist(half: first, limit: 100)\n  data d from dataset { image: Image[28, 28, 1] in [0, 1] }',
  );

  test('brings its options, which --set replaces together with it', () => {
    expect(sourceOf(text)).toMatchObject({ loader: 'mnist', options: { half: 'first', limit: 100 } });
    expect(sourceOf(text, { dataset: 'fashionMnist' })).toMatchObject({
      loader: 'fashionMnist',
      options: {},
    });
    expect(sourceOf(text, { dataset: ' images("my faces", size: 28, unreadable: skip) ' })).toMatchObject({
      loader: 'images',
      options: { folder: 'my faces', size: 28, unreadable: 'skip' },
    });
    expect(sourceOf(text, { dataset: 'mnist(digits: [3, 8])' })?.options).toEqual({ digits: [3, 8] });
  });

  test('keeps options that the declaration adds, and those win', () => {
    const added = text.replace('from dataset', 'from dataset(limit: 7)');
    expect(sourceOf(added)?.options).toEqual({ half: 'first', limit: 7 });
  });

  test('may use params, and is part of the hash', () => {
    const named = model(
      'param folder = "here"\n  param dataset = images(folder)\n  data d from dataset { image: Image[28, 28, 1] in [0, 1] }',
    );
    expect(sourceOf(named, { folder: 'there' })?.options).toEqual({ folder: 'there' });
    const hash = (dataset: string): string => compileText(text, { set: { dataset } }).plan.specHash;
    expect(hash('images("a")')).not.toBe(hash('images("b")'));
    expect(hash('images("a")')).toBe(hash('images( folder: "a" )'));
  });

  test.each([
    'imagse("x")',
    'images("x"',
    'images("x", sise: 2)',
    'drawnGlyphs("x")',
    'images(1 + 1)',
    'mnist } model Other { param p = 1',
    '',
  ])('--set dataset=%s is refused once, at the param', (dataset) => {
    expect(codesOf(text, { dataset })).toEqual(['param/override']);
  });

  test('is checked where it is written', () => {
    expect(codesOf(text.replace('limit: 100', 'limt: 100'))).toEqual(['name/unknown-argument']);
    expect(codesOf(text.replace('limit: 100', 'limit: many + 1'))).toEqual(['name/unknown']);
  });
});

describe('--set of a data declaration', () => {
  const text = model('data d from mnist(half: first) { image: Image[28, 28, 1] in [0, 1] }');

  test('gives it another source, with its own options', () => {
    expect(sourceOf(text, { d: 'fashionMnist' })).toMatchObject({ loader: 'fashionMnist', options: {} });
    expect(sourceOf(text, { d: 'images("my faces", unreadable: skip)' })).toMatchObject({
      loader: 'images',
      options: { folder: 'my faces', unreadable: 'skip' },
    });
  });

  test('gives its source an option: plain data as a spec writes it, else the text itself', () => {
    expect(sourceOf(text, { 'd.limit': '7' })).toMatchObject({
      loader: 'mnist',
      options: { half: 'first', limit: 7 },
    });
    expect(sourceOf(text, { 'd.half': 'second', 'd.digits': '[3, 8]' })?.options).toEqual({
      half: 'second',
      digits: [3, 8],
    });
    const own = { d: 'pairs("a")', 'd.folder': 'my/own pairs', 'd.sides': '["x", "y"]' };
    const paired = text.replace('1] in [0, 1]', '1] in [0, 1] = b');
    expect(sourceOf(paired, own)?.options).toEqual({ folder: 'my/own pairs', sides: ['x', 'y'] });
  });

  test('wins over a param and over a condition', () => {
    const byParam = model(
      'param dataset = mnist\n  data d from dataset { image: Image[28, 28, 1] in [0, 1] }',
    );
    expect(sourceOf(byParam, { dataset: 'mnist(limit: 4)', 'd.limit': '5' })?.options).toEqual({ limit: 5 });
    expect(sourceOf(byParam, { dataset: 'mnist', d: 'fashionMnist' })?.loader).toBe('fashionMnist');
    const chosen = model(
      'param folder = ""\n  data d from if folder == "" { mnist } else { images(folder) } { image: Image[28, 28, 1] in [0, 1] }',
    );
    expect(sourceOf(chosen, { folder: 'mine', 'd.unreadable': 'skip' })?.options).toEqual({
      folder: 'mine',
      unreadable: 'skip',
    });
    expect(sourceOf(chosen, { d: 'fashionMnist' })?.loader).toBe('fashionMnist');
  });

  test('is part of the hash, which is the same as before where there is none', () => {
    const hash = (set: Readonly<Record<string, string>>): string => compileText(text, { set }).plan.specHash;
    const hashes = [{}, { d: 'fashionMnist' }, { d: 'idx("x")' }, { 'd.limit': '7' }].map(hash);
    expect(new Set(hashes).size).toBe(4);
    expect(hash({ d: 'images("x")' })).toBe(hash({ d: 'images( folder: "x" )' }));
  });

  test.each([
    [{ d: 'imagse("x")' }, 'param/override'],
    [{ d: 'images("x"' }, 'param/override'],
    [{ d: 'images("x", sise: 2)' }, 'param/override'],
    [{ d: '' }, 'param/override'],
    [{ 'd.limt': '7' }, 'name/unknown-argument'],
    [{ 'd.': '7' }, 'name/unknown-argument'],
    [{ 'd.half.x': 'first' }, 'name/unknown-argument'],
    [{ 'e.limit': '7' }, 'param/unknown'],
    [{ e: 'fashionMnist' }, 'param/unknown'],
    [{ d: 'mixture2d' }, 'data/unknown-field'],
  ])('%o is refused once: %s', (set, code) => {
    expect(codesOf(text, set)).toEqual([code]);
  });
});

describe('a condition over params', () => {
  const text = model(`param folder = ""
  data d from if folder == "" { mnist(half: first) } else if folder != "glyphs" { images(folder, domain: b) } else { drawnGlyphs(size: 28) } {
    image: Image[28, 28, 1] in [0, 1] = if folder == "" { invert(image) } else { image }
    label: Class[10] = if folder == "" { label }
  }
  evaluate {
    report score = mean(square(D(d.image)))
    report weighed = if folder == "" { mean(square(D(d.image))) * oneHot(d.label)[0] }
  }
  figure all = grid(d.image)
  figure some = if folder == "" { grid(d.image, count: 4) }`);

  test('chooses the source, and what a field is made of', () => {
    const standard = sourceOf(text);
    expect(standard).toMatchObject({ loader: 'mnist', options: { half: 'first' } });
    expect(
      standard?.fields.map(({ name, transforms }) => [name, transforms.map(({ kind }) => kind)]),
    ).toEqual([
      ['image', ['invert']],
      ['label', []],
    ]);
    const own = sourceOf(text, { folder: 'mine' });
    expect(own).toMatchObject({ loader: 'images', options: { folder: 'mine', domain: 'b' } });
    expect(sourceOf(text, { folder: 'glyphs' })?.loader).toBe('drawnGlyphs');
  });

  test('leaves out fields, reports and figures of which no branch is taken, without a word', () => {
    const { plan } = compileText(text, { set: { folder: 'mine' } });
    expect(plan.sources[0]?.fields.map(({ name }) => name)).toEqual(['image']);
    const reports = ({ evaluations }: typeof plan): readonly string[] =>
      evaluations.flatMap((one) => one.graph.outputs.map(({ name }) => name));
    expect(reports(plan)).toContain('score');
    expect(reports(plan)).not.toContain('weighed');
    expect(plan.figures.map(({ name }) => name)).toEqual(['all']);
    const standard = compileText(text).plan;
    expect(reports(standard)).toEqual(expect.arrayContaining(['score', 'weighed']));
    expect(standard.figures.map(({ name }) => name)).toEqual(['all', 'some']);
    expect(codesOf(text, { folder: 'mine' })).toEqual([]);
  });

  test('a field that is left out is none where it is read', () => {
    expect(
      codesOf(text.replace('report score = mean(square(D(d.image)))', 'report score = oneHot(d.label)[0]'), {
        folder: 'mine',
      }),
    ).toEqual(['name/unknown-member']);
  });

  test('has an else where a source is chosen, is known, and holds nothing else', () => {
    expect(
      codesOf(
        model('param own = true\n  data d from if own { mnist } { image: Image[28, 28, 1] in [0, 1] }'),
        { own: 'false' },
      ),
    ).toEqual(['type/if-without-else']);
    expect(
      codesOf(
        model(
          'param own = 1\n  data d from if own { mnist } else { mnist } { image: Image[28, 28, 1] in [0, 1] }',
        ),
      ),
    ).toEqual(['type/not-static']);
    expect(
      codesOf(
        model(
          'param own = true\n  data d from if own { let n = 3\n mnist(limit: n) } else { mnist } { image: Image[28, 28, 1] in [0, 1] }',
        ),
      ),
    ).toEqual(['type/unsupported']);
    expect(
      codesOf(
        model(
          'param own = ""\n  data d from if owm == "" { mnist } else { images(fodler, size: 28) } { image: Image[28, 28, 1] in [0, 1] }',
        ),
      ),
    ).toContain('name/unknown');
  });
});

test.each([
  ['"a" == "a"', true],
  ['"a" == "b"', false],
  ['"a" != "b"', true],
  ['mnist == mnist', true],
  ['mnist != idx', true],
  ['true == false', false],
])('%s is %s', (condition, expected) => {
  const text = model(
    `param unused = 1
  allow unused/param "a condition is what is tested"
  data d from if ${condition} { mnist } else { fashionMnist } { image: Image[28, 28, 1] in [0, 1] }`.replace(
      /(param unused = 1)\n {2}(allow .*)/,
      '$2\n  $1',
    ),
  );
  const { sources, entry } = sourcesOf(text);
  expect(compile(sources, entry).program?.plan.sources[0]?.loader).toBe(expected ? 'mnist' : 'fashionMnist');
});
