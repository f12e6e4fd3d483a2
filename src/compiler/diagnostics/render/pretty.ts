/**
 * @file Diagnostics as people read them: a title, the lines of the spec with carets under the place and dashes under the
 * others, notes, and help. Input: diagnostics and the files; output: text. Colours come from a palette.
 */
import { positionAt, type SourceFile, type SourceSet } from '../../source/source.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { displayWidth, printable } from './display-width.ts';
import { lineText, marksOf, type Mark } from './marks.ts';
import { plainPalette, type Palette } from './palette.ts';

/** Longer lines are cut around their marks. */
const widestLine = 160;

/** All diagnostics, in the order given, with an empty line between two; ends with a line break unless there are none. */
export function renderPretty(
  diagnostics: readonly Diagnostic[],
  sources: SourceSet,
  palette: Palette = plainPalette,
): string {
  return diagnostics.map((one) => renderOne(one, sources, palette)).join('\n');
}

function renderOne(one: Diagnostic, sources: SourceSet, palette: Palette): string {
  const tone = one.severity === 'error' ? palette.error : palette.warning;
  const lines = [`${tone(`${one.severity}[${one.code}]`)}${palette.title(`: ${printable(one.message)}`)}`];
  const marks = marksByFile(one, sources);
  const widest = Math.max(0, ...[...marks.values()].flat().map((mark) => mark.line));
  const gutter = ' '.repeat(String(widest).length + 1);
  for (const [file, fileMarks] of marks) {
    const at = positionAt(file, file.path === one.span.path ? one.span.start : firstStart(one, file.path));
    lines.push(`${gutter}${palette.frame('┌─')} ${file.path}:${at.line}:${at.column}`);
    lines.push(...excerpt(file, fileMarks, gutter, tone, palette));
  }
  if (marks.size === 0 && one.span.path !== '') {
    lines.push(`${gutter}${palette.frame('┌─')} ${one.span.path}`);
  }
  for (const note of one.notes) lines.push(`${gutter}${palette.frame('=')} ${printable(note)}`);
  if (one.help !== undefined) {
    lines.push(`${gutter}${palette.frame('=')} ${palette.help('help')}: ${printable(one.help)}`);
  }
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

const firstStart = (one: Diagnostic, path: string): number =>
  one.related.find(({ span }) => span.path === path)?.span.start ?? 0;

/** The marks of every file that takes part and is known; the file of the diagnostic comes first. */
function marksByFile(one: Diagnostic, sources: SourceSet): ReadonlyMap<SourceFile, readonly Mark[]> {
  const found = new Map<SourceFile, Mark[]>();
  for (const [index, { span, label }] of [one, ...one.related].entries()) {
    const file = sources.get(span.path);
    if (!file) continue;
    const marks = found.get(file) ?? [];
    marks.push(...marksOf(file, span, printable(label), index === 0));
    found.set(file, marks);
  }
  return found;
}

function excerpt(
  file: SourceFile,
  marks: readonly Mark[],
  gutter: string,
  tone: (text: string) => string,
  palette: Palette,
): readonly string[] {
  const rows: string[] = [];
  const numbers = [...new Set(marks.map((mark) => mark.line))].sort((a, b) => a - b);
  for (const [index, number] of numbers.entries()) {
    const previous = numbers[index - 1];
    if (previous !== undefined && number > previous + 1) rows.push(`${gutter}${palette.frame('·')}`);
    const onLine = marks.filter((mark) => mark.line === number);
    const window = windowOf(printable(lineText(file, number)), onLine);
    const label = String(number).padStart(gutter.length - 1);
    rows.push(`${palette.frame(`${label} │`)} ${window.text}`);
    for (const row of markRows(window.marks, tone, palette))
      rows.push(`${gutter}${palette.frame('│')} ${row}`);
  }
  return rows;
}

/** The line, cut to `widestLine` columns around the first mark if it is longer. */
function windowOf(text: string, marks: readonly Mark[]): { text: string; marks: readonly Mark[] } {
  if (displayWidth(text) <= widestLine) return { text, marks };
  const primary = marks.find((mark) => mark.isPrimary) ?? marks[0];
  const from = Math.max(0, Math.min(primary?.start ?? 0, displayWidth(text)) - Math.floor(widestLine / 2));
  let column = 0;
  let shown = '';
  for (const sign of text) {
    const width = displayWidth(sign);
    if (column >= from && column + width <= from + widestLine) shown += sign;
    column += width;
  }
  const lead = from > 0 ? '…' : '';
  const shift = from - lead.length;
  const moved = marks
    .filter((mark) => mark.start >= from && mark.start < from + widestLine)
    .map((mark) => ({
      ...mark,
      start: mark.start - shift,
      width: Math.max(1, Math.min(mark.width, from + widestLine - mark.start)),
    }));
  return { text: `${lead}${shown}${column > from + widestLine ? '…' : ''}`, marks: moved };
}

/** Underlines, with the label of the last mark beside it and the labels of the others hanging below, right to left. */
function markRows(
  marks: readonly Mark[],
  tone: (text: string) => string,
  palette: Palette,
): readonly string[] {
  const sorted = [...marks].sort((a, b) => a.start - b.start || Number(b.isPrimary) - Number(a.isPrimary));
  const colour = (mark: Mark): ((text: string) => string) => (mark.isPrimary ? tone : palette.related);
  const underline = new Row();
  // Carets are drawn last, over dashes that share their columns.
  for (const mark of [...sorted].sort((a, b) => Number(a.isPrimary) - Number(b.isPrimary))) {
    underline.put(mark.start, (mark.isPrimary ? '^' : '-').repeat(mark.width), colour(mark));
  }
  const last = sorted.at(-1);
  const end = Math.max(...sorted.map((mark) => mark.start + mark.width));
  const fits = last && last.label !== '' && last.start + last.width === end;
  if (fits) underline.put(end + 1, last.label, colour(last));
  const rows = [underline.text()];
  const hanging = sorted.filter((mark) => mark.label !== '' && !(fits && mark === last));
  for (let i = hanging.length - 1; i >= 0; i--) {
    const mark = hanging[i];
    if (!mark) continue;
    const row = new Row();
    for (const other of hanging.slice(0, i)) {
      if (other.start < mark.start) row.put(other.start, '│', colour(other));
    }
    row.put(mark.start, mark.label, colour(mark));
    rows.push(row.text());
  }
  return rows;
}

/** A line that is written by columns. */
class Row {
  readonly #cells: { sign: string; colour: (text: string) => string }[] = [];

  put(column: number, text: string, colour: (text: string) => string): void {
    while (this.#cells.length < column) this.#cells.push({ sign: ' ', colour: (space) => space });
    for (const [index, sign] of [...text].entries()) this.#cells[column + index] = { sign, colour };
  }

  /** Cells of one colour in a row are coloured together. */
  text(): string {
    let result = '';
    for (let i = 0; i < this.#cells.length;) {
      const { colour } = this.#cells[i] ?? { colour: (text: string) => text };
      let run = '';
      for (; i < this.#cells.length && this.#cells[i]?.colour === colour; i++)
        run += this.#cells[i]?.sign ?? '';
      result += run.trim() === '' ? run : colour(run);
      if (run === '') i++;
    }
    return result;
  }
}
