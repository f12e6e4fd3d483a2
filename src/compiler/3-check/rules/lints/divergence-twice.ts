/** @file One KL in two summands of an update, most often an `elbo`, which has its own, beside a `kl`: it counts twice. */
import { diagnostic } from '../../../diagnostics/catalog.ts';
import { formatDistribution } from '../../../library/distributions/format.ts';
import type { TypedNode } from '../../../types/value.ts';
import type { TypedTerm } from '../../typed.ts';
import { isSameDistribution, partsOf } from './graph.ts';
import type { Lint } from './lint.ts';

export const divergenceTwice: Lint = ({ phases, meanings }) =>
  phases.flatMap((phase) =>
    phase.updates.flatMap((update) => {
      const summands = update.terms.flatMap((term) =>
        partsOf(term.loss, meanings).flatMap(({ node, weight }) => {
          const meaning = meanings.get(node);
          return meaning?.kind === 'divergence' ? [{ term, node, weight, ...meaning }] : [];
        }),
      );
      return summands.flatMap((one, i) => {
        const first = summands
          .slice(0, i)
          .find((other) => isSameDistribution(other.q, one.q) && isSameDistribution(other.p, one.p));
        if (!first || isWithin(first, one)) return [];
        return diagnostic(
          'lint/divergence-twice',
          one.term.span,
          { q: formatDistribution(one.q), p: formatDistribution(one.p), first: first.term.name },
          {
            related: [{ span: first.term.span, label: 'has it already' }],
            help:
              first.term === one.term
                ? 'take one of them out'
                : `take one of them out; to weigh it, write the terms apart: nll(...), and beta * kl(q, p)`,
          },
        );
      });
    }),
  );

/** The same node of one term: `max(d, 2) + d` is a shape of one KL, and no second one. */
const isWithin = (
  a: { readonly term: TypedTerm; readonly node: TypedNode },
  b: { readonly term: TypedTerm; readonly node: TypedNode },
): boolean => a.term === b.term && a.node === b.node;
