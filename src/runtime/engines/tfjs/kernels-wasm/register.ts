/** @file The list of kernels that Gen adds to the WebAssembly backend. */
import { getKernel } from '@tensorflow/tfjs-core';
import type { KernelCall } from './heap.ts';
import { registerWasmKernel } from './heap.ts';
import { scatterAdd, slice } from './movement.ts';
import { columnSum } from './column-sum.ts';
import { sign, softplus } from './elementwise.ts';
import { adamStep, movingAverage, movingAverageOfSquares } from './optimisers.ts';
import { exchangeOuterAxes, patches } from './patches.ts';
import type { TensorInfo } from '@tensorflow/tfjs-core';

const kernels: Readonly<Record<string, (call: KernelCall) => TensorInfo>> = {
  GenMovingAverage: movingAverage,
  GenMovingAverageOfSquares: movingAverageOfSquares,
  GenAdamStep: adamStep,
  GenSign: sign,
  GenSoftplus: softplus,
  GenColumnSum: columnSum,
  GenExchangeOuterAxes: exchangeOuterAxes,
  GenPatches: patches,
  GenSlice: slice,
  GenScatterAdd: scatterAdd,
};

/** Adds the kernels once per process. */
export function registerWasmKernels(): void {
  if (getKernel('GenAdamStep', 'wasm')) return;
  for (const [name, body] of Object.entries(kernels)) registerWasmKernel(name, body);
}
