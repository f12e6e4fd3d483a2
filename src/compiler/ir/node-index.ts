/**
 * @file Finds the node that applies an op to given inputs with given attributes: what hash-consing asks for every node that is built or
 * copied. A table of numbers over the nodes themselves, since a text for each node as its key took more time than all passes.
 */
import type { OpName } from '../ops/attributes.ts';
import type { TensorType } from '../ops/definition.ts';
import { sameShape } from '../ops/nd-array.ts';
import { registry } from '../ops/registry.ts';
import type { AnyNode, NodeId } from './graph.ts';

/** What tells nodes apart. */
export interface Application {
  readonly op: OpName;
  readonly inputs: readonly NodeId[];
  readonly attributes: object;
}

const opNumbers = new Map(Object.keys(registry).map((op, index) => [op, index + 1]));

/** Nodes by what they apply; of nodes that are alike, the first. A leaf counts with its type, which follows from nothing else. */
export class NodeIndex {
  readonly #nodes: AnyNode[] = [];
  readonly #hashes: number[] = [];
  /** At the hash of a node, or in the next free place behind it: one more than its place in `#nodes`. A power of two long, at most half full. */
  #places = new Int32Array(64);

  /** The node that applies this; `type` is that of a leaf. */
  find(wanted: Application, type?: TensorType): AnyNode | undefined {
    return this.#find(hashOf(wanted), wanted, type);
  }

  /** The node that applies this, or where there is none the one that `make` gives. */
  findOrAdd(wanted: Application, type: TensorType | undefined, make: () => AnyNode): AnyNode {
    const hash = hashOf(wanted);
    const known = this.#find(hash, wanted, type);
    if (known) return known;
    const node = make();
    this.#add(hash, node);
    return node;
  }

  /** Adds a node; one that is found already stays in front of it. */
  add(node: AnyNode): void {
    this.#add(hashOf(node), node);
  }

  #find(hash: number, wanted: Application, type: TensorType | undefined): AnyNode | undefined {
    const mask = this.#places.length - 1;
    for (let at = hash & mask; this.#places[at] !== 0; at = (at + 1) & mask) {
      const place = this.#places[at]! - 1;
      const node = this.#nodes[place]!;
      if (this.#hashes[place] === hash && isAlike(node, wanted) && (!type || isOfType(node, type)))
        return node;
    }
    return undefined;
  }

  #add(hash: number, node: AnyNode): void {
    this.#nodes.push(node);
    this.#hashes.push(hash);
    if (2 * this.#nodes.length > this.#places.length) {
      this.#places = new Int32Array(2 * this.#places.length);
      for (let place = 0; place < this.#nodes.length; place++) this.#settle(place);
    } else this.#settle(this.#nodes.length - 1);
  }

  #settle(place: number): void {
    const mask = this.#places.length - 1;
    let at = this.#hashes[place]! & mask;
    while (this.#places[at] !== 0) at = (at + 1) & mask;
    this.#places[at] = place + 1;
  }
}

function isAlike(node: AnyNode, { op, inputs, attributes }: Application): boolean {
  return node.op === op && sameShape(node.inputs, inputs) && haveSameAttributes(node.attributes, attributes);
}

function isOfType(node: AnyNode, { shape, dtype }: TensorType): boolean {
  return node.dtype === dtype && sameShape(node.shape, shape);
}

/** Every float64 counts as itself: -0 is not 0, and NaN is NaN. */
function haveSameAttributes(a: object, b: object): boolean {
  if (a === b) return true;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => isSameValue(a[name as keyof typeof a], b[name as keyof typeof b]))
  );
}

function isSameValue(a: unknown, b: unknown): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return Object.is(a, b);
  return a.length === b.length && a.every((item, index) => isSameValue(item, b[index]));
}

/** Attributes count in any order, as they are compared. */
function hashOf({ op, inputs, attributes }: Application): number {
  let hash = opNumbers.get(op)!;
  for (const input of inputs) hash = mixed(hash, input);
  let sum = 0;
  for (const name in attributes) sum += hashOfValue(attributes[name as keyof typeof attributes]);
  return mixed(hash, sum | 0);
}

function hashOfValue(value: unknown): number {
  if (typeof value === 'number') return hashOfNumber(value);
  if (typeof value === 'string') {
    let hash = value.length;
    for (let at = 0; at < value.length; at++) hash = mixed(hash, value.charCodeAt(at));
    return hash;
  }
  if (!Array.isArray(value)) return value === true ? 1 : 2;
  let hash = value.length;
  for (const item of value) hash = mixed(hash, hashOfValue(item));
  return hash;
}

const float = new Float64Array(1);
const halves = new Int32Array(float.buffer);

function hashOfNumber(value: number): number {
  float[0] = value;
  return mixed(halves[0]!, halves[1]!);
}

/** Two integers as one of 32 bits, with every bit of both in the low ones. */
function mixed(a: number, b: number): number {
  const product = Math.imul(Math.imul(a, 0x85ebca6b) ^ b, 0xc2b2ae35);
  return product ^ (product >>> 15);
}
