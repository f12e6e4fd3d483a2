/**
 * @file The contract between compiler and runtime: everything about a compiled model that is data. A plan is plain JSON;
 * the graphs that it names come beside it, as emitted TypeScript (engine `tfjs`) and as ONNX models (engine `onnx`).
 * The runtime never sees the compiler's own types; the compiler imports these.
 */

import type { HealthPlan } from './health/health-plan.ts';

export type DType = 'f32' | 'i32' | 'bool';
export type Shape = readonly number[];

export interface Plan {
  readonly format: 1;
  readonly compiler: string;
  readonly model: string;
  /** SHA-256 (hex) of the spec's text with its imports and the resolved params. */
  readonly specHash: string;
  readonly params: Readonly<Record<string, ParamValue>>;
  readonly sources: readonly SourcePlan[];
  readonly networks: readonly NetworkPlan[];
  /** Every tensor that lives longer than a step, in a fixed order. */
  readonly state: readonly StatePlan[];
  /** Computes the states that start as values of data, once, before the first step. */
  readonly start?: GraphPlan;
  readonly phases: readonly PhasePlan[];
  /** Runs on the test split at the end of training and by `genc evaluate`. */
  readonly evaluations: readonly EvaluationPlan[];
  /** Reports on whole samples; absent where there are none. */
  readonly measures?: readonly MeasurePlan[];
  readonly figures: readonly FigurePlan[];
  readonly infers: readonly InferPlan[];
  /** What `genc sample` and `genc reconstruct` run: names of infers, where the model has them. */
  readonly sampler?: string;
  readonly reconstructor?: string;
  /** Findings that do not stop a run but that a reader should see (for instance: a Monte-Carlo KL). */
  readonly remarks: readonly string[];
}

export type ParamValue = number | boolean | string | readonly ParamValue[];

/** The place in the spec that something comes from, for messages at run time. Lines and columns from 1. */
export interface SpecPlace {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly text: string;
  /** How many columns from `column` are meant, where that is known. */
  readonly length?: number;
}

// ---------------------------------------------------------------------------------------------------------------- data

export interface SourcePlan {
  readonly name: string;
  /** `mnist`, `fashionMnist`, `idx`, `images`, `npy`, `drawnShapes`, ...: a loader of src/runtime/data. */
  readonly loader: string;
  readonly options: Readonly<Record<string, ParamValue>>;
  readonly fields: readonly FieldPlan[];
  /** Random changes of training examples, in order; one draw for all fields of an example. */
  readonly augment?: readonly AugmentPlan[];
  readonly place: SpecPlace;
}

/** Shifts by up to `pad` pixels each way, the border filled with the lowest value; or mirrors half of the examples. */
export type AugmentPlan =
  | { readonly kind: 'jitter'; readonly pad: number }
  | { readonly kind: 'flip'; readonly direction: 'horizontal' | 'vertical' };

export interface FieldPlan {
  readonly name: string;
  /** The column of the loader that it is made from. */
  readonly column: string;
  /** Applied in order after the column is read. */
  readonly transforms: readonly TransformPlan[];
  /**
   * For a field that is derived from another: how many of the transforms make that one. `augment` changes examples after them;
   * of other fields after all.
   */
  readonly own?: number;
  /** Per example: [h, w, c], [n] or [] (a class or a number). */
  readonly shape: Shape;
  readonly dtype: 'f32' | 'i32';
  /** For images and vectors with a declared range: values are scaled so that the source's own full range becomes this. */
  readonly range?: readonly [number, number];
  /** For `Class[n]`: labels must be in 0..n-1. */
  readonly classes?: number;
  readonly place: SpecPlace;
}

export interface TransformPlan {
  readonly kind: string;
  readonly options: Readonly<Record<string, ParamValue>>;
}

// --------------------------------------------------------------------------------------------------------------- state

export interface NetworkPlan {
  readonly name: string;
  readonly role: string;
  readonly parameters: number;
  /** What a call returns, as the spec writes it: `Normal[20]`, `Image[28, 28, 1]`. */
  readonly output?: string;
  /** Floating-point operations of one call on one example (a multiply-add counts two). */
  readonly flops?: number;
  readonly place: SpecPlace;
}

export type StateKind = 'weight' | 'buffer' | 'slot' | 'average' | 'pool' | 'state';

export interface StatePlan {
  /** Unique and stable: `posterior/dense1/kernel`, `adam1/posterior/dense1/kernel/m`. */
  readonly name: string;
  readonly kind: StateKind;
  /** The network it belongs to, for weights, buffers and slots. */
  readonly network?: string;
  readonly shape: Shape;
  readonly dtype: DType;
  readonly init: InitPlan;
  /** A convolution kernel [kh, kw, in, out] (or a slot of one): engines may keep it in their own order. */
  readonly convolutionKernel: boolean;
  /** Slots: the phase at whose start they are set to `init` again. */
  readonly phase?: string;
}

/** How a tensor starts. Random ones draw from the stream named by the state's name. */
export type InitPlan =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'uniform'; readonly low: number; readonly high: number }
  | { readonly kind: 'normal'; readonly mean: number; readonly stddev: number }
  /** Rows or columns orthonormal (QR of a normal matrix, [everything but last axis, last axis]), times gain. */
  | { readonly kind: 'orthogonal'; readonly gain: number }
  /** A copy of another state's initial value. */
  | { readonly kind: 'copy'; readonly of: string }
  /** The output of this state's name of the graph `start`. */
  | { readonly kind: 'computed' };

// -------------------------------------------------------------------------------------------------------------- graphs

/** One compiled graph: a step, a figure, an infer. Its bodies are found by `name` in each engine's artefacts. */
export interface GraphPlan {
  readonly name: string;
  readonly inputs: readonly InputPlan[];
  readonly outputs: readonly OutputPlan[];
  /** Floating-point operations of one run (a multiply-add counts two). */
  readonly flops: number;
  /** Peak bytes of live tensors in one run, inputs and outputs included. */
  readonly peakBytes: number;
  readonly kernels: number;
}

/** `name` is the graph's input name, unique in the graph. `shape` includes leading plates (the batch). */
export type InputPlan = { readonly name: string; readonly shape: Shape; readonly dtype: DType } & InputRole;

export type InputRole =
  /** The current value of the state entry `state`. */
  | { readonly role: 'state'; readonly state: string }
  /** A minibatch of a field. `draw` tells apart several independent minibatches of one source within a step. */
  | { readonly role: 'data'; readonly source: string; readonly field: string; readonly draw: number }
  /** Fresh random numbers: standard normal, or uniform on [0, 1). Keyed by (seed, site, step, repetition, example). */
  | {
      readonly role: 'random';
      readonly site: string;
      readonly distribution: 'normal' | 'uniform';
      readonly repetition: number;
      /** True for figures: the same draws at every step of the run. */
      readonly fixed: boolean;
    }
  /** All training examples of a source in one: their number, or a field reduced over them, as they are without `augment`. */
  | {
      readonly role: 'statistic';
      readonly statistic: 'count' | 'mean' | 'sum' | 'max';
      readonly source: string;
      readonly field?: string;
    }
  /** A number that the host computes for each step: a rate, an optimiser's step size. */
  | { readonly role: 'scalar'; readonly value: ScalarExpression }
  /** An argument of an infer. */
  | { readonly role: 'argument'; readonly argument: string }
  /** What an earlier graph of the same program gave under this name. */
  | { readonly role: 'carried'; readonly value: string };

export type OutputPlan = { readonly name: string; readonly shape: Shape; readonly dtype: DType } & OutputRole;

export type OutputRole =
  /** The next value of the state entry. */
  | { readonly role: 'state'; readonly state: string }
  /** A scalar to log. `kind` says what it is; `place` is the term's or track's line. */
  | {
      readonly role: 'metric';
      readonly metric: string;
      readonly kind: 'term' | 'loss' | 'game' | 'track';
      readonly unit: string;
      /** For a game: its value where no player can gain, drawn as a line beside the curve. */
      readonly equilibrium?: { readonly value: number; readonly label: string };
      readonly place: SpecPlace;
    }
  /** A value to show or to return. */
  | { readonly role: 'value' }
  /** A value for later graphs of the same program; it takes the place of an earlier one of its name. */
  | { readonly role: 'carried'; readonly value: string };

/**
 * A number of the step, evaluated in float64 on the host. `step` counts from 0 within the phase, `epoch` is the real number
 * of epochs so far, `examples` the examples seen by the phase so far, `updates` the optimiser steps of this update so far,
 * this one included (so from 1), `epochsPerStep` the part of an epoch that a step is.
 */
export type ScalarExpression =
  | number
  | { readonly op: 'step' | 'epoch' | 'examples' | 'updates' | 'epochsPerStep' }
  | {
      readonly op: 'add' | 'subtract' | 'multiply' | 'divide' | 'power' | 'minimum' | 'maximum';
      readonly left: ScalarExpression;
      readonly right: ScalarExpression;
    }
  | { readonly op: 'sqrt' | 'cos' | 'floor' | 'exp'; readonly value: ScalarExpression };

// ------------------------------------------------------------------------------------------------------------ programs

export interface PhasePlan {
  /** `train` for the unnamed one. */
  readonly name: string;
  readonly batch: number;
  /** Equal parts of the batch that each update does one after another, where it is more than one. */
  readonly parts?: number;
  readonly duration: { readonly unit: 'epochs' | 'steps'; readonly count: number };
  /** Sources drawn in this phase. `epochs` counts over the largest of them. */
  readonly sources: readonly string[];
  /**
   * Step graphs by the terms that fire. Variant `i` runs at steps where exactly the periods in `fires` divide the step;
   * `periods` lists all periods of the phase. Without `every`, one variant with `fires: []`.
   */
  readonly periods: readonly number[];
  readonly variants: readonly { readonly fires: readonly number[]; readonly graph: GraphPlan }[];
  /** Updates in source order, for progress and reports. */
  readonly updates: readonly UpdatePlan[];
  /** Optimiser steps that each step makes, in order of `updates` (more than 1 with `times n`). */
  readonly repetitions: readonly number[];
  /** Done in order after the last step, where there are any. */
  readonly calibrations?: readonly CalibrationPlan[];
  /** What is watched beside the steps. */
  readonly health?: HealthPlan;
}

/**
 * Running statistics as averages over fresh batches. The graph runs once for each of `batches`, its scalars taking `step` as the
 * number of the batch, and each run moves the statistics to the mean over the batches so far.
 */
export interface CalibrationPlan {
  /** The network (or average) that it sets. */
  readonly name: string;
  readonly batches: number;
  readonly batch: number;
  readonly graph: GraphPlan;
  readonly place: SpecPlace;
}

/** One player's part of a step. The costs are of the step in which every term fires. */
export interface UpdatePlan {
  readonly name: string;
  readonly networks: readonly string[];
  readonly flops: number;
  readonly kernels: number;
  /** The most bytes alive while this update computes. */
  readonly peakBytes: number;
  readonly place: SpecPlace;
}

/** A computation beside training: one graph, or several with values that are carried between them. */
export interface ProgramPlan {
  /** Run in order before `graph`; absent where nothing is optimised. */
  readonly stages?: readonly StagePlan[];
  /** The last graph: its outputs are the program's. */
  readonly graph: GraphPlan;
}

/** A graph before a program's last one. Its outputs are carried. */
export interface StagePlan {
  readonly graph: GraphPlan;
  /** How often it runs: more than once for a loop of optimisation, whose scalars see the number of the run as their step. */
  readonly times: number;
  /** Carried values that are zeros before the first run: an optimiser's slots. */
  readonly zeros: readonly string[];
  readonly place: SpecPlace;
}

/** Reports: a graph over one batch of the test split; every output is a value per example [batch], averaged by the host. */
export interface EvaluationPlan extends ProgramPlan {
  readonly name: string;
  readonly batch: number;
  readonly source?: string;
  /** Use only this many test examples. */
  readonly examples?: number;
  readonly reports: readonly {
    readonly name: string;
    readonly output: string;
    readonly unit: string;
    readonly place: SpecPlace;
  }[];
}

/** A report on whole samples: what the model generates against the test split, by a function of all of both on the host. */
export interface MeasurePlan {
  readonly name: string;
  readonly unit: string;
  readonly place: SpecPlace;
  /** How many are generated. */
  readonly samples: number;
  /** Use only this many test examples. */
  readonly examples?: number;
  /** Gives `generated` [batch, ...event]; for an accuracy also `asked` [batch], the class that each was asked to show. */
  readonly generated: ProgramPlan & { readonly batch: number };
  readonly data: { readonly source: string; readonly field: string };
  readonly measure:
    | {
        readonly kind: 'parzenWindow';
        /** The stddev of the Gaussians around samples. */
        readonly bandwidth: number | 'crossValidated';
        /** From rows `x` and `s` to `distances`, the squares of all pairs. */
        readonly distances: GraphPlan;
      }
    | { readonly kind: 'frechetDistance' | 'classifierAccuracy'; readonly labels: LabelPlan };
}

/** What the classifier behind a measure learns: a column of the source that holds classes. */
export interface LabelPlan {
  readonly column: string;
  readonly classes: number;
}

export interface FigurePlan extends ProgramPlan {
  readonly name: string;
  readonly title: string;
  readonly every?: { readonly unit: 'step' | 'epoch'; readonly count: number };
  readonly content: FigureContent;
  readonly place: SpecPlace;
}

export type FigureContent =
  /**
   * Pictures. Each part names an output [n, h, w, c] (or [rows, columns, h, w, c] for a nested list). Several parts stand side
   * by side as a repeated pattern, one row of the pattern an example, with `labels` as headings.
   */
  | {
      readonly kind: 'grid';
      readonly parts: readonly {
        readonly output: string;
        readonly label: string;
        readonly range: readonly [number, number];
      }[];
      readonly columns: number;
      readonly axes?: { readonly x: string; readonly y: string };
      /** A word beside each row: what a list of numbers or classes has there. */
      readonly rows?: readonly string[];
      /** Outputs [columns, h, w, c] and [rows, h, w, c] that head the columns and rows of a nested list. */
      readonly above?: string;
      readonly beside?: string;
    }
  /** Lines over one axis. Each output is [points] or [points, 1]. */
  | {
      readonly kind: 'curve';
      readonly x: { readonly output: string; readonly label: string };
      readonly lines: readonly { readonly output: string; readonly label: string }[];
      readonly yLabel: string;
    }
  /** Posterior means (and standard deviations) [n, d] of test data against the prior's mean and stddev [d]. */
  | {
      readonly kind: 'priorAgainstPosterior';
      readonly mean: string;
      readonly stddev: string;
      readonly sample: string;
      readonly priorMean: string;
      readonly priorStddev: string;
      readonly label?: string;
    };

export interface InferPlan extends ProgramPlan {
  readonly name: string;
  readonly documentation: string;
  readonly arguments: readonly {
    readonly name: string;
    readonly type: string;
    readonly shape: Shape;
    readonly dtype: DType;
    readonly range?: readonly [number, number];
    readonly classes?: number;
    readonly defaultValue?: number;
    /** Of a text: the words that it may have. The graph is given how often each occurs, in this order, and zeros behind them. */
    readonly words?: readonly string[];
    readonly defaultText?: string;
  }[];
  /** Results by field; a single result is named `result`. Leading plates (a list, a count) are part of the shape. */
  readonly results: readonly {
    readonly name: string;
    readonly output: string;
    readonly type: string;
    readonly range?: readonly [number, number];
  }[];
  /** The leading axis of every argument and result that the host fills with as many items as asked for (padded). */
  readonly batch: number;
}
