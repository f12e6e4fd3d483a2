/** @file maxout: each unit is the largest of several linear pieces. */
import { formatDim, known, multiplyDims } from '../../types/dims.ts';
import { realType } from '../../types/type.ts';
import type { FunctionDefinition } from '../definition.ts';
import { positive } from '../limits.ts';
import { channelsOf } from '../operand.ts';
import { biasOf, kernelOf, weightParameter } from './parametrization.ts';

export const maxout: FunctionDefinition = {
  name: 'maxout',
  group: 'layer',
  summary: 'A fully connected layer whose units are each the largest of `pieces` linear functions.',
  formula: 'y_i = max_j (x W_ij + b_ij), j = 1..pieces',
  source: 'Goodfellow et al. 2013, section 3',
  parameters: [
    { name: 'x', kind: 'tensor' },
    { name: 'units', kind: 'int' },
    { name: 'pieces', kind: 'int' },
    { name: 'init', kind: 'initializer', optional: true },
    { name: 'biasInit', kind: 'initializer', optional: true },
    weightParameter,
  ],
  apply(call) {
    const operand = channelsOf(call, 'a Vector[n]');
    if (!operand) return { kind: 'error' };
    const { x, channels: inputs } = operand;
    const units = call.size('units');
    const pieces = call.size('pieces');
    if (!positive(call, 'units', units) || !positive(call, 'pieces', pieces)) return { kind: 'error' };
    const layer = call.layer();
    if (layer === undefined) return { kind: 'error' };
    const width = multiplyDims(units, pieces);
    const weights = [
      kernelOf(call, layer, {
        path: 'kernel',
        shape: [inputs, width],
        fanIn: inputs,
        fanOut: width,
        isKernel: true,
      }),
      biasOf(call, layer, width, inputs, width),
    ];
    const node = call.node({
      name: 'maxout',
      detail: `maxout(${formatDim(units)}, pieces: ${formatDim(pieces)})`,
      inputs: [x, ...weights],
      type: realType([...x.type.shape.slice(0, -1), units]),
      layer,
      lower: ({ b }, [input, kernel, shift]) => {
        const { value, plates } = input!;
        const lead = value.shape.slice(0, -1);
        const rows = b.reshape(value, [lead.reduce((n, size) => n * size, 1), known(inputs)]);
        const linear = b.add(b.matMul(rows, kernel!.value), shift!.value);
        // The pieces of a unit stand side by side.
        const largest = b.max(b.reshape(linear, [rows.shape[0]!, known(units), known(pieces)]), [2]);
        return { value: b.reshape(largest, [...lead, known(units)]), plates };
      },
    });
    return { kind: 'tensor', node };
  },
};
