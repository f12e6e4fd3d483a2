/**
 * @file Lists that live in one tensor: linspace, lattice (quantiles of a prior, for manifolds), draws. A `for` over one
 * computes all items at once, along a plate. And `length`.
 */
import { describe } from '../describe.ts';
import { formatDistribution } from '../distributions/format.ts';
import { diagnostic } from '../../diagnostics/catalog.ts';
import type { FunctionDefinition, Call } from '../definition.ts';
import { limits, positive } from '../limits.ts';
import { familyOf } from '../objectives/likelihood.ts';
import { sameDim } from '../../types/dims.ts';
import { symbolDim } from '../../types/polynomial.ts';
import { errorValue, sizeValue } from '../../types/value.ts';
import type { Plate } from '../../types/plate.ts';
import type { DistributionValue, PlateListValue, TypedNode } from '../../types/value.ts';
import { normalQuantile } from './normal-quantile.ts';

/** The items of a tensor [size, ...event] as a list along a plate. */
export function plateList(call: Pick<Call, 'unroll'>, tensor: TypedNode, plate: Plate): PlateListValue {
  const node = call.unroll(tensor, plate);
  return {
    kind: 'plateList',
    plate,
    item: { kind: 'tensor', node },
    ...(node.type.shape.length === 0 ? { points: node } : {}),
  };
}

const linspace: FunctionDefinition = {
  name: 'linspace',
  group: 'data',
  summary: '`count` numbers from `from` to `to`, ends included, evenly apart.',
  parameters: [
    { name: 'from', kind: 'number' },
    { name: 'to', kind: 'number' },
    { name: 'count', kind: 'int' },
  ],
  apply(call) {
    const [from, to, count] = [call.number('from'), call.number('to'), call.int('count')];
    if (count < 2)
      return call.report(
        diagnostic('shape/not-positive', call.spanOf('count'), {
          name: "linspace's count",
          value: count,
          wanted: 'at least 2',
        }),
      );
    if (!positive(call, 'count', count, limits.items)) return errorValue;
    const values = Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1));
    return plateList(call, call.constant(values, [count]), { name: call.plateName('t'), size: count });
  },
};

/** Only independent Gaussians with a known mean and stddev have quantiles here. */
function quantilesOf(d: DistributionValue, side: number): readonly number[] | undefined {
  const numbers = (name: string): readonly number[] | undefined => {
    const form = d.parameters.get(name)?.form;
    return form?.kind === 'constant' ? form.values : undefined;
  };
  if (d.family === 'Uniform') {
    const { low = 0, high = 1 } = d.constants ?? {};
    return Array.from({ length: side }, (_, i) => low + ((high - low) * (i + 0.5)) / side);
  }
  const [mean] = numbers('mean') ?? [];
  const [stddev] = numbers('stddev') ?? [];
  if (d.family !== 'Normal' || mean === undefined || stddev === undefined) return undefined;
  return Array.from({ length: side }, (_, i) => mean + stddev * normalQuantile((i + 0.5) / side));
}

const lattice: FunctionDefinition = {
  name: 'lattice',
  group: 'data',
  summary:
    'A side x side lattice over a 2-D prior, at equal steps of probability: the manifold picture of Kingma & Welling 2014, appendix A.',
  parameters: [
    { name: 'prior', kind: 'distribution' },
    { name: 'side', kind: 'int' },
  ],
  apply(call) {
    const d = call.distribution('prior');
    const side = call.int('side');
    if (d.event.length !== 1 || !sameDim(d.event[0]!, 2)) {
      return call.report(
        diagnostic(
          'shape/lattice',
          call.spanOf('prior'),
          { found: formatDistribution(d) },
          {
            related: [{ span: d.span, label: 'declared here' }],
            help: 'a lattice spans two dimensions: train with --set latent=2, or show samples instead',
          },
        ),
      );
    }
    if (!positive(call, 'side', side, Math.sqrt(limits.items))) return errorValue;
    const quantiles = quantilesOf(d, side);
    if (!quantiles)
      return call.report(
        diagnostic(
          'type/lattice-family',
          call.spanOf('prior'),
          { family: d.family },
          {
            related: [{ span: d.span, label: 'declared here' }],
            help: 'show samples instead: grid(mean(decoder(sample(prior))))',
          },
        ),
      );
    // Rows from the top: the second coordinate falls, the first grows along a row.
    const points = Array.from({ length: side * side }, (_, i) => [
      quantiles[i % side]!,
      quantiles[side - 1 - Math.floor(i / side)]!,
    ]).flat();
    return plateList(call, call.constant(points, [side * side, 2]), {
      name: call.plateName('lattice'),
      size: side * side,
    });
  },
};

const draws: FunctionDefinition = {
  name: 'draws',
  group: 'data',
  summary: '`count` draws of a distribution, as a list.',
  parameters: [
    { name: 'distribution', kind: 'distribution' },
    { name: 'count', kind: 'int' },
  ],
  apply(call) {
    const d = call.distribution('distribution');
    const size = call.int('count');
    if (!positive(call, 'count', size, limits.items)) return errorValue;
    const plate: Plate = { name: call.plateName('draws'), size };
    return {
      kind: 'plateList',
      plate,
      item: { kind: 'tensor', node: familyOf(d).sample(call, d, 'draws', plate) },
    };
  },
};

const length: FunctionDefinition = {
  name: 'length',
  group: 'math',
  summary: 'The number of items of a list.',
  parameters: [{ name: 'list', kind: 'value' }],
  apply(call) {
    const value = call.value('list');
    if (value.kind === 'list') return { kind: 'number', value: value.items.length, isInteger: true };
    if (value.kind === 'sizes') return sizeValue(symbolDim({ name: `length(${value.name})`, least: 0 }));
    if (value.kind === 'plateList') return { kind: 'number', value: value.plate.size, isInteger: true };
    return call.report(diagnostic('type/not-a-list', call.spanOf('list'), { found: describe(value) }));
  },
};

export const listFunctions: readonly FunctionDefinition[] = [linspace, lattice, draws, length];
