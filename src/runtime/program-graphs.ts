/** @file The graphs of a program, and of all programs of a plan: what has to be emitted, prepared and fed. */
import type { GraphPlan, MeasurePlan, PhasePlan, Plan, ProgramPlan } from './plan.ts';

/** Every graph of a program, in the order in which they run. */
export function programGraphs(program: ProgramPlan): readonly GraphPlan[] {
  return [...(program.stages ?? []).map(({ graph }) => graph), program.graph];
}

/** Every graph of a phase: its steps, its calibrations, and what watches it. */
export function phaseGraphs({ variants, calibrations = [], health }: PhasePlan): readonly GraphPlan[] {
  return [...variants, ...calibrations, ...(health ? [health] : [])].map(({ graph }) => graph);
}

/** Every graph of a plan: the start, steps, evaluations, figures, infers. */
export function graphPlans(plan: Plan): readonly GraphPlan[] {
  return [
    ...(plan.start ? [plan.start] : []),
    ...plan.phases.flatMap(phaseGraphs),
    ...[...plan.evaluations, ...plan.figures, ...plan.infers].flatMap(programGraphs),
    ...(plan.measures ?? []).flatMap(measureGraphs),
  ];
}

/** The graphs of a measure. */
export function measureGraphs({ generated, measure }: MeasurePlan): readonly GraphPlan[] {
  return [...programGraphs(generated), ...(measure.kind === 'parzenWindow' ? [measure.distances] : [])];
}
