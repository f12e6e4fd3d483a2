/** @file Lowers what is called: the `infer`s of a model, and each network's forward pass. Evaluation mode, a batch at a time. */
import { known, knownShape } from '../types/dims.ts';
import { GraphBuilder } from '../ir/build.ts';
import type { Graph } from '../ir/graph.ts';
import { leavesOf } from '../3-check/leaves.ts';
import type { TypedInfer, TypedNetwork } from '../3-check/typed.ts';
import type { SourceSet } from '../source/source.ts';
import { batchPlate } from '../types/plate.ts';
import { isBounded } from '../types/range.ts';
import { formatType } from '../types/type.ts';
import type { Value } from '../types/value.ts';
import type { InferPlan } from '../../runtime/plan.ts';
import { fittingBatch } from './fitting-batch.ts';
import { GraphEnds } from './graph-inputs.ts';
import { Lowerer } from './lowerer.ts';
import { firstNode } from './grids.ts';
import { lowerStages } from './stages.ts';
import type { Bindings } from './stages.ts';

/** Items that one run computes at most; the host pads to what it is. */
const inferBatch = 64;

/** The function of an `infer`. */
export function lowerInfer(infer: TypedInfer, sources: SourceSet): LoweredFunction {
  return lowerFunction({ ...infer, graphName: `infer_${infer.name}`, network: '', state: '' }, sources);
}

/**
 * A network's forward pass in evaluation mode, as a function of its own: a distribution gives its parameters. `state` is the network
 * itself or an average of it, and the function's name.
 */
export function lowerNetwork(network: TypedNetwork, state: string, sources: SourceSet): LoweredFunction {
  const average = state === network.name ? '' : `, by its average ${state}`;
  const source: FunctionSource = {
    name: state,
    documentation: `The ${network.role} ${network.name}${average}: ${network.signature}.`,
    parameters: network.parameters.map((node) => ({
      node,
      name: node.form.kind === 'parameter' ? node.form.name : 'x',
      defaultValue: undefined,
    })),
    result: network.result,
    graphName: state,
    network: network.name,
    state,
  };
  return lowerFunction(source, sources);
}

interface LoweredFunction {
  readonly plan: InferPlan;
  readonly graphs: readonly Graph[];
}

interface FunctionSource extends Omit<TypedInfer, 'span'> {
  readonly graphName: string;
  /** The network whose body it is; empty for an infer. */
  readonly network: string;
  /** The network (or average) whose weights and buffers the top of the graph reads; empty outside of networks. */
  readonly state: string;
}

function lowerFunction(infer: FunctionSource, sources: SourceSet): LoweredFunction {
  const batch = fittingBatch(leavesOf(infer.result), inferBatch);
  const parameters = (ends: GraphEnds): Bindings =>
    new Map(
      infer.parameters.map((parameter) => {
        const { type } = parameter.node;
        const dtype = type.element === 'class' || type.element === 'int' ? 'i32' : 'f32';
        const value = ends.input(parameter.name, [batch, ...knownShape(type.shape)], dtype, {
          role: 'argument',
          argument: parameter.name,
        });
        return [parameter.node, { value, plates: [{ name: batchPlate, size: batch }] }] as const;
      }),
    );
  const options = { name: infer.graphName, batch, fixedDraws: false, sources, parameters };
  const stages = lowerStages(leavesOf(infer.result), options);
  const b = new GraphBuilder(infer.graphName);
  const ends = new GraphEnds(b);
  const bindings = stages.bind(ends);
  const lowerer = new Lowerer(b, {
    batch,
    training: new Set(),
    input: ends.input,
    fixedDraws: false,
  });
  const frame = { ...lowerer.top, bindings, network: infer.network, state: infer.state };
  const results: InferPlan['results'][number][] = [];
  const put = (name: string, value: Value): void => {
    const inner = (field: string): string => (name === 'result' ? field : `${name}.${field}`);
    if (value.kind === 'record') {
      for (const [field, part] of value.fields) put(inner(field), part);
      return;
    }
    if (value.kind === 'distribution') {
      for (const [parameter, node] of value.parameters) put(inner(parameter), { kind: 'tensor', node });
      return;
    }
    const node = firstNode(value);
    if (!node) return;
    const lowered = b.withOrigin({ span: node.span, scope: [] }, () => lowerer.lower(node, frame));
    const hasBatch = lowered.plates.some((plate) => plate.name === batchPlate);
    const whole = hasBatch ? lowered.value : b.broadcastTo(lowered.value, [batch, ...lowered.value.shape]);
    ends.output(name, whole, { role: 'value' });
    const { range } = node.type;
    results.push({
      name,
      output: name,
      type: formatType(node.type),
      ...(isBounded(range) ? { range: [range.low, range.high] as const } : {}),
    });
  };
  put('result', infer.result);
  const plan: InferPlan = {
    name: infer.name,
    documentation: infer.documentation,
    arguments: infer.parameters.map(({ name, node, defaultValue, text }) => ({
      name,
      type: text ? 'Text' : formatType(node.type),
      shape: knownShape(node.type.shape),
      dtype: node.type.element === 'class' || node.type.element === 'int' ? 'i32' : 'f32',
      ...(isBounded(node.type.range) && node.type.element === 'real'
        ? { range: [node.type.range.low, node.type.range.high] as const }
        : {}),
      ...(node.type.classes === undefined ? {} : { classes: known(node.type.classes) }),
      ...(defaultValue === undefined ? {} : { defaultValue }),
      ...(text ? { words: text.words } : {}),
      ...(text?.standard === undefined ? {} : { defaultText: text.standard }),
    })),
    results,
    batch,
    ...stages.plan,
    graph: ends.plan(),
  };
  return { plan, graphs: [...stages.graphs, b.finish()] };
}
