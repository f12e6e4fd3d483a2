/** @file Sizes in normal form, against random whole numbers in the place of their symbols. */
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import '../../support/property-seed.ts';
import {
  addDims,
  alwaysSame,
  broadcastShapes,
  countOf,
  divideDims,
  exactQuotient,
  floorQuotient,
  formatDim,
  isAbove,
  isKnown,
  keepsPromise,
  multiplyDims,
  sameDim,
  subtractDims,
} from '../../../src/compiler/types/dims.ts';
import type { Dim } from '../../../src/compiler/types/dims.ts';
import { symbolDim } from '../../../src/compiler/types/polynomial.ts';

const symbol = (name: string): Dim => symbolDim({ name, least: 1 });
const [h, w, n, by] = ['h', 'w', 'n', 'by'].map(symbol) as [Dim, Dim, Dim, Dim];
const text = (dim: Dim): string => formatDim(dim);

describe('the normal form', () => {
  it('has one form for equal sizes', () => {
    expect(alwaysSame(multiplyDims(n, 2), multiplyDims(2, n))).toBe(true);
    expect(alwaysSame(multiplyDims(divideDims(h, 2), 2), h)).toBe(true);
    expect(alwaysSame(multiplyDims(divideDims(h, by), by), h)).toBe(true);
    expect(alwaysSame(divideDims(divideDims(h, 2), 2), divideDims(h, 4))).toBe(true);
    expect(alwaysSame(multiplyDims(addDims(h, 1), w), addDims(multiplyDims(w, h), w))).toBe(true);
  });
  it('gives numbers back where the symbols cancel', () => {
    expect(subtractDims(h, h)).toBe(0);
    expect(divideDims(multiplyDims(h, 6), multiplyDims(h, 2))).toBe(3);
    expect(subtractDims(addDims(h, 3), h)).toBe(3);
  });
  it('is printed as one would write it', () => {
    expect(text(multiplyDims(n, 2))).toBe('2*n');
    expect(text(divideDims(h, 2))).toBe('h/2');
    expect(text(divideDims(multiplyDims(h, 3), 2))).toBe('3*h/2');
    expect(text(divideDims(divideDims(h, by), 2))).toBe('h/(2*by)');
    expect(text(subtractDims(multiplyDims(h, w), 3))).toBe('h*w - 3');
    expect(text(subtractDims(3, h))).toBe('-h + 3');
    expect(text(divideDims(1, by))).toBe('1/by');
    expect(text(floorQuotient(subtractDims(h, 4), 2))).toBe('floor(h/2) - 2');
    expect(text(countOf([h, w, 4]))).toBe('4*h*w');
  });
  it('refuses what never divides, and keeps what may', () => {
    expect(exactQuotient(7, 2)).toBeUndefined();
    expect(exactQuotient(addDims(multiplyDims(h, 2), 1), 2)).toBeUndefined();
    expect(text(exactQuotient(addDims(h, 1), 2)!)).toBe('h/2 + 1/2');
    expect(exactQuotient(multiplyDims(h, 4), 2)).toEqual(multiplyDims(h, 2));
  });
});

describe('comparisons', () => {
  it('tell what holds for all sizes, and what for none', () => {
    expect(sameDim(h, divideDims(h, 2))).toBe(false);
    expect(sameDim(h, addDims(h, 1))).toBe(false);
    expect(sameDim(h, w)).toBe(true);
    expect(sameDim(h, 4)).toBe(true);
    expect(sameDim(addDims(h, 4), 4)).toBe(false);
    expect(isAbove(multiplyDims(h, w), subtractDims(h, 1))).toBe(true);
    expect(isAbove(h, w)).toBe(false);
  });
  it('hold a promise to the letter, where the normal form decides', () => {
    expect(keepsPromise(h, w)).toBe(false);
    expect(keepsPromise(divideDims(h, 2), divideDims(h, 2))).toBe(true);
    expect(keepsPromise(floorQuotient(h, 2), divideDims(h, 2))).toBe(true);
  });
  it('broadcast sizes that are one, equal, or may be', () => {
    expect(broadcastShapes([h, w, n], [n])).toEqual([h, w, n]);
    expect(broadcastShapes([h, w, 1], [h, 1, n])).toEqual([h, w, n]);
    expect(broadcastShapes([h], [divideDims(h, 2)])).toBeUndefined();
    expect(broadcastShapes([4], [n])).toEqual([4]);
    expect(broadcastShapes([h], [w])?.map(text)).toEqual(['?']);
  });
});

/** An expression over sizes: how dims.ts computes it, and how plain numbers do. */
interface Sum {
  readonly dim: Dim;
  readonly value: (at: Readonly<Record<string, number>>) => number;
}

const names = ['h', 'w', 'n'] as const;
const { sum } = fc.letrec<{ sum: Sum }>((tie) => ({
  sum: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(...names).map((name): Sum => ({ dim: symbol(name), value: (at) => at[name]! })),
    fc.integer({ min: -6, max: 6 }).map((value): Sum => ({ dim: value, value: () => value })),
    fc.tuple(tie('sum'), tie('sum'), fc.constantFrom('+', '-', '*')).map(([a, b, operator]): Sum => {
      const [dims, numbers] = {
        '+': [addDims, (x: number, y: number) => x + y] as const,
        '-': [subtractDims, (x: number, y: number) => x - y] as const,
        '*': [multiplyDims, (x: number, y: number) => x * y] as const,
      }[operator as '+' | '-' | '*'];
      return { dim: dims(a.dim, b.dim), value: (at) => numbers(a.value(at), b.value(at)) };
    }),
  ),
}));
const sizes = fc.record({
  h: fc.integer({ min: 1, max: 40 }),
  w: fc.integer({ min: 1, max: 40 }),
  n: fc.integer({ min: 1, max: 40 }),
});

/** The size with numbers in the place of its symbols, from its normal form alone. */
function valueOf(dim: Dim, at: Readonly<Record<string, number>>): number {
  if (isKnown(dim)) return dim;
  if (dim.kind === 'unknown') return NaN;
  return dim.terms
    .map(({ numerator, denominator, factors }) =>
      factors.reduce((product, { symbol: { name, floor }, power }) => {
        const value = floor ? Math.floor(valueOf(floor.of, at) / floor.by) : at[name]!;
        return product * value ** power;
      }, numerator / denominator),
    )
    .reduce((a, b) => a + b, 0);
}

describe('against whole numbers', () => {
  it('sums and products are those of the numbers', () => {
    fc.assert(
      fc.property(sum, sizes, ({ dim, value }, at) => {
        expect(valueOf(dim, at)).toBeCloseTo(value(at), 6);
      }),
    );
  });
  it('sizes that differ for all values differ for these, and one that is above is above', () => {
    fc.assert(
      fc.property(sum, sum, sizes, (a, b, at) => {
        if (!sameDim(a.dim, b.dim)) expect(a.value(at)).not.toBe(b.value(at));
        if (alwaysSame(a.dim, b.dim)) expect(a.value(at)).toBe(b.value(at));
        if (isAbove(a.dim, b.dim)) expect(a.value(at)).toBeGreaterThan(b.value(at));
      }),
    );
  });
  it('an exact quotient times its divisor is the size; none means that none is whole', () => {
    fc.assert(
      fc.property(sum, fc.integer({ min: 1, max: 6 }), sizes, ({ dim, value }, divisor, at) => {
        const quotient = exactQuotient(dim, divisor);
        if (quotient === undefined) expect(value(at) % divisor).not.toBe(0);
        else expect(alwaysSame(multiplyDims(quotient, divisor), dim)).toBe(true);
      }),
    );
  });
  it('a rounded quotient is rounded down', () => {
    fc.assert(
      fc.property(sum, fc.integer({ min: 1, max: 6 }), sizes, ({ dim, value }, divisor, at) => {
        expect(valueOf(floorQuotient(dim, divisor), at)).toBeCloseTo(Math.floor(value(at) / divisor), 6);
      }),
    );
  });
});
