/** @file Scalar functions in float64 that Math lacks, for reference evaluation and constant folding. */

/** 1 / (1 + e^-x) without overflow. */
export function sigmoidOf(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const e = Math.exp(x);
  return e / (1 + e);
}

/** log(1 + e^x) without overflow. */
export function softplusOf(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

/** x where positive, else alpha x. */
export function leakyReluOf(x: number, alpha: number): number {
  return x > 0 ? x : alpha * x;
}

/**
 * The error function to float64 accuracy: its Maclaurin series for small |x|, the continued fraction of erfc beyond
 * (Abramowitz & Stegun 7.1.5 and 7.1.14).
 */
export function erfOf(x: number): number {
  const size = Math.abs(x);
  if (size > 6) return Math.sign(x);
  if (size < 2.5) {
    let term = x;
    let total = x;
    for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(total); n++) {
      term *= -(x * x) / n;
      total += term / (2 * n + 1);
    }
    return (2 / Math.sqrt(Math.PI)) * total;
  }
  let fraction = size;
  for (let n = 60; n >= 1; n--) fraction = size + n / 2 / fraction;
  return Math.sign(x) * (1 - Math.exp(-size * size) / (Math.sqrt(Math.PI) * fraction));
}
