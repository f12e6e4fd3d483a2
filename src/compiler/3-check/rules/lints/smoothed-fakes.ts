/**
 * @file Label smoothing on fakes: a discriminator taught that generated examples are a little real. The best discriminator then
 * has the generator's density in its numerator, and samples that are far from data are held where they are (Salimans et al.
 * 2016, section 3.4). Smoothing the label of data alone is the form that the paper keeps.
 */
import { diagnostic } from '../../../diagnostics/catalog.ts';
import { visit } from '../../reach.ts';
import type { TypedNode } from '../../../types/value.ts';
import type { TypedUpdate } from '../../typed.ts';
import { constantOf, meaningsBehind, partsOf } from './graph.ts';
import { shortText } from './lint.ts';
import type { Lint, LintContext } from './lint.ts';

/** A score, the label that it is given, and where. */
interface Labelled {
  readonly node: TypedNode;
  readonly score: TypedNode;
  readonly label: number;
}

export const smoothedFakes: Lint = (context) =>
  context.phases.flatMap((phase) =>
    phase.updates.flatMap((update) =>
      [...byDensity(update, context), ...byHand(update, context)]
        .filter(
          ({ label, score }) =>
            label > 0 && label < 0.5 && judgesFakes(score, update.networks, context.networks),
        )
        .map(({ node, label }) =>
          diagnostic(
            'lint/smoothed-fakes',
            node.span,
            { label: shortText(label) },
            {
              label: 'a score of generated examples',
              help: 'give fakes the label 0; smooth that of data alone, to 0.9',
            },
          ),
        ),
    ),
  );

/** `nll(Bernoulli(logits: D(fake)), 0.1)`. */
function byDensity(update: TypedUpdate, { meanings }: LintContext): readonly Labelled[] {
  return update.terms.flatMap((term) =>
    meaningsBehind(term.loss, 'density', meanings).flatMap(({ node, meaning: { of, x } }) => {
      const label = constantOf(x);
      if (of.family !== 'Bernoulli' || label === undefined) return [];
      return [...of.parameters.values()].map((score) => ({ node, score, label }));
    }),
  );
}

/** `0.9 * softplus(f) + 0.1 * softplus(-f)`: minus the logs of 1 - D and of D. */
function byHand(update: TypedUpdate, { meanings }: LintContext): readonly Labelled[] {
  const parts = update.terms
    .flatMap((term) => partsOf(term.loss, meanings))
    .flatMap(({ node, weight }) => {
      const [input] = node.inputs;
      if (node.form.kind !== 'apply' || node.form.name !== 'softplus' || !input || weight === undefined)
        return [];
      const isNegated = input.form.kind === 'apply' && input.form.name === 'negate';
      return [{ node, weight, isNegated, score: isNegated ? input.inputs[0]! : input }];
    });
  return parts.flatMap(({ node, weight, isNegated, score }) => {
    const other = parts.find((one) => one.score === score && one.isNegated !== isNegated);
    return isNegated && other ? [{ node, score, label: weight / (weight + other.weight) }] : [];
  });
}

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
