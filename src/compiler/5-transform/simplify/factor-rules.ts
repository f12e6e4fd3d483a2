/**
 * @file Factors that are small tensors (a scale per channel, a weight per example): they multiply each other before they
 * meet a large tensor, and leave sums along which they don't change. This is what shortens normalisation layers.
 */
import type { Value } from '../../ir/build.ts';
import type { AnyNode } from '../../ir/graph.ts';
import { sameShape } from '../../ops/nd-array.ts';
import type { Site } from '../rewrite.ts';
import { elements, padShape, writeScaled, type Rule } from './rule.ts';

/** The operands of a node of two, and the same swapped. */
function bothWays(site: Site, node: AnyNode): readonly (readonly [AnyNode, AnyNode])[] {
  const [a, b] = [site.input(node, 0), site.input(node, 1)];
  return [
    [a, b],
    [b, a],
  ];
}

/** (x s) t = x (s t) where s t is smaller than the result. The inner product loses a use, so it may have others. */
function gatherSmall(site: Site, node: AnyNode): Value | undefined {
  for (const [product, t] of bothWays(site, node)) {
    if (product.op !== 'multiply' || !sameShape(product.shape, node.shape)) continue;
    if (site.uniform(t) !== undefined || elements(t) >= elements(node)) continue;
    for (const [x, s] of bothWays(site, product)) {
      if (site.uniform(s) !== undefined || site.uniform(x) !== undefined) continue;
      if (!sameShape(x.shape, node.shape)) continue;
      const small = site.builder.multiply(site.value(s), site.value(t));
      const smaller = small.shape.reduce((total, size) => total * size, 1) < elements(node);
      if (smaller) return site.builder.multiply(site.value(x), small);
    }
  }
  return undefined;
}

/** (x y) z = x (y z) where y z is computed anyway; constant factors have rules of their own, which would undo it. */
function reuseProduct(site: Site, node: AnyNode): Value | undefined {
  for (const [product, z] of bothWays(site, node)) {
    if (product.op !== 'multiply' || !site.single(product)) continue;
    if ([z, ...site.inputs(product)].some((factor) => site.uniform(factor) !== undefined)) continue;
    for (const [x, y] of bothWays(site, product)) {
      const known =
        site.findEarlier(node, 'multiply', [y, z], {}) ?? site.findEarlier(node, 'multiply', [z, y], {});
      if (known && known.id !== product.id && elements(x) >= elements(known)) {
        return site.builder.multiply(site.value(x), site.value(known));
      }
    }
  }
  return undefined;
}

/** A product that is summed, taken apart: a factor that doesn't change along the axes, and the rest. */
interface Split {
  readonly factor: AnyNode;
  readonly rest: Value;
}

function splitProduct(site: Site, product: AnyNode, axes: readonly number[]): Split | undefined {
  const isConstantAlong = (node: AnyNode) => {
    const shape = padShape(node.shape, product.shape.length);
    return axes.every((axis) => shape[axis] === 1) && site.uniform(node) === undefined;
  };
  const spansAxes = (shape: readonly number[]) =>
    shape.length === product.shape.length && axes.every((axis) => shape[axis] === product.shape[axis]);
  for (const [x, s] of bothWays(site, product)) {
    if (isConstantAlong(s) && spansAxes(x.shape)) return { factor: s, rest: site.value(x) };
    if (x.op !== 'multiply' || !site.single(product)) continue;
    for (const [y, t] of bothWays(site, x)) {
      if (!isConstantAlong(t)) continue;
      const rest = site.builder.multiply(site.value(y), site.value(s));
      if (spansAxes(rest.shape)) return { factor: t, rest };
    }
  }
  return undefined;
}

/** sum(s x) = s sum(x) where s doesn't change along the axes. */
function leaveSum(site: Site, node: AnyNode): Value | undefined {
  if (node.op !== 'sum' && node.op !== 'mean') return undefined;
  const product = site.input(node, 0);
  const axes = node.attributes.axes.filter((axis) => product.shape[axis] !== 1);
  if (product.op !== 'multiply' || axes.length === 0) return undefined;
  const split = splitProduct(site, product, axes);
  if (!split) return undefined;
  const reduced = site.builder.op(node.op, [split.rest], node.attributes);
  const full = padShape(split.factor.shape, product.shape.length);
  const kept = node.attributes.keepDims
    ? full
    : full.filter((_, axis) => !node.attributes.axes.includes(axis));
  const factor = site.value(split.factor);
  const fits = kept.length === factor.shape.length || factor.shape.length === 0;
  return site.builder.multiply(reduced, fits ? factor : site.builder.reshape(factor, kept));
}

/**
 * sum(x + s) = sum(x) + n s where s doesn't change along the n summed elements; where that saves a pass (nothing else uses
 * x + s) or sum(x) is known. So the gradient of a bias in front of a normalisation is found to be zero, and not noise.
 */
function splitSum(site: Site, node: AnyNode): Value | undefined {
  if (node.op !== 'sum' && node.op !== 'mean') return undefined;
  const terms = site.input(node, 0);
  if (terms.op !== 'add' && terms.op !== 'subtract') return undefined;
  const { axes } = node.attributes;
  const pairs = terms.op === 'add' ? bothWays(site, terms) : bothWays(site, terms).slice(0, 1);
  for (const [x, s] of pairs) {
    const shape = padShape(s.shape, terms.shape.length);
    const isConstant = axes.every((axis) => shape[axis] === 1);
    if (!isConstant || !sameShape(x.shape, terms.shape)) continue;
    const isKnown = [true, false].some((keepDims) =>
      site.findEarlier(node, node.op, [x], { axes, keepDims }),
    );
    if (!isKnown && !site.single(terms)) continue;
    const count = node.op === 'sum' ? elements(terms) / elements(node) : 1;
    const total = site.builder.op(node.op, [site.value(x)], { axes, keepDims: true });
    const constant = writeScaled(site, site.builder.reshape(site.value(s), shape), count);
    const value = site.builder.op(terms.op, [total, constant], {});
    return sameShape(value.shape, node.shape) ? value : site.builder.reshape(value, node.shape);
  }
  return undefined;
}

/** x + (-s) y = x - s y, and the same with minus. */
function dropNegation(site: Site, node: AnyNode): Value | undefined {
  const pairs = node.op === 'add' ? bothWays(site, node) : bothWays(site, node).slice(0, 1);
  for (const [x, product] of pairs) {
    if (product.op !== 'multiply' && product.op !== 'divide') continue;
    if (!site.single(product)) continue;
    const index = site.inputs(product).findIndex((operand) => operand.op === 'negate');
    if (index === -1) continue;
    const operands = site
      .inputs(product)
      .map((operand, at) => site.value(at === index ? site.input(operand, 0) : operand));
    const positive = site.builder.op(product.op, operands, {});
    return node.op === 'add'
      ? site.builder.subtract(site.value(x), positive)
      : site.builder.add(site.value(x), positive);
  }
  return undefined;
}

export const factorRules: readonly Rule[] = [
  { ops: ['multiply'], law: '(x y) z = x (y z) where y z is known', rewrite: reuseProduct },
  { ops: ['multiply'], law: '(x s) t = x (s t), s t small', rewrite: gatherSmall },
  { ops: ['sum', 'mean'], law: 'sum(s x) = s sum(x), s constant along the axes', rewrite: leaveSum },
  { ops: ['sum', 'mean'], law: 'sum(x + s) = sum(x) + n s, s constant along the axes', rewrite: splitSum },
  { ops: ['add', 'subtract'], law: 'x + (-s) y = x - s y', rewrite: dropNegation },
];
