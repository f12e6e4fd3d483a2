/** @file The inverse of the error function as ops, for samplers by the inverse of a distribution function. */
import type { GraphBuilder, Value } from '../../ir/build.ts';

/** Giles 2012, "Approximating the erfinv function", table 5, highest power first: for w - 2.5, and for sqrt(w) - 3. */
const central = [
  2.81022636e-8, 3.43273939e-7, -3.5233877e-6, -4.39150654e-6, 0.00021858087, -0.00125372503, -0.00417768164,
  0.246640727, 1.50140941,
];
const tail = [
  -0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773, -0.0076224613, 0.00943887047,
  1.00167406, 2.83297682,
];

/** The values of w = -log(1 - x^2) up to which the first polynomial holds. */
const border = 5;

function polynomial(b: GraphBuilder, coefficients: readonly number[], at: Value): Value {
  const [first = 0, second = 0, ...rest] = coefficients;
  const start = b.add(b.multiply(at, first), second);
  return rest.reduce((sum, coefficient) => b.add(b.multiply(sum, at), coefficient), start);
}

/** erf^-1(x) for |x| <= 1 - 2^-24, to a relative error of 4e-7. */
export function erfInverse(b: GraphBuilder, x: Value): Value {
  // (1 - x)(1 + x), not 1 - x^2: near 1 the square would round the difference away.
  const w = b.negate(b.log(b.multiply(b.subtract(b.constant(1), x), b.add(x, 1))));
  const isCentral = b.greater(b.constant(border), w);
  // The root's slope is infinite at 0, where the other branch is taken: bounded, so that no gradient becomes NaN there.
  const root = b.sqrt(b.maximum(w, border));
  const factor = b.select(
    isCentral,
    polynomial(b, central, b.subtract(w, 2.5)),
    polynomial(b, tail, b.subtract(root, 3)),
  );
  return b.multiply(factor, x);
}
