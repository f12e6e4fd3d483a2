/**
 * @file The op set: every op of the IR with its attributes. Small, and closed under differentiation: the gradient of an
 * op is made of ops. All tensors are dense and static; images are [batch, height, width, channels]; convolution kernels
 * are [height, width, in, out]. Elementwise ops broadcast as NumPy does. Axes are never negative, lists are ascending.
 */

export type DType = 'f32' | 'i32' | 'bool';
export type Shape = readonly number[];

type None = Record<string, never>;

/** Window geometry of a convolution; `padding` is [top, bottom, left, right], in pixels, of zeros. */
export interface ConvolutionAttributes {
  readonly strides: readonly [number, number];
  readonly padding: readonly [number, number, number, number];
}

export type Activation = 'none' | 'relu' | 'leakyRelu' | 'sigmoid' | 'tanh';

export interface OpAttributes {
  /** A value from outside: state, data, random numbers, schedule scalars, arguments. What it is stands in the plan. */
  input: { readonly name: string };
  /** One value for all elements, or one per element, row-major. Bools as 0 and 1. */
  constant: { readonly values: readonly number[] };

  // elementwise, one operand
  negate: None;
  abs: None;
  /** -1, 0 or 1; derivative zero. */
  sign: None;
  exp: None;
  log: None;
  sqrt: None;
  /** 1 / sqrt(x). */
  rsqrt: None;
  square: None;
  sin: None;
  cos: None;
  tanh: None;
  sigmoid: None;
  /** log(1 + exp(x)), stable. */
  softplus: None;
  relu: None;
  leakyRelu: { readonly alpha: number };
  floor: None;
  erf: None;

  // elementwise, two operands, broadcasting
  add: None;
  subtract: None;
  multiply: None;
  divide: None;
  power: None;
  maximum: None;
  minimum: None;

  // comparisons (bool) and choice
  greater: None;
  greaterEqual: None;
  equal: None;
  logicalAnd: None;
  logicalOr: None;
  logicalNot: None;
  /** inputs: condition (bool), whenTrue, whenFalse; all broadcast. */
  select: None;
  cast: { readonly dtype: DType };

  // reductions
  sum: { readonly axes: readonly number[]; readonly keepDims: boolean };
  mean: { readonly axes: readonly number[]; readonly keepDims: boolean };
  max: { readonly axes: readonly number[]; readonly keepDims: boolean };
  /** The index of the largest value; i32; derivative zero. */
  argMax: { readonly axis: number };

  // form
  reshape: { readonly shape: Shape };
  transpose: { readonly permutation: readonly number[] };
  broadcastTo: { readonly shape: Shape };
  slice: { readonly starts: readonly number[]; readonly sizes: readonly number[] };
  /** Zeros around: `before[i]` and `after[i]` per axis. */
  pad: { readonly before: readonly number[]; readonly after: readonly number[] };
  concat: { readonly axis: number };
  reverse: { readonly axes: readonly number[] };

  // rows by index
  /** inputs: table [n, ...], indices (i32, any shape s); result [...s, ...]. */
  gather: None;
  /** inputs: rows [...s, ...], indices (i32, s); result [depth, ...], rows of one index added up. */
  scatterAdd: { readonly depth: number };

  // linear
  /** [..., m, k] x [..., k, n]; leading axes broadcast; the transposes are of the last two axes. */
  matMul: { readonly transposeA: boolean; readonly transposeB: boolean };
  /** inputs: x [b, h, w, in], kernel [kh, kw, in, out]. */
  conv2d: ConvolutionAttributes;
  /** d conv2d / d x. inputs: dy [b, oh, ow, out], kernel; result `inputShape`. Also the transposed convolution. */
  conv2dInputGradient: ConvolutionAttributes & { readonly inputShape: Shape };
  /** d conv2d / d kernel. inputs: x, dy; result `kernelShape`. */
  conv2dKernelGradient: ConvolutionAttributes & { readonly kernelShape: Shape };

  // differentiation
  /** The value, with derivative zero. Gone after the pass `differentiate`. */
  stopGradient: None;
  /** inputs: y, x; result: d sum(y) / d x, of x's shape. Gone after the pass `differentiate`. */
  gradient: None;

  // fused, made by passes
  /** inputs: a, b, bias [n]; activation(a b + bias). */
  fusedMatMul: {
    readonly transposeA: boolean;
    readonly transposeB: boolean;
    readonly activation: Activation;
    readonly alpha: number;
  };
  /** inputs: x, kernel, bias [out]; activation(conv2d(x, kernel) + bias). */
  fusedConv2d: ConvolutionAttributes & { readonly activation: Activation; readonly alpha: number };

  // optimisers: one pass over memory each; derivative zero
  /** inputs: average, value; decay * average + (1 - decay) * value. */
  movingAverage: { readonly decay: number };
  /** inputs: average, value; decay * average + (1 - decay) * value^2. */
  movingAverageOfSquares: { readonly decay: number };
  /** inputs: weight, m, v, stepSize (scalar), correction (scalar); weight - stepSize * m / (sqrt(v) * correction + epsilon). */
  adamStep: { readonly epsilon: number };
}

export type OpName = keyof OpAttributes;
