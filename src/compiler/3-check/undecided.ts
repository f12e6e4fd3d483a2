/** @file Operators on static values that a block's caller decides: sizes are computed in normal form, conditions are known where they follow. */
import type { BinaryOperator } from '../ast/ast.ts';
import {
  addDims,
  alwaysSame,
  divideDims,
  isAbove,
  isKnown,
  multiplyDims,
  powerOfDim,
  sameDim,
  subtractDims,
  unknownSize,
} from '../types/dims.ts';
import type { Dim } from '../types/dims.ts';
import { errorValue, sizeValue } from '../types/value.ts';
import type { ConditionValue, Value } from '../types/value.ts';

/** The size that a static number is; undefined for other values. */
export function dimOf(value: Value): Dim | undefined {
  if (value.kind === 'number') return value.value;
  return value.kind === 'size' ? value.size : undefined;
}

/** A truth value, known or not, as a condition; undefined for other values. */
export function conditionOf(value: Value): ConditionValue | boolean | undefined {
  if (value.kind === 'boolean') return value.value;
  return value.kind === 'condition' ? value : undefined;
}

const truth = (value: boolean): Value => ({ kind: 'boolean', value });

export function truthValue(one: ConditionValue | boolean): Value {
  return typeof one === 'boolean' ? truth(one) : one;
}

/** What holds of equal sizes where the condition holds, and where it doesn't. */
function condition(whenTrue: ConditionValue['whenTrue'], whenFalse: ConditionValue['whenFalse']): Value {
  return { kind: 'condition', whenTrue, whenFalse };
}

export function negated(one: ConditionValue | boolean): ConditionValue | boolean {
  return typeof one === 'boolean' ? !one : { ...one, whenTrue: one.whenFalse, whenFalse: one.whenTrue };
}

/** `a and b`: where it holds, so does what follows from either. */
export function both(a: ConditionValue | boolean, b: ConditionValue | boolean): ConditionValue | boolean {
  if (typeof a === 'boolean') return a ? b : false;
  if (typeof b === 'boolean') return b ? a : false;
  return { kind: 'condition', whenTrue: [...a.whenTrue, ...b.whenTrue], whenFalse: [] };
}

/** a > b, as far as it is known. */
function above(a: Dim, b: Dim): Value {
  if (isAbove(a, b)) return truth(true);
  // Sizes are whole numbers: not above is at most, which is below one more.
  return alwaysSame(a, b) || isAbove(addDims(b, 1), a) ? truth(false) : condition([], []);
}

const not = (value: Value): Value => (value.kind === 'boolean' ? truth(!value.value) : value);

/** The value of `a operator b`, at least one of them symbolic. */
export function operationOnSizes(operator: BinaryOperator, a: Dim, b: Dim): Value {
  switch (operator) {
    case '+':
      return sizeValue(addDims(a, b));
    case '-':
      return sizeValue(subtractDims(a, b));
    case '*':
      return sizeValue(multiplyDims(a, b));
    case '/':
      return b === 0 ? errorValue : sizeValue(divideDims(a, b));
    case '^':
      return sizeValue(isKnown(b) ? powerOfDim(a, b) : unknownSize);
    case '==':
      if (alwaysSame(a, b)) return truth(true);
      return sameDim(a, b) ? condition([[a, b]], []) : truth(false);
    case '!=':
      if (alwaysSame(a, b)) return truth(false);
      return sameDim(a, b) ? condition([], [[a, b]]) : truth(true);
    case '>':
      return above(a, b);
    case '<':
      return above(b, a);
    case '>=':
      return not(above(b, a));
    case '<=':
      return not(above(a, b));
    case 'and':
    case 'or':
      return errorValue;
  }
}
