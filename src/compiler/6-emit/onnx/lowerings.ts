/** @file The table of ONNX lowerings, one per op of the IR: a missing one is a compile error. */
import type { OpName } from '../../ops/attributes.ts';
import * as convolution from './lower-convolution.ts';
import * as elementwise from './lower-elementwise.ts';
import * as form from './lower-form.ts';
import * as linear from './lower-linear.ts';
import type { OnnxLowering } from './lowering.ts';
import * as optimizers from './lower-optimizers.ts';

/** How each op is written in ONNX. */
export const onnxLowerings: { readonly [K in OpName]: OnnxLowering<K> } = {
  input: { illegal: 'graph inputs are declared from the plan' },
  constant: elementwise.constant,

  negate: elementwise.elementwise('Neg'),
  abs: elementwise.elementwise('Abs'),
  sign: elementwise.sign,
  exp: elementwise.elementwise('Exp'),
  log: elementwise.elementwise('Log'),
  sqrt: elementwise.elementwise('Sqrt'),
  rsqrt: elementwise.rsqrt,
  square: elementwise.square,
  sin: elementwise.elementwise('Sin'),
  cos: elementwise.elementwise('Cos'),
  tanh: elementwise.elementwise('Tanh'),
  sigmoid: elementwise.elementwise('Sigmoid'),
  softplus: elementwise.softplus,
  relu: elementwise.elementwise('Relu'),
  leakyRelu: elementwise.leakyRelu,
  floor: elementwise.elementwise('Floor'),
  erf: elementwise.elementwise('Erf'),

  add: convolution.add,
  subtract: elementwise.elementwise('Sub'),
  multiply: elementwise.elementwise('Mul'),
  divide: elementwise.elementwise('Div'),
  power: elementwise.elementwise('Pow'),
  maximum: elementwise.elementwise('Max'),
  minimum: elementwise.elementwise('Min'),

  greater: elementwise.elementwise('Greater'),
  greaterEqual: elementwise.elementwise('GreaterOrEqual'),
  equal: elementwise.elementwise('Equal'),
  logicalAnd: elementwise.elementwise('And'),
  logicalOr: elementwise.elementwise('Or'),
  logicalNot: elementwise.elementwise('Not'),
  select: elementwise.select,
  cast: elementwise.cast,

  sum: form.reduction('ReduceSum'),
  mean: form.reduction('ReduceMean'),
  max: form.reduction('ReduceMax'),
  argMax: form.argMax,

  reshape: form.reshape,
  transpose: form.transpose,
  broadcastTo: form.broadcastTo,
  slice: form.slice,
  pad: form.pad,
  concat: form.concat,
  reverse: form.reverse,

  gather: form.gather,
  scatterAdd: form.scatterAdd,

  matMul: linear.matMul,
  conv2d: convolution.conv2d,
  conv2dInputGradient: convolution.conv2dInputGradient,
  conv2dKernelGradient: convolution.conv2dKernelGradient,

  stopGradient: { illegal: 'the pass differentiate removes it' },
  gradient: { illegal: 'the pass differentiate replaces it' },

  fusedMatMul: linear.fusedMatMul,
  fusedConv2d: convolution.fusedConv2d,

  movingAverage: optimizers.movingAverage,
  movingAverageOfSquares: optimizers.movingAverageOfSquares,
  adamStep: optimizers.adamStep,
};
