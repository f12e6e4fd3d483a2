/** @file Static control flow: `if` over conditions and `for` over lists that are known at compile time, or along a plate. */
import type { Body, ForExpression, IfExpression } from '../ast/ast.ts';
import { diagnostic } from '../diagnostics/catalog.ts';
import { symbolDim } from '../types/polynomial.ts';
import { errorValue, isUndecided, sizeValue } from '../types/value.ts';
import type { Equation, Value } from '../types/value.ts';
import { AssumedScope, assuming, either } from './assume.ts';
import type { Assumption, Branch } from './assume.ts';
import type { Contract } from './contract.ts';
import { describe } from '../library/describe.ts';
import type { Evaluator } from './evaluator.ts';
import { Scope } from './scope.ts';
import type { Frame } from './session.ts';

/** Evaluates a branch in a scope, with what may be assumed of sizes in it. */
export type TakeBranch = (body: Body, scope: Scope, assume: Assumption) => Value;

export function evaluateIf(
  evaluator: Evaluator,
  expression: IfExpression,
  scope: Scope,
  frame: Frame,
  take: TakeBranch,
): Value {
  const { session } = evaluator;
  const condition = evaluator.evaluate(expression.condition, scope, frame);
  if (session.contract && isUndecided(condition))
    return undecidedIf(evaluator, expression, condition, scope, frame, take);
  if (condition.kind === 'error') return condition;
  if (condition.kind !== 'boolean') {
    session.report(
      diagnostic('type/not-static', expression.condition.span, {
        what: 'a condition',
        found: describe(condition),
      }),
    );
    return errorValue;
  }
  if (condition.value) return take(expression.consequent, scope, asItIs);
  const { alternative } = expression;
  if (!alternative) {
    session.report(
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
    : take(alternative, scope, asItIs);
}

const asItIs: Assumption = (dim) => dim;

/** In a block that is checked by itself: both branches, each under what its being taken says of sizes. */
function undecidedIf(
  evaluator: Evaluator,
  expression: IfExpression,
  condition: Value,
  scope: Scope,
  frame: Frame,
  take: TakeBranch,
): Value {
  const { session } = evaluator;
  const [whenTrue, whenFalse] =
    condition.kind === 'condition' ? [condition.whenTrue, condition.whenFalse] : [[], []];
  const branch = (equations: readonly Equation[], body: Body | IfExpression): Branch => {
    const assume = assuming(equations);
    const inner = equations.length === 0 ? scope : new AssumedScope(scope, assume);
    const value = session.contract!.within(() =>
      body.kind === 'if'
        ? evaluateIf(evaluator, body, inner, frame, (one, within, further) =>
            take(one, within, (dim) => further(assume(dim))),
          )
        : take(body, inner, assume),
    );
    return { value, assume };
  };
  const first = branch(whenTrue, expression.consequent);
  if (!expression.alternative) return errorValue;
  return either(session, first, branch(whenFalse, expression.alternative), expression.span);
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

/** A turn of a loop over a list that a block's caller decides: its item and its index are numbers, and may be any. */
export function anyTurn(contract: Contract, loop: ForExpression, scope: Scope): Scope {
  const inner = new Scope(scope);
  const any = (name: string, least: number): Value =>
    sizeValue(symbolDim({ name: contract.fresh(name), least }));
  inner.define(loop.item.name, any(loop.item.name, -Infinity));
  if (loop.index) inner.define(loop.index.name, any(loop.index.name, 0));
  return inner;
}

/** The items of a loop; 'undecided' where a block's caller decides them, undefined where something was reported. */
export function staticItems(
  evaluator: Evaluator,
  loop: ForExpression,
  scope: Scope,
  frame: Frame,
): readonly Value[] | 'undecided' | undefined {
  const over = evaluator.evaluate(loop.over, scope, frame);
  if (evaluator.session.contract && isUndecided(over)) return 'undecided';
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
  const { contract } = evaluator.session;
  if (contract && isUndecided(over)) {
    contract.within(() => evaluator.body(loop.body, anyTurn(contract, loop, scope), frame));
    return errorValue;
  }
  if (over.kind === 'list') {
    return {
      kind: 'list',
      items: over.items.map((item, i) => evaluator.body(loop.body, loopScope(loop, item, i, scope), frame)),
    };
  }
  if (over.kind === 'plateList') {
    const { loops } = evaluator.session;
    const { name } = over.plate;
    const around = loops.get(name);
    if (around) {
      evaluator.session.report(
        diagnostic(
          'program/same-list',
          loop.over.span,
          { list: evaluator.session.textOf(loop.over.span) },
          {
            related: [{ span: around, label: 'runs over it already' }],
            help: 'give each `for` a list of its own: write the linspace, draws or Class[n] in both',
          },
        ),
      );
      return errorValue;
    }
    const inner = new Scope(scope);
    inner.define(loop.item.name, over.item);
    loops.set(name, loop.over.span);
    try {
      const item = evaluator.body(loop.body, inner, frame);
      return item.kind === 'error' ? item : { ...over, item };
    } finally {
      loops.delete(name);
    }
  }
  if (over.kind !== 'error') {
    evaluator.session.report(
      diagnostic('type/not-a-list', loop.over.span, { found: describe(over) }, countHelp(over)),
    );
  }
  // What the body does wrong by itself is told too, and what it calls counts as called.
  const anything = new Scope(scope);
  for (const name of [loop.item, ...(loop.index ? [loop.index] : [])]) anything.define(name.name, errorValue);
  evaluator.body(loop.body, anything, frame);
  return errorValue;
}
