/** @file Lowers the weights that start as values of data: one graph for all of them, run once before the first step. */
import { GraphBuilder } from '../ir/build.ts';
import type { Graph } from '../ir/graph.ts';
import type { TypedModule, TypedState } from '../3-check/typed.ts';
import { countOf, sameShape } from '../types/dims.ts';
import type { GraphPlan } from '../../runtime/plan.ts';
import { GraphEnds } from './graph-inputs.ts';
import { Lowerer } from './lowerer.ts';

/** The graph `start`, an output for each weight by its state's name; undefined where none starts so. */
export function lowerStart(typed: TypedModule): { plan: GraphPlan; graph: Graph } | undefined {
  const b = new GraphBuilder('start');
  const ends = new GraphEnds(b);
  const lowerer = new Lowerer(b, { batch: 1, training: new Set(), input: ends.input, fixedDraws: false });
  for (const { name, shape, init } of lasting(typed)) {
    if (init.kind !== 'computed') continue;
    const { node, factor, span } = init;
    const value = b.withOrigin({ span, scope: [] }, () => {
      const written = lowerer.lower(node).value;
      return factor === 1 ? written : b.multiply(written, factor);
    });
    const isWhole = countOf(value.shape) === countOf(shape);
    const whole = isWhole ? b.reshape(value, shape) : b.broadcastTo(b.reshape(value, []), shape);
    ends.output(name, isWhole && sameShape(value.shape, shape) ? value : whole, { role: 'value' });
  }
  const plan = ends.plan();
  return plan.outputs.length === 0 ? undefined : { plan, graph: b.finish() };
}

/** What starts somehow, by its state's name. */
function lasting(typed: TypedModule): readonly Pick<TypedState, 'name' | 'shape' | 'init'>[] {
  const weights = [...typed.networks.values()].flatMap((network) =>
    network.weights.map(({ path, shape, init }) => ({ name: `${network.name}/${path}`, shape, init })),
  );
  return [...weights, ...typed.states];
}
