/** @file What lowering tells of its decisions, to whoever asks: which update computes a value, and which reuses it. */
import type {
  TypedAdvance,
  TypedAverage,
  TypedCalibration,
  TypedPhase,
  TypedUpdate,
} from '../3-check/typed.ts';
import type { TypedNode } from '../types/value.ts';

/** One decision about a typed value at one place of a step. */
export interface Decision {
  readonly node: TypedNode;
  /** The call that it is inside of: `train/D(fake)`; '' outside of networks. */
  readonly path: string;
  readonly isReused: boolean;
  /** A reused value that isn't kept: with the batch in parts, a later update computes it again from the same numbers. */
  readonly isRecomputed: boolean;
  /** How often each network's weights have moved in this step. */
  readonly versions: ReadonlyMap<string, number>;
}

export interface LoweringObserver {
  /** An update's terms are lowered from here on, for the `repetition`-th time in the step (from 0). */
  beginUpdate(update: TypedUpdate, repetition: number): void;
  /** A state moves here. */
  beginAdvance(advance: TypedAdvance): void;
  /** The averages of the step move from here on, after all updates. */
  beginAverages(): void;
  average(average: TypedAverage): void;
  /** The body of a calibration is lowered, for one batch. */
  beginCalibration(calibration: TypedCalibration): void;
  /** Told of a value after what it is computed from, and of a call before what is inside of it. */
  decide(decision: Decision): void;
}

/** One graph of a phase: a step, with the periods whose terms it has, or a calibration after the last step. */
export interface ObservedGraph {
  readonly phase: TypedPhase;
  readonly fires: readonly number[];
  readonly calibration?: TypedCalibration;
}

/** Gives the observer of one graph. */
export type StepObserver = (graph: ObservedGraph) => LoweringObserver;
