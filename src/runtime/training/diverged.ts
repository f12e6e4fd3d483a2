/** @file The error with which training stops itself when a number is no longer finite. */
import { showPlace } from '../data/source.ts';
import type { InputPlan, SpecPlace } from '../plan.ts';
import type { NonFiniteSite } from '../trace.ts';
import { describeDivergence } from './divergence-text.ts';
import type { MetricValues, RunMoment } from './events.ts';

/** What is known about a NaN or an infinity. Plain data. */
export interface Divergence extends RunMoment {
  readonly kind: 'metric' | 'state';
  /** The metric or state that is not finite. */
  readonly metric: string;
  readonly value: number;
  /** The spec's line of the metric, or of the state's network. */
  readonly place: SpecPlace | undefined;
  /** The first op that gave such a value, where the engine can tell. */
  readonly site: NonFiniteSite | undefined;
  /** The input of the step that the site names, where it names one. */
  readonly input: InputPlan | undefined;
  /** All metrics of the last step at which all were finite; empty where it was the first. */
  readonly last: MetricValues;
  /** The newest checkpoint and the steps that were done then. */
  readonly checkpoint?: { readonly folder: string; readonly step: number };
}

/** Training stopped by its own guard; the last checkpoint, all finite, stays. */
export class TrainingDiverged extends Error {
  readonly divergence: Divergence;

  constructor(divergence: Divergence) {
    super(messageOf(divergence));
    this.name = 'TrainingDiverged';
    this.divergence = divergence;
  }
}

function messageOf(divergence: Divergence): string {
  const { title, place, notes, help } = describeDivergence(divergence);
  return [
    title,
    ...(place ? [`${showPlace(place)}: ${place.text.trim()}`] : []),
    ...notes,
    `help: ${help}`,
  ].join('\n  ');
}
