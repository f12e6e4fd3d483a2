/**
 * @file The one catalog of diagnostics: code, severity, title, message (from typed parameters), explanation and an
 * example, wrong and right. Families live in catalog/<family>.ts. `genc explain CODE` prints an entry, and a test fails for a code
 * that no golden case under test/errors/<family>/<name>/ shows. Faults that only show at run time are in src/runtime/faults.
 */
import type { Span } from '../source/source.ts';
import type { Diagnostic, Evidence, Severity } from './diagnostic.ts';
import { syntaxCatalog } from './catalog/syntax.ts';
import { nameCatalog } from './catalog/names.ts';
import { shapeCatalog } from './catalog/shapes.ts';
import { typeCatalog } from './catalog/types.ts';
import { useCatalog } from './catalog/uses.ts';
import { rangeCatalog } from './catalog/ranges.ts';
import { playerCatalog } from './catalog/players.ts';
import { dataCatalog } from './catalog/data.ts';
import { gradientCatalog } from './catalog/gradients.ts';
import { programCatalog } from './catalog/programs.ts';
import { averageCatalog } from './catalog/averages.ts';
import { calibrateCatalog } from './catalog/calibrations.ts';
import { stateCatalog } from './catalog/states.ts';
import { sampleCatalog } from './catalog/samples.ts';
import { textCatalog } from './catalog/texts.ts';
import { unusedCatalog } from './catalog/unused.ts';
import { allowCatalog } from './catalog/allows.ts';
import { lintCatalog } from './catalog/lints.ts';

export const catalog = {
  ...syntaxCatalog,
  ...nameCatalog,
  ...shapeCatalog,
  ...typeCatalog,
  ...useCatalog,
  ...rangeCatalog,
  ...playerCatalog,
  ...dataCatalog,
  ...gradientCatalog,
  ...programCatalog,
  ...averageCatalog,
  ...calibrateCatalog,
  ...stateCatalog,
  ...sampleCatalog,
  ...textCatalog,
  ...unusedCatalog,
  ...allowCatalog,
  ...lintCatalog,
};

export type DiagnosticCode = keyof typeof catalog;
type Parameters_<C extends DiagnosticCode> = Parameters<(typeof catalog)[C]['message']>[0];

/** Makes a diagnostic of the catalog's entry `code` at `span`. */
export function diagnostic<C extends DiagnosticCode>(
  code: C,
  span: Span,
  parameters: Parameters_<C>,
  evidence: Evidence = {},
): Diagnostic {
  const entry = catalog[code] as { severity: Severity; message: (p: Parameters_<C>) => string };
  return {
    code,
    severity: entry.severity,
    message: entry.message(parameters),
    span,
    label: evidence.label ?? '',
    related: evidence.related ?? [],
    notes: evidence.notes ?? [],
    ...(evidence.help === undefined ? {} : { help: evidence.help }),
    ...(evidence.fix === undefined ? {} : { fix: evidence.fix }),
  };
}

/** True where any of them is an error. */
export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((one) => one.severity === 'error');
}
