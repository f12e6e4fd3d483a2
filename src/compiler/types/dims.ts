/**
 * @file Dimensions: the sizes in a type. All arithmetic on sizes goes through here, so that a rule never meets the
 * representation. A size is a positive integer that is known once params are set.
 */

/** The size of one axis. */
export type Dim = number;

/** The number of values of a shape: the product of its sizes; 1 for a scalar. */
export function countOf(shape: readonly Dim[]): Dim {
  return shape.reduce((product, size) => product * size, 1);
}

/** a / b where b divides a, else undefined. */
export function exactQuotient(a: Dim, b: Dim): Dim | undefined {
  return b !== 0 && a % b === 0 ? a / b : undefined;
}

export function sameDim(a: Dim, b: Dim): boolean {
  return a === b;
}

export function sameShape(a: readonly Dim[], b: readonly Dim[]): boolean {
  return a.length === b.length && a.every((size, axis) => sameDim(size, b[axis] as Dim));
}

/** `28, 28, 1`. */
export function formatShape(shape: readonly Dim[]): string {
  return shape.join(', ');
}

/** The shape of an elementwise result: trailing axes aligned, sizes equal or 1; undefined where they disagree. */
export function broadcastShapes(a: readonly Dim[], b: readonly Dim[]): readonly Dim[] | undefined {
  const rank = Math.max(a.length, b.length);
  const result: Dim[] = [];
  for (let back = rank; back >= 1; back--) {
    const left = a[a.length - back] ?? 1;
    const right = b[b.length - back] ?? 1;
    if (!sameDim(left, right) && left !== 1 && right !== 1) return undefined;
    result.push(left === 1 ? right : left);
  }
  return result;
}
