/**
 * @file The source `images(folder: ..., size: ...)`: PNG, JPEG, WebP and other pictures of a folder, decoded once into bytes. Columns:
 * `image` [size, size, channels] and, where the pictures lie in sub-folders, `label`: the sub-folders' order by name. With sub-folders
 * `train` and `test` these are the splits; otherwise a fraction `test` (0.1) of the pictures is kept for testing. A picture is turned
 * as its EXIF data says, scaled to cover the square and cut at the middle; channels are those of the declared field.
 */
import type { Host } from '../host.ts';
import { InputError } from '../host.ts';
import { declaredChannels, declaredSize, decodePictures, isPicture, spread } from './pictures.ts';
import type { PictureForm } from './pictures.ts';
import type { DataSource, Loader, Split } from './source.ts';
import { showPlace, splitOf } from './source.ts';
import { divideExamples, readTestFraction } from './split.ts';

interface ImageFile {
  readonly path: string;
  readonly label: number;
}

/** Reads a folder of pictures. */
export const loadImages: Loader = async ({ host, plan, options }) => {
  const folder = options.text('folder');
  const size = options.count('size') ?? declaredSize(plan, ['image']);
  const limit = options.count('limit');
  const fraction = readTestFraction(options);
  options.finish();
  if (folder === undefined) throw options.missing('folder', '"path/to/pictures"');
  if (size === undefined) throw options.missing('size', '64');
  const listing = await host.listFolder(folder);
  if (listing === undefined) {
    throw new InputError(
      'data/missing-folder',
      showPlace(plan.place),
      `there is no folder ${folder}`,
      'relative paths start at the folder in which genc runs',
    );
  }
  const form = { height: size, width: size, channels: declaredChannels(plan, 'image') };
  const folders = listing.filter(({ isFolder }) => isFolder).map(({ name }) => name);
  if (folders.includes('train') && folders.includes('test')) {
    const read = async (name: string): Promise<Split> =>
      decodeAll(host, await findImages(host, host.join(folder, name)), form, limit);
    const source: DataSource = { train: await read('train'), test: await read('test') };
    return source;
  }
  return divideExamples(await decodeAll(host, await findImages(host, folder), form, limit), fraction);
};

interface Found {
  readonly files: readonly ImageFile[];
  /** Sub-folders with pictures; empty where all lie in the folder itself. */
  readonly classes: readonly string[];
}

async function findImages(host: Host, folder: string): Promise<Found> {
  const listing = (await host.listFolder(folder)) ?? [];
  const loose = listing.filter(isPicture).map(({ name }) => ({ path: host.join(folder, name), label: 0 }));
  const classes: string[] = [];
  const sorted: ImageFile[] = [];
  for (const { name, isFolder } of listing) {
    if (!isFolder || name.startsWith('.')) continue;
    const inside = ((await host.listFolder(host.join(folder, name))) ?? []).filter(isPicture);
    if (inside.length === 0) {
      throw new InputError(
        'data/empty-folder',
        host.join(folder, name),
        'this class folder holds no pictures',
        'remove the folder, or put PNG, JPEG or WebP files into it',
      );
    }
    for (const file of inside)
      sorted.push({ path: host.join(folder, name, file.name), label: classes.length });
    classes.push(name);
  }
  if (loose.length > 0 && classes.length > 0) {
    throw new InputError(
      'data/mixed-folder',
      folder,
      `it holds ${loose.length} pictures and also the class folders ${classes.join(', ')}`,
      'move the pictures into class folders, or the folders away',
    );
  }
  if (loose.length + sorted.length === 0) {
    throw new InputError(
      'data/empty-folder',
      folder,
      'the folder holds no pictures',
      'put PNG, JPEG or WebP files into it',
    );
  }
  return { files: loose.length > 0 ? loose : sorted, classes };
}

async function decodeAll(
  host: Host,
  found: Found,
  form: PictureForm,
  limit: number | undefined,
): Promise<Split> {
  const files = spread(found.files, limit);
  const data = await decodePictures(host, files, form);
  const locate = (example: number): string => files[example]?.path ?? '';
  const shape = [form.height, form.width, form.channels];
  const image = { name: 'image', shape, data, fullRange: [0, 255] as const, locate };
  if (found.classes.length === 0) return splitOf(files.length, [image]);
  const labels = Int32Array.from(files, ({ label }) => label);
  const label = { name: 'label', shape: [], data: labels, classes: found.classes.length, locate };
  return splitOf(files.length, [image, label]);
}
