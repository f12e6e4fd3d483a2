/**
 * @file The step loop of one phase. While the engine runs a step, the host prepares the next one's data, random numbers and
 * scalars. New state replaces the old only after all metrics of the step were found finite.
 */
import type { ShuffledStream } from '../data/batches.ts';
import { HealthProbe } from '../health/probe.ts';
import type { Look } from '../health/probe.ts';
import type { HealthWatch } from '../health/watch.ts';
import { initializeState } from '../initialize.ts';
import type { PhasePlan, SpecPlace } from '../plan.ts';
import { calibrate } from './calibrate.ts';
import type { BadState, Checkpointer, Counters } from './checkpointer.ts';
import { TrainingDiverged } from './diverged.ts';
import type { MetricValues, RunMoment } from './events.ts';
import { figureIsDue, figureValues } from './figures.ts';
import type { RunGraphs } from './graphs.ts';
import type { PhaseSchedule } from './phases.ts';
import type { Recorder } from './recorder.ts';
import type { RunState } from './state.ts';
import { StepRunner, statePlace } from './step-runner.ts';
import type { SteppedRun } from './step-runner.ts';
import type { SourcesByName } from './test-split.ts';
import type { TrainOptions } from './options.ts';

/** Everything that a run holds. `position` moves on as steps are done. */
export interface TrainingRun {
  readonly options: TrainOptions;
  readonly seed: number;
  readonly sources: SourcesByName;
  readonly graphs: RunGraphs;
  readonly state: RunState;
  readonly recorder: Recorder;
  readonly checkpointer: Checkpointer;
  readonly watch: HealthWatch;
  readonly places: ReadonlyMap<string, SpecPlace>;
  readonly streams: (phase: string, source: string, draw: number) => ShuffledStream;
  position: Counters;
}

const YIELD_MILLISECONDS = 50;

/** Runs a phase from the run's position to its end, or until asked to stop: then the result is true. */
export async function runPhase(
  run: TrainingRun,
  phase: PhasePlan,
  schedule: PhaseSchedule,
): Promise<boolean> {
  const { host, plan, shouldStop } = run.options;
  if (run.position.phaseStep === 0) resetSlots(run, phase);
  const steps = new StepRunner(run, schedule);
  const probe =
    phase.health && run.options.health !== false ? new HealthProbe(run, phase.health, schedule) : undefined;
  const means = new RunningMeans();
  const lastPhase = run.position.phase === plan.phases.length - 1;
  let last: MetricValues = {};
  let epochStarted = host.now();
  let yielded = host.now();
  if (run.position.step === 0) {
    rejectBadState(
      run,
      await run.checkpointer.saveNow(run.state, run.position, momentOf(run, schedule)),
      schedule,
      last,
    );
  }
  steps.prefetch(run.position.phaseStep);
  while (run.position.phaseStep < schedule.steps) {
    if (shouldStop?.() === true) {
      const bad = await run.checkpointer.saveNow(run.state, run.position, momentOf(run, schedule));
      rejectBadState(run, bad, schedule, last);
      return true;
    }
    const moment = momentOf(run, schedule);
    const { phaseStep } = run.position;
    const look = probe?.isDue(phaseStep) ? await probe.look() : undefined;
    const began = host.now();
    last = await steps.run(moment, last);
    const now = host.now();
    const metrics = look ? { ...last, ...look.metrics } : last;
    run.recorder.step(moment, metrics, now - began);
    means.add(metrics);
    if (look) tellHealth(run, phase, moment, metrics, look.units);
    run.position = { ...run.position, phaseStep: phaseStep + 1, step: run.position.step + 1 };

    const finished = phaseStep + 1 === schedule.steps;
    if (finished) await calibrate(run, phase, schedule);
    const [before, after] = [schedule.epochAt(phaseStep), schedule.epochAt(phaseStep + 1)];
    const done = { phase: phase.name, step: moment.step, epoch: after };
    const epochEnded =
      Math.floor(after) > Math.floor(before) || (finished && schedule.stepsPerEpoch !== undefined);
    if (epochEnded) {
      run.recorder.event({
        event: 'epoch',
        ...done,
        seconds: (now - epochStarted) / 1000,
        metrics: means.take(),
      });
      for (const [monitor, values] of run.watch.unitsIn(phase))
        run.recorder.event({ event: 'units', monitor, values, ...done });
      epochStarted = now;
    }
    for (const figure of plan.figures) {
      if (!(finished && lastPhase) && !figureIsDue(figure, phaseStep + 1, before, after)) continue;
      await drawFigure(run, figure, done);
    }
    if (finished) {
      const bad = await run.checkpointer.saveNow(run.state, run.position, done);
      rejectBadState(run, bad, schedule, last);
    } else if (epochEnded || run.checkpointer.isDue()) {
      rejectBadState(run, await run.checkpointer.save(run.state, run.position, done), schedule, last);
    }
    if (now - yielded > YIELD_MILLISECONDS) {
      // An engine that computes on this thread would otherwise keep timers, messages and file writes waiting.
      await new Promise((resolve) => setTimeout(resolve, 0));
      yielded = host.now();
    }
  }
  return false;
}

/** Judges what a look has found, and records what is news. */
function tellHealth(
  run: TrainingRun,
  phase: PhasePlan,
  moment: RunMoment,
  metrics: MetricValues,
  units: Look['units'],
): void {
  const news = run.watch.take(phase, metrics, units);
  run.position = { ...run.position, health: run.watch.state };
  for (const one of news) run.recorder.event({ event: 'health', ...one, ...moment });
}

/** Where a run stands. */
export function momentOf(run: TrainingRun, schedule: PhaseSchedule): RunMoment {
  const { phaseStep, step } = run.position;
  return { phase: schedule.name, step, epoch: schedule.epochAt(phaseStep) };
}

/** Optimiser slots start afresh in each phase. */
export function resetSlots(run: SteppedRun, phase: PhasePlan): void {
  const { state: states } = run.options.plan;
  const byName = new Map(states.map((state) => [state.name, state]));
  for (const state of states) {
    if (state.phase === phase.name) run.state.set(state.name, initializeState(state, byName, run.seed));
  }
}

async function drawFigure(
  run: TrainingRun,
  figure: TrainOptions['plan']['figures'][number],
  at: RunMoment,
): Promise<void> {
  const { onFigure } = run.options;
  if (onFigure === undefined) return;
  const values = await figureValues(figure, run.graphs, run.state, run.sources, run.seed, at.step);
  const files = await onFigure(figure, values, at);
  run.recorder.event({ event: 'figure', figure: figure.name, files, ...at });
}

function rejectBadState(
  run: TrainingRun,
  bad: BadState | undefined,
  schedule: PhaseSchedule,
  last: MetricValues,
): void {
  if (bad === undefined) return;
  throw new TrainingDiverged({
    ...momentOf(run, schedule),
    kind: 'state',
    metric: bad.state,
    value: bad.value,
    place: statePlace(run.options.plan, bad.state),
    site: undefined,
    input: undefined,
    last,
  });
}

/** Means of each metric since the last time they were taken. */
class RunningMeans {
  readonly #sums = new Map<string, { sum: number; count: number }>();

  add(values: MetricValues): void {
    for (const name of Object.keys(values)) {
      const entry = this.#sums.get(name) ?? { sum: 0, count: 0 };
      entry.sum += values[name] ?? 0;
      entry.count += 1;
      this.#sums.set(name, entry);
    }
  }

  take(): MetricValues {
    const means = Object.fromEntries([...this.#sums].map(([name, { sum, count }]) => [name, sum / count]));
    this.#sums.clear();
    return means;
  }
}
