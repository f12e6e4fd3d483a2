/** @file Where a value's range was made: the node that a message about the range points at. */
import { sameRange } from '../types/range.ts';
import type { TypedNode } from '../types/value.ts';

/** The first node, going back from `node` along first inputs, that has its range: the sigmoid before a reshape. */
export function rangeOrigin(node: TypedNode): TypedNode {
  const [input] = node.inputs;
  const isPassedOn =
    node.form.kind === 'apply' && input !== undefined && sameRange(input.type.range, node.type.range);
  return isPassedOn ? rangeOrigin(input) : node;
}
