/**
 * @file Runs the training thread from the main one: passes its events on, turns Ctrl-C into a request to save and stop, a
 * second Ctrl-C into an end at once.
 */
import { Worker } from 'node:worker_threads';
import type { TrainEvent } from '../../runtime/training/events.ts';
import { exitCode } from '../exit-codes.ts';
import type { FailureReport } from '../report-failure.ts';
import type { TrainingMessage, TrainingTask } from './messages.ts';

export type TrainingOutcome =
  | { readonly kind: 'done'; readonly stopped: boolean }
  | { readonly kind: 'failed'; readonly failure: FailureReport };

export interface ThreadListener {
  onEvent(event: TrainEvent): void;
  /** Called at the first Ctrl-C. */
  onStopping(): void;
}

/** Trains in a thread of its own; resolves when it has ended. */
export async function trainInThread(
  worker: URL,
  task: Omit<TrainingTask, 'stop'>,
  listener: ThreadListener,
): Promise<TrainingOutcome> {
  const stop = new SharedArrayBuffer(4);
  const thread = new Worker(worker, { workerData: { ...task, stop } satisfies TrainingTask });
  let asked = false;
  const onSignal = (): void => {
    if (asked) return endAtOnce(onSignal);
    asked = true;
    Atomics.store(new Int32Array(stop), 0, 1);
    listener.onStopping();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  try {
    return await new Promise<TrainingOutcome>((resolve, reject) => {
      thread.on('message', (message: TrainingMessage) => {
        if (message.kind === 'event') listener.onEvent(message.event);
        else resolve(message);
      });
      thread.on('error', reject);
      thread.on('exit', (code) => reject(new Error(`the training thread ended with code ${code}`)));
    });
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
    await thread.terminate();
  }
}

/**
 * Ends the process by SIGINT, which a shell shows as `exitCode.signal`. `process.exit` would first end the thread, in which a native
 * library may be computing: its next call into JavaScript then fails, and it aborts the process with a line of its own.
 */
function endAtOnce(onSignal: () => void): void {
  process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  process.kill(process.pid, 'SIGINT');
  // The first process of a container survives that.
  setTimeout(() => process.exit(exitCode.signal), 1000);
}
