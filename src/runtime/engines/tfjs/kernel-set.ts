/**
 * @file The interface that emitted code is written against: one method per op of the compiled graphs, under the op's own
 * name and with its attributes. A call computes at once on the device and returns a new tensor, which the caller owns
 * and gives back with `free`; only `constant` returns a tensor that the set keeps. Shapes and meanings are the ops' own
 * (images [batch, height, width, channels]; convolution kernels [height, width, in, out]; elementwise ops broadcast as
 * NumPy does). Left out: how a device computes (core-kernels.ts, wasm-kernels.ts).
 */
import type { Tensor } from '@tensorflow/tfjs-core';
import type { DType, Shape } from '../../plan.ts';

export type { Tensor } from '@tensorflow/tfjs-core';

/** A tensor, or one number for all elements, of the other operand's type. */
export type Operand = Tensor | number;

/** Window geometry of a convolution; `padding` is [top, bottom, left, right] pixels of zeros. */
export interface ConvolutionOptions {
  readonly strides: readonly [number, number];
  readonly padding: readonly [number, number, number, number];
}

/** Which operands of a product are transposed (in their last two axes) before it. */
export interface TransposeOptions {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

/** What is applied to a fused product after the bias; `alpha` is the slope of `leakyRelu`. */
export interface ActivationOptions {
  readonly activation?: 'none' | 'relu' | 'leakyRelu' | 'sigmoid' | 'tanh';
  readonly alpha?: number;
}

export interface ReductionOptions {
  /** Keep reduced axes, with size 1. */
  readonly keepDims?: boolean;
}

/** The operations of a device. Every tensor argument is only read. */
export interface KernelSet {
  /** One number for all elements of `shape` (a scalar when left out), or a row-major list. Kept by the set: never free it. */
  constant(values: number | readonly number[], shape?: Shape, dtype?: DType): Tensor;
  /** Another handle on the same values, to be freed on its own. */
  copy(x: Tensor): Tensor;
  /** Gives tensors back to the device; each exactly once. */
  free(...tensors: readonly Tensor[]): void;

  negate(x: Tensor): Tensor;
  abs(x: Tensor): Tensor;
  /** -1, 0 or 1. */
  sign(x: Tensor): Tensor;
  exp(x: Tensor): Tensor;
  log(x: Tensor): Tensor;
  sqrt(x: Tensor): Tensor;
  /** 1 / sqrt(x). */
  rsqrt(x: Tensor): Tensor;
  square(x: Tensor): Tensor;
  sin(x: Tensor): Tensor;
  cos(x: Tensor): Tensor;
  tanh(x: Tensor): Tensor;
  sigmoid(x: Tensor): Tensor;
  /** log(1 + exp(x)), stable. */
  softplus(x: Tensor): Tensor;
  relu(x: Tensor): Tensor;
  leakyRelu(x: Tensor, options: { readonly alpha: number }): Tensor;
  floor(x: Tensor): Tensor;
  erf(x: Tensor): Tensor;

  add(a: Operand, b: Operand): Tensor;
  subtract(a: Operand, b: Operand): Tensor;
  multiply(a: Operand, b: Operand): Tensor;
  divide(a: Operand, b: Operand): Tensor;
  power(a: Operand, b: Operand): Tensor;
  maximum(a: Operand, b: Operand): Tensor;
  minimum(a: Operand, b: Operand): Tensor;

  greater(a: Operand, b: Operand): Tensor;
  greaterEqual(a: Operand, b: Operand): Tensor;
  equal(a: Operand, b: Operand): Tensor;
  logicalAnd(a: Tensor, b: Tensor): Tensor;
  logicalOr(a: Tensor, b: Tensor): Tensor;
  logicalNot(x: Tensor): Tensor;
  /** `whenTrue` where `condition` holds, else `whenFalse`; all three broadcast. */
  select(condition: Tensor, whenTrue: Operand, whenFalse: Operand): Tensor;
  /** Towards zero for `i32`; "is not zero" for `bool`. */
  cast(x: Tensor, dtype: DType): Tensor;

  sum(x: Tensor, axes: readonly number[], options?: ReductionOptions): Tensor;
  mean(x: Tensor, axes: readonly number[], options?: ReductionOptions): Tensor;
  max(x: Tensor, axes: readonly number[], options?: ReductionOptions): Tensor;
  /** Index of the largest value along `axis`. */
  argMax(x: Tensor, axis: number): Tensor;

  reshape(x: Tensor, shape: Shape): Tensor;
  transpose(x: Tensor, permutation: readonly number[]): Tensor;
  broadcastTo(x: Tensor, shape: Shape): Tensor;
  slice(
    x: Tensor,
    options: { readonly starts: readonly number[]; readonly sizes: readonly number[] },
  ): Tensor;
  /** Zeros around: `before[i]` and `after[i]` of them along axis i. */
  pad(x: Tensor, options: { readonly before: readonly number[]; readonly after: readonly number[] }): Tensor;
  concat(tensors: readonly Tensor[], axis: number): Tensor;
  reverse(x: Tensor, axes: readonly number[]): Tensor;

  /** Rows of `table` [n, ...] by `indices` (any shape s): [...s, ...]. */
  gather(table: Tensor, indices: Tensor): Tensor;
  /** Rows [...s, ...] added up by their index: [depth, ...]. */
  scatterAdd(rows: Tensor, indices: Tensor, options: { readonly depth: number }): Tensor;

  /** [..., m, k] x [..., k, n]; leading axes broadcast. */
  matMul(a: Tensor, b: Tensor, options?: TransposeOptions): Tensor;
  conv2d(x: Tensor, kernel: Tensor, options: ConvolutionOptions): Tensor;
  /** d conv2d / d x, of shape `inputShape`; also the transposed convolution. */
  conv2dInputGradient(
    dy: Tensor,
    kernel: Tensor,
    options: ConvolutionOptions & { readonly inputShape: Shape },
  ): Tensor;
  /** d conv2d / d kernel, of shape `kernelShape`. */
  conv2dKernelGradient(
    x: Tensor,
    dy: Tensor,
    options: ConvolutionOptions & { readonly kernelShape: Shape },
  ): Tensor;

  /** activation(a b + bias), bias [n]. */
  fusedMatMul(a: Tensor, b: Tensor, bias: Tensor, options?: TransposeOptions & ActivationOptions): Tensor;
  /** activation(conv2d(x, kernel) + bias), bias [out]. */
  fusedConv2d(
    x: Tensor,
    kernel: Tensor,
    bias: Tensor,
    options: ConvolutionOptions & ActivationOptions,
  ): Tensor;

  /** decay * average + (1 - decay) * value. */
  movingAverage(average: Tensor, value: Tensor, options: { readonly decay: number }): Tensor;
  /** decay * average + (1 - decay) * value^2. */
  movingAverageOfSquares(average: Tensor, value: Tensor, options: { readonly decay: number }): Tensor;
  /** weight - stepSize * m / (sqrt(v) * correction + epsilon); `stepSize` and `correction` are scalars. */
  adamStep(
    weight: Tensor,
    m: Tensor,
    v: Tensor,
    stepSize: Tensor,
    correction: Tensor,
    options: { readonly epsilon: number },
  ): Tensor;
}

/** A graph as emitted code gives it: from the graph's inputs to its results, both nested by binding.ts. */
export type EmittedGraph = (k: KernelSet, inputs: NestedTensors) => NestedTensors;

/** Tensors grouped by the parts of their names. */
export interface NestedTensors {
  readonly [part: string]: Tensor | NestedTensors;
}
