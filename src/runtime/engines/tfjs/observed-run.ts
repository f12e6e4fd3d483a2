/**
 * @file Runs an emitted function and looks at every result of every kernel, for the one where NaN or infinity began. The calls are
 * the graph's ops in the graph's order, so each is told its place by the graph's trace; without a trace its op is still known.
 */
import type { Tensor } from '@tensorflow/tfjs-core';
import type { GraphPlan } from '../../plan.ts';
import { nonFiniteValue } from '../../tensors.ts';
import type { Finding, GraphTrace, NonFiniteSite, TraceNode } from '../../trace.ts';
import { findSite } from '../../trace.ts';
import { outputPaths, valueAt } from './binding.ts';
import type { EmittedGraph, KernelSet, NestedTensors } from './kernel-set.ts';

export interface ObservedRun {
  readonly plan: GraphPlan;
  readonly trace: GraphTrace | undefined;
  readonly body: EmittedGraph;
  readonly kernels: KernelSet;
  /** The bound inputs, and each one's tensor by its name in the plan. */
  readonly inputs: NestedTensors;
  readonly inputTensors: ReadonlyMap<string, Tensor>;
  /** Whether the device's tensors can be read without waiting; where not, all results are kept until the end. */
  readonly readsAtOnce: boolean;
}

/** The site where a result of the graph went wrong; undefined where all are finite. Frees all that it makes. */
export async function observeRun(run: ObservedRun): Promise<NonFiniteSite | undefined> {
  const observer = new Observer(run);
  const results = run.body(observer.kernels(), run.inputs);
  return observer.finish(results);
}

class Observer {
  readonly #run: ObservedRun;
  readonly #nodes: TraceNode[] = [];
  readonly #findings: Finding[] = [];
  /** The node that each tensor is the value of. */
  readonly #indices = new Map<unknown, number>();
  readonly #kept: { readonly index: number; readonly tensor: Tensor }[] = [];

  constructor(run: ObservedRun) {
    this.#run = run;
    for (const [name, tensor] of run.inputTensors)
      this.#add({ op: 'input', inputs: [], input: name }, tensor);
  }

  /** The device's kernels, with every result looked at. What kernels call inside themselves goes unnoticed. */
  kernels(): KernelSet {
    const { kernels } = this.#run;
    return new Proxy(kernels, {
      get: (target, name) => {
        const method: unknown = Reflect.get(target, name, target);
        if (typeof method !== 'function') return method;
        return (...args: readonly unknown[]): unknown => {
          const result: unknown = method.apply(target, args);
          this.#note(String(name), args, result as Tensor);
          return result;
        };
      },
    });
  }

  async finish(results: NestedTensors): Promise<NonFiniteSite | undefined> {
    const { plan } = this.#run;
    const outputs: Record<string, number> = {};
    const given = new Set<Tensor>();
    for (const [name, path] of outputPaths(plan)) {
      const tensor = valueAt(results, path) as Tensor;
      given.add(tensor);
      const index = this.#indices.get(tensor);
      if (index !== undefined) outputs[name] = index;
    }
    for (const { index, tensor } of this.#kept) {
      this.#findings[index] = nonFiniteValue(await tensor.data()) ?? 'finite';
      tensor.dispose();
    }
    for (const tensor of given) tensor.dispose();
    return findSite({ ...this.#placed(), outputs }, plan, this.#findings);
  }

  #note(name: string, args: readonly unknown[], result: Tensor): void {
    if (name === 'free' || name === 'constant') return;
    const inputs = args.flat().flatMap((argument) => this.#indices.get(argument) ?? []);
    const [source] = inputs;
    if (name !== 'copy') this.#add({ op: name, inputs }, result);
    else if (source !== undefined) this.#indices.set(result, source);
  }

  #add(node: TraceNode, tensor: Tensor): void {
    const index = this.#nodes.push(node) - 1;
    this.#indices.set(tensor, index);
    if (tensor.dtype !== 'float32') this.#findings[index] = 'finite';
    else if (this.#run.readsAtOnce) this.#findings[index] = nonFiniteValue(tensor.dataSync()) ?? 'finite';
    else this.#kept.push({ index, tensor: this.#run.kernels.copy(tensor) });
  }

  /** The calls with the places of the trace's ops, where the two agree. */
  #placed(): Pick<GraphTrace, 'places' | 'nodes'> {
    const computed = (nodes: readonly TraceNode[]): readonly TraceNode[] =>
      nodes.filter(({ op }) => op !== 'input' && op !== 'constant');
    const ops = computed(this.#run.trace?.nodes ?? []);
    const calls = computed(this.#nodes);
    const agrees = ops.length === calls.length && ops.every(({ op }, index) => op === calls[index]?.op);
    if (!this.#run.trace || !agrees) return { places: [], nodes: this.#nodes };
    const inputs = new Map(this.#run.trace.nodes.map((node) => [node.input, node]));
    let next = 0;
    const nodes = this.#nodes.map((node) => {
      const traced = node.op === 'input' ? inputs.get(node.input) : ops[next++];
      return { ...traced, ...node };
    });
    return { places: this.#run.trace.places, nodes };
  }
}
