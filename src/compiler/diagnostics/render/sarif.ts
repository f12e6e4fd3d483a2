/** @file Diagnostics as SARIF 2.1.0, the form that code hosts and editors read. */
import type { SourceSet, Span } from '../../source/source.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { catalogEntry } from '../explain.ts';
import { rangeOf } from './json.ts';

/** One run of the tool, as text. `version` is the compiler's. */
export function renderSarif(diagnostics: readonly Diagnostic[], sources: SourceSet, version: string): string {
  const codes = [...new Set(diagnostics.map((one) => one.code))].sort();
  const rules = codes.map((id) => {
    const entry = catalogEntry(id);
    return entry
      ? { id, shortDescription: { text: entry.title }, fullDescription: { text: entry.explanation } }
      : { id };
  });
  const results = diagnostics.map((one) => ({
    ruleId: one.code,
    ruleIndex: codes.indexOf(one.code),
    level: one.severity,
    message: { text: one.help === undefined ? one.message : `${one.message}. Help: ${one.help}` },
    locations: [{ physicalLocation: place(one.span, sources) }],
    relatedLocations: one.related.map(({ span, label }, index) => ({
      id: index + 1,
      physicalLocation: place(span, sources),
      message: { text: label === '' ? 'takes part' : label },
    })),
    ...(one.fix ? { fixes: [fixOf(one.fix.span, one.fix.replacement, sources)] } : {}),
  }));
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{ tool: { driver: { name: 'genc', version, rules } }, columnKind: 'utf16CodeUnits', results }],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function place(span: Span, sources: SourceSet) {
  return { artifactLocation: { uri: uriOf(span.path) }, region: regionOf(span, sources) };
}

function regionOf(span: Span, sources: SourceSet) {
  const { start, end } = rangeOf(span, sources);
  return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
}

function fixOf(span: Span, replacement: string, sources: SourceSet) {
  const replacements = [{ deletedRegion: regionOf(span, sources), insertedContent: { text: replacement } }];
  return { artifactChanges: [{ artifactLocation: { uri: uriOf(span.path) }, replacements }] };
}

const uriOf = (path: string): string => encodeURI(path.replaceAll('\\', '/'));
