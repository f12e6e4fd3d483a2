/** @file What is asked of distributions: sample, logProb, nll, kl, entropy. In nats, per example, summed over the event. */
import { describe } from '../describe.ts';
import { rangeOrigin } from '../origin.ts';
import { countOf, formatShape, sameDim } from '../../types/dims.ts';
import { diagnostic } from '../../diagnostics/catalog.ts';
import { sameShape } from '../../types/dims.ts';
import { contains, formatRange, isUnbounded } from '../../types/range.ts';
import type { Plate } from '../../types/plate.ts';
import { formatType, realType } from '../../types/type.ts';
import type { DistributionValue, Note, TypedNode, Value } from '../../types/value.ts';
import type { Call, FunctionDefinition } from '../definition.ts';
import type { Family } from '../distributions/family.ts';
import { formatDistribution } from '../distributions/format.ts';
import { families } from '../distributions/registry.ts';
import { elementwise } from '../lowering.ts';
import { closedForm } from './divergences.ts';

export const familyOf = (d: DistributionValue): Family => families.get(d.family)!;

/** A draw for each example, or one along `times`. */
export const drawOf = (call: Call, d: DistributionValue, site: string, times?: Plate): TypedNode =>
  call.means(familyOf(d).sample(call, d, site, times), { kind: 'draw', of: d });

/** log p(x) with x checked against the event and the support; undefined where something was reported. */
export function logProbNode(
  call: Call,
  d: DistributionValue,
  x: TypedNode,
  xParameter: string,
): TypedNode | undefined {
  const family = familyOf(d);
  if (!sameShape(x.type.shape, d.event) || (family.overClasses === true) !== (x.type.element === 'class')) {
    call.report(
      diagnostic(
        'shape/event',
        call.spanOf(xParameter),
        { distribution: formatDistribution(d), found: formatType(x.type) },
        {
          label: formatType(x.type),
          related: [{ span: d.span, label: `${formatDistribution(d)} comes from here` }],
          help:
            countOf(x.type.shape) === countOf(d.event)
              ? `end the distribution's network with reshape(${formatShape(x.type.shape)}) and declare it so`
              : 'both must have the same sizes',
        },
      ),
    );
    return undefined;
  }
  const support = family.support(d);
  if (!isUnbounded(support) && !contains(support, x.type.range)) {
    call.report(
      diagnostic(
        'range/support',
        call.spanOf(xParameter),
        {
          distribution: formatDistribution(d),
          support: formatRange(support),
          found: formatRange(x.type.range),
        },
        {
          label: formatType(x.type),
          related: [
            { span: d.span, label: `${formatDistribution(d)} comes from here` },
            { span: rangeOrigin(x).span, label: `${formatRange(x.type.range)} comes from here` },
          ],
          help: `declare the data in ${formatRange(support)}, or choose a likelihood for values in ${formatRange(x.type.range)} (Normal)`,
        },
      ),
    );
    return undefined;
  }
  return call.means(family.logProb(call, d, x), { kind: 'density', of: d, x });
}

const negated = (call: Call, x: TypedNode, name: string): TypedNode =>
  call.means(
    call.node({ name, inputs: [x], type: realType([]), lower: elementwise(0, (b, v) => b.negate(v!)) }),
    { kind: 'weightedSum', weights: [-1] },
  );

function logDensity(name: 'logProb' | 'nll', summary: string): FunctionDefinition {
  return {
    name,
    group: 'distribution',
    summary,
    parameters: [
      { name: 'distribution', kind: 'distribution' },
      { name: 'x', kind: 'tensor' },
    ],
    apply(call) {
      const d = call.distribution('distribution');
      const log = logProbNode(call, d, call.tensor('x'), 'x');
      if (!log) return { kind: 'error' };
      const formula = familyOf(d).logProbFormula;
      const note: Note = {
        sentence: `The ${name === 'nll' ? 'negative ' : ''}log-likelihood of ${call.textOf('x')} under ${formatDistribution(d)}, summed over the event.`,
        formula: name === 'nll' ? `-(${formula})` : formula,
        source: 'Kingma & Welling 2014, eq. 3 and appendix C',
        unit: 'nats',
      };
      return { kind: 'tensor', node: name === 'nll' ? negated(call, log, 'nll') : log, note };
    },
  };
}

/** KL(q || p), closed where a form is known, else one-draw Monte Carlo with a remark; undefined where reported. */
export function klNode(
  call: Call,
  q: DistributionValue,
  p: DistributionValue,
): { node: TypedNode; note: Note } | undefined {
  if (!sameShape(q.event, p.event) || !sameDim(q.classes ?? 0, p.classes ?? 0)) {
    call.report(
      diagnostic(
        'shape/kl-events',
        call.span,
        { q: formatDistribution(q), p: formatDistribution(p) },
        {
          related: [q, p].map((d) => ({ span: d.span, label: `${formatDistribution(d)} comes from here` })),
          help: 'both must be over one latent: give encoder and prior the same dimension',
        },
      ),
    );
    return undefined;
  }
  const form = closedForm(q, p);
  const sentence = `The KL divergence of ${formatDistribution(q)} from ${formatDistribution(p)}, summed over the latent.`;
  if (form)
    return {
      node: call.means(form.node(call, q, p), { kind: 'divergence', q, p }),
      note: { sentence, formula: form.formula, source: form.source, unit: 'nats' },
    };
  call.remark(
    `KL(${formatDistribution(q)} || ${formatDistribution(p)}) has no closed form here: estimated from one draw per example`,
  );
  const z = drawOf(call, q, 'kl');
  const [logQ, logP] = [familyOf(q).logProb(call, q, z), familyOf(p).logProb(call, p, z)];
  const node = call.node({
    name: 'klEstimate',
    inputs: [logQ, logP],
    type: realType([]),
    lower: elementwise(0, (b, x, y) => b.subtract(x!, y!)),
  });
  return {
    node: call.means(node, { kind: 'divergence', q, p }),
    note: {
      sentence: `${sentence} Estimated from one draw.`,
      formula: 'log q(z) - log p(z), z ~ q',
      source: 'Kingma & Welling 2014, eq. 6',
      unit: 'nats',
    },
  };
}

const kl: FunctionDefinition = {
  name: 'kl',
  group: 'distribution',
  summary: 'KL(q || p): the closed form for the pair of families, else an estimate from one draw.',
  formula: 'E_q[log q(z) - log p(z)]',
  source: 'chapter eq. (33)',
  parameters: [
    { name: 'q', kind: 'distribution' },
    { name: 'p', kind: 'distribution' },
  ],
  apply(call) {
    const result = klNode(call, call.distribution('q'), call.distribution('p'));
    return result ? { kind: 'tensor', ...result } : { kind: 'error' };
  },
};

const sample: FunctionDefinition = {
  name: 'sample',
  group: 'distribution',
  summary: 'One draw for each example; of a data source or its field, of an independent minibatch.',
  parameters: [{ name: 'distribution', kind: 'value' }],
  apply(call): Value {
    const d = call.value('distribution');
    if (d.kind === 'distribution') return { kind: 'tensor', node: drawOf(call, d, 'sample') };
    return (
      call.freshDraw(d) ??
      call.report(
        diagnostic(
          'type/not-a-distribution',
          call.spanOf('distribution'),
          { name: call.textOf('distribution'), found: describe(d) },
          { label: describe(d), help: 'draw from a distribution, a data source or a field of one' },
        ),
      )
    );
  },
};

const entropy: FunctionDefinition = {
  name: 'entropy',
  group: 'distribution',
  summary: 'The entropy, summed over the event.',
  formula: '-E[log p(x)]',
  parameters: [{ name: 'distribution', kind: 'distribution' }],
  apply(call) {
    const d = call.distribution('distribution');
    const make = familyOf(d).entropy;
    if (!make)
      return call.report(
        diagnostic(
          'type/no-moment',
          call.span,
          { moment: 'entropy', family: d.family },
          { help: 'estimate it by a mean of -logProb over draws' },
        ),
      );
    return { kind: 'tensor', node: make(call, d) };
  },
};

export const likelihoods: readonly FunctionDefinition[] = [
  logDensity('logProb', 'log p(x), summed over the event.'),
  logDensity('nll', '-log p(x), summed over the event: the reconstruction error of a likelihood.'),
  kl,
  sample,
  entropy,
];
