/** @file Spans as places for the plan: line, column and the line's text. */
import { lineStarts, positionAt } from '../source/source.ts';
import type { SourceSet, Span } from '../source/source.ts';
import type { SpecPlace } from '../../runtime/plan.ts';

export function placeOf(sources: SourceSet, span: Span): SpecPlace {
  const file = sources.get(span.path);
  if (!file) return { path: span.path, line: 1, column: 1, text: '' };
  const { line, column } = positionAt(file, span.start);
  const start = lineStarts(file)[line - 1] ?? 0;
  const end = file.text.indexOf('\n', start);
  return { path: span.path, line, column, text: file.text.slice(start, end < 0 ? undefined : end).trim() };
}
