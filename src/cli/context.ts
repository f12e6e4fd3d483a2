/** @file What every command is given. */
import type { Terminal } from './terminal.ts';

export interface CommandContext {
  readonly terminal: Terminal;
  /** The module that trains in a thread of its own. */
  readonly worker: URL;
  /** The exit code that the process ends with unless something is thrown; 0 if never called. */
  setExitCode(code: number): void;
}
