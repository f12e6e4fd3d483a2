/**
 * @file Eigenvalues and eigenvectors of a symmetric matrix by cyclic Jacobi rotations (Golub & Van Loan 2013, section 8.5), in float64.
 * Made for some hundred rows. Matrices are row-major.
 */

export interface Eigen {
  /** In no particular order. */
  readonly values: Float64Array;
  /** Column j, `vectors[i * size + j]`, belongs to value j; columns are orthonormal. */
  readonly vectors: Float64Array;
}

/** Decomposes a symmetric matrix [size, size]; only symmetry up to rounding is needed. */
export function symmetricEigen(matrix: Float64Array, size: number): Eigen {
  const a = Float64Array.from(matrix);
  const v = new Float64Array(size * size);
  for (let i = 0; i < size; i++) v[i * size + i] = 1;
  let scale = 0;
  for (const value of a) scale += value * value;
  // Each sweep squares what is left off the diagonal, so a few are enough.
  for (let sweep = 0; sweep < 60 && offDiagonal(a, size) > 1e-26 * scale; sweep++) {
    for (let p = 0; p < size - 1; p++) for (let q = p + 1; q < size; q++) rotate(a, v, size, p, q);
  }
  return { values: Float64Array.from({ length: size }, (_, i) => a[i * size + i]!), vectors: v };
}

function offDiagonal(a: Float64Array, size: number): number {
  let sum = 0;
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++) if (i !== j) sum += a[i * size + j]! * a[i * size + j]!;
  return sum;
}

/** The rotation in the plane of p and q that makes a[p, q] zero. */
function rotate(a: Float64Array, v: Float64Array, size: number, p: number, q: number): void {
  const apq = a[p * size + q]!;
  if (apq === 0) return;
  const theta = (a[q * size + q]! - a[p * size + p]!) / (2 * apq);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (let k = 0; k < size; k++) turn(a, k * size + p, k * size + q, c, s);
  for (let k = 0; k < size; k++) turn(a, p * size + k, q * size + k, c, s);
  for (let k = 0; k < size; k++) turn(v, k * size + p, k * size + q, c, s);
}

function turn(data: Float64Array, one: number, other: number, c: number, s: number): void {
  const [x, y] = [data[one]!, data[other]!];
  data[one] = c * x - s * y;
  data[other] = s * x + c * y;
}
