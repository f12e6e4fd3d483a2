/**
 * @file Random orthogonal matrices (Saxe, McClelland and Ganguli 2014): the Q of a normal matrix's QR decomposition with a
 * positive diagonal of R, which makes it uniform over such matrices. In float64, by modified Gram-Schmidt in blocks. A vector that is left
 * much shorter is orthogonalised once more ("twice is enough", Giraud, Langou and Rozloznik 2005).
 */
import { fillNormal } from './random/fill.ts';
import type { DrawSite } from './random/key.ts';

/** Vectors that are read together: four sums at once keep the processor busy, and four of the largest vectors stay in its cache. */
const BLOCK = 4;

/** A vector left with so little of its length has lost four digits of its direction to rounding, of float64's 16; float32 weights keep 7. */
const MUCH_SHORTER = 1e-4;

/**
 * A row-major [rows, columns] matrix whose columns (or rows, where there are fewer of them) are orthogonal and of length
 * `gain`.
 */
export function orthogonalMatrix(rows: number, columns: number, gain: number, where: DrawSite): Float64Array {
  const count = Math.min(rows, columns);
  const length = Math.max(rows, columns);
  // Each of the `count` vectors lies contiguous; they become the columns or the rows at the end.
  const vectors = new Float64Array(count * length);
  fillNormal(vectors, where, { examples: 1, perExample: count * length });
  orthonormalise(vectors, count, length);
  const matrix = new Float64Array(rows * columns);
  for (let vector = 0; vector < count; vector++) {
    for (let index = 0; index < length; index++) {
      const target = rows >= columns ? index * columns + vector : vector * columns + index;
      matrix[target] = gain * (vectors[vector * length + index] as number);
    }
  }
  return matrix;
}

/** Makes `count` vectors, one behind the other, orthogonal to each other and of length 1. They have to be independent. */
export function orthonormalise(vectors: Float64Array, count: number, length: number): void {
  for (let start = 0; start < count; start += BLOCK) {
    const end = Math.min(start + BLOCK, count);
    const before = Array.from({ length: end - start }, (_, i) => lengthOf(vectors, length, start + i));
    for (let earlier = 0; earlier < start; earlier += BLOCK) {
      for (let current = start; current < end; current++) removeBlock(vectors, length, current, earlier);
    }
    for (let current = start; current < end; current++) {
      for (let earlier = start; earlier < current; earlier++) removeOne(vectors, length, current, earlier);
      if (lengthOf(vectors, length, current) < MUCH_SHORTER * (before[current - start] as number)) {
        for (let earlier = 0; earlier < current; earlier++) removeOne(vectors, length, current, earlier);
      }
      normalise(vectors, length, current);
    }
  }
}

/** Takes from a vector what it has of an earlier one, which has length 1. */
function removeOne(vectors: Float64Array, length: number, current: number, earlier: number): void {
  const to = vectors.subarray(current * length, (current + 1) * length);
  const from = vectors.subarray(earlier * length, (earlier + 1) * length);
  let dot = 0;
  for (let i = 0; i < length; i++) dot += (to[i] as number) * (from[i] as number);
  for (let i = 0; i < length; i++) to[i] = (to[i] as number) - dot * (from[i] as number);
}

/** The same for `BLOCK` earlier ones, which are orthogonal to one another. */
function removeBlock(vectors: Float64Array, length: number, current: number, earlier: number): void {
  const to = vectors.subarray(current * length, (current + 1) * length);
  const [a, b, c, d] = Array.from({ length: BLOCK }, (_, i) =>
    vectors.subarray((earlier + i) * length, (earlier + i + 1) * length),
  ) as [Float64Array, Float64Array, Float64Array, Float64Array];
  let [ofA, ofB, ofC, ofD] = [0, 0, 0, 0];
  for (let i = 0; i < length; i++) {
    const x = to[i] as number;
    ofA += x * (a[i] as number);
    ofB += x * (b[i] as number);
    ofC += x * (c[i] as number);
    ofD += x * (d[i] as number);
  }
  for (let i = 0; i < length; i++) {
    to[i] =
      (to[i] as number) -
      ofA * (a[i] as number) -
      ofB * (b[i] as number) -
      ofC * (c[i] as number) -
      ofD * (d[i] as number);
  }
}

function lengthOf(vectors: Float64Array, length: number, which: number): number {
  let square = 0;
  for (let i = which * length; i < (which + 1) * length; i++) square += (vectors[i] as number) ** 2;
  return Math.sqrt(square);
}

function normalise(vectors: Float64Array, length: number, which: number): void {
  const scale = 1 / lengthOf(vectors, length, which);
  for (let i = which * length; i < (which + 1) * length; i++) vectors[i] = (vectors[i] as number) * scale;
}
