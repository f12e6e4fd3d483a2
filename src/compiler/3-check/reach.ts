/** @file Which networks a node reaches, and which fields it reads: through calls, arguments and all. */
import { inputsFirst } from '../types/node-order.ts';
import type { TypedNode } from '../types/value.ts';
import type { TypedPhase } from './typed.ts';

/** The networks (and averages of them) whose weights take part in a node's value, as gradients see it: detached calls and stopped paths apart. */
export function networksReached(node: TypedNode, differentiable: boolean): ReadonlySet<string> {
  return new NetworkReach(differentiable).of(node);
}

/** `networksReached` of many nodes, each looked at once. */
export class NetworkReach {
  private readonly differentiable: boolean;
  private readonly known = new Map<TypedNode, ReadonlySet<string>>();

  constructor(differentiable: boolean) {
    this.differentiable = differentiable;
  }

  of(node: TypedNode): ReadonlySet<string> {
    const before = this.known.get(node);
    if (before) return before;
    for (const one of inputsFirst(node, (input) => this.known.has(input))) {
      const isStopped = this.differentiable && one.form.kind === 'apply' && one.form.name === 'stopGradient';
      const inputs = isStopped ? [] : one.inputs.map((input) => this.known.get(input)!);
      this.known.set(one, unionOfSets([this.own(one), ...inputs]));
    }
    return this.known.get(node)!;
  }

  /** What a node reaches beside its inputs. */
  private own({ form }: TypedNode): ReadonlySet<string> {
    const { differentiable } = this;
    switch (form.kind) {
      case 'call': {
        const { call, result } = form;
        // The weights that the call runs on: the network's own, or those of an average of it.
        const weights = differentiable && call.detached ? [] : [call.state];
        return new Set([...weights, ...[...this.of(result)].filter((inner) => inner !== call.network)]);
      }
      case 'state':
        return new Set([form.network]);
      case 'carried':
        // No gradient flows into what a rule changes, but its value takes part.
        return new Set(differentiable ? [] : [form.state]);
      default:
        return new Set();
    }
  }
}

/** All of several sets; along a chain one set serves every node. */
export function unionOfSets(sets: readonly ReadonlySet<string>[]): ReadonlySet<string> {
  let largest: ReadonlySet<string> = new Set();
  for (const set of sets) if (set.size > largest.size) largest = set;
  const isAll = sets.every((set) => set === largest || [...set].every((name) => largest.has(name)));
  return isAll ? largest : new Set(sets.flatMap((set) => [...set]));
}

/**
 * Every node that a node is computed from, itself included, outside of called networks, each before its inputs; where `enter` says no, its
 * inputs are left out.
 */
export function visit(node: TypedNode, seen: Set<TypedNode>, enter: (node: TypedNode) => boolean): void {
  const open = [node];
  for (let one = open.pop(); one; one = open.pop()) {
    if (seen.has(one)) continue;
    seen.add(one);
    if (enter(one)) open.push(...one.inputs.toReversed());
  }
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

/** Every node of the phase outside of networks, in order of appearance. */
export function phaseNodes(phase: TypedPhase): readonly TypedNode[] {
  const found: TypedNode[] = [];
  const roots = [
    ...phase.updates.flatMap((update) => update.terms.map((term) => term.loss)),
    ...phase.tracks.map((one) => one.node),
    ...phase.games.map((one) => one.node),
    ...phase.averages.flatMap(({ of }) => (of.kind === 'value' ? [of.node] : [])),
    ...phase.advances.map((one) => one.node),
  ];
  const seen = new Set<TypedNode>();
  for (const root of roots) {
    visit(root, seen, (node) => {
      found.push(node);
      return true;
    });
  }
  return found;
}
