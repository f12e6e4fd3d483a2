/**
 * @file A distance that is a mean over the event beside a KL that is a sum over the latent: the mean divides the likelihood by the
 * number of values, so the KL weighs as in a beta-VAE (Higgins et al. 2017, eq. 4) with a beta that nobody wrote. Silent where the
 * written coefficients bring that beta between 1/10 and 10.
 */
import { diagnostic } from '../../../diagnostics/catalog.ts';
import { isKnown } from '../../../types/dims.ts';
import { isSameDistribution, meaningsBehind, partsOf } from './graph.ts';
import { shortText } from './lint.ts';
import type { Lint } from './lint.ts';

export const meanBesideDivergence: Lint = ({ phases, meanings }) =>
  phases.flatMap((phase) =>
    phase.updates.flatMap((update) => {
      const parts = update.terms.flatMap((term) =>
        partsOf(term.loss, meanings).flatMap(({ node, weight }) => {
          const meaning = meanings.get(node);
          return meaning && weight !== undefined ? [{ term, node, weight, meaning }] : [];
        }),
      );
      return parts.flatMap((distance) => {
        if (distance.meaning.kind !== 'meanDistance') return [];
        const { count, perNat, sum } = distance.meaning;
        const draws = meaningsBehind(distance.node, 'draw', meanings).map(({ meaning }) => meaning.of);
        const divergence = parts.find(
          ({ meaning }) =>
            meaning.kind === 'divergence' && draws.some((draw) => isSameDistribution(draw, meaning.q)),
        );
        if (!divergence || !isKnown(count)) return [];
        const beta = (divergence.weight * count * perNat) / distance.weight;
        if (beta <= 10 && beta >= 0.1) return [];
        const factor = perNat === 1 ? '' : `${perNat} * `;
        return [
          diagnostic(
            'lint/mean-beside-divergence',
            distance.term.span,
            {
              distance: distance.node.form.kind === 'apply' ? distance.node.form.name : '',
              count,
              beta: shortText(beta),
            },
            {
              label: `a mean over ${count} values`,
              related: [{ span: divergence.term.span, label: 'a sum over the latent' }],
              help: `for beta = 1 write ${factor}${sum}(...), the sum; for another beta multiply the KL by it`,
            },
          ),
        ];
      });
    }),
  );
