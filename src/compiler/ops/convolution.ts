/**
 * @file The three convolution forms. With y = conv2d(x, k), L = <g, y> is linear in each of x, k and g; the three ops are
 * dL/dg, dL/dx and dL/dk, so the gradients of each are the other two, to any order.
 */
import type { ConvolutionAttributes, Shape } from './attributes.ts';
import { shapeText, streamingCost, type OpDefinition, type TensorType } from './definition.ts';
import { sameShape, sizeOf, zeros, type NdArray } from './nd-array.ts';
import type { OpCalls, Value } from './op-calls.ts';
import { requireDTypes, requireSizes } from './type-rules.ts';

/** The result's shape of a convolution of `x` with `kernel`, or a message. */
export function convolutionShape(
  x: Shape,
  kernel: Shape,
  { strides, padding }: ConvolutionAttributes,
): Shape | string {
  if (x.length !== 4) return `a convolution needs images [b, h, w, c], not ${shapeText(x)}`;
  if (kernel.length !== 4) return `a convolution kernel is [h, w, in, out], not ${shapeText(kernel)}`;
  const [batch, height, width, channels] = x as [number, number, number, number];
  const [kernelHeight, kernelWidth, from, to] = kernel as [number, number, number, number];
  if (channels !== from) {
    return `the kernel ${shapeText(kernel)} reads ${from} channels, ${shapeText(x)} has ${channels}`;
  }
  const whole = [...strides, ...padding].every((value) => Number.isInteger(value) && value >= 0);
  if (!whole || strides.includes(0))
    return `bad strides ${shapeText(strides)} or padding ${shapeText(padding)}`;
  const [top, bottom, left, right] = padding;
  const rows = Math.floor((height + top + bottom - kernelHeight) / strides[0]) + 1;
  const columns = Math.floor((width + left + right - kernelWidth) / strides[1]) + 1;
  if (rows < 1 || columns < 1) {
    return `the kernel ${shapeText(kernel)} is larger than the padded image ${shapeText(x)}`;
  }
  return [batch, rows, columns, to];
}

/**
 * Calls `visit(x, y, k)` for each meeting of an input pixel, an output pixel and a kernel place: the offsets of the first
 * channel of each.
 */
function visitPixels(
  x: Shape,
  kernel: Shape,
  y: Shape,
  { strides, padding }: ConvolutionAttributes,
  visit: (x: number, y: number, kernel: number) => void,
) {
  const [batch, height, width, from] = x as [number, number, number, number];
  const [kernelHeight, kernelWidth, , to] = kernel as [number, number, number, number];
  const [, rows, columns] = y as [number, number, number, number];
  for (let item = 0; item < batch; item++) {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const atY = ((item * rows + row) * columns + column) * to;
        for (let ky = 0; ky < kernelHeight; ky++) {
          const sourceRow = row * strides[0] + ky - padding[0];
          if (sourceRow < 0 || sourceRow >= height) continue;
          for (let kx = 0; kx < kernelWidth; kx++) {
            const sourceColumn = column * strides[1] + kx - padding[2];
            if (sourceColumn < 0 || sourceColumn >= width) continue;
            const atX = ((item * height + sourceRow) * width + sourceColumn) * from;
            visit(atX, atY, (ky * kernelWidth + kx) * from * to);
          }
        }
      }
    }
  }
}

/** conv2d in float64. */
export function evaluateConvolution(
  x: NdArray,
  kernel: NdArray,
  attributes: ConvolutionAttributes,
  shape: Shape,
): NdArray {
  const [, , from, to] = kernel.shape as [number, number, number, number];
  const result = zeros(shape);
  visitPixels(x.shape, kernel.shape, shape, attributes, (atX, atY, atKernel) => {
    for (let i = 0; i < from; i++) {
      const factor = x.data[atX + i]!;
      const row = atKernel + i * to;
      for (let o = 0; o < to; o++) result.data[atY + o]! += factor * kernel.data[row + o]!;
    }
  });
  return result;
}

/** A multiply and an add for each meeting of pixel, kernel place and channel pair, borders counted in full. */
export function convolutionFlops(y: Shape, kernel: Shape): number {
  return 2 * sizeOf(y.slice(0, 3)) * sizeOf(kernel);
}

/** dL/dx and dL/dk of y = conv2d(x, k) for dL/dy = dy. */
export function convolutionGradients(
  b: OpCalls,
  x: Value,
  kernel: Value,
  attributes: ConvolutionAttributes,
  dy: Value,
): [Value, Value] {
  return [
    b.conv2dInputGradient(dy, kernel, attributes, x.shape),
    b.conv2dKernelGradient(x, dy, attributes, kernel.shape),
  ];
}

const base = {
  arity: 2,
  kind: 'other',
  commutative: false,
  level: 'any',
} as const;

/** The type of a gradient form: `declared` is right if its convolution gives the shape of `dy`. */
function gradientType(
  inputs: readonly TensorType[],
  x: Shape,
  kernel: Shape,
  dy: Shape,
  declared: Shape,
  attributes: ConvolutionAttributes,
): TensorType | string {
  const fault = requireDTypes(inputs, ['f32']) ?? requireSizes(declared);
  if (fault) return fault;
  const shape = convolutionShape(x, kernel, attributes);
  if (typeof shape === 'string') return shape;
  return sameShape(shape, dy)
    ? { shape: declared, dtype: 'f32' }
    : `convolving ${shapeText(x)} with ${shapeText(kernel)} gives ${shapeText(shape)}, not the ${shapeText(dy)} given`;
}

const conv2d: OpDefinition<'conv2d'> = {
  ...base,
  infer: (inputs, attributes) => {
    const fault = requireDTypes(inputs, ['f32']);
    if (fault) return fault;
    const shape = convolutionShape(inputs[0]!.shape, inputs[1]!.shape, attributes);
    return typeof shape === 'string' ? shape : { shape, dtype: 'f32' };
  },
  evaluate: ([x, kernel], attributes, { shape }) => evaluateConvolution(x!, kernel!, attributes, shape),
  vjp: (b, { inputs: [x, kernel], attributes }, dy) => convolutionGradients(b, x!, kernel!, attributes, dy),
  cost: (inputs, _, result) =>
    streamingCost(convolutionFlops(result.shape, inputs[1]!.shape), inputs, result),
};

const conv2dInputGradient: OpDefinition<'conv2dInputGradient'> = {
  ...base,
  infer: (inputs, attributes) =>
    gradientType(
      inputs,
      attributes.inputShape,
      inputs[1]!.shape,
      inputs[0]!.shape,
      attributes.inputShape,
      attributes,
    ),
  evaluate: ([dy, kernel], attributes, { shape }) => {
    const [, , from, to] = kernel!.shape as [number, number, number, number];
    const result = zeros(shape);
    visitPixels(shape, kernel!.shape, dy!.shape, attributes, (atX, atY, atKernel) => {
      for (let i = 0; i < from; i++) {
        const row = atKernel + i * to;
        let total = 0;
        for (let o = 0; o < to; o++) total += dy!.data[atY + o]! * kernel!.data[row + o]!;
        result.data[atX + i]! += total;
      }
    });
    return result;
  },
  // x(g, k): <r, x> = <g, conv2d(r, k)>, so d/dg = conv2d(r, k), and d/dk is the kernel gradient of r against g
  vjp: (b, { inputs: [g, kernel], attributes }, r) => [
    b.conv2d(r, kernel!, attributes),
    b.conv2dKernelGradient(r, g!, attributes, kernel!.shape),
  ],
  cost: (inputs, _, result) =>
    streamingCost(convolutionFlops(inputs[0]!.shape, inputs[1]!.shape), inputs, result),
};

const conv2dKernelGradient: OpDefinition<'conv2dKernelGradient'> = {
  ...base,
  infer: (inputs, attributes) =>
    gradientType(
      inputs,
      inputs[0]!.shape,
      attributes.kernelShape,
      inputs[1]!.shape,
      attributes.kernelShape,
      attributes,
    ),
  evaluate: ([x, dy], attributes, { shape }) => {
    const [, , from, to] = shape as [number, number, number, number];
    const result = zeros(shape);
    visitPixels(x!.shape, shape, dy!.shape, attributes, (atX, atY, atKernel) => {
      for (let i = 0; i < from; i++) {
        const factor = x!.data[atX + i]!;
        const row = atKernel + i * to;
        for (let o = 0; o < to; o++) result.data[row + o]! += factor * dy!.data[atY + o]!;
      }
    });
    return result;
  },
  // k(x, g): <r, k> = <g, conv2d(x, r)>, so d/dx is the input gradient of g through r, and d/dg = conv2d(x, r)
  vjp: (b, { inputs: [x, g], attributes }, r) => [
    b.conv2dInputGradient(g!, r, attributes, x!.shape),
    b.conv2d(x!, r, attributes),
  ],
  cost: (inputs, { kernelShape }, result) =>
    streamingCost(convolutionFlops(inputs[1]!.shape, kernelShape), inputs, result),
};

export const convolutions = { conv2d, conv2dInputGradient, conv2dKernelGradient };
