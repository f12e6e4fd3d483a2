/**
 * @file Looks at a phase now and then: runs its health graph on the batch and draws of a step that is about to be done. Reads the run's
 * state and changes nothing, so that training is the same with it and without.
 */
import { invariant } from '../invariant.ts';
import { trainingStatistics } from '../data/statistics.ts';
import type { MetricValues } from '../training/events.ts';
import { GraphInputs } from '../training/graph-inputs.ts';
import type { PhaseSchedule } from '../training/phases.ts';
import { stepMoment, trainingFields } from '../training/step-runner.ts';
import type { SteppedRun } from '../training/step-runner.ts';
import type { HealthPlan } from './health-plan.ts';
import { metricsFrom, stepsBetweenLooks } from './readings.ts';

/** What a look gives. */
export interface Look {
  /** By column. */
  readonly metrics: MetricValues;
  /** By monitor: a number for each unit. */
  readonly units: ReadonlyMap<string, readonly number[]>;
}

/** Looks at one phase. */
export class HealthProbe {
  readonly #run: SteppedRun;
  readonly #plan: HealthPlan;
  readonly #schedule: PhaseSchedule;
  readonly #inputs: GraphInputs;

  constructor(run: SteppedRun, plan: HealthPlan, schedule: PhaseSchedule) {
    this.#run = run;
    this.#plan = plan;
    this.#schedule = schedule;
    this.#inputs = new GraphInputs(plan.graph, trainingFields(run.sources), trainingStatistics(run.sources));
  }

  /** Whether the step with this index in the phase is looked at. */
  isDue(phaseStep: number): boolean {
    return (phaseStep + 1) % stepsBetweenLooks === 0;
  }

  /** Looks at the run as it is before the step that it stands at. */
  async look(): Promise<Look> {
    const { graphs, state, position } = this.#run;
    const { graph, monitors } = this.#plan;
    const prepared = await graphs.prepare(graph);
    const inputs = this.#inputs.prepare(stepMoment(this.#run, this.#schedule, position.phaseStep));
    const outputs = await prepared.run(state.inputsFor(graph, inputs));
    const values = new Map<string, readonly number[]>();
    for (const output of graph.outputs) {
      const tensor = outputs.get(output.name);
      invariant(tensor, `graph ${graph.name} gave no ${output.name}`);
      values.set(output.name, Array.from((await graphs.engine.download(tensor)).data));
      graphs.engine.free(tensor);
    }
    const units = monitors.flatMap((monitor) =>
      monitor.kind === 'units' ? [[monitor.name, values.get(monitor.output) ?? []] as const] : [],
    );
    return {
      metrics: Object.assign({}, ...monitors.map((monitor) => metricsFrom(monitor, values))) as MetricValues,
      units: new Map(units),
    };
  }
}
