/**
 * @file What a lowering gets and gives. A lowering turns one IR node into ONNX nodes and names the result, which stands in the
 * layout that the layout pass chose for the node. Operands come by position, brought into the layout that is asked for.
 */
import { invariant } from '../../invariant.ts';
import type { AnyNode, Graph, GraphNode } from '../../ir/graph.ts';
import type { OpName, Shape } from '../../ops/attributes.ts';
import { type Layout, permutation, sameBytes, toStored } from './layout.ts';
import type { ModelBuilder } from './model-builder.ts';

/** A lowering, or the reason why an op can't come this far. */
export type OnnxLowering<K extends OpName> =
  ((node: GraphNode<K>, context: LoweringContext) => string) | { readonly illegal: string };

/** The values emitted so far and the way to read them. */
export class LoweringContext {
  readonly builder: ModelBuilder;
  readonly #graph: Graph;
  readonly #layouts: readonly Layout[];
  /** Per node: its value's name in each layout that it was asked for. */
  readonly #names: Map<Layout, string>[];
  readonly #users: readonly AnyNode[][];

  constructor(builder: ModelBuilder, graph: Graph, layouts: readonly Layout[]) {
    this.builder = builder;
    this.#graph = graph;
    this.#layouts = layouts;
    this.#names = graph.nodes.map(() => new Map());
    this.#users = graph.nodes.map(() => []);
    for (const node of graph.nodes) for (const input of new Set(node.inputs)) this.#users[input]?.push(node);
  }

  /** Records the value of a node, in the node's own layout. */
  define(id: number, name: string): void {
    this.#names[id]?.set(this.layoutOf(id), name);
  }

  /** The layout in which node `id` is kept. */
  layoutOf(id: number): Layout {
    return this.#layouts[id] ?? 'row';
  }

  /** The nodes that read node `id`. */
  users(id: number): readonly AnyNode[] {
    return this.#users[id] ?? [];
  }

  /** Whether node `id` is read by one node and is no output of the graph. */
  isUsedOnce(id: number): boolean {
    return this.users(id).length === 1 && this.#graph.outputs.every((output) => output.node !== id);
  }

  /** The node that makes operand `position`. */
  operandNode(node: AnyNode, position: number): AnyNode {
    const operand = this.#graph.nodes[node.inputs[position] ?? -1];
    invariant(operand, `${node.op} has no operand ${position}`);
    return operand;
  }

  /** The IR shape of operand `position`. */
  operandShape(node: AnyNode, position: number): Shape {
    return this.operandNode(node, position).shape;
  }

  /** Operand `position` in the given layout. */
  operand(node: AnyNode, position: number, layout: Layout): string {
    return this.value(this.operandNode(node, position).id, layout);
  }

  /** The value of node `id` in the given layout: as kept, reshaped where the bytes agree, else transposed. */
  value(id: number, layout: Layout): string {
    const names = this.#names[id];
    const known = names?.get(layout);
    if (names === undefined || known !== undefined) return known ?? '';
    const kept = this.layoutOf(id);
    const name = names.get(kept) ?? '';
    const made = this.rearrange(name, this.#graph.nodes[id]?.shape ?? [], kept, layout);
    names.set(layout, made);
    return made;
  }

  /**
   * Operand `position` so that it broadcasts against a result of `node`'s shape in `node`'s layout. `scalars` says that a
   * constant with one value for all may be given as a scalar.
   */
  broadcastOperand(node: AnyNode, position: number, scalars = false): string {
    const operand = this.operandNode(node, position);
    const layout = this.layoutOf(node.id);
    if (scalars && operand.op === 'constant' && operand.attributes.values.length === 1) {
      const others = node.inputs
        .filter((_, i) => i !== position)
        .map((id) => this.#graph.nodes[id]?.shape ?? []);
      if (others.some((shape) => String(shape) === String(node.shape))) {
        return this.builder.constant(operand.dtype, [], operand.attributes.values);
      }
    }
    const rank = operand.shape.length;
    if (node.shape.length !== 4 || rank === 4 || rank === 0) return this.operand(node, position, layout);
    const name = this.value(operand.id, 'row');
    if (layout === 'row') return name;
    const padded = [...Array.from({ length: 4 - rank }, () => 1), ...operand.shape];
    if (sameBytes(padded, 'row', layout)) return this.reshape(name, toStored(layout, padded));
    return this.rearrange(this.reshape(name, padded), padded, 'row', layout);
  }

  /** A value of IR shape `shape` moved from one layout to another. */
  rearrange(name: string, shape: Shape, from: Layout, to: Layout): string {
    if (shape.length !== 4 || from === to) return name;
    if (sameBytes(shape, from, to)) return this.reshape(name, toStored(to, shape));
    return this.builder.node('Transpose', [name], { integers: { perm: permutation(from, to) } });
  }

  /** A value with other dimensions, same bytes. */
  reshape(name: string, dims: Shape): string {
    return this.builder.node('Reshape', [name, this.builder.integers(dims)]);
  }
}
