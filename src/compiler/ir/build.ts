/**
 * @file Builds graphs: infers every type by the op's own rule and gives equal nodes one identity (hash-consing), so that a
 * graph never computes the same thing twice. Rewrites nothing: that is 5-transform's. A node that breaks its op's rule is
 * our own bug (the checker has refused bad specs by now), so it throws, naming the spec place.
 */
import { invariant } from '../invariant.ts';
import type { DType, OpAttributes, OpName, Shape } from '../ops/attributes.ts';
import type { TensorType } from '../ops/definition.ts';
import { OpCalls, type Value } from '../ops/op-calls.ts';
import { inferType, registry } from '../ops/registry.ts';
import type { AnyNode, Graph, GraphNode, GraphOutput, NodeId, Origin } from './graph.ts';
import { NodeIndex } from './node-index.ts';

export type { Value };

const NOWHERE: Origin = { scope: [] };

/**
 * A graph under construction. Nodes carry the origin of the innermost `withOrigin`; where two equal nodes meet, the first
 * one's origin stays.
 */
export class GraphBuilder extends OpCalls {
  readonly name: string;
  private readonly nodes: AnyNode[] = [];
  private readonly outputs: GraphOutput[] = [];
  private readonly outputNames = new Set<string>();
  private readonly known = new NodeIndex();
  private readonly inputTypes = new Map<string, TensorType>();
  private origin: Origin = NOWHERE;

  constructor(name: string) {
    super();
    this.name = name;
  }

  override op<K extends OpName>(name: K, inputs: readonly Value[], attributes: OpAttributes[K]): Value {
    return this.node(name, inputs, attributes);
  }

  /** A value from outside. The same name twice is the same input, and must have the same type. */
  input(name: string, shape: Shape, dtype: DType = 'f32'): Value {
    const before = this.inputTypes.get(name);
    const same = !before || (before.dtype === dtype && String(before.shape) === String(shape));
    invariant(same, `input ${name} was made with two types`, this.origin.span);
    this.inputTypes.set(name, { shape, dtype });
    return this.node('input', [], { name }, { shape, dtype });
  }

  override constant(value: number | readonly number[], shape?: Shape, dtype: DType = 'f32'): Value {
    const values = typeof value === 'number' ? [value] : value;
    const type = { shape: shape ?? (typeof value === 'number' ? [] : [value.length]), dtype };
    return this.node('constant', [], { values: compact(values) }, type);
  }

  /** Names a result of the graph. */
  output(name: string, value: Value): void {
    invariant(
      !this.outputNames.has(name),
      `the graph ${this.name} has two outputs named ${name}`,
      this.origin.span,
    );
    this.outputNames.add(name);
    this.outputs.push({ name, node: value.id });
  }

  /** Nodes made inside `body` come from `origin`. */
  withOrigin<T>(origin: Origin, body: () => T): T {
    const outer = this.origin;
    this.origin = origin;
    try {
      return body();
    } finally {
      this.origin = outer;
    }
  }

  /** Nodes made inside `body` stand one scope deeper; span and label of the origin around stay. */
  withScope<T>(scope: string, body: () => T): T {
    return this.withOrigin({ ...this.origin, scope: [...this.origin.scope, scope] }, body);
  }

  /** What `body` arrives at has this name in emitted code; nodes before it are steps on the way. */
  named<T>(label: string, body: () => T): T {
    return this.withOrigin({ ...this.origin, label }, body);
  }

  /** The origin that nodes get now. */
  currentOrigin(): Origin {
    return this.origin;
  }

  /** The node behind a value of this builder. */
  nodeOf(value: { readonly id: NodeId }): AnyNode {
    const node = this.nodes[value.id];
    invariant(node, `the graph ${this.name} has no node %${value.id}`, this.origin.span);
    return node;
  }

  /** How many nodes there are so far. */
  get size(): number {
    return this.nodes.length;
  }

  /** The graph so far, as a value of its own. */
  finish(): Graph {
    return { name: this.name, nodes: [...this.nodes], outputs: [...this.outputs] };
  }

  /** A node of any op; `declared` is the type of a leaf. */
  node<K extends OpName>(
    op: K,
    inputs: readonly Value[],
    attributes: OpAttributes[K],
    declared?: TensorType,
  ): Value {
    const type = inferType(op, inputs, attributes, declared);
    invariant(typeof type !== 'string', typeof type === 'string' ? `${op}: ${type}` : op, this.origin.span);
    const ids = inputs.map((input) => input.id);
    return this.known.findOrAdd({ op, inputs: ids, attributes }, declared && type, () => {
      const { shape, dtype } = type;
      const node = { id: this.nodes.length, op, inputs: ids, attributes, shape, dtype, origin: this.origin };
      this.nodes.push(node as GraphNode as AnyNode);
      return node as GraphNode as AnyNode;
    });
  }

  /** A node of another graph on inputs of the same types as there, so that its type is known. It keeps its origin. */
  copy(node: AnyNode, inputs: readonly NodeId[]): Value {
    const type = registry[node.op].kind === 'leaf' ? node : undefined;
    return this.known.findOrAdd({ op: node.op, inputs, attributes: node.attributes }, type, () => {
      const id = this.nodes.length;
      const isSame = id === node.id && inputs.every((input, index) => input === node.inputs[index]);
      const copy = isSame ? node : ({ ...node, id, inputs } as AnyNode);
      this.nodes.push(copy);
      return copy;
    });
  }
}

/** One value stands for all where all are equal, so that equal constants look equal. */
function compact(values: readonly number[]): readonly number[] {
  const first = values[0];
  return first !== undefined && values.every((value) => Object.is(value, first)) ? [first] : values;
}
