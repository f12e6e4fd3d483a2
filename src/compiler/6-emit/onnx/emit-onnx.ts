/**
 * @file Emission of one graph as an ONNX model. In: a transformed graph (differentiated, no `gradient`, no `stopGradient`), its
 * plan and the plan's state. Out: the bytes of a ModelProto whose inputs and outputs have the plan's names, order and shapes (of large graphs the
 * sizes of inputs are left open), except
 * that state entries marked `convolutionKernel` come in and go out as OIHW; the metadata entries `kernelInputs` and `kernelOutputs` list them,
 * and `nodeValues` names the value of each float node (null for other nodes, "" where the model has no such value). The same graph
 * gives the same bytes. Left out:
 * optimisation that ONNX Runtime does itself when it loads a model (fused activations, folded constants, dead nodes).
 */
import type { GraphPlan, StatePlan } from '../../../runtime/plan.ts';
import { invariant } from '../../invariant.ts';
import type { AnyNode, Graph, GraphNode } from '../../ir/graph.ts';
import type { OpName } from '../../ops/attributes.ts';
import { chooseLayouts } from './choose-layouts.ts';
import { type Layout, toStored } from './layout.ts';
import { LoweringContext, type OnnxLowering } from './lowering.ts';
import { onnxLowerings } from './lowerings.ts';
import { ModelBuilder } from './model-builder.ts';

/**
 * ONNX Runtime keeps the buffer of a dead value for a later one of the same known size, so a graph holds the buffers of all its sizes at once:
 * twice its peak where pictures grow and shrink. Above this peak (4 GiB) the sizes of inputs are left open, so that few sizes are known and memory
 * goes as values die; taking it anew costs up to half of the time (docs/engines-onnx.md).
 */
const largestClosed = 2 ** 32;

/** The ONNX model of `graph`. Throws an internal error where the graph holds an op that is illegal at this level. */
export function emitOnnx(graph: Graph, plan: GraphPlan, state: readonly StatePlan[]): Uint8Array {
  const kernels = new Set(
    state.filter((entry) => entry.convolutionKernel && entry.shape.length === 4).map((entry) => entry.name),
  );
  const kernelInputs = new Set(
    plan.inputs
      .filter((input) => input.role === 'state' && kernels.has(input.state))
      .map((input) => input.name),
  );
  const kernelOutputs = new Set(
    plan.outputs
      .filter((output) => output.role === 'state' && kernels.has(output.state))
      .map((output) => output.name),
  );
  const layouts = chooseLayouts(graph, kernelInputs, kernelOutputs);
  const builder = new ModelBuilder();
  const context = new LoweringContext(builder, graph, layouts);

  const open = plan.peakBytes > largestClosed;
  for (const input of plan.inputs) {
    const layout: Layout = kernelInputs.has(input.name) ? 'kernel' : 'row';
    const dims = toStored(layout, input.shape);
    builder.input(input.name, input.dtype, open ? dims.map(() => 'any') : dims);
  }
  const live = liveNodes(graph);
  for (const node of graph.nodes) {
    if (!live.has(node.id)) continue;
    context.define(node.id, node.op === 'input' ? node.attributes.name : lowered(node, context));
  }
  const inputNames = new Set(plan.inputs.map((input) => input.name));
  for (const output of plan.outputs) {
    const made = graph.outputs.find((candidate) => candidate.name === output.name);
    invariant(made, `the plan of ${plan.name} has an output ${output.name} that its graph lacks`);
    const layout: Layout = kernelOutputs.has(output.name) ? 'kernel' : 'row';
    // In ONNX an output may not be named as an input is; whoever runs the model goes by the order of the outputs.
    const name = inputNames.has(output.name) ? `${output.name} (next)` : output.name;
    builder.output(name, context.value(made.node, layout), output.dtype, toStored(layout, output.shape));
  }
  return builder.encode(graph.name, {
    kernelInputs: JSON.stringify([...kernelInputs]),
    kernelOutputs: JSON.stringify([...kernelOutputs]),
    nodeValues: JSON.stringify(nodeValues(graph, live, context)),
  });
}

function lowered<K extends OpName>(node: AnyNode & GraphNode<K>, context: LoweringContext): string {
  const lowering: OnnxLowering<K> = onnxLowerings[node.op];
  invariant(
    typeof lowering === 'function',
    `${node.op} reached ONNX emission, but ${'illegal' in lowering ? lowering.illegal : ''}`,
    node.origin.span,
  );
  return lowering(node, context);
}

/** What the runtime finds the values of nodes by, when it looks for the op that gave NaN. */
function nodeValues(
  { nodes }: Graph,
  live: ReadonlySet<number>,
  context: LoweringContext,
): readonly (string | null)[] {
  const isComputed = ({ op, dtype }: AnyNode): boolean =>
    op !== 'input' && op !== 'constant' && dtype === 'f32';
  const names = context.builder.finalNames(
    nodes.map((node) =>
      isComputed(node) && live.has(node.id) ? context.value(node.id, context.layoutOf(node.id)) : '',
    ),
  );
  return nodes.map((node, index) => (isComputed(node) ? (names[index] ?? '') : null));
}

/** Nodes that some output needs. */
function liveNodes(graph: Graph): ReadonlySet<number> {
  const live = new Set<number>(graph.outputs.map((output) => output.node));
  for (const node of graph.nodes.toReversed()) {
    if (live.has(node.id)) for (const input of node.inputs) live.add(input);
  }
  return live;
}
