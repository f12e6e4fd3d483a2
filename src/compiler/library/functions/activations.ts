/** @file Activations and other elementwise functions of one operand: value, formula, and how a range passes through. */
import type { GraphBuilder, Value } from '../../ir/build.ts';
import {
  hull,
  isUnbounded,
  mapRange,
  nonNegative,
  symmetricRange,
  unbounded,
  unitRange,
} from '../../types/range.ts';
import type { Range } from '../../types/range.ts';
import { realType } from '../../types/type.ts';
import type { FunctionDefinition, FunctionGroup } from '../definition.ts';
import { unary } from '../lowering.ts';

function activation(
  name: string,
  group: FunctionGroup,
  formula: string,
  range: (input: Range) => Range,
  apply: (b: GraphBuilder, x: Value) => Value,
  ofNumber?: (x: number) => number,
): FunctionDefinition {
  return {
    name,
    group,
    summary: `Elementwise ${formula}.`,
    formula: `y = ${formula}`,
    parameters: [{ name: 'x', kind: 'tensor' }],
    apply(call) {
      const x = call.tensor('x');
      const node = call.node({
        name,
        inputs: [x],
        type: realType(x.type.shape, range(x.type.range)),
        lower: unary(apply),
      });
      return { kind: 'tensor', node };
    },
    ...(ofNumber ? { ofNumber } : {}),
  };
}

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));
const softplusOf = (x: number): number => (x > 30 ? x : Math.log1p(Math.exp(x)));
/** Squashing functions give their whole image unless the input is bounded. */
const squash =
  (whole: Range, f: (x: number) => number) =>
  (input: Range): Range =>
    isUnbounded(input) ? whole : mapRange(input, f);

const seluAlpha = 1.6732632423543772;
const seluScale = 1.0507009873554805;

export const activations: readonly FunctionDefinition[] = [
  activation(
    'relu',
    'activation',
    'max(x, 0)',
    (r) => mapRange(r, (x) => Math.max(x, 0)),
    (b, x) => b.relu(x),
  ),
  activation('tanh', 'activation', 'tanh(x)', squash(symmetricRange, Math.tanh), (b, x) => b.tanh(x)),
  activation('sigmoid', 'activation', '1 / (1 + exp(-x))', squash(unitRange, logistic), (b, x) =>
    b.sigmoid(x),
  ),
  activation('softplus', 'activation', 'log(1 + exp(x))', squash(nonNegative, softplusOf), (b, x) =>
    b.softplus(x),
  ),
  activation(
    'silu',
    'activation',
    'x sigmoid(x)',
    () => ({ low: -0.2785, high: Infinity }),
    (b, x) => b.multiply(x, b.sigmoid(x)),
  ),
  activation(
    'gelu',
    'activation',
    'x (1 + erf(x / sqrt(2))) / 2',
    () => ({ low: -0.17, high: Infinity }),
    (b, x) => b.multiply(b.multiply(x, 0.5), b.add(b.erf(b.multiply(x, Math.SQRT1_2)), 1)),
  ),
  activation(
    'selu',
    'activation',
    '1.0507 (max(x, 0) + 1.6733 (exp(min(x, 0)) - 1))',
    () => ({ low: -seluScale * seluAlpha, high: Infinity }),
    (b, x) =>
      b.multiply(b.add(b.relu(x), b.multiply(b.subtract(b.exp(b.minimum(x, 0)), 1), seluAlpha)), seluScale),
  ),
  activation(
    'exp',
    'math',
    'exp(x)',
    (r) => mapRange(r, Math.exp),
    (b, x) => b.exp(x),
    Math.exp,
  ),
  activation(
    'log',
    'math',
    'log(x)',
    (r) => (r.low >= 0 ? mapRange(r, Math.log) : unbounded),
    (b, x) => b.log(x),
    Math.log,
  ),
  activation(
    'sqrt',
    'math',
    'sqrt(x)',
    (r) => (r.low >= 0 ? mapRange(r, Math.sqrt) : nonNegative),
    (b, x) => b.sqrt(x),
    Math.sqrt,
  ),
  activation(
    'square',
    'math',
    'x^2',
    (r) => ({
      low: r.low > 0 ? r.low ** 2 : r.high < 0 ? r.high ** 2 : 0,
      high: Math.max(r.low ** 2, r.high ** 2),
    }),
    (b, x) => b.square(x),
    (x) => x * x,
  ),
  activation(
    'abs',
    'math',
    '|x|',
    (r) => ({
      low: r.low > 0 ? r.low : r.high < 0 ? -r.high : 0,
      high: Math.max(Math.abs(r.low), Math.abs(r.high)),
    }),
    (b, x) => b.abs(x),
    Math.abs,
  ),
];

/** leakyRelu and elu have a slope of their own. */
export const slopedActivations: readonly FunctionDefinition[] = [
  {
    name: 'leakyRelu',
    group: 'activation',
    summary: 'x where positive, else slope * x.',
    formula: 'y = max(x, 0) + slope min(x, 0)',
    source: 'Maas et al. 2013',
    parameters: [
      { name: 'x', kind: 'tensor' },
      { name: 'slope', kind: 'number', optional: true },
    ],
    apply(call) {
      const x = call.tensor('x');
      const alpha = call.has('slope') ? call.number('slope') : 0.2;
      const range = mapRange(x.type.range, (v) => (v > 0 ? v : v * alpha));
      const node = call.node({
        name: 'leakyRelu',
        detail: `leakyRelu(${alpha})`,
        inputs: [x],
        type: realType(x.type.shape, alpha >= 0 ? range : hull(range, nonNegative)),
        lower: unary((b, v) => b.leakyRelu(v, alpha)),
      });
      return { kind: 'tensor', node };
    },
  },
  {
    name: 'elu',
    group: 'activation',
    summary: 'x where positive, else alpha (exp(x) - 1).',
    formula: 'y = max(x, 0) + alpha (exp(min(x, 0)) - 1)',
    source: 'Clevert et al. 2016',
    parameters: [
      { name: 'x', kind: 'tensor' },
      { name: 'alpha', kind: 'number', optional: true },
    ],
    apply(call) {
      const x = call.tensor('x');
      const alpha = call.has('alpha') ? call.number('alpha') : 1;
      const node = call.node({
        name: 'elu',
        inputs: [x],
        type: realType(x.type.shape, { low: -alpha, high: Infinity }),
        lower: unary((b, v) => b.add(b.relu(v), b.multiply(b.subtract(b.exp(b.minimum(v, 0)), 1), alpha))),
      });
      return { kind: 'tensor', node };
    },
  },
];
