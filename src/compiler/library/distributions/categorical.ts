/** @file Categorical: one of n classes, given by logits or probabilities (or `uniform`). */
import { formatDim, known, sameDim } from '../../types/dims.ts';
import { rangeOrigin } from '../origin.ts';
import { diagnostic } from '../../diagnostics/catalog.ts';
import type { GraphBuilder, Value as IrValue } from '../../ir/build.ts';
import { contains, formatRange, isUnbounded, unitRange } from '../../types/range.ts';
import { classType, formatType, realType } from '../../types/type.ts';
import type { DistributionValue, TypedNode } from '../../types/value.ts';
import { oneHot, sumLast } from '../lowering.ts';
import { parameterOf } from './family.ts';
import type { Family } from './family.ts';

const isLogits = (d: DistributionValue): boolean => d.parameters.has('logits');
const parameter = (d: DistributionValue): TypedNode =>
  parameterOf(d, isLogits(d) ? 'logits' : 'probabilities');

/** log softmax over the last axis, shifted by the largest logit so that nothing overflows. */
export function logSoftmax(b: GraphBuilder, logits: IrValue): IrValue {
  const axis = logits.shape.length - 1;
  const shifted = b.subtract(logits, b.stopGradient(b.max(logits, [axis], true)));
  return b.subtract(shifted, b.log(b.sum(b.exp(shifted), [axis], true)));
}

const logProbabilities = (b: GraphBuilder, d: DistributionValue, value: IrValue): IrValue =>
  isLogits(d) ? logSoftmax(b, value) : b.log(b.maximum(value, 1e-12));

export const categoricalFamily: Family = {
  name: 'Categorical',
  summary: 'One of n classes.',
  parameters: [
    { name: 'logits', kind: 'tensor', optional: true },
    { name: 'probabilities', kind: 'tensor', optional: true, symbols: ['uniform'] },
  ],
  overClasses: true,
  reparameterised: false,
  support: (d) => classType(d.classes ?? 1).range,
  logProbFormula: 'l_y - log sum_k exp(l_k)',
  create(call, event) {
    if (call.has('logits') === call.has('probabilities')) {
      return call.report(
        diagnostic(
          'type/categorical-parameter',
          call.span,
          { given: ['logits', 'probabilities'].filter((one) => call.has(one)) },
          {
            help: 'networks give logits, any real numbers; probabilities: uniform makes all classes equally likely',
          },
        ),
      );
    }
    const name = call.has('logits') ? 'logits' : 'probabilities';
    const isUniform = name === 'probabilities' && call.symbol('probabilities') === 'uniform';
    if (isUniform && event === undefined)
      return call.report(
        diagnostic(
          'type/categorical-classes',
          call.span,
          {},
          { help: 'write the number of classes: Categorical[10](probabilities: uniform)' },
        ),
      );
    const classes = event?.[0];
    const node = isUniform
      ? call.constant(
          Array.from({ length: known(classes ?? 1) }, () => 1 / known(classes ?? 1)),
          [known(classes ?? 1)],
        )
      : call.tensor(name);
    if (name === 'logits' && !isUnbounded(node.type.range)) {
      const suspect = contains(unitRange, node.type.range) ? 'probability' : 'bounded';
      return call.report(
        diagnostic(
          'range/bounded-logits',
          call.spanOf('logits'),
          { range: formatRange(node.type.range), suspect },
          {
            label: formatType(node.type),
            related: [
              { span: rangeOrigin(node).span, label: `${formatRange(node.type.range)} comes from here` },
            ],
            help: 'logits are any real number: drop the activation before them',
          },
        ),
      );
    }
    const count = node.type.shape[0];
    if (
      node.type.shape.length !== 1 ||
      count === undefined ||
      (classes !== undefined && !sameDim(classes, count))
    ) {
      return call.report(
        diagnostic(
          'shape/distribution-parameters',
          call.span,
          {
            family: 'Categorical',
            event: classes === undefined ? '[n]' : `[${formatDim(classes)}]`,
            first: `${name}: ${formatType(node.type)}`,
            second: '',
          },
          {
            related: [{ span: node.span, label: `${formatType(node.type)} comes from here` }],
            help:
              classes === undefined
                ? `${name} are a Vector[n], one for each class`
                : `give ${formatDim(classes)} of them, one for each class`,
          },
        ),
      );
    }
    return {
      kind: 'distribution',
      family: 'Categorical',
      event: [],
      classes: count,
      parameters: new Map([[name, node]]),
      span: call.span,
    };
  },
  sample(call, d, site, times) {
    const classes = d.classes ?? 1;
    const noise = call.random(site, 'uniform', [classes], times);
    return call.node({
      name: 'categoricalSample',
      inputs: [parameter(d), noise],
      type: classType(classes),
      // The Gumbel-max trick: argmax_k [log p_k - log(-log u_k)] is a draw.
      lower: (context) => {
        const { b } = context;
        const u = b.minimum(b.maximum(context.aligned(1, 1), 1e-7), 1 - 1e-7);
        const scores = b.subtract(logProbabilities(b, d, context.aligned(0, 1)), b.log(b.negate(b.log(u))));
        return b.argMax(scores, scores.shape.length - 1);
      },
    });
  },
  logProb(call, d, x) {
    return call.node({
      name: 'categoricalLogProb',
      inputs: [parameter(d), x],
      type: realType([]),
      lower: (context) => {
        const { b } = context;
        const logs = logProbabilities(b, d, context.aligned(0, 1));
        return sumLast(b, b.multiply(logs, oneHot(b, context.aligned(1, 0), known(d.classes ?? 1))), 1);
      },
    });
  },
  entropy: (call, d) =>
    call.node({
      name: 'categoricalEntropy',
      inputs: [parameter(d)],
      type: realType([]),
      lower: (context) => {
        const { b } = context;
        const logs = logProbabilities(b, d, context.aligned(0, 1));
        return b.negate(sumLast(b, b.multiply(logs, b.exp(logs)), 1));
      },
    }),
};
