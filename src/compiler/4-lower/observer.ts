/** @file What lowering tells of its decisions, to whoever asks: which update computes a value, and which reuses it. */
import type { TypedAdvance, TypedAverage, TypedUpdate } from '../3-check/typed.ts';
import type { TypedNode } from '../types/value.ts';

/** One decision about a typed value at one place of a step. */
export interface Decision {
  readonly node: TypedNode;
  /** The call that it is inside of: `train/D(fake)`; '' outside of networks. */
  readonly path: string;
  readonly isReused: boolean;
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
  /** Told of a value after what it is computed from, and of a call before what is inside of it. */
  decide(decision: Decision): void;
}

/** Gives the observer of one step graph; `fires` are the periods whose terms it has. */
export type StepObserver = (phase: string, fires: readonly number[]) => LoweringObserver;
