/**
 * @file Measures of what a model generates against test data, which are no means over examples: `parzenWindow`, `frechetDistance`,
 * `classifierAccuracy`. A call collects what is to be compared; the numbers come about on the host, from all samples at once
 * (src/runtime/measures).
 */
import { diagnostic } from '../../diagnostics/catalog.ts';
import { formatType } from '../../types/type.ts';
import type { TypedNode, Value } from '../../types/value.ts';
import type { Call, FunctionDefinition, ParameterDefinition } from '../definition.ts';
import { limits, positive } from '../limits.ts';
import { operands } from './distances.ts';

const standardSamples = 10_000;

/** Samples held in memory at once. */
const samplesParameter: ParameterDefinition = { name: 'samples', kind: 'int', optional: true };

function samplesOf(call: Call): number | undefined {
  const samples = call.has('samples') ? call.int('samples') : standardSamples;
  return positive(call, 'samples', samples, limits.samples) ? samples : undefined;
}

/** The field of test data that is compared with; undefined where something else was given (reported). */
function fieldIn(call: Call, parameter: string): TypedNode | undefined {
  const node = call.tensor(parameter);
  if (node.form.kind === 'field') return node;
  call.report(
    diagnostic(
      'program/measure-data',
      call.spanOf(parameter),
      { name: call.name, found: formatType(node.type) },
      { help: 'give a field of a data source as it is: digits.image' },
    ),
  );
  return undefined;
}

/** What is generated and the field that it is compared with, of one shape and range; undefined where reported. */
function pairOf(
  call: Call,
  generated: string,
  data: string,
): { readonly generated: TypedNode; readonly data: TypedNode } | undefined {
  const field = fieldIn(call, data);
  const pair = field && operands(call, generated, data);
  if (!field || !pair) return undefined;
  const [node] = pair;
  if (node.plates.length === 0) return { generated: node, data: field };
  call.report(
    diagnostic('program/measure-plates', call.spanOf(generated), { name: call.name, plates: node.plates }),
  );
  return undefined;
}

const parzenWindow: FunctionDefinition = {
  name: 'parzenWindow',
  group: 'measure',
  summary:
    'The log-likelihood of test data under a Gaussian around each of `samples` (default 10000) generated ones, with its standard error. `bandwidth` is the stddev of the Gaussians; `crossValidated` (the default) takes the best of ten for the last tenth of the training data.',
  formula: 'log 1/n sum_j N(x; s_j, sigma^2)',
  source: 'Breuleux, Bengio & Vincent 2011; Goodfellow et al. 2014, section 5',
  parameters: [
    { name: 'generated', kind: 'tensor' },
    { name: 'data', kind: 'tensor' },
    samplesParameter,
    { name: 'bandwidth', kind: 'number', symbols: ['crossValidated'], optional: true },
  ],
  apply(call): Value {
    const pair = pairOf(call, 'generated', 'data');
    const samples = samplesOf(call);
    if (!pair || samples === undefined) return { kind: 'error' };
    const isGiven = call.has('bandwidth') && call.symbol('bandwidth') === undefined;
    const bandwidth = isGiven ? call.number('bandwidth') : 'crossValidated';
    if (bandwidth !== 'crossValidated' && !(bandwidth > 0))
      return call.report(
        diagnostic('shape/not-positive', call.spanOf('bandwidth'), {
          name: 'bandwidth',
          value: bandwidth,
          wanted: 'above 0',
        }),
      );
    return { kind: 'measure', measure: { kind: 'parzenWindow', ...pair, samples, bandwidth } };
  },
};

const frechetDistance: FunctionDefinition = {
  name: 'frechetDistance',
  group: 'measure',
  summary:
    "The Frechet distance between Gaussians fitted to a classifier's features of `samples` (default 10000) generated images and of as many test images. The classifier is trained by genc once per labelled source; never compare with distances on Inception's features.",
  formula: '|m1 - m2|^2 + tr(C1 + C2 - 2 (C1 C2)^(1/2))',
  source: 'Heusel et al. 2017, eq. 6',
  parameters: [{ name: 'fake', kind: 'tensor' }, { name: 'real', kind: 'tensor' }, samplesParameter],
  apply(call): Value {
    const pair = pairOf(call, 'fake', 'real');
    const samples = samplesOf(call);
    if (!pair || samples === undefined) return { kind: 'error' };
    return { kind: 'measure', measure: { kind: 'frechetDistance', ...pair, samples } };
  },
};

const classifierAccuracy: FunctionDefinition = {
  name: 'classifierAccuracy',
  group: 'measure',
  summary:
    'The share of `samples` (default 10000) generated images in which the classifier of `frechetDistance` sees the class `y` that was asked for.',
  formula: '[argmax_k p_k(x) = y]',
  parameters: [
    { name: 'images', kind: 'tensor' },
    { name: 'y', kind: 'tensor' },
    { name: 'like', kind: 'tensor' },
    samplesParameter,
  ],
  apply(call): Value {
    const pair = pairOf(call, 'images', 'like');
    const samples = samplesOf(call);
    const asked = call.tensor('y');
    if (!pair || samples === undefined) return { kind: 'error' };
    if (asked.type.element !== 'class')
      return call.report(
        diagnostic('type/not-a-class', call.spanOf('y'), { name: call.name, found: formatType(asked.type) }),
      );
    return { kind: 'measure', measure: { kind: 'classifierAccuracy', ...pair, asked, samples } };
  },
};

export const measures: readonly FunctionDefinition[] = [parzenWindow, frechetDistance, classifierAccuracy];
