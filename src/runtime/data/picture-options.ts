/**
 * @file What the sources of pictures have in common: their options `size`, `fit`, `limit`, `test` and `unreadable`, and the size and channels
 * that declared fields ask for.
 */
import { InputError } from '../host.ts';
import type { FieldPlan, SourcePlan } from '../plan.ts';
import type { OptionReader } from './options.ts';
import type { Fit, PictureForm } from './pictures.ts';
import { fits } from './pictures.ts';
import { showPlace } from './source.ts';
import { readTestFraction } from './split.ts';

export interface PictureOptions {
  /** The name of the data, by which `--set` gives it options. */
  readonly name: string;
  readonly folder: string;
  /** Height and width. */
  readonly size: readonly [number, number];
  readonly fit: Fit;
  readonly limit: number | undefined;
  readonly fraction: number;
  readonly unreadable: 'refuse' | 'skip';
}

/** Reads the options; `columns` are those of pictures. `finish` is left to the caller. */
export function readPictureOptions(
  options: OptionReader,
  plan: SourcePlan,
  columns: readonly string[],
): () => PictureOptions {
  const folder = options.text('folder');
  const square = options.count('size');
  const size = square === undefined ? declaredSize(plan, columns) : ([square, square] as const);
  const fit = options.choice('fit', fits) ?? 'cover';
  const limit = options.count('limit');
  const fraction = readTestFraction(options);
  const unreadable = options.choice('unreadable', ['refuse', 'skip']) ?? 'refuse';
  return () => {
    if (folder === undefined) throw options.missing('folder', '"path/to/pictures"');
    if (size === undefined) throw options.missing('size', '64');
    return { name: plan.name, folder, size, fit, limit, fraction, unreadable };
  };
}

/** The form of a column's pictures. Throws where its fields declare other channels than 1 or 3. */
export function pictureForm(
  { size: [height, width], fit }: PictureOptions,
  plan: SourcePlan,
  column: string,
): PictureForm {
  return { height, width, channels: declaredChannels(plan, column), fit };
}

/** Height and width that a field of a column asks for, where its transforms leave no doubt. */
function declaredSize(plan: SourcePlan, columns: readonly string[]): readonly [number, number] | undefined {
  for (const field of plan.fields.filter(({ column }) => columns.includes(column))) {
    const size = columnSize(field);
    if (size) return size;
  }
  return undefined;
}

/** Height and width of the column that a field of pictures is made from; undefined where `resize` hides them. */
export function columnSize({ shape, transforms }: FieldPlan): readonly [number, number] | undefined {
  if (shape.length !== 3) return undefined;
  let [height = 0, width = 0] = shape;
  for (const { kind, options } of transforms.toReversed()) {
    const argument = Number(Object.values(options)[0] ?? 0);
    if (kind === 'resize' || kind === 'bagOfWords') return undefined;
    if (kind === 'pad') [height, width] = [height - 2 * argument, width - 2 * argument];
    if (kind === 'rotate' && argument % 180 !== 0) [height, width] = [width, height];
  }
  return height > 0 && width > 0 ? [height, width] : undefined;
}

/** The channels that the fields made from a column declare; 3 where there is none. `sobel` hides them. */
function declaredChannels(plan: SourcePlan, column: string): number {
  for (const field of plan.fields.filter((one) => one.column === column)) {
    if (field.transforms.some(({ kind }) => kind === 'sobel')) continue;
    const channels = field.shape[2] ?? 3;
    if (channels === 1 || channels === 3) return channels;
    throw new InputError(
      'data/field-shape',
      showPlace(field.place),
      `the field ${field.name} has ${channels} channels, and pictures are read with 1 (grey) or 3 (colour)`,
      'declare Image[h, w, 1] or Image[h, w, 3]',
    );
  }
  return 3;
}
