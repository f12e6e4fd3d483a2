/**
 * @file The random streams: Threefry's published known answers, independence from the batch split, and statistics. Thresholds are
 * five standard errors of the statistic under the claimed distribution, fixed before the first run.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DrawSite } from '../../../../src/runtime/random/key.ts';
import { namedKey } from '../../../../src/runtime/random/key.ts';
import { extentOf, fillNormal, fillUniform } from '../../../../src/runtime/random/fill.ts';
import { RandomStream, permutation } from '../../../../src/runtime/random/stream.ts';
import { threefryBlocks } from '../../../../src/runtime/random/threefry.ts';

const site = (change: Partial<DrawSite> = {}): DrawSite => ({
  seed: 1,
  site: 'z',
  step: 3,
  repetition: 0,
  ...change,
});

describe('threefryBlocks', () => {
  // The vectors that the authors publish with Random123 (kat_vectors, threefry2x32, 20 rounds).
  test.each([
    [
      [0, 0],
      [0, 0],
      [0x6b200159, 0x99ba4efe],
    ],
    [
      [0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      [0x1cb996fc, 0xbb002be7],
    ],
    [
      [0x243f6a88, 0x85a308d3],
      [0x13198a2e, 0x03707344],
      [0xc4923a9c, 0x483df7a0],
    ],
  ] as const)('counter %j under key %j gives %j', (counter, [low, high], words) => {
    const out = new Int32Array(2);
    threefryBlocks({ low, high }, counter[0], counter[1], 1, out);
    expect([...out].map((word) => word >>> 0)).toEqual(words);
  });

  test('gives consecutive counters in one call', () => {
    const all = new Int32Array(10);
    threefryBlocks({ low: 5, high: 6 }, 7, 8, 5, all);
    const one = new Int32Array(2);
    threefryBlocks({ low: 5, high: 6 }, 7, 10, 1, one);
    expect([...all.subarray(4, 6)]).toEqual([...one]);
  });
});

describe('fillNormal and fillUniform', () => {
  test('give each example the same numbers however the batch is split', () => {
    const shapes = fc.record({
      examples: fc.integer({ min: 1, max: 9 }),
      perExample: fc.integer({ min: 1, max: 5000 }),
    });
    fc.assert(
      fc.property(shapes, fc.nat(8), ({ examples, perExample }, cut) => {
        for (const fill of [fillNormal, fillUniform]) {
          const whole = new Float32Array(examples * perExample);
          fill(whole, site(), { examples, perExample });
          const first = Math.min(cut, examples - 1);
          const rest = new Float32Array((examples - first) * perExample);
          fill(rest, site(), { examples: examples - first, perExample, firstExample: first });
          expect(rest).toEqual(whole.slice(first * perExample));
        }
      }),
      { numRuns: 30 },
    );
  });

  test('depend on the seed, the site, the step and the repetition, each', () => {
    const draws = [
      site(),
      site({ seed: 2 }),
      site({ seed: 1 + 2 ** 32 }),
      site({ site: 'y' }),
      site({ step: 4 }),
      site({ repetition: 1 }),
    ];
    const first = draws.map((where) => {
      const out = new Float32Array(4);
      fillNormal(out, where, extentOf([4]));
      return out.join();
    });
    expect(new Set(first).size).toBe(draws.length);
  });

  const COUNT = 1_000_000;

  test('normal numbers have the moments, the tails and the distances of a normal', () => {
    const out = new Float32Array(COUNT);
    fillNormal(out, site(), { examples: 1000, perExample: 1000 });
    const mean = (value: (x: number) => number): number => out.reduce((sum, x) => sum + value(x), 0) / COUNT;
    const within = (statistic: number, expected: number, variance: number): void =>
      expect(Math.abs(statistic - expected)).toBeLessThan(5 * Math.sqrt(variance / COUNT));
    within(
      mean((x) => x),
      0,
      1,
    );
    within(
      mean((x) => x * x),
      1,
      2,
    );
    within(
      mean((x) => x ** 3),
      0,
      15,
    );
    within(
      mean((x) => x ** 4),
      3,
      96,
    );
    // P(|x| > 2) = 0.0455003, P(|x| > 4) = 6.33425e-5.
    within(
      mean((x) => Number(Math.abs(x) > 2)),
      0.0455003,
      0.0455 * 0.9545,
    );
    within(
      mean((x) => Number(Math.abs(x) > 4)),
      6.33425e-5,
      6.33e-5,
    );
    // Neighbours, neighbours at distance two (the next block), and examples at the same place are uncorrelated.
    const correlation = (lag: number): number => {
      let sum = 0;
      for (let index = 0; index + lag < COUNT; index++) sum += (out[index] ?? 0) * (out[index + lag] ?? 0);
      return sum / (COUNT - lag);
    };
    for (const lag of [1, 2, 3, 1000]) within(correlation(lag), 0, 1.01);
  });

  test('uniform numbers fill [0, 1) evenly, by a chi-squared test over 1,000 bins', () => {
    const out = new Float32Array(COUNT);
    fillUniform(out, site(), { examples: 10, perExample: COUNT / 10 });
    const bins = new Float64Array(1000);
    expect(out.every((value) => value >= 0 && value < 1)).toBe(true);
    for (const value of out) {
      const bin = Math.floor(value * 1000);
      bins[bin] = (bins[bin] ?? 0) + 1;
    }
    const chiSquared = bins.reduce((sum, count) => sum + (count - COUNT / 1000) ** 2 / (COUNT / 1000), 0);
    expect(Math.abs(chiSquared - 999)).toBeLessThan(5 * Math.sqrt(2 * 999));
  });

  test('different steps and sites are uncorrelated', () => {
    const a = new Float32Array(100_000);
    const b = new Float32Array(100_000);
    fillNormal(a, site(), extentOf([100, 1000]));
    for (const where of [
      site({ step: 4 }),
      site({ site: 'y' }),
      site({ seed: 2 }),
      site({ repetition: 1 }),
    ]) {
      fillNormal(b, where, extentOf([100, 1000]));
      const correlation = a.reduce((sum, x, index) => sum + x * (b[index] ?? 0), 0) / a.length;
      expect(Math.abs(correlation)).toBeLessThan(5 / Math.sqrt(a.length));
    }
  });
});

describe('namedKey', () => {
  test('tells names apart, also where one continues another', () => {
    const names = ['', '\0', 'a', 'a\0', 'aaaaaaaa', 'aaaaaaaaa', 'block/1', 'block/2', 'é', 'e'];
    const keys = names.map((name) => JSON.stringify(namedKey(0, name)));
    expect(new Set(keys).size).toBe(names.length);
  });

  test('refuses seeds that are no whole numbers', () => {
    expect(() => namedKey(0.5, 'a')).toThrow('seed 0.5');
    expect(() => namedKey(-1, 'a')).toThrow('seed -1');
  });
});

describe('RandomStream and permutation', () => {
  test('a stream repeats for one key', () => {
    const take = (stream: RandomStream): number[] => Array.from({ length: 600 }, () => stream.normal());
    expect(take(new RandomStream(1, 'a'))).toEqual(take(new RandomStream(1, 'a')));
    expect(take(new RandomStream(1, 'a'))).not.toEqual(take(new RandomStream(1, 'b')));
  });

  test('a permutation holds every index once, and another number is another order', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2000 }), fc.nat(), (count, seed) => {
        const order = permutation(seed, 'data', 0, count);
        expect([...order].toSorted((a, b) => a - b)).toEqual(
          Array.from({ length: count }, (_, index) => index),
        );
      }),
      { numRuns: 40 },
    );
    expect(permutation(1, 'data', 0, 100)).not.toEqual(permutation(1, 'data', 1, 100));
  });

  test('every one of the 24 orders of four comes equally often', () => {
    const rounds = 24_000;
    const counts = new Map<string, number>();
    for (let number = 0; number < rounds; number++) {
      const order = permutation(9, 'data', number, 4).join();
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    const chiSquared = [...counts.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    expect(Math.abs(chiSquared - 23)).toBeLessThan(5 * Math.sqrt(2 * 23));
  });
});
