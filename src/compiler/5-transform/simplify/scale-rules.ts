/**
 * @file Constant factors: they merge with each other, and move to where multiplying by them touches the fewest elements.
 * Outward through an op (to its result) where that is no larger, inward (to an operand) where that is smaller; the two
 * conditions exclude each other, so factors come to rest. Only nodes with one use are moved through: others would be
 * computed twice.
 */
import type { Value } from '../../ir/build.ts';
import type { AnyNode } from '../../ir/graph.ts';
import type { OpName } from '../../ops/attributes.ts';
import type { Site } from '../rewrite.ts';
import { elements, readScaled, writeScaled, type Rule, type Scaled } from './rule.ts';

/** A factor times a node that nothing else uses. */
function readOwnScaled(site: Site, node: AnyNode): Scaled | undefined {
  return site.single(node) ? readScaled(site, node) : undefined;
}

/** Inputs in which an op is linear while the others stay. */
const linearInputs: Partial<Readonly<Record<OpName, readonly number[]>>> = {
  multiply: [0, 1],
  divide: [0],
  sum: [0],
  mean: [0],
  reshape: [0],
  transpose: [0],
  broadcastTo: [0],
  slice: [0],
  pad: [0],
  reverse: [0],
  gather: [0],
  scatterAdd: [0],
  matMul: [0, 1],
  conv2d: [0, 1],
  conv2dInputGradient: [0, 1],
  conv2dKernelGradient: [0, 1],
};

/** A product's result may meet a bias that is to be fused with it: a factor leaves it only to meet another. */
const products: readonly OpName[] = ['matMul', 'conv2d', 'conv2dInputGradient', 'conv2dKernelGradient'];

/** The same op with input `index` replaced. */
function withInput(site: Site, node: AnyNode, index: number, input: Value): Value {
  const inputs = site.inputs(node).map((other, at) => (at === index ? input : site.value(other)));
  return site.builder.op<OpName>(node.op, inputs, node.attributes);
}

/** c (k x) = (c k) x. */
function mergeFactors(site: Site, node: AnyNode): Value | undefined {
  const outer = readScaled(site, node);
  const inner = outer && readScaled(site, outer.of);
  return inner ? writeScaled(site, site.value(inner.of), outer.factor * inner.factor) : undefined;
}

/** c f(k x) = c k f(x) for products. */
function mergeThroughProduct(site: Site, node: AnyNode): Value | undefined {
  const outer = readOwnFactor(site, node);
  if (!outer || !products.includes(outer.of.op)) return undefined;
  for (const index of linearInputs[outer.of.op]!) {
    const inner = readOwnScaled(site, site.input(outer.of, index));
    if (!inner) continue;
    const product = withInput(site, outer.of, index, site.value(inner.of));
    return writeScaled(site, product, outer.factor * inner.factor);
  }
  return undefined;
}

/** A factor times a result that nothing else uses. */
function readOwnFactor(site: Site, node: AnyNode): Scaled | undefined {
  const scaled = readScaled(site, node);
  return scaled && site.single(scaled.of) ? scaled : undefined;
}

/** f(k x) = k f(x) where the result is no larger than x. */
function moveOutward(site: Site, node: AnyNode): Value | undefined {
  if (node.dtype !== 'f32' || products.includes(node.op) || readScaled(site, node)) return undefined;
  for (const index of linearInputs[node.op] ?? []) {
    const input = site.input(node, index);
    const scaled = elements(node) <= elements(input) ? readOwnScaled(site, input) : undefined;
    if (scaled) return writeScaled(site, withInput(site, node, index, site.value(scaled.of)), scaled.factor);
  }
  return undefined;
}

/** c f(x) = f(c x) where x is smaller than the result. */
function moveInward(site: Site, node: AnyNode): Value | undefined {
  const scaled = readOwnFactor(site, node);
  if (!scaled) return undefined;
  const target = scaled.of;
  let best: { index: number; size: number } | undefined;
  for (const index of linearInputs[target.op] ?? []) {
    const size = elements(site.input(target, index));
    if (size < elements(target) && (!best || size < best.size)) best = { index, size };
  }
  if (!best) return undefined;
  const operand = writeScaled(site, site.value(site.input(target, best.index)), scaled.factor);
  return withInput(site, target, best.index, operand);
}

/** x / (k y) = (1 / k) (x / y). */
function moveOutOfDivisor(site: Site, node: AnyNode): Value | undefined {
  const divisor = site.input(node, 1);
  const scaled = elements(node) <= elements(divisor) ? readOwnScaled(site, divisor) : undefined;
  if (!scaled || scaled.factor === 0) return undefined;
  const quotient = site.builder.divide(site.value(site.input(node, 0)), site.value(scaled.of));
  return writeScaled(site, quotient, 1 / scaled.factor);
}

/** k x + c x = (k + c) x, and k x + k y = k (x + y); the same with minus. */
function gatherTerms(site: Site, node: AnyNode): Value | undefined {
  if (node.dtype !== 'f32') return undefined;
  const [left, right] = [site.input(node, 0), site.input(node, 1)];
  const sign = node.op === 'add' ? 1 : -1;
  const a = readScaled(site, left) ?? { factor: 1, of: left };
  const b = readScaled(site, right) ?? { factor: 1, of: right };
  if (a.of.id === b.of.id && left.id !== right.id) {
    const factor = a.factor + sign * b.factor;
    // 1 - n (1 / n) is meant to be 0 even where 1 / n is rounded
    const isRounding = Math.abs(factor) < 1e-14 * Math.abs(a.factor);
    return writeScaled(site, site.value(a.of), isRounding ? 0 : factor);
  }
  const ownFactors = readOwnScaled(site, left) && readOwnScaled(site, right);
  if (!ownFactors || Math.abs(a.factor) !== Math.abs(b.factor)) return undefined;
  const [x, y] = [site.value(a.of), site.value(b.of)];
  const signOfSecond = a.factor === b.factor ? sign : -sign;
  // the factor of the term that is added, so that it needn't be negative: -k x + k y = k (y - x)
  if (signOfSecond === -1 && a.factor < 0) {
    return writeScaled(site, site.builder.subtract(y, x), -a.factor);
  }
  const both = signOfSecond === 1 ? site.builder.add(x, y) : site.builder.subtract(x, y);
  return writeScaled(site, both, a.factor);
}

export const scaleRules: readonly Rule[] = [
  { ops: ['multiply', 'negate'], law: 'c (k x) = (c k) x', rewrite: mergeFactors },
  { ops: ['multiply', 'negate'], law: 'c A(k x) = c k A(x) for products A', rewrite: mergeThroughProduct },
  { ops: ['multiply', 'negate'], law: 'c f(x) = f(c x), f linear, x smaller', rewrite: moveInward },
  {
    ops: Object.keys(linearInputs) as OpName[],
    law: 'f(k x) = k f(x), f linear, f(x) not larger',
    rewrite: moveOutward,
  },
  { ops: ['divide'], law: 'x / (k y) = (1 / k) (x / y)', rewrite: moveOutOfDivisor },
  { ops: ['add', 'subtract'], law: 'k x + c x = (k + c) x; k x + k y = k (x + y)', rewrite: gatherTerms },
];
