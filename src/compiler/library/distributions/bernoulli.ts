/**
 * @file Bernoulli: independent coin flips over the event, given by logits or probability. The density extends to grey values
 * in [0, 1] as the cross-entropy, as is usual for images.
 */
import { rangeOrigin } from '../origin.ts';
import { diagnostic } from '../../diagnostics/catalog.ts';
import { broadcastsTo } from './normal.ts';
import { formatShape } from '../../types/dims.ts';
import { contains, formatRange, isUnbounded, unitRange } from '../../types/range.ts';
import { boolType, formatType, realType } from '../../types/type.ts';
import type { DistributionValue } from '../../types/value.ts';
import { elementwise, sumLast } from '../lowering.ts';
import { parameterOf } from './family.ts';
import type { Family } from './family.ts';

const isLogits = (d: DistributionValue): boolean => d.parameters.has('logits');
const parameter = (d: DistributionValue) => parameterOf(d, isLogits(d) ? 'logits' : 'probability');

export const bernoulliFamily: Family = {
  name: 'Bernoulli',
  summary: 'Independent 0/1 values over the event.',
  parameters: [
    { name: 'logits', kind: 'tensor', optional: true },
    { name: 'probability', kind: 'tensor', optional: true },
  ],
  reparameterised: false,
  support: () => unitRange,
  logProbFormula: 'sum_i [x_i l_i - softplus(l_i)]',
  create(call, event) {
    const name = call.has('logits') ? 'logits' : 'probability';
    if (call.has('logits') === call.has('probability')) {
      return call.report(
        diagnostic(
          'type/bernoulli-parameter',
          call.span,
          { given: ['logits', 'probability'].filter((one) => call.has(one)) },
          { help: 'networks give logits, any real numbers; a probability lies in [0, 1]' },
        ),
      );
    }
    const node = call.tensor(name);
    const range = node.type.range;
    if (name === 'logits' && !isUnbounded(range)) {
      const suspect = contains(unitRange, range) ? 'probability' : 'bounded';
      return call.report(
        diagnostic(
          'range/bounded-logits',
          call.spanOf('logits'),
          { range: formatRange(range), suspect },
          {
            label: formatType(node.type),
            related: [{ span: rangeOrigin(node).span, label: `${formatRange(range)} comes from here` }],
            help:
              suspect === 'probability'
                ? 'drop the sigmoid, or write probability: instead of logits:'
                : 'logits are any real number: drop the activation',
          },
        ),
      );
    }
    if (name === 'probability' && !contains(unitRange, range)) {
      return call.report(
        diagnostic(
          'range/probability',
          call.spanOf('probability'),
          { range: formatRange(range) },
          {
            label: formatType(node.type),
            related: [{ span: rangeOrigin(node).span, label: `${formatRange(range)} comes from here` }],
            help: 'write logits: instead of probability:, or pass it through sigmoid',
          },
        ),
      );
    }
    const shape = event ?? node.type.shape;
    if (!broadcastsTo(node.type.shape, shape)) {
      return call.report(
        diagnostic(
          'shape/distribution-parameters',
          call.span,
          {
            family: 'Bernoulli',
            event: `[${formatShape(shape)}]`,
            first: `${name}: ${formatType(node.type)}`,
            second: '',
          },
          {
            related: [{ span: node.span, label: `${formatType(node.type)} comes from here` }],
            help: `give as many ${name} as the event has values: one size, one param`,
          },
        ),
      );
    }
    return {
      kind: 'distribution',
      family: 'Bernoulli',
      event: shape,
      parameters: new Map([[name, node]]),
      span: call.span,
    };
  },
  sample(call, d, site, times) {
    const noise = call.random(site, 'uniform', d.event, times);
    return call.node({
      name: 'bernoulliSample',
      inputs: [parameter(d), noise],
      type: boolType(d.event),
      lower: elementwise(d.event.length, (b, p, u) => b.greater(isLogits(d) ? b.sigmoid(p!) : p!, u!)),
    });
  },
  logProb(call, d, x) {
    const rank = d.event.length;
    return call.node({
      name: 'bernoulliLogProb',
      inputs: [parameter(d), x],
      type: realType([]),
      lower: (context) => {
        const { b } = context;
        const p = context.aligned(0, rank);
        const value = context.aligned(1, rank);
        const terms = isLogits(d)
          ? b.subtract(b.multiply(value, p), b.softplus(p))
          : b.add(
              b.multiply(value, b.log(b.maximum(p, 1e-7))),
              b.multiply(
                b.subtract(b.constant(1), value),
                b.log(b.maximum(b.subtract(b.constant(1), p), 1e-7)),
              ),
            );
        return sumLast(b, terms, rank);
      },
    });
  },
  mean: (call, d) =>
    call.node({
      name: 'bernoulliMean',
      inputs: [parameter(d)],
      type: realType(d.event, unitRange),
      lower: elementwise(d.event.length, (b, p) => (isLogits(d) ? b.sigmoid(p!) : p!)),
    }),
  entropy: (call, d) =>
    call.node({
      name: 'bernoulliEntropy',
      inputs: [parameter(d)],
      type: realType([]),
      lower: (context) => {
        const { b } = context;
        const l = context.aligned(0, d.event.length);
        const logits = isLogits(d) ? l : b.subtract(b.log(l), b.log(b.subtract(b.constant(1), l)));
        // H = softplus(l) - l sigmoid(l)
        return sumLast(
          b,
          b.subtract(b.softplus(logits), b.multiply(logits, b.sigmoid(logits))),
          d.event.length,
        );
      },
    }),
};
