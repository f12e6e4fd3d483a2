/**
 * @file Runs the steps of a phase, each with inputs that were prepared while the engine ran the one before. In: the run's state. Out:
 * the metrics of a step, its new state having replaced the old; a step with a number that is not finite changes nothing and throws.
 */
import type { EngineTensor, HostTensor, PreparedGraph } from '../engine.ts';
import { trainingVisits } from '../data/augment.ts';
import { trainingStatistics } from '../data/statistics.ts';
import { invariant } from '../invariant.ts';
import type { GraphPlan, Plan, SpecPlace } from '../plan.ts';
import { nonFiniteValue } from '../tensors.ts';
import type { NonFiniteSite } from '../trace.ts';
import type { Divergence } from './diverged.ts';
import { TrainingDiverged } from './diverged.ts';
import type { MetricValues, RunMoment } from './events.ts';
import { GraphInputs } from './graph-inputs.ts';
import type { FieldLookup, InputMoment } from './graph-inputs.ts';
import type { TrainingRun } from './phase-loop.ts';
import type { PhaseSchedule } from './phases.ts';

/** What steps need of a run. */
export type SteppedRun = Pick<
  TrainingRun,
  'seed' | 'sources' | 'graphs' | 'state' | 'places' | 'streams' | 'position'
> & { readonly options: Pick<TrainingRun['options'], 'plan'> };

/** Runs one phase's steps. With `checksState`, each new state is looked at too, which takes time. */
export class StepRunner {
  readonly #run: SteppedRun;
  readonly #schedule: PhaseSchedule;
  readonly #checksState: boolean;
  readonly #inputs = new Map<string, GraphInputs>();
  #next: { readonly graph: GraphPlan; readonly inputs: ReadonlyMap<string, HostTensor> } | undefined;

  constructor(run: SteppedRun, schedule: PhaseSchedule, { checksState = false } = {}) {
    this.#run = run;
    this.#schedule = schedule;
    this.#checksState = checksState;
  }

  /** Prepares the step with this index in the phase; nothing after the last. */
  prefetch(phaseStep: number): void {
    this.#next = undefined;
    if (phaseStep >= this.#schedule.steps) return;
    const graph = this.#schedule.graphAt(phaseStep);
    const inputs = this.#inputsOf(graph).prepare(stepMoment(this.#run, this.#schedule, phaseStep));
    this.#next = { graph, inputs };
  }

  /** Runs the prepared step, takes over its state, and returns its metrics. */
  async run(moment: RunMoment, last: MetricValues): Promise<MetricValues> {
    const { state, graphs, position } = this.#run;
    invariant(this.#next, 'a step was not prepared');
    const { graph, inputs: hostInputs } = this.#next;
    const prepared = await graphs.prepare(graph);
    const inputs = state.inputsFor(graph, hostInputs);
    // Both are awaited, so that neither can fail unheard.
    const [outputs] = await Promise.all([
      prepared.run(inputs),
      Promise.resolve().then(() => this.prefetch(position.phaseStep + 1)),
    ]);
    const metrics = await this.#metrics(graph, outputs);
    const bad = badMetric(metrics) ?? (this.#checksState ? await this.#badState(graph, outputs) : undefined);
    if (bad !== undefined) {
      for (const tensor of outputs.values()) graphs.engine.free(tensor);
      const site = await locate(prepared, inputs);
      const input = graph.inputs.find(({ name }) => name === site?.input);
      const place =
        bad.kind === 'metric'
          ? this.#run.places.get(bad.metric)
          : statePlace(this.#run.options.plan, bad.metric);
      throw new TrainingDiverged({ ...moment, ...bad, place, site, input, last });
    }
    for (const output of graph.outputs) {
      const tensor = outputs.get(output.name);
      invariant(tensor, `graph ${graph.name} gave no ${output.name}`);
      if (output.role === 'state') state.replace(output.state, tensor);
      else graphs.engine.free(tensor);
    }
    return metrics;
  }

  async #metrics(graph: GraphPlan, outputs: ReadonlyMap<string, EngineTensor>): Promise<MetricValues> {
    const metrics: Record<string, number> = {};
    for (const output of graph.outputs) {
      if (output.role !== 'metric') continue;
      const tensor = outputs.get(output.name);
      invariant(tensor, `graph ${graph.name} gave no ${output.name}`);
      const { data } = await this.#run.graphs.engine.download(tensor);
      metrics[output.metric] = data[0] as number;
    }
    return metrics;
  }

  async #badState(graph: GraphPlan, outputs: ReadonlyMap<string, EngineTensor>): Promise<Bad | undefined> {
    for (const output of graph.outputs) {
      const tensor = outputs.get(output.name);
      if (output.role !== 'state' || tensor === undefined) continue;
      const { data } = await this.#run.graphs.engine.download(tensor);
      const value = nonFiniteValue(data);
      if (value !== undefined) return { kind: 'state', metric: output.state, value };
    }
    return undefined;
  }

  #inputsOf(graph: GraphPlan): GraphInputs {
    let inputs = this.#inputs.get(graph.name);
    if (inputs === undefined) {
      const { sources } = this.#run;
      inputs = new GraphInputs(graph, trainingFields(sources), trainingStatistics(sources));
      this.#inputs.set(graph.name, inputs);
    }
    return inputs;
  }
}

/** What the step with this index in the phase reads from outside. */
export function stepMoment(
  { seed, position, streams }: SteppedRun,
  schedule: PhaseSchedule,
  phaseStep: number,
): InputMoment {
  const { name, batch } = schedule;
  return {
    seed,
    step: position.step + phaseStep - position.phaseStep,
    firstExample: 0,
    schedule: schedule.contextAt(phaseStep),
    examples: (source, draw, out) => streams(name, source, draw).read(phaseStep * batch, out),
    visits: trainingVisits(seed, name, phaseStep * batch),
  };
}

/** Fields of training splits. */
export function trainingFields(sources: SteppedRun['sources']): FieldLookup {
  return (source, field) => {
    const bound = sources.get(source)?.train.fields.get(field);
    invariant(bound, `source ${source} has no field ${field}`);
    return bound;
  };
}

type Bad = Pick<Divergence, 'kind' | 'metric' | 'value'>;

function badMetric(metrics: MetricValues): Bad | undefined {
  const found = Object.entries(metrics).find(([, value]) => !Number.isFinite(value));
  return found && { kind: 'metric', metric: found[0], value: found[1] };
}

/** The line of the network that a state belongs to. */
export function statePlace({ state, networks }: Plan, name: string): SpecPlace | undefined {
  const network = state.find((entry) => entry.name === name)?.network;
  return networks.find((entry) => entry.name === network)?.place;
}

/** The search runs on broken numbers; if it fails, the divergence itself is still the news. */
async function locate(
  prepared: PreparedGraph,
  inputs: ReadonlyMap<string, EngineTensor | HostTensor>,
): Promise<NonFiniteSite | undefined> {
  try {
    return await prepared.locateNonFinite?.(inputs);
  } catch {
    return undefined;
  }
}
