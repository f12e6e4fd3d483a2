/** @file dense: y = x W + b over the last axis; and its weights' starting values. */
import { formatDim, known } from '../../types/dims.ts';
import { realType } from '../../types/type.ts';
import type { FunctionDefinition } from '../definition.ts';
import { positive } from '../limits.ts';
import { channelsOf } from '../operand.ts';
import { biasOf, kernelOf, weightParameter } from './parametrization.ts';
import { layerParameters } from './weights.ts';

export const dense: FunctionDefinition = {
  name: 'dense',
  group: 'layer',
  summary: 'A fully connected layer over the last axis: n inputs to `units` outputs.',
  formula: 'y = x W + b',
  parameters: [
    { name: 'x', kind: 'tensor' },
    { name: 'units', kind: 'int' },
    ...layerParameters,
    weightParameter,
  ],
  apply(call) {
    const operand = channelsOf(call, 'a Vector[n]');
    if (!operand) return { kind: 'error' };
    const { x, channels: inputs } = operand;
    const units = call.size('units');
    if (!positive(call, 'units', units)) return { kind: 'error' };
    const layer = call.layer();
    if (layer === undefined) return { kind: 'error' };
    const kernel = kernelOf(call, layer, {
      path: 'kernel',
      shape: [inputs, units],
      fanIn: inputs,
      fanOut: units,
      isKernel: true,
    });
    const hasBias = call.symbol('bias') !== 'none';
    const bias = hasBias ? [biasOf(call, layer, units, inputs, units)] : [];
    const node = call.node({
      name: 'dense',
      detail: `dense(${formatDim(units)})`,
      inputs: [x, kernel, ...bias],
      type: realType([...x.type.shape.slice(0, -1), units]),
      layer,
      lower: (context, lowered) => {
        const { b } = context;
        const input = lowered[0]!.value;
        // A product of matrices is the fast form: rows of all plates and leading axes together.
        const rows = b.reshape(input, [input.shape.slice(0, -1).reduce((a, n) => a * n, 1), known(inputs)]);
        const product = b.matMul(rows, lowered[1]!.value);
        const result = lowered[2] ? b.add(product, lowered[2].value) : product;
        return {
          value: b.reshape(result, [...input.shape.slice(0, -1), known(units)]),
          plates: lowered[0]!.plates,
        };
      },
    });
    return { kind: 'tensor', node };
  },
};
