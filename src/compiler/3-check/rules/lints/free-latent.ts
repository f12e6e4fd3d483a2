/**
 * @file A latent that nothing holds to a prior: a term learns through a draw of a network's distribution, and no KL, no density under
 * another distribution and no discriminator of the draw stands beside it. The scale of such a draw shrinks to nothing, and what
 * is sampled from a prior later means nothing to the decoder (Kingma & Welling 2014, section 2.2).
 */
import { diagnostic } from '../../../diagnostics/catalog.ts';
import { formatDistribution } from '../../../library/distributions/format.ts';
import { dependsOn, isReal } from '../../../types/derivative-paths.ts';
import type { DistributionValue, TypedNode } from '../../../types/value.ts';
import { networksReached, visit } from '../../reach.ts';
import type { TypedPhase } from '../../typed.ts';
import { isSameDistribution, meaningsBehind } from './graph.ts';
import type { Lint, LintContext } from './lint.ts';

export const freeLatent: Lint = (context) =>
  context.phases.flatMap((phase) => {
    const found = new Map<TypedNode, DistributionValue>();
    for (const { networks, terms } of phase.updates) {
      for (const { loss } of terms) {
        for (const { node, meaning } of meaningsBehind(loss, 'draw', context.meanings)) {
          if (
            found.has(node) ||
            !isReal(node.type.element) ||
            !ownersOf(meaning.of).some((name) => networks.includes(name))
          )
            continue;
          if (dependsOn(loss, new Set([node]))) found.set(node, meaning.of);
        }
      }
    }
    return [...found].flatMap(([draw, distribution]) =>
      isHeld(draw, distribution, phase, context)
        ? []
        : [
            diagnostic(
              'lint/free-latent',
              draw.span,
              {
                name: draw.label ?? 'this draw',
                distribution: formatDistribution(distribution),
                networks: ownersOf(distribution).join(', '),
              },
              {
                related: [
                  { span: distribution.span, label: `${formatDistribution(distribution)} comes from here` },
                ],
                help: 'add its divergence from the prior to the update: minimize divergence = kl(q, pz)',
              },
            ),
          ],
    );
  });

/** The networks that a distribution's parameters are computed by. */
const ownersOf = (distribution: DistributionValue): readonly string[] => [
  ...new Set([...distribution.parameters.values()].flatMap((node) => [...networksReached(node, true)])),
];

/** True where a term of the phase says which values of the draw are likely. */
function isHeld(
  draw: TypedNode,
  of: DistributionValue,
  phase: TypedPhase,
  { meanings, networks }: LintContext,
): boolean {
  const losses = phase.updates.flatMap((update) => update.terms.map((term) => term.loss));
  return losses.some(
    (loss) =>
      meaningsBehind(loss, 'divergence', meanings).some(({ meaning }) => isSameDistribution(meaning.q, of)) ||
      meaningsBehind(loss, 'density', meanings).some(
        ({ meaning }) => meaning.x === draw && !isSameDistribution(meaning.of, of),
      ) ||
      isJudged(draw, loss, networks),
  );
}

/** An adversarial autoencoder's discriminator looks at the code itself. */
function isJudged(draw: TypedNode, loss: TypedNode, networks: LintContext['networks']): boolean {
  let found = false;
  visit(loss, new Set(), (node) => {
    if (node.form.kind !== 'call' || networks.get(node.form.call.network)?.role !== 'discriminator')
      return true;
    for (const input of node.inputs)
      visit(input, new Set(), (one) => {
        if (one === draw) found = true;
        return one.form.kind !== 'call';
      });
    return true;
  });
  return found;
}
