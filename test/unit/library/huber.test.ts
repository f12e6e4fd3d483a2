/** @file huber against values worked out by hand, its slope against q(d) = min(|d|, delta), and what it reports. */
import { describe, expect, it } from 'vitest';
import { check } from '../../../src/compiler/compile.ts';
import { runInfer } from '../../support/run-infer.ts';

const spec = (distance: string): string => `model M {
  infer f(a: Vector[4], b: Vector[4]) -> Real { ${distance} }
}`;

const codes = (text: string): readonly string[] => {
  const path = 'spec.gen';
  return check(new Map([[path, { path, text }]]), path).diagnostics.map((one) => one.code);
};

describe('huber', () => {
  const given = { a: [0, 0.5, 3, -4], b: [0, 0, 0, 0] };

  it('is half the square below delta, and a line above it', () => {
    // Mean of 0, 0.125, 3 - 0.5 and 4 - 0.5.
    expect(runInfer(spec('huber(a, b)'), 'f', given)[0]).toBeCloseTo(6.125 / 4, 12);
    // Delta 2: mean of 0, 0.125, 2 (3 - 1) and 2 (4 - 1).
    expect(runInfer(spec('huber(a, b, delta: 2)'), 'f', given)[0]).toBeCloseTo(10.125 / 4, 12);
  });

  it('has slope min(|d|, delta) / n at each side of delta', () => {
    const at = (d: number): number =>
      runInfer(spec('huber(a, b, delta: 2)'), 'f', { a: [d, 0, 0, 0], b: [0] })[0]!;
    for (const d of [0.5, 1.9, 2.1, 5, -3]) {
      const slope = (at(d + 1e-5) - at(d - 1e-5)) / 2e-5;
      expect(slope).toBeCloseTo((Math.sign(d) * Math.min(Math.abs(d), 2)) / 4, 6);
    }
  });

  it('refuses a delta that is not positive, and operands of different shapes', () => {
    expect(codes(spec('huber(a, b, delta: 0)'))).toEqual(['range/empty-interval']);
    expect(codes(spec('huber(a, b |> reshape(2, 2))'))).toEqual(['shape/operands']);
  });
});
