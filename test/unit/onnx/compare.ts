/**
 * @file For the tests of the ONNX path: plans for hand-built graphs, random inputs, and a graph's results from ONNX Runtime
 * beside those of the reference evaluator.
 */
import { expect } from 'vitest';
import { emitOnnx } from '../../../src/compiler/6-emit/onnx/emit-onnx.ts';
import { evaluateGraph } from '../../../src/compiler/ir/evaluate.ts';
import type { AnyNode, Graph, GraphNode } from '../../../src/compiler/ir/graph.ts';
import { type NdArray, ndArray, sizeOf } from '../../../src/compiler/ops/nd-array.ts';
import type { Engine, HostTensor } from '../../../src/runtime/engine.ts';
import type { DType, GraphPlan, Shape, StatePlan } from '../../../src/runtime/plan.ts';
import { allocate } from '../../../src/runtime/tensors.ts';

/** Names of graph inputs and outputs that stand for one state entry, `input` being its current and `output` its next value. */
export interface StateNames {
  readonly input?: string;
  readonly output?: string;
  readonly convolutionKernel: boolean;
}

/** A plan for a graph: every input an argument and every output a value, except those of `state`. */
export function planFor(graph: Graph, state: readonly StateNames[] = []): GraphPlan {
  const inputs = graph.nodes.filter((node): node is GraphNode<'input'> & AnyNode => node.op === 'input');
  return {
    name: graph.name,
    inputs: inputs.map((node) => {
      const { name } = node.attributes;
      const type = { name, shape: node.shape, dtype: node.dtype };
      const index = state.findIndex((entry) => entry.input === name);
      return index < 0
        ? { ...type, role: 'argument', argument: name }
        : { ...type, role: 'state', state: `entry${index}` };
    }),
    outputs: graph.outputs.map(({ name, node: id }) => {
      const node = graph.nodes[id]!;
      const type = { name, shape: node.shape, dtype: node.dtype };
      const index = state.findIndex((entry) => entry.output === name);
      return index < 0 ? { ...type, role: 'value' } : { ...type, role: 'state', state: `entry${index}` };
    }),
    flops: 0,
    peakBytes: 0,
    kernels: 0,
  };
}

/** State entries for `planFor`. */
export function statePlans(graph: Graph, state: readonly StateNames[]): readonly StatePlan[] {
  return state.map((entry, index) => {
    const input = graph.nodes.find((node) => node.op === 'input' && node.attributes.name === entry.input);
    const output = graph.outputs.find(({ name }) => name === entry.output);
    const node = input ?? graph.nodes[output!.node]!;
    return {
      name: `entry${index}`,
      kind: 'weight',
      shape: node.shape,
      dtype: node.dtype,
      init: { kind: 'constant', value: 0 },
      convolutionKernel: entry.convolutionKernel,
    };
  });
}

/** Numbers in [-1, 1), the same each time. */
export function randomNumbers(seed = 1): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return (state / 2147483647) * 2 - 1;
  };
}

/** Random values of a type: floats in [low, high), integers from that range, bools. */
export function randomArray(
  random: () => number,
  shape: Shape,
  dtype: DType = 'f32',
  low = -1,
  high = 1,
): NdArray {
  const draw = (): number => low + ((random() + 1) / 2) * (high - low);
  const values = Array.from({ length: sizeOf(shape) }, () => {
    if (dtype === 'bool') return random() > 0 ? 1 : 0;
    return dtype === 'i32' ? Math.floor(draw()) : Math.fround(draw());
  });
  return ndArray(shape, values);
}

/** An array as an engine takes it. */
export function hostTensor(array: NdArray, dtype: DType): HostTensor {
  const data = allocate(dtype, array.data.length);
  data.set(array.data);
  return { shape: array.shape, dtype, data };
}

/**
 * Runs `graph` on the engine and in float64 and compares every output: values within `tolerance` of the largest magnitude, or of 0.1 where all are smaller.
 * State entries that are convolution kernels go in and out through the engine's own order.
 */
export async function expectSame(
  engine: Engine,
  graph: Graph,
  inputs: Readonly<Record<string, NdArray>>,
  { state = [], tolerance = 2e-6 }: { state?: readonly StateNames[]; tolerance?: number } = {},
): Promise<void> {
  const plan = planFor(graph, state);
  const prepared = await engine.prepare({ plan, onnx: emitOnnx(graph, plan, statePlans(graph, state)) });
  const fed = plan.inputs.map(({ name, dtype }) => {
    const entry = state.find(({ input }) => input === name);
    const convolutionKernel = entry?.convolutionKernel ?? false;
    return [name, engine.upload(hostTensor(inputs[name]!, dtype), { convolutionKernel })] as const;
  });
  const results = await prepared.run(new Map(fed));
  const expected = evaluateGraph(graph, inputs);
  for (const { name, shape, dtype } of plan.outputs) {
    const result = results.get(name)!;
    const { data, ...type } = await engine.download(result);
    expect(type, name).toEqual({ shape, dtype });
    const wanted = expected[name]!.data;
    const scale = wanted.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0.1);
    const worst = wanted.reduce((most, value, i) => {
      const difference = Math.abs(value - data[i]!);
      return Math.max(most, Number.isNaN(difference) ? Infinity : difference);
    }, 0);
    expect(worst / scale, `${graph.name}: ${name}`).toBeLessThanOrEqual(dtype === 'f32' ? tolerance : 0);
    engine.free(result);
  }
  for (const [, tensor] of fed) engine.free(tensor);
  await prepared.dispose();
}
