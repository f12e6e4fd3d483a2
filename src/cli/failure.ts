/** @file The error with which a command gives up for a reason that its user can mend. */

/** Shown as one line and a hint, never with a stack trace; the process ends with exit code 2. */
export class CommandFailure extends Error {
  /** What to do about it. */
  readonly help: string | undefined;

  constructor(message: string, help?: string) {
    super(message);
    this.name = 'CommandFailure';
    this.help = help;
  }
}
