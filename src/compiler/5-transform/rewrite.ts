/**
 * @file How passes rewrite: read the old graph, write a new one. Patterns are matched on the old graph, where every use is
 * known; what takes a node's place is written with the new values of its inputs. Nodes that nothing needs aren't copied.
 */
import { invariant } from '../invariant.ts';
import { GraphBuilder, type Value } from '../ir/build.ts';
import type { AnyNode, Graph } from '../ir/graph.ts';
import { NodeIndex } from '../ir/node-index.ts';
import type { OpAttributes, OpName } from '../ops/attributes.ts';
import { sameShape } from '../ops/nd-array.ts';

/** A node of the old graph that is about to be copied, with the means to look around it and to write instead of it. */
export class Site {
  readonly builder: GraphBuilder;
  private readonly graph: Graph;
  private readonly uses: readonly number[];
  private readonly values: NewValues;
  private known: NodeIndex | undefined;

  constructor(builder: GraphBuilder, graph: Graph, uses: readonly number[], values: NewValues) {
    this.builder = builder;
    this.graph = graph;
    this.uses = uses;
    this.values = values;
  }

  /** The old node that makes input `index` of `node`. */
  input(node: AnyNode, index: number): AnyNode {
    const id = node.inputs[index];
    const found = id === undefined ? undefined : this.graph.nodes[id];
    invariant(found, `${node.op} has no input ${index}`, node.origin.span);
    return found;
  }

  /** All of them. */
  inputs(node: AnyNode): AnyNode[] {
    return node.inputs.map((_, index) => this.input(node, index));
  }

  /** The new value that stands for an old node. */
  value(node: AnyNode): Value {
    const value = this.values[node.id];
    invariant(value, `%${node.id} is used before it is made`, node.origin.span);
    return value;
  }

  /** The old node written as it is. */
  copy(node: AnyNode): Value {
    return copyNode(this.builder, node, this.values);
  }

  /** Whether an old node is used at one place only (an output counts), so that absorbing it into its user saves it. */
  single(node: AnyNode): boolean {
    return this.uses[node.id] === 1;
  }

  /** An old node that applies `op` with these attributes to `inputs` and stands before `node`. */
  findEarlier<K extends OpName>(
    node: AnyNode,
    op: K,
    inputs: readonly AnyNode[],
    attributes: OpAttributes[K],
  ): AnyNode | undefined {
    if (!this.known) {
      this.known = new NodeIndex();
      for (const other of this.graph.nodes) this.known.add(other);
    }
    const found = this.known.find({ op, inputs: inputs.map((input) => input.id), attributes });
    return found && found.id < node.id && this.values[found.id] ? found : undefined;
  }

  /** The number that all elements of a constant have; undefined for anything else. */
  uniform(node: AnyNode): number | undefined {
    return node.op === 'constant' && node.attributes.values.length === 1
      ? node.attributes.values[0]
      : undefined;
  }
}

/** By old node: the new value that stands for it, once there is one. */
export type NewValues = readonly (Value | undefined)[];

/** What takes the place of an old node, of the same type; undefined: a copy. */
export type Rewrite = (site: Site, node: AnyNode) => Value | undefined;

/** Copies a graph, asking `rewrite` for each node. Says whether any node was rewritten; where the copy is the same, it is the graph itself. */
export function rewriteGraph(graph: Graph, rewrite: Rewrite): { graph: Graph; changed: boolean } {
  const builder = new GraphBuilder(graph.name);
  const values = graph.nodes.map((): Value | undefined => undefined);
  const needed = reachable(graph);
  const site = new Site(builder, graph, countUses(graph, needed), values);
  let changed = false;
  let isSame = true;
  for (const node of graph.nodes) {
    if (!needed[node.id]) continue;
    const other = builder.withOrigin(node.origin, () => rewrite(site, node));
    if (other) {
      const fits = other.dtype === node.dtype && sameShape(other.shape, node.shape);
      invariant(fits, `${node.op} [${node.shape}] was rewritten to [${other.shape}]`, node.origin.span);
      changed = true;
    }
    const value = other ?? copyNode(builder, node, values);
    isSame &&= value === node;
    values[node.id] = value;
  }
  if (isSame && builder.size === graph.nodes.length) return { graph, changed };
  for (const { name, node } of graph.outputs) builder.output(name, values[node]!);
  return { graph: builder.finish(), changed };
}

/** The same op with the same attributes on the new values of its inputs, which have the types of the old ones. */
export function copyNode(builder: GraphBuilder, node: AnyNode, values: NewValues): Value {
  return builder.copy(
    node,
    node.inputs.map((id) => values[id]!.id),
  );
}

/** By node: whether some output needs it. */
export function reachable(graph: Graph): readonly boolean[] {
  const needed = graph.nodes.map(() => false);
  for (const { node } of graph.outputs) needed[node] = true;
  for (let id = graph.nodes.length - 1; id >= 0; id--) {
    if (needed[id]) for (const input of graph.nodes[id]!.inputs) needed[input] = true;
  }
  return needed;
}

function countUses(graph: Graph, needed: readonly boolean[]): number[] {
  const uses = graph.nodes.map(() => 0);
  for (const node of graph.nodes) {
    if (needed[node.id]) for (const input of node.inputs) uses[input]!++;
  }
  for (const { node } of graph.outputs) uses[node]!++;
  return uses;
}
