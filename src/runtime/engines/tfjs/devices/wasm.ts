/**
 * @file Device `wasm`, the engine's default: TensorFlow.js's WebAssembly backend (SIMD, one thread) with kernels of ours
 * beside its own where it lacks one or is slow (wasm-kernels.ts).
 */
import { setBackend } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-wasm';
import { EngineUnavailable } from '../../../engine.ts';
import type { TfjsDevice } from '../device.ts';
import { registerWasmKernels } from '../kernels-wasm/register.ts';
import { WasmKernels } from '../wasm-kernels.ts';

export async function startWasm(): Promise<TfjsDevice> {
  if (!(await setBackend('wasm'))) {
    throw new EngineUnavailable(
      'TensorFlow.js could not start its WebAssembly backend',
      'npm install @tensorflow/tfjs-backend-wasm@4.22.0',
    );
  }
  registerWasmKernels();
  return {
    name: 'wasm',
    backendName: 'wasm',
    sharesArrays: false,
    readsAtOnce: true,
    createKernels: () => new WasmKernels(),
  };
}
