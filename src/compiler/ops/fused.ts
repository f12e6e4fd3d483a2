/** @file A product or convolution with its bias and activation in one kernel. Made by the pass `fuse`. */
import type { Activation } from './attributes.ts';
import {
  convolutionFlops,
  convolutionGradients,
  convolutionShape,
  evaluateConvolution,
} from './convolution.ts';
import { shapeText, streamingCost, type OpDefinition, type TensorType } from './definition.ts';
import { leakyReluGradient } from './elementwise.ts';
import { leakyReluOf, sigmoidOf } from './functions.ts';
import { evaluateMatMul, matMulFlops, matMulGradients, matMulType } from './linear.ts';
import { sameShape, sizeOf, zipArrays } from './nd-array.ts';
import type { OpCalls, Value } from './op-calls.ts';
import { assertNever } from '../invariant.ts';
import { requireDTypes } from './type-rules.ts';

function activate(x: number, activation: Activation, alpha: number): number {
  switch (activation) {
    case 'none':
      return x;
    case 'relu':
      return Math.max(x, 0);
    case 'leakyRelu':
      return leakyReluOf(x, alpha);
    case 'sigmoid':
      return sigmoidOf(x);
    case 'tanh':
      return Math.tanh(x);
    default:
      return assertNever(activation, 'activation');
  }
}

/** dL/d(before the activation), from the activation's output. */
function activationGradient(
  b: OpCalls,
  output: Value,
  dy: Value,
  activation: Activation,
  alpha: number,
): Value {
  switch (activation) {
    case 'none':
      return dy;
    case 'relu':
      return leakyReluGradient(b, output, dy, 0);
    case 'leakyRelu':
      return leakyReluGradient(b, output, dy, alpha);
    case 'sigmoid':
      return b.multiply(dy, b.multiply(output, b.subtract(1, output)));
    case 'tanh':
      return b.multiply(dy, b.subtract(1, b.square(output)));
    default:
      return assertNever(activation, 'activation');
  }
}

/** Nominal flops per element of the bias and the activation, as the separate ops count them. */
function epilogueFlops(activation: Activation): number {
  switch (activation) {
    case 'none':
      return 1;
    case 'relu':
      return 2;
    case 'leakyRelu':
      return 3;
    case 'sigmoid':
    case 'tanh':
      return 9;
    default:
      return assertNever(activation, 'activation');
  }
}

function withBias(result: TensorType | string, bias: TensorType, alpha: number): TensorType | string {
  if (typeof result === 'string') return result;
  const columns = result.shape.slice(-1);
  if (alpha < 0) return `slope ${alpha}: the output of a falling leakyRelu does not tell its derivative`;
  return (
    requireDTypes([bias], ['f32']) ??
    (sameShape(bias.shape, columns)
      ? result
      : `bias ${shapeText(bias.shape)} for a result of ${columns[0]} columns`)
  );
}

const base = { arity: 3, kind: 'other', commutative: false, level: 'afterFuse' } as const;

const fusedMatMul: OpDefinition<'fusedMatMul'> = {
  ...base,
  infer: ([a, b, bias], attributes) => withBias(matMulType(a!, b!, attributes), bias!, attributes.alpha),
  evaluate: ([a, b, bias], attributes, { shape }) =>
    zipArrays(evaluateMatMul(a!, b!, attributes, shape), bias!, shape, (x, c) =>
      activate(x + c, attributes.activation, attributes.alpha),
    ),
  // the activation's derivative from its output, then the product's and the bias's
  vjp: (w, { inputs: [a, b, bias], output, attributes }, dy) => {
    const inner = activationGradient(w, output, dy, attributes.activation, attributes.alpha);
    return [...matMulGradients(w, a!, b!, attributes, inner), w.sumTo(inner, bias!.shape)];
  },
  cost: (inputs, attributes, result) =>
    streamingCost(
      matMulFlops(inputs[0]!, attributes, result) +
        epilogueFlops(attributes.activation) * sizeOf(result.shape),
      inputs,
      result,
    ),
};

const fusedConv2d: OpDefinition<'fusedConv2d'> = {
  ...base,
  infer: ([x, kernel, bias], attributes) => {
    const fault = requireDTypes([x!, kernel!], ['f32']);
    if (fault) return fault;
    const shape = convolutionShape(x!.shape, kernel!.shape, attributes);
    return withBias(typeof shape === 'string' ? shape : { shape, dtype: 'f32' }, bias!, attributes.alpha);
  },
  evaluate: ([x, kernel, bias], attributes, { shape }) =>
    zipArrays(evaluateConvolution(x!, kernel!, attributes, shape), bias!, shape, (value, c) =>
      activate(value + c, attributes.activation, attributes.alpha),
    ),
  // the activation's derivative from its output, then the convolution's and the bias's
  vjp: (b, { inputs: [x, kernel, bias], output, attributes }, dy) => {
    const inner = activationGradient(b, output, dy, attributes.activation, attributes.alpha);
    return [...convolutionGradients(b, x!, kernel!, attributes, inner), b.sumTo(inner, bias!.shape)];
  },
  cost: (inputs, attributes, result) =>
    streamingCost(
      convolutionFlops(result.shape, inputs[1]!.shape) +
        epilogueFlops(attributes.activation) * sizeOf(result.shape),
      inputs,
      result,
    ),
};

export const fused = { fusedMatMul, fusedConv2d };
