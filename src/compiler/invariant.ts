/** @file Guards for our own bugs. Never for bad input: that gets a diagnostic. */
import type { Span } from './source/source.ts';

/** Throws an internal error that names the spec place at hand. */
export function invariant(condition: unknown, message: string, span?: Span): asserts condition {
  if (condition) return;
  const place = span ? ` (while compiling ${span.path} at offset ${span.start})` : '';
  throw new Error(`internal error: ${message}${place}. This is a bug in genc; please report it.`);
}

/** Marks the end of an exhaustive switch. */
export function assertNever(value: never, what: string): never {
  throw new Error(`internal error: unhandled ${what}: ${JSON.stringify(value)}`);
}
