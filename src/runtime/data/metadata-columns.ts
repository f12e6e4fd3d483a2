/**
 * @file The columns that a `metadata.csv` adds to those of pictures: whole numbers as they are, other numbers as reals, words as classes,
 * which are their places among the words of the training split by name.
 */
import type { Host } from '../host.ts';
import type { Metadata, Row } from './metadata-table.ts';
import { PATH_COLUMN, METADATA_FILE, malformed, readMetadata } from './metadata-table.ts';
import { list } from './picture-folders.ts';
import type { Column } from './source.ts';

/** A split's pictures: those that lie there, and those of them that are read. */
export interface DescribedSplit {
  readonly folder: string;
  readonly found: readonly Located[];
  readonly read: readonly Located[];
}

interface Located {
  readonly path: string;
}

export interface ColumnNames {
  /** Those that fields read; of others those with gaps are left out. */
  readonly asked: ReadonlySet<string>;
  /** Those that the pictures and their folders give. */
  readonly taken: readonly string[];
}

/**
 * The columns of each split; none where no table lies in its folder or in that of the source, `whole`, or no field reads one. Throws
 * `InputError` (`data/metadata`).
 */
export async function metadataColumns(
  host: Host,
  whole: string,
  splits: readonly DescribedSplit[],
  { asked, taken }: ColumnNames,
): Promise<readonly (readonly Column[])[]> {
  // A source without fields is being inspected: then everything is read.
  if (asked.size > 0 && [...asked].every((name) => taken.includes(name))) return splits.map(() => []);
  const tables = await Promise.all(splits.map(({ folder }) => readMetadata(host, [folder, whole])));
  const lacking = splits.find((_, i) => tables[i] === undefined);
  const [training] = tables;
  if (lacking || !training) {
    const other = tables.find((table) => table !== undefined);
    if (!other) return splits.map(() => []);
    throw malformed(
      other.path,
      `${lacking?.folder} has no such table`,
      'give both splits a table, or one that lies above both',
    );
  }
  // A table above both splits has the pictures of the other one, too.
  const here = new Set(splits.flatMap(({ found }) => found.map(({ path }) => path)));
  const rows = await Promise.all(splits.map((split, i) => rowsOf(host, split, tables[i] as Metadata, here)));
  const names = training.header.filter((name) => name !== PATH_COLUMN);
  const twice = names.find((name) => taken.includes(name));
  if (twice !== undefined)
    throw malformed(
      training.path,
      `its column ${twice} has the name of what ${twice === 'label' ? 'the class folders' : 'the pictures'} give`,
      'give the column another name',
    );
  const columns = names.flatMap((name) => {
    const cells = rows.map((ofSplit, i) => cellsOf(ofSplit, tables[i] as Metadata, name, asked.has(name)));
    return cells.every((one) => one !== undefined) ? [columnOfSplits(name, cells)] : [];
  });
  return splits.map((_, i) => columns.map((ofSplits) => ofSplits[i] as Column));
}

/** The row of each picture that is read. All pictures need one, and all rows a picture: one of those `here`, or another that lies there. */
async function rowsOf(
  host: Host,
  { found, read }: DescribedSplit,
  { path, rows }: Metadata,
  here: ReadonlySet<string>,
): Promise<readonly Row[]> {
  const bare = found.flatMap((picture) => (rows.has(picture.path) ? [] : [picture.path]));
  if (bare.length > 0)
    throw malformed(
      path,
      `${bare.length} of ${found.length} pictures have no row: ${list(bare)}`,
      `write a row for each, with its path from the folder of ${METADATA_FILE} on as ${PATH_COLUMN}`,
    );
  const elsewhere = [...rows.keys()].filter((picture) => !here.has(picture));
  const sizes = await Promise.all(elsewhere.map((picture) => host.fileSize(picture)));
  const missing = elsewhere.filter((_, i) => sizes[i] === undefined);
  if (missing.length > 0)
    throw malformed(
      `${path}, row ${rows.get(missing[0] as string)?.number}`,
      `there is no picture ${list(missing)}`,
      'put the picture there, or remove the row',
    );
  return read.map((picture) => rows.get(picture.path) as Row);
}

interface Cells {
  readonly texts: readonly string[];
  /** The place of an example's cell. */
  readonly locate: (example: number) => string;
}

/** A column's cells over the rows of a split; undefined where it is not asked for and has gaps. */
function cellsOf(
  rows: readonly Row[],
  { path, header }: Metadata,
  name: string,
  isAsked: boolean,
): Cells | undefined {
  const at = header.indexOf(name);
  const texts = rows.map(({ cells }) => cells[at] ?? '');
  const locate = (example: number): string => `${path}, row ${rows[example]?.number}`;
  const gap = texts.indexOf('');
  if (gap < 0) return { texts, locate };
  if (!isAsked) return undefined;
  throw malformed(
    at < 0 ? path : locate(gap),
    at < 0 ? `it has no column ${name}, which the table of the training split has` : `its ${name} is empty`,
    'fill it in, or take the picture and its row away',
  );
}

const isNumber = (text: string): boolean => Number.isFinite(Number(text));
const isWhole = (text: string): boolean => Number.isInteger(Number(text)) && Math.abs(Number(text)) < 2 ** 31;

/** A column of one kind in all splits, of which the training split is the first. */
function columnOfSplits(name: string, splits: readonly Cells[]): readonly Column[] {
  const all = splits.flatMap(({ texts }) => texts);
  const Numbers = all.every(isWhole) ? Int32Array : all.every(isNumber) ? Float32Array : undefined;
  if (Numbers)
    return splits.map(({ texts, locate }) => ({
      name,
      shape: [],
      data: new Numbers(texts.map(Number)),
      locate,
    }));
  const names = [...new Set(splits[0]?.texts)].toSorted();
  const places = new Map(names.map((word, place) => [word, place]));
  return splits.map(({ texts, locate }) => {
    const unknown = texts.findIndex((text) => !places.has(text));
    if (unknown >= 0)
      throw malformed(
        locate(unknown),
        `no picture of the training split has the ${name} ${texts[unknown]}; theirs are ${list(names)}`,
        'use the same words in both splits',
      );
    const data = Int32Array.from(texts, (text) => places.get(text) as number);
    return { name, shape: [], data, classes: names.length, names, locate };
  });
}

/** How a spec would declare each column of a table: `age: Class[6]`. Those that it cannot name are left out. */
export function metadataFields({ header, rows }: Metadata): readonly string[] {
  return header.flatMap((name, at) => {
    if (name === PATH_COLUMN || !/^[a-z]\w*$/i.test(name)) return [];
    const texts = [...rows.values()].map(({ cells }) => cells[at] ?? '');
    if (texts.includes('')) return [];
    const [column] = columnOfSplits(name, [{ texts, locate: () => '' }]);
    const { classes, data } = column as Column;
    if (classes !== undefined) return [`${name}: Class[${classes}]`];
    const isClass = data instanceof Int32Array && data.every((value) => value >= 0);
    return isClass
      ? [`${name}: Class[${data.reduce((most, value) => Math.max(most, value), 0) + 1}]`]
      : [`${name}: Real`];
  });
}
