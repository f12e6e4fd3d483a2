/** @file Diagnostics as the JSON document of `genc check --json`. Lines and columns count from 1. */
import { positionAt, type Position, type SourceSet, type Span } from '../../source/source.ts';
import type { Diagnostic, Severity } from '../diagnostic.ts';

export interface JsonRange {
  readonly start: Position;
  readonly end: Position;
}

export interface JsonDiagnostic {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly file: string;
  readonly range: JsonRange;
  readonly label: string;
  readonly related: readonly { readonly file: string; readonly range: JsonRange; readonly message: string }[];
  readonly notes: readonly string[];
  readonly help: string | null;
  readonly fix: { readonly range: JsonRange; readonly replacement: string } | null;
}

/** The range of a span, counted from 1; the end is exclusive. A file that isn't known gives 1:1. */
export function rangeOf(span: Span, sources: SourceSet): JsonRange {
  const file = sources.get(span.path);
  if (!file) return { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } };
  return { start: positionAt(file, span.start), end: positionAt(file, span.end) };
}

/** The document, as a value. */
export function toJson(
  diagnostics: readonly Diagnostic[],
  sources: SourceSet,
): { readonly diagnostics: readonly JsonDiagnostic[] } {
  return {
    diagnostics: diagnostics.map((one) => ({
      code: one.code,
      severity: one.severity,
      message: one.message,
      file: one.span.path,
      range: rangeOf(one.span, sources),
      label: one.label,
      related: one.related.map(({ span, label }) => ({
        file: span.path,
        range: rangeOf(span, sources),
        message: label,
      })),
      notes: one.notes,
      help: one.help ?? null,
      fix: one.fix ? { range: rangeOf(one.fix.span, sources), replacement: one.fix.replacement } : null,
    })),
  };
}

/** The document, as text. */
export function renderJson(diagnostics: readonly Diagnostic[], sources: SourceSet): string {
  return `${JSON.stringify(toJson(diagnostics, sources), null, 2)}\n`;
}
