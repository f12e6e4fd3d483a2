/** @file What the main thread and the training thread tell each other. Plain data only. */
import type { GraphArtifacts } from '../../runtime/engine.ts';
import type { Plan } from '../../runtime/plan.ts';
import type { TrainEvent } from '../../runtime/training/events.ts';
import type { DurationOverrides } from '../../runtime/training/phases.ts';
import type { EngineChoice } from '../engines.ts';
import type { FailureReport } from '../report-failure.ts';

/** What the training thread is to do. */
export interface TrainingTask {
  readonly plan: Plan;
  readonly artifacts: readonly (readonly [string, GraphArtifacts])[];
  readonly candidates: readonly EngineChoice[];
  readonly runFolder: string;
  readonly seed: number | undefined;
  readonly overrides: DurationOverrides;
  readonly resume: boolean;
  /** Monitors that nothing is told of. */
  readonly silenced: readonly string[];
  /** False where the model's health is not looked at. */
  readonly health: boolean;
  /** One number: 1 asks the run to save and stop before its next step or, after the last, before the next batch of its reports. */
  readonly stop: SharedArrayBuffer;
}

export type TrainingMessage =
  | { readonly kind: 'event'; readonly event: TrainEvent }
  /** The last message of a run that ended well. */
  | { readonly kind: 'done'; readonly stopped: boolean }
  /** The last message of a run that failed. */
  | { readonly kind: 'failed'; readonly failure: FailureReport };
