/**
 * @file Trains a compiled model: phase after phase, step after step, with metrics, checkpoints, figures and a final evaluation. In: a
 * plan, its graphs, an engine, a host and a run folder. Out: files in the run folder, events, and what the evaluations report. The
 * same plan, seed and engine give the same bits, through any number of resumes.
 */
import { loadCheckpoint } from '../checkpoint/checkpoint.ts';
import { ShuffledStream } from '../data/batches.ts';
import { Sources } from '../data/sources.ts';
import { HealthWatch } from '../health/watch.ts';
import { InputError } from '../host.ts';
import { invariant } from '../invariant.ts';
import type { Plan } from '../plan.ts';
import type { OptimisingListener } from '../program.ts';
import { Checkpointer } from './checkpointer.ts';
import { TrainingDiverged } from './diverged.ts';
import { runEvaluations } from './evaluate.ts';
import { runMeasures } from '../measures/run-measures.ts';
import { measureGraphs, phaseGraphs, programGraphs } from '../program-graphs.ts';
import { showValue } from './divergence-text.ts';
import type { MetricValues, TrainEvent } from './events.ts';
import { RunGraphs } from './graphs.ts';
import { runPhase } from './phase-loop.ts';
import type { TrainingRun } from './phase-loop.ts';
import type { TrainOptions } from './options.ts';
import { scheduleOf } from './phases.ts';
import type { PhaseSchedule } from './phases.ts';
import { replay } from './replay.ts';
import { Recorder, metricsOf } from './recorder.ts';
import { writeFailure } from './run-log.ts';
import { startStates } from './start-states.ts';
import { Stopped } from './stopping.ts';
import { RunState } from './state.ts';
import { requireTestExamples, sourcesOf } from './test-split.ts';

export interface TrainResult {
  readonly run: string;
  /** Steps done, in all. */
  readonly steps: number;
  /** True when it was asked to end before all was done: steps or, with all steps done, reports. */
  readonly stopped: boolean;
  /** What the evaluations report; empty when stopped. */
  readonly metrics: MetricValues;
}

/**
 * Trains to the end, or until asked to stop. Throws `InputError` for bad data, checkpoints and run folders, and
 * `TrainingDiverged` when a metric or a weight is no longer finite.
 */
export async function train(options: TrainOptions): Promise<TrainResult> {
  const { plan, engine, host, runFolder } = options;
  const started = host.now();
  await host.makeFolder(runFolder).catch((error: unknown) => {
    throw writeFailure(runFolder, error);
  });
  const resumed = await findCheckpoint(options);
  const seed = resumed?.position.seed ?? options.seed ?? 0;
  const sources = await new Sources(host, plan.sources).open(sourceNames(plan));
  requireTestExamples([...plan.figures, ...plan.evaluations].flatMap(programGraphs), sources);
  const graphs = new RunGraphs(engine, options.artifacts);
  const state = new RunState(
    engine,
    plan.state,
    resumed?.tensors ?? (await startStates(plan, graphs, sources, seed)),
  );
  const phases = plan.phases.map((phase) => {
    const counts = phase.sources.map((name) => sources.get(name)?.train.count ?? 0);
    return scheduleOf(phase, Math.max(0, ...counts), options.overrides ?? {});
  });
  const metrics = metricsOf(plan);
  const recorder = await Recorder.open(
    host,
    runFolder,
    [...metrics.keys()],
    resumed?.position,
    options.onEvent,
  );
  const run: TrainingRun = {
    options,
    seed,
    sources,
    graphs,
    state,
    recorder,
    checkpointer: new Checkpointer(
      host,
      plan,
      runFolder,
      recorder,
      resumed && { folder: resumed.file.replace(/[\\/][^\\/]*$/, ''), step: resumed.position.step },
    ),
    watch: new HealthWatch(resumed?.position.health, new Set(options.silenced)),
    places: metrics,
    streams: makeStreams(plan, sources, seed),
    position: { phase: 0, phaseStep: 0, step: 0, ...resumed?.position, seed },
  };
  try {
    recorder.event({
      event: 'start',
      run: runFolder,
      model: plan.model,
      engine: engine.name,
      device: engine.device,
      seed,
      phases: phases.map(({ name, steps, batch, stepsPerEpoch }) => ({ name, steps, batch, stepsPerEpoch })),
      metrics: [...metrics.keys()],
      resumedAt: run.position.step,
    });
    const notice = (message: string): void => recorder.event({ event: 'notice', message });
    for (const { name, notes = [] } of sources.values())
      for (const note of notes) notice(`data ${name}: ${note}`);
    let stopped = false;
    for (const [index, phase] of plan.phases.entries()) {
      const schedule = phases[index];
      invariant(schedule, `phase ${phase.name} has no schedule`);
      if (index < run.position.phase) continue;
      stopped = await runPhase(run, phase, schedule);
      if (stopped) break;
      run.position = { ...run.position, phase: index + 1, phaseStep: 0 };
    }
    const reports = stopped ? undefined : await computeReports(run, notice);
    const steps = run.position.step;
    const seconds = (host.now() - started) / 1000;
    recorder.event({
      event: 'end',
      run: runFolder,
      steps,
      seconds,
      stopped: reports === undefined,
      metrics: reports ?? {},
      health: run.watch.report(),
    });
    return { run: runFolder, steps, stopped: reports === undefined, metrics: reports ?? {} };
  } catch (error) {
    if (!(error instanceof TrainingDiverged)) throw error;
    const traced = await traceBack(error, run, phases);
    recorder.event(divergedEvent(traced));
    throw traced;
  } finally {
    try {
      await run.checkpointer.settle();
      await recorder.flush();
    } finally {
      state.dispose();
      await graphs.dispose();
    }
  }
}

/** What evaluations and measures report of a trained model; undefined when asked to stop before all of it was computed. */
async function computeReports(
  { options, graphs, state, sources, seed }: TrainingRun,
  notice: (message: string) => void,
): Promise<MetricValues | undefined> {
  const { plan, classifiers, shouldStop, onEvent } = options;
  const reported = { graphs, state, sources, seed, shouldStop };
  const tell: OptimisingListener = (reports, done, of) =>
    onEvent?.({ event: 'optimising', reports, done, of });
  try {
    return {
      ...(await runEvaluations(plan.evaluations, reported, tell)),
      ...(await runMeasures({ ...reported, plan, classifiers, notice })),
    };
  } catch (error) {
    if (error instanceof Stopped) return undefined;
    throw error;
  }
}

/** The divergence with the checkpoint that stays; one that only showed in a step after it began, as the step where it began. */
async function traceBack(
  error: TrainingDiverged,
  run: TrainingRun,
  schedules: readonly PhaseSchedule[],
): Promise<TrainingDiverged> {
  await run.checkpointer.settle();
  const { kind, input } = error.divergence;
  const beganBefore = kind === 'state' || input?.role === 'state';
  const earlier = beganBefore ? await replay(run, schedules) : undefined;
  const { divergence } = earlier ?? error;
  const { newest } = run.checkpointer;
  return new TrainingDiverged({ ...divergence, ...(newest ? { checkpoint: newest } : {}) });
}

function divergedEvent({ message, divergence }: TrainingDiverged): TrainEvent {
  const { phase, step, epoch, metric, value, site, last, checkpoint } = divergence;
  const place = site?.place ?? divergence.place;
  return {
    event: 'diverged',
    message,
    phase,
    step,
    epoch,
    metric,
    value: showValue(value),
    ...(site ? { op: site.op } : {}),
    ...(place ? { place } : {}),
    metrics: last,
    ...(checkpoint ? { checkpoint: checkpoint.folder } : {}),
  };
}

async function findCheckpoint(
  options: TrainOptions,
): Promise<Awaited<ReturnType<typeof loadCheckpoint>> | undefined> {
  const { host, runFolder, plan, seed } = options;
  const folder = host.join(runFolder, 'checkpoints');
  const saved = (await host.listFolder(folder))?.filter(({ name }) => name !== 'staged') ?? [];
  if (options.resume !== true) {
    if (saved.length === 0) return undefined;
    throw new InputError(
      'run/exists',
      runFolder,
      'there is a trained run in this folder already',
      'continue it with --resume, or choose another folder with --run',
    );
  }
  if (saved.length === 0) return undefined;
  const checkpoint = await loadCheckpoint(host, runFolder, plan);
  if (seed !== undefined && seed !== checkpoint.position.seed) {
    throw new InputError(
      'run/seed',
      checkpoint.file,
      `the run was started with seed ${checkpoint.position.seed} and cannot continue with ${seed}`,
      'leave the seed out',
    );
  }
  return checkpoint;
}

/** Every source that training, figures or evaluations read, so that bad data is found before the first step. */
function sourceNames(plan: Plan): Set<string> {
  const graphs = [
    ...(plan.start ? [plan.start] : []),
    ...plan.phases.flatMap(phaseGraphs),
    ...[...plan.figures, ...plan.evaluations].flatMap(programGraphs),
    ...(plan.measures ?? []).flatMap(measureGraphs),
  ];
  const evaluated = plan.evaluations.flatMap(({ source }) => (source === undefined ? [] : [source]));
  return new Set([
    ...plan.phases.flatMap((phase) => phase.sources),
    ...graphs.flatMap(sourcesOf),
    ...evaluated,
    ...(plan.measures ?? []).map(({ data }) => data.source),
  ]);
}

/** One endless stream per phase, source and independent draw, each keyed by its own name. */
function makeStreams(plan: Plan, sources: TrainingRun['sources'], seed: number): TrainingRun['streams'] {
  const streams = new Map<string, ShuffledStream>();
  return (phase, source, draw) => {
    const site = `data/${phase}/${source}/${draw}`;
    let stream = streams.get(site);
    if (stream === undefined) {
      const count = sources.get(source)?.train.count;
      invariant(count !== undefined && plan.phases.length > 0, `source ${source} was not opened`);
      stream = new ShuffledStream(seed, site, count);
      streams.set(site, stream);
    }
    return stream;
  };
}
