/**
 * @file What a study found, kept: docs/systems/results.json has the numbers, from which the table of docs/systems.md is written, and
 * docs/pictures/ the pictures, in few colours so that they stay small.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { format, resolveConfig } from 'prettier';
import sharp from 'sharp';
import type { Claim, Finished, Study } from './study.ts';

/** The findings of one system, as they are kept. */
export interface Result {
  readonly title: string;
  readonly date: string;
  /** Seconds of wall clock of each training, by name. */
  readonly seconds: Readonly<Record<string, number>>;
  /** How many threads computed, of how many processors of what kind. */
  readonly machine: string;
  readonly claims: readonly Claim[];
}

export type Results = Readonly<Record<string, Result>>;

const resultsFile = 'docs/systems/results.json';
const page = 'docs/systems.md';
const mark = /(<!-- results of npm run systems -->\n)[\s\S]*?(<!-- end -->)/;

/** Keeps the result of the system of this name, and writes the table anew. */
export async function keepResult(name: string, result: Result): Promise<void> {
  const results = { ...readResults(), [name]: result };
  const sorted = Object.fromEntries(Object.entries(results).toSorted(([a], [b]) => a.localeCompare(b)));
  fs.mkdirSync(path.dirname(resultsFile), { recursive: true });
  fs.writeFileSync(resultsFile, `${JSON.stringify(sorted, undefined, 2)}\n`);
  const text = fs.readFileSync(page, 'utf8');
  if (!mark.test(text)) throw new Error(`${page} has no place for the table of results`);
  const written = text.replace(
    mark,
    (_all, begin: string, end: string) => `${begin}\n${resultsTable(sorted)}\n\n${end}`,
  );
  fs.writeFileSync(page, await format(written, { ...(await resolveConfig(page)), parser: 'markdown' }));
}

/** All results that are kept. */
export function readResults(): Results {
  return fs.existsSync(resultsFile) ? (JSON.parse(fs.readFileSync(resultsFile, 'utf8')) as Results) : {};
}

const header = ['System', 'Claim', 'Number', 'Baseline', 'Reached', 'Time', 'Command'];

/** The table of docs/systems.md. */
export function resultsTable(results: Results): string {
  const rows = Object.entries(results).flatMap(([name, { title, seconds, machine, claims }]) =>
    claims.map(({ claim, how, number, baseline, reached }) => [
      title,
      how === '' ? claim : `${claim} (${how})`,
      number,
      baseline,
      reached === undefined ? 'reported' : reached ? 'yes' : 'no',
      `${Object.values(seconds).map(duration).join(' + ')}, ${machine}`,
      `\`npm run systems -- ${name}\``,
    ]),
  );
  // A bar would end its cell.
  const cells = rows.map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = header.map((title, column) =>
    Math.max(title.length, ...cells.map((row) => row[column]!.length)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  return [line(header), line(widths.map((width) => '-'.repeat(width))), ...cells.map(line)].join('\n');
}

function duration(seconds: number): string {
  return seconds < 100 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`;
}

/** Copies the pictures of a study to the docs, and the loss curve of its first training. */
export async function keepPictures(
  name: string,
  { pictures, trainings }: Study,
  finished: Readonly<Record<string, Finished>>,
): Promise<void> {
  const first = Object.keys(trainings)[0]!;
  const loss = { training: first, figure: 'loss' };
  for (const { training, figure } of [...pictures, loss]) {
    const to = path.join('docs/pictures', `${name}-${training === first ? '' : `${training}-`}${figure}.png`);
    const picture = sharp(path.join(finished[training]!.folder, 'figures', `${figure}.png`));
    // Curves shrink well, and have few colours; the pixels of pictures stay as they are.
    const isCurve = figure === 'loss';
    const sized = isCurve ? picture.resize({ width: 720 }) : picture;
    await sized.png({ palette: true, colours: isCurve ? 16 : 256, dither: 0, effort: 10 }).toFile(to);
    console.log(to);
  }
}
