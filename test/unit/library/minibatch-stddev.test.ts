/** @file minibatchStddev against values worked out by hand: its groups, and the warning where a gradient is taken through it. */
import { expect, it } from 'vitest';
import { check, compile } from '../../../src/compiler/compile.ts';
import { evaluateProgram, stepGraph } from '../../support/evaluate-program.ts';

const path = 'spec.gen';

const spec = (batch: number, term: string, body = 'x |> minibatchStddev(group: 2) |> dense(1)'): string => `
model M {
  prior pz = Normal[2](mean: 0, stddev: 1)
  network N(x: Vector[2]) -> Logit { ${body} }
  train {
    batch ${batch}
    steps 1
    sample x ~ pz
    update N with sgd(1) { minimize score = ${term} }
  }
}`;

/** The mean over the batch of the channel that is added. */
function added(batch: number, x: readonly number[]): number {
  const { program } = compile(new Map([[path, { path, text: spec(batch, 'N(x)') }]]), path);
  const values = { 'train/x.normal': x, 'N/dense1/kernel': [0, 0, 1], 'N/dense1/bias': [0] };
  return evaluateProgram(program!, stepGraph(program!), { values })['score']![0]!;
}

it('is the deviation of each feature over a group, averaged', () => {
  // Both features: 0 and 2, deviation 1; 0 and 6, deviation 3.
  expect(added(2, [0, 0, 2, 6])).toBeCloseTo(2, 6);
});

it('keeps groups apart', () => {
  // Examples 1 and 3 are a group, deviations 1 and 3; 2 and 4 are equal.
  expect(added(4, [0, 0, 5, 5, 2, 6, 5, 5])).toBeCloseTo((2 + 1e-4) / 2, 6);
});

it('takes smaller groups where the batch has no such divisor', () => {
  expect(added(3, [0, 0, 2, 6, 9, 9])).toBeCloseTo(1e-4, 9);
});

it('warns where a gradient is taken through it', () => {
  const codes = (term: string): readonly string[] =>
    check(new Map([[path, { path, text: spec(4, term) }]]), path).diagnostics.map((one) => one.code);
  expect(codes('gradientPenalty.r1(N(x), x)')).toEqual(['gradient/batch-statistics']);
  expect(codes('N(x)')).toEqual([]);
});
