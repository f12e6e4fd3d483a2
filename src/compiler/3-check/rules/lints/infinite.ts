/**
 * @file KL(q || p) where q reaches values that p excludes: it is infinite, and an estimate of it becomes infinite with the first draw
 * outside (Cover & Thomas 2006, section 2.3). Likewise every density of a distribution without width. Supports and scales are those
 * that each family states.
 */
import { diagnostic } from '../../../diagnostics/catalog.ts';
import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import { formatDistribution } from '../../../library/distributions/format.ts';
import { familyOf } from '../../../library/objectives/likelihood.ts';
import type { Span } from '../../../source/source.ts';
import { contains, formatRange } from '../../../types/range.ts';
import type { DistributionValue } from '../../../types/value.ts';
import { everyNode } from './graph.ts';
import type { Lint } from './lint.ts';

export const infinite: Lint = ({ phases, reports, meanings }) => {
  const roots = [
    ...phases.flatMap((phase) => [
      ...phase.updates.flatMap((update) => update.terms.map((term) => term.loss)),
      ...phase.tracks.map((track) => track.node),
    ]),
    ...reports.map((report) => report.node),
  ];
  const found: Diagnostic[] = [];
  everyNode(roots, (node) => {
    const meaning = meanings.get(node);
    if (meaning?.kind === 'divergence') found.push(...ofDivergence(meaning.q, meaning.p, node.span));
    if (meaning?.kind === 'density' && isPoint(meaning.of))
      found.push(withoutWidth(`the density of ${formatDistribution(meaning.of)}`, meaning.of, node.span));
  });
  return found;
};

function ofDivergence(q: DistributionValue, p: DistributionValue, span: Span): readonly Diagnostic[] {
  const what = `KL(${formatDistribution(q)} || ${formatDistribution(p)})`;
  const point = [q, p].find(isPoint);
  if (point) return [withoutWidth(what, point, span)];
  const [inner, outer] = [familyOf(q).support(q), familyOf(p).support(p)];
  if (contains(outer, inner)) return [];
  return [
    diagnostic(
      'lint/infinite',
      span,
      { what, why: `${formatRange(inner)} is not within ${formatRange(outer)}` },
      {
        related: [
          { span: q.span, label: `reaches ${formatRange(inner)}` },
          { span: p.span, label: `is 0 outside of ${formatRange(outer)}` },
        ],
        help: 'choose a prior that covers the posterior (Normal for Normal), or a posterior that stays inside the prior',
      },
    ),
  ];
}

const isPoint = (d: DistributionValue): boolean => familyOf(d).scale?.(d).range.high === 0;

const withoutWidth = (what: string, point: DistributionValue, span: Span): Diagnostic =>
  diagnostic(
    'lint/infinite',
    span,
    { what, why: 'all of the mass is at one point' },
    { related: [{ span: point.span, label: 'its scale is 0' }], help: 'give it a scale above 0' },
  );
