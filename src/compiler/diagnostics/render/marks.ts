/** @file Spans to marks: which columns of which lines of a file are underlined, by what and with which label. */
import { lineStarts, positionAt, type SourceFile, type Span } from '../../source/source.ts';
import { displayWidth, printable } from './display-width.ts';

/** An underlined part of one line, in display columns from 0. */
export interface Mark {
  readonly line: number;
  readonly start: number;
  readonly width: number;
  readonly label: string;
  readonly isPrimary: boolean;
}

/** The text of a line (from 1), without its end. */
export function lineText(file: SourceFile, line: number): string {
  const starts = lineStarts(file);
  const start = starts[line - 1] ?? 0;
  const end = starts[line] ?? file.text.length + 1;
  return file.text.slice(start, end - 1).replace(/\r$/, '');
}

/** The marks of a span: one, or for several lines one on the first and one, with the label, on the last. */
export function marksOf(file: SourceFile, span: Span, label: string, isPrimary: boolean): readonly Mark[] {
  const from = positionAt(file, span.start);
  const to = positionAt(file, Math.max(span.start, span.end));
  if (from.line === to.line) return [mark(file, from.line, from.column, to.column, label, isPrimary)];
  const firstEnd = lineText(file, from.line).length + 1;
  const lastStart = /\S/.exec(lineText(file, to.line))?.index ?? 0;
  const first = mark(file, from.line, from.column, firstEnd, to.column > 1 ? '' : label, isPrimary);
  // A span that ends with a line break ends before the next line.
  if (to.column <= 1) return [first];
  return [first, mark(file, to.line, Math.min(lastStart + 1, to.column), to.column, label, isPrimary)];
}

function mark(
  file: SourceFile,
  line: number,
  from: number,
  to: number,
  label: string,
  isPrimary: boolean,
): Mark {
  const text = lineText(file, line);
  const start = displayWidth(printable(text.slice(0, from - 1)));
  const width = displayWidth(printable(text.slice(from - 1, Math.min(to - 1, text.length))));
  return { line, start, width: Math.max(1, width), label, isPrimary };
}
