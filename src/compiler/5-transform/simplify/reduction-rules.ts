/** @file Laws of sums, means and maxima: nested ones merge, what was broadcast is not added up again. */
import type { Value } from '../../ir/build.ts';
import type { AnyNode } from '../../ir/graph.ts';
import { sameShape, sizeOf } from '../../ops/nd-array.ts';
import type { Site } from '../rewrite.ts';
import { elements, padShape, writeScaled, type Rule } from './rule.ts';

type Reduction = Extract<AnyNode, { readonly op: 'sum' | 'mean' | 'max' }>;

function isReduction(node: AnyNode): node is Reduction {
  return node.op === 'sum' || node.op === 'mean' || node.op === 'max';
}

function reshaped(site: Site, value: Value, node: AnyNode): Value {
  return sameShape(value.shape, node.shape) ? value : site.builder.reshape(value, node.shape);
}

/** A reduction over axes of size 1 moves nothing. */
function dropTrivial(site: Site, node: AnyNode): Value | undefined {
  const x = site.input(node, 0);
  return elements(x) === elements(node) ? reshaped(site, site.value(x), node) : undefined;
}

/** Sums of sums, means of means, sums of means, maxima of maxima, where the inner one has no other use. */
function mergeNested(site: Site, node: AnyNode): Value | undefined {
  const inner = site.input(node, 0);
  if (!isReduction(node) || !isReduction(inner) || !site.single(inner)) return undefined;
  if ((node.op === 'max') !== (inner.op === 'max')) return undefined;
  const x = site.input(inner, 0);
  const kept = x.shape.map((_, axis) => axis).filter((axis) => !inner.attributes.axes.includes(axis));
  const outer = node.attributes.axes.flatMap((axis) => (inner.attributes.keepDims ? [axis] : [kept[axis]!]));
  const axes = [...new Set([...inner.attributes.axes, ...outer])].sort((a, b) => a - b);
  const value = site.value(x);
  if (node.op === 'max') return reshaped(site, site.builder.max(value, axes), node);
  if (node.op === 'mean' && inner.op === 'mean') {
    return reshaped(site, site.builder.mean(value, axes), node);
  }
  const count = (reduction: AnyNode) =>
    reduction.op === 'mean' ? elements(site.input(reduction, 0)) / elements(reduction) : 1;
  const total = reshaped(site, site.builder.sum(value, axes), node);
  return writeScaled(site, total, 1 / (count(node) * count(inner)));
}

/** The sum of n copies is n times one; their mean and maximum are one. */
function reduceCopies(site: Site, node: AnyNode): Value | undefined {
  const spread = site.input(node, 0);
  if (!isReduction(node) || spread.op !== 'broadcastTo') return undefined;
  const source = site.input(spread, 0);
  const shape = padShape(source.shape, spread.shape.length);
  const { axes } = node.attributes;
  const copied = axes.filter((axis) => shape[axis] === 1 && spread.shape[axis] !== 1);
  if (copied.length === 0) return undefined;
  const copies = node.op === 'sum' ? copied.reduce((total, axis) => total * spread.shape[axis]!, 1) : 1;
  const rest = axes.filter((axis) => !copied.includes(axis));
  const padded = site.builder.reshape(site.value(source), shape);
  const reduced = site.builder.op(node.op, [padded], { axes: rest, keepDims: true });
  // axes that are neither reduced nor the source's own are still to be spread
  const kept = spread.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const full = site.builder.reshape(site.builder.spread(writeScaled(site, reduced, copies), kept), kept);
  return reshaped(site, full, node);
}

/** A sum of everything may be taken before a reshape as well as after. */
function skipReshape(site: Site, node: AnyNode): Value | undefined {
  const x = site.input(node, 0);
  if (!isReduction(node) || x.op !== 'reshape' || sizeOf(node.shape) !== 1) return undefined;
  const source = site.value(site.input(x, 0));
  const axes = source.shape.map((_, axis) => axis);
  return reshaped(site, site.builder.op(node.op, [source], { axes, keepDims: false }), node);
}

/** The same reduction with and without its axes of size 1 is one reduction. */
function reuseOtherForm(site: Site, node: AnyNode): Value | undefined {
  if (!isReduction(node)) return undefined;
  const { axes, keepDims } = node.attributes;
  const twin = site.findEarlier(node, node.op, [site.input(node, 0)], { axes, keepDims: !keepDims });
  return twin && reshaped(site, site.value(twin), node);
}

export const reductionRules: readonly Rule[] = [
  { ops: ['sum', 'mean', 'max'], law: 'a reduction over axes of size 1 is a reshape', rewrite: dropTrivial },
  { ops: ['sum', 'mean', 'max'], law: 'nested reductions are one', rewrite: mergeNested },
  { ops: ['sum', 'mean', 'max'], law: 'the sum of n copies of x is n x', rewrite: reduceCopies },
  { ops: ['sum', 'mean', 'max'], law: 'kept axes of size 1 are a reshape', rewrite: reuseOtherForm },
  { ops: ['sum', 'mean', 'max'], law: 'a total does not depend on the form', rewrite: skipReshape },
];
