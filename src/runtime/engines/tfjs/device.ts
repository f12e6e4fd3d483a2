/** @file What a device is to the engine: a started TensorFlow.js backend and the kernels that emitted code runs on it. */
import type { CoreKernels } from './core-kernels.ts';

export interface TfjsDevice {
  /** The name that `--device` takes. */
  readonly name: TfjsDeviceName;
  /** The name under which TensorFlow.js knows the backend; registered and started when this object exists. */
  readonly backendName: string;
  /** Whether the backend keeps the arrays it is given or gives out its own, so that they must be copied on the way. */
  readonly sharesArrays: boolean;
  /** Whether a tensor's values can be read without waiting (`dataSync`). */
  readonly readsAtOnce: boolean;
  /** A fresh set of kernels for one prepared graph. */
  createKernels(): CoreKernels;
}

export type TfjsDeviceName = 'wasm' | 'cpu' | 'webgpu' | 'node' | 'cuda';
