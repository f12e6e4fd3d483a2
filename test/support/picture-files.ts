/** @file Small files of pictures for tests of the sources that read folders, and what a split of such a source holds. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import type { BoundSplit } from '../../src/runtime/data/field.ts';

/** Writes files below a folder: a number makes a picture of that grey, a text is written as it is. */
export async function layFiles(
  root: string,
  files: Readonly<Record<string, number | string>>,
  [width, height] = [8, 8],
): Promise<void> {
  for (const [name, value] of Object.entries(files)) {
    const path = join(root, name);
    await mkdir(dirname(path), { recursive: true });
    const picture = (level: number): Promise<Buffer> =>
      sharp({ create: { width, height, channels: 3, background: { r: level, g: level, b: level } } })
        .png()
        .toBuffer();
    await writeFile(path, typeof value === 'string' ? value : await picture(value));
  }
}

/** The first number of a field in each example. */
export function firsts({ count, fields }: BoundSplit, name: string): readonly number[] {
  const bound = fields.get(name);
  if (!bound) throw new Error(`no field ${name}`);
  const each = bound.shape.reduce((a, b) => a * b, 1);
  const out = bound.dtype === 'f32' ? new Float32Array(count * each) : new Int32Array(count * each);
  bound.gather(
    Uint32Array.from({ length: count }, (_, i) => i),
    out,
  );
  return Array.from({ length: count }, (_, i) => out[i * each] ?? -1);
}
