/** @file Changes of image size without weights: upsample (nearest), avgPool, maxPool, globalPool. */
import { diagnostic } from '../../diagnostics/catalog.ts';
import { exactQuotient } from '../../types/dims.ts';
import { formatType, realType } from '../../types/type.ts';
import type { TypedNode } from '../../types/value.ts';
import type { Call, FunctionDefinition } from '../definition.ts';
import { limits, positive } from '../limits.ts';
import type { GraphBuilder, Value } from '../../ir/build.ts';

/** The image argument, or undefined (reported). */
export function imageOf(call: Call): { x: TypedNode; h: number; w: number; c: number } | undefined {
  const x = call.tensor('x');
  const [h, w, c] = x.type.shape;
  if (x.type.shape.length === 3 && h !== undefined && w !== undefined && c !== undefined)
    return { x, h, w, c };
  call.report(
    diagnostic(
      'shape/rank',
      call.span,
      { name: call.name, wanted: 'an Image[h, w, c]', found: formatType(x.type) },
      {
        related: [{ span: x.span, label: `${formatType(x.type)} comes from here` }],
      },
    ),
  );
  return undefined;
}

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
    const by = call.int('by');
    if (!positive(call, 'by', by, limits.items)) return { kind: 'error' };
    const node = call.node({
      name: 'upsample',
      detail: `upsample(${by})`,
      inputs: [x],
      type: realType([h * by, w * by, c], x.type.range),
      lower: (context) => {
        const { b } = context;
        const flat = context.flattened(0);
        const n = flat.shape[0]!;
        const apart = b.reshape(flat, [n, h, 1, w, 1, c]);
        return context.unflatten(
          b.reshape(b.broadcastTo(apart, [n, h, by, w, by, c]), [n, h * by, w * by, c]),
        );
      },
    });
    return { kind: 'tensor', node };
  },
};

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
      const { x, h, w, c } = image;
      const by = call.int('by');
      if (!positive(call, 'by', by)) return { kind: 'error' };
      if (by === 1) return { kind: 'tensor', node: x };
      const outHeight = exactQuotient(h, by);
      const outWidth = exactQuotient(w, by);
      if (outHeight === undefined || outWidth === undefined) {
        const [axis, size] = outHeight === undefined ? ['height', h] : ['width', w];
        return call.report(
          diagnostic(
            'shape/stride',
            call.span,
            { name, axis: axis as string, size: size as number, stride: by },
            {
              related: [{ span: x.span, label: `${formatType(x.type)} comes from here` }],
            },
          ),
        );
      }
      const node = call.node({
        name,
        detail: `${name}(${by})`,
        inputs: [x],
        type: realType([outHeight, outWidth, c], x.type.range),
        lower: (context) => {
          const { b } = context;
          const flat = context.flattened(0);
          const windows = b.reshape(flat, [flat.shape[0]!, outHeight, by, outWidth, by, c]);
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
