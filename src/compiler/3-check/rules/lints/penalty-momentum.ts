/**
 * @file A penalty on gradients under Adam with beta1 of 0.9 or more. The critic that the penalty holds changes with each step of the
 * generator, and a long momentum carries it past where the penalty would stop it: the papers take 0, or 0.5.
 */
import { diagnostic } from '../../../diagnostics/catalog.ts';
import { visit } from '../../reach.ts';
import type { TypedUpdate } from '../../typed.ts';
import type { Lint } from './lint.ts';

export const penaltyMomentum: Lint = ({ phases }) =>
  phases.flatMap((phase) =>
    phase.updates.flatMap((update) => {
      const beta1 = update.optimizer.settings['beta1'];
      if (beta1?.kind !== 'constant' || beta1.value < 0.9) return [];
      const penalty = update.terms.find((term) => asksGradient(term));
      if (!penalty) return [];
      return [
        diagnostic(
          'lint/penalty-momentum',
          update.span,
          { optimizer: update.optimizer.name, beta1: beta1.value },
          {
            related: [{ span: penalty.span, label: 'penalises a gradient' }],
            help: `write ${update.optimizer.name}(..., beta1: 0, beta2: 0.9), or beta1: 0.5`,
          },
        ),
      ];
    }),
  );

function asksGradient({ loss }: TypedUpdate['terms'][number]): boolean {
  let found = false;
  // A gradient in the body of a network is a value like others, and no penalty.
  visit(loss, new Set(), ({ form }) => {
    found ||= form.kind === 'apply' && form.name === 'gradient';
    return true;
  });
  return found;
}
