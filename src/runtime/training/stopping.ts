/**
 * @file How reports are broken off. Between steps a run saves and returns; amid evaluations and measures nothing is left to save, so a stop
 * that is asked for is thrown from the batch where it was seen to `train`, which ends the run as stopped.
 */

/** Thrown where a stop is seen, never shown: `train` catches it. */
export class Stopped extends Error {
  constructor() {
    super('stopped before the reports were computed');
  }
}

/** Throws `Stopped` when a stop is asked for. Called before each piece of work that lasts: a batch, a step of a loop, a block. */
export function endIfAsked(shouldStop: (() => boolean) | undefined): void {
  if (shouldStop?.() === true) throw new Stopped();
}
