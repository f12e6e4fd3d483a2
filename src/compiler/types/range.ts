/**
 * @file Value ranges: intervals of the reals, ends included where finite. A range acts as a unit: an image in [0, 1] and one
 * in [-1, 1] are different things. `unbounded` is what a linear layer gives.
 */

export interface Range {
  readonly low: number;
  readonly high: number;
}

/** What can't be told of a block's parameter: it fits everywhere. Its ends are NaN, so that all made of it is unknown as well. */
export const unknownRange: Range = { low: NaN, high: NaN };
export const unbounded: Range = { low: -Infinity, high: Infinity };
export const unitRange: Range = { low: 0, high: 1 };
export const symmetricRange: Range = { low: -1, high: 1 };
export const nonNegative: Range = { low: 0, high: Infinity };

export function isKnownRange(range: Range): boolean {
  return !Number.isNaN(range.low) && !Number.isNaN(range.high);
}

/** Any real, or may be any. */
export function isUnbounded(range: Range): boolean {
  return !isKnownRange(range) || (range.low === -Infinity && range.high === Infinity);
}

/** Both ends finite. */
export function isBounded(range: Range): boolean {
  return Number.isFinite(range.low) && Number.isFinite(range.high);
}

/** True as well where one is unknown. */
export function sameRange(a: Range, b: Range): boolean {
  return (a.low === b.low && a.high === b.high) || !isKnownRange(a) || !isKnownRange(b);
}

/** Every value of `inner` lies in `outer`, or may. */
export function contains(outer: Range, inner: Range): boolean {
  return !isKnownRange(outer) || !isKnownRange(inner) || (outer.low <= inner.low && inner.high <= outer.high);
}

/** The smallest range that holds both. */
export function hull(a: Range, b: Range): Range {
  return { low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) };
}

/** `[0, 1]`, `[0, inf)`, `any real`. */
export function formatRange(range: Range): string {
  if (!isKnownRange(range)) return 'an unknown range';
  if (isUnbounded(range)) return 'any real';
  const low = Number.isFinite(range.low) ? `[${range.low}` : '(-inf';
  const high = Number.isFinite(range.high) ? `${range.high}]` : 'inf)';
  return `${low}, ${high}`;
}

// Interval arithmetic. 0 * inf counts as 0: an exact zero stays zero.
const times = (a: number, b: number): number => (a === 0 || b === 0 ? 0 : a * b);

export function addRanges(a: Range, b: Range): Range {
  return { low: a.low + b.low, high: a.high + b.high };
}
export function negateRange(a: Range): Range {
  return { low: -a.high, high: -a.low };
}
export function subtractRanges(a: Range, b: Range): Range {
  return addRanges(a, negateRange(b));
}
export function multiplyRanges(a: Range, b: Range): Range {
  const products = [times(a.low, b.low), times(a.low, b.high), times(a.high, b.low), times(a.high, b.high)];
  return { low: Math.min(...products), high: Math.max(...products) };
}
export function divideRanges(a: Range, b: Range): Range {
  if (b.low <= 0 && b.high >= 0) return unbounded;
  return multiplyRanges(a, { low: 1 / b.high, high: 1 / b.low });
}
/** The image of a range under a rising function. */
export function mapRange(a: Range, rising: (x: number) => number): Range {
  return { low: rising(a.low), high: rising(a.high) };
}
