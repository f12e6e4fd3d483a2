/** @file What a rule of `simplify` is, and the readings of nodes that several rules share. */
import type { Value } from '../../ir/build.ts';
import type { AnyNode } from '../../ir/graph.ts';
import type { OpName, Shape } from '../../ops/attributes.ts';
import { sameShape, sizeOf } from '../../ops/nd-array.ts';
import type { Site } from '../rewrite.ts';

/** One law. It is asked for nodes of its ops only, and gives undefined where it doesn't apply. */
export interface Rule {
  readonly ops: readonly OpName[];
  /** The law, as a reader would write it. */
  readonly law: string;
  readonly rewrite: (site: Site, node: AnyNode) => Value | undefined;
}

/** A node that is `factor` times another of the same shape. */
export interface Scaled {
  readonly factor: number;
  readonly of: AnyNode;
}

/** Reads -x as -1 x and c x (c a constant scalar) as itself; undefined for other nodes and for integers. */
export function readScaled(site: Site, node: AnyNode): Scaled | undefined {
  if (node.dtype !== 'f32') return undefined;
  if (node.op === 'negate') return { factor: -1, of: site.input(node, 0) };
  if (node.op !== 'multiply') return undefined;
  const [a, b] = [site.input(node, 0), site.input(node, 1)];
  for (const [x, c] of [
    [a, b],
    [b, a],
  ] as const) {
    const factor = site.uniform(c);
    if (factor !== undefined && sameShape(x.shape, node.shape)) return { factor, of: x };
  }
  return undefined;
}

/** factor * x, in its shortest form. */
export function writeScaled(site: Site, x: Value, factor: number): Value {
  if (factor === 1) return x;
  if (factor === 0) return site.builder.constant(0, x.shape);
  return factor === -1 ? site.builder.negate(x) : site.builder.multiply(x, factor);
}

/** `shape` with ones in front, so that it has `rank` axes. */
export function padShape(shape: Shape, rank: number): Shape {
  return [...new Array<number>(rank - shape.length).fill(1), ...shape];
}

/** The number of elements of a node. */
export function elements(node: AnyNode): number {
  return sizeOf(node.shape);
}
