/** @file The optimiser ops, one pass over memory each: no temporaries, no call per elementwise step. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelCall } from './heap.ts';
import { floats, inputOf } from './heap.ts';
import { runLoop } from './vector-loops.ts';

/** inputs: average, value; attribute: decay. decay * average + (1 - decay) * value. */
export function movingAverage(call: KernelCall): TensorInfo {
  const decay = call.attributes['decay'] as number;
  const operands = [inputOf(call, 'average'), inputOf(call, 'value')];
  return runLoop(call.backend, 'movingAverage', operands, [decay, 1 - decay]);
}

/** inputs: average, value; attribute: decay. decay * average + (1 - decay) * value^2. */
export function movingAverageOfSquares(call: KernelCall): TensorInfo {
  const decay = call.attributes['decay'] as number;
  const operands = [inputOf(call, 'average'), inputOf(call, 'value')];
  return runLoop(call.backend, 'movingAverageOfSquares', operands, [decay, 1 - decay]);
}

/** inputs: weight, m, v, stepSize, correction; attribute: epsilon. weight - stepSize * m / (sqrt(v) * correction + epsilon). */
export function adamStep(call: KernelCall): TensorInfo {
  const scalar = (name: string): number => floats(call.backend, inputOf(call, name))[0] as number;
  const operands = [inputOf(call, 'weight'), inputOf(call, 'm'), inputOf(call, 'v')];
  const scalars = [scalar('stepSize'), scalar('correction'), call.attributes['epsilon'] as number];
  return runLoop(call.backend, 'adamStep', operands, scalars);
}
