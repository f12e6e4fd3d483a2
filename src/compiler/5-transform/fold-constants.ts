/** @file The pass `foldConstants`: what depends on constants alone is computed now, in float64. */
import type { Value } from '../ir/build.ts';
import { evaluateNode } from '../ir/evaluate.ts';
import type { AnyNode, Graph } from '../ir/graph.ts';
import type { NdArray } from '../ops/nd-array.ts';
import { ndArray } from '../ops/nd-array.ts';
import { registry } from '../ops/registry.ts';
import { rewriteGraph, type Site } from './rewrite.ts';

/** Constants that hold more numbers than this, and more than what they are made from, are left to the run. */
const LONGEST_NEW_CONSTANT = 16;

/** Results of more numbers than this are not computed here, even where they would turn out to be uniform. */
const LARGEST_RESULT = 2 ** 22;

/** The graph with known values in place of the nodes that compute them. */
export function foldConstants(graph: Graph): Graph {
  return rewriteGraph(graph, foldNode).graph;
}

/** The constant that a node amounts to, where all its inputs are constants and the text stays short. */
export function foldNode(site: Site, node: AnyNode): Value | undefined {
  if (registry[node.op].kind === 'leaf' || registry[node.op].level === 'beforeDifferentiate')
    return undefined;
  const sizeOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);
  const isTooLarge = (shape: readonly number[]): boolean => sizeOf(shape) > LARGEST_RESULT;
  const arrays: NdArray[] = [];
  let held = LONGEST_NEW_CONSTANT;
  for (const input of site.inputs(node)) {
    // a constant made in this round is not in the old graph, so the new node is asked
    const made = site.builder.nodeOf(site.value(input));
    if (made.op !== 'constant') return undefined;
    const { values } = made.attributes;
    // One number, however often it is repeated, needs no evaluation.
    if ((node.op === 'broadcastTo' || node.op === 'reshape') && values.length === 1)
      return site.builder.constant(values[0]!, node.shape, node.dtype);
    if (isTooLarge(made.shape)) return undefined;
    arrays.push(ndArray(made.shape, values));
    held = Math.max(held, values.length);
  }
  if (isTooLarge(node.shape)) return undefined;
  const { data } = evaluateNode(node, arrays);
  const isUniform = data.every((value) => Object.is(value, data[0]));
  if (!isUniform && data.length > held) return undefined;
  return site.builder.constant(isUniform ? data[0]! : [...data], node.shape, node.dtype);
}
