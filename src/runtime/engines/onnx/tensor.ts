/**
 * @file The engine's tensors: arrays in the process's own memory that ONNX Runtime reads and writes in place. A step's outputs
 * go into arrays that earlier tensors left behind.
 */
import type { Tensor } from 'onnxruntime-node';
import type { EngineTensor } from '../../engine.ts';
import { invariant } from '../../invariant.ts';
import type { DType, Shape } from '../../plan.ts';
import { allocate, sizeOf } from '../../tensors.ts';
import { keptShape } from './kernel-order.ts';
import type { OnnxRuntime } from './load.ts';

const onnxTypes = { f32: 'float32', i32: 'int32', bool: 'bool' } as const;

/** A tensor of engine `onnx`; `kernelOrder` says that its values stand as [out, in, height, width]. */
export class OnnxTensor implements EngineTensor {
  readonly shape: Shape;
  readonly dtype: DType;
  readonly kernelOrder: boolean;
  readonly value: Tensor;
  freed = false;

  constructor(shape: Shape, dtype: DType, kernelOrder: boolean, value: Tensor) {
    this.shape = shape;
    this.dtype = dtype;
    this.kernelOrder = kernelOrder;
    this.value = value;
  }
}

/** Makes tensors, counts them and keeps the memory of freed ones for the next of the same kind. */
export class TensorPool {
  readonly #runtime: OnnxRuntime;
  readonly #spare = new Map<string, Tensor[]>();
  #live = 0;

  constructor(runtime: OnnxRuntime) {
    this.#runtime = runtime;
  }

  /** Tensors handed out and not freed. */
  get live(): number {
    return this.#live;
  }

  /** A tensor whose values are still to be written. */
  take(shape: Shape, dtype: DType, kernelOrder: boolean): OnnxTensor {
    const dims = kernelOrder ? keptShape(shape) : shape;
    this.#live++;
    const value =
      this.#spare.get(kindOf(dims, dtype))?.pop() ?? this.wrap(allocate(dtype, sizeOf(dims)), dims, dtype);
    return new OnnxTensor(shape, dtype, kernelOrder, value);
  }

  /** Gives a tensor's memory back. Throws an internal error the second time. */
  release(tensor: OnnxTensor): void {
    invariant(!tensor.freed, `a tensor of shape [${tensor.shape}] was freed twice`);
    tensor.freed = true;
    this.#live--;
    const kind = kindOf(tensor.value.dims, tensor.dtype);
    const spare = this.#spare.get(kind);
    if (spare) spare.push(tensor.value);
    else this.#spare.set(kind, [tensor.value]);
  }

  /** ONNX Runtime's view of an array, which it shares. */
  wrap(data: Float32Array | Int32Array | Uint8Array, dims: Shape, dtype: DType): Tensor {
    return new this.#runtime.Tensor(onnxTypes[dtype], data, dims) as Tensor;
  }

  /** Lets go of all spare memory. */
  clear(): void {
    this.#spare.clear();
  }
}

function kindOf(dims: Shape, dtype: DType): string {
  return `${dtype} ${dims.join()}`;
}
