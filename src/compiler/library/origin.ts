/** @file Where a value came from, for messages: how its shape came about, and the node that made its range. */
import { sameRange } from '../types/range.ts';
import { formatType } from '../types/type.ts';
import type { TypedNode } from '../types/value.ts';

/** The first node, going back from `node` along first inputs, that has its range: the sigmoid before a reshape. */
export function rangeOrigin(node: TypedNode): TypedNode {
  const [input] = node.inputs;
  const isPassedOn =
    node.form.kind === 'apply' && input !== undefined && sameRange(input.type.range, node.type.range);
  return isPassedOn ? rangeOrigin(input) : node;
}

/** `z: Vector[20] -> dense(400): Vector[400] -> ...`: how a value's shape came about, following first inputs. */
export function derivationOf(node: TypedNode): string {
  const chain: string[] = [];
  let current: TypedNode | undefined = node;
  while (current && chain.length < 12) {
    const form: TypedNode['form'] = current.form;
    const name =
      form.kind === 'apply'
        ? form.detail
        : form.kind === 'parameter'
          ? form.name
          : form.kind === 'field'
            ? `${form.source}.${form.field}`
            : (current.label ?? form.kind);
    chain.unshift(`${name}: ${formatType({ ...current.type, range: { low: -Infinity, high: Infinity } })}`);
    current = form.kind === 'apply' ? current.inputs[0] : undefined;
  }
  return chain.join(' -> ');
}
