/** @file The evidence lower bound and its importance-weighted form, from encoder, decoder and prior. In nats, per example. */
import { describe } from '../describe.ts';
import { diagnostic } from '../../diagnostics/catalog.ts';
import { limits, positive } from '../limits.ts';
import type { Plate } from '../../types/plate.ts';
import { realType } from '../../types/type.ts';
import type { DistributionValue, TypedNode } from '../../types/value.ts';
import type { Call, FunctionDefinition, ParameterDefinition } from '../definition.ts';
import { elementwise } from '../lowering.ts';
import { drawOf, familyOf, klNode, logProbNode } from './likelihood.ts';

const parameters: readonly ParameterDefinition[] = [
  { name: 'x', kind: 'tensor' },
  { name: 'posterior', kind: 'network' },
  { name: 'likelihood', kind: 'network' },
  { name: 'prior', kind: 'distribution' },
];

/** A network's result as a distribution; undefined (reported) where it is something else. */
function distributionFrom(call: Call, parameter: string, argument: TypedNode): DistributionValue | undefined {
  const result = call.invoke(
    call.value(parameter),
    [{ kind: 'tensor', node: argument }],
    call.spanOf(parameter),
  );
  if (result.kind === 'distribution') return result;
  if (result.kind !== 'error') {
    call.report(
      diagnostic(
        'type/not-a-distribution',
        call.spanOf(parameter),
        {
          name: call.textOf(parameter),
          found: describe(result),
        },
        {
          help: 'declare the result of the network as a distribution: -> Normal[20], -> Bernoulli[28, 28, 1]',
        },
      ),
    );
  }
  return undefined;
}

/** q(z|x), one draw of z (or one along `times`), and p(x|z). */
function inference(
  call: Call,
  times?: Plate,
): { q: DistributionValue; z: TypedNode; p: DistributionValue } | undefined {
  const q = distributionFrom(call, 'posterior', call.tensor('x'));
  if (!q) return undefined;
  if (!familyOf(q).reparameterised) {
    call.report(
      diagnostic(
        'type/not-reparameterised',
        call.spanOf('posterior'),
        { family: q.family },
        {
          related: [{ span: q.span, label: `the ${q.family} comes from here` }],
          help: 'take a Normal, a Laplace or a Uniform as the posterior',
        },
      ),
    );
    return undefined;
  }
  const z = drawOf(call, q, 'z', times);
  const p = distributionFrom(call, 'likelihood', z);
  return p ? { q, z, p } : undefined;
}

const negative = (call: Call, x: TypedNode): TypedNode =>
  call.means(
    call.node({
      name: 'negate',
      inputs: [x],
      type: realType([]),
      lower: elementwise(0, (b, v) => b.negate(v!)),
    }),
    { kind: 'weightedSum', weights: [-1] },
  );

export const elbo: FunctionDefinition = {
  name: 'elbo',
  group: 'objective',
  summary:
    'The evidence lower bound: the expected log-likelihood (one draw) minus the KL divergence from the prior.',
  formula: 'E_q[log p(x|z)] - KL(q(z|x) || p(z))',
  source: 'chapter eq. (18); Kingma & Welling 2014, eq. 3',
  parameters,
  apply(call) {
    const parts = inference(call);
    const log = parts && logProbNode(call, parts.p, call.tensor('x'), 'x');
    const divergence = parts && klNode(call, parts.q, call.distribution('prior'));
    if (!log || !divergence) return { kind: 'error' };
    const node = call.node({
      name: 'elbo',
      inputs: [log, divergence.node],
      type: realType([]),
      lower: elementwise(0, (b, l, d) => b.subtract(l!, d!)),
    });
    return {
      kind: 'tensor',
      node: call.means(node, { kind: 'weightedSum', weights: [1, -1] }),
      parts: [
        { name: 'reconstruction', node: negative(call, log) },
        { name: 'divergence', node: divergence.node },
      ],
      note: {
        sentence:
          'The evidence lower bound: log-likelihood of the reconstruction minus the KL divergence from the prior.',
        formula: `E_q[log p(x|z)] - ${divergence.note.formula}`,
        source: 'chapter eq. (18); Kingma & Welling 2014, eq. 3',
        unit: 'nats',
      },
    };
  },
};

export const importanceWeightedBound: FunctionDefinition = {
  name: 'importanceWeightedBound',
  group: 'objective',
  summary: 'A tighter bound on log p(x) from `samples` draws of the posterior.',
  formula: 'log 1/K sum_k p(x|z_k) p(z_k) / q(z_k|x)',
  source: 'Burda, Grosse & Salakhutdinov 2016, eq. 8',
  parameters: [...parameters, { name: 'samples', kind: 'int' }],
  apply(call) {
    const size = call.int('samples');
    if (!positive(call, 'samples', size, limits.items)) return { kind: 'error' };
    const plate: Plate = { name: call.plateName('draws'), size };
    const parts = inference(call, plate);
    if (!parts) return { kind: 'error' };
    const likelihood = logProbNode(call, parts.p, call.tensor('x'), 'x');
    const prior = logProbNode(call, call.distribution('prior'), parts.z, 'prior');
    const posterior = logProbNode(call, parts.q, parts.z, 'posterior');
    if (!likelihood || !prior || !posterior) return { kind: 'error' };
    const node = call.node({
      name: 'importanceWeightedBound',
      detail: `importanceWeightedBound(samples: ${plate.size})`,
      inputs: [likelihood, prior, posterior],
      type: realType([]),
      reduces: [plate.name],
      lower: (context) => {
        const { b } = context;
        const weights = b.subtract(b.add(context.aligned(0), context.aligned(1)), context.aligned(2));
        const axis = context.plates.findIndex((one) => one.name === plate.name);
        const largest = b.stopGradient(b.max(weights, [axis], true));
        const total = b.log(b.mean(b.exp(b.subtract(weights, largest)), [axis], true));
        const kept = context.plates.filter((_, i) => i !== axis);
        return {
          value: b.reshape(
            b.add(total, largest),
            kept.map((one) => one.size),
          ),
          plates: kept,
        };
      },
    });
    return {
      kind: 'tensor',
      node,
      note: {
        sentence: `A bound on log p(x) from ${plate.size} weighted draws.`,
        formula: 'log 1/K sum_k p(x|z_k) p(z_k) / q(z_k|x)',
        source: 'Burda, Grosse & Salakhutdinov 2016, eq. 8',
        unit: 'nats',
      },
    };
  },
};
