/**
 * @file The source `images(folder: ..., size: ...)`: PNG, JPEG, WebP and other pictures of a folder, decoded once into bytes. Columns:
 * `image` [size, size, channels] and, where the pictures lie in sub-folders, `label`: the sub-folders' order by name. With sub-folders
 * `train` and `test` these are the splits; otherwise a fraction `test` (0.1) of the pictures is kept for testing. A picture is turned
 * as its EXIF data says, scaled to cover the square and cut at the middle; channels are those of the declared field.
 */
import type { Host } from '../host.ts';
import { InputError } from '../host.ts';
import type { SourcePlan } from '../plan.ts';
import type { DataSource, Loader, Split } from './source.ts';
import { showPlace, splitOf } from './source.ts';
import { divideExamples, readTestFraction } from './split.ts';

const EXTENSIONS = /\.(png|jpe?g|webp|gif|tiff?|avif)$/i;
const MAXIMUM_BYTES = 4 * 2 ** 30;
const DECODERS = 4;

interface ImageFile {
  readonly path: string;
  readonly label: number;
}

/** Reads a folder of pictures. */
export const loadImages: Loader = async ({ host, plan, options }) => {
  const folder = options.text('folder');
  const size = options.count('size') ?? declaredSize(plan);
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
  const form = { size, channels: declaredChannels(plan) };
  const folders = listing.filter(({ isFolder }) => isFolder).map(({ name }) => name);
  if (folders.includes('train') && folders.includes('test')) {
    const read = async (name: string): Promise<Split> =>
      decodeAll(host, await findImages(host, host.join(folder, name)), form, limit);
    const source: DataSource = { train: await read('train'), test: await read('test') };
    return source;
  }
  return divideExamples(await decodeAll(host, await findImages(host, folder), form, limit), fraction);
};

interface ImageFormat {
  readonly size: number;
  readonly channels: number;
}

interface Found {
  readonly files: readonly ImageFile[];
  /** Sub-folders with pictures; empty where all lie in the folder itself. */
  readonly classes: readonly string[];
}

function imageFields(plan: SourcePlan): SourcePlan['fields'] {
  return plan.fields.filter(({ column }) => column === 'image');
}

/** A declared [n, n, c] without transforms tells the size. */
function declaredSize(plan: SourcePlan): number | undefined {
  const plain = imageFields(plan).find(
    ({ transforms, shape }) => transforms.length === 0 && shape.length === 3,
  );
  return plain && plain.shape[0] === plain.shape[1] ? plain.shape[0] : undefined;
}

function declaredChannels(plan: SourcePlan): number {
  for (const field of imageFields(plan)) {
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

async function findImages(host: Host, folder: string): Promise<Found> {
  const listing = (await host.listFolder(folder)) ?? [];
  const isImage = (entry: { readonly name: string; readonly isFolder: boolean }): boolean =>
    !entry.isFolder && EXTENSIONS.test(entry.name) && !entry.name.startsWith('.');
  const loose = listing.filter(isImage).map(({ name }) => ({ path: host.join(folder, name), label: 0 }));
  const classes: string[] = [];
  const sorted: ImageFile[] = [];
  for (const { name, isFolder } of listing) {
    if (!isFolder || name.startsWith('.')) continue;
    const inside = ((await host.listFolder(host.join(folder, name))) ?? []).filter(isImage);
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
  { size, channels }: ImageFormat,
  limit: number | undefined,
): Promise<Split> {
  const files = limit === undefined ? found.files : spread(found.files, limit);
  const bytes = size * size * channels;
  if (files.length * bytes > MAXIMUM_BYTES) {
    throw new InputError(
      'data/too-large',
      files[0]?.path ?? '',
      `${files.length} pictures of ${size}x${size}x${channels} take ${(files.length * bytes) / 2 ** 30} GiB of memory`,
      `give a smaller size, or limit: ${Math.floor(MAXIMUM_BYTES / bytes)}`,
    );
  }
  const { default: sharp } = await import('sharp');
  const data = new Uint8Array(files.length * bytes);
  let next = 0;
  const decode = async (): Promise<void> => {
    while (next < files.length) {
      const index = next++;
      const { path } = files[index] as ImageFile;
      try {
        const picture = sharp(await host.readFile(path), { failOn: 'error' })
          .rotate()
          .flatten({ background: '#ffffff' })
          .resize(size, size, { fit: 'cover' })
          .toColourspace(channels === 1 ? 'b-w' : 'srgb');
        const pixels = await picture.raw().toBuffer();
        if (pixels.length !== bytes) throw new Error(`it gives ${pixels.length} values, not ${bytes}`);
        data.set(pixels, index * bytes);
      } catch (error) {
        next = files.length;
        const reason = error instanceof Error ? error.message : String(error);
        throw new InputError(
          'data/corrupt-image',
          path,
          `the picture cannot be read: ${reason}`,
          'remove the file or put a whole one in its place',
        );
      }
    }
  };
  await Promise.all(Array.from({ length: DECODERS }, decode));
  const locate = (example: number): string => files[example]?.path ?? '';
  const image = { name: 'image', shape: [size, size, channels], data, fullRange: [0, 255] as const, locate };
  if (found.classes.length === 0) return splitOf(files.length, [image]);
  const labels = Int32Array.from(files, ({ label }) => label);
  const label = { name: 'label', shape: [], data: labels, classes: found.classes.length, locate };
  return splitOf(files.length, [image, label]);
}

/** Evenly spread, so that a limit keeps all classes. */
function spread(files: readonly ImageFile[], limit: number): ImageFile[] {
  if (files.length <= limit) return [...files];
  return Array.from(
    { length: limit },
    (_, index) => files[Math.floor((index * files.length) / limit)] as ImageFile,
  );
}
