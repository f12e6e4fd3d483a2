/** @file How far two engines' runs of the same steps are apart. */
import type { MetricValues } from '../runtime/training/events.ts';
import type { SmokePhase, SmokeReport } from '../runtime/training/smoke.ts';

/** Where two runs differ most. */
export interface Difference {
  readonly phase: string;
  /** `step 1`, or `look`. */
  readonly place: string;
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
  for (const [index, phase] of a.phases.entries()) {
    const others = new Map(b.phases[index] && placesOf(b.phases[index]));
    for (const [place, metrics] of placesOf(phase)) {
      for (const [metric, one] of Object.entries(metrics)) {
        const other = others.get(place)?.[metric] ?? Number.NaN;
        const relative = Math.abs(one - other) / Math.max(1, Math.abs(one), Math.abs(other));
        // A metric that one run lacks is the largest difference of all.
        const size = Number.isNaN(relative) ? Infinity : relative;
        if (!largest || size > largest.relative)
          largest = { phase: phase.name, place, metric, values: [one, other], relative: size };
      }
    }
  }
  return largest;
}

/** What is compared of a phase, by where it was found. */
function placesOf({ steps, look }: SmokePhase): readonly (readonly [string, MetricValues])[] {
  return [
    ...steps.map(({ metrics }, i) => [`step ${i + 1}`, metrics] as const),
    ...(look ? [['look', look.metrics] as const] : []),
  ];
}
