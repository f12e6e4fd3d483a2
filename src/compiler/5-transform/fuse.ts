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

interface Biased {
  readonly product: Product;
  readonly bias: Value;
}

interface NamedActivation {
  readonly name: Activation;
  readonly alpha: number;
}

/** The graph with fused products. */
export function fuse(graph: Graph): Graph {
  return dropDead(rewriteGraph(graph, fuseNode).graph);
}

function fuseNode(site: Site, node: AnyNode): Value | undefined {
  const activation = readActivation(node);
  if (activation) {
    const sum = site.input(node, 0);
    const biased = site.single(sum) ? readBiased(site, sum) : undefined;
    return biased && write(site, node, biased, activation);
  }
  const biased = readBiased(site, node);
  return biased && write(site, node, biased, { name: 'none', alpha: 0 });
}

function readActivation(node: AnyNode): NamedActivation | undefined {
  if (node.op === 'relu' || node.op === 'sigmoid' || node.op === 'tanh') return { name: node.op, alpha: 0 };
  if (node.op === 'leakyRelu' && node.attributes.alpha >= 0) {
    return { name: node.op, alpha: node.attributes.alpha };
  }
  return undefined;
}

/** Reads product + bias, in either order; the product may be reshaped where its last axis stays. */
function readBiased(site: Site, node: AnyNode): Biased | undefined {
  if (node.op !== 'add') return undefined;
  const [a, b] = [site.input(node, 0), site.input(node, 1)];
  for (const [result, other] of [
    [a, b],
    [b, a],
  ] as const) {
    const product = readProduct(site, result);
    if (!product || !sameShape(result.shape, node.shape)) continue;
    const bias = product.shape.at(-1) === node.shape.at(-1) ? readBias(site, other, node) : undefined;
    if (bias) return { product, bias };
  }
  return undefined;
}

function readProduct(site: Site, node: AnyNode): Product | undefined {
  if (!site.single(node)) return undefined;
  const product = node.op === 'reshape' ? site.input(node, 0) : node;
  const isProduct = product.op === 'matMul' || product.op === 'conv2d';
  return isProduct && site.single(product) ? product : undefined;
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

/** The fused node stands where the product stood (`dense1`) and has the name of the value that it makes (`h`). */
function write(
  site: Site,
  node: AnyNode,
  { product, bias }: Biased,
  { name: activation, alpha }: NamedActivation,
): Value {
  const [left, right] = [site.value(site.input(product, 0)), site.value(site.input(product, 1))];
  const { label } = node.origin;
  const origin = label === undefined ? product.origin : { ...product.origin, label };
  return site.builder.withOrigin(origin, () => {
    const value =
      product.op === 'matMul'
        ? site.builder.fusedMatMul(left, right, bias, { ...product.attributes, activation, alpha })
        : site.builder.fusedConv2d(left, right, bias, { ...product.attributes, activation, alpha });
    return sameShape(value.shape, node.shape) ? value : site.builder.reshape(value, node.shape);
  });
}
