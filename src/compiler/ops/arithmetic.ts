/** @file Elementwise ops of two operands, with broadcasting: each operand's gradient is added up to its own shape. */
import type { DType } from './attributes.ts';
import { streamingCost, type OpDefinition, type Vjp } from './definition.ts';
import { sizeOf, zipArrays } from './nd-array.ts';
import { broadcastShapes, requireDTypes, requireSameDType } from './type-rules.ts';

type BinaryName = 'add' | 'subtract' | 'multiply' | 'divide' | 'power' | 'maximum' | 'minimum';

const numbers: readonly DType[] = ['f32', 'i32'];
const reals: readonly DType[] = ['f32'];

function binary<K extends BinaryName>(
  commutative: boolean,
  dtypes: readonly DType[],
  flopsEach: number,
  apply: (a: number, b: number) => number,
  vjp: Vjp<K>,
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
      return typeof shape === 'string' ? shape : { shape, dtype: inputs[0]!.dtype };
    },
    evaluate: ([a, b], _, { shape }) => zipArrays(a!, b!, shape, apply),
    vjp,
    cost: (inputs, _, result) => streamingCost(flopsEach * sizeOf(result.shape), inputs, result),
  };
}

export const arithmetic = {
  // d(x + y) = dx + dy
  add: binary<'add'>(
    true,
    numbers,
    1,
    (x, y) => x + y,
    (b, { inputs: [x, y] }, d) => [b.sumTo(d, x!.shape), b.sumTo(d, y!.shape)],
  ),
  // d(x - y) = dx - dy
  subtract: binary<'subtract'>(
    false,
    numbers,
    1,
    (x, y) => x - y,
    (b, { inputs: [x, y] }, d) => [b.sumTo(d, x!.shape), b.negate(b.sumTo(d, y!.shape))],
  ),
  // d(x y) = y dx + x dy
  multiply: binary<'multiply'>(
    true,
    numbers,
    1,
    (x, y) => x * y,
    (b, { inputs: [x, y] }, d) => [
      b.sumTo(b.multiply(d, y!), x!.shape),
      b.sumTo(b.multiply(d, x!), y!.shape),
    ],
  ),
  // d(x / y) = dx / y - (x / y) dy / y
  divide: binary<'divide'>(
    false,
    reals,
    1,
    (x, y) => x / y,
    (b, { inputs: [x, y], output }, d) => {
      const quotient = b.divide(d, y!);
      return [b.sumTo(quotient, x!.shape), b.negate(b.sumTo(b.multiply(quotient, output), y!.shape))];
    },
  ),
  // d x^y = y x^(y-1) dx + x^y log(x) dy; the second term is 0 where x <= 0, where x^y is real for whole y only
  power: binary<'power'>(false, reals, 16, Math.pow, (b, { inputs: [x, y], output }, d) => {
    const logarithm = b.log(b.select(b.greater(x!, 0), x!, 1));
    return [
      b.sumTo(b.multiply(d, b.multiply(y!, b.power(x!, b.subtract(y!, 1)))), x!.shape),
      b.sumTo(b.multiply(d, b.multiply(output, logarithm)), y!.shape),
    ];
  }),
  // d max(x, y) = dx where x >= y, else dy
  maximum: binary<'maximum'>(true, numbers, 1, Math.max, (b, { inputs: [x, y] }, d) => {
    const first = b.greaterEqual(x!, y!);
    return [b.sumTo(b.select(first, d, 0), x!.shape), b.sumTo(b.select(first, 0, d), y!.shape)];
  }),
  // d min(x, y) = dx where y >= x, else dy
  minimum: binary<'minimum'>(true, numbers, 1, Math.min, (b, { inputs: [x, y] }, d) => {
    const first = b.greaterEqual(y!, x!);
    return [b.sumTo(b.select(first, d, 0), x!.shape), b.sumTo(b.select(first, 0, d), y!.shape)];
  }),
};
