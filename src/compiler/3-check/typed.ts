/**
 * @file What check makes: the typed module. Everything is elaborated: params are numbers, blocks are gone into the networks
 * that use them, every expression is a node or a static value. 4-lower reads nothing else.
 */
import type { Span } from '../source/source.ts';
import type { WeightInit } from '../library/definition.ts';
import type { AugmentPlan, FieldPlan, ParamValue } from '../../runtime/plan.ts';
import type {
  DistributionValue,
  FigureSpec,
  GameValue,
  Note,
  OptimizerValue,
  Quantity,
  Schedule,
  TypedNode,
  Value,
} from '../types/value.ts';

export interface TypedModule {
  readonly model: string;
  readonly params: ReadonlyMap<string, ParamValue>;
  readonly priors: ReadonlyMap<string, DistributionValue>;
  readonly sources: ReadonlyMap<string, TypedSource>;
  /** Networks, and learned values of the model: owners of weights, by name. */
  readonly networks: ReadonlyMap<string, TypedNetwork>;
  readonly states: readonly TypedState[];
  readonly phases: readonly TypedPhase[];
  readonly reports: readonly TypedReport[];
  readonly measures: readonly TypedMeasure[];
  readonly figures: readonly TypedFigure[];
  readonly infers: readonly TypedInfer[];
  readonly sampler: string | undefined;
  readonly reconstructor: string | undefined;
  readonly remarks: readonly string[];
}

export interface TypedSource {
  readonly name: string;
  readonly loader: string;
  readonly options: Readonly<Record<string, ParamValue>>;
  readonly fields: readonly Omit<FieldPlan, 'place'>[];
  readonly augment: readonly AugmentPlan[];
  readonly fieldSpans: readonly Span[];
  /** Fields with a fault of their own, which was reported: uses of them are poison. */
  readonly faultyFields: readonly string[];
  readonly span: Span;
}

export interface TypedNetwork {
  readonly name: string;
  readonly role: string;
  readonly frozen: boolean;
  readonly parameters: readonly TypedNode[];
  /** Its leaves are nodes over the parameters. */
  readonly result: Value;
  readonly weights: readonly TypedWeight[];
  readonly buffers: readonly TypedBuffer[];
  readonly span: Span;
  /** Its result type as declared, sizes filled in. */
  readonly signature: string;
}

export interface TypedWeight {
  /** Inside its network: `dense1/kernel`. */
  readonly path: string;
  readonly shape: readonly number[];
  readonly init: WeightInit;
  readonly convolutionKernel: boolean;
  readonly isKernel: boolean;
  readonly span: Span;
}

export interface TypedBuffer {
  readonly path: string;
  readonly shape: readonly number[];
  readonly init: WeightInit;
}

/** `state counter: Real = 0`: changed by rule, in the model. */
export interface TypedState {
  readonly name: string;
  readonly shape: readonly number[];
  readonly init: WeightInit;
  /** Its type as declared, sizes filled in. */
  readonly signature: string;
  readonly span: Span;
}

export interface TypedPhase {
  readonly name: string;
  readonly after: string | undefined;
  readonly batch: number;
  /** How many equal parts the batch is done in: 1 for all at once. */
  readonly parts: number;
  readonly duration: { readonly unit: 'epochs' | 'steps'; readonly count: number };
  readonly updates: readonly TypedUpdate[];
  readonly games: readonly {
    readonly name: string;
    readonly node: TypedNode;
    readonly unit: string;
    readonly equilibrium: { readonly value: number; readonly label: string };
    readonly value: GameValue;
    readonly span: Span;
  }[];
  readonly tracks: readonly { readonly name: string; readonly node: TypedNode; readonly span: Span }[];
  /** Moved between the updates, each at its place. */
  readonly advances: readonly TypedAdvance[];
  /** Moved after all updates, in source order. */
  readonly averages: readonly TypedAverage[];
  /** Done after the last step, in source order. */
  readonly calibrations: readonly TypedCalibration[];
  readonly span: Span;
}

/** `advance counter = counter + 1`. */
export interface TypedAdvance {
  readonly state: string;
  /** The state's next value: one for all examples. */
  readonly node: TypedNode;
  /** It stands after so many updates of the phase. */
  readonly after: number;
  readonly span: Span;
}

/** `average G as Gema decay 0.999 from step 200`. */
export interface TypedAverage {
  readonly name: string;
  /** The network whose weights and buffers it follows, or the expression whose batch mean. */
  readonly of:
    | { readonly kind: 'network'; readonly network: string }
    | { readonly kind: 'value'; readonly node: TypedNode };
  readonly rate:
    | { readonly kind: 'decay'; readonly schedule: Schedule }
    | { readonly kind: 'halfLife'; readonly time: Quantity };
  /** Before it the average is a copy. */
  readonly from: Quantity | undefined;
  readonly span: Span;
}

/** `calibrate Gema for 16 batches { ... }`. */
export interface TypedCalibration {
  /** The network, or average of one, whose running statistics are set. */
  readonly state: string;
  readonly batches: number;
  /** What a batch computes. */
  readonly roots: readonly TypedNode[];
  readonly span: Span;
}

export interface TypedUpdate {
  readonly networks: readonly string[];
  readonly optimizer: OptimizerValue;
  readonly times: number;
  readonly terms: readonly TypedTerm[];
  readonly span: Span;
}

export interface TypedTerm {
  readonly name: string;
  /** To be minimised: a maximised value is negated here. */
  readonly loss: TypedNode;
  /** As written, for the log. */
  readonly value: TypedNode;
  readonly goal: 'minimize' | 'maximize';
  readonly every: number;
  readonly parts: readonly { readonly name: string; readonly node: TypedNode }[];
  readonly note: Note | undefined;
  readonly span: Span;
}

export interface TypedReport {
  readonly name: string;
  readonly node: TypedNode;
  readonly unit: string;
  readonly examples: number | undefined;
  readonly span: Span;
}

/** A report on whole samples: what is generated against a field of the test split. */
export type TypedMeasure = {
  readonly name: string;
  readonly unit: string;
  readonly generated: TypedNode;
  readonly data: { readonly source: string; readonly field: string };
  readonly samples: number;
  readonly examples: number | undefined;
  readonly span: Span;
} & (
  | { readonly kind: 'parzenWindow'; readonly bandwidth: number | 'crossValidated' }
  | ({ readonly kind: 'frechetDistance' } & Labelled)
  | ({ readonly kind: 'classifierAccuracy'; readonly asked: TypedNode } & Labelled)
);

/** The classes that the classifier behind a measure learns. */
interface Labelled {
  readonly labels: { readonly column: string; readonly classes: number };
}

export interface TypedFigure {
  readonly name: string;
  readonly title: string;
  readonly figure: FigureSpec;
  readonly span: Span;
}

export interface TypedInfer {
  readonly name: string;
  readonly documentation: string;
  readonly parameters: readonly {
    readonly node: TypedNode;
    readonly name: string;
    readonly defaultValue: number | undefined;
    /** Of a text, whose node holds its counts of words. */
    readonly text?: { readonly words: readonly string[]; readonly standard: string | undefined };
  }[];
  readonly result: Value;
  readonly span: Span;
}
