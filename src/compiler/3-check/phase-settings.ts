/** @file The numbers that a phase and its updates are run by: whole, positive, and known at compile time. */
import type { Expression } from '../ast/ast.ts';
import { diagnostic } from '../diagnostics/catalog.ts';
import { countFault, limits } from '../library/limits.ts';
import type { Evaluator } from './evaluator.ts';
import type { Scope } from './scope.ts';
import type { Frame } from './session.ts';

/** The number; undefined where it is none, or too large, which was reported under `name`. */
export function positiveInteger(
  evaluator: Evaluator,
  expression: Expression,
  name: string,
  scope: Scope,
  frame: Frame,
  limit: number = limits.size,
): number | undefined {
  const value = evaluator.integer(expression, scope, frame);
  const fault = value === undefined ? undefined : countFault(expression.span, name, value, limit);
  if (fault) evaluator.session.report(fault);
  return fault ? undefined : value;
}

/** How many parts the batch is done in; 1 where that was reported. */
export function batchParts(
  evaluator: Evaluator,
  expression: Expression,
  batch: number | undefined,
  scope: Scope,
  frame: Frame,
): number {
  const parts = positiveInteger(evaluator, expression, 'parts', scope, frame, limits.items);
  if (parts === undefined || batch === undefined || batch % parts === 0) return parts ?? 1;
  evaluator.session.report(
    diagnostic(
      'shape/batch-parts',
      expression.span,
      { batch, parts },
      {
        help: `take a batch of ${Math.ceil(batch / parts) * parts}, or ${largestDivisor(batch, parts)} parts`,
      },
    ),
  );
  return 1;
}

function largestDivisor(batch: number, most: number): number {
  for (let parts = most; parts > 1; parts--) if (batch % parts === 0) return parts;
  return 1;
}
