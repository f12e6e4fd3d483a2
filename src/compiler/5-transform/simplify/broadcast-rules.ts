/**
 * @file Broadcasts move outward: elementwise ops broadcast by themselves, and what is the same for all is computed once.
 * Uniform constants of any shape count as broadcast scalars.
 */
import type { Value } from '../../ir/build.ts';
import type { AnyNode } from '../../ir/graph.ts';
import type { OpName, Shape } from '../../ops/attributes.ts';
import { sizeOf } from '../../ops/nd-array.ts';
import { registry } from '../../ops/registry.ts';
import type { Site } from '../rewrite.ts';
import { padShape, type Rule } from './rule.ts';

/** What an operand of an elementwise op is a broadcast of; undefined where it is none. */
function beforeBroadcast(site: Site, node: AnyNode): Value | undefined {
  if (node.op === 'broadcastTo') return site.value(site.input(node, 0));
  const uniform = node.shape.length > 0 ? site.uniform(node) : undefined;
  return uniform === undefined ? undefined : site.builder.constant(uniform, [], node.dtype);
}

function throughElementwise(site: Site, node: AnyNode): Value | undefined {
  const sources = site.inputs(node).map((input) => beforeBroadcast(site, input));
  if (sources.every((source) => source === undefined)) return undefined;
  const inputs = site.inputs(node).map((input, index) => sources[index] ?? site.value(input));
  return site.builder.spread(site.builder.op<OpName>(node.op, inputs, node.attributes), node.shape);
}

/** The shape that `source`, broadcast to `from`, must have to be broadcast to `to`; `from` and `to` are reshapes. */
function reshapedSource(source: Shape, from: Shape, to: Shape): Shape | undefined {
  const full = padShape(source, from.length);
  if (sizeOf(full) === 1) return [];
  const leading = full.findIndex(
    (size, axis) => full.slice(axis).every((other) => other === 1) && size === 1,
  );
  if (leading > 0 && full.slice(0, leading).every((size, axis) => size === from[axis])) {
    const prefix = splitAt(to, sizeOf(full));
    return prefix === undefined ? undefined : [...to.slice(0, prefix), ...to.slice(prefix).map(() => 1)];
  }
  const trailing = full.findIndex((size) => size !== 1);
  if (trailing > 0 && full.slice(trailing).every((size, axis) => size === from[trailing + axis])) {
    const prefix = splitAt(to, sizeOf(to) / sizeOf(full));
    return prefix === undefined ? undefined : to.slice(prefix);
  }
  return undefined;
}

/** How many leading axes of `shape` hold `count` elements together. */
function splitAt(shape: Shape, count: number): number | undefined {
  for (let axis = 0, product = 1; axis <= shape.length; axis++) {
    if (product === count) return axis;
    product *= shape[axis] ?? 1;
  }
  return undefined;
}

function throughReshape(site: Site, node: AnyNode): Value | undefined {
  const spread = site.input(node, 0);
  if (spread.op !== 'broadcastTo') return undefined;
  const source = site.input(spread, 0);
  const shape = reshapedSource(source.shape, spread.shape, node.shape);
  if (!shape) return undefined;
  return site.builder.broadcastTo(site.builder.reshape(site.value(source), shape), node.shape);
}

function throughTranspose(site: Site, node: AnyNode): Value | undefined {
  const spread = site.input(node, 0);
  if (node.op !== 'transpose' || spread.op !== 'broadcastTo') return undefined;
  const source = site.value(site.input(spread, 0));
  const padded = site.builder.reshape(source, padShape(source.shape, spread.shape.length));
  return site.builder.broadcastTo(site.builder.transpose(padded, node.attributes.permutation), node.shape);
}

const elementwiseOps = (Object.keys(registry) as OpName[]).filter(
  (op) => registry[op].kind === 'elementwise',
);

export const broadcastRules: readonly Rule[] = [
  { ops: elementwiseOps, law: 'f(broadcast x, y) = broadcast f(x, y)', rewrite: throughElementwise },
  { ops: ['reshape'], law: 'a reshape of a broadcast is a broadcast', rewrite: throughReshape },
  { ops: ['transpose'], law: 'a transpose of a broadcast is a broadcast', rewrite: throughTranspose },
];
