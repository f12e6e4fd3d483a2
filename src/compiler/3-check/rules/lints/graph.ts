/** @file Questions that several lints ask of the typed graph. */
import { carriesDerivative, dependsOn } from '../../../types/derivative-paths.ts';
import type { Meaning } from '../../../types/meaning.ts';
import { inputsFirst } from '../../../types/node-order.ts';
import type { DistributionValue, TypedNode } from '../../../types/value.ts';
import { unionOfSets, visit } from '../../reach.ts';

/** Every node behind these, those of called networks included, once. */
export function everyNode(roots: readonly TypedNode[], enter: (node: TypedNode) => void): void {
  const seen = new Set<TypedNode>();
  const search = (root: TypedNode): void =>
    visit(root, seen, (node) => {
      enter(node);
      if (node.form.kind === 'call') search(node.form.result);
      return true;
    });
  for (const root of roots) search(root);
}

/** The nodes behind one, outside of called networks, whose meaning is of a kind. */
export function meaningsBehind<K extends Meaning['kind']>(
  root: TypedNode,
  kind: K,
  meanings: ReadonlyMap<TypedNode, Meaning>,
): readonly { readonly node: TypedNode; readonly meaning: Extract<Meaning, { kind: K }> }[] {
  const found: { node: TypedNode; meaning: Extract<Meaning, { kind: K }> }[] = [];
  visit(root, new Set(), (node) => {
    const meaning = meanings.get(node);
    if (meaning?.kind === kind) found.push({ node, meaning: meaning as Extract<Meaning, { kind: K }> });
    return true;
  });
  return found;
}

/** The same value, or the same part of one network's result at two calls. */
export function isSameSource(a: TypedNode, b: TypedNode): boolean {
  if (a === b) return true;
  if (a.form.kind === 'constant' && b.form.kind === 'constant')
    return a.form.values.join() === b.form.values.join();
  return a.form.kind === 'call' && b.form.kind === 'call' && a.form.result === b.form.result;
}

/** One distribution, or the same network's at two calls. */
export function isSameDistribution(a: DistributionValue, b: DistributionValue): boolean {
  if (a.family !== b.family || a.parameters.size !== b.parameters.size) return false;
  if (JSON.stringify(a.constants) !== JSON.stringify(b.constants)) return false;
  return [...a.parameters].every(([name, node]) => {
    const other = b.parameters.get(name);
    return other !== undefined && isSameSource(node, other);
  });
}

/** One summand of a term, and the number that it is multiplied by; undefined where that is no constant. */
export interface Part {
  readonly node: TypedNode;
  readonly weight: number | undefined;
}

/** A term as a weighted sum, as far as its sums and constant factors tell. */
export function partsOf(
  root: TypedNode,
  meanings: ReadonlyMap<TypedNode, Meaning>,
  weight: number | undefined = 1,
): readonly Part[] {
  const { form, inputs } = root;
  const scaled = (node: TypedNode | undefined, by: number | undefined): readonly Part[] =>
    node ? partsOf(node, meanings, by === undefined || weight === undefined ? undefined : weight * by) : [];
  const meaning = meanings.get(root);
  if (meaning?.kind === 'weightedSum') return inputs.flatMap((input, i) => scaled(input, meaning.weights[i]));
  if (form.kind !== 'apply') return [{ node: root, weight }];
  const [left, right] = inputs;
  switch (form.name) {
    case 'add':
      return [...scaled(left, 1), ...scaled(right, 1)];
    case 'subtract':
      return [...scaled(left, 1), ...scaled(right, -1)];
    case 'negate':
      return scaled(left, -1);
    case 'multiply': {
      const [a, b] = [constantOf(left), constantOf(right)];
      if (a !== undefined) return scaled(right, a);
      return b !== undefined ? scaled(left, b) : [{ node: root, weight }];
    }
    case 'divide': {
      const by = constantOf(right);
      return by === undefined ? [{ node: root, weight }] : scaled(left, 1 / by);
    }
    // Over a plate: a mean of numbers keeps their meaning.
    case 'mean':
      return left?.type.shape.length === 0 ? scaled(left, 1) : [{ node: root, weight }];
    case 'as':
      return scaled(left, 1);
    default:
      return [{ node: root, weight }];
  }
}

/** The value of a constant number. */
export function constantOf(node: TypedNode | undefined): number | undefined {
  return node?.form.kind === 'constant' && node.form.values.length === 1 ? node.form.values[0] : undefined;
}

/** The networks whose weights a node has a derivative by. */
export function networksTrainedBy(
  node: TypedNode,
  known = new Map<TypedNode, ReadonlySet<string>>(),
): ReadonlySet<string> {
  const isKnown = (one: TypedNode): boolean => known.has(one);
  const inputsOf = (one: TypedNode): readonly TypedNode[] => (carriesDerivative(one) ? one.inputs : []);
  for (const one of isKnown(node) ? [] : inputsFirst(node, isKnown, inputsOf))
    known.set(one, carriesDerivative(one) ? fromInputs(one, known) : new Set());
  return known.get(node)!;
}

/** `networksTrainedBy` of a node whose inputs are known. */
function fromInputs(
  { form, inputs }: TypedNode,
  known: Map<TypedNode, ReadonlySet<string>>,
): ReadonlySet<string> {
  if (form.kind === 'state') return new Set([form.network]);
  if (form.kind !== 'call') return unionOfSets(inputs.map((input) => known.get(input)!));
  const { call, result } = form;
  const reaching = inputs.filter((_, i) => {
    const parameter = call.parameters[i];
    return parameter && dependsOn(result, new Set([parameter]));
  });
  return new Set([
    ...(call.detached ? [] : networksTrainedBy(result, known)),
    ...reaching.flatMap((input) => [...known.get(input)!]),
  ]);
}
