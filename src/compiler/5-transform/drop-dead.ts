/** @file The pass `dropDead`: nodes that no output needs go, inputs among them. */
import type { Graph } from '../ir/graph.ts';
import { rewriteGraph } from './rewrite.ts';

/** The graph of what its outputs need. */
export function dropDead(graph: Graph): Graph {
  return rewriteGraph(graph, () => undefined).graph;
}
