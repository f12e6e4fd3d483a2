/**
 * @file `KernelSet` on the WebAssembly backend: the stock kernels where they are fast, kernels of ours (kernels-wasm/) and
 * other forms of the same mathematics where they are slow or missing. Measured reasons stand in docs/engines-tfjs.md.
 */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { findBackend } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Shape } from '../../plan.ts';
import { CoreKernels, geometryOf } from './core-kernels.ts';
import type {
  ActivationOptions,
  ConvolutionOptions,
  ReductionOptions,
  TransposeOptions,
} from './kernel-set.ts';
import { inputGradient, kernelGradient } from './kernels-wasm/convolution-gradients.ts';
import { axisSize, elementCount } from './shapes.ts';

/** The words of the stock fused kernels; what has none is applied after. */
const fusedActivations = {
  none: 'linear',
  relu: 'relu',
  leakyRelu: 'leakyrelu',
  sigmoid: 'sigmoid',
} as const;

export class WasmKernels extends CoreKernels {
  constructor() {
    super({ explicitPadding: true });
  }

  /** The stock product is ten times slower on transposed operands than a transposition and a plain product. */
  protected override product(a: Tensor, b: Tensor, transposeA: boolean, transposeB: boolean): Tensor {
    return this.#untransposed(a, b, transposeA, transposeB, (left, right) =>
      super.product(left, right, false, false),
    );
  }

  override fusedMatMul(
    a: Tensor,
    b: Tensor,
    bias: Tensor,
    options: TransposeOptions & ActivationOptions = {},
  ): Tensor {
    const { transposeA = false, transposeB = false, activation = 'none', alpha = 0 } = options;
    if (a.shape.length !== 2 || b.shape.length !== 2 || bias.shape.length !== 1) {
      return super.fusedMatMul(a, b, bias, options);
    }
    const shape = [axisSize(a.shape, transposeA ? 1 : 0), axisSize(b.shape, transposeB ? 0 : 1)];
    return this.#untransposed(a, b, transposeA, transposeB, (left, right) => {
      const [a3, b3] = [this.reshape(left, [1, ...left.shape]), this.reshape(right, [1, ...right.shape])];
      const fused = activation === 'tanh' ? 'linear' : fusedActivations[activation];
      const plain = this.#plainBias(bias);
      const product = this.run(
        '_FusedMatMul',
        { a: a3, b: b3, bias: plain },
        {
          transposeA: false,
          transposeB: false,
          activation: fused,
          leakyreluAlpha: alpha,
        },
      );
      const result = this.reshape(product, shape);
      this.free(a3, b3, product);
      if (plain !== bias) this.free(plain);
      return activation === 'tanh' ? this.activation(result, { activation }) : result;
    });
  }

  override fusedConv2d(
    x: Tensor,
    kernel: Tensor,
    bias: Tensor,
    options: ConvolutionOptions & ActivationOptions,
  ): Tensor {
    const { activation = 'none', alpha = 0 } = options;
    const fused = activation === 'tanh' ? 'linear' : fusedActivations[activation];
    const attributes = { ...geometryOf(options), activation: fused, leakyreluAlpha: alpha };
    const plain = this.#plainBias(bias);
    const result = this.run('FusedConv2D', { x, filter: kernel, bias: plain }, attributes);
    if (plain !== bias) this.free(plain);
    return activation === 'tanh' ? this.activation(result, { activation }) : result;
  }

  /** The stock fused kernels refuse a bias that is a view of a tensor of another rank; a copy has a shape of its own. */
  #plainBias(bias: Tensor): Tensor {
    const { dataIdMap } = findBackend('wasm') as BackendWasm;
    return dataIdMap.get(bias.dataId).shape.length === 1 ? bias : this.run('Identity', { x: bias });
  }

  override sign(x: Tensor): Tensor {
    return x.dtype === 'float32' ? this.run('GenSign', { x }) : super.sign(x);
  }

  override softplus(x: Tensor): Tensor {
    return this.run('GenSoftplus', { x });
  }

  override sum(x: Tensor, axes: readonly number[], options: ReductionOptions = {}): Tensor {
    return this.#columnSum(x, axes, 1, options) ?? super.sum(x, axes, options);
  }

  override mean(x: Tensor, axes: readonly number[], options: ReductionOptions = {}): Tensor {
    const count = elementCount(axes.map((axis) => axisSize(x.shape, axis)));
    return this.#columnSum(x, axes, 1 / count, options) ?? super.mean(x, axes, options);
  }

  /** The sum over the leading axes, some columns being left; undefined for any other reduction. */
  #columnSum(
    x: Tensor,
    axes: readonly number[],
    scale: number,
    { keepDims = false }: ReductionOptions,
  ): Tensor | undefined {
    const leading =
      axes.length > 0 && axes.length < x.shape.length && axes.every((axis, index) => axis === index);
    if (!leading || x.dtype !== 'float32') return undefined;
    const sums = this.run('GenColumnSum', { x }, { axes: axes.length, scale });
    if (!keepDims) return sums;
    const result = this.reshape(sums, [...axes.map(() => 1), ...sums.shape]);
    this.free(sums);
    return result;
  }

  override conv2dInputGradient(
    dy: Tensor,
    kernel: Tensor,
    options: ConvolutionOptions & { readonly inputShape: Shape },
  ): Tensor {
    return inputGradient(this, dy, kernel, options);
  }

  override conv2dKernelGradient(
    x: Tensor,
    dy: Tensor,
    options: ConvolutionOptions & { readonly kernelShape: Shape },
  ): Tensor {
    return kernelGradient(this, x, dy, options);
  }

  /** [batch, height, width, channels] -> [channels, height, width, batch]; the stock transposition is six times slower. */
  exchangeBatchAndChannels(x: Tensor): Tensor {
    const [batch = 1, height = 1, width = 1, channels = 1] = x.shape;
    const flat = this.reshape(x, [batch, height * width, channels]);
    const exchanged = this.run('GenExchangeOuterAxes', { x: flat });
    const result = this.reshape(exchanged, [channels, height, width, batch]);
    this.free(flat, exchanged);
    return result;
  }

  /** What each tap of a convolution sees, as the rows of a matrix (kernels-wasm/patches.ts). */
  patches(channelsFirst: Tensor, geometry: readonly number[]): Tensor {
    return this.run('GenPatches', { x: channelsFirst }, { geometry: [...geometry] });
  }

  override slice(
    x: Tensor,
    options: { readonly starts: readonly number[]; readonly sizes: readonly number[] },
  ): Tensor {
    return this.run('GenSlice', { x }, { begin: [...options.starts], size: [...options.sizes] });
  }

  override scatterAdd(rows: Tensor, indices: Tensor, { depth }: { readonly depth: number }): Tensor {
    return this.run('GenScatterAdd', { rows, indices }, { depth });
  }

  override movingAverage(average: Tensor, value: Tensor, { decay }: { readonly decay: number }): Tensor {
    return this.run('GenMovingAverage', { average, value }, { decay });
  }

  override movingAverageOfSquares(
    average: Tensor,
    value: Tensor,
    { decay }: { readonly decay: number },
  ): Tensor {
    return this.run('GenMovingAverageOfSquares', { average, value }, { decay });
  }

  override adamStep(
    weight: Tensor,
    m: Tensor,
    v: Tensor,
    stepSize: Tensor,
    correction: Tensor,
    { epsilon }: { readonly epsilon: number },
  ): Tensor {
    return this.run('GenAdamStep', { weight, m, v, stepSize, correction }, { epsilon });
  }

  /** Calls `body` with both operands as they are multiplied, then frees what was transposed for it. */
  #untransposed(
    a: Tensor,
    b: Tensor,
    transposeA: boolean,
    transposeB: boolean,
    body: (left: Tensor, right: Tensor) => Tensor,
  ): Tensor {
    const left = transposeA ? this.#transposed(a) : a;
    const right = transposeB ? this.#transposed(b) : b;
    const result = body(left, right);
    if (transposeA) this.free(left);
    if (transposeB) this.free(right);
    return result;
  }

  #transposed(x: Tensor): Tensor {
    const axes = x.shape.map((_, axis) => axis);
    const last = axes.length - 1;
    return this.transpose(x, [...axes.slice(0, -2), last, last - 1]);
  }
}
