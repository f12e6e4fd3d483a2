/** @file A divergence of training as a diagnostic, so that it is shown as the findings of the compiler are: with the spec's line. */
import type { Diagnostic } from '../compiler/diagnostics/diagnostic.ts';
import { lineText } from '../compiler/diagnostics/render/marks.ts';
import type { SourceSet, Span } from '../compiler/source/source.ts';
import { lineStarts } from '../compiler/source/source.ts';
import type { FaultCode } from '../runtime/faults/faults.ts';
import type { SpecPlace } from '../runtime/plan.ts';
import { describeDivergence } from '../runtime/training/divergence-text.ts';
import type { Divergence } from '../runtime/training/diverged.ts';

/** The code of every divergence. */
export const divergenceCode: FaultCode = 'train/not-finite';

/** The diagnostic; its span is empty where no line of the spec is known. */
export function divergenceDiagnostic(divergence: Divergence, sources: SourceSet): Diagnostic {
  const { title, place, label, notes, help } = describeDivergence(divergence);
  return {
    code: divergenceCode,
    severity: 'error',
    message: title,
    span: place ? spanOf(place, sources) : { path: '', start: 0, end: 0 },
    label,
    related: [],
    notes,
    help,
  };
}

/** The marked part of the place's line; to the end of the line where its length is not known. */
function spanOf({ path, line, column, length }: SpecPlace, sources: SourceSet): Span {
  const file = sources.get(path);
  if (!file) return { path, start: 0, end: 0 };
  const start = (lineStarts(file)[line - 1] ?? 0) + column - 1;
  const rest = lineText(file, line).trimEnd().length - column + 1;
  return { path, start, end: start + (length ?? Math.max(1, rest)) };
}
