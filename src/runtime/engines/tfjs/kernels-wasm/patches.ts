/**
 * @file Kernels that lay out what a convolution's taps see, so that its kernel gradient is one matrix product: rows of an image by
 * tap, in the order [tap y, tap x, channel] by [y, x, batch]. The image comes as [channel, height, width, batch], so that runs
 * of whole batches are copied.
 */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelCall } from './heap.ts';
import { floats, inputOf, makeFloatOutput } from './heap.ts';

/** input: x [a, b, c]; result [c, b, a], in blocks that stay in the cache. */
export function exchangeOuterAxes(call: KernelCall): TensorInfo {
  const x = inputOf(call, 'x');
  const [first, middle, last] = x.shape as [number, number, number];
  const result = makeFloatOutput(call.backend, [last, middle, first]);
  const [from, to] = [floats(call.backend, x), floats(call.backend, result)];
  const block = 16;
  for (let b = 0; b < middle; b++) {
    for (let c0 = 0; c0 < last; c0 += block) {
      const c1 = Math.min(last, c0 + block);
      for (let a0 = 0; a0 < first; a0 += block) {
        const a1 = Math.min(first, a0 + block);
        for (let c = c0; c < c1; c++) {
          const row = (c * middle + b) * first;
          for (let a = a0; a < a1; a++) to[row + a] = from[(a * middle + b) * last + c] as number;
        }
      }
    }
  }
  return result;
}

/**
 * input: x [channels, height, width, batch]; attributes: geometry [kernel height, kernel width, stride y, stride x, top, left,
 * rows, columns]. Result [kernel height * kernel width * channels, rows * columns * batch]; zeros outside the image.
 */
export function patches(call: KernelCall): TensorInfo {
  const x = inputOf(call, 'x');
  const [channels, height, width, batch] = x.shape as [number, number, number, number];
  const [kernelHeight, kernelWidth, strideY, strideX, top, left, rows, columns] = call.attributes[
    'geometry'
  ] as [number, number, number, number, number, number, number, number];
  const resultWidth = rows * columns * batch;
  const result = makeFloatOutput(call.backend, [kernelHeight * kernelWidth * channels, resultWidth]);
  const [from, to] = [floats(call.backend, x), floats(call.backend, result)];
  let target = 0;
  for (let tapY = 0; tapY < kernelHeight; tapY++) {
    for (let tapX = 0; tapX < kernelWidth; tapX++) {
      // Columns of the result whose pixel lies in the image: first..beyond.
      const first = Math.max(0, Math.ceil((left - tapX) / strideX));
      const beyond = Math.min(columns, Math.floor((width - 1 + left - tapX) / strideX) + 1);
      for (let channel = 0; channel < channels; channel++) {
        for (let row = 0; row < rows; row++, target += columns * batch) {
          const y = row * strideY + tapY - top;
          if (y < 0 || y >= height || first >= beyond) {
            to.fill(0, target, target + columns * batch);
            continue;
          }
          to.fill(0, target, target + first * batch);
          to.fill(0, target + beyond * batch, target + columns * batch);
          const line = (channel * height + y) * width + tapX - left;
          if (strideX === 1) {
            const start = (line + first) * batch;
            to.set(from.subarray(start, start + (beyond - first) * batch), target + first * batch);
            continue;
          }
          for (let column = first; column < beyond; column++) {
            const start = (line + column * strideX) * batch;
            to.set(from.subarray(start, start + batch), target + column * batch);
          }
        }
      }
    }
  }
  return result;
}
