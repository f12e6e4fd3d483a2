/**
 * @file conv2d and convTranspose2d. Padding `same` keeps h/stride: the total is kernel - stride (at least 0), the odd pixel at
 * the bottom right; the stride must divide the size. `none` pads nothing; an Int pads every side; `reflect` mirrors the
 * border. The transposed layer is the input gradient of the forward one, so `same` gives stride * h.
 */
import { diagnostic } from '../../diagnostics/catalog.ts';
import {
  addDims,
  countOf,
  divideDims,
  exactQuotient,
  floorQuotient,
  formatDim,
  isAbove,
  isKnown,
  known,
  knownShape,
  multiplyDims,
  subtractDims,
} from '../../types/dims.ts';
import type { Dim } from '../../types/dims.ts';
import { formatType, realType } from '../../types/type.ts';
import type { TypedNode } from '../../types/value.ts';
import type { Call, FunctionDefinition, ParameterDefinition } from '../definition.ts';
import { positive } from '../limits.ts';
import { imageOf, strideFault } from '../operand.ts';
import { reflectPad } from './reflect.ts';
import { biasOf, kernelOf, weightParameter } from './parametrization.ts';
import { layerParameters } from './weights.ts';

type Padding = readonly [number, number, number, number];

const parameters: readonly ParameterDefinition[] = [
  { name: 'x', kind: 'tensor' },
  { name: 'filters', kind: 'int' },
  { name: 'kernel', kind: 'int' },
  { name: 'stride', kind: 'int', optional: true },
  { name: 'padding', kind: 'int', symbols: ['same', 'none', 'reflect'], optional: true },
  ...layerParameters,
  weightParameter,
];

/** An image and the sizes that both layers read; undefined where something was reported. */
function geometry(
  call: Call,
): { x: TypedNode; h: Dim; w: Dim; c: Dim; filters: Dim; kernel: Dim; stride: Dim } | undefined {
  const image = imageOf(call);
  if (!image) return undefined;
  const filters = call.size('filters');
  const kernel = call.size('kernel');
  const stride = call.has('stride') ? call.size('stride') : 1;
  const sound = [
    positive(call, 'filters', filters),
    positive(call, 'kernel', kernel),
    positive(call, 'stride', stride),
  ];
  return sound.every(Boolean) ? { ...image, filters, kernel, stride } : undefined;
}

/** Zeros around the image: `count` on every side, or so many that the stride divides the sizes out. */
function paddingOf(mode: string, count: Dim, kernel: Dim, stride: Dim): Padding {
  const total = Math.max(known(kernel) - known(stride), 0);
  const [before, after] =
    mode === 'same' || mode === 'reflect'
      ? [Math.floor(total / 2), Math.ceil(total / 2)]
      : [known(count), known(count)];
  return [before, after, before, after];
}

/** kernel^2 * channels: the weights that meet in one unit. */
const fan = (kernel: Dim, channels: Dim): Dim => countOf([kernel, kernel, channels]);

const detailOf = (name: string, filters: Dim, kernel: Dim, stride: Dim): string =>
  `${name}(${formatDim(filters)}, kernel: ${formatDim(kernel)}${stride === 1 ? '' : `, stride: ${formatDim(stride)}`})`;

/** The kernel of a convolution layer and, unless `bias: none`, its bias. */
function convolutionWeights(
  call: Call,
  layer: string,
  sizes: {
    readonly shape: readonly Dim[];
    readonly fanIn: Dim;
    readonly fanOut: Dim;
    readonly filters: Dim;
    readonly outputAxis: number;
  },
): readonly TypedNode[] {
  const { filters, ...kernelSizes } = sizes;
  const path = { path: 'kernel', convolutionKernel: true, isKernel: true };
  const kernel = kernelOf(call, layer, { ...kernelSizes, ...path });
  return call.symbol('bias') === 'none'
    ? [kernel]
    : [kernel, biasOf(call, layer, filters, sizes.fanIn, filters)];
}

export const conv2d: FunctionDefinition = {
  name: 'conv2d',
  group: 'layer',
  summary: 'A convolution with a square kernel.',
  formula: 'y[i, j, f] = b[f] + sum_{u, v, c} W[u, v, c, f] x[s i + u - p, s j + v - p, c]',
  parameters,
  apply(call) {
    const sizes = geometry(call);
    if (!sizes) return { kind: 'error' };
    const { x, h, w, c, filters, kernel, stride } = sizes;
    const mode = call.has('padding') ? (call.symbol('padding') ?? 'count') : 'same';
    const count = mode === 'count' ? call.size('padding') : 0;
    const isSame = mode === 'same' || mode === 'reflect';
    for (const [axis, size] of [
      ['height', h],
      ['width', w],
    ] as const) {
      if (!isSame || exactQuotient(size, stride) !== undefined) continue;
      return call.report(strideFault(call, x, { axis, size, stride }, '; or give padding: none or a number'));
    }
    const outSize = (size: Dim): Dim =>
      isSame
        ? divideDims(size, stride)
        : addDims(floorQuotient(subtractDims(addDims(size, multiplyDims(2, count)), kernel), stride), 1);
    const [outHeight, outWidth] = [outSize(h), outSize(w)];
    if (isAbove(1, outHeight) || isAbove(1, outWidth)) {
      return call.report(
        diagnostic(
          'shape/kernel-too-large',
          call.span,
          { name: 'conv2d', kernel: formatDim(kernel), height: formatDim(h), width: formatDim(w) },
          {
            related: [{ span: x.span, label: `${formatType(x.type)} comes from here` }],
            help:
              isKnown(h) && isKnown(w)
                ? `take a kernel of at most ${Math.min(h, w)}, or leave padding: same`
                : 'take a smaller kernel, or leave padding: same',
          },
        ),
      );
    }
    if (mode === 'reflect' && isKnown(kernel) && isKnown(stride)) {
      const padding = Math.max(...paddingOf(mode, count, kernel, stride));
      // The mirrored border is taken from inside of the image.
      if (isAbove(padding, subtractDims(h, 1)) || isAbove(padding, subtractDims(w, 1))) {
        return call.report(
          diagnostic(
            'shape/reflect-padding',
            call.span,
            { padding, height: formatDim(h), width: formatDim(w) },
            {
              related: [{ span: x.span, label: `${formatType(x.type)} comes from here` }],
              help: 'take a smaller kernel, or padding: same',
            },
          ),
        );
      }
      for (const size of [h, w]) call.needs(subtractDims(size, padding));
    }
    const layer = call.layer();
    if (layer === undefined) return { kind: 'error' };
    const weights = convolutionWeights(call, layer, {
      shape: [kernel, kernel, c, filters],
      fanIn: fan(kernel, c),
      fanOut: fan(kernel, filters),
      filters,
      outputAxis: 3,
    });
    const node = call.node({
      name: 'conv2d',
      detail: detailOf('conv2d', filters, kernel, stride),
      inputs: [x, ...weights],
      type: realType([outHeight, outWidth, filters]),
      attributes: {
        ...(isKnown(stride) ? { stride } : {}),
        ...(isKnown(count) ? { padding: mode === 'count' ? [count, count, count, count] : mode } : {}),
      },
      layer,
      lower: (context, lowered) => {
        const { b } = context;
        const padding = paddingOf(mode, count, kernel, stride);
        const image = context.flattened(0);
        const padded = mode === 'reflect' ? reflectPad(b, image, padding) : image;
        const zeros: Padding = mode === 'reflect' ? [0, 0, 0, 0] : padding;
        const product = b.conv2d(padded, lowered[1]!.value, {
          strides: [known(stride), known(stride)],
          padding: zeros,
        });
        return context.unflatten(lowered[2] ? b.add(product, lowered[2].value) : product);
      },
    });
    return { kind: 'tensor', node };
  },
};

export const convTranspose2d: FunctionDefinition = {
  name: 'convTranspose2d',
  group: 'layer',
  summary: 'A transposed convolution with a square kernel: stride s makes an image s times as large.',
  formula: 'y = the gradient of sum(g conv2d(y)) with respect to y, plus b',
  source: 'Dumoulin & Visin 2016, chapter 4',
  parameters,
  apply(call) {
    const sizes = geometry(call);
    if (!sizes) return { kind: 'error' };
    const { x, h, w, c, filters, kernel, stride } = sizes;
    const mode = call.has('padding') ? (call.symbol('padding') ?? 'count') : 'same';
    if (mode === 'reflect') {
      return call.report(
        diagnostic(
          'type/no-reflect',
          call.spanOf('padding'),
          { name: 'convTranspose2d' },
          { help: 'use upsample(2) |> conv2d(..., padding: reflect)' },
        ),
      );
    }
    if (mode === 'same' && isAbove(stride, kernel)) {
      return call.report(
        diagnostic(
          'shape/kernel-below-stride',
          call.span,
          { kernel: formatDim(kernel), stride: formatDim(stride) },
          { help: `take kernel: ${formatDim(multiplyDims(2, stride))}, a multiple of the stride` },
        ),
      );
    }
    const count = mode === 'count' ? call.size('padding') : 0;
    const outSize = (size: Dim): Dim =>
      mode === 'same'
        ? multiplyDims(size, stride)
        : subtractDims(addDims(multiplyDims(stride, subtractDims(size, 1)), kernel), multiplyDims(2, count));
    const [outHeight, outWidth] = [outSize(h), outSize(w)];
    if (isAbove(1, outHeight) || isAbove(1, outWidth)) {
      return call.report(
        diagnostic(
          'shape/kernel-too-large',
          call.span,
          {
            name: 'convTranspose2d',
            kernel: formatDim(kernel),
            height: formatDim(h),
            width: formatDim(w),
            padding: formatDim(count),
          },
          {
            related: [{ span: x.span, label: `${formatType(x.type)} comes from here` }],
            help: 'of a transposed convolution padding is what is cut off its result: take less of it, or a larger kernel',
          },
        ),
      );
    }
    const layer = call.layer();
    if (layer === undefined) return { kind: 'error' };
    // Each output pixel meets kernel^2 * c / stride^2 inputs; PyTorch counts kernel^2 * filters, and so do we.
    const weights = convolutionWeights(call, layer, {
      shape: [kernel, kernel, filters, c],
      fanIn: fan(kernel, filters),
      fanOut: fan(kernel, c),
      filters,
      outputAxis: 2,
    });
    const node = call.node({
      name: 'convTranspose2d',
      detail: detailOf('convTranspose2d', filters, kernel, stride),
      inputs: [x, ...weights],
      type: realType([outHeight, outWidth, filters]),
      attributes: {
        ...(isKnown(stride) ? { stride } : {}),
        ...(isKnown(count) ? { padding: mode === 'count' ? count : mode } : {}),
      },
      layer,
      lower: (context, lowered) => {
        const { b } = context;
        const image = context.flattened(0);
        const product = b.conv2dInputGradient(
          image,
          lowered[1]!.value,
          { strides: [known(stride), known(stride)], padding: paddingOf(mode, count, kernel, stride) },
          [image.shape[0]!, ...knownShape([outHeight, outWidth, filters])],
        );
        return context.unflatten(lowered[2] ? b.add(product, lowered[2].value) : product);
      },
    });
    return { kind: 'tensor', node };
  },
};
