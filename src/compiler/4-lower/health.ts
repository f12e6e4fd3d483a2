/**
 * @file Lowers what a phase is watched by: one graph beside its steps, over the batch and draws of a step, before its updates. What is
 * watched follows from what the phase declares: its games, the divergences in its terms, the codes of its encoders, its updates.
 */
import { GraphBuilder } from '../ir/build.ts';
import type { Value } from '../ir/build.ts';
import type { Graph } from '../ir/graph.ts';
import type { TypedModule, TypedPhase, TypedUpdate } from '../3-check/typed.ts';
import type { SourceSet, Span } from '../source/source.ts';
import type { HealthPlan } from '../../runtime/health/health-plan.ts';
import { GraphEnds } from './graph-inputs.ts';
import { watchGame } from './health-games.ts';
import type { Watched } from './health-games.ts';
import { watchUnits } from './health-units.ts';
import { Lowerer } from './lowerer.ts';
import { placeOf } from './places.ts';
import { batchMean } from './step-lowering.ts';

/** The plan and its graph; undefined for a phase without anything to watch. */
export function lowerHealth(
  typed: TypedModule,
  phase: TypedPhase,
  sources: SourceSet,
): { readonly plan: HealthPlan; readonly graph: Graph } | undefined {
  const b = new GraphBuilder(`${phase.name}Health`);
  const ends = new GraphEnds(b);
  // Of a batch in parts one is looked at: all at once would not fit.
  const batch = phase.batch / phase.parts;
  const training = new Set(phase.updates.flatMap((update) => update.networks));
  const lowerer = new Lowerer(b, { batch, training, input: ends.input, fixedDraws: false });
  const monitors: HealthPlan['monitors'][number][] = [];
  const names = new Set<string>();
  const watch = (span: Span, subject: string, found: () => readonly Watched[]): void => {
    for (const { monitor, outputs } of b.withOrigin({ span, scope: [subject] }, found)) {
      // Two games or updates of one name: the first is shown.
      if (names.has(monitor.name)) continue;
      names.add(monitor.name);
      for (const [output, value] of outputs) ends.output(output, value, { role: 'value' });
      monitors.push({ ...monitor, place: placeOf(sources, span) });
    }
  };
  for (const game of phase.games) watch(game.span, game.name, () => watchGame(b, lowerer, phase, game));
  for (const { span, subject, found } of watchUnits(b, lowerer, typed, phase)) watch(span, subject, found);
  for (const update of phase.updates)
    watch(update.span, `update ${update.networks.join(', ')}`, () =>
      watchGradient(b, lowerer, typed, update),
    );
  if (monitors.length === 0) return undefined;
  return { plan: { batch, graph: ends.plan(), monitors }, graph: b.finish() };
}

/** The norm of an update's gradient; terms that fire seldom are left out, where there are others. */
function watchGradient(
  b: GraphBuilder,
  lowerer: Lowerer,
  typed: TypedModule,
  { networks, terms }: TypedUpdate,
): readonly Watched[] {
  const each = terms.filter((term) => term.every === 1);
  const weights = networks.flatMap((network) =>
    typed.networks
      .get(network)!
      .weights.map(({ path, shape }) => lowerer.state.value(`${network}/${path}`, shape)),
  );
  const squares = lowerer.duringUpdate(networks, 0, (): readonly Value[] => {
    const losses = (each.length > 0 ? each : terms).map((term) =>
      b.withOrigin({ ...b.currentOrigin(), span: term.span, label: term.name }, () =>
        batchMean(b, lowerer.lower(term.loss)),
      ),
    );
    const total = losses.reduce((sum, one) => b.add(sum, one));
    return weights.map((weight) => b.sum(b.square(b.gradient(total, weight))));
  });
  const output = `gradient.${networks.join('+')}`;
  const norm = b.sqrt(squares.reduce((sum, one) => b.add(sum, one)));
  return [
    { monitor: { name: output, kind: 'gradient', output, networks }, outputs: new Map([[output, norm]]) },
  ];
}
