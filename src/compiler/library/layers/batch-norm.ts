/**
 * @file batchNorm: normalises each channel over the batch and the pixels of one call (Ioffe & Szegedy 2015, algorithm 1). In
 * training mode with the statistics of that call; in evaluation mode with running buffers, which belong to the network
 * and move by 0.1 towards each call's statistics (the variance unbiased, as in PyTorch).
 */
import { known } from '../../types/dims.ts';
import type { Value as IrValue } from '../../ir/build.ts';
import { realType } from '../../types/type.ts';
import type { Call, FunctionDefinition, WeightInit } from '../definition.ts';
import { layerWord } from '../lowering.ts';
import { channelsOf } from '../operand.ts';

const momentum = 0.1;

export const batchNorm: FunctionDefinition = {
  name: 'batchNorm',
  group: 'layer',
  summary: 'Normalises each channel over the batch and pixels, then scales and shifts.',
  formula: 'y = gamma (x - mean) / sqrt(variance + epsilon) + beta',
  source: 'Ioffe & Szegedy 2015, algorithm 1',
  parameters: [
    { name: 'x', kind: 'tensor' },
    { name: 'affine', kind: 'symbol', symbols: ['none'], optional: true },
    { name: 'statistics', kind: 'symbol', symbols: ['batch', 'running'], optional: true },
    { name: 'scaleInit', kind: 'initializer', optional: true },
    { name: 'epsilon', kind: 'number', optional: true },
  ],
  apply(call) {
    const operand = channelsOf(call);
    if (!operand) return { kind: 'error' };
    const { x, channels } = operand;
    const layer = call.layer();
    if (layer === undefined) return { kind: 'error' };
    const epsilon = call.has('epsilon') ? call.number('epsilon') : 1e-5;
    const isAffine = call.symbol('affine') !== 'none';
    const weights = isAffine
      ? [
          call.weight(layer, {
            path: 'scale',
            shape: [channels],
            init: scaleInit(call),
          }),
          call.weight(layer, { path: 'shift', shape: [channels], init: { kind: 'constant', value: 0 } }),
        ]
      : [];
    const [runningMean, runningVariance] = [
      call.buffer(layer, { path: 'mean', shape: [channels], init: { kind: 'constant', value: 0 } }),
      call.buffer(layer, { path: 'variance', shape: [channels], init: { kind: 'constant', value: 1 } }),
    ];
    const statistics = call.symbol('statistics');
    const alwaysBatch = statistics === 'batch';
    const alwaysRunning = statistics === 'running';
    const node = call.node({
      name: 'batchNorm',
      inputs: [x, ...weights],
      type: realType(x.type.shape),
      layer,
      ...(statistics === undefined ? {} : { attributes: { statistics } }),
      lower: (context, lowered) => {
        const { b } = context;
        const input = lowered[0]!.value;
        const axes = input.shape.slice(0, -1).map((_, i) => i);
        const named = (what: string, body: () => IrValue): IrValue =>
          b.named(`${layerWord(layer)} ${what}`, body);
        let normalised;
        if ((context.mode !== 'evaluation' || alwaysBatch) && !alwaysRunning) {
          const mean = named('mean', () => b.mean(input, axes, true));
          const centred = named('centred', () => b.subtract(input, mean));
          const variance = named('variance', () => b.mean(b.square(centred), axes, true));
          const inverse = named('inverse deviation', () => b.rsqrt(b.add(variance, epsilon)));
          normalised = b.multiply(centred, inverse);
          const count = axes.reduce((product, axis) => product * input.shape[axis]!, 1);
          const unbiased = count / Math.max(count - 1, 1);
          const scaled = (statistic: IrValue, by: number): IrValue =>
            b.multiply(b.reshape(statistic, [known(channels)]), by);
          context.moveBuffer(
            runningMean,
            (current) => b.add(b.multiply(current, 1 - momentum), scaled(mean, momentum)),
            () => scaled(mean, 1),
          );
          context.moveBuffer(
            runningVariance,
            (current) => b.add(b.multiply(current, 1 - momentum), scaled(variance, momentum * unbiased)),
            () => scaled(variance, unbiased),
          );
        } else {
          const centred = named('centred', () => b.subtract(input, context.buffer(runningMean)));
          const inverse = named('inverse deviation', () =>
            b.rsqrt(b.add(context.buffer(runningVariance), epsilon)),
          );
          normalised = b.multiply(centred, inverse);
        }
        const value = isAffine
          ? b.add(b.multiply(normalised, lowered[1]!.value), lowered[2]!.value)
          : normalised;
        return { value, plates: lowered[0]!.plates };
      },
    });
    return { kind: 'tensor', node };
  },
};

/** The scale starts at 1, or normally around it (DCGAN: N(1, 0.02)). */
function scaleInit(call: Call): WeightInit {
  const given = call.initializer('scaleInit');
  const [mean = 1, stddev = 0] = given?.arguments ?? [];
  if (given?.name === 'normal') return { kind: 'normal', mean, stddev };
  return { kind: 'constant', value: given?.name === 'zeros' ? 0 : 1 };
}
