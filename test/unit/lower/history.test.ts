/** @file A pool, against one that takes the examples one after another, as the image pools of published code do. */
import { describe, expect, test } from 'vitest';
import { throughPool } from '../../../src/compiler/4-lower/history.ts';
import { GraphBuilder } from '../../../src/compiler/ir/build.ts';
import { evaluateGraph } from '../../../src/compiler/ir/evaluate.ts';

interface Pool {
  readonly slots: readonly number[];
  readonly filled: number;
}

/** A batch of numbers through a pool, example by example. `draws` are two for each. */
function oneByOne(x: readonly number[], draws: readonly number[], { slots, filled }: Pool) {
  const pool = [...slots];
  let count = filled;
  const shown = x.map((value, i) => {
    if (count < pool.length) {
      pool[count++] = value;
      return value;
    }
    if (!(draws[2 * i]! < 0.5)) return value;
    const slot = Math.floor(draws[2 * i + 1]! * pool.length);
    const past = pool[slot]!;
    pool[slot] = value;
    return past;
  });
  return { shown, slots: pool, filled: count };
}

/** The same, as the step's graph computes it, for examples of two values: x and -x. */
function compiled(x: readonly number[], draws: readonly number[], { slots, filled }: Pool) {
  const b = new GraphBuilder('pool');
  const pairs = (values: readonly number[]) => ({
    shape: [values.length, 2],
    data: Float64Array.from(values.flatMap((value) => [value, -value])),
  });
  const next = throughPool(b, {
    x: b.input('x', [x.length, 2]),
    draws: b.input('draws', [x.length, 2]),
    pool: b.input('pool', [slots.length, 2]),
    filled: b.input('filled', []),
  });
  for (const [name, value] of Object.entries(next)) b.output(`${name}:next`, value);
  const outputs = evaluateGraph(b.finish(), {
    x: pairs(x),
    draws: { shape: [x.length, 2], data: Float64Array.from(draws) },
    pool: pairs(slots),
    filled: { shape: [], data: Float64Array.of(filled) },
  });
  const first = (name: string): readonly number[] =>
    [...outputs[`${name}:next`]!.data].filter((_, i) => i % 2 === 0);
  expect([...outputs['shown:next']!.data].filter((_, i) => i % 2 === 1)).toEqual(
    first('shown').map((value) => -value),
  );
  return { shown: first('shown'), slots: first('pool'), filled: outputs['filled:next']!.data[0]! };
}

const swap = (slot: number, size: number): readonly number[] => [0, (slot + 0.5) / size];
const pass = [0.5, 0];

describe('a batch of three through a pool of two', () => {
  test('fills first, and passes what it puts in', () => {
    expect(compiled([1, 2], [...swap(0, 2), ...swap(0, 2)], { slots: [0, 0], filled: 0 })).toEqual({
      shown: [1, 2],
      slots: [1, 2],
      filled: 2,
    });
  });

  test('an example that finds it full may swap with one of its own batch', () => {
    const draws = [...pass, ...pass, ...swap(0, 2)];
    expect(compiled([1, 2, 3], draws, { slots: [0, 0], filled: 0 })).toEqual({
      shown: [1, 2, 1],
      slots: [3, 2],
      filled: 2,
    });
  });

  test('of two that pick one slot, the second gets the value of the first', () => {
    const draws = [...swap(1, 2), ...pass, ...swap(1, 2)];
    expect(compiled([1, 2, 3], draws, { slots: [8, 9], filled: 2 })).toEqual({
      shown: [9, 2, 1],
      slots: [8, 3],
      filled: 2,
    });
  });
});

test('is the pool that takes examples one by one, over many batches', () => {
  let seed = 1;
  const random = (): number => (seed = (seed * 48271) % 2147483647) / 2147483647;
  for (const [batch, size] of [
    [4, 7],
    [8, 5],
    [3, 1],
    [1, 4],
  ] as const) {
    let pool: Pool = { slots: Array.from({ length: size }, () => 0), filled: 0 };
    for (let step = 0; step < 12; step++) {
      const x = Array.from({ length: batch }, (_, i) => 100 * step + i + 1);
      const draws = Array.from({ length: 2 * batch }, random);
      const expected = oneByOne(x, draws, pool);
      expect(compiled(x, draws, pool)).toEqual(expected);
      pool = expected;
    }
  }
});
