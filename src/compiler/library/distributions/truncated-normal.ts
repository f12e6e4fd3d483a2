/**
 * @file TruncatedNormal: independent Gaussians held within `threshold` standard deviations of their mean, which is what
 * drawing again until a value lies inside gives. `truncate(normal, threshold)` makes one of a Normal.
 */
import { diagnostic } from '../../diagnostics/catalog.ts';
import type { GraphBuilder, Value as IrValue } from '../../ir/build.ts';
import { formatShape } from '../../types/dims.ts';
import { addRanges, formatRange, isBounded, multiplyRanges, unbounded } from '../../types/range.ts';
import type { Range } from '../../types/range.ts';
import { formatType, realType } from '../../types/type.ts';
import type { DistributionValue, TypedNode, Value } from '../../types/value.ts';
import type { Call, FunctionDefinition, ParameterDefinition } from '../definition.ts';
import { erfInverse } from './erf-inverse.ts';
import { parameterOf } from './family.ts';
import type { Family } from './family.ts';
import { formatDistribution } from './format.ts';
import { broadcastsTo, logStddevFrom, normalFamily, overEvent, scaleOf, stddevFrom } from './normal.ts';

const thresholdOf = (d: DistributionValue): TypedNode => parameterOf(d, 'threshold');

/** The chance that a normal value lies within t standard deviations of its mean. */
const inside = (b: GraphBuilder, t: IrValue): IrValue => b.erf(b.multiply(t, Math.SQRT1_2));

/** The density of the standard normal distribution. */
const density = (b: GraphBuilder, t: IrValue): IrValue =>
  b.multiply(b.exp(b.multiply(b.square(t), -0.5)), 1 / Math.sqrt(2 * Math.PI));

/** The standard deviation's range, whichever form of scale was written. */
function stddevRange(d: DistributionValue): Range {
  const { name, node } = scaleOf(d);
  const { low, high } = node.type.range;
  if (name === 'stddev') return { low, high };
  if (name === 'variance') return { low: Math.sqrt(low), high: Math.sqrt(high) };
  return { low: Math.exp(low / 2), high: Math.exp(high / 2) };
}

/** mean -+ threshold * stddev, as far as their ranges are known; any real number where they aren't. */
function supportOf(d: DistributionValue): Range {
  const { high } = multiplyRanges(stddevRange(d), thresholdOf(d).type.range);
  const support = addRanges(parameterOf(d, 'mean').type.range, { low: -high, high });
  return isBounded(support) ? support : unbounded;
}

/** The Normal held within `threshold`; the poison value where the threshold doesn't fit (reported). */
function truncated(call: Call, normal: DistributionValue): DistributionValue | Value {
  const threshold = call.tensor('threshold');
  const { range, shape } = threshold.type;
  if (range.high <= 0) {
    return call.report(
      diagnostic(
        'range/threshold',
        call.spanOf('threshold'),
        { range: formatRange(range) },
        { label: formatType(threshold.type), help: 'BigGAN draws with thresholds from 0.04 to 2' },
      ),
    );
  }
  if (!broadcastsTo(shape, normal.event)) {
    return call.report(
      diagnostic(
        'shape/distribution-parameters',
        call.span,
        {
          family: 'TruncatedNormal',
          event: `[${formatShape(normal.event)}]`,
          first: `threshold: ${formatType(threshold.type)}`,
          second: '',
        },
        {
          related: [{ span: threshold.span, label: `${formatType(threshold.type)} comes from here` }],
          help: 'give one number for the whole event, or one for each of its values',
        },
      ),
    );
  }
  return {
    ...normal,
    family: 'TruncatedNormal',
    parameters: new Map([...normal.parameters, ['threshold', threshold]]),
    span: call.span,
  };
}

const thresholdParameter: ParameterDefinition = { name: 'threshold', kind: 'tensor' };

export const truncatedNormalFamily: Family = {
  name: 'TruncatedNormal',
  summary: 'A Normal of which only values within `threshold` standard deviations of the mean are taken.',
  parameters: [...normalFamily.parameters, thresholdParameter],
  reparameterised: true,
  support: supportOf,
  logProbFormula:
    '-sum_i [(x_i - mu_i)^2 / (2 sigma_i^2) + log sigma_i + log(2 pi) / 2 + log erf(t / sqrt(2))], and -inf outside',
  create(call, event) {
    const normal = normalFamily.create(call, event);
    return normal.kind === 'distribution' ? truncated(call, normal) : normal;
  },
  sample(call, d, site, times) {
    const noise = call.random(site, 'uniform', d.event, times);
    return overEvent(call, 'truncatedSample', d, [thresholdOf(d), noise], {
      type: realType(d.event, supportOf(d)),
      // z = mean + stddev sqrt(2) erf^-1(v erf(t / sqrt(2))), v uniform on (-1, 1): the inverse of the distribution function.
      apply: (b, name, mean, scale, threshold, uniform) => {
        // Half a step of the 2^24 is added: v is symmetric about 0 and never 1.
        const v = b.subtract(b.multiply(uniform!, 2), 1 - 2 ** -24);
        const bound = 1 - 2 ** -24;
        const at = b.maximum(b.minimum(b.multiply(v, inside(b, threshold!)), bound), -bound);
        const z = b.multiply(erfInverse(b, at), Math.SQRT2);
        const width = b.abs(threshold!);
        const held = b.maximum(b.minimum(z, width), b.negate(width));
        return b.add(mean, b.multiply(stddevFrom(b, name, scale), held));
      },
    });
  },
  logProb: (call, d, x) =>
    overEvent(call, 'truncatedLogProb', d, [thresholdOf(d), x], {
      scalar: true,
      apply: (b, name, mean, scale, threshold, value) => {
        const distance = b.divide(b.subtract(value!, mean), stddevFrom(b, name, scale));
        const log = b.negate(
          b.add(
            b.add(b.multiply(b.square(distance), 0.5), logStddevFrom(b, name, scale)),
            b.add(b.log(inside(b, threshold!)), 0.5 * Math.log(2 * Math.PI)),
          ),
        );
        return b.select(b.greaterEqual(threshold!, b.abs(distance)), log, b.constant(-Infinity));
      },
    }),
  mean: (call, d) => normalFamily.mean!(call, d),
  stddev: (call, d) =>
    overEvent(call, 'truncatedStddev', d, [thresholdOf(d)], {
      // sigma sqrt(1 - 2 t phi(t) / erf(t / sqrt(2)))
      apply: (b, name, _mean, scale, threshold) => {
        const lost = b.divide(
          b.multiply(b.multiply(threshold!, density(b, threshold!)), 2),
          inside(b, threshold!),
        );
        return b.multiply(stddevFrom(b, name, scale), b.sqrt(b.subtract(b.constant(1), lost)));
      },
    }),
  entropy: (call, d) =>
    overEvent(call, 'truncatedEntropy', d, [thresholdOf(d)], {
      scalar: true,
      // log(sqrt(2 pi e) sigma erf(t / sqrt(2))) - t phi(t) / erf(t / sqrt(2))
      apply: (b, name, _mean, scale, threshold) => {
        const chance = inside(b, threshold!);
        const lost = b.divide(b.multiply(threshold!, density(b, threshold!)), chance);
        const whole = b.add(
          b.add(logStddevFrom(b, name, scale), b.log(chance)),
          0.5 * Math.log(2 * Math.PI * Math.E),
        );
        return b.subtract(whole, lost);
      },
    }),
};

/** `truncate(Normal, threshold)`. */
export const truncate: FunctionDefinition = {
  name: 'truncate',
  group: 'distribution',
  summary:
    'The TruncatedNormal of a Normal: values farther than `threshold` standard deviations from the mean are drawn again.',
  source: 'Brock et al. 2019, section 3.1',
  parameters: [{ name: 'distribution', kind: 'distribution' }, thresholdParameter],
  apply(call) {
    const d = call.distribution('distribution');
    if (d.family === 'Normal') return truncated(call, d);
    const { low, high } = d.constants ?? {};
    return call.report(
      diagnostic(
        'type/not-truncatable',
        call.spanOf('distribution'),
        { family: d.family },
        {
          label: formatDistribution(d),
          ...(d.span.start === call.spanOf('distribution').start
            ? {}
            : { related: [{ span: d.span, label: `${formatDistribution(d)} comes from here` }] }),
          help:
            d.family === 'Uniform' && low !== undefined && high !== undefined
              ? `write the narrower bounds themselves: Uniform(low: ${low / 2}, high: ${high / 2})`
              : 'give the model a Normal prior, or draw from this one as it is',
        },
      ),
    );
  },
};
