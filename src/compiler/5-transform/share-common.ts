/**
 * @file The pass `shareCommon`: equal nodes become one. Building already merges nodes that are written alike; this also
 * merges a + b with b + a, keeping the order that was written first.
 */
import type { Value } from '../ir/build.ts';
import type { Graph } from '../ir/graph.ts';
import { registry } from '../ops/registry.ts';
import { rewriteGraph } from './rewrite.ts';

/** The graph with every value computed once. */
export function shareCommon(graph: Graph): Graph {
  const known = new Map<string, Value>();
  return rewriteGraph(graph, (site, node) => {
    if (!registry[node.op].commutative) return undefined;
    const ids = site.inputs(node).map((input) => site.value(input).id);
    const key = `${node.op}(${ids.sort((a, b) => a - b).join()})`;
    const before = known.get(key);
    if (!before) known.set(key, site.copy(node));
    return before;
  }).graph;
}
