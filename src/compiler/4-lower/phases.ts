/**
 * @file Lowers a `train` phase to its plan and to step graphs, one for each set of terms that fire together: step-lowering.ts makes one of
 * them.
 */
import type { Graph } from '../ir/graph.ts';
import { firingSets, periodsOf } from '../3-check/firing-sets.ts';
import { phaseNodes } from '../3-check/reach.ts';
import type { TypedModule, TypedPhase } from '../3-check/typed.ts';
import type { SourceSet } from '../source/source.ts';
import type { PhasePlan, StatePlan } from '../../runtime/plan.ts';
import { lowerCalibration } from './calibrations.ts';
import { lowerHealth } from './health.ts';
import { poolState } from './history.ts';
import type { StepObserver } from './observer.ts';
import { slotNames } from './optimizers.ts';
import { placeOf } from './places.ts';
import type { TermNote } from './program.ts';
import { StepLowering, slotPrefix } from './step-lowering.ts';

export interface LoweredPhase {
  readonly plan: PhasePlan;
  readonly graphs: readonly Graph[];
  /** What the phase carries on beside weights and averages: optimisers' slots, pools. */
  readonly state: readonly StatePlan[];
  readonly terms: ReadonlyMap<string, TermNote>;
}

export function lowerPhase(
  typed: TypedModule,
  phase: TypedPhase,
  sources: SourceSet,
  observe?: StepObserver,
): LoweredPhase {
  const periods = periodsOf(phase);
  const sets = firingSets(periods);
  const terms = new Map<string, TermNote>();
  const variants = sets.map((fires) => {
    const suffix = sets.length === 1 ? '' : fires.length === 0 ? '_plain' : `_every${fires.join('_')}`;
    const lowering = new StepLowering(typed, phase, {
      name: `${phase.name}Step${suffix}`,
      fires: new Set(fires),
      sources,
      terms,
      observer: observe?.({ phase, fires }),
    });
    return { fires, lowering: lowering.run() };
  });
  const calibrations = phase.calibrations.map((one, index) =>
    lowerCalibration(phase, one, index, sources, observe?.({ phase, fires: [], calibration: one })),
  );
  const health = lowerHealth(typed, phase, sources);
  const slots = phase.updates.flatMap((update, index) =>
    update.networks.flatMap((network) =>
      typed.networks.get(network)!.weights.flatMap((weight) =>
        slotNames(update.optimizer).map((slot): StatePlan => ({
          name: `${slotPrefix(phase, update, index)}/${slot}/${network}/${weight.path}`,
          kind: 'slot',
          network,
          shape: weight.shape,
          dtype: 'f32',
          init: { kind: 'constant', value: 0 },
          convolutionKernel: weight.convolutionKernel,
          phase: phase.name,
        })),
      ),
    ),
  );
  return {
    plan: {
      name: phase.name,
      batch: phase.batch,
      ...(phase.parts === 1 ? {} : { parts: phase.parts }),
      duration: phase.duration,
      sources: sourcesOf(phase),
      periods,
      variants: variants.map(({ fires, lowering }) => ({ fires, graph: lowering.ends.plan() })),
      updates: phase.updates.map((update) => ({
        name: update.networks.join(', '),
        networks: update.networks,
        flops: 0,
        kernels: 0,
        peakBytes: 0,
        place: placeOf(sources, update.span),
      })),
      repetitions: phase.updates.map((update) => update.times),
      ...(calibrations.length === 0 ? {} : { calibrations: calibrations.map((one) => one.plan) }),
      ...(health ? { health: health.plan } : {}),
    },
    graphs: [
      ...variants.map(({ lowering }) => lowering.b.finish()),
      ...calibrations.map((one) => one.graph),
      ...(health ? [health.graph] : []),
    ],
    state: [...slots, ...phaseNodes(phase).flatMap(poolState)],
    terms,
  };
}

/** The sources that the phase's terms and tracks read, in order of appearance. */
function sourcesOf(phase: TypedPhase): readonly string[] {
  const found = phaseNodes(phase).flatMap(({ form }) => (form.kind === 'field' ? [form.source] : []));
  return [...new Set(found)];
}
