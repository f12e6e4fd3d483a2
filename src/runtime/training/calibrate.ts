/**
 * @file Calibrations at the end of a phase: running statistics become averages over fresh batches. In: the run's state after the last step.
 * Out: the state with the statistics replaced. The draws are those of steps that training did not make, so each run of it gives the same.
 */
import { trainingVisits } from '../data/augment.ts';
import { trainingStatistics } from '../data/statistics.ts';
import { invariant } from '../invariant.ts';
import type { PhasePlan } from '../plan.ts';
import { GraphInputs } from './graph-inputs.ts';
import type { TrainingRun } from './phase-loop.ts';
import type { PhaseSchedule } from './phases.ts';
import { trainingFields } from './step-runner.ts';

/** Runs the calibrations of a phase, in order. */
export async function calibrate(run: TrainingRun, phase: PhasePlan, schedule: PhaseSchedule): Promise<void> {
  const { seed, position, streams, graphs, state, sources } = run;
  for (const { graph, batches, batch } of phase.calibrations ?? []) {
    const inputs = new GraphInputs(graph, trainingFields(sources), trainingStatistics(sources));
    const prepared = await graphs.prepare(graph);
    for (let turn = 0; turn < batches; turn++) {
      const first = schedule.steps * schedule.batch + turn * batch;
      const values = inputs.prepare({
        seed,
        step: position.step + turn,
        firstExample: 0,
        schedule: { step: turn, epoch: 0, examples: turn * batch, updates: turn + 1, epochsPerStep: 0 },
        examples: (source, draw, out) => streams(phase.name, source, draw).read(first, out),
        visits: trainingVisits(seed, phase.name, first),
      });
      const outputs = await prepared.run(state.inputsFor(graph, values));
      for (const output of graph.outputs) {
        const tensor = outputs.get(output.name);
        invariant(tensor && output.role === 'state', `graph ${graph.name} gave no ${output.name}`);
        state.replace(output.state, tensor);
      }
    }
  }
}
