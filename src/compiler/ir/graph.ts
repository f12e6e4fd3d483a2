/**
 * @file The intermediate representation: a static graph of ops in single-assignment form. Nodes stand in an order in
 * which every input comes before its use; each has one result. Pure data: build.ts makes graphs, print.ts and read.ts are
 * their text form, verify.ts checks them, evaluate.ts runs them slowly in float64 for the tests.
 */
import type { DType, OpAttributes, OpName, Shape } from '../ops/attributes.ts';
import type { Span } from '../source/source.ts';

export type NodeId = number;

/** Where a node comes from: for comments in emitted code, for errors at run time, never for meaning. */
export interface Origin {
  /** The spec text that this computes. */
  readonly span?: Span;
  /** Where in the step, outermost first: ['update D', 'D(fake)', 'dense1']. */
  readonly scope: readonly string[];
  /** The spec's own name for the value, where it has one: `qz.mean`, `fake`. */
  readonly label?: string;
}

export interface GraphNode<K extends OpName = OpName> {
  readonly id: NodeId;
  readonly op: K;
  readonly inputs: readonly NodeId[];
  readonly attributes: OpAttributes[K];
  readonly shape: Shape;
  readonly dtype: DType;
  readonly origin: Origin;
}

/** A node of any op, discriminated by `op`. */
export type AnyNode = { [K in OpName]: GraphNode<K> }[OpName];

export interface GraphOutput {
  readonly name: string;
  readonly node: NodeId;
}

export interface Graph {
  readonly name: string;
  /** In order; `nodes[i].id === i` holds in every finished graph. */
  readonly nodes: readonly AnyNode[];
  readonly outputs: readonly GraphOutput[];
}
