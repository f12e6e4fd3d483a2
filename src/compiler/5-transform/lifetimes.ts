/** @file When values die, for engines that free memory as a step runs. */
import type { Graph, NodeId } from '../ir/graph.ts';
import { registry } from '../ops/registry.ts';

/**
 * By node: the values that nothing needs after it has run, in ascending order. Leaves (the caller's and constants) and
 * outputs never die; a view counts as a value of its own.
 */
export function lastUses(graph: Graph): Map<NodeId, NodeId[]> {
  const kept = new Set(graph.outputs.map((output) => output.node));
  const last = new Map<NodeId, NodeId>();
  for (const node of graph.nodes) {
    if (registry[node.op].kind !== 'leaf') last.set(node.id, node.id);
    for (const input of node.inputs) if (last.has(input)) last.set(input, node.id);
  }
  const result = new Map<NodeId, NodeId[]>();
  for (const [value, user] of last) {
    if (kept.has(value)) continue;
    const dying = result.get(user);
    if (dying) dying.push(value);
    else result.set(user, [value]);
  }
  return result;
}
