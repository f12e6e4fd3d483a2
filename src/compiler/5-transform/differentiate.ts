/**
 * @file The pass `differentiate`: expands every `gradient` node into ops, then takes out `stopGradient`. Nodes are taken in
 * order, so an inner gradient is plain ops by the time that an outer one differentiates through it. Must come first:
 * rewriting could merge a value with the one that a gradient is taken for.
 */
import { GraphBuilder, type Value } from '../ir/build.ts';
import type { AnyNode, Graph, NodeId } from '../ir/graph.ts';
import { gradientsOf } from './adjoint.ts';
import { copyNode, reachable, rewriteGraph } from './rewrite.ts';

/** A graph without `gradient` and `stopGradient`; all gradients of one y come from one sweep. */
export function differentiate(graph: Graph): Graph {
  const builder = new GraphBuilder(graph.name);
  const values = graph.nodes.map((): Value | undefined => undefined);
  const needed = reachable(graph);
  const gradients = gradientsByValue(graph, needed);
  for (const node of graph.nodes) {
    if (!needed[node.id] || values[node.id]) continue;
    if (node.op !== 'gradient') {
      values[node.id] = copyNode(builder, node, values);
      continue;
    }
    // an x made after this node can't be in y: its own gradient node comes later, and gives zeros
    const y = node.inputs[0]!;
    const together = gradients.get(y)!.filter((other) => values[other.inputs[1]!]);
    const xs = together.map((other) => values[other.inputs[1]!]!);
    const results = gradientsOf(builder, values[y]!, xs, node.origin.scope);
    together.forEach((other, index) => (values[other.id] = results[index]!));
  }
  for (const { name, node } of graph.outputs) builder.output(name, values[node]!);
  return rewriteGraph(builder.finish(), (site, node) =>
    node.op === 'stopGradient' ? site.value(site.input(node, 0)) : undefined,
  ).graph;
}

/** The `gradient` nodes that are needed, by the value that they differentiate. */
function gradientsByValue(graph: Graph, needed: readonly boolean[]): ReadonlyMap<NodeId, readonly AnyNode[]> {
  const found = new Map<NodeId, AnyNode[]>();
  for (const node of graph.nodes) {
    if (node.op !== 'gradient' || !needed[node.id]) continue;
    const y = node.inputs[0]!;
    const before = found.get(y);
    if (before) before.push(node);
    else found.set(y, [node]);
  }
  return found;
}
