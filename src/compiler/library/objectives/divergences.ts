/**
 * @file KL divergences in closed form, by the pair of families; sums over the event, in nats, per example. A pair without an
 * entry is estimated by one draw (and the compiler says so). All fall from KL(q || p) = E_q[log q - log p].
 */
import type { Value } from '../../ir/build.ts';
import { knownShape, sameShape } from '../../types/dims.ts';
import type { Dim } from '../../types/dims.ts';
import type { LowerContext } from '../../types/lower-rule.ts';
import { nonNegative } from '../../types/range.ts';
import { realType } from '../../types/type.ts';
import type { DistributionValue, TypedNode } from '../../types/value.ts';
import type { Call, NodeRequest } from '../definition.ts';
import { logSoftmax } from '../distributions/categorical.ts';
import { parameterOf } from '../distributions/family.ts';
import { logStddevFrom, scaleOf, varianceFrom } from '../distributions/normal.ts';
import { sumLast } from '../lowering.ts';

export interface Divergence {
  readonly formula: string;
  readonly source: string;
  readonly node: (call: Call, q: DistributionValue, p: DistributionValue) => TypedNode;
}

/** A sum over the event of `terms`, each of which is the divergence of one unit. */
function sumOfUnits(
  event: readonly Dim[],
  terms: (context: LowerContext) => Value,
): Pick<NodeRequest, 'lower' | 'units'> {
  const units = (context: LowerContext): Value =>
    context.b.broadcastTo(terms(context), [
      ...context.plates.map((plate) => plate.size),
      ...knownShape(event),
    ]);
  return { units, lower: (context) => sumLast(context.b, units(context), event.length) };
}

/** The chapter's eq. (33), for any mean and scale of both; its eq. (36) is the case of a standard normal prior. */
const normalNormal: Divergence = {
  formula: 'sum_i [log(sP_i / sq_i) - 1/2 + (sq_i^2 + (mq_i - mP_i)^2) / (2 sP_i^2)]',
  source: 'chapter eq. (33); Kingma & Welling 2014, appendix B',
  node(call, q, p) {
    const [qScale, pScale] = [scaleOf(q), scaleOf(p)];
    const rank = q.event.length;
    return call.node({
      name: 'klNormalNormal',
      inputs: [parameterOf(q, 'mean'), qScale.node, parameterOf(p, 'mean'), pScale.node],
      type: realType([], nonNegative),
      ...sumOfUnits(q.event, (context) => {
        const { b } = context;
        const [qMean, qs, pMean, ps] = [0, 1, 2, 3].map((i) => context.aligned(i, rank)) as [
          ReturnType<typeof context.aligned>,
          ReturnType<typeof context.aligned>,
          ReturnType<typeof context.aligned>,
          ReturnType<typeof context.aligned>,
        ];
        const logRatio = b.subtract(logStddevFrom(b, pScale.name, ps), logStddevFrom(b, qScale.name, qs));
        const spread = b.add(varianceFrom(b, qScale.name, qs), b.square(b.subtract(qMean, pMean)));
        return b.add(
          b.subtract(logRatio, 0.5),
          b.divide(spread, b.multiply(varianceFrom(b, pScale.name, ps), 2)),
        );
      }),
    });
  },
};

const bernoulliBernoulli: Divergence = {
  formula: 'sum_i [q_i log(q_i / p_i) + (1 - q_i) log((1 - q_i) / (1 - p_i))]',
  source: 'Bishop 2006, eq. 1.113',
  node(call, q, p) {
    const rank = q.event.length;
    const logits = (d: DistributionValue): boolean => d.parameters.has('logits');
    const parameter = (d: DistributionValue): TypedNode =>
      parameterOf(d, logits(d) ? 'logits' : 'probability');
    return call.node({
      name: 'klBernoulliBernoulli',
      inputs: [parameter(q), parameter(p)],
      type: realType([], nonNegative),
      ...sumOfUnits(q.event, (context) => {
        const { b } = context;
        const scores = [q, p].map((d, i) => {
          const value = context.aligned(i, rank);
          return logits(d) ? value : b.subtract(b.log(value), b.log(b.subtract(b.constant(1), value)));
        });
        const [l, m] = scores as [(typeof scores)[0], (typeof scores)[0]];
        // KL = sigmoid(l) (l - m) + softplus(m) - softplus(l)
        return b.add(b.multiply(b.sigmoid(l), b.subtract(l, m)), b.subtract(b.softplus(m), b.softplus(l)));
      }),
    });
  },
};

const categoricalCategorical: Divergence = {
  formula: 'sum_k q_k log(q_k / p_k)',
  source: 'Bishop 2006, eq. 1.113',
  node(call, q, p) {
    const logits = (d: DistributionValue): boolean => d.parameters.has('logits');
    const parameter = (d: DistributionValue): TypedNode =>
      parameterOf(d, logits(d) ? 'logits' : 'probabilities');
    return call.node({
      name: 'klCategoricalCategorical',
      inputs: [parameter(q), parameter(p)],
      type: realType([], nonNegative),
      lower: (context) => {
        const { b } = context;
        const logs = [q, p].map((d, i) =>
          logits(d) ? logSoftmax(b, context.aligned(i, 1)) : b.log(b.maximum(context.aligned(i, 1), 1e-12)),
        );
        const [lq, lp] = logs as [(typeof logs)[0], (typeof logs)[0]];
        return sumLast(b, b.multiply(b.exp(lq), b.subtract(lq, lp)), 1);
      },
    });
  },
};

const laplaceLaplace: Divergence = {
  formula: 'sum_i [log(sp_i / sq_i) + d_i / sp_i + sq_i / sp_i exp(-d_i / sq_i) - 1], d_i = |mq_i - mp_i|',
  source: 'Meyer 2021, eq. 8',
  node(call, q, p) {
    const rank = q.event.length;
    return call.node({
      name: 'klLaplaceLaplace',
      inputs: [q, p].flatMap((d) => [parameterOf(d, 'mean'), parameterOf(d, 'scale')]),
      type: realType([], nonNegative),
      ...sumOfUnits(q.event, (context) => {
        const { b } = context;
        const values = [0, 1, 2, 3].map((i) => context.aligned(i, rank));
        const [mq, sq, mp, sp] = values as [
          (typeof values)[0],
          (typeof values)[0],
          (typeof values)[0],
          (typeof values)[0],
        ];
        const apart = b.abs(b.subtract(mq, mp));
        const tail = b.multiply(b.divide(sq, sp), b.exp(b.negate(b.divide(apart, sq))));
        return b.add(b.add(b.subtract(b.log(sp), b.log(sq)), b.divide(apart, sp)), b.subtract(tail, 1));
      }),
    });
  },
};

/** By the names of both families, a space between. */
export const closedForms: ReadonlyMap<string, Divergence> = new Map([
  ['Normal Normal', normalNormal],
  ['Bernoulli Bernoulli', bernoulliBernoulli],
  ['Categorical Categorical', categoricalCategorical],
  ['Laplace Laplace', laplaceLaplace],
]);

/** The closed form for two families over one event, where there is one. */
export function closedForm(q: DistributionValue, p: DistributionValue): Divergence | undefined {
  return sameShape(q.event, p.event) ? closedForms.get(`${q.family} ${p.family}`) : undefined;
}
