/** @file How far two engines' runs of the same steps are apart. */
import type { SmokeReport } from '../runtime/training/smoke.ts';

/** Where two runs differ most. */
export interface Difference {
  readonly phase: string;
  /** From 0. */
  readonly step: number;
  readonly metric: string;
  readonly values: readonly [number, number];
  /** |a - b| over the larger of |a|, |b| and 1. */
  readonly relative: number;
}

/** The largest difference of any metric of any step; undefined where neither run has one. */
export function largestDifference(
  a: Pick<SmokeReport, 'phases'>,
  b: Pick<SmokeReport, 'phases'>,
): Difference | undefined {
  let largest: Difference | undefined;
  for (const [index, { name, steps }] of a.phases.entries()) {
    for (const [step, { metrics }] of steps.entries()) {
      for (const [metric, one] of Object.entries(metrics)) {
        const other = b.phases[index]?.steps[step]?.metrics[metric] ?? Number.NaN;
        const relative = Math.abs(one - other) / Math.max(1, Math.abs(one), Math.abs(other));
        // A metric that one run lacks is the largest difference of all.
        const size = Number.isNaN(relative) ? Infinity : relative;
        if (!largest || size > largest.relative)
          largest = { phase: name, step, metric, values: [one, other], relative: size };
      }
    }
  }
  return largest;
}
