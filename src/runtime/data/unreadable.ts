/**
 * @file What happens to picture files that cannot be read: all of a source, of both splits, are refused together, or left out and told.
 */
import type { Host } from '../host.ts';
import { InputError } from '../host.ts';
import type { PictureOptions } from './picture-options.ts';
import type { PictureFault, PictureFile, PictureForm } from './pictures.ts';
import { decodeReadable } from './pictures.ts';
import type { DataSource, LeftOut, Split } from './source.ts';
import { selectExamples } from './source.ts';
import { divideExamples } from './split.ts';

const SHOWN = 5;

/** All examples of a split, and the faults of those that could not be read. */
export interface DecodedSplit {
  readonly split: Split;
  readonly faults: ReadonlyMap<number, PictureFault>;
}

/**
 * The source of one or both splits, without the examples that cannot be read; without `test` a part of `train` is kept for it. Throws
 * `InputError`: `data/corrupt-image` where they are refused, `data/no-examples` where nothing stays of a split, `data/pair-size` for files
 * that are whole but no pairs, which is a matter of layout.
 */
export function readableSource(
  { train, test }: { readonly train: DecodedSplit; readonly test: DecodedSplit | undefined },
  options: PictureOptions,
): DataSource {
  const both = test ? [train, test] : [train];
  const faults = both.flatMap((one) => [...one.faults.values()]);
  const count = both.reduce((sum, { split }) => sum + split.count, 0);
  refuse(faults, count, options);
  const training = readable(train, options);
  return {
    ...(test
      ? { train: training, test: readable(test, options) }
      : divideExamples(training, options.fraction)),
    ...(faults.length === 0 ? {} : { leftOut: { faults, count } }),
  };
}

function refuse(
  faults: readonly PictureFault[],
  count: number,
  { name, unreadable, folder }: PictureOptions,
): void {
  const noPairs = faults.filter(({ code }) => code === 'data/pair-size');
  if (noPairs.length > 0) {
    throw new InputError(
      'data/pair-size',
      noPairs[0]?.path ?? folder,
      `${noPairs.length} of ${count} files hold no pair: ${showFaults(noPairs)}`,
      'put the two pictures beside each other, or into folders a and b under the same name',
    );
  }
  if (unreadable === 'skip' || faults.length === 0) return;
  const help = `mend or remove what cannot be read, or leave it out by unreadable: skip (--set ${name}.unreadable=skip)`;
  const more = faults.length > SHOWN ? '; genc data inspect names all' : '';
  throw unreadableError(faults, count, `${help}${more}`);
}

function readable({ split, faults }: DecodedSplit, { folder }: PictureOptions): Split {
  if (faults.size === 0) return split;
  const examples = Array.from({ length: split.count }, (_, example) => example).filter(
    (example) => !faults.has(example),
  );
  if (examples.length === 0) {
    const message = `none of the ${split.count} pictures can be read: ${showFaults([...faults.values()])}`;
    throw new InputError('data/no-examples', folder, message, 'give PNG, JPEG or WebP files');
  }
  return selectExamples(split, Uint32Array.from(examples));
}

/** The bytes of all pictures, one after another. Throws `InputError` (`data/corrupt-image`) that names those that cannot be read. */
export async function decodePictures(
  host: Host,
  files: readonly PictureFile[],
  form: PictureForm,
): Promise<Uint8Array> {
  const { data, faults } = await decodeReadable(host, files, form);
  if (faults.size > 0)
    throw unreadableError(
      [...faults.values()],
      files.length,
      'remove the file or put a whole one in its place',
    );
  return data;
}

/** The error for files that cannot be read, of `count` in all. */
function unreadableError(faults: readonly PictureFault[], count: number, help: string): InputError {
  const [first] = faults;
  const message =
    faults.length === 1
      ? `the picture cannot be read: ${first?.reason}`
      : `${faults.length} of ${count} pictures cannot be read: ${showFaults(faults)}`;
  return new InputError('data/corrupt-image', first?.path ?? '', message, help);
}

/** One line on the files that were left out. */
export function showLeftOut({ faults, count }: LeftOut): string {
  return `${faults.length} of ${count} pictures are left out: ${showFaults(faults)}`;
}

/** The first faults with their reasons, and how many more there are. */
function showFaults(faults: LeftOut['faults']): string {
  const shown = faults.slice(0, SHOWN).map(({ path, reason }) => `${path} (${reason})`);
  const more = faults.length - shown.length;
  return `${shown.join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
}
