/**
 * @file Engine `tfjs`: runs emitted functions kernel by kernel on a TensorFlow.js backend. Input: the JavaScript module
 * that the compiler emitted for a graph; output: tensors that stay on the device until they are freed. Left out: the
 * kernels themselves (core-kernels.ts and what devices put in their place).
 */
import { engine as core, enableProdMode, getBackend, setBackend } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Engine, EngineTensor, GraphArtifacts, HostTensor, PreparedGraph } from '../../engine.ts';
import type { DType, GraphPlan, Shape } from '../../plan.ts';
import { inputPaths, nest, outputPaths, valueAt } from './binding.ts';
import type { CoreKernels } from './core-kernels.ts';
import type { TfjsDevice, TfjsDeviceName } from './device.ts';
import type { PackageLocations } from './devices/optional-package.ts';
import { backendDType, planDType } from './dtypes.ts';
import type { EmittedGraph, NestedTensors } from './kernel-set.ts';
import { observeRun } from './observed-run.ts';

/**
 * Starts the engine on a device. Throws EngineUnavailable, with the command that adds what is missing, where the device
 * cannot start. `webgpu`, `node` and `cuda` need packages that Gen does not install by itself; `locations` says where they
 * lie when they aren't installed beside Gen.
 */
export async function createTfjsEngine(
  device: TfjsDeviceName = 'wasm',
  locations: PackageLocations = {},
): Promise<Engine> {
  // Without this, TensorFlow.js advertises another package on the console at first use in Node.
  enableProdMode();
  return new TfjsEngine(await startDevice(device, locations));
}

async function startDevice(device: TfjsDeviceName, locations: PackageLocations): Promise<TfjsDevice> {
  switch (device) {
    case 'wasm':
      return (await import('./devices/wasm.ts')).startWasm();
    case 'cpu':
      return (await import('./devices/cpu.ts')).startCpu();
    case 'webgpu':
      return (await import('./devices/webgpu.ts')).startWebgpu(locations);
    case 'node':
      return (await import('./devices/node.ts')).startNode('node', locations);
    case 'cuda':
      return (await import('./devices/node.ts')).startNode('cuda', locations);
  }
}

/** The emitted function of a graph. */
async function loadBody({ plan, module, body }: GraphArtifacts): Promise<EmittedGraph> {
  if (body) return body as EmittedGraph;
  if (!module)
    throw new Error(`internal error: graph ${plan.name} comes without the code that engine tfjs runs`);
  const loaded = (await import(module.url)) as Record<string, unknown>;
  const found = loaded[module.exportName];
  if (typeof found === 'function') return found as EmittedGraph;
  throw new Error(`internal error: the emitted module has no function ${module.exportName}`);
}

/** A tensor on the device, in the plan's terms. */
class DeviceTensor implements EngineTensor {
  readonly tensor: Tensor;
  readonly shape: Shape;
  readonly dtype: DType;
  constructor(tensor: Tensor) {
    this.tensor = tensor;
    this.shape = tensor.shape;
    this.dtype = planDType(tensor.dtype);
  }
}

class TfjsEngine implements Engine {
  readonly name = 'tfjs';
  readonly device: string;
  readonly #device: TfjsDevice;
  readonly #kernels = new Set<CoreKernels>();

  constructor(device: TfjsDevice) {
    this.#device = device;
    this.device = device.name;
  }

  async prepare(artifacts: GraphArtifacts): Promise<PreparedGraph> {
    const { plan, trace } = artifacts;
    const body = await loadBody(artifacts);
    const kernels = this.#device.createKernels();
    this.#kernels.add(kernels);
    return {
      plan,
      run: (inputs) => this.#run(plan, body, kernels, inputs),
      locateNonFinite: async (inputs) => {
        while (!this.#isActive()) await this.#activate();
        const bound = this.#bind(plan, inputs);
        const { readsAtOnce } = this.#device;
        try {
          return await observeRun({ plan, trace, body, kernels, readsAtOnce, ...bound });
        } finally {
          bound.free();
        }
      },
      dispose: () => {
        kernels.dispose();
        this.#kernels.delete(kernels);
        return Promise.resolve();
      },
    };
  }

  async #run(
    plan: GraphPlan,
    body: EmittedGraph,
    kernels: CoreKernels,
    inputs: ReadonlyMap<string, EngineTensor | HostTensor>,
  ): Promise<Map<string, EngineTensor>> {
    // From here to the results nothing waits, so that the backend stays the active one.
    while (!this.#isActive()) await this.#activate();
    const bound = this.#bind(plan, inputs);
    const results = body(kernels, bound.inputs);
    bound.free();
    const outputs = new Map<string, EngineTensor>();
    for (const [name, path] of outputPaths(plan)) {
      outputs.set(name, new DeviceTensor(valueAt(results, path) as Tensor));
    }
    return outputs;
  }

  /** Other engines in this process may have made their backend the active one. */
  #isActive(): boolean {
    return getBackend() === this.#device.backendName;
  }

  async #activate(): Promise<void> {
    await setBackend(this.#device.backendName);
  }

  /** Uploads what is in the host's memory; `free` gives that back. */
  #bind(
    plan: GraphPlan,
    inputs: ReadonlyMap<string, EngineTensor | HostTensor>,
  ): { inputs: NestedTensors; inputTensors: ReadonlyMap<string, Tensor>; free: () => void } {
    const uploaded: Tensor[] = [];
    const inputTensors = new Map<string, Tensor>();
    const bound = nest(inputPaths(plan), (name) => {
      const input = inputs.get(name);
      if (!input) throw new Error(`internal error: graph ${plan.name} was run without its input ${name}`);
      const { tensor } = input instanceof DeviceTensor ? input : this.upload(input as HostTensor);
      if (!(input instanceof DeviceTensor)) uploaded.push(tensor);
      inputTensors.set(name, tensor);
      return tensor;
    });
    return {
      inputs: bound as NestedTensors,
      inputTensors,
      free: () => uploaded.forEach((tensor) => tensor.dispose()),
    };
  }

  upload(tensor: HostTensor): DeviceTensor {
    const data = this.#device.sharesArrays ? tensor.data.slice() : tensor.data;
    const backend = core().findBackend(this.#device.backendName);
    return new DeviceTensor(
      core().makeTensor(data, [...tensor.shape], backendDType(tensor.dtype), backend) as Tensor,
    );
  }

  async download(tensor: EngineTensor): Promise<HostTensor> {
    const held = this.#held(tensor);
    const data = await held.tensor.data();
    return {
      shape: held.shape,
      dtype: held.dtype,
      data: this.#device.sharesArrays ? data.slice() : data,
    };
  }

  free(tensor: EngineTensor): void {
    this.#held(tensor).tensor.dispose();
  }

  liveTensors(): number {
    return core().memory().numTensors;
  }

  dispose(): Promise<void> {
    for (const kernels of this.#kernels) kernels.dispose();
    this.#kernels.clear();
    return Promise.resolve();
  }

  #held(tensor: EngineTensor): DeviceTensor {
    if (tensor instanceof DeviceTensor) return tensor;
    throw new Error('internal error: a tensor of another engine was given to engine tfjs');
  }
}
