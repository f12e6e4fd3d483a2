/** @file Runs the command `genc` as a child process, as a user does, and reads the events that `--json` prints. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import type { TrainEvent } from '../../src/runtime/training/events.ts';

const command = new URL('../../bin/genc.mjs', import.meta.url).pathname;

export interface GencResult {
  /** The exit code; undefined where a signal ended the process. */
  readonly code: number | undefined;
  readonly signal: string | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `genc` to its end. `onStart` gets the process, to end it from outside; `onLine` each line of stdout as it comes. */
export function runGenc(
  args: readonly string[],
  options: {
    readonly onStart?: (child: ChildProcess) => void;
    readonly onLine?: (line: string, child: ChildProcess) => void;
    readonly cwd?: string;
  } = {},
): Promise<GencResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [command, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NO_COLOR: '1' },
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    });
    let stdout = '';
    let stderr = '';
    let rest = '';
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += String(chunk);
      rest += String(chunk);
      const lines = rest.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) options.onLine?.(line, child);
    });
    child.stderr.on('data', (chunk: Buffer) => (stderr += String(chunk)));
    child.on('error', reject);
    child.on('close', (code, signal) =>
      resolve({ code: code ?? undefined, signal: signal ?? undefined, stdout, stderr }),
    );
    options.onStart?.(child);
  });
}

/** The events of `genc train ... --json`. */
export function eventsOf(stdout: string): readonly TrainEvent[] {
  return stdout
    .split('\n')
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
    .map((line) => JSON.parse(line) as TrainEvent);
}

/** Trains to the end and returns what the evaluations report. Throws what genc said where it failed. */
export async function trainedMetrics(args: readonly string[]): Promise<Readonly<Record<string, number>>> {
  const { code, stdout, stderr } = await runGenc(['train', ...args, '--json']);
  const end = eventsOf(stdout).find((event) => event.event === 'end');
  if (code !== 0 || end === undefined) throw new Error(`genc train ended with ${code}:\n${stderr}`);
  return end.metrics;
}
