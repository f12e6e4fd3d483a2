/**
 * @file What a checked expression is worth. Static values (numbers, lists, networks) are known at compile time; tensors are
 * nodes of the typed graph: an application of a library function, typed, placed, and with the rule that lowers it to IR.
 * A distribution is its family and the nodes of its parameters. Left out: how values come about (3-check) and IR (4-lower).
 */
import type { ParamValue } from '../../runtime/plan.ts';
import type { Span } from '../source/source.ts';
import { isKnown } from './dims.ts';
import type { Dim } from './dims.ts';
import type { Polynomial } from './polynomial.ts';
import type { TensorType } from './type.ts';
import type { LowerRule } from './lower-rule.ts';
import type { Plate } from './plate.ts';

/** One value of the typed graph. Identity is the object's: the same node is the same value. */
export interface TypedNode {
  readonly id: number;
  /** What it is made by: `dense`, `add`, `kl`, or a leaf or call form. */
  readonly form: NodeForm;
  readonly inputs: readonly TypedNode[];
  readonly type: TensorType;
  /** Plates beyond the batch, by name, that the value carries outside of networks. */
  readonly plates: readonly string[];
  readonly span: Span;
  /** The spec's name for it, where a `let` or `sample` gave one. Set once, when bound. */
  label?: string;
}

export type NodeForm =
  /** A library function. `attributes` are what is printed; `detail` tells how it is written, for derivations: `dense(400)`. */
  | {
      readonly kind: 'apply';
      readonly name: string;
      readonly detail: string;
      readonly attributes: Readonly<Record<string, StaticScalar>>;
      readonly lower: LowerRule;
      /** For a sum over the event: what is summed, one number for each unit of it. */
      readonly units?: LowerRule;
      /** The layer's path in its network, for layers with state of their own. */
      readonly layer?: string;
      /** True for a reduction over the batch: the result is one for all examples. */
      readonly reducesBatch?: boolean;
    }
  | { readonly kind: 'constant'; readonly values: readonly number[] }
  /** A parameter of a network or infer, bound by each call. */
  | { readonly kind: 'parameter'; readonly name: string }
  /** A weight or buffer by its path in a network: `dense1/kernel`. */
  | { readonly kind: 'state'; readonly network: string; readonly path: string }
  /** A number of the step. */
  | { readonly kind: 'schedule'; readonly schedule: Schedule }
  /** Values of earlier steps, from a pool that is state. Inputs: what is put in, as data, and two uniform draws [2]. */
  | { readonly kind: 'history'; readonly pool: string; readonly size: number }
  /** A value of the model that a rule changes from step to step, by the name of its state: a `state`, or an average. */
  | { readonly kind: 'carried'; readonly state: string }
  /** A field of a minibatch; `draw` tells independent minibatches of one source apart. */
  | { readonly kind: 'field'; readonly source: string; readonly field: string; readonly draw: number }
  /** What is known of a source's training examples as a whole: their number, or a field reduced over them. */
  | ({ readonly kind: 'statistic' } & DataStatistic)
  /** Standard random numbers, one set for each example. */
  | {
      readonly kind: 'random';
      readonly site: string;
      readonly distribution: 'normal' | 'uniform';
      readonly times?: Plate;
    }
  /** One tensor of a network's result, at one call. Inputs are the arguments' tensors, in order of parameters. */
  | { readonly kind: 'call'; readonly call: NetworkCall; readonly result: TypedNode }
  /** A list of values along a plate: a lattice, a linspace, classes. Inputs: one tensor [size, ...event]. */
  | { readonly kind: 'unroll'; readonly plate: Plate }
  /** What a loop of optimisation ends with. Inputs: where it starts, then what it reads from outside, in order of `captured`. */
  | { readonly kind: 'optimized'; readonly loop: OptimizeLoop };

/** Gradient descent on a value of each example, with all weights constant. */
export interface OptimizeLoop {
  /** The value within the terms. */
  readonly variable: TypedNode;
  readonly terms: readonly {
    readonly name: string;
    /** To be minimised. */
    readonly loss: TypedNode;
    readonly every: number;
    readonly span: Span;
  }[];
  /** What the terms read that is the same in every step. */
  readonly captured: readonly TypedNode[];
  readonly optimizer: OptimizerValue;
  readonly steps: number;
  readonly span: Span;
}

/** A number of all training examples of a source, or a tensor of a field's shape; without augmentation. */
export interface DataStatistic {
  readonly statistic: 'count' | 'mean' | 'sum' | 'max';
  readonly source: string;
  /** The field that is reduced; none for a count. */
  readonly field: string | undefined;
}

/** One call site of a network, seen from the place that evaluates it. */
export interface NetworkCall {
  readonly network: string;
  /** The state that it runs on: the network itself or an average of it. */
  readonly state: string;
  /** `D(fake)`: stable and unique in its scope; names random streams and emitted code. */
  readonly name: string;
  readonly parameters: readonly TypedNode[];
  /** True where the weights count as constants for this call: `stopGradient(net)(x)`. */
  readonly detached: boolean;
}

export type StaticScalar = number | boolean | string | readonly number[];

export type Value =
  | TensorValue
  | NumberValue
  | SizeValue
  | ConditionValue
  | SizesValue
  | BooleanValue
  | SymbolValue
  | StringValue
  | TextValue
  | ListValue
  | PlateListValue
  | RecordValue
  | DistributionValue
  | GameValue
  | NetworkValue
  | FunctionValue
  | InferValue
  | SourceValue
  | OptimizerValue
  | ScheduleValue
  | InitializerValue
  | ParametrizationValue
  | QuantityValue
  | FigureValue
  | MeasureValue
  | ErrorValue;

export interface TensorValue {
  readonly kind: 'tensor';
  readonly node: TypedNode;
  /** Named parts to log beside it: an ELBO's reconstruction and divergence. */
  readonly parts?: readonly { readonly name: string; readonly node: TypedNode }[];
  /** What it is, in words, a formula and a source: for emitted comments. */
  readonly note?: Note;
}

export interface Note {
  readonly sentence: string;
  readonly formula: string;
  readonly source: string;
  readonly unit: string;
}

export interface NumberValue {
  readonly kind: 'number';
  readonly value: number;
  readonly isInteger: boolean;
}
/** A static number that a block's caller decides: a symbolic size, or what is computed from sizes. */
export interface SizeValue {
  readonly kind: 'size';
  readonly size: Polynomial;
}
/** A truth value that a block's caller decides, and what is known where it holds and where it doesn't: pairs of equal sizes. */
export interface ConditionValue {
  readonly kind: 'condition';
  readonly whenTrue: readonly Equation[];
  readonly whenFalse: readonly Equation[];
}
export type Equation = readonly [Dim, Dim];
/** A list of numbers that a block's caller decides, by its name: `widths`, `widths[1..]`. */
export interface SizesValue {
  readonly kind: 'sizes';
  readonly name: string;
}
export interface BooleanValue {
  readonly kind: 'boolean';
  readonly value: boolean;
}
/** A word that an argument takes: `same`, `reflect`, `orthogonal`; or a data source, with its options. */
export interface SymbolValue {
  readonly kind: 'symbol';
  readonly name: string;
  readonly options?: Readonly<Record<string, ParamValue>>;
}
export interface StringValue {
  readonly kind: 'string';
  readonly value: string;
}
/** A text that a program is given when it runs. */
export interface TextValue {
  readonly kind: 'text';
  readonly parameter: string;
  readonly span: Span;
  /** How often each word occurs in it, which is what the graph reads: made by the first `bagOfWords` of it. */
  counts: TypedNode | undefined;
}
export interface ListValue {
  readonly kind: 'list';
  readonly items: readonly Value[];
}
/** A list that lives in a tensor: its items lie along a plate, and a `for` over it computes all at once. */
export interface PlateListValue {
  readonly kind: 'plateList';
  readonly plate: Plate;
  /** The item, carrying the plate. */
  readonly item: Value;
  /** The points that a `for` ran over, where they are numbers: the x axis of a curve. */
  readonly points?: TypedNode;
}
export interface RecordValue {
  readonly kind: 'record';
  readonly fields: ReadonlyMap<string, Value>;
}
export interface DistributionValue {
  readonly kind: 'distribution';
  readonly family: string;
  /** The shape of one draw. */
  readonly event: readonly Dim[];
  readonly parameters: ReadonlyMap<string, TypedNode>;
  /** For Mixture: its components. */
  readonly components?: readonly DistributionValue[];
  readonly classes?: Dim;
  /** Constants of a truncation or an interval. */
  readonly constants?: Readonly<Record<string, number>>;
  readonly span: Span;
}
export interface GameValue {
  readonly kind: 'game';
  readonly family: 'minimax' | 'leastSquares' | 'hinge' | 'wasserstein';
  readonly name: string;
  readonly real: readonly TypedNode[];
  readonly fake: readonly TypedNode[];
  readonly against: readonly TypedNode[];
  readonly span: Span;
}
export interface NetworkValue {
  readonly kind: 'network';
  readonly network: string;
  readonly state: string;
  readonly detached: boolean;
}
/** A library function or a block, not yet called. */
export interface FunctionValue {
  readonly kind: 'function';
  readonly name: string;
  readonly isBlock: boolean;
}
/** A program of the model, not yet called: a call writes its body in place. */
export interface InferValue {
  readonly kind: 'infer';
  readonly name: string;
}
export interface SourceValue {
  readonly kind: 'source';
  readonly source: string;
  readonly draw: number;
}
export interface OptimizerValue {
  readonly kind: 'optimizer';
  readonly name: 'adam' | 'adamw' | 'sgd' | 'rmsprop';
  readonly rate: Schedule;
  readonly settings: Readonly<Record<string, Schedule>>;
}
/** A number of the step; see ScalarExpression in the plan. */
export interface ScheduleValue {
  readonly kind: 'schedule';
  readonly schedule: Schedule;
}
export type Schedule =
  | { readonly kind: 'constant'; readonly value: number }
  | {
      readonly kind: 'linear';
      readonly from: number;
      readonly to: number;
      readonly start: Quantity;
      readonly end: Quantity;
    }
  | {
      readonly kind: 'cosine';
      readonly from: number;
      readonly to: number;
      readonly start: Quantity;
      readonly end: Quantity;
    }
  | {
      readonly kind: 'exponential';
      readonly from: number;
      readonly factor: number;
      readonly every: Quantity;
      readonly floor: number;
      /** Whole intervals only: halving. */
      readonly staircase: boolean;
    }
  | {
      readonly kind: 'combination';
      readonly operator: '+' | '-' | '*' | '/';
      readonly left: Schedule;
      readonly right: Schedule;
    };
export interface Quantity {
  readonly unit: 'step' | 'epoch' | 'examples';
  readonly amount: number;
}
export interface QuantityValue {
  readonly kind: 'quantity';
  readonly quantity: Quantity;
}
export interface InitializerValue {
  readonly kind: 'initializer';
  readonly name: string;
  readonly arguments: readonly number[];
  /** The values themselves, where they are computed from data. */
  readonly node?: TypedNode;
}
/** How a layer's weights are made of what is stored: an argument of `weight:`. */
export interface ParametrizationValue {
  readonly kind: 'parametrization';
  readonly form: Parametrization;
}
export type Parametrization =
  /** Stored weights times gain / sqrt(fan-in) * rate; biases times rate. */
  | { readonly kind: 'equalized'; readonly gain: number; readonly rate: number }
  /** Stored weights divided by their largest singular value. */
  | { readonly kind: 'spectral' };
/** What a `figure` shows; made by grid, curve, priorAgainstPosterior. */
export interface FigureValue {
  readonly kind: 'figure';
  readonly figure: FigureSpec;
}
export type FigureSpec =
  | {
      readonly kind: 'grid';
      readonly parts: readonly { readonly value: Value; readonly label: string }[];
      readonly count: number;
      readonly columns: number | undefined;
      /** Pictures that head the columns and the rows of nested lists. */
      readonly above: Value | undefined;
      readonly beside: Value | undefined;
      readonly every: Quantity | undefined;
    }
  | {
      readonly kind: 'curve';
      readonly x: TypedNode;
      readonly lines: readonly { readonly node: TypedNode; readonly label: string }[];
      readonly xLabel: string;
      readonly yLabel: string;
      readonly every: Quantity | undefined;
    }
  | {
      readonly kind: 'priorAgainstPosterior';
      /** Of the posterior, for each example: mean, standard deviation and one draw, [d]. */
      readonly mean: TypedNode;
      readonly stddev: TypedNode;
      readonly sample: TypedNode;
      readonly priorMean: TypedNode;
      readonly priorStddev: TypedNode;
      readonly label: TypedNode | undefined;
      readonly count: number;
      readonly every: Quantity | undefined;
    };

/** What is generated against a field of test data, to be compared as a whole: only a report takes it. */
export interface MeasureValue {
  readonly kind: 'measure';
  readonly measure: {
    readonly generated: TypedNode;
    readonly data: TypedNode;
    readonly samples: number;
  } & (
    | { readonly kind: 'parzenWindow'; readonly bandwidth: number | 'crossValidated' }
    | { readonly kind: 'frechetDistance' }
    | { readonly kind: 'classifierAccuracy'; readonly asked: TypedNode }
  );
}

/** The poison value: something was wrong and has been reported, or is not known; it fits everywhere in silence. */
export interface ErrorValue {
  readonly kind: 'error';
}

export const errorValue: ErrorValue = { kind: 'error' };

/** True for static values that a block's caller decides, and for the poison value. */
export function isUndecided(value: Value): value is SizeValue | ConditionValue | SizesValue | ErrorValue {
  return (
    value.kind === 'size' || value.kind === 'condition' || value.kind === 'sizes' || value.kind === 'error'
  );
}

/** A size as a static value. */
export function sizeValue(size: Dim): Value {
  if (isKnown(size)) return { kind: 'number', value: size, isInteger: Number.isInteger(size) };
  return size.kind === 'polynomial' ? { kind: 'size', size } : errorValue;
}
