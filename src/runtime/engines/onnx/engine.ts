/**
 * @file Engine `onnx`: runs step graphs through ONNX Runtime on the CPU. In: a model per graph (compiler, 6-emit/onnx). A step
 * that was differentiated ahead of time is a plain inference graph, so an inference engine trains it. The same inputs give
 * the same bits with the same number of threads. Left out: GPU providers.
 */
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Engine, EngineTensor, GraphArtifacts, HostTensor, PreparedGraph } from '../../engine.ts';
import { invariant } from '../../invariant.ts';
import type { GraphPlan } from '../../plan.ts';
import { fromKept, type KeptNames, keptNames, keptShape, toKept } from './kernel-order.ts';
import { findNonFinite } from './find-non-finite.ts';
import { loadOnnxRuntime, type OnnxRuntime } from './load.ts';
import { readMetadata } from './metadata.ts';
import { OnnxTensor, TensorPool } from './tensor.ts';

export interface OnnxEngineOptions {
  /** Threads inside one op; without it, one for each physical core. Results may differ in the last bits between counts. */
  readonly threads?: number;
  /** Writes a trace of every run to a file that begins with this, for `chrome://tracing`. */
  readonly profilePrefix?: string;
}

/** Starts the engine. Throws EngineUnavailable where ONNX Runtime can't be loaded. */
export async function createOnnxEngine(options: OnnxEngineOptions = {}): Promise<Engine> {
  return new OnnxEngine(await loadOnnxRuntime(), options);
}

class OnnxEngine implements Engine {
  readonly name = 'onnx';
  readonly device = 'cpu';
  readonly #runtime: OnnxRuntime;
  readonly #options: OnnxEngineOptions;
  readonly #pool: TensorPool;
  readonly #sessions = new Set<InferenceSession>();

  constructor(runtime: OnnxRuntime, options: OnnxEngineOptions) {
    this.#runtime = runtime;
    this.#options = options;
    this.#pool = new TensorPool(runtime);
  }

  async prepare(artifacts: GraphArtifacts): Promise<PreparedGraph> {
    const { plan, onnx, trace } = artifacts;
    invariant(onnx, `graph ${plan.name} comes without an ONNX model`);
    const options = sessionOptions(this.#options, plan);
    const session = await this.#runtime.InferenceSession.create(onnx, options);
    this.#sessions.add(session);
    const metadata = readMetadata(onnx);
    const kept = keptNames(metadata);
    const search = trace && { model: onnx, metadata, plan, trace, options };
    return {
      plan,
      run: (inputs) => this.#run(session, plan, kept, inputs),
      ...(search && {
        locateNonFinite: (inputs) =>
          findNonFinite(this.#runtime, { ...search, feeds: this.#feeds(plan, kept, inputs) }),
      }),
      dispose: async () => {
        if (this.#sessions.delete(session)) await release(session, this.#options);
      },
    };
  }

  upload(tensor: HostTensor, options: { readonly convolutionKernel?: boolean } = {}): EngineTensor {
    const kernelOrder = options.convolutionKernel === true && tensor.shape.length === 4;
    const held = this.#pool.take(tensor.shape, tensor.dtype, kernelOrder);
    const { data, shape, dtype } = tensor;
    dataOf(held.value).set(kernelOrder ? toKept(data, shape, dtype) : data);
    return held;
  }

  download(tensor: EngineTensor): Promise<HostTensor> {
    const { value, shape, dtype, kernelOrder } = this.#held(tensor);
    const data = dataOf(value);
    return Promise.resolve({ shape, dtype, data: kernelOrder ? fromKept(data, shape, dtype) : data.slice() });
  }

  free(tensor: EngineTensor): void {
    this.#pool.release(this.#held(tensor));
  }

  liveTensors(): number {
    return this.#pool.live;
  }

  async dispose(): Promise<void> {
    for (const session of this.#sessions) await release(session, this.#options);
    this.#sessions.clear();
    this.#pool.clear();
  }

  async #run(
    session: InferenceSession,
    plan: GraphPlan,
    kept: KeptNames,
    inputs: ReadonlyMap<string, EngineTensor | HostTensor>,
  ): Promise<Map<string, EngineTensor>> {
    const feeds = this.#feeds(plan, kept, inputs);
    const outputs = new Map<string, OnnxTensor>();
    const fetches: Record<string, Tensor> = {};
    plan.outputs.forEach(({ name, shape, dtype }, position) => {
      const output = this.#pool.take(shape, dtype, kept.outputs.has(name));
      outputs.set(name, output);
      fetches[session.outputNames[position] ?? name] = output.value;
    });
    try {
      await session.run(feeds, fetches);
    } catch (error) {
      for (const output of outputs.values()) this.#pool.release(output);
      throw error;
    }
    return outputs;
  }

  #feeds(
    plan: GraphPlan,
    kept: KeptNames,
    inputs: ReadonlyMap<string, EngineTensor | HostTensor>,
  ): Record<string, Tensor> {
    const feeds: Record<string, Tensor> = {};
    for (const { name } of plan.inputs) {
      const input = inputs.get(name);
      invariant(input, `graph ${plan.name} was run without its input ${name}`);
      feeds[name] = this.#feed(input, kept.inputs.has(name));
    }
    return feeds;
  }

  /** An input as ONNX Runtime reads it, in the order that the model wants; copies only where the orders differ. */
  #feed(input: EngineTensor | HostTensor, kernelOrder: boolean): Tensor {
    const { shape, dtype } = input;
    const given = input instanceof OnnxTensor ? this.#held(input) : undefined;
    if (given?.kernelOrder === kernelOrder) return given.value;
    const data = given ? dataOf(given.value) : (input as HostTensor).data;
    const inKernelOrder = given?.kernelOrder ?? false;
    if (inKernelOrder === kernelOrder) return this.#pool.wrap(data, shape, dtype);
    return kernelOrder
      ? this.#pool.wrap(toKept(data, shape, dtype), keptShape(shape), dtype)
      : this.#pool.wrap(fromKept(data, shape, dtype), shape, dtype);
  }

  #held(tensor: EngineTensor): OnnxTensor {
    invariant(tensor instanceof OnnxTensor, 'a tensor of another engine was given to engine onnx');
    invariant(!tensor.freed, `a tensor of shape [${tensor.shape}] was used after it was freed`);
    return tensor;
  }
}

function dataOf(tensor: Tensor): HostTensor['data'] {
  return tensor.data as HostTensor['data'];
}

/**
 * A session's arena keeps what it has once taken, two to four times the peak of its graph, and each session has one of its own. It saves a
 * tenth of the time of runs of small graphs; above this peak memory is given back after each run instead (docs/engines-onnx.md).
 */
const largestArena = 2 ** 28;

function sessionOptions(options: OnnxEngineOptions, plan: GraphPlan): InferenceSession.SessionOptions {
  return {
    executionProviders: ['cpu'],
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    enableCpuMemArena: plan.peakBytes <= largestArena,
    enableMemPattern: true,
    // Warnings of ONNX Runtime speak of its own internals; errors come as exceptions.
    logSeverityLevel: 3,
    // Threads that spin without end slow a busy machine down; on a quiet one a short spin does as well (docs/engines-onnx.md).
    extra: { session: { intra_op: { spin_duration_us: '50' } } },
    ...(options.threads === undefined ? {} : { intraOpNumThreads: options.threads }),
    ...(options.profilePrefix === undefined
      ? {}
      : { enableProfiling: true, profileFilePrefix: options.profilePrefix }),
  };
}

async function release(session: InferenceSession, options: OnnxEngineOptions): Promise<void> {
  if (options.profilePrefix !== undefined) session.endProfiling();
  await session.release();
}
