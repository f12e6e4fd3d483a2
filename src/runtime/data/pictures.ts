/**
 * @file Pictures in files, decoded into bytes: turned as their EXIF data says, scaled to cover the asked size and cut at the middle, with
 * the channels that are asked for. Errors name the file.
 */
import type { Host } from '../host.ts';
import { InputError } from '../host.ts';
import type { SourcePlan } from '../plan.ts';
import { showPlace } from './source.ts';

const EXTENSIONS = /\.(png|jpe?g|webp|gif|tiff?|avif)$/i;
const MAXIMUM_BYTES = 4 * 2 ** 30;
const DECODERS = 4;

/** What pictures become. */
export interface PictureForm {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** A picture, or one half of a file that holds two side by side. */
export interface PictureFile {
  readonly path: string;
  readonly half?: 'left' | 'right';
}

export function isPicture(entry: { readonly name: string; readonly isFolder: boolean }): boolean {
  return !entry.isFolder && EXTENSIONS.test(entry.name) && !entry.name.startsWith('.');
}

/** The size that a declared [n, n, c] without transforms tells, of the fields made from `columns`. */
export function declaredSize(plan: SourcePlan, columns: readonly string[]): number | undefined {
  const plain = plan.fields.find(
    ({ column, transforms, shape }) =>
      columns.includes(column) && transforms.length === 0 && shape.length === 3,
  );
  return plain && plain.shape[0] === plain.shape[1] ? plain.shape[0] : undefined;
}

/** The channels that the fields made from a column declare; 3 where there is none. Throws for another number than 1 or 3. */
export function declaredChannels(plan: SourcePlan, name: string): number {
  for (const field of plan.fields.filter(({ column }) => column === name)) {
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

/** The bytes of all pictures, one after another. */
export async function decodePictures(
  host: Host,
  files: readonly PictureFile[],
  { height, width, channels }: PictureForm,
): Promise<Uint8Array> {
  const bytes = height * width * channels;
  if (files.length * bytes > MAXIMUM_BYTES) {
    throw new InputError(
      'data/too-large',
      files[0]?.path ?? '',
      `${files.length} pictures of ${height}x${width}x${channels} take ${(files.length * bytes) / 2 ** 30} GiB of memory`,
      `give a smaller size, or limit: ${Math.floor(MAXIMUM_BYTES / bytes)}`,
    );
  }
  const { default: sharp } = await import('sharp');
  const data = new Uint8Array(files.length * bytes);
  let next = 0;
  const decode = async (): Promise<void> => {
    while (next < files.length) {
      const index = next++;
      const { path, half } = files[index] as PictureFile;
      try {
        const whole = sharp(await host.readFile(path), { failOn: 'error' }).rotate();
        const picture = half === undefined ? whole : whole.extract(await halfOf(whole, path, half));
        const pixels = await picture
          .flatten({ background: '#ffffff' })
          .resize(width, height, { fit: 'cover' })
          .toColourspace(channels === 1 ? 'b-w' : 'srgb')
          .raw()
          .toBuffer();
        if (pixels.length !== bytes) throw new Error(`it gives ${pixels.length} values, not ${bytes}`);
        data.set(pixels, index * bytes);
      } catch (error) {
        next = files.length;
        if (error instanceof InputError) throw error;
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
  return data;
}

interface Half {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Of a file with two squares side by side. */
async function halfOf(
  picture: { metadata(): Promise<{ readonly width: number; readonly height: number }> },
  path: string,
  half: 'left' | 'right',
): Promise<Half> {
  const { width, height } = await picture.metadata();
  if (width !== 2 * height) {
    throw new InputError(
      'data/pair-size',
      path,
      `the picture is ${width} wide and ${height} high, and a pair side by side is twice as wide as high`,
      'put the two pictures beside each other, or into folders a and b under the same name',
    );
  }
  return { left: half === 'left' ? 0 : height, top: 0, width: height, height };
}

/** Evenly spread, so that a limit keeps all classes. */
export function spread<T>(items: readonly T[], limit: number | undefined): readonly T[] {
  if (limit === undefined || items.length <= limit) return items;
  return Array.from({ length: limit }, (_, index) => items[Math.floor((index * items.length) / limit)] as T);
}
