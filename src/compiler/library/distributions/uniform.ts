/** @file Uniform: independent uniforms on [low, high] over the event; the bounds are numbers. */
import { countOf, known, knownShape } from '../../types/dims.ts';
import { diagnostic } from '../../diagnostics/catalog.ts';
import { realType } from '../../types/type.ts';
import type { DistributionValue } from '../../types/value.ts';
import { elementwise, sumLast } from '../lowering.ts';
import type { Family } from './family.ts';

const bounds = (d: DistributionValue): { low: number; high: number } => ({
  low: d.constants?.['low'] ?? 0,
  high: d.constants?.['high'] ?? 1,
});

export const uniformFamily: Family = {
  name: 'Uniform',
  summary: 'Independent uniform values on [low, high].',
  parameters: [
    { name: 'low', kind: 'number' },
    { name: 'high', kind: 'number' },
  ],
  reparameterised: true,
  support: bounds,
  logProbFormula: '-sum_i log(high - low), and -inf outside',
  create(call, event) {
    const low = call.number('low');
    const high = call.number('high');
    if (!(low < high))
      return call.report(
        diagnostic(
          'range/empty-interval',
          call.span,
          { low, high },
          { help: `write ${high} first: Uniform(${high}, ${low})` },
        ),
      );
    return {
      kind: 'distribution',
      family: 'Uniform',
      event: event ?? [],
      parameters: new Map(),
      constants: { low, high },
      span: call.span,
    };
  },
  sample(call, d, site, times) {
    const { low, high } = bounds(d);
    return call.node({
      name: 'uniformSample',
      inputs: [call.random(site, 'uniform', d.event, times)],
      type: realType(d.event, { low, high }),
      lower: elementwise(d.event.length, (b, u) => b.add(b.multiply(u!, high - low), low)),
    });
  },
  logProb(call, d, x) {
    const { low, high } = bounds(d);
    return call.node({
      name: 'uniformLogProb',
      inputs: [x],
      type: realType([]),
      lower: (context) => {
        const { b } = context;
        const value = context.aligned(0, d.event.length);
        const inside = b.logicalAnd(b.greaterEqual(value, low), b.greaterEqual(b.constant(high), value));
        return sumLast(
          b,
          b.select(inside, b.constant(-Math.log(high - low)), b.constant(-Infinity)),
          d.event.length,
        );
      },
    });
  },
  mean: (call, d) =>
    call.constant(
      Array<number>(known(countOf(d.event))).fill((bounds(d).low + bounds(d).high) / 2),
      knownShape(d.event),
    ),
  entropy: (call, d) => call.constant(known(countOf(d.event)) * Math.log(bounds(d).high - bounds(d).low)),
};
