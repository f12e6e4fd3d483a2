/** @file The engine's copy of all state of a run: uploaded once, replaced by each step's results, downloaded for checkpoints. */
import type { Engine, EngineTensor, HostTensor } from '../engine.ts';
import { invariant } from '../invariant.ts';
import type { GraphPlan, StatePlan } from '../plan.ts';

/** State tensors by name, owned here: replacing one frees the one before. */
export class RunState {
  readonly #engine: Engine;
  readonly #plans: ReadonlyMap<string, StatePlan>;
  readonly #tensors = new Map<string, EngineTensor>();

  constructor(engine: Engine, states: readonly StatePlan[], values: ReadonlyMap<string, HostTensor>) {
    this.#engine = engine;
    this.#plans = new Map(states.map((state) => [state.name, state]));
    for (const [name, value] of values) this.set(name, value);
  }

  /** Uploads a value. */
  set(name: string, value: HostTensor): void {
    const plan = this.#plans.get(name);
    invariant(plan, `there is no state ${name}`);
    this.replace(name, this.#engine.upload(value, { convolutionKernel: plan.convolutionKernel }));
  }

  /** Takes over a tensor of the engine. */
  replace(name: string, tensor: EngineTensor): void {
    const old = this.#tensors.get(name);
    if (old === tensor) return;
    this.#tensors.set(name, tensor);
    if (old !== undefined) this.#engine.free(old);
  }

  /** A graph's inputs: the given ones and every state that the graph reads. */
  inputsFor(
    graph: GraphPlan,
    others: ReadonlyMap<string, HostTensor>,
  ): Map<string, EngineTensor | HostTensor> {
    const inputs = new Map<string, EngineTensor | HostTensor>(others);
    for (const input of graph.inputs) {
      if (input.role !== 'state') continue;
      const tensor = this.#tensors.get(input.state);
      invariant(tensor, `graph ${graph.name} reads the state ${input.state}, which has no value`);
      inputs.set(input.name, tensor);
    }
    return inputs;
  }

  /** All values, in the order of the plan. */
  async download(): Promise<Map<string, HostTensor>> {
    const values = new Map<string, HostTensor>();
    for (const [name, tensor] of this.#tensors) values.set(name, await this.#engine.download(tensor));
    return values;
  }

  dispose(): void {
    for (const tensor of this.#tensors.values()) this.#engine.free(tensor);
    this.#tensors.clear();
  }
}
