/** @file `max` of two values: what its operands may be, against numbers worked out by hand. */
import { describe, expect, it } from 'vitest';
import { check } from '../../../src/compiler/compile.ts';
import { runInfer } from '../../support/run-infer.ts';
import { sourcesOf } from '../../support/specs.ts';

const spec = (body: string, result = 'Vector[3]'): string => `model M {
  prior pz = Normal[3](mean: 0, stddev: 1)
  network F(x: Vector[3]) -> Vector[3] { x |> dense(3) }
  infer f(x: Vector[3]) -> ${result} { ${body} }
}`;
const codes = (body: string): readonly string[] => {
  const { sources, entry } = sourcesOf(spec(body));
  return check(sources, entry)
    .diagnostics.filter(({ severity }) => severity === 'error')
    .map((one) => one.code);
};

describe('max of two values', () => {
  const x = [-2, 0.25, 3];

  it('takes tensors and numbers on either side', () => {
    expect(runInfer(spec('max(x, 0.5)'), 'f', { x })).toEqual([0.5, 0.5, 3]);
    expect(runInfer(spec('max(0.5, x)'), 'f', { x })).toEqual([0.5, 0.5, 3]);
  });

  it('takes truth values as numbers, as min does', () => {
    expect(runInfer(spec('max(x > 0, x)'), 'f', { x })).toEqual([0, 1, 3]);
    expect(runInfer(spec('min(x > 0, x)'), 'f', { x })).toEqual([-2, 0.25, 1]);
  });

  it('refuses what is no tensor, once', () => {
    expect(codes('max(pz, x)')).toEqual(['type/not-a-tensor']);
    expect(codes('max(x, pz)')).toEqual(['type/argument-kind']);
    expect(codes('max(F, x)')).toEqual(['type/not-a-tensor']);
  });
});
