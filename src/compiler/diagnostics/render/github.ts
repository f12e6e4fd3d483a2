/** @file Diagnostics as workflow commands, which GitHub shows beside the changed lines. */
import type { SourceSet } from '../../source/source.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { rangeOf } from './json.ts';

/** One `::error file=...::message` a line. */
export function renderGithub(diagnostics: readonly Diagnostic[], sources: SourceSet): string {
  return diagnostics.map((one) => `${command(one, sources)}\n`).join('');
}

function command(one: Diagnostic, sources: SourceSet): string {
  const { start, end } = rangeOf(one.span, sources);
  const properties = [
    `file=${property(one.span.path)}`,
    `line=${start.line}`,
    `endLine=${end.line}`,
    // The form allows columns only within one line.
    ...(start.line === end.line ? [`col=${start.column}`, `endColumn=${end.column}`] : []),
    `title=${property(one.code)}`,
  ];
  const help = one.help === undefined ? '' : `\nhelp: ${one.help}`;
  return `::${one.severity} ${properties.join(',')}::${data(`${one.message}${help}`)}`;
}

const data = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
