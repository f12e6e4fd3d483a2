/** @file UniformInt: independent whole numbers from low to high, both ends included, all equally likely; the bounds are numbers. */
import { diagnostic } from '../../diagnostics/catalog.ts';
import { countOf, known, knownShape } from '../../types/dims.ts';
import { realType } from '../../types/type.ts';
import type { DistributionValue } from '../../types/value.ts';
import { materialise, sumLast } from '../lowering.ts';
import type { Family } from './family.ts';

/** Whole numbers are exact in float32 up to here, and a draw has 24 random bits. */
const largest = 2 ** 24;

const bounds = (d: DistributionValue): { low: number; high: number } => ({
  low: d.constants?.['low'] ?? 0,
  high: d.constants?.['high'] ?? 0,
});
const choices = (d: DistributionValue): number => bounds(d).high - bounds(d).low + 1;

export const uniformIntFamily: Family = {
  name: 'UniformInt',
  summary: 'Independent whole numbers from low to high, both included, all equally likely.',
  parameters: [
    { name: 'low', kind: 'int' },
    { name: 'high', kind: 'int' },
  ],
  reparameterised: false,
  support: bounds,
  logProbFormula: '-sum_i log(high - low + 1), and -inf elsewhere',
  create(call, event) {
    const low = call.int('low');
    const high = call.int('high');
    if (low > high)
      return call.report(
        diagnostic(
          'range/empty-interval',
          call.span,
          { low, high },
          { help: `write ${high} first: UniformInt(${high}, ${low})` },
        ),
      );
    const farthest = Math.abs(low) > Math.abs(high) ? 'low' : 'high';
    const value = call.int(farthest);
    if (Math.abs(value) >= largest)
      return call.report(
        diagnostic('shape/too-large', call.spanOf(farthest), {
          name: `UniformInt's ${farthest}`,
          value,
          limit: largest - 1,
        }),
      );
    return {
      kind: 'distribution',
      family: 'UniformInt',
      event: event ?? [],
      parameters: new Map(),
      constants: { low, high },
      span: call.span,
    };
  },
  sample(call, d, site, times) {
    const { low, high } = bounds(d);
    return call.node({
      name: 'uniformIntSample',
      inputs: [call.random(site, 'uniform', d.event, times)],
      type: { shape: d.event, element: 'int', range: { low, high } },
      lower: (context) => {
        const { b } = context;
        // u <= 1 - 2^-24, so that u n never rounds up to n.
        const index = b.floor(b.multiply(context.aligned(0, d.event.length), choices(d)));
        return materialise(context, b.cast(b.add(index, low), 'i32'), d.event.length);
      },
    });
  },
  logProb(call, d, x) {
    const { low, high } = bounds(d);
    return call.node({
      name: 'uniformIntLogProb',
      inputs: [x],
      type: realType([]),
      lower: (context) => {
        const { b } = context;
        const value = b.cast(context.aligned(0, d.event.length), 'f32');
        const isInside = b.logicalAnd(b.greaterEqual(value, low), b.greaterEqual(b.constant(high), value));
        const isWhole = b.equal(b.floor(value), value);
        const each = b.select(
          b.logicalAnd(isInside, isWhole),
          b.constant(-Math.log(choices(d))),
          b.constant(-Infinity),
        );
        return sumLast(b, each, d.event.length);
      },
    });
  },
  mean: (call, d) =>
    call.constant(
      Array<number>(known(countOf(d.event))).fill((bounds(d).low + bounds(d).high) / 2),
      knownShape(d.event),
    ),
  // The variance of n equally likely whole numbers in a row is (n^2 - 1) / 12.
  stddev: (call, d) =>
    call.constant(
      Array<number>(known(countOf(d.event))).fill(Math.sqrt((choices(d) ** 2 - 1) / 12)),
      knownShape(d.event),
    ),
  entropy: (call, d) => call.constant(known(countOf(d.event)) * Math.log(choices(d))),
};
