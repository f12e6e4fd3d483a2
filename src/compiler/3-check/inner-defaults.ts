/**
 * @file Arguments that a network or block around a call may give by `defaults`. A block that is checked by itself doesn't know which of
 * them its callers have, so that sizes which hang on such an argument are unknown there.
 */
import { walk } from '../ast/walk.ts';
import type { FunctionDefinition } from '../library/definition.ts';
import type { Evaluated } from './bind-arguments.ts';
import type { Modules } from './modules.ts';

/** By function, the arguments that some `defaults` in a body gives. The model's own are known to all. */
export function innerDefaults(modules: Modules): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const declaration of [...modules.networks.values(), ...modules.blocks.values()]) {
    walk(declaration, (node) => {
      if (node.kind !== 'defaults') return;
      for (const entry of node.entries) {
        if (entry.kind !== 'call' || entry.callee.kind !== 'name') continue;
        const names = found.get(entry.callee.name) ?? new Set();
        for (const { name } of entry.arguments) if (name) names.add(name.name);
        found.set(entry.callee.name, names);
      }
    });
  }
  return found;
}

/** True where a call leaves an argument to `defaults` of its callers that its sizes, or its being sound, may hang on. */
export function isLeftToCallers(
  defaults: ReadonlyMap<string, ReadonlySet<string>>,
  { name, parameters }: FunctionDefinition,
  given: Evaluated,
): boolean {
  const names = defaults.get(name);
  if (!names) return false;
  const taken = new Set([
    ...parameters.slice(0, given.positional.length).map((one) => one.name),
    ...given.named.map((one) => one.name),
  ]);
  return parameters.some(
    (one) => names.has(one.name) && !taken.has(one.name) && (one.kind === 'int' || !one.optional),
  );
}
