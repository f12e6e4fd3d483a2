/** @file Image folders and NumPy files: what is read, and each kind of damage. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { zipSync } from 'fflate';
import type { Sharp } from 'sharp';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createNodeHost } from '../../../../src/cli/host.ts';
import { readNpy } from '../../../../src/runtime/data/npy.ts';
import { openSource } from '../../../../src/runtime/data/sources.ts';
import type { BoundSplit } from '../../../../src/runtime/data/field.ts';
import { field, sourcePlan } from '../../../support/data-source.ts';

const host = createNodeHost();
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'genc-files-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function write(name: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(join(folder, name)), { recursive: true });
  await writeFile(join(folder, name), bytes);
}

type Colour = readonly [number, number, number];
const picture = (colour: Colour, width = 8, height = 8): Sharp =>
  sharp({ create: { width, height, channels: 3, background: { r: colour[0], g: colour[1], b: colour[2] } } });

function gatherAll(split: BoundSplit, name: string): number[] {
  const bound = split.fields.get(name);
  if (bound === undefined) throw new Error(`no field ${name}`);
  const size = bound.shape.reduce((a, b) => a * b, 1) * split.count;
  const out = bound.dtype === 'f32' ? new Float32Array(size) : new Int32Array(size);
  bound.gather(
    Uint32Array.from({ length: split.count }, (_, index) => index),
    out,
  );
  return [...out];
}

const colour = field('image', [4, 4, 3], { range: [0, 1] });
const openImages = (path: string, fields = [colour], options = {}): ReturnType<typeof openSource> =>
  openSource(host, sourcePlan('images', { folder: join(folder, path), size: 4, ...options }, fields));

describe('images', () => {
  test('takes classes from sub-folders by name, and both splits of all pictures', async () => {
    for (let index = 0; index < 5; index++) {
      await write(`classes/zebra/${index}.png`, await picture([0, 0, 255]).png().toBuffer());
      await write(`classes/ant/${index}.jpg`, await picture([255, 0, 0]).jpeg({ quality: 100 }).toBuffer());
    }
    const label = field('label', [], { dtype: 'i32', classes: 2 });
    const { train, test: tested } = await openImages('classes', [colour, label], { test: 0.2 });
    expect([train.count, tested.count]).toEqual([8, 2]);
    const labels = [...gatherAll(train, 'label'), ...gatherAll(tested, 'label')];
    expect(labels.toSorted()).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1, 1]);
    const images = gatherAll(train, 'image');
    for (const [example, class_] of gatherAll(train, 'label').entries()) {
      const [red = 0, , blue = 0] = images.slice(example * 48, example * 48 + 3);
      expect(class_ === 0 ? red - blue : blue - red).toBeGreaterThan(0.95);
    }
  });

  test('keeps given splits, reads grey by declaration, and turns as EXIF says', async () => {
    // Left half black, right half white; turned by a quarter (EXIF 6: clockwise), black comes to the top.
    const sides = picture([0, 0, 0], 8, 8).composite([
      { input: await picture([255, 255, 255], 4, 8).png().toBuffer(), left: 4, top: 0 },
    ]);
    const upright = await sides.png().toBuffer();
    await write('split/train/a.png', upright);
    await write(
      'split/test/a.jpg',
      await sharp(upright).withMetadata({ orientation: 6 }).jpeg({ quality: 100 }).toBuffer(),
    );
    const { train, test: tested } = await openImages('split', [field('image', [4, 4, 1], { range: [0, 1] })]);
    const rounded = (split: BoundSplit): number[] => gatherAll(split, 'image').map(Math.round);
    expect(rounded(train)).toEqual([0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1]);
    expect(rounded(tested)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1]);
  });

  test('names a corrupt picture', async () => {
    const whole = await picture([9, 9, 9], 64, 64).png().toBuffer();
    await write('corrupt/a.png', whole);
    await write('corrupt/b.png', whole.subarray(0, whole.length >> 1));
    await expect(openImages('corrupt')).rejects.toMatchObject({
      code: 'data/corrupt-image',
      where: join(folder, 'corrupt', 'b.png'),
    });
    await write('text/a.png', Uint8Array.from(Buffer.from('not a picture')));
    await expect(openImages('text')).rejects.toMatchObject({ code: 'data/corrupt-image' });
  });

  test('tells missing, empty and mixed folders', async () => {
    await expect(openImages('none')).rejects.toMatchObject({
      code: 'data/missing-folder',
      where: 'model.gen:2:3',
    });
    await mkdir(join(folder, 'empty'));
    await expect(openImages('empty')).rejects.toMatchObject({
      code: 'data/empty-folder',
      where: join(folder, 'empty'),
    });
    const one = await picture([1, 2, 3]).png().toBuffer();
    await write('half/full/a.png', one);
    await mkdir(join(folder, 'half/bare'));
    await expect(openImages('half')).rejects.toMatchObject({ where: join(folder, 'half', 'bare') });
    await write('mixed/a.png', one);
    await write('mixed/inner/b.png', one);
    await expect(openImages('mixed')).rejects.toMatchObject({ code: 'data/mixed-folder' });
  });

  test('refuses channels that pictures do not have, and too many classes', async () => {
    await expect(openImages('classes', [field('image', [4, 4, 2])])).rejects.toThrow('2 channels');
    const label = field('label', [], { dtype: 'i32', classes: 1 });
    await expect(openImages('classes', [colour, label])).rejects.toMatchObject({
      code: 'data/field-classes',
    });
  });
});

/** The bytes of an npy file as NumPy writes it. */
function npy(descr: string, shape: readonly number[], data: ArrayBufferView, order = 'False'): Uint8Array {
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': (${tuple}), }`;
  const header = `${text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11)}\n`;
  const values = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const bytes = new Uint8Array(10 + header.length + values.length);
  bytes.set([0x93, ...Buffer.from('NUMPY'), 1, 0, header.length & 255, header.length >> 8]);
  bytes.set(Buffer.from(header), 10);
  bytes.set(values, 10 + header.length);
  return bytes;
}

describe('npy', () => {
  test.each([
    ['<f4', Float32Array.of(1.5, -2)],
    ['<f8', Float64Array.of(1.5, -2)],
    ['<i2', Int16Array.of(1, -2)],
    ['<i4', Int32Array.of(1, -2)],
    ['<i8', BigInt64Array.of(1n, -2n)],
    ['|i1', Int8Array.of(1, -2)],
    ['|u1', Uint8Array.of(1, 254)],
    ['<u2', Uint16Array.of(1, 65_534)],
  ])('reads %s', (descr, data) => {
    expect([...readNpy(npy(descr, [2], data), 'a').data]).toEqual([...data].map(Number));
  });

  test('makes columns of an archive, with splits by name', async () => {
    const archive = zipSync({
      'x_train.npy': npy(
        '|u1',
        [3, 2, 2],
        Uint8Array.from({ length: 12 }, (_, index) => index * 20),
      ),
      'y_train.npy': npy('<i8', [3], BigInt64Array.of(0n, 1n, 1n)),
      'x_test.npy': npy('|u1', [1, 2, 2], Uint8Array.of(255, 0, 0, 255)),
      'y_test.npy': npy('<i8', [1], BigInt64Array.of(1n)),
    });
    await write('set.npz', archive);
    const fields = [field('x', [2, 2, 1], { range: [-1, 1] }), field('y', [], { dtype: 'i32', classes: 2 })];
    const source = await openSource(host, sourcePlan('npy', { file: join(folder, 'set.npz') }, fields));
    expect(gatherAll(source.test, 'x')).toEqual([1, -1, -1, 1]);
    expect(gatherAll(source.train, 'y')).toEqual([0, 1, 1]);
  });

  test('keeps a fraction for testing, and reals as they are if they lie in the declared range', async () => {
    await write(
      'v.npy',
      npy(
        '<f4',
        [20, 1],
        Float32Array.from({ length: 20 }, (_, index) => index / 20),
      ),
    );
    const file = join(folder, 'v.npy');
    const open = (high: number): ReturnType<typeof openSource> =>
      openSource(host, sourcePlan('npy', { file, test: 0.25 }, [field('values', [1], { range: [0, high] })]));
    const { train, test: tested } = await open(1);
    expect([train.count, tested.count]).toEqual([15, 5]);
    const all = [...gatherAll(train, 'values'), ...gatherAll(tested, 'values')].toSorted((a, b) => a - b);
    expect(all).toEqual(Array.from({ length: 20 }, (_, index) => Math.fround(index / 20)));
    await expect(open(0.9)).rejects.toMatchObject({
      code: 'data/field-range',
      where: expect.stringContaining(`${file}, array values, example 19`),
    });
  });

  test.each<[string, Uint8Array, string, string]>([
    ['foreign bytes', Uint8Array.from(Buffer.from('this is not an array')), 'data/npy-header', 'no npy file'],
    [
      'a cut header',
      npy('<f4', [2], Float32Array.of(1, 2)).slice(0, 30),
      'data/npy-header',
      'ends within its header',
    ],
    [
      'cut values',
      npy('<f4', [2], Float32Array.of(1, 2)).slice(0, -1),
      'data/npy-short',
      'promises 2 values',
    ],
    ['text values', npy('<U4', [1], new Uint8Array(16)), 'data/npy-dtype', '<U4'],
    ['big-endian values', npy('>f4', [1], new Uint8Array(4)), 'data/npy-dtype', '>f4'],
    ['Fortran order', npy('<f4', [1, 1], new Uint8Array(4), 'True'), 'data/npy-header', 'Fortran'],
  ])('tells %s', (_, bytes, code, message) => {
    expect(() => readNpy(bytes, 'a.npy')).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    );
  });

  test('tells counts that differ, reals for a class and a missing file', async () => {
    await write(
      'odd.npz',
      zipSync({
        'a.npy': npy('<f4', [2], Float32Array.of(0, 1)),
        'b.npy': npy('<f4', [3], new Float32Array(3)),
      }),
    );
    const open = (file: string, fields = [field('a', [])]): ReturnType<typeof openSource> =>
      openSource(host, sourcePlan('npy', { file: join(folder, file) }, fields));
    await expect(open('odd.npz')).rejects.toMatchObject({ code: 'data/counts-differ' });
    await write('reals.npz', zipSync({ 'a.npy': npy('<f4', [2], Float32Array.of(0, 1)) }));
    await expect(open('reals.npz', [field('a', [], { dtype: 'i32', classes: 2 })])).rejects.toMatchObject({
      code: 'data/field-kind',
    });
    await expect(open('none.npy')).rejects.toMatchObject({ code: 'data/missing-file' });
  });
});
