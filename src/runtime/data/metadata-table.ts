/**
 * @file `metadata.csv` beside pictures, as Hugging Face's ImageFolder has it: a header, and a row for each picture, which the column
 * `file_name` names from the folder of the table on.
 */
import { csvParseRows } from 'd3-dsv';
import type { Host } from '../host.ts';
import { InputError } from '../host.ts';
import { list } from './picture-folders.ts';

export const METADATA_FILE = 'metadata.csv';
/** The column of the pictures' paths. */
export const PATH_COLUMN = 'file_name';

export interface Row {
  /** As a spreadsheet counts: the header is row 1. */
  readonly number: number;
  readonly cells: readonly string[];
}

export interface Metadata {
  readonly path: string;
  /** The header, with `file_name`. */
  readonly header: readonly string[];
  /** By the paths of the pictures. */
  readonly rows: ReadonlyMap<string, Row>;
}

/** The table of the first of the folders that has one. Throws `InputError` (`data/metadata`) for one that is malformed. */
export async function readMetadata(host: Host, folders: readonly string[]): Promise<Metadata | undefined> {
  for (const folder of folders) {
    const path = host.join(folder, METADATA_FILE);
    if ((await host.fileSize(path)) !== undefined) return parseTable(host, folder, path);
  }
  return undefined;
}

async function parseTable(host: Host, folder: string, path: string): Promise<Metadata> {
  const [titles = [], ...lines] = csvParseRows(new TextDecoder().decode(await host.readFile(path)));
  const header = titles.map((title) => title.trim());
  const key = header.indexOf(PATH_COLUMN);
  if (key < 0)
    throw malformed(
      path,
      `it has no column ${PATH_COLUMN}, but: ${list(header)}`,
      `name the column of the pictures' paths ${PATH_COLUMN}, and write commas between columns`,
    );
  const twice = header.find((title, i) => title === '' || header.indexOf(title) !== i);
  if (twice !== undefined)
    throw malformed(
      path,
      twice === '' ? 'a column has no name' : `two columns are named ${twice}`,
      'give each column a name of its own',
    );
  const rows = new Map<string, Row>();
  for (const [index, line] of lines.entries()) {
    const number = index + 2;
    if (line.length === 1 && line[0] === '') continue;
    if (line.length !== header.length)
      throw malformed(
        `${path}, row ${number}`,
        `it has ${line.length} cells, and the header ${header.length}`,
        'write a cell for each column; one with a comma inside stands in double quotes',
      );
    const cells = line.map((cell) => cell.trim());
    const picture = host.join(folder, cells[key] as string);
    const before = rows.get(picture);
    if (before)
      throw malformed(
        `${path}, row ${number}`,
        `it is the second row of ${cells[key]}, after row ${before.number}`,
        'leave one of them',
      );
    rows.set(picture, { number, cells });
  }
  return { path, header, rows };
}

/** The error for a table that does not fit, at a place in it. */
export function malformed(where: string, message: string, help: string): InputError {
  return new InputError('data/metadata', where, message, help);
}
