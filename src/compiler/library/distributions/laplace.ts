/** @file Laplace: independent double exponentials over the event; minimising its nll fits medians, as `mae` does. */
import { diagnostic } from '../../diagnostics/catalog.ts';
import { broadcastShapes, formatShape } from '../../types/dims.ts';
import { contains, formatRange, mapRange, nonNegative, unbounded } from '../../types/range.ts';
import { formatType, realType } from '../../types/type.ts';
import { elementwise, sumLast } from '../lowering.ts';
import { parameterOf } from './family.ts';
import type { Family } from './family.ts';
import { broadcastsTo } from './normal.ts';

export const laplaceFamily: Family = {
  name: 'Laplace',
  summary: 'Independent Laplace values: mean and scale.',
  parameters: [
    { name: 'mean', kind: 'tensor' },
    { name: 'scale', kind: 'tensor' },
  ],
  reparameterised: true,
  support: () => unbounded,
  scale(d) {
    const { type } = parameterOf(d, 'scale');
    return { range: mapRange(type.range, (x) => Math.SQRT2 * x), shape: type.shape };
  },
  logProbFormula: '-sum_i [|x_i - mu_i| / s_i + log(2 s_i)]',
  create(call, event) {
    const mean = call.tensor('mean');
    const scale = call.tensor('scale');
    if (!contains(nonNegative, scale.type.range)) {
      return call.report(
        diagnostic(
          'range/scale-not-positive',
          call.spanOf('scale'),
          { parameter: 'scale', range: formatRange(scale.type.range) },
          { label: formatType(scale.type), help: 'pass it through softplus or exp' },
        ),
      );
    }
    const joint = broadcastShapes(mean.type.shape, scale.type.shape);
    const shape = event ?? joint;
    if (!joint || !shape || !broadcastsTo(joint, shape)) {
      return call.report(
        diagnostic(
          'shape/distribution-parameters',
          call.span,
          {
            family: 'Laplace',
            event: event ? `[${formatShape(event)}]` : 'one shape',
            first: `mean: ${formatType(mean.type)}`,
            second: `scale: ${formatType(scale.type)}`,
          },
          {
            related: [
              { span: mean.span, label: `${formatType(mean.type)} comes from here` },
              { span: scale.span, label: `${formatType(scale.type)} comes from here` },
            ],
            help: 'give both as many values as the event has: one size, one param',
          },
        ),
      );
    }
    const parameters = new Map([
      ['mean', mean],
      ['scale', scale],
    ]);
    return { kind: 'distribution', family: 'Laplace', event: shape, parameters, span: call.span };
  },
  sample(call, d, site, times) {
    return call.node({
      name: 'laplaceSample',
      inputs: [parameterOf(d, 'mean'), parameterOf(d, 'scale'), call.random(site, 'uniform', d.event, times)],
      type: realType(d.event),
      // x = mu - s sign(u) log(1 - 2|u|), u uniform on (-1/2, 1/2)
      lower: elementwise(d.event.length, (b, mean, scale, uniform) => {
        const u = b.subtract(uniform!, 0.5);
        const tail = b.log(b.maximum(b.subtract(b.constant(1), b.multiply(b.abs(u), 2)), 1e-7));
        return b.subtract(mean!, b.multiply(scale!, b.multiply(b.sign(u), tail)));
      }),
    });
  },
  logProb(call, d, x) {
    return call.node({
      name: 'laplaceLogProb',
      inputs: [parameterOf(d, 'mean'), parameterOf(d, 'scale'), x],
      type: realType([]),
      lower: (context) => {
        const { b } = context;
        const [mean, scale, value] = [0, 1, 2].map((i) => context.aligned(i, d.event.length));
        const terms = b.add(b.divide(b.abs(b.subtract(value!, mean!)), scale!), b.log(b.multiply(scale!, 2)));
        return b.negate(sumLast(b, terms, d.event.length));
      },
    });
  },
  mean: (call, d) =>
    call.node({
      name: 'laplaceMean',
      inputs: [parameterOf(d, 'mean')],
      type: realType(d.event),
      lower: (context) => context.aligned(0, d.event.length),
    }),
};
