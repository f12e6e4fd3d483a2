/**
 * @file Stage 5: from the graphs that lowering wrote to the graphs that are emitted. In: a program whose graphs may hold
 * `gradient` and `stopGradient`. Out: the same program with differentiated, simplified, fused and scheduled graphs, and
 * with the costs of each in the plan.
 */
import { invariant } from '../invariant.ts';
import type { Graph } from '../ir/graph.ts';
import { graphCost } from '../ir/statistics.ts';
import type { Level } from '../ir/verify.ts';
import { verifyGraph } from '../ir/verify.ts';
import type { Program } from '../4-lower/program.ts';
import type { GraphPlan, MeasurePlan, Plan, ProgramPlan } from '../../runtime/plan.ts';
import { passes } from './passes.ts';

export interface TransformOptions {
  /** Stop after the pass of this name; default: run all. */
  readonly after?: string;
  /** Verify the graph before the first pass and after each; default: true. */
  readonly verify?: boolean;
}

/** Runs the passes over one graph. */
export function transform(graph: Graph, { after, verify = true }: TransformOptions = {}): Graph {
  const last = after === undefined ? passes.length - 1 : passes.findIndex((pass) => pass.name === after);
  invariant(last >= 0, `there is no pass ${after}; there are ${passes.map((pass) => pass.name).join(', ')}`);
  if (verify) verifyGraph(graph, 'lowered', 'lowering');
  let current = graph;
  let level: Level = 'lowered';
  for (const pass of passes.slice(0, last + 1)) {
    const next = pass.run(current);
    // A pass that found nothing to do gives back the very graph that was verified before it.
    const isVerified = next === current && pass.level === level;
    [current, level] = [next, pass.level];
    if (verify && !isVerified) verifyGraph(current, level, pass.name);
  }
  return current;
}

/** Runs the passes over every graph; the plan loses the inputs that nothing needs and gains each graph's cost. */
export function transformProgram(program: Program, options: TransformOptions = {}): Program {
  const graphs = new Map([...program.graphs].map(([name, graph]) => [name, transform(graph, options)]));
  return { ...program, graphs, plan: withCosts(program.plan, graphs) };
}

function withCosts(plan: Plan, graphs: ReadonlyMap<string, Graph>): Plan {
  const update = (graphPlan: GraphPlan): GraphPlan => {
    const graph = graphs.get(graphPlan.name);
    invariant(graph, `the plan names a graph ${graphPlan.name} that was not lowered`);
    const inputs = new Set(
      graph.nodes.flatMap((node) => (node.op === 'input' ? [node.attributes.name] : [])),
    );
    return {
      ...graphPlan,
      inputs: graphPlan.inputs.filter((input) => inputs.has(input.name)),
      ...graphCost(graph),
    };
  };
  const program = <P extends ProgramPlan>(item: P): P => ({
    ...item,
    ...(item.stages ? { stages: item.stages.map((one) => ({ ...one, graph: update(one.graph) })) } : {}),
    graph: update(item.graph),
  });
  const measureWith = (item: MeasurePlan): MeasurePlan => ({
    ...item,
    generated: program(item.generated),
    measure:
      item.measure.kind === 'parzenWindow'
        ? { ...item.measure, distances: update(item.measure.distances) }
        : item.measure,
  });
  return {
    ...plan,
    ...(plan.start ? { start: update(plan.start) } : {}),
    phases: plan.phases.map((phase) => ({
      ...phase,
      variants: phase.variants.map((variant) => ({ ...variant, graph: update(variant.graph) })),
      ...(phase.calibrations
        ? { calibrations: phase.calibrations.map((one) => ({ ...one, graph: update(one.graph) })) }
        : {}),
      ...(phase.health ? { health: { ...phase.health, graph: update(phase.health.graph) } } : {}),
    })),
    evaluations: plan.evaluations.map(program),
    ...(plan.measures ? { measures: plan.measures.map(measureWith) } : {}),
    figures: plan.figures.map(program),
    infers: plan.infers.map(program),
  };
}
