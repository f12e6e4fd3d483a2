/**
 * @file Tensors of images to 8-bit pixels. Input: [n, h, w, c] or [rows, columns, h, w, c] with values in a declared range.
 * Output: RGB bytes per image. Values outside the range are clipped; a value that is not finite becomes magenta, so that it
 * is seen.
 */
import type { HostTensor } from '../engine.ts';

/** Images of one size, RGB, row by row. */
export interface PixelImages {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  /** Rows and columns where the tensor has both axes. */
  readonly lattice?: { readonly rows: number; readonly columns: number };
  /** The bytes of image `index`, `height * width * 3` of them. */
  image(index: number): Uint8Array;
}

const notFinite = [255, 0, 255] as const;

/** Reads `tensor` as images; `range` is what becomes black and white. */
export function toPixels(tensor: HostTensor, range: readonly [number, number]): PixelImages {
  const shape = tensor.shape;
  const channels = shape.at(-1) ?? 1;
  const width = shape.at(-2) ?? 1;
  const height = shape.at(-3) ?? 1;
  const leading = shape.slice(0, -3);
  const count = leading.reduce((product, size) => product * size, 1);
  const [low, high] = range;
  const scale = 255 / (high - low || 1);
  const size = height * width;
  const image = (index: number): Uint8Array => {
    const bytes = new Uint8Array(size * 3);
    for (let pixel = 0; pixel < size; pixel++) {
      const at = (index * size + pixel) * channels;
      for (let color = 0; color < 3; color++) {
        const value = tensor.data[at + (channels >= 3 ? color : 0)] ?? Number.NaN;
        bytes[pixel * 3 + color] = Number.isFinite(value)
          ? Math.max(0, Math.min(255, Math.round((value - low) * scale)))
          : notFinite[color as 0 | 1 | 2];
      }
    }
    return bytes;
  };
  const [rows, columns] = leading;
  const lattice = rows !== undefined && columns !== undefined ? { lattice: { rows, columns } } : {};
  return { count, height, width, ...lattice, image };
}
