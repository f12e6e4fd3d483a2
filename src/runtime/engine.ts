/**
 * @file What the runtime asks of an engine. An engine turns compiled graphs into something that runs and keeps tensors
 * where they are computed. Handles are opaque; only the engine that made one may read it.
 */
import type { DType, GraphPlan, Shape } from './plan.ts';
import type { GraphTrace, NonFiniteSite } from './trace.ts';

/** A tensor in the host's memory; bools are bytes of 0 and 1. Row-major. */
export interface HostTensor {
  readonly shape: Shape;
  readonly dtype: DType;
  readonly data: Float32Array | Int32Array | Uint8Array;
}

/** A tensor that an engine holds. */
export interface EngineTensor {
  readonly shape: Shape;
  readonly dtype: DType;
}

/** What each engine gets from the compiler for one graph. */
export interface GraphArtifacts {
  readonly plan: GraphPlan;
  /** A serialised ONNX model, for engine `onnx`. Inputs and outputs are named as in the plan. */
  readonly onnx?: Uint8Array;
  /** The emitted function's JavaScript module and export name, for engine `tfjs`. */
  readonly module?: { readonly url: string; readonly exportName: string };
  /** The emitted function itself, where it is loaded already (in place of `module`). */
  readonly body?: (kernels: never, inputs: never) => unknown;
  /** Where in the spec the graph's ops come from. Without it no line can be named when one of them gives NaN. */
  readonly trace?: GraphTrace;
}

export interface PreparedGraph {
  readonly plan: GraphPlan;
  /**
   * Runs the graph once. Every input of the plan must be present, by name. Host tensors are uploaded; inputs are never disposed of.
   * The results belong to the caller, who disposes of them.
   */
  run(inputs: ReadonlyMap<string, EngineTensor | HostTensor>): Promise<Map<string, EngineTensor>>;
  /**
   * After a run that gave NaN or infinity: the op where it began, or the input that brought it along, on these inputs. Slow: it
   * looks at every value of the run. Absent where the engine cannot tell.
   */
  locateNonFinite?(
    inputs: ReadonlyMap<string, EngineTensor | HostTensor>,
  ): Promise<NonFiniteSite | undefined>;
  dispose(): Promise<void>;
}

export interface Engine {
  readonly name: 'onnx' | 'tfjs';
  readonly device: string;
  prepare(artifacts: GraphArtifacts): Promise<PreparedGraph>;
  /** `convolutionKernel` tells that the engine may keep the tensor in its own order of axes (see StatePlan). */
  upload(tensor: HostTensor, options?: { readonly convolutionKernel?: boolean }): EngineTensor;
  download(tensor: EngineTensor): Promise<HostTensor>;
  free(tensor: EngineTensor): void;
  /** Tensors alive now; for the leak test. */
  liveTensors(): number;
  dispose(): Promise<void>;
}

/** An engine that cannot start says why and how to mend it. */
export class EngineUnavailable extends Error {
  readonly fix: string;
  constructor(reason: string, fix: string) {
    super(reason);
    this.name = 'EngineUnavailable';
    this.fix = fix;
  }
}
