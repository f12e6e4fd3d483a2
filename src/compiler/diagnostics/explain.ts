/** @file An entry of the catalog as `genc explain CODE` prints it. */
import { catalog } from './catalog.ts';
import type { CatalogEntry } from './catalog-entry.ts';

const entries: ReadonlyMap<string, CatalogEntry<never>> = new Map(
  Object.entries(catalog as Readonly<Record<string, CatalogEntry<never>>>),
);

/** Every code of the catalog, sorted. */
export function allCodes(): readonly string[] {
  return [...entries.keys()].sort();
}

/** The entry of a code; undefined for a code that does not exist. */
export function catalogEntry(code: string): CatalogEntry<never> | undefined {
  return entries.get(code);
}

/** What an explanation is made of: an entry of the catalog, or what is known of a fault at run time. */
export type Explained = Pick<CatalogEntry<never>, 'severity' | 'title' | 'explanation' | 'example'>;

/** Title, explanation and example of a code, wrapped to 100 columns. */
export function explanationText(code: string, entry: Explained): string {
  return [
    `${entry.severity}[${code}]: ${entry.title}`,
    '',
    wrap(entry.explanation, 100),
    '',
    'Wrong:',
    '',
    indented(entry.example.wrong),
    '',
    'Right:',
    '',
    indented(entry.example.right),
    '',
  ].join('\n');
}

function indented(text: string): string {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => (line === '' ? '' : `    ${line}`))
    .join('\n');
}

function wrap(text: string, width: number): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].join('\n');
}
