/** @file Static control flow: `if` over conditions and `for` over lists that are known at compile time, or along a plate. */
import type { Body, ForExpression, IfExpression } from '../ast/ast.ts';
import { diagnostic } from '../diagnostics/catalog.ts';
import { errorValue } from '../types/value.ts';
import type { Value } from '../types/value.ts';
import { describe } from '../library/describe.ts';
import type { Evaluator } from './evaluator.ts';
import { Scope } from './scope.ts';
import type { Frame } from './session.ts';

export function evaluateIf(
  evaluator: Evaluator,
  expression: IfExpression,
  scope: Scope,
  frame: Frame,
  take: (body: Body) => Value,
): Value {
  const condition = evaluator.evaluate(expression.condition, scope, frame);
  if (condition.kind === 'error') return condition;
  if (condition.kind !== 'boolean') {
    evaluator.session.report(
      diagnostic('type/not-static', expression.condition.span, {
        what: 'a condition',
        found: describe(condition),
      }),
    );
    return errorValue;
  }
  if (condition.value) return take(expression.consequent);
  const { alternative } = expression;
  if (!alternative) {
    evaluator.session.report(
      diagnostic(
        'type/if-without-else',
        expression.span,
        {},
        { help: 'add else { ... }; in a pipe, else { _ } hands the value on as it is' },
      ),
    );
    return errorValue;
  }
  return alternative.kind === 'if'
    ? evaluateIf(evaluator, alternative, scope, frame, take)
    : take(alternative);
}

/** A number in the place of a list is most often meant as a count. */
function countHelp(over: Value): { readonly help?: string } {
  return over.kind === 'number' ? { help: `to count write 1..${over.value} or 0..<${over.value}` } : {};
}

export function loopScope(loop: ForExpression, item: Value, index: number, scope: Scope): Scope {
  const inner = new Scope(scope);
  inner.define(loop.item.name, item);
  if (loop.index) inner.define(loop.index.name, { kind: 'number', value: index, isInteger: true });
  return inner;
}

export function staticItems(
  evaluator: Evaluator,
  loop: ForExpression,
  scope: Scope,
  frame: Frame,
): readonly Value[] | undefined {
  const over = evaluator.evaluate(loop.over, scope, frame);
  if (over.kind === 'list') return over.items;
  if (over.kind !== 'error') {
    evaluator.session.report(
      diagnostic('type/not-a-list', loop.over.span, { found: describe(over) }, countHelp(over)),
    );
  }
  return undefined;
}

export function evaluateLoop(evaluator: Evaluator, loop: ForExpression, scope: Scope, frame: Frame): Value {
  const over = evaluator.evaluate(loop.over, scope, frame);
  if (over.kind === 'list') {
    return {
      kind: 'list',
      items: over.items.map((item, i) => evaluator.body(loop.body, loopScope(loop, item, i, scope), frame)),
    };
  }
  if (over.kind === 'plateList') {
    const inner = new Scope(scope);
    inner.define(loop.item.name, over.item);
    const item = evaluator.body(loop.body, inner, frame);
    if (item.kind === 'error') return item;
    return { ...over, item };
  }
  if (over.kind !== 'error') {
    evaluator.session.report(
      diagnostic('type/not-a-list', loop.over.span, { found: describe(over) }, countHelp(over)),
    );
  }
  return errorValue;
}
