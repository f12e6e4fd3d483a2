/** @file Aligned pairs of pictures, in both forms of folders, and errors that name the file. */
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createNodeHost } from '../../../../src/cli/host.ts';
import type { BoundSplit } from '../../../../src/runtime/data/field.ts';
import { openSource } from '../../../../src/runtime/data/sources.ts';
import { field, sourcePlan } from '../../../support/data-source.ts';

const host = createNodeHost();
let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'genc-pairs-'));
});
afterAll(() => rm(root, { recursive: true }));

/** A grey picture whose left part has one brightness and whose right part another. */
async function picture(
  path: string,
  width: number,
  height: number,
  left: number,
  right = left,
): Promise<void> {
  const data = Buffer.from(
    Array.from({ length: width * height }, (_, i) => (i % width < width / 2 ? left : right)),
  );
  await sharp(data, { raw: { width, height, channels: 1 } })
    .png()
    .toFile(path);
}

async function folder(...parts: string[]): Promise<string> {
  const path = join(root, ...parts);
  await mkdir(path, { recursive: true });
  return path;
}

const open = (path: string, options: Readonly<Record<string, number>> = {}): ReturnType<typeof openSource> =>
  openSource(
    host,
    sourcePlan('pairs', { folder: path, ...options }, [
      field('a', [4, 4, 1], { range: [0, 255] }),
      field('b', [4, 4, 3], { range: [0, 255] }),
    ]),
  );

/** The first value of each example's field. */
function firstOf(split: BoundSplit, name: string): readonly number[] {
  const bound = split.fields.get(name)!;
  const each = bound.shape.reduce((a, b) => a * b, 1);
  const out = new Float32Array(split.count * each);
  bound.gather(
    Uint32Array.from({ length: split.count }, (_, i) => i),
    out,
  );
  return Array.from({ length: split.count }, (_, i) => out[i * each]!);
}

describe('pairs', () => {
  test('side by side in one file: a is on the left; both stay together through the split', async () => {
    const path = await folder('beside');
    for (let i = 0; i < 10; i++) await picture(join(path, `${i}.png`), 16, 8, 10 * i, 10 * i + 100);
    const { train, test: held } = await open(path);
    expect([train.count, held.count]).toEqual([9, 1]);
    for (const split of [train, held])
      expect(firstOf(split, 'b')).toEqual(firstOf(split, 'a').map((value) => value + 100));
  });

  test('in folders a and b under equal names, with splits of their own and a limit', async () => {
    for (const split of ['train', 'test']) {
      const [a, b] = [await folder('two', split, 'a'), await folder('two', split, 'b')];
      for (let i = 0; i < 4; i++) {
        await picture(join(a, `${i}.png`), 6, 6, 20 * i);
        await picture(join(b, `${i}.png`), 12, 9, 20 * i + 1);
      }
    }
    const { train, test: held } = await open(join(root, 'two'), { limit: 2 });
    expect(firstOf(train, 'a')).toEqual([0, 40]);
    expect(firstOf(train, 'b')).toEqual([1, 41]);
    expect(held.count).toBe(2);
  });

  test('a file without its partner, on either side', async () => {
    const [a, b] = [await folder('alone', 'a'), await folder('alone', 'b')];
    await picture(join(a, 'x.png'), 4, 4, 0);
    await picture(join(b, 'x.png'), 4, 4, 0);
    await picture(join(b, 'y.png'), 4, 4, 0);
    await expect(open(join(root, 'alone'))).rejects.toMatchObject({
      code: 'data/unpaired',
      where: join(b, 'y.png'),
      message: `the picture has no partner ${join(a, 'y.png')}`,
    });
  });

  test('a file that is no pair, none at all, no folder, no size, or a broken file', async () => {
    const single = await folder('single');
    await picture(join(single, 'one.png'), 8, 8, 0);
    await expect(open(single)).rejects.toMatchObject({
      code: 'data/pair-size',
      where: join(single, 'one.png'),
    });
    await expect(open(await folder('empty'))).rejects.toMatchObject({ code: 'data/empty-folder' });
    await expect(open(join(root, 'nowhere'))).rejects.toMatchObject({ code: 'data/missing-folder' });
    await expect(openSource(host, sourcePlan('pairs', { folder: single }, []))).rejects.toMatchObject({
      code: 'data/option',
    });
    const broken = await folder('broken');
    await writeFile(join(broken, 'x.png'), 'no picture');
    await expect(open(broken)).rejects.toMatchObject({
      code: 'data/corrupt-image',
      where: join(broken, 'x.png'),
    });
  });
});
