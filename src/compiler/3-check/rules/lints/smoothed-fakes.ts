/**
 * @file Label smoothing on fakes: a discriminator taught that generated examples are a little real. The best discriminator then
 * has the generator's density in its numerator, and samples that are far from data are held where they are (Salimans et al.
 * 2016, section 3.4). Smoothing the label of data alone is the form that the paper keeps.
 */
import { diagnostic } from '../../../diagnostics/catalog.ts';
import { visit } from '../../reach.ts';
import type { TypedNode } from '../../../types/value.ts';
import { constantOf, meaningsBehind } from './graph.ts';
import type { Lint, LintContext } from './lint.ts';

export const smoothedFakes: Lint = ({ phases, meanings, networks }) =>
  phases.flatMap((phase) =>
    phase.updates.flatMap((update) =>
      update.terms.flatMap((term) =>
        meaningsBehind(term.loss, 'density', meanings).flatMap(({ node, meaning: { of, x } }) => {
          const label = constantOf(x);
          if (of.family !== 'Bernoulli' || label === undefined || label <= 0 || label >= 0.5) return [];
          const scores = [...of.parameters.values()];
          if (!scores.some((score) => judgesFakes(score, update.networks, networks))) return [];
          return [
            diagnostic(
              'lint/smoothed-fakes',
              node.span,
              { label },
              {
                label: 'a score of generated examples',
                help: 'give fakes the label 0; smooth that of data alone, to 0.9',
              },
            ),
          ];
        }),
      ),
    ),
  );

/** A score by an updated network of what a network that the update leaves alone has made. */
function judgesFakes(
  score: TypedNode,
  updated: readonly string[],
  networks: LintContext['networks'],
): boolean {
  let found = false;
  visit(score, new Set(), ({ form, inputs }) => {
    if (form.kind !== 'call' || !updated.includes(form.call.network)) return true;
    for (const input of inputs)
      visit(input, new Set(), (one) => {
        if (one.form.kind !== 'call') return true;
        const maker = networks.get(one.form.call.network);
        found ||= maker?.role === 'generator' || maker?.role === 'decoder';
        return true;
      });
    return true;
  });
  return found;
}
