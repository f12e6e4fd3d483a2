/**
 * @file A text file of the run folder that grows by lines: `metrics.csv`, `events.ndjson`. Lines are collected and written about
 * once a second without waiting for the disk; `flush` waits. The length in bytes goes into checkpoints, and a resumed run cuts
 * the file back to it.
 */
import type { Host } from '../host.ts';
import { InputError } from '../host.ts';

const FLUSH_MILLISECONDS = 1000;
const FLUSH_CHARACTERS = 1 << 16;

/** One growing file. */
export class RunLog {
  readonly #host: Host;
  readonly #file: string;
  #length: number;
  #pending = '';
  #writing: Promise<void> = Promise.resolve();
  #failure: unknown;
  #lastFlush: number;

  private constructor(host: Host, file: string, length: number) {
    this.#host = host;
    this.#file = file;
    this.#length = length;
    this.#lastFlush = host.now();
  }

  /** Starts the file anew with `header`. */
  static async create(host: Host, file: string, header: string): Promise<RunLog> {
    await host.writeFileAtomically(file, header);
    return new RunLog(host, file, new TextEncoder().encode(header).length);
  }

  /** Continues the file after its first `length` bytes. A file that lost its end in a crash of the machine is continued as it is. */
  static async resume(host: Host, file: string, length: number): Promise<RunLog> {
    const size = await host.fileSize(file);
    if (size === undefined) {
      throw new InputError(
        'run/log-missing',
        file,
        'this file of the run is missing, so the run cannot be continued',
      );
    }
    const kept = Math.min(size, length);
    if (size > kept) await host.truncateFile(file, kept);
    return new RunLog(host, file, kept);
  }

  /** Adds a line. Throws what an earlier write failed with. */
  append(line: string): void {
    this.#throwFailure();
    this.#pending += `${line}\n`;
    const now = this.#host.now();
    if (this.#pending.length > FLUSH_CHARACTERS || now - this.#lastFlush > FLUSH_MILLISECONDS)
      this.#write(now);
  }

  /** Writes all lines and returns the file's length in bytes. */
  async flush(): Promise<number> {
    this.#write(this.#host.now());
    await this.#writing;
    this.#throwFailure();
    return this.#length;
  }

  #write(now: number): void {
    this.#lastFlush = now;
    if (this.#pending === '') return;
    const text = this.#pending;
    this.#pending = '';
    this.#length += new TextEncoder().encode(text).length;
    this.#writing = this.#writing
      .then(() => this.#host.appendFile(this.#file, text))
      .catch((error: unknown) => {
        this.#failure ??= error;
      });
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw writeFailure(this.#file, this.#failure);
  }
}

/** A failed write as bad input: a full disk or a folder without rights is nothing that we could mend. */
export function writeFailure(path: string, cause: unknown): InputError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new InputError(
    'run/write',
    path,
    `writing failed: ${reason}`,
    'free space or rights, or use another run folder',
  );
}
