/** @file Device `cpu`: TensorFlow.js's plain JavaScript backend. Slow, and the reference for the others. */
import { setBackend } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { CoreKernels } from '../core-kernels.ts';
import type { TfjsDevice } from '../device.ts';

export async function startCpu(): Promise<TfjsDevice> {
  await setBackend('cpu');
  return {
    name: 'cpu',
    backendName: 'cpu',
    sharesArrays: true,
    readsAtOnce: true,
    createKernels: () => new CoreKernels({ explicitPadding: true }),
  };
}
