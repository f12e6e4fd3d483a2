/**
 * @file The outside world as the runtime sees it. `src/cli/host.ts` implements it for Node; the runtime itself opens no
 * file. Paths are the host's own strings.
 */
import type { FaultCode } from './faults/faults.ts';

export interface Host {
  readFile(path: string): Promise<Uint8Array>;
  /** Reads `length` bytes at `offset`, fewer at the end of the file. */
  readRange(path: string, offset: number, length: number): Promise<Uint8Array>;
  /** Writes all or nothing: a crash leaves the old file or the new one, both whole, and the new one is on disk on return. */
  writeFileAtomically(path: string, data: Uint8Array | string): Promise<void>;
  appendFile(path: string, text: string): Promise<void>;
  truncateFile(path: string, length: number): Promise<void>;
  /** Moves the folder `staged` to `path` in one rename; what was at `path` is removed before. */
  replaceFolder(staged: string, path: string): Promise<void>;
  makeFolder(path: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Names in a folder, sorted; undefined where there is no such folder. */
  listFolder(
    path: string,
  ): Promise<
    readonly { readonly name: string; readonly isFolder: boolean; readonly size: number }[] | undefined
  >;
  /** Size in bytes; undefined where there is no such file. */
  fileSize(path: string): Promise<number | undefined>;
  join(...parts: readonly string[]): string;
  /** The folder of an installed npm package; undefined where it is not installed. */
  packageFolder(name: string): string | undefined;
  /** An environment variable; undefined where it is not set. */
  environment(name: string): string | undefined;
  /** Milliseconds, monotonic. */
  now(): number;
}

/** Bad input found at run time (data file, checkpoint, argument): shown as a diagnostic, never as a stack trace. Each code is explained in faults/. */
export class InputError extends Error {
  readonly code: FaultCode;
  /** The file (and place in it) or flag at fault. */
  readonly where: string;
  readonly help: string | undefined;
  constructor(code: FaultCode, where: string, message: string, help?: string) {
    super(message);
    this.name = 'InputError';
    this.code = code;
    this.where = where;
    this.help = help;
  }
}
