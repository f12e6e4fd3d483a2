/**
 * @file ONNX forms of the convolution and its two gradients. All forms of one op give the same numbers up to rounding; which
 * is fastest depends on the geometry, and by more than ten times. The rules here are measurements on ONNX Runtime's CPU
 * kernels (docs/engines-onnx.md). Images are NCHW, kernels OIHW.
 */
import type { GraphNode } from '../../ir/graph.ts';
import type { ConvolutionAttributes, Shape } from '../../ops/attributes.ts';
import { sizeOf } from '../../ops/nd-array.ts';
import { reversed } from './lower-form.ts';
import { activated } from './lower-linear.ts';
import type { LoweringContext, OnnxLowering } from './lowering.ts';

interface Geometry {
  readonly batch: number;
  readonly inputChannels: number;
  readonly outputChannels: number;
  readonly input: readonly [number, number];
  readonly output: readonly [number, number];
  readonly kernel: readonly [number, number];
  readonly strides: readonly [number, number];
  /** Top and left, bottom and right. */
  readonly before: readonly [number, number];
  readonly after: readonly [number, number];
}

function geometry(input: Shape, kernel: Shape, output: Shape, attributes: ConvolutionAttributes): Geometry {
  const [batch = 0, height = 0, width = 0, inputChannels = 0] = input;
  const [kernelHeight = 0, kernelWidth = 0, , outputChannels = 0] = kernel;
  const [top, bottom, left, right] = attributes.padding;
  return {
    batch,
    inputChannels,
    outputChannels,
    input: [height, width],
    output: [output[1] ?? 0, output[2] ?? 0],
    kernel: [kernelHeight, kernelWidth],
    strides: attributes.strides,
    before: [top, left],
    after: [bottom, right],
  };
}

/** The kernel covers the whole input once: a product of two matrices. */
function isProduct(g: Geometry): boolean {
  return [0, 1].every(
    (axis) => g.output[axis] === 1 && g.kernel[axis] === g.input[axis] && g.before[axis] === 0,
  );
}

/** Stride 1 and padding below the kernel's size: the input gradient is a convolution too. */
function isReversible(g: Geometry): boolean {
  return [0, 1].every(
    (axis) =>
      g.strides[axis] === 1 &&
      at(g.kernel, axis) > at(g.before, axis) &&
      at(g.kernel, axis) > at(g.after, axis),
  );
}

/**
 * ConvTranspose adds up `wide` channels' windows, Conv copies out `narrow` ones'; adding costs about four times what copying
 * does, so the one with far fewer channels to handle wins.
 */
const scatterCost = 4;

export const conv2d: OnnxLowering<'conv2d'> = (node, context) => {
  const g = geometry(
    context.operandShape(node, 0),
    context.operandShape(node, 1),
    node.shape,
    node.attributes,
  );
  return forward(context, g, context.operand(node, 0, 'image'), context.operand(node, 1, 'kernel'));
};

/** activation(conv2d(x, kernel) + bias); ONNX Runtime fuses the activation into the Conv. */
export const fusedConv2d: OnnxLowering<'fusedConv2d'> = (node, context) => {
  const g = geometry(
    context.operandShape(node, 0),
    context.operandShape(node, 1),
    node.shape,
    node.attributes,
  );
  const x = context.operand(node, 0, 'image');
  const sum = forward(context, g, x, context.operand(node, 1, 'kernel'), context.operand(node, 2, 'row'));
  return activated(context, sum, node.attributes.activation, node.attributes.alpha);
};

function forward(context: LoweringContext, g: Geometry, x: string, kernel: string, bias?: string): string {
  const { builder } = context;
  const withBias = (inputs: readonly string[]): readonly string[] =>
    bias === undefined ? inputs : [...inputs, bias];
  if (isProduct(g)) {
    const size = g.inputChannels * g.kernel[0] * g.kernel[1];
    const rows = context.reshape(x, [g.batch, size]);
    const columns = context.reshape(kernel, [g.outputChannels, size]);
    const product = builder.node('Gemm', withBias([rows, columns]), { integers: { transB: 1 } });
    return context.reshape(product, [g.batch, g.outputChannels, 1, 1]);
  }
  if (isReversible(g) && g.outputChannels * scatterCost < g.inputChannels) {
    return builder.node('ConvTranspose', withBias([x, turned(context, g, kernel)]), {
      integers: { pads: reversePads(g) },
    });
  }
  return builder.node('Conv', withBias([x, kernel]), {
    integers: { strides: g.strides, pads: [...g.before, ...g.after] },
  });
}

export const conv2dInputGradient: OnnxLowering<'conv2dInputGradient'> = (node, context) =>
  inputGradient(node, context);

/** A sum; a bias per channel on a transposed convolution goes into the convolution's node. */
export const add: OnnxLowering<'add'> = (node, context) => {
  for (const [position, other] of [
    [0, 1],
    [1, 0],
  ] as const) {
    const sum = context.operandNode(node, position);
    const bias = context.operandNode(node, other);
    if (sum.op !== 'conv2dInputGradient' || !context.isUsedOnce(sum.id)) continue;
    const channels = sum.shape[3] ?? 0;
    const isBias =
      sizeOf(bias.shape) === channels && bias.shape.at(-1) === channels && bias.shape.length <= 4;
    if (isBias && channels > 1) {
      return inputGradient(sum, context, context.reshape(context.value(bias.id, 'row'), [channels]));
    }
  }
  return context.builder.node('Add', [
    context.broadcastOperand(node, 0, true),
    context.broadcastOperand(node, 1, true),
  ]);
};

function inputGradient(
  node: GraphNode<'conv2dInputGradient'>,
  context: LoweringContext,
  bias?: string,
): string {
  const { builder } = context;
  const dyShape = context.operandShape(node, 0);
  const g = geometry(node.attributes.inputShape, context.operandShape(node, 1), dyShape, node.attributes);
  const dy = context.operand(node, 0, 'image');
  const kernel = context.operand(node, 1, 'kernel');
  const withBias = (inputs: readonly string[]): readonly string[] =>
    bias === undefined ? inputs : [...inputs, bias];
  if (isProduct(g)) {
    const rows = context.reshape(dy, [g.batch, g.outputChannels]);
    const size = g.inputChannels * g.kernel[0] * g.kernel[1];
    const product = builder.node('Gemm', [rows, context.reshape(kernel, [g.outputChannels, size])]);
    const image = context.reshape(product, [g.batch, g.inputChannels, ...g.input]);
    return bias === undefined
      ? image
      : builder.node('Add', [image, context.reshape(bias, [g.inputChannels, 1, 1])]);
  }
  if (isReversible(g) && g.inputChannels * scatterCost >= g.outputChannels) {
    return builder.node('Conv', withBias([dy, turned(context, g, kernel)]), {
      integers: { pads: reversePads(g) },
    });
  }
  // Rows and columns of the input that no window reaches when the stride does not divide evenly.
  const unreached = [0, 1].map((axis) => leftOver(g, axis));
  return builder.node('ConvTranspose', withBias([dy, kernel]), {
    integers: { strides: g.strides, pads: [...g.before, ...g.after], output_padding: unreached },
  });
}

export const conv2dKernelGradient: OnnxLowering<'conv2dKernelGradient'> = (node, context) => {
  const { builder } = context;
  const [xShape, dyShape] = [context.operandShape(node, 0), context.operandShape(node, 1)];
  const g = geometry(xShape, node.attributes.kernelShape, dyShape, node.attributes);
  const x = context.operand(node, 0, 'image');
  const dy = context.operand(node, 1, 'image');
  if (isProduct(g)) {
    const size = g.inputChannels * g.kernel[0] * g.kernel[1];
    const left = context.reshape(dy, [g.batch, g.outputChannels]);
    const right = context.reshape(x, [g.batch, size]);
    const product = builder.node('Gemm', [left, right], { integers: { transA: 1 } });
    return context.reshape(product, [g.outputChannels, g.inputChannels, ...g.kernel]);
  }
  const columns = channelsFirst(context, x);
  const outputColumns = channelsFirst(context, dy);
  if (isPointwise(g)) {
    const left = context.reshape(outputColumns, [g.outputChannels, g.batch * g.output[0] * g.output[1]]);
    const right = context.reshape(columns, [g.inputChannels, g.batch * g.input[0] * g.input[1]]);
    const product = builder.node('Gemm', [left, right], { integers: { transB: 1 } });
    return context.reshape(product, [g.outputChannels, g.inputChannels, 1, 1]);
  }
  // The operand in the kernel's place is read once for each channel of the other one: the wider one belongs there.
  if (isReversible(g) && g.outputChannels < g.inputChannels) {
    const swapped = builder.node('Conv', [outputColumns, columns], { integers: { pads: reversePads(g) } });
    return reversed(context, swapped, [2, 3]);
  }
  // Windows past the kernel's own size come out where the stride leaves pixels over: less padding, or a crop.
  const spare = [leftOver(g, 0), leftOver(g, 1)];
  const after = [0, 1].map((axis) => Math.max(0, at(g.after, axis) - at(spare, axis)));
  const wide = builder.node('Conv', [columns, outputColumns], {
    integers: { dilations: g.strides, pads: [...g.before, ...after] },
  });
  const needsCrop = [0, 1].some((axis) => at(spare, axis) > at(g.after, axis));
  const cropped = needsCrop
    ? builder.node('Slice', [
        wide,
        builder.integers([0, 0]),
        builder.integers(g.kernel),
        builder.integers([2, 3]),
      ])
    : wide;
  return channelsFirst(context, cropped);
};

/** Stride 1, one pixel, no padding. */
function isPointwise(g: Geometry): boolean {
  return [0, 1].every(
    (axis) => g.kernel[axis] === 1 && g.strides[axis] === 1 && g.before[axis] === 0 && g.after[axis] === 0,
  );
}

/** Swaps the first two axes: [b, c, h, w] with [c, b, h, w], [in, out, ...] with [out, in, ...]. */
function channelsFirst(context: LoweringContext, x: string): string {
  return context.builder.node('Transpose', [x], { integers: { perm: [1, 0, 2, 3] } });
}

/** The kernel with in and out swapped and both spatial axes back to front. */
function turned(context: LoweringContext, g: Geometry, kernel: string): string {
  const swapped = channelsFirst(context, kernel);
  return g.kernel[0] * g.kernel[1] === 1 ? swapped : reversed(context, swapped, [2, 3]);
}

/** The padding with which a convolution by the turned kernel undoes the shape of the first, at stride 1. */
function reversePads(g: Geometry): readonly number[] {
  return [
    ...g.before.map((pad, axis) => at(g.kernel, axis) - 1 - pad),
    ...g.after.map((pad, axis) => at(g.kernel, axis) - 1 - pad),
  ];
}

/** Padded input pixels beyond the last window. */
function leftOver(g: Geometry, axis: number): number {
  const reached = (at(g.output, axis) - 1) * at(g.strides, axis) + at(g.kernel, axis);
  return at(g.input, axis) + at(g.before, axis) + at(g.after, axis) - reached;
}

function at(list: readonly number[], axis: number): number {
  return list[axis] ?? 0;
}
