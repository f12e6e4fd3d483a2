/**
 * @file The pass `shareCommon`: equal nodes become one. Building already merges nodes that are written alike; this also
 * merges b + a with an earlier a + b.
 */
import type { Value } from '../ir/build.ts';
import type { AnyNode, Graph } from '../ir/graph.ts';
import { registry } from '../ops/registry.ts';
import { rewriteGraph, type Site } from './rewrite.ts';

/** The graph with every value computed once. */
export function shareCommon(graph: Graph): Graph {
  return rewriteGraph(graph, shareNode).graph;
}

/** The value of an earlier node that differs in the order of its operands only, where that doesn't matter. */
export function shareNode(site: Site, node: AnyNode): Value | undefined {
  if (!registry[node.op].commutative) return undefined;
  const [a, b] = site.inputs(node);
  const twin = site.findEarlier(node, node.op, [b!, a!], node.attributes);
  return twin && site.value(twin);
}
