/** @file bias: a learned number added to each channel, for places where a layer before has none of its own. */
import { realType } from '../../types/type.ts';
import type { FunctionDefinition } from '../definition.ts';
import { channelsOf } from '../operand.ts';
import { weightInit } from './weights.ts';

export const bias: FunctionDefinition = {
  name: 'bias',
  group: 'layer',
  summary: 'Adds a learned number to each channel; starts at 0 unless `init` says otherwise.',
  formula: 'y = x + b',
  parameters: [
    { name: 'x', kind: 'tensor' },
    { name: 'init', kind: 'initializer', optional: true },
  ],
  apply(call) {
    const operand = channelsOf(call);
    if (!operand) return { kind: 'error' };
    const { x, channels } = operand;
    const layer = call.layer();
    if (layer === undefined) return { kind: 'error' };
    const weight = call.weight(layer, {
      path: 'bias',
      shape: [channels],
      init: call.has('init') ? weightInit(call, 'init', channels, channels) : { kind: 'constant', value: 0 },
    });
    const node = call.node({
      name: 'bias',
      inputs: [x, weight],
      type: realType(x.type.shape),
      layer,
      lower: ({ b }, [input, shift]) => ({
        value: b.add(input!.value, shift!.value),
        plates: input!.plates,
      }),
    });
    return { kind: 'tensor', node };
  },
};
