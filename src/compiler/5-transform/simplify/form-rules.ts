/** @file Laws of ops that only move values: nested ones merge, those that move nothing go. */
import type { Value } from '../../ir/build.ts';
import type { AnyNode } from '../../ir/graph.ts';
import { sameShape } from '../../ops/nd-array.ts';
import type { Site } from '../rewrite.ts';
import { writeScaled, type Rule } from './rule.ts';

function rewriteReshape(site: Site, node: AnyNode): Value | undefined {
  const x = site.input(node, 0);
  if (sameShape(x.shape, node.shape)) return site.value(x);
  return x.op === 'reshape' ? site.builder.reshape(site.value(site.input(x, 0)), node.shape) : undefined;
}

function rewriteTranspose(site: Site, node: AnyNode): Value | undefined {
  if (node.op !== 'transpose') return undefined;
  const { permutation } = node.attributes;
  const x = site.input(node, 0);
  const moving = permutation.filter((axis) => x.shape[axis] !== 1);
  if (moving.every((axis, i) => i === 0 || axis > moving[i - 1]!)) {
    return sameShape(x.shape, node.shape) ? site.value(x) : site.builder.reshape(site.value(x), node.shape);
  }
  if (x.op !== 'transpose') return undefined;
  const both = permutation.map((axis) => x.attributes.permutation[axis]!);
  return site.builder.transpose(site.value(site.input(x, 0)), both);
}

function rewriteBroadcast(site: Site, node: AnyNode): Value | undefined {
  const x = site.input(node, 0);
  if (sameShape(x.shape, node.shape)) return site.value(x);
  return x.op === 'broadcastTo'
    ? site.builder.broadcastTo(site.value(site.input(x, 0)), node.shape)
    : undefined;
}

function rewriteSlice(site: Site, node: AnyNode): Value | undefined {
  if (node.op !== 'slice') return undefined;
  const x = site.input(node, 0);
  const { starts, sizes } = node.attributes;
  if (sameShape(x.shape, node.shape)) return site.value(x);
  if (x.op === 'slice') {
    const from = starts.map((start, axis) => start + x.attributes.starts[axis]!);
    return site.builder.slice(site.value(site.input(x, 0)), from, sizes);
  }
  if (x.op === 'pad') {
    const inner = site.input(x, 0);
    const from = starts.map((start, axis) => start - x.attributes.before[axis]!);
    const inside = from.every((start, axis) => start >= 0 && start + sizes[axis]! <= inner.shape[axis]!);
    return inside ? site.builder.slice(site.value(inner), from, sizes) : undefined;
  }
  if (x.op !== 'concat') return undefined;
  const { axis } = x.attributes;
  let at = 0;
  for (const part of site.inputs(x)) {
    const from = starts[axis]! - at;
    at += part.shape[axis]!;
    if (from < 0 || from + sizes[axis]! > part.shape[axis]!) continue;
    const within = starts.map((start, other) => (other === axis ? from : start));
    return site.builder.slice(site.value(part), within, sizes);
  }
  return undefined;
}

function rewritePad(site: Site, node: AnyNode): Value | undefined {
  if (node.op !== 'pad') return undefined;
  const x = site.input(node, 0);
  if (sameShape(x.shape, node.shape)) return site.value(x);
  if (x.op !== 'pad') return undefined;
  const total = (side: 'before' | 'after') =>
    node.attributes[side].map((count, axis) => count + x.attributes[side][axis]!);
  return site.builder.pad(site.value(site.input(x, 0)), total('before'), total('after'));
}

/** Slices that lie next to each other in one tensor, put together again, are one slice of it. */
function rewriteConcat(site: Site, node: AnyNode): Value | undefined {
  if (node.op !== 'concat') return undefined;
  const [first, ...more] = site.inputs(node);
  if (!first) return undefined;
  if (more.length === 0) return site.value(first);
  if (first.op !== 'slice') return undefined;
  const { axis } = node.attributes;
  let end = first.attributes.starts[axis]! + first.shape[axis]!;
  for (const part of more) {
    if (part.op !== 'slice' || part.inputs[0] !== first.inputs[0]) return undefined;
    const expected = first.attributes.starts.map((start, other) => (other === axis ? end : start));
    if (!sameShape(part.attributes.starts, expected)) return undefined;
    end += part.shape[axis]!;
  }
  return site.builder.slice(site.value(site.input(first, 0)), first.attributes.starts, node.shape);
}

function rewriteReverse(site: Site, node: AnyNode): Value | undefined {
  if (node.op !== 'reverse') return undefined;
  const x = site.input(node, 0);
  if (node.attributes.axes.every((axis) => x.shape[axis] === 1)) return site.value(x);
  const undone = x.op === 'reverse' && sameShape(x.attributes.axes, node.attributes.axes);
  return undone ? site.value(site.input(x, 0)) : undefined;
}

/** A matrix transposed before or after a product is a flag of the product. */
function rewriteMatMul(site: Site, node: AnyNode): Value | undefined {
  if (node.op !== 'matMul') return undefined;
  const [a, b] = [site.input(node, 0), site.input(node, 1)];
  const { transposeA, transposeB } = node.attributes;
  if (swapsLast(a) || swapsLast(b)) {
    const [left, right] = [a, b].map((x) => site.value(swapsLast(x) ? site.input(x, 0) : x));
    return site.builder.matMul(left!, right!, {
      transposeA: transposeA !== swapsLast(a),
      transposeB: transposeB !== swapsLast(b),
    });
  }
  // many matrices times one are one tall matrix times it
  if (a.shape.length < 3 || b.shape.length !== 2 || transposeA) return undefined;
  const inner = a.shape[a.shape.length - 1]!;
  const tall = site.builder.reshape(site.value(a), [a.shape.slice(0, -1).reduce((x, y) => x * y, 1), inner]);
  return site.builder.reshape(site.builder.matMul(tall, site.value(b), { transposeB }), node.shape);
}

/** A product with a constant matrix of one value is a row sum, the same in every column (or the other way round). */
function uniformProduct(site: Site, node: AnyNode): Value | undefined {
  if (node.op !== 'matMul' || node.shape.length !== 2) return undefined;
  const [a, b] = [site.input(node, 0), site.input(node, 1)];
  const { transposeA, transposeB } = node.attributes;
  const right = site.uniform(b);
  const left = site.uniform(a);
  if (right !== undefined && a.shape.length === 2) {
    const sum = site.builder.sum(site.value(a), [transposeA ? 0 : 1]);
    return spreadScaled(site, site.builder.reshape(sum, [node.shape[0]!, 1]), right, node);
  }
  if (left !== undefined && b.shape.length === 2) {
    const sum = site.builder.sum(site.value(b), [transposeB ? 1 : 0]);
    return spreadScaled(site, sum, left, node);
  }
  return undefined;
}

function spreadScaled(site: Site, x: Value, factor: number, node: AnyNode): Value {
  return site.builder.spread(writeScaled(site, x, factor), node.shape);
}

function transposedProduct(site: Site, node: AnyNode): Value | undefined {
  const product = site.input(node, 0);
  if (!swapsLast(node) || product.op !== 'matMul' || !site.single(product)) return undefined;
  const { transposeA, transposeB } = product.attributes;
  return site.builder.matMul(site.value(site.input(product, 1)), site.value(site.input(product, 0)), {
    transposeA: !transposeB,
    transposeB: !transposeA,
  });
}

/** Whether a node exchanges the last two axes and nothing else. */
function swapsLast(node: AnyNode): boolean {
  if (node.op !== 'transpose') return false;
  const { permutation } = node.attributes;
  const rank = permutation.length;
  const swapped = permutation.map((_, axis) =>
    axis === rank - 2 ? rank - 1 : axis === rank - 1 ? rank - 2 : axis,
  );
  return rank >= 2 && sameShape(permutation, swapped);
}

export const formRules: readonly Rule[] = [
  { ops: ['matMul'], law: 'a product with a uniform matrix is a sum', rewrite: uniformProduct },
  { ops: ['reshape'], law: 'reshapes merge; one to the same shape goes', rewrite: rewriteReshape },
  {
    ops: ['transpose'],
    law: 'transposes merge; one of axes of size 1 is a reshape',
    rewrite: rewriteTranspose,
  },
  { ops: ['transpose'], law: '(A B)^T = B^T A^T', rewrite: transposedProduct },
  { ops: ['broadcastTo'], law: 'broadcasts merge; one to the same shape goes', rewrite: rewriteBroadcast },
  { ops: ['slice'], law: 'a slice of a slice, of a padding, of a concatenation', rewrite: rewriteSlice },
  { ops: ['pad'], law: 'paddings merge; an empty one goes', rewrite: rewritePad },
  { ops: ['concat'], law: 'neighbouring slices put together are one', rewrite: rewriteConcat },
  { ops: ['reverse'], law: 'a reversal undoes itself', rewrite: rewriteReverse },
  {
    ops: ['matMul'],
    law: 'transposes become flags; one right side for all is one product',
    rewrite: rewriteMatMul,
  },
];
