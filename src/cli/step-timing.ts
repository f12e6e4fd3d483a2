/** @file Times training steps of a compiled model on an engine, on made-up data: for `genc doctor`. */
import type { BoundField } from '../runtime/data/field.ts';
import type { Engine, EngineTensor, GraphArtifacts } from '../runtime/engine.ts';
import { initializeStates } from '../runtime/initialize.ts';
import type { Plan } from '../runtime/plan.ts';
import { GraphInputs } from '../runtime/training/graph-inputs.ts';
import { RunGraphs } from '../runtime/training/graphs.ts';
import { RunState } from '../runtime/training/state.ts';

const warmUpSteps = 2;
const timedSteps = 5;

export interface StepTiming {
  /** The fastest of a few steps, after two to warm up. */
  readonly milliseconds: number;
  /** Whether every metric of every step was finite. */
  readonly finite: boolean;
}

/** Trains a few steps of the first phase. */
export async function timeStep(
  engine: Engine,
  plan: Plan,
  artifacts: ReadonlyMap<string, GraphArtifacts>,
): Promise<StepTiming> {
  const graph = plan.phases[0]?.variants[0]?.graph;
  if (!graph) throw new Error('internal error: a plan without a step');
  const graphs = new RunGraphs(engine, artifacts);
  const state = new RunState(engine, plan.state, initializeStates(plan.state, 0));
  const inputs = new GraphInputs(graph, constantField(plan), () => Float32Array.of(1));
  const prepared = await graphs.prepare(graph);
  let milliseconds = Number.POSITIVE_INFINITY;
  let finite = true;
  try {
    for (let step = 0; step < warmUpSteps + timedSteps; step++) {
      const schedule = { step, epoch: 0, examples: 0, updates: step + 1, epochsPerStep: 0 };
      const others = inputs.prepare({ seed: 0, step, firstExample: 0, schedule, examples: () => undefined });
      const startedAt = performance.now();
      const outputs = await prepared.run(state.inputsFor(graph, others));
      const metrics = await takeOutputs(engine, state, graph.outputs, outputs);
      if (step >= warmUpSteps) milliseconds = Math.min(milliseconds, performance.now() - startedAt);
      finite &&= metrics.every(Number.isFinite);
    }
  } finally {
    state.dispose();
    await graphs.dispose();
  }
  return { milliseconds, finite };
}

/** Keeps new states, frees the rest, and returns the metrics: reading them waits for the step. */
async function takeOutputs(
  engine: Engine,
  state: RunState,
  plans: Plan['phases'][number]['variants'][number]['graph']['outputs'],
  outputs: ReadonlyMap<string, EngineTensor>,
): Promise<number[]> {
  const metrics: number[] = [];
  for (const output of plans) {
    const tensor = outputs.get(output.name);
    if (!tensor) continue;
    if (output.role === 'state') {
      state.replace(output.state, tensor);
      continue;
    }
    if (output.role === 'metric') metrics.push((await engine.download(tensor)).data[0] ?? Number.NaN);
    engine.free(tensor);
  }
  return metrics;
}

/** Data without a source: every value is the middle of the field's range. */
function constantField(plan: Plan): (source: string, field: string) => BoundField {
  return (source, name) => {
    const field = plan.sources.find((one) => one.name === source)?.fields.find((one) => one.name === name);
    if (!field) throw new Error(`internal error: the plan has no field ${source}.${name}`);
    const [low, high] = field.range ?? [0, 1];
    return {
      shape: field.shape,
      dtype: field.dtype,
      gather: (_indices, out) => void out.fill(field.dtype === 'i32' ? 0 : (low + high) / 2),
    };
  };
}
