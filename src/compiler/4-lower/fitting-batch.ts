/** @file How many examples a graph beside training takes at once: fewer where they are large. */
import { sizeOf } from '../ops/nd-array.ts';
import { knownShape } from '../types/dims.ts';
import { inputsFirst } from '../types/node-order.ts';
import type { TypedNode } from '../types/value.ts';

/** Numbers that one tensor of a batch holds at most: 128 MB of them, of which some are alive together. */
const numbersAtOnce = 2 ** 25;

/**
 * At most `most` examples, so many that no value behind `roots`, inside of called networks too, grows past that; `rows` is how many rows an
 * example becomes.
 */
export function fittingBatch(roots: readonly TypedNode[], most: number, rows = 1): number {
  return Math.max(1, Math.min(most, Math.floor(numbersAtOnce / (largestOfExample(roots) * rows))));
}

/** The size of the largest value that each example has for itself: weights, and what is made of them alone, are there once. */
function largestOfExample(roots: readonly TypedNode[]): number {
  const isShared = new Map<TypedNode, boolean>();
  let largest = 1;
  const look = (root: TypedNode): void => {
    for (const node of inputsFirst(root, (one) => isShared.has(one))) {
      const { form, inputs, type } = node;
      const shared = inputs.length === 0 ? isSharedLeaf(node) : inputs.every((input) => isShared.get(input));
      isShared.set(node, shared);
      if (!shared) largest = Math.max(largest, sizeOf(knownShape(type.shape)));
      if (form.kind === 'call' && !isShared.has(form.result)) look(form.result);
    }
  };
  for (const root of roots) if (!isShared.has(root)) look(root);
  return largest;
}

const isSharedLeaf = ({ form }: TypedNode): boolean =>
  ['state', 'constant', 'schedule', 'carried', 'statistic'].includes(form.kind);
