/**
 * @file A short run of everything that a model compiles to, on made data: a look at each phase's health and two steps of it (the first is
 * the one in which every term fires), then each evaluation, measure, figure and infer once, with few samples and two steps of each loop.
 * Nothing is written. Out: numbers, times, and how many tensors live; a metric that is not finite throws `TrainingDiverged` with its line,
 * as in training.
 */
import { ShuffledStream } from '../data/batches.ts';
import { madeSource, madeValues } from '../data/made.ts';
import type { Engine, GraphArtifacts, HostTensor } from '../engine.ts';
import type { HealthPlan } from '../health/health-plan.ts';
import { HealthProbe } from '../health/probe.ts';
import { runInfer } from '../infer.ts';
import { initializeStates } from '../initialize.ts';
import { invariant } from '../invariant.ts';
import { madeClassifier } from '../measures/made-classifier.ts';
import { runMeasures } from '../measures/run-measures.ts';
import type { InferPlan, Plan, ProgramPlan } from '../plan.ts';
import { RandomStream } from '../random/stream.ts';
import { nonFiniteValue, sizeOf } from '../tensors.ts';
import { runEvaluations } from './evaluate.ts';
import type { MetricValues } from './events.ts';
import { figureValues } from './figures.ts';
import { RunGraphs } from './graphs.ts';
import { resetSlots } from './phase-loop.ts';
import { scheduleOf } from './phases.ts';
import type { PhaseSchedule } from './phases.ts';
import { metricsOf } from './recorder.ts';
import { RunState } from './state.ts';
import { StepRunner } from './step-runner.ts';
import type { SteppedRun } from './step-runner.ts';

const stepsOfPhase = 2;
const stepsOfLoop = 2;
const samplesOfMeasure = 16;

export interface SmokeOptions {
  readonly plan: Plan;
  readonly artifacts: ReadonlyMap<string, GraphArtifacts>;
  readonly engine: Engine;
  readonly seed: number;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
}

export interface SmokeStep {
  /** The step graph that ran: it differs where terms fire in some steps only. */
  readonly graph: string;
  readonly milliseconds: number;
  readonly metrics: MetricValues;
  /** Tensors that the engine holds after the step. */
  readonly liveTensors: number;
}

export interface SmokePhase {
  readonly name: string;
  readonly steps: readonly SmokeStep[];
  /** Before the steps, where anything is watched. */
  readonly look?: SmokeLook;
}

/** A look at a phase's health. Its counts are left out: where a score lies on its decision, they differ by an example from engine to engine. */
export interface SmokeLook {
  readonly milliseconds: number;
  readonly metrics: MetricValues;
}

/** A figure or infer that ran once; `nonFinite` names a result with NaN or infinity. */
export interface SmokeProgram {
  readonly name: string;
  readonly milliseconds: number;
  readonly nonFinite: string | undefined;
}

export interface SmokeReport {
  readonly phases: readonly SmokePhase[];
  /** What evaluations and measures report, after the last step. */
  readonly reports: MetricValues;
  readonly figures: readonly SmokeProgram[];
  readonly infers: readonly SmokeProgram[];
  /** Tensors that were still alive when everything was freed: 0, or the engine leaks. */
  readonly leakedTensors: number;
}

/** Runs all of it on one engine. Throws `TrainingDiverged`. */
export async function smoke(options: SmokeOptions): Promise<SmokeReport> {
  const { engine, seed, now } = options;
  const plan = shortened(options.plan);
  const before = engine.liveTensors();
  const sources = new Map(
    plan.sources.map((source) => [source.name, madeSource(source, examplesFor(plan), seed)]),
  );
  const graphs = new RunGraphs(engine, options.artifacts);
  const state = new RunState(engine, plan.state, initializeStates(plan.state, seed));
  const streams = (phase: string, source: string, draw: number): ShuffledStream =>
    new ShuffledStream(seed, `data/${phase}/${source}/${draw}`, examplesFor(plan));
  const run: SteppedRun = {
    options: { plan },
    seed,
    sources,
    graphs,
    state,
    streams,
    places: metricsOf(plan),
    position: { phase: 0, phaseStep: 0, step: 0, seed },
  };
  const timed = async (
    name: string,
    compute: () => Promise<ReadonlyMap<string, HostTensor>>,
  ): Promise<SmokeProgram> => {
    const started = now();
    const values = await compute();
    const found = [...values].find(([, { data }]) => nonFiniteValue(data) !== undefined);
    return { name, milliseconds: now() - started, nonFinite: found?.[0] };
  };
  try {
    const phases: SmokePhase[] = [];
    for (const [index, phase] of plan.phases.entries()) {
      run.position = { ...run.position, phase: index, phaseStep: 0 };
      resetSlots(run, phase);
      const schedule = scheduleOf(phase, phase.sources.length === 0 ? 0 : examplesFor(plan), {
        steps: stepsOfPhase,
      });
      // Before the steps: after them engines differ by what their rounding has grown to.
      const look = phase.health && (await smokeLook(run, phase.health, schedule, now));
      const runner = new StepRunner(run, schedule);
      runner.prefetch(0);
      const steps: SmokeStep[] = [];
      for (let step = 0; step < stepsOfPhase; step++) {
        const started = now();
        const moment = { phase: phase.name, step: run.position.step, epoch: schedule.epochAt(step) };
        const metrics = await runner.run(moment, steps.at(-1)?.metrics ?? {});
        steps.push({
          graph: schedule.graphAt(step).name,
          milliseconds: now() - started,
          metrics,
          liveTensors: engine.liveTensors(),
        });
        run.position = { ...run.position, phaseStep: step + 1, step: run.position.step + 1 };
      }
      phases.push({ name: phase.name, steps, ...(look ? { look } : {}) });
    }
    const reported = { graphs, state, sources, seed };
    const reports = {
      ...(await runEvaluations(plan.evaluations, reported)),
      ...(await runMeasures({
        ...reported,
        plan,
        classifiers: madeClassifier,
        // What they say is for readers of the numbers, and these are of made data.
        notice: () => undefined,
      })),
    };
    const figures: SmokeProgram[] = [];
    for (const figure of plan.figures)
      figures.push(
        await timed(figure.name, () => figureValues(figure, graphs, state, sources, seed, run.position.step)),
      );
    const infers: SmokeProgram[] = [];
    for (const infer of plan.infers)
      infers.push(
        await timed(infer.name, () =>
          runInfer({ infer, arguments: madeArguments(infer, seed), count: 1, seed }, graphs, state, sources),
        ),
      );
    state.dispose();
    await graphs.dispose();
    return { phases, reports, figures, infers, leakedTensors: engine.liveTensors() - before };
  } catch (error) {
    state.dispose();
    await graphs.dispose();
    throw error;
  }
}

async function smokeLook(
  run: SteppedRun,
  plan: HealthPlan,
  schedule: PhaseSchedule,
  now: () => number,
): Promise<SmokeLook> {
  const started = now();
  const { metrics } = await new HealthProbe(run, plan, schedule).look();
  const columns = plan.monitors.flatMap((monitor) =>
    monitor.kind === 'gradient' || monitor.kind === 'diversity' ? [monitor.output] : [],
  );
  return {
    milliseconds: now() - started,
    metrics: Object.fromEntries(columns.map((column) => [column, metrics[column] ?? Number.NaN])),
  };
}

/** The plan with two steps of each loop, too, one batch of each evaluation, and a few samples of each measure: hundreds would tell no more. */
function shortened(plan: Plan): Plan {
  const short = <P extends ProgramPlan>(program: P): P => {
    const stages = program.stages?.map((stage) => ({ ...stage, times: Math.min(stage.times, stepsOfLoop) }));
    return stages ? { ...program, stages } : program;
  };
  const { evaluations, figures, infers, measures = [] } = plan;
  const few = (count: number): number => Math.min(count, samplesOfMeasure);
  return {
    ...plan,
    measures: measures.map((one) => ({
      ...one,
      samples: few(one.samples),
      examples: few(one.examples ?? samplesOfMeasure),
      generated: short(one.generated),
    })),
    // One run of its graph: large pictures are evaluated one by one, which would take minutes.
    evaluations: evaluations.map((one) =>
      short({ ...one, examples: Math.min(one.examples ?? one.batch, one.batch) }),
    ),
    figures: figures.map(short),
    infers: infers.map(short),
  };
}

/** One pass of every graph is one batch; two draws of a phase differ. */
function examplesFor(plan: Plan): number {
  const sizes = [
    samplesOfMeasure,
    ...plan.phases.map(({ batch }) => batch),
    ...plan.evaluations.map(({ batch }) => batch),
  ];
  return Math.max(1, ...sizes);
}

function madeArguments(infer: InferPlan, seed: number): ReadonlyMap<string, HostTensor> {
  return new Map(
    infer.arguments.map((argument) => {
      const { name, shape, dtype } = argument;
      invariant(dtype === 'f32' || dtype === 'i32', `the argument ${name} is neither real nor a class`);
      const stream = new RandomStream(seed, `made/${infer.name}/${name}`);
      return [name, { shape: [1, ...shape], dtype, data: madeValues(argument, sizeOf(shape), stream) }];
    }),
  );
}
