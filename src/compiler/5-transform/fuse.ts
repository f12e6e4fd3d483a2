/**
 * @file The pass `fuse`: a product or convolution, its bias and its activation become one kernel, where nothing else uses
 * the values between. Derivatives are written in terms of the activation's output, so training doesn't need them.
 */
import type { Value } from '../ir/build.ts';
import type { AnyNode, Graph } from '../ir/graph.ts';
import type { Activation } from '../ops/attributes.ts';
import { sameShape } from '../ops/nd-array.ts';
import { dropDead } from './drop-dead.ts';
import { rewriteGraph, type Site } from './rewrite.ts';

type Product = Extract<AnyNode, { readonly op: 'matMul' | 'conv2d' }>;

/** The graph with fused products. */
export function fuse(graph: Graph): Graph {
  return dropDead(rewriteGraph(graph, fuseNode).graph);
}

function fuseNode(site: Site, node: AnyNode): Value | undefined {
  const activation = readActivation(node);
  if (activation) {
    const sum = site.input(node, 0);
    const biased = site.single(sum) ? readBiased(site, sum) : undefined;
    return biased && write(site, biased.product, biased.bias, activation.name, activation.alpha);
  }
  const biased = readBiased(site, node);
  return biased && write(site, biased.product, biased.bias, 'none', 0);
}

function readActivation(node: AnyNode): { name: Activation; alpha: number } | undefined {
  if (node.op === 'relu' || node.op === 'sigmoid' || node.op === 'tanh') return { name: node.op, alpha: 0 };
  if (node.op === 'leakyRelu' && node.attributes.alpha >= 0) {
    return { name: node.op, alpha: node.attributes.alpha };
  }
  return undefined;
}

/** Reads product + bias, in either order. */
function readBiased(site: Site, node: AnyNode): { product: Product; bias: Value } | undefined {
  if (node.op !== 'add') return undefined;
  const [a, b] = [site.input(node, 0), site.input(node, 1)];
  for (const [product, other] of [
    [a, b],
    [b, a],
  ] as const) {
    if (product.op !== 'matMul' && product.op !== 'conv2d') continue;
    const bias = readBias(site, other, node);
    if (bias && site.single(product) && sameShape(product.shape, node.shape)) return { product, bias };
  }
  return undefined;
}

/** A bias is a vector along the last axis; axes of size 1 in front of it don't matter. */
function readBias(site: Site, other: AnyNode, sum: AnyNode): Value | undefined {
  const columns = sum.shape[sum.shape.length - 1]!;
  const isRow =
    other.shape.length > 0 &&
    other.shape.every((size, axis) => size === (axis === other.shape.length - 1 ? columns : 1));
  if (!isRow || other.shape.length > sum.shape.length) return undefined;
  const value = site.value(other);
  return other.shape.length === 1 ? value : site.builder.reshape(value, [columns]);
}

function write(site: Site, product: Product, bias: Value, activation: Activation, alpha: number): Value {
  const [left, right] = [site.value(site.input(product, 0)), site.value(site.input(product, 1))];
  return product.op === 'matMul'
    ? site.builder.fusedMatMul(left, right, bias, { ...product.attributes, activation, alpha })
    : site.builder.fusedConv2d(left, right, bias, { ...product.attributes, activation, alpha });
}
