/** @file One image as a PNG file, pixel for pixel and without words, so that it can be read again. */
import type { HostTensor } from '../engine.ts';
import { toPixels } from './pixels.ts';

/** The PNG of the first image of [..., h, w, c], grey where c is 1; `range` is what becomes black and white. */
export async function encodePicture(
  tensor: HostTensor,
  range: readonly [number, number],
): Promise<Uint8Array> {
  const { height, width, image } = toPixels(tensor, range);
  const { default: sharp } = await import('sharp');
  const picture = sharp(image(0), { raw: { width, height, channels: 3 } });
  const isGrey = tensor.shape.at(-1) === 1;
  const png = isGrey ? picture.extractChannel(0).toColourspace('b-w').png() : picture.png();
  return new Uint8Array(await png.toBuffer());
}
