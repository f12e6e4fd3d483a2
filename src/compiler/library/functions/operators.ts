/**
 * @file The operators of expressions on tensors: arithmetic with broadcasting over the event, comparisons, logic. Static
 * numbers never come here; the checker folds them.
 */
import type { BinaryOperator } from '../../ast/ast.ts';
import type { GraphBuilder, Value } from '../../ir/build.ts';
import type { Dim } from '../../types/dims.ts';
import { addRanges, divideRanges, multiplyRanges, subtractRanges, unbounded } from '../../types/range.ts';
import type { Range } from '../../types/range.ts';
import { boolType, realType } from '../../types/type.ts';
import type { TensorType } from '../../types/type.ts';
import type { TypedNode } from '../../types/value.ts';
import type { Call } from '../definition.ts';
import { elementwise } from '../lowering.ts';

interface OperatorRule {
  readonly name: string;
  readonly takes: 'number' | 'bool';
  readonly gives: 'number' | 'bool';
  readonly range: (a: Range, b: Range) => Range;
  readonly apply: (b: GraphBuilder, left: Value, right: Value) => Value;
}

const toBool: () => Range = () => ({ low: 0, high: 1 });

const arithmetic = (
  name: string,
  range: (a: Range, b: Range) => Range,
  apply: (b: GraphBuilder, left: Value, right: Value) => Value,
): OperatorRule => ({ name, takes: 'number', gives: 'number', range, apply });

const comparison = (
  name: string,
  apply: (b: GraphBuilder, left: Value, right: Value) => Value,
): OperatorRule => ({
  name,
  takes: 'number',
  gives: 'bool',
  range: toBool,
  apply,
});

const logic = (name: string, apply: (b: GraphBuilder, left: Value, right: Value) => Value): OperatorRule => ({
  name,
  takes: 'bool',
  gives: 'bool',
  range: toBool,
  apply,
});

export const operators: { readonly [K in BinaryOperator]: OperatorRule } = {
  '+': arithmetic('add', addRanges, (b, x, y) => b.add(x, y)),
  '-': arithmetic('subtract', subtractRanges, (b, x, y) => b.subtract(x, y)),
  '*': arithmetic('multiply', multiplyRanges, (b, x, y) => b.multiply(x, y)),
  '/': arithmetic('divide', divideRanges, (b, x, y) => b.divide(x, y)),
  '^': arithmetic(
    'power',
    () => unbounded,
    (b, x, y) => b.power(x, y),
  ),
  '==': comparison('equal', (b, x, y) => b.equal(x, y)),
  '!=': comparison('notEqual', (b, x, y) => b.logicalNot(b.equal(x, y))),
  '>': comparison('greater', (b, x, y) => b.greater(x, y)),
  '>=': comparison('greaterEqual', (b, x, y) => b.greaterEqual(x, y)),
  '<': comparison('less', (b, x, y) => b.greater(y, x)),
  '<=': comparison('lessEqual', (b, x, y) => b.greaterEqual(y, x)),
  and: logic('and', (b, x, y) => b.logicalAnd(x, y)),
  or: logic('or', (b, x, y) => b.logicalOr(x, y)),
};

/** The node of `left operator right`, whose broadcast shape the caller has found. */
export function operatorNode(
  make: Call['node'],
  operator: BinaryOperator,
  left: TypedNode,
  right: TypedNode,
  shape: readonly Dim[],
): TypedNode {
  const rule = operators[operator];
  const type: TensorType =
    rule.gives === 'bool'
      ? boolType(shape)
      : {
          ...realType(shape, rule.range(left.type.range, right.type.range)),
          element: scoreOf(operator, left, right),
        };
  return make({
    name: rule.name,
    detail: operator,
    inputs: [left, right],
    type,
    lower: elementwise(shape.length, (b, x, y) =>
      rule.apply(b, asNumber(b, x!, rule.takes), asNumber(b, y!, rule.takes)),
    ),
  });
}

/** Sums and multiples of scores are scores; anything else is real. */
function scoreOf(operator: BinaryOperator, left: TypedNode, right: TypedNode): 'logit' | 'real' {
  return (operator === '+' || operator === '-') &&
    left.type.element === 'logit' &&
    right.type.element === 'logit'
    ? 'logit'
    : 'real';
}

/** Classes and ints take part in arithmetic as numbers; bools as 0 and 1. */
export function asNumber(b: GraphBuilder, value: Value, takes: 'number' | 'bool'): Value {
  if (takes === 'bool' || value.dtype === 'f32') return value;
  return b.cast(value, 'f32');
}

/** Truth values as 0 and 1, whole numbers as numbers: what functions of numbers take. Anything else is left as it is. */
export function realNode(make: Call['node'], x: TypedNode): TypedNode {
  if (x.type.element !== 'bool' && x.type.element !== 'int') return x;
  return make({
    name: 'asReal',
    inputs: [x],
    type: realType(x.type.shape, x.type.range),
    lower: (context, [input]) => ({ value: context.b.cast(input!.value, 'f32'), plates: input!.plates }),
  });
}

/** -x, and `not x`. */
export function unaryNode(make: Call['node'], operator: '-' | 'not', operand: TypedNode): TypedNode {
  const { low, high } = operand.type.range;
  return make({
    name: operator === '-' ? 'negate' : 'not',
    detail: operator,
    inputs: [operand],
    type: operator === '-' ? { ...operand.type, range: { low: -high, high: -low } } : operand.type,
    lower: (context, lowered) => {
      const { value, plates } = lowered[0]!;
      return { value: operator === '-' ? context.b.negate(value) : context.b.logicalNot(value), plates };
    },
  });
}
