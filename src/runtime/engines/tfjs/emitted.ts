/** @file Emitted functions as the artefacts that a training run asks for, for programs that import them directly. */
import type { GraphArtifacts } from '../../engine.ts';
import type { Plan } from '../../plan.ts';
import { graphPlans } from '../../program-graphs.ts';

/** The artefacts of a plan from its functions by graph name. Throws where the plan names a graph that has no function. */
export function emittedArtifacts(
  plan: Plan,
  functions: Readonly<Record<string, NonNullable<GraphArtifacts['body']>>>,
): ReadonlyMap<string, GraphArtifacts> {
  return new Map(
    graphPlans(plan).map((graph) => {
      const body = functions[graph.name];
      if (!body) throw new Error(`the plan names a graph ${graph.name}, but there is no function for it`);
      return [graph.name, { plan: graph, body }];
    }),
  );
}
