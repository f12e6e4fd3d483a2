/** @file How strongly each form binds, for the printer's parentheses; the ladder of the grammar, loosest first. */
import { assertNever } from '../../invariant.ts';
import type { BinaryOperator, Expression } from '../ast.ts';

const ladder = [
  'pipe',
  'transition',
  'disjunction',
  'conjunction',
  'negation',
  'comparison',
  'range',
  'sum',
  'product',
  'signed',
  'power',
  'quantity',
  'postfix',
] as const;

export type Level = (typeof ladder)[number];

/** The level of a binary operator. */
export function binaryLevel(
  operator: BinaryOperator,
): 'disjunction' | 'conjunction' | 'comparison' | 'sum' | 'product' | 'power' {
  switch (operator) {
    case 'or':
      return 'disjunction';
    case 'and':
      return 'conjunction';
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return 'comparison';
    case '+':
    case '-':
      return 'sum';
    case '*':
    case '/':
      return 'product';
    case '^':
      return 'power';
    default:
      return assertNever(operator, 'operator');
  }
}

function levelOf(expression: Expression): Level {
  switch (expression.kind) {
    case 'pipe':
    case 'transition':
    case 'range':
    case 'quantity':
      return expression.kind;
    case 'binary':
      return binaryLevel(expression.operator);
    case 'unary':
      return expression.operator === '-' ? 'signed' : 'negation';
    default:
      return 'postfix';
  }
}

/** True where `expression` needs no parentheses in a place that takes `least` and what binds stronger. */
export function binds(expression: Expression, least: Level): boolean {
  return ladder.indexOf(levelOf(expression)) >= ladder.indexOf(least);
}
