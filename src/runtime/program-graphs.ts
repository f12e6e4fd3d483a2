/** @file The graphs of a program, and of all programs of a plan: what has to be emitted, prepared and fed. */
import type { GraphPlan, MeasurePlan, Plan, ProgramPlan } from './plan.ts';

/** Every graph of a program, in the order in which they run. */
export function programGraphs(program: ProgramPlan): readonly GraphPlan[] {
  return [...(program.stages ?? []).map(({ graph }) => graph), program.graph];
}

/** Every graph of a plan: the start, steps, evaluations, figures, infers. */
export function graphPlans(plan: Plan): readonly GraphPlan[] {
  return [
    ...(plan.start ? [plan.start] : []),
    ...plan.phases.flatMap((phase) =>
      [...phase.variants, ...(phase.calibrations ?? [])].map(({ graph }) => graph),
    ),
    ...[...plan.evaluations, ...plan.figures, ...plan.infers].flatMap(programGraphs),
    ...(plan.measures ?? []).flatMap(measureGraphs),
  ];
}

/** The graphs of a measure. */
export function measureGraphs({ generated, measure }: MeasurePlan): readonly GraphPlan[] {
  return [...programGraphs(generated), ...(measure.kind === 'parzenWindow' ? [measure.distances] : [])];
}
