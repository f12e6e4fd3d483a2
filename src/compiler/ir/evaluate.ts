/**
 * @file Runs a graph in float64, node by node: what a graph means, for the tests of passes and engines. Slow on purpose;
 * graphs with `gradient` nodes must be differentiated first.
 */
import { invariant } from '../invariant.ts';
import type { OpName } from '../ops/attributes.ts';
import type { NdArray } from '../ops/nd-array.ts';
import { sameShape } from '../ops/nd-array.ts';
import { registry } from '../ops/registry.ts';
import type { Graph, GraphNode } from './graph.ts';

/** The value of one node, given those of its inputs. */
export function evaluateNode<K extends OpName>(node: GraphNode<K>, inputs: readonly NdArray[]): NdArray {
  return registry[node.op].evaluate(inputs, node.attributes, node);
}

/** Outputs by name, from inputs by name. Throws where an input is missing or has another shape than the graph says. */
export function evaluateGraph(
  graph: Graph,
  inputs: Readonly<Record<string, NdArray>>,
): Record<string, NdArray> {
  const values: NdArray[] = [];
  for (const node of graph.nodes) {
    if (node.op === 'input') {
      const given = inputs[node.attributes.name];
      invariant(given, `no value for the input ${node.attributes.name} of ${graph.name}`);
      const fits = sameShape(given.shape, node.shape);
      invariant(fits, `input ${node.attributes.name} is [${given.shape}], declared [${node.shape}]`);
      values.push(given);
    } else {
      values.push(
        evaluateNode(
          node,
          node.inputs.map((id) => values[id]!),
        ),
      );
    }
  }
  return Object.fromEntries(graph.outputs.map(({ name, node }) => [name, values[node]!]));
}
