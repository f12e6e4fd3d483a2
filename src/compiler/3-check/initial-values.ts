/** @file Weights that start as values of data: only what is known before training may decide them, and there must be enough of them. */
import { diagnostic } from '../diagnostics/catalog.ts';
import type { WeightInit } from '../library/definition.ts';
import { countOf, formatDim, formatShape, sameDim } from '../types/dims.ts';
import type { Dim } from '../types/dims.ts';
import { formatType } from '../types/type.ts';
import type { TypedNode } from '../types/value.ts';
import { visit } from './reach.ts';
import type { Session } from './session.ts';

/** The start as it is; a constant where it doesn't fit (reported). */
export function knownInit(session: Session, init: WeightInit, shape: readonly Dim[]): WeightInit {
  if (init.kind !== 'computed') return init;
  const { node, span } = init;
  const unknown = unknownPart(node);
  const fallback: WeightInit = { kind: 'constant', value: 0 };
  if (unknown) {
    session.report(
      diagnostic(
        'type/initial-value',
        span,
        { found: unknown.label ?? session.textOf(unknown.span) },
        {
          related:
            unknown.span.start === span.start
              ? []
              : [{ span: unknown.span, label: 'known only in training' }],
          help:
            unknown.form.kind === 'field'
              ? `take it over all training examples: mean(${unknown.form.source}.${unknown.form.field}, over: data)`
              : 'start from constants and statistics of data: mean(x, over: data)',
        },
      ),
    );
    return fallback;
  }
  const found = countOf(node.type.shape);
  const wanted = countOf(shape);
  if (found === 1 || sameDim(found, wanted)) return init;
  session.report(
    diagnostic(
      'shape/initial-value',
      span,
      {
        weight: `[${formatShape(shape)}]`,
        found: formatType(node.type),
        count: formatDim(found),
        wanted: formatDim(wanted),
      },
      {
        label: formatType({ ...node.type, range: { low: -Infinity, high: Infinity } }),
        help: 'give one number for all of the weight, or one for each of its values, row by row',
      },
    ),
  );
  return fallback;
}

/** A part of the value that an example, a draw or a weight decides. */
function unknownPart(node: TypedNode): TypedNode | undefined {
  let found: TypedNode | undefined;
  visit(node, new Set(), (one) => {
    const { kind } = one.form;
    if (kind !== 'apply' && kind !== 'constant' && kind !== 'statistic') found ??= one;
    return true;
  });
  return found;
}
