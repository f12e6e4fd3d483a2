/**
 * @file The form of a distribution family. Everything about a family stands in its own file: how it is written, the domain
 * of its parameters, its support, its sampler (reparameterised where it can be), its log-density and moments. Densities are
 * sums over the event, in nats, per example.
 */
import type { Dim } from '../../types/dims.ts';
import type { Plate } from '../../types/plate.ts';
import type { TypedNode, DistributionValue, Value } from '../../types/value.ts';
import type { Range } from '../../types/range.ts';
import type { Call, ParameterDefinition } from '../definition.ts';

export interface Family {
  readonly name: string;
  readonly summary: string;
  /** Arguments of the constructor `Family[event](...)`. */
  readonly parameters: readonly ParameterDefinition[];
  /** True where the event is a class and `[n]` counts classes, not axes. */
  readonly overClasses?: boolean;
  /** Checks the arguments against the event; `event` is undefined where it is left to the arguments. */
  readonly create: (call: Call, event: readonly Dim[] | undefined) => DistributionValue | Value;
  /** Values that a draw can take. */
  readonly support: (distribution: DistributionValue) => Range;
  /** The standard deviation of one value, as far as it is known before the run, and the shape that it is given in. */
  readonly scale?: (distribution: DistributionValue) => {
    readonly range: Range;
    readonly shape: readonly Dim[];
  };
  /** True where a draw is a differentiable function of the parameters. */
  readonly reparameterised: boolean;
  readonly sample: (call: Call, distribution: DistributionValue, site: string, times?: Plate) => TypedNode;
  /** log p(x), summed over the event; a scalar per example, in nats. */
  readonly logProb: (call: Call, distribution: DistributionValue, x: TypedNode) => TypedNode;
  readonly logProbFormula: string;
  readonly mean?: (call: Call, distribution: DistributionValue) => TypedNode;
  readonly stddev?: (call: Call, distribution: DistributionValue) => TypedNode;
  /** In nats, summed over the event. */
  readonly entropy?: (call: Call, distribution: DistributionValue) => TypedNode;
}

/** A parameter's node; families only ask for what they put in. */
export function parameterOf(distribution: DistributionValue, name: string): TypedNode {
  const node = distribution.parameters.get(name);
  if (!node) throw new Error(`internal error: ${distribution.family} has no parameter ${name}`);
  return node;
}
