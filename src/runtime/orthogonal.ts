/**
 * @file Random orthogonal matrices (Saxe, McClelland and Ganguli 2014): the Q of a normal matrix's QR decomposition with a
 * positive diagonal of R, which makes it uniform over such matrices. In float64, by modified Gram-Schmidt with every vector
 * orthogonalised twice ("twice is enough", Giraud, Langou and Rozloznik 2005).
 */
import { fillNormal } from './random/fill.ts';
import type { DrawSite } from './random/key.ts';

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
  for (let current = 0; current < count; current++) {
    for (let pass = 0; pass < 2; pass++) {
      for (let earlier = 0; earlier < current; earlier++) removeComponent(vectors, length, current, earlier);
    }
    normalise(vectors.subarray(current * length, (current + 1) * length));
  }
  const matrix = new Float64Array(rows * columns);
  for (let vector = 0; vector < count; vector++) {
    for (let index = 0; index < length; index++) {
      const target = rows >= columns ? index * columns + vector : vector * columns + index;
      matrix[target] = gain * (vectors[vector * length + index] as number);
    }
  }
  return matrix;
}

function removeComponent(vectors: Float64Array, length: number, current: number, earlier: number): void {
  const to = current * length;
  const from = earlier * length;
  let dot = 0;
  for (let index = 0; index < length; index++) {
    dot += (vectors[to + index] as number) * (vectors[from + index] as number);
  }
  for (let index = 0; index < length; index++) {
    vectors[to + index] = (vectors[to + index] as number) - dot * (vectors[from + index] as number);
  }
}

function normalise(vector: Float64Array): void {
  let square = 0;
  for (const value of vector) square += value * value;
  const scale = 1 / Math.sqrt(square);
  for (let index = 0; index < vector.length; index++) vector[index] = (vector[index] as number) * scale;
}
