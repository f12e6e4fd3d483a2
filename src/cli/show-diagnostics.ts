/** @file Diagnostics on the console, in the form that was asked for. */
import type { Diagnostic } from '../compiler/diagnostics/diagnostic.ts';
import { renderGithub } from '../compiler/diagnostics/render/github.ts';
import { renderJson } from '../compiler/diagnostics/render/json.ts';
import type { Palette } from '../compiler/diagnostics/render/palette.ts';
import { renderPretty } from '../compiler/diagnostics/render/pretty.ts';
import { renderSarif } from '../compiler/diagnostics/render/sarif.ts';
import type { SourceSet } from '../compiler/source/source.ts';
import type { Colors } from './terminal.ts';
import { compilerVersion as version } from '../compiler/version.ts';

export const diagnosticFormats = ['pretty', 'json', 'sarif', 'github'] as const;
export type DiagnosticFormat = (typeof diagnosticFormats)[number];

/** The diagnostics as text, without a line break at the end. */
export function formatDiagnostics(
  diagnostics: readonly Diagnostic[],
  sources: SourceSet,
  format: DiagnosticFormat,
  colors: Colors,
): string {
  const text = {
    pretty: () => renderPretty(diagnostics, sources, paletteOf(colors)),
    json: () => renderJson(diagnostics, sources),
    sarif: () => renderSarif(diagnostics, sources, version),
    github: () => renderGithub(diagnostics, sources),
  }[format]();
  return text.replace(/\n+$/, '');
}

/** "2 errors and 1 warning". */
export function countText(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter((one) => one.severity === 'error').length;
  const warnings = diagnostics.length - errors;
  const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;
  if (warnings === 0) return count(errors, 'error');
  return errors === 0
    ? count(warnings, 'warning')
    : `${count(errors, 'error')} and ${count(warnings, 'warning')}`;
}

function paletteOf(colors: Colors): Palette {
  return {
    error: (text) => colors.bold(colors.red(text)),
    warning: (text) => colors.bold(colors.yellow(text)),
    title: colors.bold,
    frame: colors.blue,
    related: colors.cyan,
    help: colors.green,
  };
}
