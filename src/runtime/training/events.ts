/** @file What a training run tells while it goes: one plain JSON object per event, in order. */
import type { HealthNews, MonitorReport } from '../health/watch.ts';
import type { SpecPlace } from '../plan.ts';

export type MetricValues = Readonly<Record<string, number>>;

/** Where in the run something happens. `step` counts from 0 over the run, `epoch` is a real number within the phase. */
export interface RunMoment {
  readonly phase: string;
  readonly step: number;
  readonly epoch: number;
}

export interface PhaseSummary {
  readonly name: string;
  readonly steps: number;
  readonly batch: number;
  /** Steps that show every example of the largest source once, on average; undefined without a source. */
  readonly stepsPerEpoch: number | undefined;
}

export type TrainEvent =
  | {
      readonly event: 'start';
      readonly run: string;
      readonly model: string;
      readonly engine: string;
      readonly device: string;
      readonly seed: number;
      readonly phases: readonly PhaseSummary[];
      readonly metrics: readonly string[];
      /** Steps done before; 0 for a new run. */
      readonly resumedAt: number;
    }
  | ({ readonly event: 'step'; readonly milliseconds: number; readonly metrics: MetricValues } & RunMoment)
  /** `epoch` is the number of epochs done; the metrics are means over the steps since the last such event. */
  | ({ readonly event: 'epoch'; readonly seconds: number; readonly metrics: MetricValues } & RunMoment)
  | ({ readonly event: 'figure'; readonly figure: string; readonly files: readonly string[] } & RunMoment)
  /** A step of the loops that reports optimise by; not kept in the run's log. */
  | { readonly event: 'optimising'; readonly reports: string; readonly done: number; readonly of: number }
  /** Something that a reader of the run should know. */
  | { readonly event: 'notice'; readonly message: string }
  /** A monitor of the model's health has left its band (the sentence says what that means) or is back in it. */
  | ({ readonly event: 'health' } & HealthNews & RunMoment)
  /** At the end of an epoch, a number for each unit that a monitor watches: nats of divergence, or the variance of a code. */
  | ({ readonly event: 'units'; readonly monitor: string; readonly values: readonly number[] } & RunMoment)
  | ({ readonly event: 'checkpoint'; readonly folder: string } & RunMoment)
  | ({
      readonly event: 'diverged';
      readonly message: string;
      /** The metric or state that was not finite, and what it was: `NaN`, `inf` or `-inf`, which JSON has no numbers for. */
      readonly metric: string;
      readonly value: string;
      /** The op where it began, and the line of the spec; absent where unknown. */
      readonly op?: string;
      readonly place?: SpecPlace;
      /** All metrics of the last step at which all were finite. */
      readonly metrics: MetricValues;
      /** The checkpoint that stays. */
      readonly checkpoint?: string;
    } & RunMoment)
  | {
      readonly event: 'end';
      readonly run: string;
      readonly steps: number;
      readonly seconds: number;
      /** True when the run was asked to stop before its end; it can be resumed, and nothing was evaluated. */
      readonly stopped: boolean;
      /** What the evaluations report. */
      readonly metrics: MetricValues;
      /** How each monitor of the model's health stood when it was last looked at. */
      readonly health: readonly MonitorReport[];
    };

/** A number as the shortest decimal text that gives the same float32 back. */
export function showFloat32(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(Number(value.toPrecision(9)));
}
