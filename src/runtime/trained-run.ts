/**
 * @file A finished or interrupted run, opened for use: its state from the newest checkpoint, its graphs and its data, each loaded when
 * first needed. Serves `genc evaluate`, `genc sample`, `genc infer` and `genc reconstruct`.
 */
import { loadCheckpoint } from './checkpoint/checkpoint.ts';
import type { RunPosition } from './checkpoint/checkpoint.ts';
import { Sources } from './data/sources.ts';
import type { Engine, GraphArtifacts, HostTensor } from './engine.ts';
import type { Host } from './host.ts';
import { InputError } from './host.ts';
import type { InferRequest } from './infer.ts';
import { runInfer } from './infer.ts';
import type { FigurePlan, Plan } from './plan.ts';
import type { ClassifierProvider } from './measures/classifier.ts';
import { runMeasures } from './measures/run-measures.ts';
import type { OptimisingListener } from './program.ts';
import { measureGraphs, programGraphs } from './program-graphs.ts';
import { runEvaluations } from './training/evaluate.ts';
import type { MetricValues } from './training/events.ts';
import { figureValues } from './training/figures.ts';
import { RunGraphs } from './training/graphs.ts';
import { RunState } from './training/state.ts';
import { sourcesOf } from './training/test-split.ts';

export interface TrainedRunOptions {
  readonly plan: Plan;
  readonly artifacts: ReadonlyMap<string, GraphArtifacts>;
  readonly engine: Engine;
  readonly host: Host;
  readonly runFolder: string;
  /** Makes the classifiers that some measures need; without it these are left out. */
  readonly classifiers?: ClassifierProvider;
  /** Told how far the loops of optimisation of reports and infers are. */
  readonly optimising?: OptimisingListener;
  /** Told what a reader of the measures should know. */
  readonly notice?: (message: string) => void;
}

/** A run's weights, ready to be used. */
export interface TrainedRun {
  readonly position: RunPosition;
  /** What every evaluation of the plan reports on the test split, by name. */
  evaluate(): Promise<MetricValues>;
  /** Runs an infer by name. Throws `InputError` for an unknown name or unfit arguments, and after `dispose`. */
  infer(name: string, request: Omit<InferRequest, 'infer'>): Promise<Map<string, HostTensor>>;
  /** The values that a figure shows. */
  figure(figure: FigurePlan): Promise<Map<string, HostTensor>>;
  dispose(): Promise<void>;
}

/** Opens the newest checkpoint of a run. Throws `InputError` with a code `checkpoint/...`. */
export async function openTrainedRun(options: TrainedRunOptions): Promise<TrainedRun> {
  const { plan, artifacts, engine, host, runFolder } = options;
  const { position, tensors } = await loadCheckpoint(host, runFolder, plan);
  const { seed } = position;
  const state = new RunState(engine, plan.state, tensors);
  const graphs = new RunGraphs(engine, artifacts);
  const sources = new Sources(host, plan.sources);
  let isDisposed = false;
  const mustBeOpen = (what: string): void => {
    if (!isDisposed) return;
    throw new InputError(
      'infer/disposed',
      what,
      `the model ${plan.model} is called after its dispose, which freed the weights`,
      'dispose of it after the last call, or load it again',
    );
  };
  return {
    position,
    evaluate: async () => {
      mustBeOpen('evaluate');
      const measures = plan.measures ?? [];
      const names = new Set([
        ...plan.evaluations.flatMap(({ source }) => (source === undefined ? [] : [source])),
        ...measures.map(({ data }) => data.source),
        ...[...plan.evaluations.flatMap(programGraphs), ...measures.flatMap(measureGraphs)].flatMap(
          sourcesOf,
        ),
      ]);
      const opened = await sources.open(names);
      const { classifiers, notice = () => {} } = options;
      for (const { name, notes = [] } of opened.values())
        for (const note of notes) notice(`data ${name}: ${note}`);
      const reported = { graphs, state, sources: opened, seed };
      return {
        ...(await runEvaluations(plan.evaluations, reported, options.optimising)),
        ...(await runMeasures({ ...reported, plan, classifiers, notice })),
      };
    },
    infer: async (name, request) => {
      mustBeOpen(name);
      const infer = plan.infers.find((candidate) => candidate.name === name);
      if (infer === undefined) {
        const names = plan.infers.map((candidate) => candidate.name).join(', ');
        throw new InputError(
          'infer/unknown',
          name,
          `the model ${plan.model} has no infer ${name}`,
          names === '' ? 'declare one in the spec' : `it has: ${names}`,
        );
      }
      return runInfer(
        { ...request, infer },
        graphs,
        state,
        await sources.open(programGraphs(infer).flatMap(sourcesOf)),
        options.optimising,
      );
    },
    figure: async (figure) => {
      const opened = await sources.open(programGraphs(figure).flatMap(sourcesOf));
      return figureValues(figure, graphs, state, opened, seed, position.step);
    },
    dispose: async () => {
      if (isDisposed) return;
      isDisposed = true;
      state.dispose();
      await graphs.dispose();
    },
  };
}
