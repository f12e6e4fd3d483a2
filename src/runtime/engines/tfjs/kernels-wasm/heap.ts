/**
 * @file The WebAssembly backend's memory as kernels of ours use it: make an output, look at tensors as arrays. The views are
 * valid only until the next allocation, which can move the heap.
 */
import { registerKernel } from '@tensorflow/tfjs-core';
import type { NamedAttrMap, TensorInfo } from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { Shape } from '../../../plan.ts';

/** What a kernel of ours gets: its inputs, its attributes and the memory. */
export interface KernelCall {
  readonly inputs: Readonly<Record<string, TensorInfo>>;
  readonly attributes: NamedAttrMap;
  readonly backend: BackendWasm;
}

/** Registers `body` as kernel `name` of the WebAssembly backend. Names of ours begin with `Gen`: stock kernels stay as they are. */
export function registerWasmKernel(name: string, body: (call: KernelCall) => TensorInfo): void {
  registerKernel({
    kernelName: name,
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs, backend }) =>
      body({
        inputs: inputs as Readonly<Record<string, TensorInfo>>,
        attributes: attrs ?? {},
        backend: backend as BackendWasm,
      }),
  });
}

/** An input that the kernel's caller always gives. */
export function inputOf(call: KernelCall, name: string): TensorInfo {
  const tensor = call.inputs[name];
  if (!tensor) throw new Error(`internal error: a kernel was called without its input ${name}`);
  return tensor;
}

/** A new float tensor with undefined contents. */
export function makeFloatOutput(backend: BackendWasm, shape: Shape): TensorInfo {
  return backend.makeOutput([...shape], 'float32');
}

/** The elements of a float tensor, in place. */
export function floats(backend: BackendWasm, tensor: TensorInfo): Float32Array {
  return backend.typedArrayFromHeap(tensor) as Float32Array;
}

/** The elements of an index tensor, in place. */
export function integers(backend: BackendWasm, tensor: TensorInfo): Int32Array {
  return backend.typedArrayFromHeap(tensor) as Int32Array;
}
