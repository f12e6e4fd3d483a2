/** @file Evaluates the scalar expressions of a plan (rates, optimisers' step sizes) in float64, once per step. */
import { assertNever } from './invariant.ts';
import type { ScalarExpression } from './plan.ts';

/** What a schedule may depend on; see `ScalarExpression` for the units. */
export interface ScheduleContext {
  readonly step: number;
  readonly epoch: number;
  readonly examples: number;
  readonly updates: number;
  readonly epochsPerStep: number;
}

/** The value of `expression` at a step. */
export function evaluateScalar(expression: ScalarExpression, context: ScheduleContext): number {
  if (typeof expression === 'number') return expression;
  switch (expression.op) {
    case 'step':
    case 'epoch':
    case 'examples':
    case 'updates':
    case 'epochsPerStep':
      return context[expression.op];
    case 'add':
    case 'subtract':
    case 'multiply':
    case 'divide':
    case 'power':
    case 'minimum':
    case 'maximum':
      return combine(
        expression.op,
        evaluateScalar(expression.left, context),
        evaluateScalar(expression.right, context),
      );
    case 'sqrt':
      return Math.sqrt(evaluateScalar(expression.value, context));
    case 'cos':
      return Math.cos(evaluateScalar(expression.value, context));
    case 'floor':
      return Math.floor(evaluateScalar(expression.value, context));
    case 'exp':
      return Math.exp(evaluateScalar(expression.value, context));
    default:
      return assertNever(expression, 'scalar expression');
  }
}

type BinaryOp = Extract<ScalarExpression, { readonly left: ScalarExpression }>['op'];

function combine(op: BinaryOp, left: number, right: number): number {
  switch (op) {
    case 'add':
      return left + right;
    case 'subtract':
      return left - right;
    case 'multiply':
      return left * right;
    case 'divide':
      return left / right;
    case 'power':
      return left ** right;
    case 'minimum':
      return Math.min(left, right);
    case 'maximum':
      return Math.max(left, right);
    default:
      return assertNever(op, 'scalar operator');
  }
}
