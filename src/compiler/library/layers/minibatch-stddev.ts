/**
 * @file minibatchStddev: how much the examples of a group differ, as one more channel, so that a critic sees a generator that repeats
 * itself. The only layer beside batchNorm that looks across the batch, in every mode.
 */
import { addDims, knownShape } from '../../types/dims.ts';
import { hull, nonNegative } from '../../types/range.ts';
import { realType } from '../../types/type.ts';
import type { FunctionDefinition } from '../definition.ts';
import { limits, positive } from '../limits.ts';
import { channelsOf } from '../operand.ts';

/** Added to the variance, so that the derivative of its root at equal examples is finite. */
const epsilon = 1e-8;

/** The largest divisor of `count` of at most `limit`. */
function divisorUpTo(count: number, limit: number): number {
  for (let size = Math.min(count, limit); size > 1; size--) if (count % size === 0) return size;
  return 1;
}

export const minibatchStddev: FunctionDefinition = {
  name: 'minibatchStddev',
  group: 'layer',
  summary:
    'One more channel: the standard deviation over `group` examples (default 4; the largest divisor of the batch up to it), averaged over everything else.',
  formula: 'y = concat(x, mean over features of sqrt(variance over the group + 1e-8))',
  source: 'Karras et al. 2018, section 3',
  parameters: [
    { name: 'x', kind: 'tensor' },
    { name: 'group', kind: 'int', optional: true },
  ],
  apply(call) {
    const operand = channelsOf(call);
    if (!operand) return { kind: 'error' };
    const { x, channels } = operand;
    const group = call.has('group') ? call.int('group') : 4;
    if (!positive(call, 'group', group, limits.batch)) return { kind: 'error' };
    const lead = x.type.shape.slice(0, -1);
    const node = call.node({
      name: 'minibatchStddev',
      detail: `minibatchStddev(${group})`,
      inputs: [x],
      type: realType([...lead, addDims(channels, 1)], hull(x.type.range, nonNegative)),
      lower: (context) => {
        const { b } = context;
        const flat = context.flattened(0);
        const count = flat.shape[0]!;
        const size = divisorUpTo(count, group);
        const groups = count / size;
        const grouped = b.reshape(flat, [size, groups, ...knownShape(x.type.shape)]);
        const centred = b.subtract(grouped, b.mean(grouped, [0], true));
        const deviation = b.sqrt(b.add(b.mean(b.square(centred), [0]), epsilon));
        const average = b.mean(
          deviation,
          x.type.shape.map((_, axis) => axis + 1),
        );
        const perExample = b.reshape(b.broadcastTo(average, [size, groups]), [
          count,
          ...x.type.shape.map(() => 1),
        ]);
        const channel = b.broadcastTo(perExample, [count, ...knownShape(lead), 1]);
        return context.unflatten(b.concat([flat, channel], flat.shape.length - 1));
      },
    });
    return { kind: 'tensor', node };
  },
};
