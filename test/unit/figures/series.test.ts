/** @file Smoothing, thinning and ranges of series. */
import { describe, expect, test } from 'vitest';
import { paddedRange, smooth, thin } from '../../../src/runtime/figures/series.ts';

const line = Array.from({ length: 101 }, (_, x) => ({ x, y: 2 * x }));

describe('smooth', () => {
  test('keeps a line where the window is whole', () => {
    const smoothed = smooth(line, 11);
    expect(smoothed[50]).toEqual({ x: 50, y: 100 });
    expect(smoothed[0]).toEqual({ x: 0, y: 0 });
  });

  test('takes the mean of what is there at the end', () => {
    expect(smooth(line, 11).at(-1)).toEqual({ x: 100, y: 195 });
  });

  test('leaves out what is not finite', () => {
    expect(smooth([...line, { x: 101, y: Number.NaN }], 3)).toHaveLength(101);
  });
});

describe('thin', () => {
  test('keeps spikes and the order', () => {
    const spiked = line.map((point) => (point.x === 37 ? { x: 37, y: 9999 } : point));
    const thinned = thin(spiked, 20);
    expect(thinned.length).toBeLessThanOrEqual(22);
    expect(thinned).toContainEqual({ x: 37, y: 9999 });
    expect(thinned.map(({ x }) => x)).toEqual(thinned.map(({ x }) => x).toSorted((a, b) => a - b));
  });
});

describe('paddedRange', () => {
  test('begins at 0 where that is near, and not where it is far', () => {
    expect(paddedRange([1, 10])[0]).toBe(0);
    expect(paddedRange([99, 100])[0]).toBeGreaterThan(98);
    expect(paddedRange([-10, -1])[1]).toBe(0);
  });

  test('is a range for constants and for nothing', () => {
    const [low, high] = paddedRange([5, 5]);
    expect(low).toBeLessThan(5);
    expect(high).toBeGreaterThan(5);
    expect(paddedRange([Number.NaN])).toEqual([0, 1]);
  });
});
