/** @file Values that carry a type of their own: `let z: Vector[20] = ...`, `param rate: Real in [0, 1] = 0.3`. */
import type { TypeExpression } from '../ast/ast.ts';
import { diagnostic } from '../diagnostics/catalog.ts';
import type { Span } from '../source/source.ts';
import { formatRange } from '../types/range.ts';
import { errorValue } from '../types/value.ts';
import type { Value } from '../types/value.ts';
import type { Evaluator } from './evaluator.ts';
import { matchArgument, matchResult } from './match.ts';
import type { Scope } from './scope.ts';
import type { Frame } from './session.ts';
import { declaredType } from './types.ts';

/** What is declared: its name, and where its value stands. */
export interface Declared {
  readonly name: { readonly name: string; readonly span: Span };
  readonly type: TypeExpression | undefined;
  readonly value: { readonly span: Span };
}

/** `value` as the type that its declaration gives, if it gives one; the poison value where it doesn't fit (reported). */
export function asDeclared(
  evaluator: Evaluator,
  value: Value,
  declaration: Declared,
  scope: Scope,
  frame: Frame,
): Value {
  if (!declaration.type || value.kind === 'error') return value;
  const type = declaredType(evaluator, declaration.type, scope, frame);
  if (!type) return errorValue;
  const place = {
    what: declaration.name.name,
    span: declaration.value.span,
    declaration: declaration.name.span,
  };
  const range = type.kind === 'tensor' ? type.range : undefined;
  if (value.kind === 'number' && range && !(range.low <= value.value && value.value <= range.high)) {
    const [wanted, found] = [formatRange(range), String(value.value)];
    const related = [{ span: declaration.type.span, label: `${wanted} is promised here` }];
    evaluator.session.report(
      diagnostic('range/result', place.span, { what: place.what, wanted, found }, { related }),
    );
    return errorValue;
  }
  // A static value stays what it is; a tensor takes on the declared range and kind.
  return value.kind === 'number' || type.kind === 'static'
    ? (matchArgument(evaluator, value, type, new Map(), place) ?? errorValue)
    : matchResult(evaluator, value, type, new Map(), place, frame);
}
