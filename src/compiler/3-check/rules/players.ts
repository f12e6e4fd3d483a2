/**
 * @file Who trains what. A term that reaches none of the updated weights does nothing; a network that no update names never
 * learns, unless it is declared frozen; a network of two updates in one phase has two owners, which is seldom meant.
 */
import type { NetworkDeclaration } from '../../ast/ast.ts';
import { diagnostic } from '../../diagnostics/catalog.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { NetworkReach } from '../reach.ts';
import type { TypedNetwork, TypedPhase } from '../typed.ts';

const list = (names: Iterable<string>): string => [...names].join(', ');

export function playerRules(
  phases: readonly TypedPhase[],
  networks: ReadonlyMap<string, TypedNetwork>,
  declarations: ReadonlyMap<string, NetworkDeclaration>,
): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const reach = new NetworkReach(true);
  const updated = new Set<string>();
  for (const phase of phases) {
    const owners = new Map<string, TypedPhase['updates'][number]>();
    for (const update of phase.updates) {
      for (const name of update.networks) {
        updated.add(name);
        const other = owners.get(name);
        const isRepeat = other !== undefined && other.networks.join() === update.networks.join();
        if (other && !isRepeat) {
          found.push(
            diagnostic(
              'player/two-owners',
              update.span,
              { network: name },
              {
                related: [{ span: other.span, label: 'the other update that names it' }],
                help: `let one update own ${name}`,
              },
            ),
          );
        }
        owners.set(name, update);
        const declaration = declarations.get(name);
        if (declaration?.frozen) {
          found.push(
            diagnostic(
              'player/frozen-updated',
              update.span,
              { network: name },
              {
                related: [{ span: declaration.name.span, label: 'declared frozen here' }],
                help: `take ${name} out of the update, or take \`frozen\` away`,
              },
            ),
          );
        }
      }
      for (const term of update.terms) {
        const reached = reach.of(term.loss);
        if (update.networks.some((name) => reached.has(name))) continue;
        found.push(
          diagnostic(
            'player/unreached-term',
            term.span,
            { term: term.name, updated: list(update.networks), reached: list(reached) },
            {
              related: [{ span: update.span, label: `updates ${list(update.networks)} alone` }],
              help:
                reached.size > 0
                  ? `move it to the update of ${list(reached)}, or take it out`
                  : 'it depends on no weight: take it out',
            },
          ),
        );
      }
      for (const name of update.networks) {
        if (update.terms.length === 0 || update.terms.some((term) => reach.of(term.loss).has(name))) continue;
        found.push(
          diagnostic(
            'player/idle-network',
            update.span,
            { network: name, updated: list(update.networks) },
            {
              related: update.terms.map((term) => ({
                span: term.span,
                label: `${term.name} does without it`,
              })),
              help: `use ${name} in a term, or take it out of the list`,
            },
          ),
        );
      }
    }
    for (const { name, of, span } of phase.averages) {
      if (of.kind !== 'network' || owners.has(of.network)) continue;
      const facts = { name, network: of.network, updated: [...owners.keys()] };
      const help = `move the statement to the phase that updates ${of.network}`;
      found.push(diagnostic('average/still', span, facts, { help }));
    }
  }
  if (phases.length === 0) return found;
  for (const [name, network] of networks) {
    const declaration = declarations.get(name);
    if (updated.has(name) || network.frozen || network.weights.length === 0) continue;
    const instead = declaration
      ? `write \`frozen ${network.role} ${name}\``
      : 'give the value by `let` if it is to stay as it is';
    found.push(
      diagnostic(
        'player/never-updated',
        network.span,
        { network: name },
        {
          help: `name it in an update, or ${instead}`,
        },
      ),
    );
  }
  return found;
}
