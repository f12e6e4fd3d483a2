/** @file What the process's exit code says. */

export const exitCode = {
  done: 0,
  /** A bug of ours. */
  bug: 1,
  /** The job could not be done: bad arguments, a spec that does not compile, missing files. */
  failed: 2,
  /** `check` found errors. */
  findings: 4,
  /** Training stopped itself: a number was no longer finite. */
  guard: 5,
  /** Ended by Ctrl-C or a signal. */
  signal: 130,
} as const;
