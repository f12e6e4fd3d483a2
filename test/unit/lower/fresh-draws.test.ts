/** @file Independent minibatches: `sample other ~ shapes`, `sample y ~ objects.label`, `sample(objects.label)` in an expression. */
import { describe, expect, test } from 'vitest';
import { check } from '../../../src/compiler/compile.ts';
import type { BoundSource } from '../../../src/runtime/data/field.ts';
import { figureExamples } from '../../../src/runtime/training/test-split.ts';
import { stepGraph } from '../../support/evaluate-program.ts';
import { compileText, sourcesOf } from '../../support/specs.ts';

const spec = (train: string, more = ''): string => `model M {
  data objects from mnist { image: Image[28, 28, 1] in [0, 1], label: Class[10] }
  generator G(y: Class[10]) -> Image[28, 28, 1] in [0, 1] { y |> embed(784) |> sigmoid |> reshape(28, 28, 1) }
  train {
    batch 8
    steps 1
    ${train}
  }
  ${more}
}`;

/** The data inputs of the step graph. */
const inputsOf = (text: string): readonly string[] =>
  stepGraph(compileText(text))
    .inputs.flatMap((input) =>
      input.role === 'data' ? [`${input.source}.${input.field}#${input.draw}`] : [],
    )
    .toSorted();

const fit = (loss: string): string => `update G with sgd(1) { minimize loss = ${loss} }`;

describe('an independent minibatch', () => {
  test('a field of the batch is of its examples, a drawn one of others', () => {
    expect(inputsOf(spec(fit('mse(G(objects.label), objects.image)')))).toEqual([
      'objects.image#0',
      'objects.label#0',
    ]);
    expect(inputsOf(spec(`sample y ~ objects.label\n${fit('mse(G(y), objects.image)')}`))).toEqual([
      'objects.image#0',
      'objects.label#1',
    ]);
  });

  test('the fields of one draw are of the same examples', () => {
    expect(inputsOf(spec(`sample other ~ objects\n${fit('mse(G(other.label), other.image)')}`))).toEqual([
      'objects.image#1',
      'objects.label#1',
    ]);
  });

  test('is drawn anew by each sample, in a statement or an expression', () => {
    const text = spec(
      `sample y ~ objects.label\n${fit('mse(G(y), sample(objects.image)) + mse(G(sample(objects).label), objects.image)')}`,
    );
    expect(inputsOf(text)).toEqual([
      'objects.image#0',
      'objects.image#2',
      'objects.label#1',
      'objects.label#3',
    ]);
  });

  test('is numbered where it is drawn: another phase or a figure before changes none', () => {
    const train = `sample y ~ objects.label\n${fit('mse(G(y), objects.image)')}`;
    const before =
      'figure classes = grid(G(sample(objects.label)), count: 4)\n evaluate { report r = mse(G(sample(objects.label)), objects.image) }';
    const program = compileText(spec(train, before));
    const drawn = [
      ...program.plan.phases.flatMap((one) => one.variants),
      ...program.plan.figures,
      ...program.plan.evaluations,
    ]
      .flatMap(({ graph }) => graph.inputs)
      .flatMap((input) => (input.role === 'data' && input.field === 'label' ? [input.draw] : []));
    expect(drawn).toEqual([1, 1, 1]);
  });

  test('drawn by a let of the model, it is the same in all places and no other', () => {
    const text = spec(
      `sample y ~ objects.label\n${fit('mse(G(y), other.image)')}`,
      'let other = sample(objects)',
    );
    expect(inputsOf(text)).toEqual(['objects.image#501', 'objects.label#1']);
  });

  test('is of sources and their fields alone', () => {
    const { sources, entry } = sourcesOf(spec(fit('mse(G(sample(objects.label + 1)), objects.image)')));
    expect(check(sources, entry).diagnostics.map((one) => one.code)).toEqual(['type/not-a-distribution']);
  });
});

test('a program of many items reads on through the test examples, batch after batch', () => {
  const source = { name: 'objects', test: { count: 100, fields: new Map() } } as unknown as BoundSource;
  const read = (first: number, count: number): readonly number[] => {
    const out = new Uint32Array(count);
    figureExamples(new Map([['objects', source]]), 3, first)('objects', 1, out);
    return [...out];
  };
  expect([...read(0, 64), ...read(64, 36)].toSorted((a, b) => a - b)).toEqual(
    Array.from({ length: 100 }, (_, i) => i),
  );
});
