/**
 * @file A term that depends on an updated network, but only through comparisons, classes or truth values: its gradient is zero
 * everywhere, and minimising it changes nothing.
 */
import { diagnostic } from '../../../diagnostics/catalog.ts';
import type { TypedNode } from '../../../types/value.ts';
import { NetworkReach } from '../../reach.ts';
import { networksTrainedBy } from './graph.ts';
import type { Lint } from './lint.ts';

export const noDerivative: Lint = ({ phases, networks }) => {
  // Terms, and phases, call the same networks: each node is looked at once for all of them.
  const reach = new NetworkReach(true);
  const known = new Map<TypedNode, ReadonlySet<string>>();
  const hasWeights = (name: string): boolean => (networks.get(name)?.weights.length ?? 0) > 0;
  return phases.flatMap((phase) =>
    phase.updates.flatMap((update) => {
      const terms = update.terms.map((term) => ({
        term,
        reached: reach.of(term.loss),
        trained: networksTrainedBy(term.loss, known),
      }));
      return terms.flatMap(({ term, reached, trained }) => {
        const blocked = update.networks.filter((name) => reached.has(name) && hasWeights(name));
        // One path is enough for the term; a network needs one in some term.
        const idle = blocked.some((name) => trained.has(name))
          ? blocked.filter((name) => !terms.some((one) => one.trained.has(name)))
          : blocked;
        if (idle.length === 0) return [];
        return [
          diagnostic(
            'lint/no-derivative',
            term.span,
            { term: term.name, networks: idle.join(', ') },
            {
              help: 'use a smooth form: a score in place of a class, softplus or sigmoid in place of a comparison, a Normal in place of 0/1 draws',
            },
          ),
        ];
      });
    }),
  );
};
