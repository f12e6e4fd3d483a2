/**
 * @file patch: the layers of a critic that scores overlapping patches of an image (PatchGAN). Made of conv2d, a norm and leakyRelu,
 * which take their `defaults` as if they were written out.
 */
import { diagnostic } from '../../diagnostics/catalog.ts';
import type { Value } from '../../types/value.ts';
import { describe } from '../describe.ts';
import type { FunctionDefinition } from '../definition.ts';
import { limits, positive } from '../limits.ts';
import { imageOf } from '../operand.ts';

const kernel = 4;
const padding = 1;
const slope = 0.2;

/** How many pixels one score sees, in each direction: back from the score, each convolution widens the view. */
function receptiveField(strides: readonly number[]): number {
  return strides.reduceRight((seen, stride) => (seen - 1) * stride + kernel, 1);
}

const numberOf = (value: number): Value => ({ kind: 'number', value, isInteger: Number.isInteger(value) });
const functionOf = (name: string): Value => ({ kind: 'function', name, isBlock: false });

export const patch: FunctionDefinition = {
  name: 'patch',
  group: 'layer',
  summary:
    'Scores of overlapping patches: `layers` (default 3) strided convolutions from `filters` (default 64), doubling up to 8 times, one more, and one to scores; `norm` (default batchNorm) after all but the first and last.',
  formula: 'patches of 16, 34, 70 pixels for 1, 2, 3 layers',
  source: 'Isola et al. 2017, appendix 6.1.2',
  parameters: [
    { name: 'x', kind: 'tensor' },
    { name: 'layers', kind: 'int', optional: true },
    { name: 'filters', kind: 'int', optional: true },
    { name: 'norm', kind: 'value', symbols: ['none'], optional: true },
  ],
  apply(call) {
    const image = imageOf(call);
    if (!image) return { kind: 'error' };
    const layers = call.has('layers') ? call.int('layers') : 3;
    const filters = call.has('filters') ? call.int('filters') : 64;
    if (!positive(call, 'layers', layers, limits.repetitions) || !positive(call, 'filters', filters))
      return { kind: 'error' };
    const norm = call.has('norm') ? call.value('norm') : functionOf('batchNorm');
    const hasNorm = call.symbol('norm') !== 'none';
    if (hasNorm && norm.kind !== 'function') {
      return call.report(
        diagnostic('type/argument-kind', call.spanOf('norm'), {
          name: 'norm',
          of: 'patch',
          wanted: 'a layer such as instanceNorm, or `none`',
          found: describe(norm),
        }),
      );
    }
    const strides = [...Array<number>(layers).fill(2), 1, 1];
    call.remark(`${call.name}(layers: ${layers}): one score sees ${receptiveField(strides)} pixels each way`);
    const stage = (name: string, value: Value, ...settings: readonly number[]): Value =>
      value.kind === 'error'
        ? value
        : call.invoke(functionOf(name), [value, ...settings.map(numberOf)], call.span);
    let value: Value = { kind: 'tensor', node: image.x };
    for (const [i, stride] of strides.entries()) {
      const isLast = i === strides.length - 1;
      value = stage('conv2d', value, isLast ? 1 : filters * Math.min(2 ** i, 8), kernel, stride, padding);
      if (isLast) break;
      if (i > 0 && hasNorm && value.kind !== 'error') value = call.invoke(norm, [value], call.span);
      value = stage('leakyRelu', value, slope);
    }
    return value;
  },
};
