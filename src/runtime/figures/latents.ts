/** @file The numbers behind the prior-against-posterior figure, and statistics over them. */

/** Posterior parameters and samples of `count` examples, row-major [count, units], beside the prior's [units]. */
export interface Latents {
  readonly units: number;
  readonly count: number;
  readonly mean: ArrayLike<number>;
  readonly stddev: ArrayLike<number>;
  readonly sample: ArrayLike<number>;
  readonly priorMean: ArrayLike<number>;
  readonly priorStddev: ArrayLike<number>;
  /** What a latent vector is called: axes are labelled with it. */
  readonly name: string;
}

/** Column `unit` of a [count, units] array. */
export function column(values: ArrayLike<number>, latents: Latents, unit: number): number[] {
  return Array.from({ length: latents.count }, (_, row) => values[row * latents.units + unit] ?? Number.NaN);
}

/** The prior of one unit; a prior with one number for all units gives that. */
export function priorOf(latents: Latents, unit: number): { readonly mean: number; readonly stddev: number } {
  const at = (values: ArrayLike<number>): number => values[values.length === 1 ? 0 : unit] ?? Number.NaN;
  return { mean: at(latents.priorMean), stddev: at(latents.priorStddev) };
}

/** Mean and standard deviation. */
export function momentsOf(values: readonly number[]): { readonly mean: number; readonly stddev: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, stddev: Math.sqrt(variance) };
}

/** The normal density. */
export function normalDensity(x: number, mean: number, stddev: number): number {
  const standardized = (x - mean) / stddev;
  return Math.exp(-0.5 * standardized * standardized) / (stddev * Math.sqrt(2 * Math.PI));
}

/** A unit's name: "z₃", counted from 1. */
export function unitName(latents: Latents, unit: number): string {
  const digits = [...String(unit + 1)].map((digit) => '₀₁₂₃₄₅₆₇₈₉'[Number(digit)] ?? digit).join('');
  return `${latents.name}${digits}`;
}

/**
 * Units by how much the posterior tells: the variance of the posterior means, in units of the prior's, descending. A unit that
 * has collapsed onto the prior comes last.
 */
export function unitsByInformation(latents: Latents): number[] {
  const informed = Array.from({ length: latents.units }, (_, unit) => {
    const { stddev } = momentsOf(column(latents.mean, latents, unit));
    return stddev / priorOf(latents, unit).stddev;
  });
  return informed.map((_, unit) => unit).sort((a, b) => (informed[b] ?? 0) - (informed[a] ?? 0) || a - b);
}
