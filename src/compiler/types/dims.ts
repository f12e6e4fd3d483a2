/**
 * @file Dimensions: the sizes in a type. All arithmetic on sizes goes through here, so that a rule never meets the
 * representation. In an elaborated network a size is a whole number of at least 1. In a block that is checked by itself it may be
 * symbolic, in the normal form of polynomial.ts, or unknown: then it fits everywhere, and what is made of it is unknown too.
 */
import {
  addPolynomials,
  constantPolynomial,
  constantValue,
  dividePolynomials,
  floorPolynomial,
  formatPolynomial,
  hasRounding,
  isNeverWhole,
  isPositive,
  multiplyPolynomials,
  negatePolynomial,
  samePolynomial,
} from './polynomial.ts';
import type { Polynomial, SizeSymbol } from './polynomial.ts';

/** A size that check can't tell. */
export interface UnknownSize {
  readonly kind: 'unknown';
}

/** The size of one axis. */
export type Dim = number | Polynomial | UnknownSize;

export const unknownSize: UnknownSize = { kind: 'unknown' };

export function isKnown(dim: Dim): dim is number {
  return typeof dim === 'number';
}

export function isUnknown(dim: Dim): dim is UnknownSize {
  return !isKnown(dim) && dim.kind === 'unknown';
}

/**
 * A rule needed the number of a size that is symbolic. Thrown by `known`, and caught where a library function is called: what the
 * function gives is then unknown.
 */
export class SizeNotKnown extends Error {}

/** The number of a size: for rules that can't do without, and for lowering, which never meets another. */
export function known(dim: Dim): number {
  if (typeof dim === 'number') return dim;
  throw new SizeNotKnown(`internal error: the size ${formatDim(dim)} is no number`);
}

export function knownShape(shape: readonly Dim[]): readonly number[] {
  return shape.every(isKnown) ? shape : shape.map(known);
}

/** A polynomial of constants alone is a number; none at all, one that couldn't be held. */
function reduced(p: Polynomial | undefined): Dim {
  return p ? (constantValue(p) ?? p) : unknownSize;
}

/** Both as polynomials, for an operation that the plain numbers don't decide. */
function joined(
  a: Dim,
  b: Dim,
  operation: (a: Polynomial, b: Polynomial) => Polynomial | undefined,
): Polynomial | undefined {
  const [left, right] = [polynomialOf(a), polynomialOf(b)];
  return left && right && operation(left, right);
}

/** Undefined for a size that is unknown, and for a number that is not whole. */
export function polynomialOf(dim: Dim): Polynomial | undefined {
  if (typeof dim === 'number') return constantPolynomial(dim);
  return dim.kind === 'polynomial' ? dim : undefined;
}

export function addDims(a: Dim, b: Dim): Dim {
  return isKnown(a) && isKnown(b) ? a + b : reduced(joined(a, b, addPolynomials));
}

export function subtractDims(a: Dim, b: Dim): Dim {
  if (isKnown(a) && isKnown(b)) return a - b;
  return reduced(joined(a, b, (left, right) => addPolynomials(left, negatePolynomial(right))));
}

export function multiplyDims(a: Dim, b: Dim): Dim {
  return isKnown(a) && isKnown(b) ? a * b : reduced(joined(a, b, multiplyPolynomials));
}

/** a / b, a fraction where b does not divide a. Not for b = 0. */
export function divideDims(a: Dim, b: Dim): Dim {
  return isKnown(a) && isKnown(b) ? a / b : reduced(joined(a, b, dividePolynomials));
}

/** a / b where b divides a, for symbolic sizes where it may divide; else undefined. */
export function exactQuotient(a: Dim, b: Dim): Dim | undefined {
  if (isKnown(a) && isKnown(b)) return b !== 0 && a % b === 0 ? a / b : undefined;
  const quotient = divideDims(a, b);
  if (isKnown(quotient)) return Number.isInteger(quotient) ? quotient : undefined;
  return quotient.kind === 'polynomial' && isNeverWhole(quotient) ? undefined : quotient;
}

export function powerOfDim(base: Dim, power: number): Dim {
  if (isKnown(base)) return base ** power;
  if (!Number.isInteger(power) || power < 0 || power > 8) return unknownSize;
  return countOf(Array<Dim>(power).fill(base));
}

/** a / b rounded down. */
export function floorQuotient(a: Dim, b: Dim): Dim {
  if (isKnown(a) && isKnown(b)) return Math.floor(a / b);
  if (b === 1) return a;
  const p = polynomialOf(a);
  return p && isKnown(b) ? reduced(floorPolynomial(p, b)) : unknownSize;
}

/** The size with others in the place of its symbols. */
export function substitute(dim: Dim, valueOf: (symbol: SizeSymbol) => Dim): Dim {
  if (isKnown(dim) || dim.kind === 'unknown') return dim;
  const replaced = (symbol: SizeSymbol): Dim =>
    symbol.floor ? floorQuotient(substitute(symbol.floor.of, valueOf), symbol.floor.by) : valueOf(symbol);
  return sumOfDims(
    dim.terms.map(({ numerator, denominator, factors }) => {
      const powers = (isAbove: boolean): readonly Dim[] =>
        factors
          .filter(({ power }) => power > 0 === isAbove)
          .flatMap(({ symbol, power }) => Array<Dim>(Math.abs(power)).fill(replaced(symbol)));
      const divisor = countOf([denominator, ...powers(false)]);
      return divisor === 0 ? unknownSize : divideDims(countOf([numerator, ...powers(true)]), divisor);
    }),
  );
}

/** The number of values of a shape: the product of its sizes; 1 for a scalar. */
export function countOf(shape: readonly Dim[]): Dim {
  return shape.reduce(multiplyDims, 1);
}

export function sumOfDims(sizes: readonly Dim[]): Dim {
  return sizes.reduce(addDims, 0);
}

/** True where the sizes are equal whatever the sizes in them are. */
export function alwaysSame(a: Dim, b: Dim): boolean {
  if (isKnown(a) || isKnown(b)) return a === b;
  return a.kind === 'polynomial' && b.kind === 'polynomial' && samePolynomial(a, b);
}

/** False where the sizes are equal for no values of the sizes in them. */
export function sameDim(a: Dim, b: Dim): boolean {
  if (isKnown(a) && isKnown(b)) return a === b;
  return !isAbove(a, b) && !isAbove(b, a);
}

/** True where a promise of `b` is kept by `a`, as far as that can be told: equal in normal form, where both have one. */
export function keepsPromise(a: Dim, b: Dim): boolean {
  if (isKnown(a) && isKnown(b)) return a === b;
  const [left, right] = [polynomialOf(a), polynomialOf(b)];
  if (!left || !right) return true;
  return samePolynomial(left, right) || ((hasRounding(left) || hasRounding(right)) && sameDim(a, b));
}

/** True where a > b whatever the sizes in them are. */
export function isAbove(a: Dim, b: Dim): boolean {
  const difference = subtractDims(a, b);
  if (isKnown(difference)) return difference > 0;
  return difference.kind === 'polynomial' && isPositive(difference);
}

export function sameShape(a: readonly Dim[], b: readonly Dim[]): boolean {
  return a.length === b.length && a.every((size, axis) => sameDim(size, b[axis]!));
}

export function formatDim(dim: Dim): string {
  if (isKnown(dim)) return String(dim);
  return dim.kind === 'polynomial' ? formatPolynomial(dim) : '?';
}

/** `28, 28, 1`. */
export function formatShape(shape: readonly Dim[]): string {
  return shape.map(formatDim).join(', ');
}

/** The shape of an elementwise result: trailing axes aligned, sizes equal or 1; undefined where they disagree. */
export function broadcastShapes(a: readonly Dim[], b: readonly Dim[]): readonly Dim[] | undefined {
  const rank = Math.max(a.length, b.length);
  const result: Dim[] = [];
  for (let back = rank; back >= 1; back--) {
    const left = a[a.length - back] ?? 1;
    const right = b[b.length - back] ?? 1;
    if (!sameDim(left, right) && left !== 1 && right !== 1) return undefined;
    result.push(broadcastDims(left, right));
  }
  return result;
}

/** Of two sizes that fit. Where they are equal for some sizes only, either may be the 1 that is repeated: a number above 1 is not. */
function broadcastDims(left: Dim, right: Dim): Dim {
  if (left === 1) return right;
  if (right === 1 || isKnown(left) || alwaysSame(left, right)) return left;
  return isKnown(right) ? right : unknownSize;
}
