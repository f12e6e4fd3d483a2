/** @file Whether a value differs from example to example, or is one for all of them. */
import type { TypedNode } from './value.ts';

/** True where data, a draw or an argument takes part, and no reduction over the batch stands between. */
export function variesByExample(node: TypedNode): boolean {
  const known = new Map<TypedNode, boolean>();
  const varies = (one: TypedNode, isInside: boolean): boolean => {
    const before = known.get(one);
    if (before !== undefined) return before;
    const { form } = one;
    const found =
      form.kind === 'field' ||
      form.kind === 'random' ||
      // Inside of a network, a parameter is what the call gives; the call looks at that itself.
      (form.kind === 'parameter' && !isInside) ||
      (form.kind === 'call' && varies(form.result, true)) ||
      (!(form.kind === 'apply' && form.reducesBatch) && one.inputs.some((input) => varies(input, isInside)));
    known.set(one, found);
    return found;
  };
  return varies(node, false);
}
