/**
 * @file Normal: independent Gaussians over the event, given by mean and one of stddev, variance, logVariance.
 * Sampling is z = mean + stddev * noise with noise ~ N(0, 1) (Kingma & Welling 2014, section 2.4).
 */
import { diagnostic } from '../../diagnostics/catalog.ts';
import type { GraphBuilder, Value as IrValue } from '../../ir/build.ts';
import { broadcastShapes, formatShape, knownShape } from '../../types/dims.ts';
import type { Dim } from '../../types/dims.ts';
import { contains, formatRange, mapRange, nonNegative, unbounded } from '../../types/range.ts';
import { formatType, realType } from '../../types/type.ts';
import type { TensorType } from '../../types/type.ts';
import type { DistributionValue, TypedNode } from '../../types/value.ts';
import type { Call } from '../definition.ts';
import { elementwise, sumLast } from '../lowering.ts';
import { parameterOf } from './family.ts';
import type { Family } from './family.ts';

const scaleNames = ['stddev', 'variance', 'logVariance'] as const;
type ScaleName = (typeof scaleNames)[number];

/** Which of the three forms a Normal was written with. */
export function scaleOf(distribution: DistributionValue): { name: ScaleName; node: TypedNode } {
  const name = scaleNames.find((one) => distribution.parameters.has(one))!;
  return { name, node: parameterOf(distribution, name) };
}

/** The standard deviation, its logarithm and the variance, whichever form was written. */
export const stddevFrom = (b: GraphBuilder, name: ScaleName, scale: IrValue): IrValue =>
  name === 'stddev' ? scale : name === 'variance' ? b.sqrt(scale) : b.exp(b.multiply(scale, 0.5));
export const logStddevFrom = (b: GraphBuilder, name: ScaleName, scale: IrValue): IrValue =>
  name === 'logVariance'
    ? b.multiply(scale, 0.5)
    : name === 'variance'
      ? b.multiply(b.log(scale), 0.5)
      : b.log(scale);
export const varianceFrom = (b: GraphBuilder, name: ScaleName, scale: IrValue): IrValue =>
  name === 'variance' ? scale : name === 'stddev' ? b.square(scale) : b.exp(scale);

/** What a node over the event computes of the mean, the scale as it was written, and more inputs. */
interface OverEvent {
  readonly apply: (
    b: GraphBuilder,
    scale: ScaleName,
    mean: IrValue,
    s: IrValue,
    ...more: IrValue[]
  ) => IrValue;
  /** True where the values are summed over the event. */
  readonly scalar?: boolean;
  /** Default: any real numbers. */
  readonly type?: TensorType;
}

/** A node over a distribution's mean and scale (and more inputs), elementwise over the event. */
export function overEvent(
  call: Call,
  name: string,
  d: DistributionValue,
  more: readonly TypedNode[],
  { apply, scalar = false, type = realType(scalar ? [] : d.event) }: OverEvent,
): TypedNode {
  const { name: scaleName, node } = scaleOf(d);
  const rank = d.event.length;
  return call.node({
    name,
    inputs: [parameterOf(d, 'mean'), node, ...more],
    type,
    lower: (context, inputs) => {
      const operands = inputs.map((_, i) => context.aligned(i, rank));
      const value = apply(context.b, scaleName, operands[0]!, operands[1]!, ...operands.slice(2));
      const whole = context.b.broadcastTo(value, [
        ...context.plates.map((p) => p.size),
        ...knownShape(d.event),
      ]);
      return scalar ? sumLast(context.b, whole, rank) : whole;
    },
  });
}

export const normalFamily: Family = {
  name: 'Normal',
  summary: 'Independent Gaussians over the event.',
  parameters: [
    { name: 'mean', kind: 'tensor' },
    { name: 'stddev', kind: 'tensor', optional: true },
    { name: 'variance', kind: 'tensor', optional: true },
    { name: 'logVariance', kind: 'tensor', optional: true },
  ],
  reparameterised: true,
  support: () => unbounded,
  scale(d) {
    const { name, node } = scaleOf(d);
    const toStddev = (x: number): number =>
      name === 'stddev' ? x : name === 'variance' ? Math.sqrt(x) : Math.exp(x / 2);
    return { range: mapRange(node.type.range, toStddev), shape: node.type.shape };
  },
  logProbFormula: '-sum_i [(x_i - mu_i)^2 / (2 sigma_i^2) + log sigma_i + log(2 pi) / 2]',
  create(call, event) {
    const given = scaleNames.filter((name) => call.has(name));
    const scaleName = given[0];
    if (given.length !== 1 || scaleName === undefined) {
      return call.report(
        diagnostic(
          'type/normal-scale',
          call.span,
          { given },
          { help: 'encoders give logVariance:, any real number; priors mostly stddev:' },
        ),
      );
    }
    const mean = call.tensor('mean');
    const scale = call.tensor(scaleName);
    if (scaleName !== 'logVariance' && !contains(nonNegative, scale.type.range)) {
      return call.report(
        diagnostic(
          'range/scale-not-positive',
          call.spanOf(scaleName),
          { parameter: scaleName, range: formatRange(scale.type.range) },
          {
            label: `${formatType(scale.type)}`,
            help: 'give logVariance: instead, or pass it through softplus',
          },
        ),
      );
    }
    if (scaleName === 'logVariance' && scale.type.range.low === 0 && scale.type.range.high === Infinity) {
      return call.report(
        diagnostic(
          'range/log-variance-rectified',
          call.spanOf('logVariance'),
          {},
          {
            label: `${formatType(scale.type)} can't be negative`,
            help: 'take the activation away: a log-variance is any real number',
          },
        ),
      );
    }
    const joint = broadcastShapes(mean.type.shape, scale.type.shape);
    const shape = event ?? joint;
    if (!joint || !shape || !broadcastsTo(joint, shape)) {
      const wanted = event ? `[${formatShape(event)}]` : 'one shape';
      return call.report(
        diagnostic(
          'shape/distribution-parameters',
          call.span,
          {
            family: 'Normal',
            event: wanted,
            first: `mean: ${formatType(mean.type)}`,
            second: `${scaleName}: ${formatType(scale.type)}`,
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
    return {
      kind: 'distribution',
      family: 'Normal',
      event: shape,
      parameters: new Map([
        ['mean', mean],
        [scaleName, scale],
      ]),
      span: call.span,
    };
  },
  sample(call, d, site, times) {
    const noise = call.random(site, 'normal', d.event, times);
    const { name, node } = scaleOf(d);
    return call.node({
      name: 'reparameterise',
      inputs: [parameterOf(d, 'mean'), node, noise],
      type: realType(d.event),
      lower: elementwise(d.event.length, (b, mean, scale, eps) =>
        b.add(mean!, b.multiply(stddevFrom(b, name, scale!), eps!)),
      ),
    });
  },
  logProb: (call, d, x) =>
    overEvent(call, 'normalLogProb', d, [x], {
      scalar: true,
      apply: (b, name, mean, scale, value) => {
        const quadratic = b.divide(
          b.square(b.subtract(value!, mean)),
          b.multiply(varianceFrom(b, name, scale), 2),
        );
        const logNormaliser = b.add(logStddevFrom(b, name, scale), 0.5 * Math.log(2 * Math.PI));
        return b.negate(b.add(quadratic, logNormaliser));
      },
    }),
  mean: (call, d) => overEvent(call, 'normalMean', d, [], { apply: (_b, _name, mean) => mean }),
  stddev: (call, d) =>
    overEvent(call, 'normalStddev', d, [], {
      apply: (b, name, _mean, scale) => stddevFrom(b, name, scale),
    }),
  entropy: (call, d) =>
    overEvent(call, 'normalEntropy', d, [], {
      scalar: true,
      apply: (b, name, _mean, scale) =>
        b.add(logStddevFrom(b, name, scale), 0.5 * Math.log(2 * Math.PI * Math.E)),
    }),
};

/** True where `shape` broadcasts to exactly `target`. */
export function broadcastsTo(shape: readonly Dim[], target: readonly Dim[]): boolean {
  const joint = broadcastShapes(shape, target);
  return (
    joint !== undefined && joint.length === target.length && joint.every((size, i) => size === target[i])
  );
}
