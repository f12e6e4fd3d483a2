/** @file The error with which training stops itself when a number is no longer finite. */
import type { NonFiniteSite } from '../engine.ts';
import type { SpecPlace } from '../plan.ts';
import { showPlace } from '../data/source.ts';
import type { MetricValues, RunMoment } from './events.ts';

/** What is known about a NaN or an infinity. */
export interface Divergence extends RunMoment {
  /** The metric or state that is not finite. */
  readonly metric: string;
  readonly value: number;
  /** The spec's line of the metric. */
  readonly place: SpecPlace | undefined;
  /** The first op that gave such a value, where the engine can tell. */
  readonly site: NonFiniteSite | undefined;
  /** All metrics of the last step at which all were finite. */
  readonly last: MetricValues;
}

/** Training stopped by its own guard; the last checkpoint, all finite, stays. */
export class TrainingDiverged extends Error {
  readonly divergence: Divergence;

  constructor(divergence: Divergence) {
    super(describe(divergence));
    this.name = 'TrainingDiverged';
    this.divergence = divergence;
  }
}

function describe(divergence: Divergence): string {
  const { metric, value, place, site, step, epoch, last } = divergence;
  const lines = [`${metric} became ${value} at step ${step} (epoch ${epoch.toFixed(2)})`];
  if (place) lines.push(`  ${showPlace(place)}: ${place.text.trim()}`);
  if (site)
    lines.push(
      `  first in the op ${site.op}${site.place ? ` at ${showPlace(site.place)}: ${site.place.text.trim()}` : ''}`,
    );
  const values = Object.entries(last).map(([name, number]) => `${name} ${number}`);
  lines.push(
    values.length > 0
      ? `  last finite values: ${values.join(', ')}`
      : '  it was the first step of this start',
  );
  return lines.join('\n');
}
