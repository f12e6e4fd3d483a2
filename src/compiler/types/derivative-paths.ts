/**
 * @file Where a derivative runs in the typed graph: whether a value depends on others by a path with a derivative, through calls
 * of networks, and which nodes lie on such paths.
 */
import { inputsFirst } from './node-order.ts';
import type { TypedNode } from './value.ts';

/** A node on a path, and the network whose body it stands in; undefined outside of networks. */
type Enter = (node: TypedNode, network: string | undefined) => void;

/** False for indices and truth values, which have no derivative, and where `stopGradient` ends a path. */
export function carriesDerivative({ form, type }: TypedNode): boolean {
  return isReal(type.element) && !(form.kind === 'apply' && form.name === 'stopGradient');
}

/** Real numbers and scores can be differentiated by; classes, whole numbers and truth values can't. */
export function isReal(element: TypedNode['type']['element']): boolean {
  return element === 'real' || element === 'logit';
}

/**
 * True where `node` is one of `targets` or has a derivative by one. Calls `enter` for each node after a target on the way,
 * once for each call of the network that it stands in (`network`: that of `node`).
 */
export function dependsOn(
  node: TypedNode,
  targets: ReadonlySet<TypedNode>,
  enter: Enter = () => {},
  network?: string,
): boolean {
  const known = new Map<TypedNode, boolean>([...targets].map((target) => [target, true]));
  const passes = (one: TypedNode): boolean => {
    const reached = one.inputs.map((input) => known.get(input) === true);
    if (one.form.kind !== 'call') return reached.includes(true);
    const { call, result } = one.form;
    const inner = new Set(call.parameters.filter((_, i) => reached[i]));
    return inner.size > 0 && dependsOn(result, inner, enter, call.state);
  };
  const isKnown = (one: TypedNode): boolean => known.has(one);
  const inputsOf = (one: TypedNode): readonly TypedNode[] => (carriesDerivative(one) ? one.inputs : []);
  for (const one of isKnown(node) ? [] : inputsFirst(node, isKnown, inputsOf)) {
    const found = carriesDerivative(one) && passes(one);
    known.set(one, found);
    if (found) enter(one, network);
  }
  return known.get(node) === true;
}
