/** @file What pictures of every kind are decoded into, by known values; and files that cannot be read, refused or left out by choice. */
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Sharp } from 'sharp';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createNodeHost } from '../../../../src/cli/host.ts';
import { decodePictures } from '../../../../src/runtime/data/unreadable.ts';
import { InputError } from '../../../../src/runtime/host.ts';
import { openSource } from '../../../../src/runtime/data/sources.ts';
import { field, sourcePlan } from '../../../support/data-source.ts';

const host = createNodeHost();
let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'genc-pictures-'));
});
afterAll(() => rm(root, { recursive: true }));

async function write(name: string, bytes: Uint8Array | string): Promise<string> {
  const path = join(root, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
  return path;
}

const flat = (r: number, g: number, b: number, alpha = 1): Sharp =>
  sharp({ create: { width: 8, height: 8, channels: 4, background: { r, g, b, alpha } } });

/** The pixel that a file of one colour becomes, as grey and as colour. */
async function pixel(
  name: string,
  bytes: Uint8Array,
): Promise<readonly [grey: number, colour: readonly number[]]> {
  const path = await write(name, bytes);
  const decode = (channels: number): Promise<Uint8Array> =>
    decodePictures(host, [{ path }], { height: 2, width: 2, channels });
  const [grey, colour] = [await decode(1), await decode(3)];
  expect([grey.length, colour.length]).toEqual([4, 12]);
  expect(new Set(grey).size).toBe(1);
  return [grey[0] ?? -1, [...colour.subarray(0, 3)]];
}

describe('one colour in many formats', () => {
  test('16 bits are scaled to 8, in grey and in colour', async () => {
    const grey = sharp(new Uint16Array(64).fill(0x8000), { raw: { width: 8, height: 8, channels: 1 } });
    // 0x8000 / 0x101 = 127.5
    expect(await pixel('grey16.png', await grey.toColourspace('grey16').png().toBuffer())).toEqual([
      128,
      [128, 128, 128],
    ]);
    const values = Uint16Array.from({ length: 192 }, (_, i) => [0x8000, 0x4000, 0xffff][i % 3] ?? 0);
    const colour = sharp(values, { raw: { width: 8, height: 8, channels: 3 } });
    const [, rgb] = await pixel('rgb16.png', await colour.toColourspace('rgb16').png().toBuffer());
    expect(rgb).toEqual([128, 64, 255]);
  });

  test('transparency lies on white, in colour and in grey', async () => {
    const [grey, rgb] = await pixel('half.png', await flat(255, 0, 0, 0.5).png().toBuffer());
    expect(rgb).toEqual([255, 127, 127]);
    expect(grey).toBe(166);
    const invisible = await flat(0, 0, 0, 0).toColourspace('b-w').png().toBuffer();
    expect(await pixel('invisible.png', invisible)).toEqual([255, [255, 255, 255]]);
  });

  test('a palette gives its colours, CMYK becomes RGB', async () => {
    const [, rgb] = await pixel(
      'palette.png',
      await flat(200, 10, 60).removeAlpha().png({ palette: true }).toBuffer(),
    );
    expect(rgb).toEqual([200, 10, 60]);
    const cmyk = await flat(200, 100, 50)
      .removeAlpha()
      .toColourspace('cmyk')
      .jpeg({ quality: 100 })
      .toBuffer();
    expect((await sharp(cmyk).metadata()).space).toBe('cmyk');
    const [, [red = 0, green = 0, blue = 0]] = await pixel('cmyk.jpg', cmyk);
    // The way to inks and back loses some; without it red would be the least of the three.
    expect(red).toBeGreaterThan(180);
    expect(green).toBeGreaterThan(80);
    expect(green).toBeLessThan(120);
    expect(blue).toBeLessThan(70);
  });

  test('of an animation the first frame is read', async () => {
    const frames = await Promise.all([flat(255, 0, 0), flat(0, 255, 0)].map((one) => one.png().toBuffer()));
    const gif = await sharp(frames, { join: { animated: true } })
      .gif()
      .toBuffer();
    expect((await sharp(gif).metadata()).pages).toBe(2);
    expect((await pixel('moving.gif', gif))[1]).toEqual([255, 0, 0]);
  });
});

describe('proportions', () => {
  /** Two columns wide as high: left half black, right half white, 8 high and 16 wide. */
  async function wide(): Promise<string> {
    const data = Buffer.from(Array.from({ length: 128 }, (_, i) => (i % 16 < 8 ? 0 : 255)));
    return write(
      'wide.png',
      await sharp(data, { raw: { width: 16, height: 8, channels: 1 } })
        .png()
        .toBuffer(),
    );
  }
  const rows = (data: Uint8Array, width: number): readonly (readonly number[])[] =>
    Array.from({ length: data.length / width }, (_, row) =>
      [...data.subarray(row * width, (row + 1) * width)].map((value) => Math.round(value / 255)),
    );

  test('cover cuts at the middle, contain borders with black, stretch distorts', async () => {
    const path = await wide();
    const decode = async (fit: 'cover' | 'contain' | 'stretch'): Promise<readonly (readonly number[])[]> =>
      rows(await decodePictures(host, [{ path }], { height: 4, width: 4, channels: 1, fit }), 4);
    expect((await decode('cover'))[0]).toEqual([0, 0, 1, 1]);
    expect(await decode('contain')).toEqual([
      [0, 0, 0, 0],
      [0, 0, 1, 1],
      [0, 0, 1, 1],
      [0, 0, 0, 0],
    ]);
    expect((await decode('stretch'))[0]).toEqual([0, 0, 1, 1]);
    // A bright picture shows the border: cover and stretch have none.
    const white = await write(
      'white.png',
      await sharp({ create: { width: 16, height: 8, channels: 3, background: '#fff' } })
        .png()
        .toBuffer(),
    );
    const sum = async (fit: 'cover' | 'contain' | 'stretch'): Promise<number> =>
      (await decodePictures(host, [{ path: white }], { height: 4, width: 4, channels: 1, fit })).reduce(
        (a, b) => a + b / 255,
        0,
      );
    expect([await sum('cover'), await sum('contain'), await sum('stretch')]).toEqual([16, 8, 16]);
  });

  test('a size need not be square', async () => {
    const data = await decodePictures(host, [{ path: await wide() }], { height: 2, width: 4, channels: 1 });
    expect(rows(data, 4)).toEqual([
      [0, 0, 1, 1],
      [0, 0, 1, 1],
    ]);
  });

  test('the halves of a pair are those of the picture as it is turned', async () => {
    // Lying: 8 wide, 16 high, the upper half black. EXIF 8 turns it anticlockwise by a quarter: black comes to the left.
    const data = Buffer.from(Array.from({ length: 128 }, (_, i) => (i < 64 ? 0 : 255)));
    const turned = await sharp(data, { raw: { width: 8, height: 16, channels: 1 } })
      .withMetadata({ orientation: 8 })
      .jpeg({ quality: 100 })
      .toBuffer();
    const path = await write('turned.jpg', turned);
    const form = { height: 2, width: 2, channels: 1 };
    const halves = await decodePictures(
      host,
      [
        { path, half: 'left' },
        { path, half: 'right' },
      ],
      form,
    );
    expect([...halves].map((value) => Math.round(value / 255))).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
  });
});

/** A TIFF of 8 x 8 numbers of 32 bits with a point: what microscopes and renderers write. */
function realTiff(): Uint8Array {
  // Tag, type (3: 16 bits, 4: 32 bits), value; 339 says that samples are real numbers.
  const entries = [
    [256, 3, 8],
    [257, 3, 8],
    [258, 3, 32],
    [259, 3, 1],
    [262, 3, 1],
    [273, 4, 140],
    [277, 3, 1],
    [278, 3, 8],
    [279, 4, 256],
    [339, 3, 3],
  ] as const;
  const view = new DataView(new ArrayBuffer(140 + 256));
  view.setUint32(0, 0x49492a00);
  view.setUint32(4, 8, true);
  view.setUint16(8, entries.length, true);
  entries.forEach(([tag, type, value], i) => {
    view.setUint16(10 + 12 * i, tag, true);
    view.setUint16(12 + 12 * i, type, true);
    view.setUint32(14 + 12 * i, 1, true);
    view.setUint32(18 + 12 * i, value, true);
  });
  for (let i = 0; i < 64; i++) view.setFloat32(140 + 4 * i, 0.5, true);
  return new Uint8Array(view.buffer);
}

describe('files that cannot be read', () => {
  async function damaged(name: string): Promise<string> {
    const whole = await sharp({
      create: {
        width: 64,
        height: 64,
        channels: 3,
        noise: { type: 'gaussian', mean: 128, sigma: 30 },
        background: '#000',
      },
    })
      .jpeg()
      .toBuffer();
    for (const one of ['a', 'c', 'e', 'g']) await write(`${name}/${one}.jpg`, whole);
    await write(`${name}/b.jpg`, whole.subarray(0, whole.length - 9));
    await write(`${name}/d.png`, 'no picture at all');
    await write(`${name}/f.png`, '');
    await write(`${name}/h.tiff`, realTiff());
    await write(`${name}/notes.txt`, 'is not looked at');
    return join(root, name);
  }
  const open = (
    folder: string,
    options: Readonly<Record<string, string | number>> = {},
  ): ReturnType<typeof openSource> =>
    openSource(
      host,
      sourcePlan('images', { folder, size: 4, ...options }, [field('image', [4, 4, 3], { range: [0, 1] })]),
    );

  test('are all named with their reasons and refused, unless a spec says otherwise', async () => {
    const folder = await damaged('refused');
    const error: unknown = await open(folder).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InputError);
    const { code, where, message, help } = error as InputError;
    expect({ code, where, message, help }).toEqual({
      code: 'data/corrupt-image',
      where: join(folder, 'b.jpg'),
      message: `4 of 8 pictures cannot be read: ${join(folder, 'b.jpg')} (premature end of JPEG image); ${join(folder, 'd.png')} (it is no picture of a known format); ${join(folder, 'f.png')} (the file is empty); ${join(folder, 'h.tiff')} (its values are of the type float; save it with 8 or 16 bits)`,
      help: 'mend or remove what cannot be read, or leave it out by unreadable: skip (--set d.unreadable=skip)',
    });
  });

  test('may be links that lead nowhere; sockets and pipes are no files, and nobody waits for them', async () => {
    await write('links/a.png', await flat(1, 2, 3).png().toBuffer());
    await symlink(join(root, 'nothing.png'), join(root, 'links', 'b.png'));
    await symlink('c.png', join(root, 'links', 'c.png'));
    const socket = createServer().listen(join(root, 'links', 'd.png'));
    await once(socket, 'listening');
    const folder = join(root, 'links');
    await expect(open(folder)).rejects.toMatchObject({
      message: `2 of 3 pictures cannot be read: ${join(folder, 'b.png')} (it is a link that leads nowhere); ${join(folder, 'c.png')} (it is a link that leads nowhere)`,
    });
    socket.close();
  });

  test('are told in plain words, without the names of a library', async () => {
    const whole = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#123456' } })
      .png({ compressionLevel: 0 })
      .toBuffer();
    await write('cut/a.png', whole);
    await write('cut/b.png', whole.subarray(0, whole.length / 2));
    await expect(open(join(root, 'cut'))).rejects.toMatchObject({
      where: join(root, 'cut', 'b.png'),
      message: 'the picture cannot be read: it is damaged or cut short',
    });
  });

  test('are left out by unreadable: skip, and noted', async () => {
    const { train, test: held, notes } = await open(await damaged('skipped'), { unreadable: 'skip' });
    expect(train.count + held.count).toBe(4);
    expect(notes).toHaveLength(1);
    expect(notes?.[0]).toMatch(/^4 of 8 pictures are left out: .*b\.jpg .*d\.png .*f\.png .*h\.tiff/);
  });

  test('are too many where none is left, and the option has two words', async () => {
    await write('all/a.png', 'x');
    await expect(open(join(root, 'all'), { unreadable: 'skip' })).rejects.toMatchObject({
      code: 'data/no-examples',
    });
    await expect(open(join(root, 'all'), { unreadable: 'ignore' })).rejects.toMatchObject({
      code: 'data/option',
      help: 'give one of refuse, skip',
    });
  });

  test('a pair goes as a whole, and stays aligned', async () => {
    for (const [i, side] of ['a', 'b'].entries())
      for (let n = 0; n < 6; n++)
        await write(
          `pairs/${side}/${n}.png`,
          n === 2 + i
            ? 'broken'
            : await flat(10 * n + i, 0, 0)
                .png()
                .toBuffer(),
        );
    const plan = sourcePlan('pairs', { folder: join(root, 'pairs'), size: 2, unreadable: 'skip' }, [
      field('a', [2, 2, 3], { range: [0, 255] }),
      field('b', [2, 2, 3], { range: [0, 255] }),
    ]);
    const { train, test: held } = await openSource(host, plan);
    const firsts = [train, held].flatMap((split) =>
      ['a', 'b'].map((name) => {
        const out = new Float32Array(12 * split.count);
        split.fields.get(name)?.gather(
          Uint32Array.from({ length: split.count }, (_, i) => i),
          out,
        );
        return Array.from({ length: split.count }, (_, i) => out[12 * i]);
      }),
    );
    const [trainA = [], trainB = [], heldA = [], heldB = []] = firsts;
    expect([...trainA, ...heldA].toSorted()).toEqual([0, 10, 40, 50]);
    expect([...trainB, ...heldB]).toEqual([...trainA, ...heldA].map((value) => (value ?? 0) + 1));
  });
});
