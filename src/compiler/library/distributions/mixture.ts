/** @file Mixture: equally or otherwise weighted components of one event; a sum of densities, a choice when drawn. */
import { describe } from '../describe.ts';
import { diagnostic } from '../../diagnostics/catalog.ts';
import { formatShape, sameShape } from '../../types/dims.ts';
import { hull, unbounded } from '../../types/range.ts';
import { realType } from '../../types/type.ts';
import type { DistributionValue, TypedNode } from '../../types/value.ts';
import { materialise } from '../lowering.ts';
import type { Family } from './family.ts';

const componentsOf = (d: DistributionValue): readonly DistributionValue[] => d.components ?? [];
const weightOf = (d: DistributionValue, index: number): number => d.constants?.[`weight${index}`] ?? 0;

/** The family, over the others: `families` finds those of its components. */
export function mixtureFamily(families: ReadonlyMap<string, Family>): Family {
  const familyOf = (d: DistributionValue): Family => families.get(d.family)!;
  const family: Family = {
    name: 'Mixture',
    summary: 'One of several components, chosen at random.',
    parameters: [
      { name: 'components', kind: 'list' },
      { name: 'weights', kind: 'list', optional: true },
    ],
    reparameterised: false,
    support: (d) =>
      componentsOf(d)
        .map((one) => familyOf(one).support(one))
        .reduce(
          (a, b) => hull(a, b),
          componentsOf(d)[0] ? familyOf(componentsOf(d)[0]!).support(componentsOf(d)[0]!) : unbounded,
        ),
    logProbFormula: 'log sum_k w_k p_k(x)',
    create(call) {
      const components: DistributionValue[] = [];
      for (const item of call.list('components')) {
        if (item.kind !== 'distribution') {
          return call.report(
            diagnostic(
              'type/mixture-component',
              call.spanOf('components'),
              { found: describe(item) },
              { help: 'list distributions; their chances are given by weights: [0.3, 0.7]' },
            ),
          );
        }
        components.push(item);
      }
      const first = components[0];
      if (!first)
        return call.report(
          diagnostic(
            'type/mixture-empty',
            call.spanOf('components'),
            {},
            { help: 'list the distributions that it chooses from' },
          ),
        );
      const odd = components.find((one) => !sameShape(one.event, first.event));
      if (odd) {
        return call.report(
          diagnostic(
            'shape/mixture-events',
            call.spanOf('components'),
            {
              first: `[${formatShape(first.event)}]`,
              other: `[${formatShape(odd.event)}]`,
            },
            {
              related: [first, odd].map((d) => ({ span: d.span, label: `over [${formatShape(d.event)}]` })),
              help: 'give all components the same sizes',
            },
          ),
        );
      }
      const given = call.has('weights')
        ? call.list('weights').map((one) => (one.kind === 'number' ? one.value : Number.NaN))
        : components.map(() => 1 / components.length);
      const total = given.reduce((a, w) => a + w, 0);
      if (given.length !== components.length || given.some((w) => !(w >= 0)) || !(total > 0)) {
        return call.report(
          diagnostic(
            'range/mixture-weights',
            call.spanOf(call.has('weights') ? 'weights' : 'components'),
            {
              count: components.length,
            },
            { label: `${given.length} weights`, help: 'without weights: all components are equally likely' },
          ),
        );
      }
      const constants = Object.fromEntries(given.map((w, i) => [`weight${i}`, w / total]));
      return {
        kind: 'distribution',
        family: 'Mixture',
        event: first.event,
        parameters: new Map(),
        components,
        constants,
        span: call.span,
      };
    },
    sample(call, d, site, times) {
      const parts = componentsOf(d).map((one, i) => familyOf(one).sample(call, one, `${site}.${i}`, times));
      const choice = call.random(`${site}.choice`, 'uniform', [], times);
      return call.node({
        name: 'mixtureSample',
        inputs: [choice, ...parts],
        type: realType(d.event, family.support(d)),
        lower: (context) => {
          const { b } = context;
          const rank = d.event.length;
          const u = context.aligned(0, rank);
          let below = 1;
          let value = context.aligned(parts.length, rank);
          for (let i = parts.length - 1; i >= 1; i--) {
            below -= weightOf(d, i);
            value = b.select(b.greater(b.constant(below), u), context.aligned(i, rank), value);
          }
          return materialise(context, value, rank);
        },
      });
    },
    logProb(call, d, x) {
      const parts: TypedNode[] = componentsOf(d).map((one) => familyOf(one).logProb(call, one, x));
      return call.node({
        name: 'mixtureLogProb',
        inputs: parts,
        type: realType([]),
        lower: (context) => {
          const { b } = context;
          const terms = parts.map((_, i) => b.add(context.aligned(i, 0), Math.log(weightOf(d, i))));
          const largest = b.stopGradient(terms.reduce((a, t) => b.maximum(a, t)));
          const total = terms.map((t) => b.exp(b.subtract(t, largest))).reduce((a, t) => b.add(a, t));
          return b.add(largest, b.log(total));
        },
      });
    },
  };
  return family;
}
