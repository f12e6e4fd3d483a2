/**
 * @file The pass `schedule`: an order of the nodes that needs less memory. The order as written reads best and stays unless
 * taking memory-freeing nodes early lowers the peak.
 */
import { Heap } from './heap.ts';
import type { AnyNode, Graph, NodeId } from '../ir/graph.ts';
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

/** The same nodes in another order in which each comes after its inputs. */
function reorder(graph: Graph, order: readonly NodeId[]): Graph {
  const places: NodeId[] = [];
  order.forEach((id, place) => (places[id] = place));
  const nodes = order.map((id, place): AnyNode => {
    const node = graph.nodes[id]!;
    if (id === place && node.inputs.every((input) => places[input] === input)) return node;
    return { ...node, id: place, inputs: node.inputs.map((input) => places[input]!) } as AnyNode;
  });
  return { ...graph, nodes, outputs: graph.outputs.map(({ name, node }) => ({ name, node: places[node]! })) };
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
  const gainOf = (id: NodeId): number => {
    const node = graph.nodes[id]!;
    const freed = [...new Set(node.inputs)].filter((input) => left.get(input) === 1 && !kept.has(input));
    const made = registry[node.op].kind === 'view' ? 0 : bytesOf(node);
    return freed.reduce((total, input) => total + bytesOf(graph.nodes[input]!), 0) - made;
  };
  // Both heaps hold nodes that could run; one that has run, or whose gain has grown since, is passed over where it comes up.
  const gains = new Map<NodeId, number>();
  const byPlace = new Heap<NodeId>((a, b) => a < b);
  const byGain = new Heap<Candidate>((a, b) => a.gain > b.gain || (a.gain === b.gain && a.id < b.id));
  const offer = (id: NodeId): void => {
    const gain = gainOf(id);
    gains.set(id, gain);
    byGain.push({ id, gain });
  };
  const becomeReady = (id: NodeId): void => {
    byPlace.push(id);
    offer(id);
  };
  for (const id of written) if (waiting.get(id) === 0) becomeReady(id);
  const order: NodeId[] = [];
  const next = (): NodeId | undefined => {
    for (let id = byPlace.first(); id !== undefined && !gains.has(id); id = byPlace.first()) byPlace.pop();
    for (let top = byGain.first(); top && gains.get(top.id) !== top.gain; top = byGain.first()) byGain.pop();
    const most = byGain.first();
    return most && most.gain > 0 ? most.id : byPlace.first();
  };
  for (let id = next(); id !== undefined; id = next()) {
    gains.delete(id);
    order.push(id);
    for (const input of new Set(graph.nodes[id]!.inputs)) {
      const count = left.get(input);
      if (count === undefined) continue;
      left.set(input, count - 1);
      // What is left of an input's users now frees it.
      if (count === 2) for (const user of users.get(input)!) if (gains.has(user)) offer(user);
    }
    for (const user of users.get(id) ?? []) {
      waiting.set(user, waiting.get(user)! - 1);
      if (waiting.get(user) === 0) becomeReady(user);
    }
  }
  return order;
}

/** A node that could run, and by how many bytes more it frees than it makes. */
interface Candidate {
  readonly id: NodeId;
  readonly gain: number;
}
