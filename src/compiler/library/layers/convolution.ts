/**
 * @file conv2d and convTranspose2d. Padding `same` keeps h/stride: the total is kernel - stride (at least 0), the odd pixel at
 * the bottom right; the stride must divide the size. `none` pads nothing; an Int pads every side; `reflect` mirrors the
 * border. The transposed layer is the input gradient of the forward one, so `same` gives stride * h.
 */
import { diagnostic } from '../../diagnostics/catalog.ts';
import { exactQuotient } from '../../types/dims.ts';
import { formatType, realType } from '../../types/type.ts';
import type { TypedNode } from '../../types/value.ts';
import type { Call, FunctionDefinition, ParameterDefinition } from '../definition.ts';
import { positive } from '../limits.ts';
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
):
  | { x: TypedNode; h: number; w: number; c: number; filters: number; kernel: number; stride: number }
  | undefined {
  const x = call.tensor('x');
  const [h, w, c] = x.type.shape;
  if (x.type.shape.length !== 3 || h === undefined || w === undefined || c === undefined) {
    call.report(
      diagnostic(
        'shape/rank',
        call.span,
        { name: call.name, wanted: 'an Image[h, w, c]', found: formatType(x.type) },
        {
          related: [{ span: x.span, label: `${formatType(x.type)} comes from here` }],
          help:
            x.type.shape.length === 1
              ? 'reshape(h, w, c) makes an image of a vector'
              : 'an image has height, width and channels',
        },
      ),
    );
    return undefined;
  }
  const filters = call.int('filters');
  const kernel = call.int('kernel');
  const stride = call.has('stride') ? call.int('stride') : 1;
  const sound = [
    positive(call, 'filters', filters),
    positive(call, 'kernel', kernel),
    positive(call, 'stride', stride),
  ];
  return sound.every(Boolean) ? { x, h, w, c, filters, kernel, stride } : undefined;
}

/** Zeros around one axis so that stride divides it out: [before, after]. */
function samePadding(kernel: number, stride: number): readonly [number, number] {
  const total = Math.max(kernel - stride, 0);
  return [Math.floor(total / 2), Math.ceil(total / 2)];
}

/** The kernel of a convolution layer and, unless `bias: none`, its bias. */
function convolutionWeights(
  call: Call,
  layer: string,
  sizes: {
    readonly shape: readonly number[];
    readonly fanIn: number;
    readonly fanOut: number;
    readonly filters: number;
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
    let padding: Padding;
    if (mode === 'same' || mode === 'reflect') {
      for (const [axis, size] of [
        ['height', h],
        ['width', w],
      ] as const) {
        if (exactQuotient(size, stride) !== undefined) continue;
        const lower = Math.floor(size / stride) * stride;
        return call.report(
          diagnostic(
            'shape/stride',
            call.span,
            { name: 'conv2d', axis, size, stride },
            {
              related: [{ span: x.span, label: `${formatType(x.type)} comes from here` }],
              help: `the nearest sizes that work are ${lower > 0 ? `${lower} and ` : ''}${lower + stride}; or give padding: none or a number`,
            },
          ),
        );
      }
      const [before, after] = samePadding(kernel, stride);
      padding = [before, after, before, after];
    } else {
      const count = mode === 'count' ? call.int('padding') : 0;
      padding = [count, count, count, count];
    }
    const outHeight = Math.floor((h + padding[0] + padding[1] - kernel) / stride) + 1;
    const outWidth = Math.floor((w + padding[2] + padding[3] - kernel) / stride) + 1;
    if (outHeight < 1 || outWidth < 1) {
      return call.report(
        diagnostic(
          'shape/kernel-too-large',
          call.span,
          { name: 'conv2d', kernel, height: h, width: w },
          {
            related: [{ span: x.span, label: `${formatType(x.type)} comes from here` }],
            help: `take a kernel of at most ${Math.min(h, w)}, or leave padding: same`,
          },
        ),
      );
    }
    if (mode === 'reflect' && Math.max(...padding) >= Math.min(h, w)) {
      return call.report(
        diagnostic(
          'shape/reflect-padding',
          call.span,
          {
            padding: Math.max(...padding),
            height: h,
            width: w,
          },
          {
            related: [{ span: x.span, label: `${formatType(x.type)} comes from here` }],
            help: 'take a smaller kernel, or padding: same',
          },
        ),
      );
    }
    const layer = call.layer();
    if (layer === undefined) return { kind: 'error' };
    const fanIn = kernel * kernel * c;
    const weights = convolutionWeights(call, layer, {
      shape: [kernel, kernel, c, filters],
      fanIn,
      fanOut: kernel * kernel * filters,
      filters,
      outputAxis: 3,
    });
    const node = call.node({
      name: 'conv2d',
      detail: `conv2d(${filters}, kernel: ${kernel}${stride === 1 ? '' : `, stride: ${stride}`})`,
      inputs: [x, ...weights],
      type: realType([outHeight, outWidth, filters]),
      attributes: { stride, padding: mode === 'count' ? [...padding] : mode },
      layer,
      lower: (context, lowered) => {
        const { b } = context;
        const image = context.flattened(0);
        const padded = mode === 'reflect' ? reflectPad(b, image, padding) : image;
        const zeros: Padding = mode === 'reflect' ? [0, 0, 0, 0] : padding;
        const product = b.conv2d(padded, lowered[1]!.value, { strides: [stride, stride], padding: zeros });
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
    if (mode === 'same' && kernel < stride) {
      return call.report(
        diagnostic(
          'shape/kernel-below-stride',
          call.span,
          { kernel, stride },
          { help: `take kernel: ${2 * stride}, a multiple of the stride` },
        ),
      );
    }
    const count = mode === 'count' ? call.int('padding') : 0;
    const [before, after] = mode === 'same' ? samePadding(kernel, stride) : [count, count];
    const padding: Padding = [before, after, before, after];
    const outHeight = stride * (h - 1) + kernel - before - after;
    const outWidth = stride * (w - 1) + kernel - before - after;
    if (outHeight < 1 || outWidth < 1) {
      return call.report(
        diagnostic('shape/kernel-too-large', call.span, {
          name: 'convTranspose2d',
          kernel,
          height: h,
          width: w,
        }),
      );
    }
    const layer = call.layer();
    if (layer === undefined) return { kind: 'error' };
    // Each output pixel meets kernel^2 * c / stride^2 inputs; PyTorch counts kernel^2 * filters, and so do we.
    const fanIn = kernel * kernel * filters;
    const weights = convolutionWeights(call, layer, {
      shape: [kernel, kernel, filters, c],
      fanIn,
      fanOut: kernel * kernel * c,
      filters,
      outputAxis: 2,
    });
    const node = call.node({
      name: 'convTranspose2d',
      detail: `convTranspose2d(${filters}, kernel: ${kernel}${stride === 1 ? '' : `, stride: ${stride}`})`,
      inputs: [x, ...weights],
      type: realType([outHeight, outWidth, filters]),
      attributes: { stride, padding: mode === 'count' ? count : mode },
      layer,
      lower: (context, lowered) => {
        const { b } = context;
        const image = context.flattened(0);
        const product = b.conv2dInputGradient(
          image,
          lowered[1]!.value,
          { strides: [stride, stride], padding },
          [image.shape[0]!, outHeight, outWidth, filters],
        );
        return context.unflatten(lowered[2] ? b.add(product, lowered[2].value) : product);
      },
    });
    return { kind: 'tensor', node };
  },
};
