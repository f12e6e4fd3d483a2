/**
 * @file A regulariser with a coefficient far outside of those that it is used with; each states them with its meaning. One whose coefficient
 * is 0 because a param is 0 was switched off on purpose, as for the baseline of an experiment; a 0 that is written out is told of.
 */
import type { Expression, TermStatement } from '../../../ast/ast.ts';
import { walk } from '../../../ast/walk.ts';
import { diagnostic } from '../../../diagnostics/catalog.ts';
import type { Span } from '../../../source/source.ts';
import { partsOf } from './graph.ts';
import { numberText } from './lint.ts';
import type { Lint, LintContext } from './lint.ts';

export const coefficient: Lint = (context) =>
  context.phases.flatMap((phase) =>
    phase.updates.flatMap((update) =>
      update.terms.flatMap((term) =>
        partsOf(term.loss, context.meanings).flatMap(({ node, weight }) => {
          const meaning = context.meanings.get(node);
          if (meaning?.kind !== 'regulariser' || weight === undefined) return [];
          const { name, usual } = meaning;
          if (weight >= usual.low && weight <= usual.high) return [];
          if (weight === 0 && isSwitchedOff(term.span, context)) return [];
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

/** True where the term at `span` reads, by itself or through a `let`, a param that is 0. */
function isSwitchedOff(span: Span, { model, params }: LintContext): boolean {
  const terms: TermStatement[] = [];
  const lets = new Map<string, Expression>();
  walk(model, (node) => {
    if (node.kind === 'let') lets.set(node.name.name, node.value);
    if (node.kind === 'term' && node.span.start === span.start && node.span.path === span.path)
      terms.push(node);
  });
  const seen = new Set<string>();
  const reads = (expression: Expression): boolean => {
    let found = false;
    walk(expression, (node) => {
      if (node.kind !== 'name' || seen.has(node.name)) return;
      seen.add(node.name);
      const param = params.get(node.name);
      const bound = lets.get(node.name);
      found ||= (param?.kind === 'number' && param.value === 0) || (bound !== undefined && reads(bound));
    });
    return found;
  };
  return terms.some(({ value }) => reads(value));
}
