/** @file Elementwise kernels that the stock backend computes one element at a time, four at a time. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelCall } from './heap.ts';
import { inputOf } from './heap.ts';
import { runLoop } from './vector-loops.ts';

/** input: x. -1, 0 or 1. */
export function sign(call: KernelCall): TensorInfo {
  return runLoop(call.backend, 'sign', [inputOf(call, 'x')], []);
}

/** input: x. log(1 + exp(x)). */
export function softplus(call: KernelCall): TensorInfo {
  return runLoop(call.backend, 'softplus', [inputOf(call, 'x')], []);
}
