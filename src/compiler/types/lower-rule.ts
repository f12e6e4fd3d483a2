/**
 * @file How a node of the typed graph becomes IR. A rule is given its lowered inputs and a context that knows the plates;
 * it adds ops to the builder and returns the result. A lowered value has one leading axis for each of its plates, in order,
 * then the axes of its type.
 */
import type { GraphBuilder, Value } from '../ir/build.ts';
import type { Plate } from './plate.ts';

export interface Lowered {
  readonly value: Value;
  readonly plates: readonly Plate[];
}

/** What a layer keeps beside its weights and changes by rule: running statistics. `path` is that in its network. */
export interface LayerBuffer {
  readonly path: string;
  readonly shape: readonly number[];
}

export type Mode = 'training' | 'evaluation' | 'calibration';

export interface LowerContext {
  readonly b: GraphBuilder;
  /** The plates of the result: those of all inputs together, the batch first. */
  readonly plates: readonly Plate[];
  /** `calibration`: evaluation, but statistics of the batch are used and told of. */
  readonly mode: Mode;
  /**
   * Input `index` with an axis for each of `plates` (of size 1 where it does not vary), and its event axes lifted to
   * `eventRank` with leading ones (default: its own rank). A value without any plate stays as it is: it broadcasts.
   */
  aligned(index: number, eventRank?: number): Value;
  /** Input `index` with every plate at its full size. */
  full(index: number): Value;
  /** Input `index` as [product of plates, ...event]: for ops that know one batch axis. */
  flattened(index: number): Value;
  /** [n, ...event] back to [...plates, ...event]. */
  unflatten(value: Value): Value;
  /** The value of a buffer of the layer. */
  buffer(buffer: LayerBuffer): Value;
  /**
   * Says how a training pass moves the buffer: from its value when the update is over to the next. For a running mean of something, also of
   * what.
   */
  moveBuffer(buffer: LayerBuffer, next: (current: Value) => Value, statistic?: () => Value): void;
}

/** The result has the context's plates unless the rule returns a `Lowered` of its own. */
export type LowerRule = (context: LowerContext, inputs: readonly Lowered[]) => Value | Lowered;
