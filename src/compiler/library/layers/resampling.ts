/** @file Changes of image size without weights: upsample (nearest), avgPool, maxPool, globalPool. */
import { exactQuotient, formatDim, known, knownShape, multiplyDims } from '../../types/dims.ts';
import { realType } from '../../types/type.ts';
import type { Dim } from '../../types/dims.ts';
import type { TypedNode } from '../../types/value.ts';
import type { Call, FunctionDefinition } from '../definition.ts';
import { limits, positive } from '../limits.ts';
import { imageOf, strideFault } from '../operand.ts';
import type { GraphBuilder, Value } from '../../ir/build.ts';

export const upsample: FunctionDefinition = {
  name: 'upsample',
  group: 'layer',
  summary: 'Repeats each pixel `by` times in both directions.',
  parameters: [
    { name: 'x', kind: 'tensor' },
    { name: 'by', kind: 'int' },
  ],
  apply(call) {
    const image = imageOf(call);
    if (!image) return { kind: 'error' };
    const { x, h, w, c } = image;
    const by = call.size('by');
    if (!positive(call, 'by', by, limits.items)) return { kind: 'error' };
    const node = call.node({
      name: 'upsample',
      detail: `upsample(${formatDim(by)})`,
      inputs: [x],
      type: realType([multiplyDims(h, by), multiplyDims(w, by), c], x.type.range),
      lower: (context) => {
        const { b } = context;
        const flat = context.flattened(0);
        const [n, height, width, channels] = flat.shape as readonly [number, number, number, number];
        const times = known(by);
        const apart = b.reshape(flat, [n, height, 1, width, 1, channels]);
        const whole = b.broadcastTo(apart, [n, height, times, width, times, channels]);
        return context.unflatten(b.reshape(whole, [n, height * times, width * times, channels]));
      },
    });
    return { kind: 'tensor', node };
  },
};

/** How many windows of `by` x `by` tile an image in each direction, or undefined (reported) where they don't. */
export function windowsOf(
  call: Call,
  { x, h, w }: { readonly x: TypedNode; readonly h: Dim; readonly w: Dim },
  by: Dim,
): readonly [Dim, Dim] | undefined {
  const height = exactQuotient(h, by);
  const width = exactQuotient(w, by);
  if (height !== undefined && width !== undefined) return [height, width];
  const [axis, size] = height === undefined ? (['height', h] as const) : (['width', w] as const);
  call.report(strideFault(call, x, { axis, size, stride: by }));
  return undefined;
}

/** A pool whose windows tile the image: the window axes apart, then reduced. */
function pool(
  name: string,
  summary: string,
  reduce: (b: GraphBuilder, windows: Value) => Value,
): FunctionDefinition {
  return {
    name,
    group: 'layer',
    summary,
    parameters: [
      { name: 'x', kind: 'tensor' },
      { name: 'by', kind: 'int' },
    ],
    apply(call) {
      const image = imageOf(call);
      if (!image) return { kind: 'error' };
      const { x, c } = image;
      const by = call.size('by');
      if (!positive(call, 'by', by)) return { kind: 'error' };
      if (by === 1) return { kind: 'tensor', node: x };
      const out = windowsOf(call, image, by);
      if (!out) return { kind: 'error' };
      const [outHeight, outWidth] = out;
      const node = call.node({
        name,
        detail: `${name}(${formatDim(by)})`,
        inputs: [x],
        type: realType([outHeight, outWidth, c], x.type.range),
        lower: (context) => {
          const { b } = context;
          const flat = context.flattened(0);
          const windows = b.reshape(flat, [flat.shape[0]!, ...knownShape([outHeight, by, outWidth, by, c])]);
          return context.unflatten(reduce(b, windows));
        },
      });
      return { kind: 'tensor', node };
    },
  };
}

export const avgPool = pool('avgPool', 'The mean of each `by` x `by` window.', (b, windows) =>
  b.mean(windows, [2, 4]),
);
export const maxPool = pool('maxPool', 'The largest value of each `by` x `by` window.', (b, windows) =>
  b.max(windows, [2, 4]),
);

export const globalPool: FunctionDefinition = {
  name: 'globalPool',
  group: 'layer',
  summary: 'The mean of each channel over all pixels.',
  parameters: [{ name: 'x', kind: 'tensor' }],
  apply(call) {
    const image = imageOf(call);
    if (!image) return { kind: 'error' };
    const node = call.node({
      name: 'globalPool',
      inputs: [image.x],
      type: realType([image.c], image.x.type.range),
      lower: (context) => context.unflatten(context.b.mean(context.flattened(0), [1, 2])),
    });
    return { kind: 'tensor', node };
  },
};
