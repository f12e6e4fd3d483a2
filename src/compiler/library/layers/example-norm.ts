/**
 * @file layerNorm, instanceNorm, groupNorm and pixelNorm: normalisations of each example by itself, the same in training and evaluation, with no
 * running statistics. What normalises over the batch is in batch-norm.ts.
 */
import { diagnostic } from '../../diagnostics/catalog.ts';
import type { GraphBuilder, Value } from '../../ir/build.ts';
import { formatType, realType } from '../../types/type.ts';
import { exactQuotient, formatDim, known } from '../../types/dims.ts';
import type { FunctionDefinition } from '../definition.ts';
import { lastAxes } from '../lowering.ts';
import { limits, positive } from '../limits.ts';
import { channelsOf, imageOf } from '../operand.ts';

const standardEpsilon = 1e-5;

/** (x - mean) / sqrt(variance + epsilon) along `axes`; the variance is that of the values at hand (divided by n). */
function normalise(b: GraphBuilder, x: Value, axes: readonly number[], epsilon: number): Value {
  const centred = b.subtract(x, b.mean(x, axes, true));
  const variance = b.mean(b.square(centred), axes, true);
  return b.multiply(centred, b.rsqrt(b.add(variance, epsilon)));
}

export const layerNorm: FunctionDefinition = {
  name: 'layerNorm',
  group: 'layer',
  summary: 'Normalises each example over all its values, then scales and shifts each channel.',
  formula: 'y = gamma (x - mean) / sqrt(variance + epsilon) + beta',
  source: 'Ba, Kiros & Hinton 2016, eq. 3',
  parameters: [
    { name: 'x', kind: 'tensor' },
    { name: 'affine', kind: 'symbol', symbols: ['none'], optional: true },
    { name: 'epsilon', kind: 'number', optional: true },
  ],
  apply(call) {
    const operand = channelsOf(call);
    if (!operand) return { kind: 'error' };
    const { x, channels } = operand;
    const layer = call.layer();
    if (layer === undefined) return { kind: 'error' };
    const epsilon = call.has('epsilon') ? call.number('epsilon') : standardEpsilon;
    const weights =
      call.symbol('affine') === 'none'
        ? []
        : [
            call.weight(layer, { path: 'scale', shape: [channels], init: { kind: 'constant', value: 1 } }),
            call.weight(layer, { path: 'shift', shape: [channels], init: { kind: 'constant', value: 0 } }),
          ];
    const node = call.node({
      name: 'layerNorm',
      inputs: [x, ...weights],
      type: realType(x.type.shape),
      layer,
      lower: ({ b }, [input, scale, shift]) => {
        const { value, plates } = input!;
        const normalised = normalise(b, value, lastAxes(value, x.type.shape.length), epsilon);
        const scaled = scale && shift ? b.add(b.multiply(normalised, scale.value), shift.value) : normalised;
        return { value: scaled, plates };
      },
    });
    return { kind: 'tensor', node };
  },
};

export const instanceNorm: FunctionDefinition = {
  name: 'instanceNorm',
  group: 'layer',
  summary: 'Normalises each channel of each example over its pixels; learns nothing.',
  formula: 'y = (x - mean) / sqrt(variance + epsilon)',
  source: 'Ulyanov, Vedaldi & Lempitsky 2016',
  parameters: [
    { name: 'x', kind: 'tensor' },
    { name: 'epsilon', kind: 'number', optional: true },
  ],
  apply(call) {
    const image = imageOf(call);
    if (!image) return { kind: 'error' };
    const epsilon = call.has('epsilon') ? call.number('epsilon') : standardEpsilon;
    const node = call.node({
      name: 'instanceNorm',
      inputs: [image.x],
      type: realType(image.x.type.shape),
      lower: ({ b }, [input]) => {
        const { value, plates } = input!;
        const pixels = lastAxes(value, 3).slice(0, 2);
        return { value: normalise(b, value, pixels, epsilon), plates };
      },
    });
    return { kind: 'tensor', node };
  },
};

export const groupNorm: FunctionDefinition = {
  name: 'groupNorm',
  group: 'layer',
  summary:
    'Normalises each example over the pixels and channels of each of `groups` groups, then scales and shifts each channel.',
  formula: 'y = gamma (x - mean) / sqrt(variance + epsilon) + beta',
  source: 'Wu & He 2018, eq. 7',
  parameters: [
    { name: 'x', kind: 'tensor' },
    { name: 'groups', kind: 'int' },
    { name: 'epsilon', kind: 'number', optional: true },
  ],
  apply(call) {
    const x = call.tensor('x');
    const groups = call.size('groups');
    if (!positive(call, 'groups', groups, limits.items)) return { kind: 'error' };
    const channels = x.type.shape.at(-1);
    const size = channels === undefined ? undefined : exactQuotient(channels, groups);
    if (channels === undefined || size === undefined) {
      return call.report(
        diagnostic(
          'shape/split',
          call.span,
          { parts: formatDim(groups), found: formatType(x.type) },
          {
            related: [{ span: x.span, label: `${formatType(x.type)} comes from here` }],
            help: `the number of channels must be a multiple of ${formatDim(groups)}`,
          },
        ),
      );
    }
    call.needs(size);
    const layer = call.layer();
    if (layer === undefined) return { kind: 'error' };
    const epsilon = call.has('epsilon') ? call.number('epsilon') : standardEpsilon;
    const weights = [
      call.weight(layer, { path: 'scale', shape: [channels], init: { kind: 'constant', value: 1 } }),
      call.weight(layer, { path: 'shift', shape: [channels], init: { kind: 'constant', value: 0 } }),
    ];
    const rank = x.type.shape.length;
    const node = call.node({
      name: 'groupNorm',
      detail: `groupNorm(${formatDim(groups)})`,
      inputs: [x, ...weights],
      type: realType(x.type.shape),
      layer,
      lower: ({ b }, [input, scale, shift]) => {
        const { value, plates } = input!;
        const apart = b.reshape(value, [...value.shape.slice(0, -1), known(groups), known(size)]);
        // All event axes but that of the groups.
        const axes = lastAxes(apart, rank + 1).filter((_, i) => i !== rank - 1);
        const normalised = b.reshape(normalise(b, apart, axes, epsilon), value.shape);
        return { value: b.add(b.multiply(normalised, scale!.value), shift!.value), plates };
      },
    });
    return { kind: 'tensor', node };
  },
};

export const pixelNorm: FunctionDefinition = {
  name: 'pixelNorm',
  group: 'layer',
  summary: 'Scales the channels of each pixel (or a vector) to a mean square of 1; learns nothing.',
  formula: 'y = x / sqrt(mean over channels of x^2 + epsilon)',
  source: 'Karras et al. 2018, section 4.2',
  parameters: [
    { name: 'x', kind: 'tensor' },
    { name: 'epsilon', kind: 'number', optional: true },
  ],
  apply(call) {
    const operand = channelsOf(call);
    if (!operand) return { kind: 'error' };
    const { x } = operand;
    const epsilon = call.has('epsilon') ? call.number('epsilon') : 1e-8;
    const node = call.node({
      name: 'pixelNorm',
      inputs: [x],
      type: realType(x.type.shape),
      lower: ({ b }, [input]) => {
        const { value, plates } = input!;
        const square = b.mean(b.square(value), lastAxes(value, 1), true);
        return { value: b.multiply(value, b.rsqrt(b.add(square, epsilon))), plates };
      },
    });
    return { kind: 'tensor', node };
  },
};
