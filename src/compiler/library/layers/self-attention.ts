/**
 * @file selfAttention: every pixel of an image reads from every other, by how well their projections agree; added to the image with a
 * learned scale that starts at 0, so that training begins without it.
 */
import { isKnown, known, knownShape, unknownSize } from '../../types/dims.ts';
import { realType } from '../../types/type.ts';
import type { Dim } from '../../types/dims.ts';
import type { FunctionDefinition } from '../definition.ts';
import type { GraphBuilder, Value } from '../../ir/build.ts';
import { positive } from '../limits.ts';
import { imageOf } from '../operand.ts';
import { windowsOf } from './resampling.ts';
import { kernelOf, weightParameter } from './parametrization.ts';

/** Softmax over the last axis, shifted by the largest value so that nothing overflows. */
function softmax(b: GraphBuilder, x: Value): Value {
  const axis = [x.shape.length - 1];
  const exponentials = b.exp(b.subtract(x, b.stopGradient(b.max(x, axis, true))));
  return b.divide(exponentials, b.sum(exponentials, axis, true));
}

export const selfAttention: FunctionDefinition = {
  name: 'selfAttention',
  group: 'layer',
  summary:
    'Each pixel plus a learned multiple (0 at the start) of an average over all pixels, weighted by how well they agree; c/8 channels inside, or `values` where they are read. With `pool` the pixels that are read are the largest values of windows of that size.',
  formula: 'y_j = x_j + gamma V sum_i softmax_i(f(x_i) . g(x_j)) h(x_i)',
  source: 'Zhang et al. 2019, eqs. 1 to 3',
  parameters: [
    { name: 'x', kind: 'tensor' },
    { name: 'init', kind: 'initializer', optional: true },
    weightParameter,
    { name: 'values', kind: 'int', optional: true },
    { name: 'pool', kind: 'int', optional: true },
  ],
  apply(call) {
    const image = imageOf(call);
    if (!image) return { kind: 'error' };
    const layer = call.layer();
    if (layer === undefined) return { kind: 'error' };
    const { x, c } = image;
    const by = call.has('pool') ? call.size('pool') : 1;
    if (!positive(call, 'pool', by)) return { kind: 'error' };
    const windows = windowsOf(call, image, by);
    if (!windows) return { kind: 'error' };
    const inner = isKnown(c) ? Math.max(Math.floor(c / 8), 1) : unknownSize;
    const read = call.has('values') ? call.size('values') : inner;
    if (!positive(call, 'values', read)) return { kind: 'error' };
    const kernel = (name: string, from: Dim, to: Dim) =>
      kernelOf(call, layer, {
        path: `${name}/kernel`,
        shape: [from, to],
        fanIn: from,
        fanOut: to,
        isKernel: true,
      });
    const weights = [
      kernel('f', c, inner),
      kernel('g', c, inner),
      kernel('h', c, read),
      kernel('v', read, c),
      call.weight(layer, { path: 'gamma', shape: [], init: { kind: 'constant', value: 0 } }),
    ];
    const node = call.node({
      name: 'selfAttention',
      inputs: [x, ...weights],
      type: realType(x.type.shape),
      layer,
      lower: (context, [, f, g, h, v, gamma]) => {
        const { b } = context;
        const flat = context.flattened(0);
        const count = flat.shape[0]!;
        const [height, width, channels] = flat.shape.slice(1) as [number, number, number];
        const pixels = height * width;
        // 1 x 1 convolutions are products of matrices, rows of all pixels together.
        const rows = b.reshape(flat, [count * pixels, channels]);
        const project = (kernelOf: Value, size: Dim): Value =>
          b.reshape(b.matMul(rows, kernelOf), [count, pixels, known(size)]);
        /** Of projected pixels, what may be read. */
        const pooled = (x: Value, size: Dim): Value => {
          if (by === 1) return x;
          const [high, wide] = knownShape(windows) as [number, number];
          const apart = b.reshape(x, [count, high, known(by), wide, known(by), known(size)]);
          return b.reshape(b.max(apart, [2, 4]), [count, high * wide, known(size)]);
        };
        const scores = b.matMul(project(g!.value, inner), pooled(project(f!.value, inner), inner), {
          transposeB: true,
        });
        const seen = b.matMul(softmax(b, scores), pooled(project(h!.value, read), read));
        const back = b.matMul(b.reshape(seen, [count * pixels, known(read)]), v!.value);
        const added = b.reshape(b.multiply(back, gamma!.value), flat.shape);
        return context.unflatten(b.add(flat, added));
      },
    });
    return { kind: 'tensor', node };
  },
};
