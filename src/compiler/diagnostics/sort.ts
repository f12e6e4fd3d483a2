/** @file The order in which diagnostics are shown. */
import type { Diagnostic } from './diagnostic.ts';

/** By file, then place, errors before warnings at one place; what was found first stays first. Doubles are dropped. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Set<string>();
  const unique = diagnostics.filter((one) => {
    const key = JSON.stringify([one.code, one.span.path, one.span.start, one.span.end, one.message]);
    return !seen.has(key) && seen.add(key);
  });
  return unique.sort(
    (a, b) =>
      compare(a.span.path, b.span.path) ||
      a.span.start - b.span.start ||
      Number(a.severity === 'warning') - Number(b.severity === 'warning') ||
      a.span.end - b.span.end,
  );
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
