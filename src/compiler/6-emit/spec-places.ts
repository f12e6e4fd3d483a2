/** @file Finds the lines of spans in the specs that a program carries with it. */
import type { SpecPlace } from '../../runtime/plan.ts';
import type { Span } from '../source/source.ts';

/** The lines of a program's specs (`Program.specLines`). */
export class SpecPlaces {
  readonly #lines: ReadonlyMap<string, readonly string[]>;
  readonly #starts = new Map<string, readonly number[]>();

  constructor(lines: ReadonlyMap<string, readonly string[]>) {
    this.#lines = lines;
  }

  /** Where a span begins, and how much of that line it covers; undefined for files that the program does not carry. */
  placeOf({ path, start, end }: Span): (SpecPlace & { readonly length: number }) | undefined {
    const lines = this.#lines.get(path);
    if (!lines) return undefined;
    const starts = this.#startsOf(path, lines);
    const index = Math.max(
      0,
      starts.findLastIndex((lineStart) => lineStart <= start),
    );
    const text = lines[index] ?? '';
    const column = start - (starts[index] ?? 0) + 1;
    const length = Math.max(1, Math.min(end - start, text.trimEnd().length - column + 1));
    return { path, line: index + 1, column, text: text.trim(), length };
  }

  /** The line's key and its text for a comment. */
  lineOf(span: Span): { readonly key: string; readonly text: string } | undefined {
    const place = this.placeOf(span);
    if (!place) return undefined;
    const { path, line, text } = place;
    const file = path.split(/[\\/]/).at(-1) ?? path;
    return { key: `${path}:${line}`, text: `${file}:${line}  ${text}` };
  }

  #startsOf(path: string, lines: readonly string[]): readonly number[] {
    let starts = this.#starts.get(path);
    if (!starts) {
      let offset = 0;
      starts = lines.map((line) => (offset += line.length + 1) - line.length - 1);
      this.#starts.set(path, starts);
    }
    return starts;
  }
}
