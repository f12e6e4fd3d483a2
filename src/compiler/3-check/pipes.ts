/**
 * @file Pipes: a stage takes the value on its left as its first argument, or where `_` stands; `for`, `repeat` and `if` as stages
 * fold over it.
 */
import type { Argument, Body, Expression } from '../ast/ast.ts';
import { diagnostic } from '../diagnostics/catalog.ts';
import { countFault, limits } from '../library/limits.ts';
import type { Span } from '../source/source.ts';
import { isKnown } from '../types/dims.ts';
import type { Dim } from '../types/dims.ts';
import { errorValue } from '../types/value.ts';
import type { Value } from '../types/value.ts';
import type { Bound } from './bind-arguments.ts';
import { callExpression } from './calls.ts';
import { assumed, either } from './assume.ts';
import { anyTurn, evaluateIf, loopScope, staticItems } from './control.ts';
import { describe } from '../library/describe.ts';
import type { Evaluator } from './evaluator.ts';
import { Scope } from './scope.ts';
import type { Frame } from './session.ts';
import { bodyStatements } from './bodies.ts';

export function evaluatePipe(
  evaluator: Evaluator,
  value: Value,
  source: Expression,
  stage: Expression,
  scope: Scope,
  frame: Frame,
): Value {
  return applyStage(
    evaluator,
    stage,
    { value, span: source.span, text: evaluator.session.textOf(source.span) },
    scope,
    frame,
  );
}

/** Applies a pipe stage to a value: the leftmost stage of a chain takes it. */
export function applyStage(
  evaluator: Evaluator,
  stage: Expression,
  piped: Bound,
  scope: Scope,
  frame: Frame,
): Value {
  if (piped.value.kind === 'error') return piped.value;
  switch (stage.kind) {
    case 'pipe':
      return evaluatePipe(
        evaluator,
        applyStage(evaluator, stage.value, piped, scope, frame),
        stage.value,
        stage.stage,
        scope,
        frame,
      );
    case 'for': {
      const items = staticItems(evaluator, stage, scope, frame);
      if (!items) return errorValue;
      const { contract } = evaluator.session;
      if (items === 'undecided')
        return contract
          ? undecidedTurns(evaluator, stage.body, piped, anyTurn(contract, stage, scope), frame)
          : errorValue;
      let current = piped;
      for (const [i, item] of items.entries()) {
        const inner = loopScope(stage, item, i, scope);
        current = { ...current, value: stageBody(evaluator, stage.body, current, inner, frame) };
      }
      return current.value;
    }
    case 'repeat': {
      const count = repetitions(evaluator, stage.count, scope, frame);
      if (count === 'undecided') return undecidedTurns(evaluator, stage.body, piped, scope, frame);
      if (count === undefined) return errorValue;
      let current = piped;
      for (let i = 0; i < count; i++)
        current = { ...current, value: stageBody(evaluator, stage.body, current, scope, frame) };
      return current.value;
    }
    case 'if':
      return evaluateIf(evaluator, stage, scope, frame, (body, inner, assume) =>
        stageBody(evaluator, body, { ...piped, value: assumed(piped.value, assume) }, inner, frame),
      );
    case 'call': {
      if (stage.callee.kind === 'name' && stage.callee.name === 'repeat')
        return repeatCall(evaluator, stage.arguments, stage.span, piped, scope, frame);
      if (mentionsPlaceholder(stage)) return withPlaceholder(evaluator, stage, piped, scope, frame);
      return callExpression(evaluator, stage.callee, stage.arguments, piped, stage.span, scope, frame);
    }
    case 'name':
    case 'member':
      if (mentionsPlaceholder(stage)) return withPlaceholder(evaluator, stage, piped, scope, frame);
      return callExpression(evaluator, stage, [], piped, stage.span, scope, frame);
    case 'hole':
      evaluator.session.holes.set(stage, piped.value);
      evaluator.session.report(
        diagnostic('type/hole-in-pipe', stage.span, { comesIn: describe(piped.value) }),
      );
      return errorValue;
    default:
      if (mentionsPlaceholder(stage)) return withPlaceholder(evaluator, stage, piped, scope, frame);
      evaluator.session.report(
        diagnostic(
          'type/not-a-stage',
          stage.span,
          {},
          {
            label: 'takes no value',
            help: 'a layer, a function, a block or a network stands after |>, or an expression with _ for the value',
          },
        ),
      );
      return errorValue;
  }
}

function withPlaceholder(
  evaluator: Evaluator,
  stage: Expression,
  piped: Bound,
  scope: Scope,
  frame: Frame,
): Value {
  const inner = new Scope(scope);
  inner.define('_', piped.value);
  return evaluator.evaluate(stage, inner, frame);
}

function stageBody(evaluator: Evaluator, body: Body, piped: Bound, scope: Scope, frame: Frame): Value {
  const inner = new Scope(scope);
  const innerFrame = bodyStatements(evaluator, body, inner, frame);
  return body.result ? applyStage(evaluator, body.result, piped, inner, innerFrame) : errorValue;
}

/**
 * A stage that a block's caller repeats as often as it likes, in a block that is checked by itself: the sizes that every turn leaves as
 * they are stay; others are unknown. A second turn starts from what the first one left.
 */
function undecidedTurns(evaluator: Evaluator, body: Body, piped: Bound, scope: Scope, frame: Frame): Value {
  const { session } = evaluator;
  const same = (dim: Dim): Dim => dim;
  const turn = (value: Value): Value => {
    const after = session.contract!.within(() =>
      stageBody(evaluator, body, { ...piped, value }, scope, frame),
    );
    return either(session, { value, assume: same }, { value: after, assume: same }, body.span);
  };
  const first = turn(piped.value);
  return first.kind === 'error' ? first : turn(first);
}

/** How often a stage is repeated, possibly never; undefined where it can't be (reported). */
function repetitions(
  evaluator: Evaluator,
  expression: Expression,
  scope: Scope,
  frame: Frame,
): number | 'undecided' | undefined {
  const count = evaluator.size(expression, scope, frame);
  if (count !== undefined && !isKnown(count)) return evaluator.session.contract ? 'undecided' : undefined;
  if (count === undefined || count === 0) return count;
  const fault = countFault(expression.span, 'the number of repetitions', count, limits.repetitions);
  if (fault) evaluator.session.report(fault);
  return fault ? undefined : count;
}

/** `x |> repeat(2, residual)`. */
function repeatCall(
  evaluator: Evaluator,
  given: readonly Argument[],
  span: Span,
  piped: Bound,
  scope: Scope,
  frame: Frame,
): Value {
  const [countArgument, callee] = given;
  if (!countArgument || !callee || given.length !== 2) {
    evaluator.session.report(
      diagnostic('type/missing-argument', span, { of: 'repeat', missing: ['count', 'block'] }),
    );
    return errorValue;
  }
  const count = repetitions(evaluator, countArgument.value, scope, frame);
  if (count === undefined) return errorValue;
  if (count === 'undecided') {
    const body: Body = { kind: 'body', statements: [], result: callee.value, span };
    return undecidedTurns(evaluator, body, piped, scope, frame);
  }
  let current = piped;
  for (let i = 0; i < count; i++)
    current = { ...current, value: applyStage(evaluator, callee.value, current, scope, frame) };
  return current.value;
}

/** True where `_` stands in the expression, outside of nested pipes' own stages. */
function mentionsPlaceholder(expression: Expression): boolean {
  switch (expression.kind) {
    case 'placeholder':
      return true;
    case 'unary':
      return mentionsPlaceholder(expression.operand);
    case 'binary':
      return mentionsPlaceholder(expression.left) || mentionsPlaceholder(expression.right);
    case 'call':
      return (
        mentionsPlaceholder(expression.callee) ||
        expression.arguments.some((one) => mentionsPlaceholder(one.value))
      );
    case 'member':
    case 'index':
    case 'slice':
      return mentionsPlaceholder(expression.object);
    case 'pipe':
      return mentionsPlaceholder(expression.value);
    case 'list':
      return expression.items.some(mentionsPlaceholder);
    case 'record':
      return expression.fields.some((field) => mentionsPlaceholder(field.value));
    default:
      return false;
  }
}
