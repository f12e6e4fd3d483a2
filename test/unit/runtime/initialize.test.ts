/** @file Initial values: each kind's moments, orthogonality, copies, and streams by name. */
import { describe, expect, test } from 'vitest';
import { initializeStates } from '../../../src/runtime/initialize.ts';
import { orthonormalise } from '../../../src/runtime/orthogonal.ts';
import type { InitPlan, StatePlan } from '../../../src/runtime/plan.ts';

const entry = (name: string, shape: readonly number[], init: InitPlan): StatePlan => ({
  name,
  kind: 'weight',
  shape,
  dtype: 'f32',
  init,
  convolutionKernel: false,
});
const values = (states: readonly StatePlan[], name: string, seed = 1): Float32Array =>
  initializeStates(states, seed).get(name)?.data as Float32Array;
const mean = (data: Float32Array, value: (x: number) => number): number =>
  data.reduce((sum, x) => sum + value(x), 0) / data.length;

describe('initializeStates', () => {
  test('constants, also of whole numbers', () => {
    const step = { ...entry('n', [], { kind: 'constant', value: 4 }), dtype: 'i32' as const };
    expect(values([entry('a', [2, 2], { kind: 'constant', value: 0.5 })], 'a')).toEqual(
      Float32Array.of(0.5, 0.5, 0.5, 0.5),
    );
    expect(initializeStates([step], 1).get('n')?.data).toEqual(Int32Array.of(4));
  });

  test('uniform values fill [low, high) with its mean and variance', () => {
    const data = values([entry('a', [784, 400], { kind: 'uniform', low: -0.1, high: 0.3 })], 'a');
    expect(Math.min(...data.slice(0, 50_000))).toBeGreaterThanOrEqual(Math.fround(-0.1));
    expect(Math.max(...data.slice(0, 50_000))).toBeLessThanOrEqual(Math.fround(0.3));
    const variance = 0.4 ** 2 / 12;
    expect(Math.abs(mean(data, (x) => x) - 0.1)).toBeLessThan(5 * Math.sqrt(variance / data.length));
    // The fourth central moment of a uniform is width^4 / 80.
    const spread = Math.sqrt((0.4 ** 4 / 80 - variance ** 2) / data.length);
    expect(Math.abs(mean(data, (x) => (x - 0.1) ** 2) - variance)).toBeLessThan(5 * spread);
  });

  test('normal values have the mean and the deviation asked for', () => {
    const data = values([entry('a', [300, 500], { kind: 'normal', mean: 2, stddev: 0.02 })], 'a');
    expect(Math.abs(mean(data, (x) => x) - 2)).toBeLessThan((5 * 0.02) / Math.sqrt(data.length));
    const variance = mean(data, (x) => (x - 2) ** 2);
    expect(Math.abs(variance / 0.02 ** 2 - 1)).toBeLessThan(5 * Math.sqrt(2 / data.length));
  });

  test.each([[[40, 12]], [[12, 40]], [[3, 3, 4, 20]], [[3, 3, 2, 30]], [[17, 17]], [[2, 1]]])(
    'an orthogonal %j has orthogonal rows or columns of length gain',
    (shape) => {
      const gain = 1.5;
      const data = values([entry('a', shape, { kind: 'orthogonal', gain })], 'a');
      const columns = shape.at(-1) ?? 1;
      const rows = data.length / columns;
      const at = (vector: number, index: number): number =>
        data[rows >= columns ? index * columns + vector : vector * columns + index] ?? 0;
      for (let first = 0; first < Math.min(rows, columns); first++) {
        for (let second = 0; second <= first; second++) {
          let dot = 0;
          for (let index = 0; index < Math.max(rows, columns); index++)
            dot += at(first, index) * at(second, index);
          expect(dot).toBeCloseTo(first === second ? gain * gain : 0, 5);
        }
      }
    },
  );

  test('vectors that hardly differ are made orthogonal too', () => {
    const [count, length] = [7, 30];
    const vectors = Float64Array.from({ length: count * length }, (_, i) => Math.sin(i * i));
    // The sixth is the first, but for a billionth: one pass leaves it with an error of 1e-7.
    for (let i = 0; i < length; i++) vectors[5 * length + i] = vectors[i]! + 1e-9 * Math.cos(i * i);
    orthonormalise(vectors, count, length);
    for (let first = 0; first < count; first++) {
      for (let second = 0; second <= first; second++) {
        let dot = 0;
        for (let i = 0; i < length; i++) dot += vectors[first * length + i]! * vectors[second * length + i]!;
        expect(dot).toBeCloseTo(first === second ? 1 : 0, 12);
      }
    }
  });

  test('a copy has the values of what it copies, through a chain', () => {
    const states = [
      entry('c', [4], { kind: 'copy', of: 'b' }),
      entry('b', [4], { kind: 'copy', of: 'a' }),
      entry('a', [4], { kind: 'normal', mean: 0, stddev: 1 }),
    ];
    expect(values(states, 'c')).toEqual(values(states, 'a'));
  });

  test('another state in the plan changes nothing; another seed or name does', () => {
    const a = entry('a', [10], { kind: 'normal', mean: 0, stddev: 1 });
    const b = entry('b', [10], { kind: 'normal', mean: 0, stddev: 1 });
    expect(values([b, a], 'a')).toEqual(values([a], 'a'));
    expect(values([a, b], 'b')).not.toEqual(values([a], 'a'));
    expect(values([a], 'a', 2)).not.toEqual(values([a], 'a'));
  });
});
