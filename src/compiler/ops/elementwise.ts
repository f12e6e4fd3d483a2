/**
 * @file Elementwise ops of one operand. Derivatives of relu, leakyRelu, tanh, sigmoid, exp, sqrt and rsqrt are written in
 * terms of the op's output, so that the operand can be fused away and needn't be kept for the backward pass.
 */
import type { DType, OpAttributes, OpName } from './attributes.ts';
import { streamingCost, type OpDefinition, type Vjp } from './definition.ts';
import { erfOf, leakyReluOf, sigmoidOf, softplusOf } from './functions.ts';
import { mapArray, sizeOf } from './nd-array.ts';
import type { OpCalls, Value } from './op-calls.ts';
import { requireDTypes } from './type-rules.ts';

type UnaryName = {
  [K in OpName]: OpAttributes[K] extends Record<string, never> | { readonly alpha: number } ? K : never;
}[OpName];

/** `flopsEach` is a nominal count per element: 1 for arithmetic, more for what is computed by a series. */
function unary<K extends UnaryName>(
  dtypes: readonly DType[],
  flopsEach: number,
  apply: (x: number, attributes: OpAttributes[K]) => number,
  vjp: Vjp<K> | 'zero',
): OpDefinition<K> {
  return {
    arity: 1,
    kind: 'elementwise',
    commutative: false,
    level: 'any',
    infer: ([x]) => requireDTypes([x!], dtypes) ?? x!,
    evaluate: ([x], attributes) => mapArray(x!, (element) => apply(element, attributes)),
    vjp,
    cost: (inputs, _, result) => streamingCost(flopsEach * sizeOf(result.shape), inputs, result),
  };
}

const numbers: readonly DType[] = ['f32', 'i32'];
const reals: readonly DType[] = ['f32'];

/** dy where y > 0, else alpha dy. Slopes in [0, 1] (relu is 0) need no choice: max(sign(y), alpha) is the slope. */
export function leakyReluGradient(b: OpCalls, y: Value, dy: Value, alpha: number): Value {
  if (alpha === 0) return b.multiply(dy, b.sign(y));
  if (alpha > 0 && alpha <= 1) return b.multiply(dy, b.maximum(b.sign(y), alpha));
  return b.select(b.greater(y, 0), dy, b.multiply(dy, alpha));
}

export const elementwise = {
  // d(-x) = -dx
  negate: unary<'negate'>(
    numbers,
    1,
    (x) => -x,
    (b, _, dy) => [b.negate(dy)],
  ),
  // d|x| = sign(x) dx
  abs: unary<'abs'>(numbers, 1, Math.abs, (b, { inputs: [x] }, dy) => [b.multiply(dy, b.sign(x!))]),
  sign: unary<'sign'>(numbers, 1, Math.sign, 'zero'),
  // d e^x = e^x dx
  exp: unary<'exp'>(reals, 8, Math.exp, (b, { output }, dy) => [b.multiply(dy, output)]),
  // d log x = dx / x
  log: unary<'log'>(reals, 8, Math.log, (b, { inputs: [x] }, dy) => [b.divide(dy, x!)]),
  // d x^(1/2) = dx / (2 x^(1/2))
  sqrt: unary<'sqrt'>(reals, 2, Math.sqrt, (b, { output }, dy) => [b.divide(b.multiply(dy, 0.5), output)]),
  // d x^(-1/2) = -1/2 x^(-3/2) dx
  rsqrt: unary<'rsqrt'>(
    reals,
    2,
    (x) => 1 / Math.sqrt(x),
    (b, { output }, dy) => [b.multiply(dy, b.multiply(b.multiply(output, b.square(output)), -0.5))],
  ),
  // d x^2 = 2 x dx
  square: unary<'square'>(
    numbers,
    1,
    (x) => x * x,
    (b, { inputs: [x] }, dy) => [b.multiply(dy, b.multiply(x!, 2))],
  ),
  // d sin x = cos x dx
  sin: unary<'sin'>(reals, 8, Math.sin, (b, { inputs: [x] }, dy) => [b.multiply(dy, b.cos(x!))]),
  // d cos x = -sin x dx
  cos: unary<'cos'>(reals, 8, Math.cos, (b, { inputs: [x] }, dy) => [b.negate(b.multiply(dy, b.sin(x!)))]),
  // d tanh x = (1 - tanh^2 x) dx
  tanh: unary<'tanh'>(reals, 8, Math.tanh, (b, { output }, dy) => [
    b.multiply(dy, b.subtract(1, b.square(output))),
  ]),
  // d s(x) = s(x) (1 - s(x)) dx
  sigmoid: unary<'sigmoid'>(reals, 8, sigmoidOf, (b, { output }, dy) => [
    b.multiply(dy, b.multiply(output, b.subtract(1, output))),
  ]),
  // d log(1 + e^x) = s(x) dx
  softplus: unary<'softplus'>(reals, 16, softplusOf, (b, { inputs: [x] }, dy) => [
    b.multiply(dy, b.sigmoid(x!)),
  ]),
  // d max(x, 0) = dx where the result is positive
  relu: unary<'relu'>(
    reals,
    1,
    (x) => Math.max(x, 0),
    (b, { output }, dy) => [leakyReluGradient(b, output, dy, 0)],
  ),
  // d leaky(x) = dx where x is positive, else alpha dx; for alpha > 0 the result has the sign of x
  leakyRelu: unary<'leakyRelu'>(
    reals,
    2,
    (x, { alpha }) => leakyReluOf(x, alpha),
    (b, { inputs: [x], output, attributes: { alpha } }, dy) => [
      leakyReluGradient(b, alpha >= 0 ? output : x!, dy, alpha),
    ],
  ),
  floor: unary<'floor'>(reals, 1, Math.floor, 'zero'),
  // d erf(x) = 2 / sqrt(pi) e^(-x^2) dx
  erf: unary<'erf'>(reals, 16, erfOf, (b, { inputs: [x] }, dy) => [
    b.multiply(dy, b.multiply(b.exp(b.negate(b.square(x!))), 2 / Math.sqrt(Math.PI))),
  ]),
};
