/** @file Derived fields: which field or column a name is, what each is made of, and what is said where it doesn't fit. */
import { describe, expect, test } from 'vitest';
import { check } from '../../../src/compiler/compile.ts';
import { checkText, sourcesOf } from '../../support/specs.ts';

const spec = (entries: string): string => `model M { data d from mnist {
${entries.replaceAll('  ', '\n')}
} }`;
const codes = (entries: string): readonly string[] => {
  const { sources, entry } = sourcesOf(spec(entries));
  return check(sources, entry).diagnostics.map((one) => one.code);
};
/** `column: pad(2), sobel; own 1`, by field. */
const fields = (entries: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    checkText(spec(entries))
      .sources.get('d')!
      .fields.map(({ name, column, transforms, own }) => {
        const steps = transforms.map(({ kind, options }) => `${kind}(${Object.values(options).join()})`);
        return [name, `${[column, ...steps].join(' ')}${own === undefined ? '' : ` own ${own}`}`];
      }),
  );

describe('a name in a derived field', () => {
  const padded = 'image: Image[32, 32, 1] in [-1, 1] = pad(2)';
  const edges = 'edges: Image[32, 32, 1] in [-1, 1] = sobel(image)';

  test('is the field that is declared so, before or after', () => {
    const wanted = { image: 'image pad(2)', edges: 'image pad(2) sobel() own 1' };
    expect(fields(`${padded}  ${edges}`)).toEqual(wanted);
    expect(fields(`${edges}  ${padded}`)).toEqual(wanted);
  });

  test("is the source's column where no field has it, and in the field's own expression", () => {
    expect(fields('edges: Image[28, 28, 1] = sobel(image)')).toEqual({ edges: 'image sobel()' });
    expect(fields('image: Image[28, 28, 1] in [-1, 1] = rotate(invert(image), 90)')).toEqual({
      image: 'image invert() rotate(90)',
    });
  });

  test('is followed through several fields; the first of them is the one that augment changes', () => {
    const more = 'tiny: Image[8, 8, 1] = resize(edges, 8)  copy: Image[8, 8, 1] = tiny';
    expect(fields(`${more}  ${edges}  ${padded}  augment { flip(horizontal) }`)).toMatchObject({
      tiny: 'image pad(2) sobel() resize(8) own 1',
      copy: 'image pad(2) sobel() resize(8) own 1',
    });
  });

  test('may not go round in a circle', () => {
    expect(codes('a: Image[28, 28, 1] = invert(b)  b: Image[28, 28, 1] = invert(a)')).toEqual([
      'data/unknown-field',
      'data/unknown-field',
    ]);
  });
});

describe('what is said', () => {
  test('a fault of a field is not told again of those derived from it', () => {
    const wrong = 'image: Image[32, 32, 1] in [0, 1]';
    expect(codes(`${wrong}  edges: Image[32, 32, 1] = sobel(image)`)).toEqual(['data/field-shape']);
    expect(codes(`${wrong} = pad(2)  edges: Image[28, 28, 1] = sobel(image)`)).toEqual(['data/field-shape']);
  });

  test.each([
    ['flip(horizontal)', []],
    ['flip(vertical), jitter(pad: 2), jitter(3)', []],
    ['flip(sideways)', ['data/augment']],
    ['flip', ['data/augment']],
    ['jitter(pad: 0)', ['data/augment']],
    ['jitter(by: 2)', ['data/augment']],
    ['jitter(pad: 2, 3)', ['data/augment']],
    ['crop(2)', ['data/augment']],
  ])('augment { %s }', (change, wanted) => {
    expect(codes(`image: Image[28, 28, 1]  augment { ${change} }`)).toEqual(wanted);
  });

  test('augment needs images of one size, and derived ones may have others', () => {
    expect(codes('label: Class[10]  augment { flip(horizontal) }')).toEqual(['data/augment-fields']);
    const two = 'large: Image[32, 32, 1] = pad(image, 2)  small: Image[14, 14, 1] = resize(image, 14)';
    expect(codes(`${two}  augment { flip(horizontal) }`)).toEqual(['data/augment-fields']);
    expect(codes(two)).toEqual([]);
    const one = 'image: Image[28, 28, 1]  small: Image[14, 14, 1] = resize(image, 14)';
    expect(codes(`${one}  augment { flip(horizontal) }`)).toEqual([]);
  });
});
