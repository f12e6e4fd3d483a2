/**
 * @file Traces of graphs: what the runtime needs to name the op and the line of the spec where NaN or infinity began. In: a
 * transformed graph and the program's specs. Out: plain data, one entry for each node, in the graph's order.
 */
import type { SpecPlace } from '../../runtime/plan.ts';
import type { GraphTrace, TraceNode } from '../../runtime/trace.ts';
import type { AnyNode, Graph } from '../ir/graph.ts';
import type { SpecPlaces } from './spec-places.ts';

/** The trace of a graph: entry i is node i. */
export function traceGraph(graph: Graph, places: SpecPlaces): GraphTrace {
  const table: SpecPlace[] = [];
  const indices = new Map<string, number>();
  const placeIndex = ({ origin }: AnyNode): number | undefined => {
    const place = origin.span && places.placeOf(origin.span);
    if (!place) return undefined;
    const key = `${place.path}:${place.line}:${place.column}:${place.length}`;
    const index = indices.get(key) ?? table.push(place) - 1;
    indices.set(key, index);
    return index;
  };
  const nodes = graph.nodes.map((node): TraceNode => {
    const { op, inputs, origin } = node;
    const place = placeIndex(node);
    return {
      op,
      inputs,
      ...(place === undefined ? {} : { place }),
      ...(origin.label === undefined ? {} : { label: origin.label }),
      ...(origin.scope.includes('backward') ? { backward: true } : {}),
      ...(node.op === 'input' ? { input: node.attributes.name } : {}),
    };
  });
  const outputs = Object.fromEntries(graph.outputs.map(({ name, node }) => [name, node]));
  return { places: table, nodes, outputs };
}
