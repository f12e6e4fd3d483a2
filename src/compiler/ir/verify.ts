/**
 * @file Checks that a graph is what later stages take it for: recomputes every type from the op rules and checks order,
 * names and which ops may stand at this level. Runs between passes; a finding is a bug of the pass before.
 */
import { invariant } from '../invariant.ts';
import type { OpName } from '../ops/attributes.ts';
import { attributeFault } from '../ops/attribute-kinds.ts';
import { sameShape } from '../ops/nd-array.ts';
import { inferType, registry } from '../ops/registry.ts';
import type { Graph, GraphNode } from './graph.ts';

/** How far a graph has come: `gradient` and `stopGradient` stand only in `lowered` ones, fused ops only in `fused` ones. */
export type Level = 'lowered' | 'differentiated' | 'fused';

/** Every fault found, as one line each that names the node; empty for a sound graph. */
export function graphFaults(graph: Graph, level: Level): string[] {
  const faults: string[] = [];
  const inputNames = new Set<string>();
  graph.nodes.forEach((node, index) => {
    const place = `%${index} ${node.op}`;
    if (node.id !== index) faults.push(`${place}: its id is ${node.id}`);
    const late = node.inputs.find((input) => !Number.isInteger(input) || input < 0 || input >= index);
    if (late !== undefined) faults.push(`${place}: its input %${late} does not come before it`);
    const fault = late === undefined ? nodeFault(graph, node, level) : undefined;
    if (fault) faults.push(`${place}: ${fault}`);
    if (node.op === 'input') {
      if (inputNames.has(node.attributes.name))
        faults.push(`${place}: a second input ${node.attributes.name}`);
      inputNames.add(node.attributes.name);
    }
  });
  const outputNames = new Set<string>();
  for (const { name, node } of graph.outputs) {
    if (outputNames.has(name)) faults.push(`a second output ${name}`);
    outputNames.add(name);
    if (!graph.nodes[node]) faults.push(`output ${name}: there is no node %${node}`);
  }
  return faults;
}

/** Throws on the first fault; `after` says which pass made the graph. */
export function verifyGraph(graph: Graph, level: Level, after: string): void {
  const [fault, ...more] = graphFaults(graph, level);
  const rest = more.length > 0 ? ` (and ${more.length} more)` : '';
  invariant(fault === undefined, `graph ${graph.name} after ${after}: ${fault}${rest}`);
}

function nodeFault<K extends OpName>(graph: Graph, node: GraphNode<K>, level: Level): string | undefined {
  const definition = registry[node.op];
  if (definition.level === 'beforeDifferentiate' && level !== 'lowered') {
    return `it may not stand in a graph that is ${level}`;
  }
  if (definition.level === 'afterFuse' && level !== 'fused') {
    return `it may not stand in a graph that is ${level}`;
  }
  const wrong = attributeFault(node.op, { ...node.attributes });
  if (wrong) return wrong;
  const inputs = node.inputs.map((id) => graph.nodes[id]!);
  const type = inferType(node.op, inputs, node.attributes, definition.kind === 'leaf' ? node : undefined);
  if (typeof type === 'string') return type;
  if (type.dtype !== node.dtype) return `its dtype is ${node.dtype}, the rule gives ${type.dtype}`;
  return sameShape(type.shape, node.shape)
    ? undefined
    : `its shape is [${node.shape.join(', ')}], the rule gives [${type.shape.join(', ')}]`;
}
