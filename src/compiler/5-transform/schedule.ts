/**
 * @file The pass `schedule`: an order of the nodes that needs less memory. The order as written reads best and stays unless
 * taking memory-freeing nodes early lowers the peak.
 */
import { copyNode } from './rewrite.ts';
import { GraphBuilder, type Value } from '../ir/build.ts';
import type { Graph, NodeId } from '../ir/graph.ts';
import { graphCost } from '../ir/statistics.ts';
import { bytesOf } from '../ops/definition.ts';
import { registry } from '../ops/registry.ts';

/** The graph in the order with the lower peak; leaves first in both. */
export function schedule(graph: Graph): Graph {
  const leaves = graph.nodes.filter((node) => registry[node.op].kind === 'leaf').map((node) => node.id);
  const isLeaf = new Set(leaves);
  const written = graph.nodes.map((node) => node.id).filter((id) => !isLeaf.has(id));
  const asWritten = reorder(graph, [...leaves, ...written]);
  const frugal = reorder(graph, [...leaves, ...frugalOrder(graph, written)]);
  return graphCost(frugal).peakBytes < graphCost(asWritten).peakBytes ? frugal : asWritten;
}

function reorder(graph: Graph, order: readonly NodeId[]): Graph {
  const builder = new GraphBuilder(graph.name);
  const values = new Map<NodeId, Value>();
  for (const id of order) {
    const node = graph.nodes[id]!;
    values.set(
      id,
      builder.withOrigin(node.origin, () => copyNode(builder, node, (input) => values.get(input)!)),
    );
  }
  for (const { name, node } of graph.outputs) builder.output(name, values.get(node)!);
  return builder.finish();
}

/** Greedy: of the nodes that could run now, one that frees more than it makes (the most first), else the first as written. */
function frugalOrder(graph: Graph, written: readonly NodeId[]): NodeId[] {
  const users = new Map<NodeId, Set<NodeId>>();
  const waiting = new Map<NodeId, number>();
  const pending = new Set(written);
  for (const id of written) {
    const needs = new Set(graph.nodes[id]!.inputs.filter((input) => pending.has(input)));
    waiting.set(id, needs.size);
    for (const input of needs) users.set(input, (users.get(input) ?? new Set()).add(id));
  }
  const kept = new Set(graph.outputs.map((output) => output.node));
  const left = new Map([...users].map(([id, set]) => [id, set.size]));
  const ready = written.filter((id) => waiting.get(id) === 0);
  const gain = (id: NodeId) => {
    const node = graph.nodes[id]!;
    const freed = [...new Set(node.inputs)].filter((input) => left.get(input) === 1 && !kept.has(input));
    const made = registry[node.op].kind === 'view' ? 0 : bytesOf(node);
    return freed.reduce((total, input) => total + bytesOf(graph.nodes[input]!), 0) - made;
  };
  const order: NodeId[] = [];
  while (ready.length > 0) {
    let best = 0;
    let bestGain = gain(ready[0]!);
    for (let at = 1; at < ready.length; at++) {
      const candidate = gain(ready[at]!);
      if (candidate > 0 && candidate > bestGain) [best, bestGain] = [at, candidate];
    }
    const [id] = ready.splice(best, 1) as [NodeId];
    order.push(id);
    for (const input of new Set(graph.nodes[id]!.inputs)) {
      if (left.has(input)) left.set(input, left.get(input)! - 1);
    }
    for (const user of users.get(id) ?? []) {
      waiting.set(user, waiting.get(user)! - 1);
      if (waiting.get(user) !== 0) continue;
      // ready nodes stay in the order as written
      let at = ready.length;
      while (at > 0 && ready[at - 1]! > user) at--;
      ready.splice(at, 0, user);
    }
  }
  return order;
}
