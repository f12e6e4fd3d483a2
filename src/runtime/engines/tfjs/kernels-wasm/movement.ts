/** @file Kernels that move elements: a slice that reads only what it keeps, and rows added up by index. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { elementCount, rowMajorStrides } from '../shapes.ts';
import type { KernelCall } from './heap.ts';
import { floats, inputOf, integers, makeFloatOutput } from './heap.ts';

/** inputs: x; attributes: begin, size. The stock kernel first copies all of x. */
export function slice(call: KernelCall): TensorInfo {
  const x = inputOf(call, 'x');
  const begin = call.attributes['begin'] as number[];
  const size = call.attributes['size'] as number[];
  const result = call.backend.makeOutput([...size], x.dtype);
  const from = call.backend.typedArrayFromHeap(x) as Float32Array;
  const to = call.backend.typedArrayFromHeap(result) as Float32Array;
  const strides = rowMajorStrides(x.shape);
  // Axes from `inner` on are taken whole, or are the one axis that is cut: their elements lie in one run.
  let inner = size.length;
  while (inner > 0 && size[inner - 1] === x.shape[inner - 1]) inner--;
  inner = Math.max(0, inner - 1);
  const run = elementCount(size.slice(inner));
  const index = new Array<number>(inner).fill(0);
  let source = begin.reduce((sum, start, axis) => sum + start * (strides[axis] as number), 0);
  for (let target = 0; target < to.length; target += run) {
    to.set(from.subarray(source, source + run), target);
    for (let axis = inner - 1; axis >= 0; axis--) {
      index[axis] = (index[axis] as number) + 1;
      source += strides[axis] as number;
      if ((index[axis] as number) < (size[axis] as number)) break;
      source -= (size[axis] as number) * (strides[axis] as number);
      index[axis] = 0;
    }
  }
  return result;
}

/** inputs: rows [...s, ...], indices (i32, s); attribute: depth. Result [depth, ...]; indices outside 0..depth-1 add nothing. */
export function scatterAdd(call: KernelCall): TensorInfo {
  const [rows, indices] = [inputOf(call, 'rows'), inputOf(call, 'indices')];
  const depth = call.attributes['depth'] as number;
  const rest = rows.shape.slice(indices.shape.length);
  const width = elementCount(rest);
  const result = makeFloatOutput(call.backend, [depth, ...rest]);
  const [from, at, to] = [
    floats(call.backend, rows),
    integers(call.backend, indices),
    floats(call.backend, result),
  ];
  to.fill(0);
  at.forEach((row, number) => {
    if (row < 0 || row >= depth) return;
    for (let i = 0; i < width; i++)
      to[row * width + i] = (to[row * width + i] as number) + (from[number * width + i] as number);
  });
  return result;
}
