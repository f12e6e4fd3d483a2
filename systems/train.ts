/**
 * @file Trains what a study needs, by `genc train` itself, each in a folder of its own: one that has ended is used as it is, one that was
 * interrupted is resumed, and one of another text of its spec is refused.
 */
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { CommandContext } from '../src/cli/context.ts';
import { createTerminal } from '../src/cli/terminal.ts';
import { withTrainedRun } from '../src/cli/trained.ts';
import type { TrainEvent } from '../src/runtime/training/events.ts';
import type { Finished, Training } from './study.ts';

export interface TrainOptions {
  /** Where the folders of runs are made. */
  readonly folder: string;
  readonly threads: number | undefined;
}

/** The training of a name, ended. Throws where `genc train` fails. */
export async function finished(name: string, training: Training, options: TrainOptions): Promise<Finished> {
  const folder = path.join(options.folder, name);
  if (!isFinished(folder)) {
    const known = fs.existsSync(path.join(folder, 'config.json'));
    const threads = options.threads === undefined ? [] : ['--threads', String(options.threads)];
    await genc(
      known
        ? ['train', '--resume', folder, ...threads]
        : ['train', training.spec, '--run', folder, '--seed', '0', ...(training.options ?? []), ...threads],
    );
  }
  refuseOther(folder, training);
  const events = eventsOf(folder);
  const ends = events.flatMap((event) => (event.event === 'end' ? [event] : []));
  return {
    folder,
    seconds: ends.reduce((sum, { seconds }) => sum + seconds, 0),
    epochs: Math.round(events.findLast((event) => event.event === 'checkpoint')?.epoch ?? 0),
    reports: ends.at(-1)?.metrics ?? {},
    notices: events.flatMap((event) => (event.event === 'notice' ? [event.message] : [])),
    open: (work) => withTrainedRun(folder, threadsOf(options), context, work),
  };
}

/** Engine `onnx` with its threads, for what opens a run. */
const threadsOf = ({ threads }: TrainOptions): { threads?: number } =>
  threads === undefined ? {} : { threads };

function eventsOf(folder: string): readonly TrainEvent[] {
  const file = path.join(folder, 'events.ndjson');
  if (!fs.existsSync(file)) return [];
  const lines = fs.readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as TrainEvent);
}

function isFinished(folder: string): boolean {
  const last = eventsOf(folder).at(-1);
  return last?.event === 'end' && !last.stopped;
}

function refuseOther(folder: string, { spec }: Training): void {
  const copy = path.join(folder, 'spec', path.basename(spec));
  if (fs.readFileSync(copy, 'utf8') === fs.readFileSync(spec, 'utf8')) return;
  throw new Error(`${folder} was trained from another text of ${spec}: remove the folder to train it anew`);
}

function genc(args: readonly string[]): Promise<void> {
  console.log(`\n$ genc ${args.join(' ')}`);
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['bin/genc.mjs', ...args], {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    child.on('error', reject);
    child.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`genc ${args.join(' ')} ended with exit code ${code}`)),
    );
  });
}

const context: CommandContext = {
  terminal: createTerminal(),
  worker: new URL('../dist/worker.js', import.meta.url),
  setExitCode: (code) => {
    process.exitCode = code;
  },
};
