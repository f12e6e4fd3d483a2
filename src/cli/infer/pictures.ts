/**
 * @file Pictures in files as an argument of an infer: of its size and colour, with black and white at the ends of its range. A picture of
 * another size or colour is refused, or with `fit` scaled to cover the size, cut at the middle and made grey.
 */
import { isPicture } from '../../runtime/data/pictures.ts';
import { decodePictures } from '../../runtime/data/unreadable.ts';
import type { PictureForm } from '../../runtime/data/pictures.ts';
import type { HostTensor } from '../../runtime/engine.ts';
import type { Host } from '../../runtime/host.ts';
import { InputError } from '../../runtime/host.ts';
import type { InferPlan, Plan } from '../../runtime/plan.ts';
import { pictureRange } from './picture-range.ts';

type Argument = Pick<InferPlan['arguments'][number], 'name' | 'type' | 'shape' | 'range'>;

/** What pictures become for an argument. Throws `InputError` `infer/argument-picture` where there is no way. */
export interface PictureReader {
  /** The pictures that a path means: itself, or those of a folder by name. */
  list(path: string): Promise<readonly string[]>;
  /** [files, h, w, c]. Throws `InputError`: `infer/picture-size`, `infer/picture-colour`, `data/corrupt-image`. */
  read(files: readonly string[]): Promise<HostTensor>;
}

export function pictureReader(
  host: Host,
  plan: Plan,
  { name, type, shape, range }: Argument,
  where: string,
  fit: boolean,
): PictureReader {
  const [height = 0, width = 0, channels = 0] = shape;
  if (shape.length !== 3 || (channels !== 1 && channels !== 3)) {
    throw new InputError(
      'infer/argument-picture',
      where,
      `${name}: ${type} has ${channels} channels, and pictures have 1 or 3`,
      'give an .npy file',
    );
  }
  const to = pictureRange(plan, shape, range);
  if (!to) {
    throw new InputError(
      'infer/argument-picture',
      where,
      `${name}: ${type} declares no range, so that black and white of a picture have no numbers`,
      `declare one, as in ${name}: ${type} in [0, 1], or give an .npy file`,
    );
  }
  const form = { height, width, channels };
  return {
    list: async (path) => {
      const listing = await host.listFolder(path);
      if (!listing) return [path];
      const files = listing
        .filter((one) => !one.isFolder && isPicture(one))
        .map((one) => host.join(path, one.name));
      if (files.length > 0) return files;
      throw new InputError(
        'infer/argument-file',
        where,
        `the folder ${path} holds no pictures`,
        'pictures end in .png, .jpg, .webp, .gif, .tif or .avif',
      );
    },
    read: async (files) => {
      if (!fit) for (const file of files) await mustFit(host, file, form, `${name}: ${type}`);
      const bytes = await decodePictures(
        host,
        files.map((path) => ({ path })),
        form,
      );
      return { shape: [files.length, ...shape], dtype: 'f32', data: scaled(bytes, [0, 255], to) };
    },
  };
}

/** Numbers of one range as those of another. */
export function scaled(
  data: ArrayLike<number>,
  from: readonly [number, number],
  to: readonly [number, number],
): Float32Array {
  const factor = (to[1] - to[0]) / (from[1] - from[0]);
  return Float32Array.from(data, (value) => to[0] + (value - from[0]) * factor);
}

/** Refuses a picture that would lose something; grey serves where colour is needed. One that can't be read is left to the decoder. */
async function mustFit(
  host: Host,
  file: string,
  { height, width, channels }: PictureForm,
  needed: string,
): Promise<void> {
  const { default: sharp } = await import('sharp');
  const bytes = await host.readFile(file);
  if (bytes.length === 0) return;
  const about = await sharp(bytes)
    .metadata()
    .catch(() => undefined);
  if (!about) return;
  const { autoOrient: found } = about;
  if (found.height !== height || found.width !== width) {
    throw new InputError(
      'infer/picture-size',
      file,
      `the picture is ${found.width} wide and ${found.height} high, and ${needed} is ${width} wide and ${height} high`,
      '--fit scales it and cuts it at the middle',
    );
  }
  if (channels === 1 && !(await isGrey(bytes))) {
    throw new InputError(
      'infer/picture-colour',
      file,
      `the picture has colours, and ${needed} is grey`,
      '--fit makes it grey',
    );
  }
}

/** True where no pixel has a colour, however the file keeps them. */
async function isGrey(bytes: Uint8Array): Promise<boolean> {
  const { default: sharp } = await import('sharp');
  const pixels = await sharp(bytes)
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { channels } = pixels.info;
  if (channels < 3) return true;
  const { data } = pixels;
  for (let at = 0; at < data.length; at += channels)
    if (data[at] !== data[at + 1] || data[at] !== data[at + 2]) return false;
  return true;
}
