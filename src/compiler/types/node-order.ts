/**
 * @file The order in which typed nodes can be worked on: inputs before their users. A list and no recursion, so that a network of a
 * thousand layers is as good as one of three.
 */
import type { TypedNode } from './value.ts';

/**
 * `root`, and everything that it is computed from outside of called networks, inputs first; without the inputs that `isKnown`, and what only
 * those need. `inputsOf` may leave inputs of a node out.
 */
export function inputsFirst(
  root: TypedNode,
  isKnown: (node: TypedNode) => boolean = () => false,
  inputsOf: (node: TypedNode) => readonly TypedNode[] = (node) => node.inputs,
): readonly TypedNode[] {
  const order: TypedNode[] = [];
  const seen = new Set<TypedNode>([root]);
  const open: { readonly node: TypedNode; next: number }[] = [{ node: root, next: 0 }];
  for (let top = open.at(-1); top; top = open.at(-1)) {
    const input = inputsOf(top.node)[top.next++];
    if (!input) {
      order.push(top.node);
      open.pop();
    } else if (!seen.has(input) && !isKnown(input)) {
      seen.add(input);
      open.push({ node: input, next: 0 });
    }
  }
  return order;
}
