/** @file bias: a learned number added to each channel, for places where a layer before has none of its own. */
import { diagnostic } from '../../diagnostics/catalog.ts';
import { formatType, realType } from '../../types/type.ts';
import type { FunctionDefinition } from '../definition.ts';
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
    const x = call.tensor('x');
    const channels = x.type.shape.at(-1);
    if (channels === undefined) {
      return call.report(
        diagnostic('shape/rank', call.spanOf('x'), {
          name: 'bias',
          wanted: 'a Vector[n] or an Image[h, w, c]',
          found: formatType(x.type),
        }),
      );
    }
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
