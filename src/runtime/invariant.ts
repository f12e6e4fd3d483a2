/** @file Guards for our own bugs in the runtime. Never for bad input: that gets an `InputError`. */

/** Throws an internal error when a condition that our own code must uphold does not hold. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`internal error: ${message}. This is a bug in genc; please report it.`);
}

/** Marks the end of an exhaustive switch. */
export function assertNever(value: never, what: string): never {
  throw new Error(`internal error: unhandled ${what}: ${JSON.stringify(value)}`);
}
