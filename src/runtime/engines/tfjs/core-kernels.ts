/**
 * @file `KernelSet` over the stock kernels of any TensorFlow.js backend: every op as one kernel where the backend has it,
 * composed where it doesn't. Kernels are run through the engine's own `runKernel`, outside of any tape or tidy, so a result
 * lives until it is freed. The set works on the backend that is active when it is called (engine.ts sees to that).
 * Left out: forms that are faster or right only on one backend (wasm-kernels.ts).
 */
import type { NamedAttrMap, Tensor } from '@tensorflow/tfjs-core';
import type { DType, Shape } from '../../plan.ts';
import { backendDType } from './dtypes.ts';
import { ElementwiseKernels } from './elementwise-kernels.ts';
import type { KernelInputs } from './elementwise-kernels.ts';
import type {
  ActivationOptions,
  ConvolutionOptions,
  KernelSet,
  Operand,
  ReductionOptions,
  TransposeOptions,
} from './kernel-set.ts';
import { axisSize, broadcastShape, elementCount, sameShape } from './shapes.ts';

/** What differs between backends in the stock kernels. */
export interface CoreCapabilities {
  /** Convolutions take any padding; where not, zeros are put around the image first. */
  readonly explicitPadding: boolean;
}

/** The ops over stock kernels. One instance serves one prepared graph: it keeps that graph's constants. */
export class CoreKernels extends ElementwiseKernels implements KernelSet {
  readonly #capabilities: CoreCapabilities;

  constructor(capabilities: CoreCapabilities) {
    super();
    this.#capabilities = capabilities;
  }

  select(condition: Tensor, whenTrue: Operand, whenFalse: Operand): Tensor {
    const [yes, no] = [this.tensorOf(whenTrue, whenFalse), this.tensorOf(whenFalse, whenTrue)];
    const shape = broadcastShape(condition.shape, yes.shape, no.shape);
    // The stock kernel wants three operands of one shape.
    return this.withBroadcast([condition, yes, no], shape, ([c, t, e]) =>
      this.run('Select', { condition: c as Tensor, t: t as Tensor, e: e as Tensor }),
    );
  }

  cast(x: Tensor, dtype: DType): Tensor {
    if (x.dtype === backendDType(dtype)) return this.copy(x);
    // Not every backend's cast to bool means "is not zero".
    if (dtype === 'bool') return this.binary('NotEqual', x, 0);
    return this.run('Cast', { x }, { dtype: backendDType(dtype) });
  }

  sum(x: Tensor, axes: readonly number[], { keepDims = false }: ReductionOptions = {}): Tensor {
    return axes.length === 0 ? this.copy(x) : this.run('Sum', { x }, { axis: [...axes], keepDims });
  }
  mean(x: Tensor, axes: readonly number[], { keepDims = false }: ReductionOptions = {}): Tensor {
    return axes.length === 0 ? this.copy(x) : this.run('Mean', { x }, { axis: [...axes], keepDims });
  }
  max(x: Tensor, axes: readonly number[], { keepDims = false }: ReductionOptions = {}): Tensor {
    return axes.length === 0
      ? this.copy(x)
      : this.run('Max', { x }, { reductionIndices: [...axes], keepDims });
  }
  argMax(x: Tensor, axis: number): Tensor {
    return this.run('ArgMax', { x }, { axis });
  }

  reshape(x: Tensor, shape: Shape): Tensor {
    return this.run('Reshape', { x }, { shape: [...shape] });
  }
  transpose(x: Tensor, permutation: readonly number[]): Tensor {
    return this.run('Transpose', { x }, { perm: [...permutation] });
  }
  broadcastTo(x: Tensor, shape: Shape): Tensor {
    if (sameShape(x.shape, shape)) return this.copy(x);
    const padded = [...new Array<number>(shape.length - x.shape.length).fill(1), ...x.shape];
    const full = this.reshape(x, padded);
    const result = this.run(
      'Tile',
      { x: full },
      { reps: shape.map((size, axis) => size / axisSize(padded, axis)) },
    );
    this.free(full);
    return result;
  }
  slice(
    x: Tensor,
    options: { readonly starts: readonly number[]; readonly sizes: readonly number[] },
  ): Tensor {
    return this.run('Slice', { x }, { begin: [...options.starts], size: [...options.sizes] });
  }
  pad(x: Tensor, options: { readonly before: readonly number[]; readonly after: readonly number[] }): Tensor {
    const paddings = options.before.map((before, axis) => [before, axisSize(options.after, axis)]);
    return this.run('PadV2', { x }, { paddings, constantValue: 0 });
  }
  concat(tensors: readonly Tensor[], axis: number): Tensor {
    // The kernel takes its inputs as a list, which the declared type of `inputs` does not show.
    return this.run('Concat', [...tensors] as unknown as KernelInputs, { axis });
  }
  reverse(x: Tensor, axes: readonly number[]): Tensor {
    return axes.length === 0 ? this.copy(x) : this.run('Reverse', { x }, { dims: [...axes] });
  }

  gather(table: Tensor, indices: Tensor): Tensor {
    return this.run('GatherV2', { x: table, indices }, { axis: 0, batchDims: 0 });
  }
  scatterAdd(rows: Tensor, indices: Tensor, { depth }: { readonly depth: number }): Tensor {
    // As a product with the one-hot indices: every backend has it, and each row is added in a fixed order.
    const count = elementCount(indices.shape);
    const rest = rows.shape.slice(indices.shape.length);
    const flatIndices = this.reshape(indices, [count]);
    const oneHot = this.run(
      'OneHot',
      { indices: flatIndices },
      { depth, onValue: 1, offValue: 0, dtype: 'float32' },
    );
    const flags = this.cast(oneHot, 'f32');
    const flatRows = this.reshape(rows, [count, elementCount(rest)]);
    const sums = this.matMul(flags, flatRows, { transposeA: true });
    const result = this.reshape(sums, [depth, ...rest]);
    this.free(flatIndices, oneHot, flags, flatRows, sums);
    return result;
  }

  matMul(a: Tensor, b: Tensor, { transposeA = false, transposeB = false }: TransposeOptions = {}): Tensor {
    const leading = broadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
    const aFull = [...leading, ...a.shape.slice(-2)];
    const bFull = [...leading, ...b.shape.slice(-2)];
    const m = axisSize(a.shape, a.shape.length - (transposeA ? 1 : 2));
    const n = axisSize(b.shape, b.shape.length - (transposeB ? 2 : 1));
    return this.withBroadcast([a], aFull, ([left]) =>
      this.withBroadcast([b], bFull, ([right]) => {
        const batch = elementCount(leading);
        const a3 = this.reshape(left as Tensor, [batch, ...a.shape.slice(-2)]);
        const b3 = this.reshape(right as Tensor, [batch, ...b.shape.slice(-2)]);
        const product = this.product(a3, b3, transposeA, transposeB);
        const result = this.reshape(product, [...leading, m, n]);
        this.free(a3, b3, product);
        return result;
      }),
    );
  }
  /** [batch, m, k] x [batch, k, n], each given transposed or not. */
  protected product(a: Tensor, b: Tensor, transposeA: boolean, transposeB: boolean): Tensor {
    return this.run('BatchMatMul', { a, b }, { transposeA, transposeB });
  }

  conv2d(x: Tensor, kernel: Tensor, options: ConvolutionOptions): Tensor {
    return this.#padded(x, options, (image, geometry) =>
      this.run('Conv2D', { x: image, filter: kernel }, geometry),
    );
  }
  conv2dInputGradient(
    dy: Tensor,
    kernel: Tensor,
    options: ConvolutionOptions & { readonly inputShape: Shape },
  ): Tensor {
    const inputShape = [...options.inputShape];
    if (this.#capabilities.explicitPadding || options.padding.every((size) => size === 0)) {
      return this.run('Conv2DBackpropInput', { dy, filter: kernel }, { ...geometryOf(options), inputShape });
    }
    const [top, bottom, left, right] = options.padding;
    const [batch = 1, height = 1, width = 1, channels = 1] = inputShape;
    const outer = [batch, height + top + bottom, width + left + right, channels];
    const gradient = this.run(
      'Conv2DBackpropInput',
      { dy, filter: kernel },
      {
        ...geometryOf({ ...options, padding: [0, 0, 0, 0] }),
        inputShape: outer,
      },
    );
    const result = this.slice(gradient, { starts: [0, top, left, 0], sizes: inputShape });
    this.free(gradient);
    return result;
  }
  conv2dKernelGradient(
    x: Tensor,
    dy: Tensor,
    options: ConvolutionOptions & { readonly kernelShape: Shape },
  ): Tensor {
    const filterShape = [...options.kernelShape];
    return this.#padded(x, options, (image, geometry) =>
      this.run('Conv2DBackpropFilter', { x: image, dy }, { ...geometry, filterShape }),
    );
  }

  fusedMatMul(
    a: Tensor,
    b: Tensor,
    bias: Tensor,
    options: TransposeOptions & ActivationOptions = {},
  ): Tensor {
    const product = this.matMul(a, b, options);
    return this.activated(product, bias, options);
  }
  fusedConv2d(
    x: Tensor,
    kernel: Tensor,
    bias: Tensor,
    options: ConvolutionOptions & ActivationOptions,
  ): Tensor {
    const product = this.conv2d(x, kernel, options);
    return this.activated(product, bias, options);
  }
  /** activation(product + bias); takes `product` over. */
  protected activated(product: Tensor, bias: Tensor, options: ActivationOptions): Tensor {
    const raw = this.add(product, bias);
    this.free(product);
    return this.activation(raw, options);
  }
  /** The activation alone; takes `raw` over. */
  protected activation(raw: Tensor, { activation = 'none', alpha = 0 }: ActivationOptions): Tensor {
    if (activation === 'none') return raw;
    const result = activation === 'leakyRelu' ? this.leakyRelu(raw, { alpha }) : this[activation](raw);
    this.free(raw);
    return result;
  }

  movingAverage(average: Tensor, value: Tensor, { decay }: { readonly decay: number }): Tensor {
    const kept = this.multiply(average, decay);
    const added = this.multiply(value, 1 - decay);
    const result = this.add(kept, added);
    this.free(kept, added);
    return result;
  }
  movingAverageOfSquares(average: Tensor, value: Tensor, options: { readonly decay: number }): Tensor {
    const squares = this.square(value);
    const result = this.movingAverage(average, squares, options);
    this.free(squares);
    return result;
  }
  adamStep(
    weight: Tensor,
    m: Tensor,
    v: Tensor,
    stepSize: Tensor,
    correction: Tensor,
    { epsilon }: { readonly epsilon: number },
  ): Tensor {
    const root = this.sqrt(v);
    const scaled = this.multiply(root, correction);
    const denominator = this.add(scaled, epsilon);
    const direction = this.divide(m, denominator);
    const change = this.multiply(direction, stepSize);
    const result = this.subtract(weight, change);
    this.free(root, scaled, denominator, direction, change);
    return result;
  }

  /** Calls `body` with the tensors spread to `shape`, then frees what was spread for it. */
  protected withBroadcast(
    tensors: readonly Tensor[],
    shape: Shape,
    body: (spread: readonly Tensor[]) => Tensor,
  ): Tensor {
    const spread = tensors.map((tensor) =>
      sameShape(tensor.shape, shape) ? tensor : this.broadcastTo(tensor, shape),
    );
    const result = body(spread);
    spread.forEach((tensor, index) => {
      if (tensor !== tensors[index]) this.free(tensor);
    });
    return result;
  }

  /** Calls `body` with an image and the geometry that the backend's convolutions take for it. */
  #padded(
    x: Tensor,
    options: ConvolutionOptions,
    body: (image: Tensor, geometry: NamedAttrMap) => Tensor,
  ): Tensor {
    if (this.#capabilities.explicitPadding || options.padding.every((size) => size === 0)) {
      return body(x, geometryOf(options));
    }
    const [top, bottom, left, right] = options.padding;
    const image = this.pad(x, { before: [0, top, left, 0], after: [0, bottom, right, 0] });
    const result = body(image, geometryOf({ ...options, padding: [0, 0, 0, 0] }));
    this.free(image);
    return result;
  }
}

/** Window geometry in the words of the stock kernels. */
export function geometryOf({ strides, padding }: ConvolutionOptions): NamedAttrMap {
  const [top, bottom, left, right] = padding;
  const none = padding.every((size) => size === 0);
  return {
    strides: [...strides],
    pad: none
      ? 'valid'
      : [
          [0, 0],
          [top, bottom],
          [left, right],
          [0, 0],
        ],
    dataFormat: 'NHWC',
    dilations: [1, 1],
    dimRoundingMode: 'floor',
  } as NamedAttrMap;
}
