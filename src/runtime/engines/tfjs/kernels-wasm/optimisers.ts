/** @file The optimiser ops as one loop over the heap each: no temporaries, no call per elementwise step. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelCall } from './heap.ts';
import { floats, inputOf, makeFloatOutput } from './heap.ts';

/** inputs: average, value; attribute: decay. decay * average + (1 - decay) * value. */
export function movingAverage(call: KernelCall): TensorInfo {
  const [average, value] = [inputOf(call, 'average'), inputOf(call, 'value')];
  const result = makeFloatOutput(call.backend, average.shape);
  const [a, x, out] = [average, value, result].map((tensor) => floats(call.backend, tensor)) as Triple;
  const decay = call.attributes['decay'] as number;
  const rest = 1 - decay;
  for (let i = 0; i < out.length; i++) out[i] = decay * (a[i] as number) + rest * (x[i] as number);
  return result;
}

/** inputs: average, value; attribute: decay. decay * average + (1 - decay) * value^2. */
export function movingAverageOfSquares(call: KernelCall): TensorInfo {
  const [average, value] = [inputOf(call, 'average'), inputOf(call, 'value')];
  const result = makeFloatOutput(call.backend, average.shape);
  const [a, x, out] = [average, value, result].map((tensor) => floats(call.backend, tensor)) as Triple;
  const decay = call.attributes['decay'] as number;
  const rest = 1 - decay;
  for (let i = 0; i < out.length; i++) {
    const element = x[i] as number;
    out[i] = decay * (a[i] as number) + rest * element * element;
  }
  return result;
}

/** inputs: weight, m, v, stepSize, correction; attribute: epsilon. weight - stepSize * m / (sqrt(v) * correction + epsilon). */
export function adamStep(call: KernelCall): TensorInfo {
  const weight = inputOf(call, 'weight');
  const result = makeFloatOutput(call.backend, weight.shape);
  const read = (name: string): Float32Array => floats(call.backend, inputOf(call, name));
  const [w, m, v] = [read('weight'), read('m'), read('v')];
  const [stepSize, correction] = [read('stepSize')[0] as number, read('correction')[0] as number];
  const epsilon = call.attributes['epsilon'] as number;
  const out = floats(call.backend, result);
  for (let i = 0; i < out.length; i++) {
    out[i] =
      (w[i] as number) - (stepSize * (m[i] as number)) / (Math.sqrt(v[i] as number) * correction + epsilon);
  }
  return result;
}

type Triple = [Float32Array, Float32Array, Float32Array];
