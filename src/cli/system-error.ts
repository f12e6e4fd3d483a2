/** @file Errors of Node and of the system, which are told apart by a code: `ENOENT`. */

/** Whether an error has one of these codes. */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
