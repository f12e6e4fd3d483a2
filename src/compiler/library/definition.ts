/**
 * @file The form of a library function: its parameters, its documentation, and `apply`, which checks one call and gives its
 * value. A function that computes adds nodes to the typed graph, each with its lowering rule, so that what a layer means
 * stands in one place. Left out: binding of arguments to parameters (3-check/arguments.ts).
 */
import type { Meaning } from '../types/meaning.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Span } from '../source/source.ts';
import type { LayerBuffer, LowerRule } from '../types/lower-rule.ts';
import type { Dim } from '../types/dims.ts';
import type { Plate } from '../types/plate.ts';
import type { TensorType } from '../types/type.ts';
import type {
  DataStatistic,
  DistributionValue,
  ErrorValue,
  InitializerValue,
  NetworkValue,
  Parametrization,
  Quantity,
  Schedule,
  StaticScalar,
  TextValue,
  TypedNode,
  Value,
} from '../types/value.ts';

/** What an argument may be; the binder converts where that loses nothing (a number is a tensor, a name a symbol). */
export type ParameterKind =
  | 'tensor'
  | 'int'
  | 'number'
  | 'boolean'
  | 'symbol'
  | 'string'
  | 'list'
  | 'distribution'
  | 'network'
  | 'initializer'
  | 'parametrization'
  | 'schedule'
  | 'quantity'
  | 'value';

export interface ParameterDefinition {
  readonly name: string;
  readonly kind: ParameterKind;
  /** May be left out; `apply` then sees nothing under its name. */
  readonly optional?: boolean;
  /** Takes all further positional arguments, as a list. */
  readonly rest?: boolean;
  /** With `rest`: further named arguments are items too, and the names their labels. */
  readonly labelled?: boolean;
  /** For symbols: the words allowed. Other kinds: words allowed beside the kind (`bias: none`). */
  readonly symbols?: readonly string[];
  /** For tensors: truth values and whole numbers are taken as they are; elsewhere they become numbers. */
  readonly takesAny?: boolean;
}

export type FunctionGroup =
  | 'layer'
  | 'activation'
  | 'math'
  | 'reduction'
  | 'form'
  | 'distribution'
  | 'objective'
  | 'game'
  | 'optimizer'
  | 'schedule'
  | 'initializer'
  | 'parametrization'
  | 'figure'
  | 'measure'
  | 'data';

export interface FunctionDefinition {
  readonly name: string;
  readonly group: FunctionGroup;
  /** One sentence for help and the reference. */
  readonly summary: string;
  /** Plain mathematics, where there is some. */
  readonly formula?: string;
  /** Paper and equation. */
  readonly source?: string;
  readonly parameters: readonly ParameterDefinition[];
  readonly apply: (call: Call) => Value;
  /** The function over numbers that are known at compile time: `sqrt(2)` is a number, not a tensor. */
  readonly ofNumber?: (x: number) => number;
}

/** How a weight starts; the fans are those of the layer. */
export interface WeightRequest {
  readonly path: string;
  readonly shape: readonly Dim[];
  readonly init: WeightInit;
  readonly convolutionKernel?: boolean;
  /** Kernels of dense and convolution layers, which regularisers look for. */
  readonly isKernel?: boolean;
}

/** Something that a layer changes by rule. */
export interface BufferRequest {
  readonly path: string;
  readonly shape: readonly Dim[];
  readonly init: WeightInit;
}

export type WeightInit =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'uniform'; readonly low: number; readonly high: number }
  | { readonly kind: 'normal'; readonly mean: number; readonly stddev: number }
  | { readonly kind: 'orthogonal'; readonly gain: number }
  /** Computed before training, from constants and statistics of data: as many values as the weight has, or one for all; times `factor`. */
  | { readonly kind: 'computed'; readonly node: TypedNode; readonly factor: number; readonly span: Span };

export interface NodeRequest {
  readonly name: string;
  /** As in a derivation: `dense(400)`; default the name. */
  readonly detail?: string;
  readonly inputs: readonly TypedNode[];
  readonly type: TensorType;
  readonly lower: LowerRule;
  /** For a sum over the event: what is summed, of the event's shape. */
  readonly units?: LowerRule;
  readonly attributes?: Readonly<Record<string, StaticScalar>>;
  readonly layer?: string;
  /** Plates that the node takes away. */
  readonly reduces?: readonly string[];
  /** Where the node stands, if not at the call. */
  readonly span?: Span;
}

/** One call being checked: its arguments, and what a function may ask of the checker. */
export interface Call {
  readonly name: string;
  readonly span: Span;
  /** True where an argument of this name was given (by the call, the pipe or `defaults`). */
  has(parameter: string): boolean;
  spanOf(parameter: string): Span;
  /** The argument of a parameter of kind `tensor`. */
  tensor(parameter: string): TypedNode;
  /** An argument of kind `value`, or a part of it, as real numbers: numbers and schedules are lifted. Undefined where that can't be (reported). */
  operand(parameter: string, value?: Value): TypedNode | undefined;
  int(parameter: string): number;
  /** A whole number that may be symbolic: a size. The others stop the rule where the number is not known, and its result is unknown. */
  size(parameter: string): Dim;
  number(parameter: string): number;
  boolean(parameter: string): boolean;
  /** The word given, or undefined where another kind of value was. */
  symbol(parameter: string): string | undefined;
  string(parameter: string): string;
  list(parameter: string): readonly Value[];
  distribution(parameter: string): DistributionValue;
  initializer(parameter: string): InitializerValue | undefined;
  /** How the weights are made; undefined where nothing (or `none`) was given: they are what is stored. */
  parametrization(parameter: string): Parametrization | undefined;
  schedule(parameter: string): Schedule;
  quantity(parameter: string): Quantity;
  value(parameter: string): Value;
  /** Source text of the argument, for labels. */
  textOf(parameter: string): string;
  /**
   * False where two sizes differ. In a block that is checked by itself they may agree for some callers only: then that they do is
   * noted as what the block needs.
   */
  agree(a: Dim, b: Dim): boolean;
  /** Notes, there too, that a size which no value has is a whole number of at least 1: the channels of a group. */
  needs(size: Dim): void;
  /** Records the finding and gives the poison value. */
  report(found: Diagnostic): ErrorValue;
  node(request: NodeRequest): TypedNode;
  /** Keeps what a node stands for, for the rules over the whole model; gives the node. */
  means(node: TypedNode, meaning: Meaning): TypedNode;
  constant(values: number | readonly number[], shape?: readonly number[]): TypedNode;
  /** A node that stands for random numbers, drawn for each example. */
  random(site: string, distribution: 'normal' | 'uniform', shape: readonly Dim[], times?: Plate): TypedNode;
  /** Values of earlier steps in place of some of x: see objectives/history.ts. */
  history(x: TypedNode, size: number): TypedNode;
  /** An independent minibatch of a data source, or the field of one; undefined where the value is neither. */
  freshDraw(value: Value): Value | undefined;
  /** A node that stands for a statistic of all training examples of a source. */
  statistic(statistic: DataStatistic, type: TensorType): TypedNode;
  /** The words of the model's texts; undefined where no source has any, 'unknown' where the one that may have them has faults. */
  vocabulary(): readonly string[] | 'unknown' | undefined;
  /** The counts of words that a text of a program enters its graph as. */
  textCounts(text: TextValue, size: number): TypedNode;
  /** Items of a tensor [size, ...event] as values along a plate. */
  unroll(tensor: TypedNode, plate: Plate): TypedNode;
  /** Starts a layer with weights: its path in the network (`dense1`), or undefined (reported) outside of one. */
  layer(): string | undefined;
  weight(layer: string, request: WeightRequest): TypedNode;
  /** A buffer of the layer: a running statistic. */
  buffer(layer: string, request: BufferRequest): LayerBuffer;
  /** The kernels of a network's dense and convolution layers, by path, as values of the step; empty where it has faults. */
  kernels(network: NetworkValue): readonly { readonly path: string; readonly node: TypedNode }[];
  /** True in the body of a network. */
  isInNetwork(): boolean;
  /** Calls a network (or block) value on tensors. */
  invoke(callee: Value, values: readonly Value[], span: Span): Value;
  /** A fresh plate name made from `base`. */
  plateName(base: string): string;
  /** A remark that a reader of the run should see; no finding. */
  remark(text: string): void;
}
