/** @file Comparisons, logic, choice and change of type. Only `select` and `cast` pass derivatives. */
import type { DType } from './attributes.ts';
import { streamingCost, type OpDefinition } from './definition.ts';
import { broadcast, mapArray, sizeOf, zipArrays } from './nd-array.ts';
import { broadcastShapes, requireDTypes, requireSameDType } from './type-rules.ts';

type ComparisonName = 'greater' | 'greaterEqual' | 'equal' | 'logicalAnd' | 'logicalOr';

function comparison<K extends ComparisonName>(
  commutative: boolean,
  dtypes: readonly DType[],
  holds: (a: number, b: number) => boolean,
): OpDefinition<K> {
  return {
    arity: 2,
    kind: 'elementwise',
    commutative,
    level: 'any',
    infer: (inputs) => {
      const fault = requireDTypes(inputs, dtypes) ?? requireSameDType(inputs);
      if (fault) return fault;
      const shape = broadcastShapes(inputs.map((input) => input.shape));
      return typeof shape === 'string' ? shape : { shape, dtype: 'bool' };
    },
    evaluate: ([a, b], _, { shape }) => zipArrays(a!, b!, shape, (x, y) => (holds(x, y) ? 1 : 0)),
    vjp: 'zero',
    cost: (inputs, _, result) => streamingCost(sizeOf(result.shape), inputs, result),
  };
}

const logicalNot: OpDefinition<'logicalNot'> = {
  arity: 1,
  kind: 'elementwise',
  commutative: false,
  level: 'any',
  infer: ([x]) => requireDTypes([x!], ['bool']) ?? x!,
  evaluate: ([x]) => mapArray(x!, (element) => (element === 0 ? 1 : 0)),
  vjp: 'zero',
  cost: (inputs, _, result) => streamingCost(sizeOf(result.shape), inputs, result),
};

const select: OpDefinition<'select'> = {
  arity: 3,
  kind: 'elementwise',
  commutative: false,
  level: 'any',
  infer: (inputs) => {
    const choices = inputs.slice(1);
    const fault = requireDTypes(inputs.slice(0, 1), ['bool']) ?? requireSameDType(choices);
    if (fault) return fault;
    const shape = broadcastShapes(inputs.map((input) => input.shape));
    return typeof shape === 'string' ? shape : { shape, dtype: choices[0]!.dtype };
  },
  evaluate: ([condition, whenTrue, whenFalse], _, { shape }) => {
    const [test, yes, no] = [condition!, whenTrue!, whenFalse!].map((part) => broadcast(part, shape).data);
    return { shape, data: test!.map((holds, i) => (holds !== 0 ? yes![i]! : no![i]!)) };
  },
  // the derivative goes to the chosen operand
  vjp: (b, { inputs: [condition, yes, no] }, dy) => [
    undefined,
    b.sumTo(b.select(condition!, dy, 0), yes!.shape),
    b.sumTo(b.select(condition!, 0, dy), no!.shape),
  ],
  cost: (inputs, _, result) => streamingCost(sizeOf(result.shape), inputs, result),
};

const cast: OpDefinition<'cast'> = {
  arity: 1,
  kind: 'elementwise',
  commutative: false,
  level: 'any',
  infer: ([x], { dtype }) => ({ shape: x!.shape, dtype }),
  // to i32 as engines do: toward zero; to bool: whether it differs from 0
  evaluate: ([x], { dtype }) =>
    mapArray(x!, (element) =>
      dtype === 'f32' ? element : dtype === 'i32' ? Math.trunc(element) : element === 0 ? 0 : 1,
    ),
  // only f32 to f32 passes a derivative: it is the identity
  vjp: (_, { inputs: [x], output }, dy) => [x!.dtype === 'f32' && output.dtype === 'f32' ? dy : undefined],
  cost: (inputs, _, result) => streamingCost(sizeOf(result.shape), inputs, result),
};

const numbers: readonly DType[] = ['f32', 'i32'];

export const comparisons = {
  greater: comparison<'greater'>(false, numbers, (a, b) => a > b),
  greaterEqual: comparison<'greaterEqual'>(false, numbers, (a, b) => a >= b),
  equal: comparison<'equal'>(true, ['f32', 'i32', 'bool'], (a, b) => a === b),
  logicalAnd: comparison<'logicalAnd'>(true, ['bool'], (a, b) => a !== 0 && b !== 0),
  logicalOr: comparison<'logicalOr'>(true, ['bool'], (a, b) => a !== 0 || b !== 0),
  logicalNot,
  select,
  cast,
};
