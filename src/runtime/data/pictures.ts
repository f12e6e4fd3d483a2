/**
 * @file Pictures in files, decoded into bytes of one size: turned as their EXIF data says, transparency on white, brought to the asked
 * size and to grey or colour. 16 bits become 8, CMYK becomes RGB, of an animation the first picture counts. Files that cannot be read
 * are named, all of them.
 */
import type { Sharp } from 'sharp';
import type { Host } from '../host.ts';
import { InputError } from '../host.ts';

const EXTENSIONS = /\.(png|jpe?g|webp|gif|tiff?|avif)$/i;
const MAXIMUM_BYTES = 4 * 2 ** 30;
const DECODERS = 4;

/** How a picture of other proportions becomes the asked size: cut at the middle, with a black border, or distorted. */
export const fits = ['cover', 'contain', 'stretch'] as const;
export type Fit = (typeof fits)[number];

/** What pictures become. */
export interface PictureForm {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** `cover` where nothing is said. */
  readonly fit?: Fit;
}

/** A picture, or one half of a file that holds two side by side. */
export interface PictureFile {
  readonly path: string;
  readonly half?: 'left' | 'right';
}

/** A file that cannot be read, or that holds no pair of pictures, and why. */
export interface PictureFault {
  readonly code: 'data/corrupt-image' | 'data/pair-size';
  readonly path: string;
  readonly reason: string;
}

/** All pictures, one after another; those at `faults` are black. */
export interface DecodedPictures {
  readonly data: Uint8Array;
  readonly faults: ReadonlyMap<number, PictureFault>;
}

export function isPicture(entry: { readonly name: string; readonly isFolder: boolean }): boolean {
  return !entry.isFolder && EXTENSIONS.test(entry.name) && !entry.name.startsWith('.');
}

/** Decodes what can be decoded. Throws `InputError` (`data/too-large`) before anything is read. */
export async function decodeReadable(
  host: Host,
  files: readonly PictureFile[],
  form: PictureForm,
): Promise<DecodedPictures> {
  const { height, width, channels } = form;
  const bytes = height * width * channels;
  if (files.length * bytes > MAXIMUM_BYTES) {
    const gibibytes = ((files.length * bytes) / 2 ** 30).toFixed(1);
    throw new InputError(
      'data/too-large',
      files[0]?.path ?? '',
      `${files.length} pictures of ${height}x${width}x${channels} take ${gibibytes} GiB of memory, and 4 is the most`,
      `give a smaller size, or limit: ${Math.floor(MAXIMUM_BYTES / bytes)}`,
    );
  }
  const { default: sharp } = await import('sharp');
  const data = new Uint8Array(files.length * bytes);
  const decode = async (index: number): Promise<void> => {
    const file = files[index] as PictureFile;
    const whole = sharp(await host.readFile(file.path), { failOn: 'error' }).autoOrient();
    const pixels = await pixelsOf(whole, file, form);
    if (pixels.length !== bytes) throw new Error(`it gives ${pixels.length} values, not ${bytes}`);
    data.set(pixels, index * bytes);
  };
  const failed: number[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < files.length) {
      const index = next++;
      await decode(index).catch(() => failed.push(index));
    }
  };
  await Promise.all(Array.from({ length: DECODERS }, work));
  // The library keeps one message for all that it decodes at a time: each reason is asked for again, alone.
  const faults = new Map<number, PictureFault>();
  for (const index of failed.toSorted((a, b) => a - b)) {
    await decode(index).catch((error: unknown) => {
      const code = error instanceof NoPair ? 'data/pair-size' : 'data/corrupt-image';
      faults.set(index, { code, path: files[index]?.path ?? '', reason: reasonOf(error) });
    });
  }
  return { data, faults };
}

const sharpFits = { cover: 'cover', contain: 'contain', stretch: 'fill' } as const;

async function pixelsOf(whole: Sharp, { half }: PictureFile, form: PictureForm): Promise<Uint8Array> {
  const { depth, autoOrient } = await whole.metadata();
  // Integers of 8 and 16 bits have a full range of their own; reals and wider integers have none.
  if (depth !== 'uchar' && depth !== 'ushort')
    throw new Error(`its values are of the type ${depth}; save it with 8 or 16 bits`);
  const { height, width, channels, fit = 'cover' } = form;
  const picture = half === undefined ? whole : whole.extract(halfOf(autoOrient, half, form));
  return picture
    .flatten({ background: '#ffffff' })
    .resize(width, height, { fit: sharpFits[fit], background: '#000000' })
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .raw()
    .toBuffer();
}

interface Half {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

class NoPair extends Error {}

/** Of a file with two pictures side by side, each of the proportions that they become. */
function halfOf(
  { width, height }: { readonly width: number; readonly height: number },
  half: 'left' | 'right',
  form: PictureForm,
): Half {
  const isExact = (form.fit ?? 'cover') === 'cover';
  if (width % 2 !== 0 || (isExact && width * form.height !== 2 * height * form.width)) {
    const wanted = form.height === form.width ? 'twice as wide as high' : `${2 * form.width}:${form.height}`;
    throw new NoPair(`it is ${width} wide and ${height} high, and two pictures side by side are ${wanted}`);
  }
  return { left: half === 'left' ? 0 : width / 2, top: 0, width: width / 2, height };
}

/** A library's message in plain words: one line, without the names of its own parts. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'ELOOP') return 'it is a link that leads nowhere';
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  const [line = ''] = message.trim().split('\n');
  if (/^Input .* is empty$/.test(line)) return 'the file is empty';
  if (line.startsWith('Input buffer contains unsupported image format'))
    return 'it is no picture of a known format';
  if (line === 'vipspng: libpng read error') return 'it is damaged or cut short';
  return line.replace(/^vips\w*: /i, '').replace(/^Input (buffer|image) /, 'it ');
}

/** Evenly spread, so that a limit keeps all classes. */
export function spread<T>(items: readonly T[], limit: number | undefined): readonly T[] {
  if (limit === undefined || items.length <= limit) return items;
  return Array.from({ length: limit }, (_, index) => items[Math.floor((index * items.length) / limit)] as T);
}
