/**
 * @file selfAttention: every pixel of an image reads from every other, by how well their projections agree; added to the image with a
 * learned scale that starts at 0, so that training begins without it.
 */
import { isKnown, known, unknownSize } from '../../types/dims.ts';
import { realType } from '../../types/type.ts';
import type { Dim } from '../../types/dims.ts';
import type { FunctionDefinition } from '../definition.ts';
import type { GraphBuilder, Value } from '../../ir/build.ts';
import { imageOf } from './resampling.ts';
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
    'Each pixel plus a learned multiple (0 at the start) of an average over all pixels, weighted by how well they agree; c/8 channels inside.',
  formula: 'y_j = x_j + gamma V sum_i softmax_i(f(x_i) . g(x_j)) h(x_i)',
  source: 'Zhang et al. 2019, eqs. 1 to 3',
  parameters: [
    { name: 'x', kind: 'tensor' },
    { name: 'init', kind: 'initializer', optional: true },
    weightParameter,
  ],
  apply(call) {
    const image = imageOf(call);
    if (!image) return { kind: 'error' };
    const layer = call.layer();
    if (layer === undefined) return { kind: 'error' };
    const { x, c } = image;
    const inner = isKnown(c) ? Math.max(Math.floor(c / 8), 1) : unknownSize;
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
      kernel('h', c, inner),
      kernel('v', inner, c),
      call.weight(layer, { path: 'gamma', shape: [], init: { kind: 'constant', value: 0 } }),
    ];
    const node = call.node({
      name: 'selfAttention',
      inputs: [x, ...weights],
      type: realType(x.type.shape),
      layer,
      lower: (context, [, f, g, keys, v, gamma]) => {
        const { b } = context;
        const flat = context.flattened(0);
        const count = flat.shape[0]!;
        const [height, width, channels] = flat.shape.slice(1) as [number, number, number];
        const pixels = height * width;
        // 1 x 1 convolutions are products of matrices, rows of all pixels together.
        const rows = b.reshape(flat, [count * pixels, channels]);
        const project = (kernelOf: Value): Value =>
          b.reshape(b.matMul(rows, kernelOf), [count, pixels, known(inner)]);
        const scores = b.matMul(project(g!.value), project(f!.value), { transposeB: true });
        const read = b.matMul(softmax(b, scores), project(keys!.value));
        const back = b.matMul(b.reshape(read, [count * pixels, known(inner)]), v!.value);
        const added = b.reshape(b.multiply(back, gamma!.value), flat.shape);
        return context.unflatten(b.add(flat, added));
      },
    });
    return { kind: 'tensor', node };
  },
};
