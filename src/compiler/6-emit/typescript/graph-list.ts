/** @file The graphs of a plan and the names of their functions. */
import { camelCase } from '../../../runtime/engines/tfjs/binding.ts';
import type { GraphPlan, Plan } from '../../../runtime/plan.ts';
import { measureGraphs, programGraphs } from '../../../runtime/program-graphs.ts';
import { importedTypes, Names } from './names.ts';

/** Graphs of training: the steps of each phase in the order of variants, and its calibrations. */
export function stepPlans(plan: Plan): readonly GraphPlan[] {
  return plan.phases.flatMap((phase) =>
    [...phase.variants, ...(phase.calibrations ?? [])].map(({ graph }) => graph),
  );
}

/** Graphs that watch training: one for each phase that has anything to watch. */
export function healthPlans(plan: Plan): readonly GraphPlan[] {
  return plan.phases.flatMap(({ health }) => (health ? [health.graph] : []));
}

/** Graphs beside training: the start, infers, figures, evaluations, measures. */
export function usePlans(plan: Plan): readonly GraphPlan[] {
  return [
    ...(plan.start ? [plan.start] : []),
    ...[...plan.infers, ...plan.figures, ...plan.evaluations].flatMap(programGraphs),
    ...(plan.measures ?? []).flatMap(measureGraphs),
  ];
}

/** All graphs of a plan. */
export function graphPlans(plan: Plan): readonly GraphPlan[] {
  return [...stepPlans(plan), ...healthPlans(plan), ...usePlans(plan)];
}

/** The function's name for each graph's name. */
export function exportNames(plan: Plan): ReadonlyMap<string, string> {
  const names = new Names(['plan', 'train', ...importedTypes]);
  const phases = new Map(
    plan.phases.flatMap((phase) =>
      phase.variants.map(({ fires, graph }) => [graph.name, { phase, fires }] as const),
    ),
  );
  return new Map(
    graphPlans(plan).map(({ name }) => {
      const step = phases.get(name);
      if (!step) return [name, names.take(camelCase(name.replaceAll('_', ' ')))];
      const every = step.fires.length === 0 ? '' : ` every ${step.fires.join(' and ')}`;
      return [
        name,
        names.take(
          camelCase(
            `${step.phase.name} step${every}`.replace(/\b[a-z0-9]/g, (c, at) => (at ? c.toUpperCase() : c)),
          ),
        ),
      ];
    }),
  );
}
