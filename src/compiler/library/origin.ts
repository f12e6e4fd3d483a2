/** @file Where a value came from, for messages: how its shape came about, and the node that made its range. */
import type { Span } from '../source/source.ts';
import { alwaysSame, formatDim, sameDim } from '../types/dims.ts';
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

/** One axis of a value. */
export interface SizeOrigin {
  readonly node: TypedNode;
  readonly axis: number;
}

/** Layers that make their last axis, whatever the one before had. */
const widthMakers: ReadonlySet<string> = new Set(['dense', 'conv2d', 'convTranspose2d', 'maxout', 'embed']);

/**
 * Where the size of an axis was made: the first value, going back from `node`, that has it there. Through a call it goes on in the
 * network's body; a parameter's size is that of its declaration.
 */
export function sizeOrigin(node: TypedNode, axis: number): SizeOrigin {
  const { form } = node;
  if (form.kind === 'call') return sizeOrigin(form.result, axis);
  if (form.kind !== 'apply') return { node, axis };
  const rank = node.type.shape.length;
  if (axis === rank - 1 && widthMakers.has(form.name)) return { node, axis };
  for (const input of node.inputs) {
    // Aligned at the last axis, as operands are.
    const at = axis - (rank - input.type.shape.length);
    const before = at < 0 ? undefined : input.type.shape[at];
    if (input.form.kind === 'state' || before === undefined) continue;
    if (alwaysSame(before, node.type.shape[axis]!)) return sizeOrigin(input, at);
  }
  return { node, axis };
}

/** `14 comes from conv2d(16, kernel: 3, stride: 2)`. */
export function sizeOriginText({ node, axis }: SizeOrigin): string {
  const { form } = node;
  const by =
    form.kind === 'apply'
      ? form.detail
      : form.kind === 'field'
        ? `${form.source}.${form.field}`
        : form.kind === 'parameter'
          ? `the parameter ${form.name}`
          : 'here';
  return `${formatDim(node.type.shape[axis] ?? 1)} comes from ${by}`;
}

/** Places that tell the two sides of a disagreement apart. */
type Related = readonly { readonly span: Span; readonly label: string }[];

/** Where a value comes from; where one of its sizes was made, if that is another place. */
function sideOf(node: TypedNode, axis: number | undefined): Related[number] {
  const origin = axis === undefined ? undefined : sizeOrigin(node, axis);
  return origin && origin.node !== node
    ? { span: origin.node.span, label: sizeOriginText(origin) }
    : { span: node.span, label: `${formatType(node.type)} comes from here` };
}

/**
 * The two sides of a disagreement about sizes: where each of the first two that differ was made. Shapes are aligned at their last
 * axis; `axes` of them (default: all) must agree.
 */
export function sizesApart(left: TypedNode, right: TypedNode, axes?: number): Related {
  const [a, b] = [left.type.shape, right.type.shape];
  const compared = a.length === b.length ? (axes ?? a.length) : 0;
  const odd = a.slice(0, compared).findIndex((size, axis) => !sameDim(size, b[axis]!));
  const axis = odd < 0 ? undefined : odd;
  return [sideOf(left, axis), sideOf(right, axis)];
}
