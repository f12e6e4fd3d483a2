/** @file A regulariser with a coefficient far outside of those that it is used with; each states them with its meaning. */
import { diagnostic } from '../../../diagnostics/catalog.ts';
import { partsOf } from './graph.ts';
import { numberText } from './lint.ts';
import type { Lint } from './lint.ts';

export const coefficient: Lint = ({ phases, meanings }) =>
  phases.flatMap((phase) =>
    phase.updates.flatMap((update) =>
      update.terms.flatMap((term) =>
        partsOf(term.loss, meanings).flatMap(({ node, weight }) => {
          const meaning = meanings.get(node);
          if (meaning?.kind !== 'regulariser' || weight === undefined) return [];
          const { name, usual } = meaning;
          if (weight >= usual.low && weight <= usual.high) return [];
          return [
            diagnostic(
              'lint/coefficient',
              term.span,
              { name, value: numberText(weight) },
              {
                notes: [usual.source],
                help: `take a coefficient between ${numberText(usual.low)} and ${numberText(usual.high)}`,
              },
            ),
          ];
        }),
      ),
    ),
  );
