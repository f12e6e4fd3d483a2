/** @file Binary operators: static numbers are computed, tensors become nodes, anything else is reported. */
import type { BinaryExpression, BinaryOperator, Expression } from '../ast/ast.ts';
import { diagnostic } from '../diagnostics/catalog.ts';
import { operatorNode, operators } from '../library/functions/operators.ts';
import { sizesApart } from '../library/origin.ts';
import { gameTerm, isZeroSum } from '../library/objectives/games.ts';
import { broadcastShapes, formatDim } from '../types/dims.ts';
import { combined, constantSchedule } from '../types/schedule.ts';
import { formatType } from '../types/type.ts';
import { errorValue, isUndecided } from '../types/value.ts';
import type { NumberValue, Schedule, Value } from '../types/value.ts';
import { CallSite } from './call-site.ts';
import { describe, operandHelp, tensorHelp } from '../library/describe.ts';
import type { Evaluator } from './evaluator.ts';
import { Names } from './session.ts';
import { both, conditionOf, dimOf, negated, operationOnSizes, truthValue } from './undecided.ts';

export function evaluateBinary(
  evaluator: Evaluator,
  expression: BinaryExpression,
  left: Value,
  right: Value,
): Value {
  const { session } = evaluator;
  const { operator } = expression;
  if (left.kind === 'error' || right.kind === 'error') return errorValue;
  if (left.kind === 'number' && right.kind === 'number')
    return staticNumber(evaluator, expression, left, right);
  if (operator === '==' || operator === '!=') {
    const same = sameWord(left, right);
    if (same !== undefined) return { kind: 'boolean', value: same === (operator === '==') };
  }
  if (operator === 'and' || operator === 'or') {
    const known = staticTruth(operator, left, right) ?? staticTruth(operator, right, left);
    if (known) return known;
  }
  const undecided = undecidedOperation(operator, left, right);
  if (undecided) return undecided;
  const schedule = scheduled(evaluator, expression, left, right);
  if (schedule) return schedule;
  const [a, b] = [
    asTensor(evaluator, expression, expression.left, left),
    asTensor(evaluator, expression, expression.right, right),
  ];
  if (a.kind !== 'tensor' || b.kind !== 'tensor') {
    const odd = a.kind === 'tensor' || a.kind === 'number' ? right : left;
    session.report(
      diagnostic(
        'type/operand',
        (odd === right ? expression.right : expression.left).span,
        { operator, found: describe(odd) },
        { label: describe(odd), ...tensorHelp(odd) },
      ),
    );
    return errorValue;
  }
  const wanted = operators[operator].takes;
  const wrong = [a, b].find((one) => (one.node.type.element === 'bool') !== (wanted === 'bool'));
  if (wrong) {
    const { span } = wrong === a ? expression.left : expression.right;
    const found = describe(wrong);
    session.report(
      diagnostic('type/operand', span, { operator, found }, { label: found, help: operandHelp[wanted] }),
    );
    return errorValue;
  }
  const shape = broadcastShapes(a.node.type.shape, b.node.type.shape);
  if (!shape) {
    session.report(
      diagnostic(
        'shape/broadcast',
        expression.operatorSpan,
        { name: operator, left: formatType(a.node.type), right: formatType(b.node.type) },
        {
          related: sizesApart(a.node, b.node),
          help: 'sizes must be equal or 1, aligned at the last axis',
        },
      ),
    );
    return errorValue;
  }
  const node = operatorNode(
    (request) => session.apply(request, expression.span),
    operator,
    a.node,
    b.node,
    shape,
  );
  const scale = operator === '*' ? [a, b].find((one) => one.note) : undefined;
  const [factor, written] = scale === a ? [right, expression.right] : [left, expression.left];
  if (scale?.note && (factor.kind === 'number' || factor.kind === 'schedule')) {
    const text = factor.kind === 'number' ? factor.value : session.textOf(written.span);
    return { kind: 'tensor', node, note: { ...scale.note, formula: `${text} (${scale.note.formula})` } };
  }
  return { kind: 'tensor', node };
}

/** Whether two texts, words or truth values are the same; undefined of anything else. */
function sameWord(left: Value, right: Value): boolean | undefined {
  if (left.kind === 'string' && right.kind === 'string') return left.value === right.value;
  if (left.kind === 'symbol' && right.kind === 'symbol') return left.name === right.name;
  return left.kind === 'boolean' && right.kind === 'boolean' ? left.value === right.value : undefined;
}

/** Of static values that a block's caller decides; undefined for all others. */
function undecidedOperation(operator: BinaryOperator, left: Value, right: Value): Value | undefined {
  const [a, b] = [dimOf(left), dimOf(right)];
  if (a !== undefined && b !== undefined) return operationOnSizes(operator, a, b);
  if (!isUndecided(left) && !isUndecided(right)) return undefined;
  const [first, second] = [conditionOf(left), conditionOf(right)];
  if (first !== undefined && second !== undefined && operator === 'and')
    return truthValue(both(first, second));
  if (first !== undefined && second !== undefined && operator === 'or')
    return truthValue(negated(both(negated(first), negated(second))));
  // A size with a tensor is a number in it; anything else is not known.
  const isNumber = (value: Value): boolean => value.kind === 'size' || value.kind === 'tensor';
  return isNumber(left) && isNumber(right) ? undefined : errorValue;
}

/** A truth value that is known decides, or leaves the answer to the other side; undefined where `known` is none. */
function staticTruth(operator: 'and' | 'or', known: Value, other: Value): Value | undefined {
  const isTruth = other.kind === 'boolean' || (other.kind === 'tensor' && other.node.type.element === 'bool');
  if (known.kind !== 'boolean' || !isTruth) return undefined;
  return known.value === (operator === 'and') ? other : known;
}

/** Numbers and schedules are lifted; a zero-sum game stands for its value. */
function asTensor(
  evaluator: Evaluator,
  expression: BinaryExpression,
  operand: Expression,
  value: Value,
): Value {
  if (value.kind === 'schedule')
    return { kind: 'tensor', node: evaluator.session.scheduled(value.schedule, operand.span) };
  if (value.kind === 'number')
    return { kind: 'tensor', node: evaluator.session.constant([value.value], [], expression.span) };
  if (value.kind === 'size')
    return {
      kind: 'tensor',
      node: evaluator.session.unknownNumber(formatDim(value.size), expression.span),
    };
  if (value.kind === 'game' && isZeroSum(value)) {
    const frame = { store: undefined, path: '', names: new Names(), defaults: undefined, depth: 0 };
    return gameTerm(
      new CallSite(evaluator, frame, value.name, expression.span, new Map()),
      value,
      'valueAgainst',
    );
  }
  return value;
}

/** Schedules and numbers under arithmetic are a schedule again; undefined where one of them is something else. */
function scheduled(
  evaluator: Evaluator,
  { operator, right: divisor }: BinaryExpression,
  left: Value,
  right: Value,
): Value | undefined {
  const isArithmetic = operator === '+' || operator === '-' || operator === '*' || operator === '/';
  const [a, b] = [asSchedule(left), asSchedule(right)];
  if (!isArithmetic || !a || !b) return undefined;
  return operator === '/' && right.kind === 'number' && right.value === 0
    ? divisionByZero(evaluator, divisor)
    : { kind: 'schedule', schedule: combined(operator, a, b) };
}

function asSchedule(value: Value): Schedule | undefined {
  if (value.kind === 'number') return constantSchedule(value.value);
  return value.kind === 'schedule' ? value.schedule : undefined;
}

function divisionByZero({ session }: Evaluator, { span }: Expression): Value {
  session.report(diagnostic('range/division-by-zero', span, {}, { label: `${session.textOf(span)} is 0` }));
  return errorValue;
}

function staticNumber(
  evaluator: Evaluator,
  expression: BinaryExpression,
  left: NumberValue,
  right: NumberValue,
): Value {
  const [a, b] = [left.value, right.value];
  const whole = left.isInteger && right.isInteger;
  const number = (value: number, isInteger: boolean): Value => ({ kind: 'number', value, isInteger });
  const truth = (value: boolean): Value => ({ kind: 'boolean', value });
  const operator: BinaryOperator = expression.operator;
  switch (operator) {
    case '+':
      return number(a + b, whole);
    case '-':
      return number(a - b, whole);
    case '*':
      return number(a * b, whole);
    case '/':
      if (b === 0) return divisionByZero(evaluator, expression.right);
      return number(a / b, whole && Number.isInteger(a / b));
    case '^':
      return number(a ** b, whole && b >= 0);
    case '==':
      return truth(a === b);
    case '!=':
      return truth(a !== b);
    case '<':
      return truth(a < b);
    case '<=':
      return truth(a <= b);
    case '>':
      return truth(a > b);
    case '>=':
      return truth(a >= b);
    case 'and':
    case 'or':
      evaluator.session.report(
        diagnostic(
          'type/operand',
          expression.left.span,
          { operator, found: describe(left) },
          { help: operandHelp.bool },
        ),
      );
      return errorValue;
  }
}
