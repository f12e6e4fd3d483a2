/**
 * @file The training thread: starts an engine, trains through the runtime, draws figures, and reports. It is a thread of its
 * own so that the main one can show progress and answer Ctrl-C while a step computes.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { loadTypeface } from '../../runtime/figures/typeface.ts';
import { train } from '../../runtime/training/train.ts';
import { startEngine } from '../engines.ts';
import { createNodeHost } from '../host.ts';
import { describeFailure } from '../report-failure.ts';
import { FigureWriter } from './figure-writer.ts';
import type { TrainingMessage, TrainingTask } from './messages.ts';

const task = workerData as TrainingTask;

function tell(message: TrainingMessage): void {
  parentPort?.postMessage(message);
}

async function run(): Promise<boolean> {
  const host = createNodeHost();
  const stop = new Int32Array(task.stop);
  const shouldStop = (): boolean => Atomics.load(stop, 0) === 1;
  const figures = new FigureWriter(host, task.runFolder, task.plan, await loadTypeface(host));
  const engine = await startEngine(task.candidates);
  const notice = (message: string): void => tell({ kind: 'event', event: { event: 'notice', message } });
  const needsClassifier = task.plan.measures?.some(({ measure }) => measure.kind !== 'parzenWindow') ?? false;
  const provided = needsClassifier
    ? (await import('../classifier/provide-classifiers.ts')).provideClassifiers({
        host,
        engine,
        candidates: task.candidates,
        notice,
        shouldStop,
      })
    : undefined;
  try {
    const result = await train({
      plan: task.plan,
      artifacts: new Map(task.artifacts),
      engine,
      host,
      runFolder: task.runFolder,
      ...(task.seed === undefined ? {} : { seed: task.seed }),
      overrides: task.overrides,
      resume: task.resume,
      silenced: task.silenced,
      health: task.health,
      ...(provided ? { classifiers: provided.classifiers } : {}),
      onEvent: (event) => tell({ kind: 'event', event }),
      onFigure: (figure, values, moment) => figures.write(figure, values, moment),
      shouldStop,
    });
    return result.stopped;
  } finally {
    await provided?.close();
    await engine.dispose();
    // Also after a failure: the curve shows what went wrong.
    for (const event of await figures.writeCurves()) tell({ kind: 'event', event });
  }
}

try {
  tell({ kind: 'done', stopped: await run() });
} catch (error) {
  tell({ kind: 'failed', failure: describeFailure(error) });
}
