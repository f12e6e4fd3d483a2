/** @file blur: each channel by the binomial filter [1, 2, 1] in both directions, zeros around; no weights. */
import type { GraphBuilder, Value } from '../../ir/build.ts';
import { hull } from '../../types/range.ts';
import { realType } from '../../types/type.ts';
import type { FunctionDefinition } from '../definition.ts';
import { imageOf } from '../operand.ts';

/** (x[i - 1] + 2 x[i] + x[i + 1]) / 4 along one axis. */
function along(b: GraphBuilder, x: Value, axis: number): Value {
  const one = x.shape.map((_, i) => (i === axis ? 1 : 0));
  const padded = b.pad(x, one, one);
  const shifted = (by: number): Value =>
    b.slice(
      padded,
      x.shape.map((_, i) => (i === axis ? by : 0)),
      x.shape,
    );
  const sides = b.add(shifted(0), shifted(2));
  return b.add(b.multiply(sides, 0.25), b.multiply(x, 0.5));
}

export const blur: FunctionDefinition = {
  name: 'blur',
  group: 'layer',
  summary: 'Each channel smoothed by [1, 2, 1] in both directions; beyond the border are zeros.',
  formula: 'y[i, j] = sum_{u, v} k_u k_v x[i + u, j + v], k = [1/4, 1/2, 1/4]',
  source: 'Karras, Laine & Aila 2019, section 2',
  parameters: [{ name: 'x', kind: 'tensor' }],
  apply(call) {
    const image = imageOf(call);
    if (!image) return { kind: 'error' };
    const { x, h, w, c } = image;
    const node = call.node({
      name: 'blur',
      inputs: [x],
      type: realType([h, w, c], hull({ low: 0, high: 0 }, x.type.range)),
      lower: (context) => {
        const flat = context.flattened(0);
        return context.unflatten(along(context.b, along(context.b, flat, 1), 2));
      },
    });
    return { kind: 'tensor', node };
  },
};
