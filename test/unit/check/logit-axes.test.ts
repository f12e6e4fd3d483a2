/** @file Trailing sizes of 1 at a Logit: all of them drop, others are faults. */
import { expect, test } from 'vitest';
import { check } from '../../../src/compiler/compile.ts';
import { sourcesOf } from '../../support/specs.ts';

const codes = (result: string, body: string): readonly string[] => {
  const { sources, entry } = sourcesOf(`model M {
    network D(x: Image[4, 4, 2]) -> ${result} { x |> ${body} }
    infer f(x: Image[4, 4, 2]) -> ${result} { D(x) }
  }`);
  return check(sources, entry).diagnostics.map((one) => one.code);
};

test.each([
  ['Logit', 'flatten |> dense(1)', []],
  ['Logit', 'conv2d(1, kernel: 4, padding: none)', []],
  ['Logit[4, 4]', 'conv2d(1, kernel: 3)', []],
  ['Logit', 'conv2d(1, kernel: 3, padding: none)', ['type/result']],
  ['Logit', 'conv2d(2, kernel: 4, padding: none)', ['type/result']],
  ['Logit[4, 4]', 'conv2d(2, kernel: 3)', ['type/result']],
  ['Real', 'conv2d(1, kernel: 4, padding: none)', ['type/result']],
])('-> %s of %s', (result, body, wanted) => {
  expect(codes(result, body)).toEqual(wanted);
});
