/** @file Runs the command as a user would, in a process of its own. */
import { execFile } from 'node:child_process';
import * as path from 'node:path';

export const root = path.dirname(path.dirname(path.dirname(new URL(import.meta.url).pathname)));

export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `genc` with arguments in a folder. */
export function genc(args: readonly string[], folder = root): Promise<CommandResult> {
  const environment = { ...process.env, NO_COLOR: '1', CI: '1' };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [path.join(root, 'bin', 'genc.mjs'), ...args],
      { cwd: folder, env: environment, maxBuffer: 1 << 26 },
      (error, stdout, stderr) => {
        resolve({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr });
      },
    );
  });
}
