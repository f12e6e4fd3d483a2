/** @file Each state is advanced somewhere: one that nothing changes is a constant with the cost of a state. */
import { diagnostic } from '../../diagnostics/catalog.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { KnownState } from '../states.ts';
import type { TypedPhase } from '../typed.ts';

export function stateRules(
  phases: readonly TypedPhase[],
  states: readonly KnownState[],
): readonly Diagnostic[] {
  if (phases.length === 0) return [];
  const advanced = new Set(phases.flatMap((phase) => phase.advances.map(({ state }) => state)));
  return states
    .filter(({ typed }) => !advanced.has(typed.name))
    .map(({ typed: { name, span } }) =>
      diagnostic(
        'state/never-advanced',
        span,
        { name },
        { help: `write advance ${name} = ... in a phase, or let ${name} = ... for what stays as it is` },
      ),
    );
}
