/** @file What one run of a graph costs: known before it runs, since everything is static. */
import type { OpName } from '../ops/attributes.ts';
import { bytesOf } from '../ops/definition.ts';
import { costOf, registry } from '../ops/registry.ts';
import type { AnyNode, Graph, GraphNode, NodeId } from './graph.ts';

export interface GraphCost {
  /** Floating-point operations; a multiply-add counts two. */
  readonly flops: number;
  /** The most bytes of tensors alive at once, inputs, constants and outputs included, if each dies after its last use. */
  readonly peakBytes: number;
  /** Nodes that run something: leaves and views don't. */
  readonly kernels: number;
}

/** Flops, kernels and peak memory of one run in the graph's own order. */
export function graphCost(graph: Graph): GraphCost {
  return costWithin(graph, aliveBytes(graph), () => true);
}

/**
 * The cost of each part of a graph, by what `partOf` calls its nodes; a node without a name counts to the part that follows
 * it. The peak of a part counts all that is alive while the part runs.
 */
export function costByPart(
  graph: Graph,
  partOf: (node: AnyNode) => string | undefined,
): ReadonlyMap<string, GraphCost> {
  const parts: string[] = [];
  let following = '';
  for (const node of graph.nodes.toReversed()) {
    following = partOf(node) ?? following;
    parts[node.id] = following;
  }
  const alive = aliveBytes(graph);
  return new Map(
    [...new Set(parts)].map((part) => [part, costWithin(graph, alive, (node) => parts[node.id] === part)]),
  );
}

function costWithin(graph: Graph, alive: readonly number[], isIn: (node: AnyNode) => boolean): GraphCost {
  const nodes = graph.nodes.filter(isIn);
  return {
    flops: nodes.reduce((total, node) => total + flopsOf(graph, node), 0),
    peakBytes: nodes.reduce((peak, node) => Math.max(peak, alive[node.id]!), 0),
    kernels: nodes.filter((node) => runsKernel(node.op)).length,
  };
}

function runsKernel(op: OpName): boolean {
  return registry[op].kind !== 'leaf' && registry[op].kind !== 'view';
}

function flopsOf<K extends OpName>(graph: Graph, node: GraphNode<K>): number {
  const inputs = node.inputs.map((id) => graph.nodes[id]!);
  return costOf(node.op, inputs, node.attributes, node).flops;
}

/**
 * Bytes alive while each node runs: storage is alive from its making to the last use of it or of a view of it; leaves and
 * outputs from before the start and to the end.
 */
function aliveBytes(graph: Graph): readonly number[] {
  const storage: NodeId[] = [];
  for (const node of graph.nodes) {
    storage.push(registry[node.op].kind === 'view' ? storage[node.inputs[0]!]! : node.id);
  }
  const lastUse = graph.nodes.map((node) => node.id);
  for (const node of graph.nodes) for (const input of node.inputs) lastUse[storage[input]!] = node.id;
  for (const { node } of graph.outputs) lastUse[storage[node]!] = Infinity;

  const dying = new Map<NodeId, number>();
  let alive = 0;
  for (const node of graph.nodes) {
    if (storage[node.id] !== node.id) continue;
    if (registry[node.op].kind === 'leaf') alive += bytesOf(node);
    else dying.set(lastUse[node.id]!, (dying.get(lastUse[node.id]!) ?? 0) + bytesOf(node));
  }
  return graph.nodes.map((node) => {
    if (storage[node.id] === node.id && registry[node.op].kind !== 'leaf') alive += bytesOf(node);
    const during = alive;
    alive -= dying.get(node.id) ?? 0;
    return during;
  });
}
