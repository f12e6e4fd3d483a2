/** @file The classifier behind measures is written for the very declaration that is measured, and compiles for each of these. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { classifierNetwork, classifierSpec } from '../../../src/cli/classifier/classifier-spec.ts';
import { compile } from '../../../src/compiler/compile.ts';
import type { Program } from '../../../src/compiler/4-lower/program.ts';
import type { Plan } from '../../../src/runtime/plan.ts';

function programOf(text: string): Program {
  const { program, diagnostics } = compile(new Map([['spec.gen', { path: 'spec.gen', text }]]), 'spec.gen');
  if (!program) throw new Error(diagnostics.map((one) => one.message).join('; '));
  return program;
}

/** A spec that measures images of `data`. */
const measured = (data: string, type: string): string => `model Measured {
  data pictures from ${data}
  network G(z: Vector[2]) -> ${type} { z |> dense(${sizeOf(type)}) |> tanh |> reshape(${/\[(.*?)\]/.exec(type)![1]}) |> rescale(${/in \[(.*)\]/.exec(type)![1]}) }
  train {
    batch 4
    steps 1
    update G with adam(1e-3) { minimize mse(G(Z(pictures.image)), pictures.image) }
  }
  encoder Z(x: ${type}) -> Vector[2] { x |> flatten |> dense(2) }
  train more after train {
    batch 4
    steps 1
    update Z with adam(1e-3) { minimize mse(G(Z(pictures.image)), pictures.image) }
  }
  evaluate { report distance = frechetDistance(G(sample(Normal[2](mean: 0, stddev: 1))), pictures.image) }
}`;

const sizeOf = (type: string): number =>
  /\[(.*?)\]/
    .exec(type)![1]!
    .split(',')
    .reduce((product, one) => product * Number(one), 1);

function classifierOf(plan: Plan, count = 60_000): string {
  const { data, measure } = plan.measures![0]!;
  if (measure.kind === 'parzenWindow') throw new Error('no classifier');
  const source = plan.sources.find(({ name }) => name === data.source)!;
  return classifierSpec({ source, field: data.field, labels: measure.labels }, count);
}

describe.each([
  ['as it comes', 'mnist { image: Image[28, 28, 1] in [0, 1] }', 'Image[28, 28, 1] in [0, 1]'],
  [
    'padded, of two classes',
    'mnist(digits: [3, 8], half: first) { image: Image[32, 32, 1] in [-1, 1] = invert(pad(image, 2)) }',
    'Image[32, 32, 1] in [-1, 1]',
  ],
  [
    'drawn, by a class of another name',
    'drawnShapes(size: 24) { image: Image[24, 24, 3] in [-1, 1], colour: Class[6] }',
    'Image[24, 24, 3] in [-1, 1]',
  ],
])('data %s', (_, data, type) => {
  const { plan } = programOf(measured(data, type));
  const classifier = programOf(classifierOf(plan)).plan;

  test('is declared as in the spec that is measured', () => {
    const [wanted] = plan.sources;
    const [found] = classifier.sources;
    expect(found!.loader).toBe(wanted!.loader);
    expect(found!.options).toEqual(wanted!.options);
    const { place: _place, ...image } = wanted!.fields.find(({ name }) => name === 'image')!;
    expect(found!.fields[0]).toMatchObject(image);
  });

  test('gives features and a score for each class', () => {
    const network = classifier.infers.find(({ name }) => name === classifierNetwork.name)!;
    expect(network.results.map(({ name }) => name)).toEqual([
      classifierNetwork.features,
      classifierNetwork.logits,
    ]);
    const classes = classifier.sources[0]!.fields[1]!.classes!;
    expect(network.results.map(({ type: one }) => one)).toEqual([
      'Vector[64] in [0, inf)',
      `Vector[${classes}]`,
    ]);
  });
});

test('specs/classifier.gen is the one of MNIST as it comes', () => {
  const data = 'mnist { image: Image[28, 28, 1] in [0, 1] }';
  const { plan } = programOf(measured(data, 'Image[28, 28, 1] in [0, 1]'));
  const file = readFileSync(new URL('../../../specs/classifier.gen', import.meta.url), 'utf8');
  expect(file).toBe(classifierOf(plan));
});

test('few examples are shown often enough', () => {
  const data = 'mnist(limit: 500) { image: Image[28, 28, 1] in [0, 1] }';
  const { plan } = programOf(measured(data, 'Image[28, 28, 1] in [0, 1]'));
  expect(programOf(classifierOf(plan, 500)).plan.phases[0]!.duration).toEqual({ unit: 'steps', count: 1500 });
});
