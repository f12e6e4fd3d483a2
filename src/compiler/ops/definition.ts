/**
 * @file What an op is: one record with everything that the compiler knows of it. A new op is one such record in its
 * family's file and one line in registry.ts; every stage that needs a fact about ops takes it from here.
 */
import type { DType, OpAttributes, OpName, Shape } from './attributes.ts';
import { sizeOf, type NdArray } from './nd-array.ts';
import type { OpCalls, Value } from './op-calls.ts';

export interface TensorType {
  readonly shape: Shape;
  readonly dtype: DType;
}

/** Floating-point operations (a multiply-add counts two) and bytes moved by one run of a node. */
export interface Cost {
  readonly flops: number;
  readonly bytesRead: number;
  readonly bytesWritten: number;
}

/** What a vjp may look at. Values are of the graph that the gradient is written into. */
export interface VjpContext<K extends OpName> {
  readonly inputs: readonly Value[];
  readonly output: Value;
  readonly attributes: OpAttributes[K];
}

/**
 * The vector-Jacobian product: from dy (of the output's shape) the gradient for each input, of that input's shape;
 * undefined where the derivative is zero or the input isn't of dtype f32. Made of ops, so it can be differentiated again.
 */
export type Vjp<K extends OpName> = (
  b: OpCalls,
  context: VjpContext<K>,
  dy: Value,
) => readonly (Value | undefined)[];

/**
 * What passes may assume. `elementwise`: the result's element depends on the operands' elements at the same place after
 * broadcasting. `view`: the same values in the same order, no work. `leaf`: no work, no inputs.
 */
export type OpKind = 'leaf' | 'elementwise' | 'view' | 'other';

export interface OpDefinition<K extends OpName> {
  /** The number of inputs; `some` is one or more. */
  readonly arity: number | 'some';
  readonly kind: OpKind;
  /** Both inputs may be swapped. */
  readonly commutative: boolean;
  /** At which levels of the IR the op may stand (see ir/verify.ts). */
  readonly level: 'any' | 'beforeDifferentiate' | 'afterFuse';
  /**
   * The type rule: the result's type, or a message that says what is wrong. `declared` is the type that the node itself
   * states: for leaves, whose type follows from nothing else.
   */
  readonly infer: (
    inputs: readonly TensorType[],
    attributes: OpAttributes[K],
    declared: TensorType | undefined,
  ) => TensorType | string;
  /** Reference evaluation in float64; the inputs fit the type rule. Constant folding uses it too. */
  readonly evaluate: (inputs: readonly NdArray[], attributes: OpAttributes[K], result: TensorType) => NdArray;
  /** `zero`: the derivative is zero for every input. `expanded`: `differentiate` replaces the op before it asks. */
  readonly vjp: Vjp<K> | 'zero' | 'expanded';
  readonly cost: (inputs: readonly TensorType[], attributes: OpAttributes[K], result: TensorType) => Cost;
}

/** Bytes of a tensor: 4 an element, 1 for bools. */
export function bytesOf(type: TensorType): number {
  return sizeOf(type.shape) * (type.dtype === 'bool' ? 1 : 4);
}

/** The cost of an op that reads each input and writes its result once. */
export function streamingCost(flops: number, inputs: readonly TensorType[], result: TensorType): Cost {
  return {
    flops,
    bytesRead: inputs.reduce((total, input) => total + bytesOf(input), 0),
    bytesWritten: bytesOf(result),
  };
}

/** The cost of leaves and views. */
export const NO_COST: Cost = { flops: 0, bytesRead: 0, bytesWritten: 0 };

/** A shape as messages show it. */
export function shapeText(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}
