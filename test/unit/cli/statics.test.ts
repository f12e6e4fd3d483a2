/** @file Values of static parameters from `genc compile --with`: what is taken, what is refused, and which infers still lack some. */
import { expect, test } from 'vitest';
import { declaredSignatures } from '../../../src/cli/infer/signature.ts';
import { staticsOf, templatesOf } from '../../../src/cli/infer/statics.ts';

const text = `model M {
  infer walk(a: Vector[2], steps: Int = 8) -> [Vector[2]] { for t in linspace(0, 1, steps) { a * t } }
  infer mix(a: Vector[2], cut: Int, turned: Bool) -> Vector[2] { if turned { a * cut } else { a } }
}`;
const sources = new Map([['m.gen', { path: 'm.gen', text }]]);
const declared = declaredSignatures({ sources, entry: 'm.gen' }, undefined);

test('numbers and truths are taken by infer and parameter', () => {
  const statics = staticsOf(declared, { 'walk.steps': '3', 'mix.cut': '-1', 'mix.turned': 'true' });
  expect([...statics].map(([name, values]) => [name, [...values]])).toEqual([
    ['walk', [['steps', 3]]],
    [
      'mix',
      [
        ['cut', -1],
        ['turned', true],
      ],
    ],
  ]);
  expect(templatesOf(declared, statics)).toEqual([]);
});

test('an infer lacks those that have neither a default nor a value', () => {
  expect(templatesOf(declared, new Map())).toEqual([
    { name: 'mix', lacks: 'cut: Int, turned: Bool', example: '--with mix.cut=1' },
  ]);
  expect(templatesOf(declared, staticsOf(declared, { 'mix.cut': '2' }))).toEqual([
    { name: 'mix', lacks: 'turned: Bool', example: '--with mix.turned=true' },
  ]);
});

test.each([
  ['mixx.cut', '1', 'infer/unknown', 'did you mean `mix`?'],
  ['mix.cot', '1', 'infer/argument-unknown', 'did you mean `cut`?'],
  ['mix.a', '1', 'infer/argument-unknown', 'cut'],
  ['mix.cut', '1.5', 'infer/argument-type', 'it is mix(a: Vector[2], cut: Int, turned: Bool) -> Vector[2]'],
  ['mix.turned', '1', 'infer/argument-type', 'it is mix('],
])('refuses %s=%s', (place, value, code, help) => {
  expect(() => staticsOf(declared, { [place]: value })).toThrow(
    expect.objectContaining({ code, help: expect.stringContaining(help) as string }) as Error,
  );
});
