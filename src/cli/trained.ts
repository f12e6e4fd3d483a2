/** @file Opens a run folder for use: its spec compiled again, its engine started, its newest checkpoint loaded. */
import type { Engine } from '../runtime/engine.ts';
import type { Host } from '../runtime/host.ts';
import type { Plan } from '../runtime/plan.ts';
import type { ClassifierProvider } from '../runtime/measures/classifier.ts';
import type { TrainedRun } from '../runtime/trained-run.ts';
import type { OptimisingListener } from '../runtime/program.ts';
import { openTrainedRun } from '../runtime/trained-run.ts';
import { makeArtifacts } from './artifacts.ts';
import { compileSources } from './compile-spec.ts';
import type { UseOptions } from './compile-spec.ts';
import type { CommandContext } from './context.ts';
import type { EngineOptions } from './engines.ts';
import { engineCandidates, startEngine } from './engines.ts';
import { createNodeHost } from './host.ts';
import { openRunFolder } from './run-folder.ts';

export interface OpenedRun {
  readonly host: Host;
  readonly plan: Plan;
  readonly engine: Engine;
  readonly run: TrainedRun;
  /** Makes the classifiers of labelled sources, which it keeps. */
  readonly classifiers: ClassifierProvider;
}

/** Opens `folder`, does `work` and closes everything. Throws `CommandFailure`, `SpecRejected`, `InputError`, `EngineUnavailable`. */
export async function withTrainedRun<T>(
  folder: string,
  options: EngineOptions,
  context: CommandContext,
  work: (opened: OpenedRun) => Promise<T>,
  use: UseOptions = {},
): Promise<T> {
  const host = createNodeHost();
  const { config, spec } = await openRunFolder(host, folder);
  const { program } = await compileSources(spec, config.options, context, use);
  const { plan } = program;
  const candidates = engineCandidates(options, host);
  const artifacts = await makeArtifacts(program, candidates);
  const engine = await startEngine(candidates);
  const notice = (message: string): void => context.terminal.say(message);
  const { provideClassifiers } = await import('./classifier/provide-classifiers.ts');
  const { classifiers, close } = provideClassifiers({ host, engine, candidates, notice });
  try {
    const optimising = sayNowAndThen(host, notice);
    const options = { plan, artifacts, engine, host, runFolder: folder, classifiers, notice, optimising };
    const run = await openTrainedRun(options);
    try {
      return await work({ host, plan, engine, run, classifiers });
    } finally {
      await run.dispose();
    }
  } finally {
    await close();
    await engine.dispose();
  }
}

const saySeconds = 10;

/** Says how far loops of optimisation are, where they take a while. */
function sayNowAndThen(host: Host, say: (text: string) => void): OptimisingListener {
  let last = host.now();
  return (what, done, steps) => {
    if (host.now() - last < 1000 * saySeconds) return;
    last = host.now();
    say(`Optimising for ${what}: ${Math.floor((100 * done) / steps)} %`);
  };
}
