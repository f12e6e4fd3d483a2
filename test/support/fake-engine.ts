/**
 * @file An engine in plain JavaScript for tests of the runtime: each graph is a function of host tensors. It keeps count of its
 * tensors and refuses those that were freed, as a real engine would.
 */
import type {
  Engine,
  EngineTensor,
  GraphArtifacts,
  HostTensor,
  PreparedGraph,
} from '../../src/runtime/engine.ts';

export type FakeGraph = (inputs: ReadonlyMap<string, HostTensor>) => Record<string, HostTensor>;

export class FakeEngine implements Engine {
  readonly name = 'onnx';
  readonly device = 'fake';
  readonly #graphs: ReadonlyMap<string, FakeGraph>;
  readonly #values = new Map<EngineTensor, HostTensor>();

  constructor(graphs: Readonly<Record<string, FakeGraph>>) {
    this.#graphs = new Map(Object.entries(graphs));
  }

  prepare({ plan }: GraphArtifacts): Promise<PreparedGraph> {
    const body = this.#graphs.get(plan.name);
    if (body === undefined) throw new Error(`no graph ${plan.name}`);
    return Promise.resolve({
      plan,
      run: async (inputs) => {
        // Results come later, as from a thread; the inputs must not change until then.
        await new Promise((resolve) => setImmediate(resolve));
        const values = new Map<string, HostTensor>();
        for (const input of plan.inputs) {
          const tensor = inputs.get(input.name);
          if (tensor === undefined) throw new Error(`no input ${input.name}`);
          values.set(input.name, 'data' in tensor ? (tensor as HostTensor) : this.#read(tensor));
        }
        const outputs = body(values);
        return new Map(plan.outputs.map(({ name }) => [name, this.upload(outputs[name] as HostTensor)]));
      },
      dispose: () => Promise.resolve(),
    });
  }

  upload(tensor: HostTensor): EngineTensor {
    const handle = { shape: tensor.shape, dtype: tensor.dtype };
    this.#values.set(handle, { ...tensor, data: tensor.data.slice() });
    return handle;
  }

  download(tensor: EngineTensor): Promise<HostTensor> {
    const value = this.#read(tensor);
    return Promise.resolve({ ...value, data: value.data.slice() });
  }

  free(tensor: EngineTensor): void {
    this.#read(tensor);
    this.#values.delete(tensor);
  }

  liveTensors(): number {
    return this.#values.size;
  }

  dispose(): Promise<void> {
    this.#values.clear();
    return Promise.resolve();
  }

  #read(tensor: EngineTensor): HostTensor {
    const value = this.#values.get(tensor);
    if (value === undefined) throw new Error('a tensor is used after it was freed');
    return value;
  }
}
