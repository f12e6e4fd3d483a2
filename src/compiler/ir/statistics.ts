/** @file What one run of a graph costs: known before it runs, since everything is static. */
import type { OpName } from '../ops/attributes.ts';
import { bytesOf } from '../ops/definition.ts';
import { costOf, registry } from '../ops/registry.ts';
import type { Graph, GraphNode, NodeId } from './graph.ts';

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
  const flops = graph.nodes.reduce((total, node) => total + flopsOf(graph, node), 0);
  const kernels = graph.nodes.filter((node) => runsKernel(node.op)).length;
  return { flops, peakBytes: peakBytes(graph), kernels };
}

function runsKernel(op: OpName): boolean {
  return registry[op].kind !== 'leaf' && registry[op].kind !== 'view';
}

function flopsOf<K extends OpName>(graph: Graph, node: GraphNode<K>): number {
  const inputs = node.inputs.map((id) => graph.nodes[id]!);
  return costOf(node.op, inputs, node.attributes, node).flops;
}

/**
 * Peak bytes from lifetimes: storage is alive from its making to the last use of it or of a view of it; leaves and outputs
 * from before the start and to the end.
 */
function peakBytes(graph: Graph): number {
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
  let peak = alive;
  for (const node of graph.nodes) {
    if (storage[node.id] === node.id && registry[node.op].kind !== 'leaf') alive += bytesOf(node);
    peak = Math.max(peak, alive);
    alive -= dying.get(node.id) ?? 0;
  }
  return peak;
}
