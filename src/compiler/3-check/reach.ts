/** @file Which networks a node reaches, and which fields it reads: through calls, arguments and all. */
import type { TypedNode } from '../types/value.ts';

/** The networks (and averages of them) whose weights take part in a node's value, as gradients see it: detached calls and stopped paths apart. */
export function networksReached(node: TypedNode, differentiable: boolean): ReadonlySet<string> {
  const found = new Set<string>();
  visit(node, new Set(), (one) => {
    if (one.form.kind === 'apply' && one.form.name === 'stopGradient') return !differentiable;
    if (one.form.kind === 'call') {
      const { call, result } = one.form;
      // The weights that the call runs on: the network's own, or those of an average of it.
      if (!(differentiable && call.detached)) found.add(call.state);
      for (const inner of networksReached(result, differentiable))
        if (inner !== call.network) found.add(inner);
    }
    if (one.form.kind === 'state') found.add(one.form.network);
    // No gradient flows into what a rule changes, but its value takes part.
    if (one.form.kind === 'carried' && !differentiable) found.add(one.form.state);
    return true;
  });
  return found;
}

/** Every node that a node is computed from, itself included, outside of called networks. */
export function visit(node: TypedNode, seen: Set<TypedNode>, enter: (node: TypedNode) => boolean): void {
  if (seen.has(node)) return;
  seen.add(node);
  if (!enter(node)) return;
  for (const input of node.inputs) visit(input, seen, enter);
}

/** True for a random site, and for a call of a network that has one inside. */
export function drawsRandom(node: TypedNode): boolean {
  if (node.form.kind === 'random') return true;
  if (node.form.kind !== 'call') return false;
  let found = false;
  visit(node.form.result, new Set(), (one) => {
    found ||= drawsRandom(one);
    return !found;
  });
  return found;
}
