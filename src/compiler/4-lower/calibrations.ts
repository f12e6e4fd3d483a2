/**
 * @file Calibrations: one graph for each, which runs the body on one batch and moves the network's running statistics to the mean over the
 * batches so far. Only its batch norms look at the batch; everything else is in evaluation mode.
 */
import { GraphBuilder } from '../ir/build.ts';
import type { Value } from '../ir/build.ts';
import type { Graph } from '../ir/graph.ts';
import type { TypedCalibration, TypedPhase } from '../3-check/typed.ts';
import type { SourceSet } from '../source/source.ts';
import type { CalibrationPlan } from '../../runtime/plan.ts';
import { GraphEnds } from './graph-inputs.ts';
import { Lowerer } from './lowerer.ts';
import type { LoweringObserver } from './observer.ts';
import { placeOf } from './places.ts';
import { scalar } from './schedules.ts';

/** The plan's entry, and its graph, named after the phase and what it calibrates. */
export function lowerCalibration(
  phase: TypedPhase,
  calibration: TypedCalibration,
  index: number,
  sources: SourceSet,
  observer?: LoweringObserver,
): { readonly plan: CalibrationPlan; readonly graph: Graph } {
  const { state, batches, roots, span } = calibration;
  const b = new GraphBuilder(`${phase.name}Calibrate${index === 0 ? '' : index + 1}`);
  const ends = new GraphEnds(b);
  // Batches as the layers saw them in training.
  const batch = phase.batch / phase.parts;
  const lowerer = new Lowerer(b, {
    batch,
    training: new Set(),
    calibrated: state,
    input: ends.input,
    fixedDraws: false,
    observer,
  });
  observer?.beginCalibration(calibration);
  for (const root of roots) b.withOrigin({ span, scope: [] }, () => lowerer.lower(root));
  const calls = new Map<string, Value[]>();
  b.withOrigin({ span, scope: ['calibrate'] }, () => {
    const moves = lowerer.bufferMoves(new Set([state]));
    for (const { path, statistic } of moves) {
      if (statistic) calls.set(path, [...(calls.get(path) ?? []), statistic()]);
    }
    // Batch i weighs 1 / (i + 1), so that the first replaces what was there and the last leaves the mean of all.
    const share = scalar('divide', 1, scalar('add', { op: 'step' }, 1));
    const taken = ends.input('share', [], 'f32', { role: 'scalar', value: share });
    const kept = ends.input('kept', [], 'f32', { role: 'scalar', value: scalar('subtract', 1, share) });
    for (const [path, values] of calls) {
      const name = `${state}/${path}`;
      const mean = b.multiply(
        values.reduce((sum, one) => b.add(sum, one)),
        1 / values.length,
      );
      const next = b.add(b.multiply(lowerer.state.value(name, mean.shape), kept), b.multiply(mean, taken));
      ends.output(`${name}:next`, next, { role: 'state', state: name });
    }
  });
  const plan = { name: state, batches, batch, graph: ends.plan(), place: placeOf(sources, span) };
  return { plan, graph: b.finish() };
}
