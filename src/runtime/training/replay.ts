/**
 * @file Finds the step at which state became non-finite. A loss can be finite where its gradient is not: then the weights are
 * broken a step or more before any metric shows it, and the inputs of that step are gone. Training gives the same bits each time,
 * so the run is repeated from its last checkpoint, with every new state looked at.
 */
import { loadCheckpoint } from '../checkpoint/checkpoint.ts';
import { TrainingDiverged } from './diverged.ts';
import type { MetricValues } from './events.ts';
import type { TrainingRun } from './phase-loop.ts';
import { momentOf, resetSlots } from './phase-loop.ts';
import type { PhaseSchedule } from './phases.ts';
import { RunState } from './state.ts';
import { StepRunner } from './step-runner.ts';

/**
 * Repeats the run up to where it stands; the divergence that is met first, or undefined where all stays finite or the run cannot
 * be repeated (then the divergence that is known is still the news).
 */
export async function replay(
  run: TrainingRun,
  schedules: readonly PhaseSchedule[],
): Promise<TrainingDiverged | undefined> {
  const { host, plan, engine, runFolder } = run.options;
  let state: RunState | undefined;
  try {
    const { tensors, position } = await loadCheckpoint(host, runFolder, plan);
    state = new RunState(engine, plan.state, tensors);
    const again: TrainingRun = { ...run, state, position };
    for (let index = position.phase; index <= run.position.phase; index++) {
      const schedule = schedules[index];
      if (schedule) await replayPhase(again, schedule, run.position.step);
      again.position = { ...again.position, phase: index + 1, phaseStep: 0 };
    }
    return undefined;
  } catch (error) {
    return error instanceof TrainingDiverged ? error : undefined;
  } finally {
    state?.dispose();
  }
}

/** Runs a phase through the step `lastStep` of the run, or to its end. */
async function replayPhase(run: TrainingRun, schedule: PhaseSchedule, lastStep: number): Promise<void> {
  const phase = run.options.plan.phases[run.position.phase];
  if (phase && run.position.phaseStep === 0) resetSlots(run, phase);
  const steps = new StepRunner(run, schedule, { checksState: true });
  let last: MetricValues = {};
  steps.prefetch(run.position.phaseStep);
  while (run.position.phaseStep < schedule.steps && run.position.step <= lastStep) {
    last = await steps.run(momentOf(run, schedule), last);
    const { phaseStep, step } = run.position;
    run.position = { ...run.position, phaseStep: phaseStep + 1, step: step + 1 };
  }
}
