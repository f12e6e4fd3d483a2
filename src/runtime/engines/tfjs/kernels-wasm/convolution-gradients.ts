/**
 * @file Both gradients of a convolution, composed from products and convolutions: TensorFlow.js's WebAssembly backend has no kernel for
 * the kernel gradient and a slow one for the input gradient.
 *
 * With y[p] = sum_k x[s p + k - t] w[k] (stride s, padding t, per axis):
 * - the kernel gradient dw[k] = sum_p x[s p + k - t] dy[p] is the product of a matrix that holds, for each tap and input channel, what
 *   that tap sees at each p of each example (patches.ts), with dy as a matrix [p, out];
 * - the input gradient dx[q] = sum_p dy[p] w[q + t - s p] is, for each residue r of q + t modulo s, a convolution of dy with
 *   the taps w[r], w[r + s], ... reversed, at stride 1; the residues are interleaved afterwards. For s = 1 it is one
 *   convolution with the reversed kernel, in and out channels exchanged.
 */
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Shape } from '../../../plan.ts';
import type { ConvolutionOptions } from '../kernel-set.ts';
import type { WasmKernels } from '../wasm-kernels.ts';

type Four = readonly [number, number, number, number];

/** d conv2d / d kernel: x [b, h, w, in], dy [b, oh, ow, out] -> [kh, kw, in, out]. */
export function kernelGradient(
  k: WasmKernels,
  x: Tensor,
  dy: Tensor,
  options: ConvolutionOptions & { readonly kernelShape: Shape },
): Tensor {
  const [strideY, strideX] = options.strides;
  const [top, , left] = options.padding;
  const [kernelHeight, kernelWidth, inputs, outputs] = options.kernelShape as Four;
  const [, height, width] = x.shape as unknown as Four;
  const [, outHeight, outWidth] = dy.shape as unknown as Four;
  if (strideY === 1 && strideX === 1 && outputs < inputs) {
    // dw[k] = sum_q dy[q + t - k] x[q]: the narrower operand is cut into patches, for the kernel turned round.
    const turned = correlation(k, dy, x, {
      kernel: [kernelHeight, kernelWidth],
      strides: [1, 1],
      start: [kernelHeight - 1 - top, kernelWidth - 1 - left],
      size: [height, width],
    });
    const straight = k.reverse(turned, [0, 1]);
    const result = k.transpose(straight, [0, 1, 3, 2]);
    k.free(turned, straight);
    return result;
  }
  return correlation(k, x, dy, {
    kernel: [kernelHeight, kernelWidth],
    strides: options.strides,
    start: [top, left],
    size: [outHeight, outWidth],
  });
}

/** sum_p image[s p + k - start] other[p] for each tap k, over p in `size`: [kh, kw, channels of image, channels of other]. */
function correlation(
  k: WasmKernels,
  image: Tensor,
  other: Tensor,
  {
    kernel,
    strides,
    start,
    size,
  }: Record<'kernel' | 'strides' | 'start' | 'size', readonly [number, number]>,
): Tensor {
  const channels = image.shape.at(-1) ?? 1;
  const otherChannels = other.shape.at(-1) ?? 1;
  const channelsFirst = k.exchangeBatchAndChannels(image);
  const columns = k.patches(channelsFirst, [...kernel, ...strides, ...start, ...size]);
  const ordered = k.transpose(other, [1, 2, 0, 3]);
  const rows = k.reshape(ordered, [columns.shape[1] ?? 1, otherChannels]);
  const product = k.matMul(columns, rows);
  const result = k.reshape(product, [...kernel, channels, otherChannels]);
  k.free(channelsFirst, columns, ordered, rows, product);
  return result;
}

/** d conv2d / d x: dy [b, oh, ow, out], kernel [kh, kw, in, out] -> [b, h, w, in]. */
export function inputGradient(
  k: WasmKernels,
  dy: Tensor,
  kernel: Tensor,
  options: ConvolutionOptions & { readonly inputShape: Shape },
): Tensor {
  const [strideY, strideX] = options.strides;
  const [kernelHeight, kernelWidth, inputs, outputs] = kernel.shape as unknown as Four;
  const [batch, height, width] = options.inputShape as Four;
  const [top, , left] = options.padding;
  // Reversed taps, channels exchanged, zeros so that every residue has the same number of taps.
  const tapsY = Math.ceil(kernelHeight / strideY);
  const tapsX = Math.ceil(kernelWidth / strideX);
  const grown = k.pad(kernel, {
    before: [0, 0, 0, 0],
    after: [tapsY * strideY - kernelHeight, tapsX * strideX - kernelWidth, 0, 0],
  });
  // [tap y, residue y, tap x, residue x, in, out] -> [tap y, tap x, out, residue y, residue x, in]: one convolution for all residues.
  const split = k.reshape(grown, [tapsY, strideY, tapsX, strideX, inputs, outputs]);
  const reversed = k.reverse(split, [0, 2]);
  const arranged = k.transpose(reversed, [0, 2, 5, 1, 3, 4]);
  const filter = k.reshape(arranged, [tapsY, tapsX, outputs, strideY * strideX * inputs]);
  // Position q + t = s p' + r takes dy at p' - tap: blocks p' from 0 to the last one that the image reaches.
  const blocksY = Math.ceil((height + top) / strideY);
  const blocksX = Math.ceil((width + left) / strideX);
  const [, outHeight, outWidth] = dy.shape as unknown as Four;
  const convolved = k.conv2d(dy, filter, {
    strides: [1, 1],
    padding: [tapsY - 1, Math.max(0, blocksY - outHeight), tapsX - 1, Math.max(0, blocksX - outWidth)],
  });
  const [, rows, columns] = convolved.shape as unknown as Four;
  const residues = k.reshape(convolved, [batch, rows, columns, strideY, strideX, inputs]);
  const interleaved = k.transpose(residues, [0, 1, 3, 2, 4, 5]);
  const whole = k.reshape(interleaved, [batch, rows * strideY, columns * strideX, inputs]);
  const result = k.slice(whole, { starts: [0, top, left, 0], sizes: [batch, height, width, inputs] });
  k.free(grown, split, reversed, arranged, filter, convolved, residues, interleaved, whole);
  return result;
}
