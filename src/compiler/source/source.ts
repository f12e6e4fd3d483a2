/**
 * @file Source text and places in it. A `Span` is a half-open range of UTF-16 offsets in one named file; everything the
 * compiler makes carries one, so that every message can point at the spec. Left out: reading files (the host's job).
 */

/** One `.gen` file. `path` is the name that diagnostics show and the key in a `SourceSet`. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** A half-open range `[start, end)` of UTF-16 offsets in the file `path`. */
export interface Span {
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

/** A place as people count it: both from 1; `column` in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Every file of one compilation, by path. */
export type SourceSet = ReadonlyMap<string, SourceFile>;

/** The smallest span that covers both; `a` and `b` must be in one file. */
export function joinSpans(a: Span, b: Span): Span {
  return { path: a.path, start: Math.min(a.start, b.start), end: Math.max(a.end, b.end) };
}

const lineStartsOf = new WeakMap<SourceFile, readonly number[]>();

/** Offsets at which the lines of `file` begin. */
export function lineStarts(file: SourceFile): readonly number[] {
  let starts = lineStartsOf.get(file);
  if (!starts) {
    const found = [0];
    for (let i = 0; i < file.text.length; i++) if (file.text.charCodeAt(i) === 10) found.push(i + 1);
    starts = found;
    lineStartsOf.set(file, starts);
  }
  return starts;
}

/** The line and column of an offset (clamped to the text). */
export function positionAt(file: SourceFile, offset: number): Position {
  const starts = lineStarts(file);
  const at = Math.max(0, Math.min(offset, file.text.length));
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= at) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: at - (starts[low] ?? 0) + 1 };
}
