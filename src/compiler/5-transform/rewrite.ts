/**
 * @file How passes rewrite: read the old graph, write a new one. Patterns are matched on the old graph, where every use is
 * known; what takes a node's place is written with the new values of its inputs. Nodes that nothing needs aren't copied.
 */
import { invariant } from '../invariant.ts';
import { attributeText } from '../ir/attribute-text.ts';
import { GraphBuilder, type Value } from '../ir/build.ts';
import type { AnyNode, Graph, GraphNode, NodeId } from '../ir/graph.ts';
import type { OpAttributes, OpName } from '../ops/attributes.ts';
import { sameShape } from '../ops/nd-array.ts';
import { registry } from '../ops/registry.ts';

/** A node of the old graph that is about to be copied, with the means to look around it and to write instead of it. */
export class Site {
  readonly builder: GraphBuilder;
  private readonly graph: Graph;
  private readonly uses: readonly number[];
  private readonly values: ReadonlyMap<NodeId, Value>;
  private known: Map<string, AnyNode> | undefined;

  constructor(
    builder: GraphBuilder,
    graph: Graph,
    uses: readonly number[],
    values: ReadonlyMap<NodeId, Value>,
  ) {
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
    const value = this.values.get(node.id);
    invariant(value, `%${node.id} is used before it is made`, node.origin.span);
    return value;
  }

  /** The old node written as it is. */
  copy(node: AnyNode): Value {
    return copyNode(this.builder, node, (id) => this.value(this.graph.nodes[id]!));
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
    this.known ??= new Map(
      this.graph.nodes.map((other) => [applicationKey(other.op, other.inputs, other.attributes), other]),
    );
    const ids = inputs.map((input) => input.id);
    const found = this.known.get(applicationKey(op, ids, attributes));
    return found && found.id < node.id && this.values.has(found.id) ? found : undefined;
  }

  /** The number that all elements of a constant have; undefined for anything else. */
  uniform(node: AnyNode): number | undefined {
    return node.op === 'constant' && node.attributes.values.length === 1
      ? node.attributes.values[0]
      : undefined;
  }
}

function applicationKey(op: OpName, inputs: readonly NodeId[], attributes: object): string {
  return `${op}(${inputs.join()})${attributeText(attributes)}`;
}

/** What takes the place of an old node, of the same type; undefined: a copy. */
export type Rewrite = (site: Site, node: AnyNode) => Value | undefined;

/** Copies a graph, asking `rewrite` for each node. Says whether any node was rewritten. */
export function rewriteGraph(graph: Graph, rewrite: Rewrite): { graph: Graph; changed: boolean } {
  const builder = new GraphBuilder(graph.name);
  const values = new Map<NodeId, Value>();
  const needed = reachable(graph);
  const site = new Site(builder, graph, countUses(graph, needed), values);
  let changed = false;
  for (const node of graph.nodes) {
    if (!needed.has(node.id)) continue;
    const value = builder.withOrigin(node.origin, () => {
      const other = rewrite(site, node);
      if (!other) return copyNode(builder, node, (id) => values.get(id)!);
      const fits = other.dtype === node.dtype && sameShape(other.shape, node.shape);
      invariant(fits, `${node.op} [${node.shape}] was rewritten to [${other.shape}]`, node.origin.span);
      changed = true;
      return other;
    });
    values.set(node.id, value);
  }
  for (const { name, node } of graph.outputs) builder.output(name, values.get(node)!);
  return { graph: builder.finish(), changed };
}

/** The same op with the same attributes on the new values of its inputs. */
export function copyNode<K extends OpName>(
  builder: GraphBuilder,
  node: GraphNode<K>,
  valueOf: (id: NodeId) => Value,
): Value {
  const declared = registry[node.op].kind === 'leaf' ? { shape: node.shape, dtype: node.dtype } : undefined;
  return builder.node(node.op, node.inputs.map(valueOf), node.attributes, declared);
}

/** The nodes that some output needs. */
export function reachable(graph: Graph): ReadonlySet<NodeId> {
  const needed = new Set<NodeId>(graph.outputs.map((output) => output.node));
  for (let id = graph.nodes.length - 1; id >= 0; id--) {
    if (needed.has(id)) for (const input of graph.nodes[id]!.inputs) needed.add(input);
  }
  return needed;
}

function countUses(graph: Graph, needed: ReadonlySet<NodeId>): number[] {
  const uses = graph.nodes.map(() => 0);
  for (const node of graph.nodes) {
    if (needed.has(node.id)) for (const input of node.inputs) uses[input]!++;
  }
  for (const { node } of graph.outputs) uses[node]!++;
  return uses;
}
