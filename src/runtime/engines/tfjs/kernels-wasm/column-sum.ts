/** @file Sums over leading axes, for biases and batch statistics: the stock kernel transposes the whole tensor first. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { elementCount } from '../shapes.ts';
import type { KernelCall } from './heap.ts';
import { floats, inputOf, makeFloatOutput } from './heap.ts';

/** input: x; attributes: axes (how many leading ones are summed), scale. Added up in float64, then scaled. */
export function columnSum(call: KernelCall): TensorInfo {
  const x = inputOf(call, 'x');
  const kept = x.shape.slice(call.attributes['axes'] as number);
  const scale = call.attributes['scale'] as number;
  const result = makeFloatOutput(call.backend, kept);
  const from = floats(call.backend, x);
  const columns = elementCount(kept);
  const sums = new Float64Array(columns);
  for (let row = 0; row < from.length; row += columns) {
    for (let column = 0; column < columns; column++) {
      sums[column] = (sums[column] as number) + (from[row + column] as number);
    }
  }
  floats(call.backend, result).set(sums.map((sum) => sum * scale));
  return result;
}
