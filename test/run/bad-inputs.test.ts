/**
 * @file Damaged data and checkpoints through the command line: the message names the file and the place in it, the exit code is 2, and
 * nobody sees a stack trace.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runGenc } from '../support/genc.ts';

let root = '';
let points = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'genc-bad-'));
  points = await writeSpec(
    'points',
    'mixture2d(count: 64, testCount: 64)',
    'x: Vector[2]',
    'points.x',
    'Vector[2]',
  );
});
afterAll(() => rm(root, { recursive: true }));

/** A spec that trains a score on one field of a source. */
async function writeSpec(
  name: string,
  source: string,
  field: string,
  read: string,
  type: string,
): Promise<string> {
  const file = join(root, `${name}.gen`);
  const flat = type.startsWith('Image') ? 'x |> flatten' : 'x';
  await writeFile(
    file,
    `model Bad {
  data points from ${source} { ${field} }
  discriminator D(x: ${type}) -> Logit { ${flat} |> dense(1) }
  train {
    batch 4
    steps 3
    update D with adam(1e-3) { minimize mean(square(D(${read}))) }
  }
}
`,
  );
  return file;
}

/** Runs genc, which must fail as for bad input; returns what it said. */
async function refusal(...args: string[]): Promise<string> {
  const { code, stderr } = await runGenc(args);
  expect(stderr).not.toMatch(/^\s+at .*:\d+/m);
  expect(stderr).not.toContain('bug in genc');
  expect(code, stderr).toBe(2);
  return stderr;
}

describe('checkpoints', () => {
  const checkpoint = (run: string, which: string): string =>
    join(run, 'checkpoints', which, 'state.safetensors');

  async function trained(name: string): Promise<string> {
    const run = join(root, name);
    const { code, stderr } = await runGenc(['train', points, '--run', run]);
    expect(code, stderr).toBe(0);
    return run;
  }

  test('cut short', { timeout: 60_000 }, async () => {
    const run = await trained('cut');
    const file = checkpoint(run, 'last');
    const bytes = await readFile(file);
    await writeFile(file, bytes.subarray(0, bytes.length - 10));
    const said = await refusal('train', '--resume', run);
    expect(said).toContain(file);
    expect(said).toMatch(/error\[checkpoint\//);
  });

  test('of another program', { timeout: 60_000 }, async () => {
    const run = await trained('foreign');
    const file = checkpoint(run, 'last');
    const header = JSON.stringify({ w: { dtype: 'F32', shape: [1], data_offsets: [0, 4] } });
    const prefix = Buffer.alloc(8);
    prefix.writeBigUInt64LE(BigInt(header.length));
    await writeFile(file, Buffer.concat([prefix, Buffer.from(header), Buffer.alloc(4)]));
    const said = await refusal('evaluate', run);
    expect(said).toContain(file);
    expect(said).toContain('not a checkpoint of genc');
  });
});

describe('IDX files', () => {
  const names = [
    'train-images-idx3-ubyte',
    'train-labels-idx1-ubyte',
    't10k-images-idx3-ubyte',
    't10k-labels-idx1-ubyte',
  ];
  const [images = '', labels = ''] = names;

  /** Eight images of 2 x 2 and their labels, twice; then `damage` changes the bytes of one file. */
  async function folder(name: string, file: string, damage: (bytes: Buffer) => Buffer): Promise<string> {
    const path = join(root, name);
    await mkdir(path);
    for (const each of names) {
      const header = each.includes('images') ? [0x803, 8, 2, 2] : [0x801, 8];
      const body = Array.from({ length: each.includes('images') ? 32 : 8 }, (_, i) => i % 8);
      const prefix = Buffer.alloc(4 * header.length);
      header.forEach((value, i) => prefix.writeUInt32BE(value, 4 * i));
      const bytes = Buffer.concat([prefix, Buffer.from(body)]);
      await writeFile(join(path, each), each === file ? damage(bytes) : bytes);
    }
    return path;
  }
  const specFor = (name: string, path: string, field = 'image: Image[2, 2, 1] in [0, 1]'): Promise<string> =>
    writeSpec(name, `idx("${path}")`, field, 'points.image', 'Image[2, 2, 1]');

  test('whole, they train', async () => {
    const path = await folder('idx-whole', images, (bytes) => bytes);
    const { code, stderr } = await runGenc([
      'train',
      await specFor('idx-whole', path),
      '--run',
      join(root, 'idx-run'),
    ]);
    expect(code, stderr).toBe(0);
  });

  test('cut short', async () => {
    const path = await folder('idx-cut', images, (bytes) => bytes.subarray(0, bytes.length - 3));
    const said = await refusal('train', await specFor('idx-cut', path), '--run', join(root, 'r1'));
    expect(said).toContain(join(path, images));
    expect(said).toMatch(/45|48/);
  });

  test('packed, and cut short', async () => {
    const path = await folder('idx-packed', images, (bytes) => bytes);
    const packed = gzipSync(await readFile(join(path, labels)));
    await rm(join(path, labels));
    await writeFile(join(path, `${labels}.gz`), packed.subarray(0, packed.length - 9));
    const said = await refusal('train', await specFor('idx-packed', path), '--run', join(root, 'r6'));
    expect(said).toContain(join(path, `${labels}.gz`));
  });

  test('with another magic number', async () => {
    const path = await folder('idx-magic', labels, (bytes) =>
      Buffer.concat([Buffer.from([9, 9, 9, 9]), bytes.subarray(4)]),
    );
    const said = await refusal('train', await specFor('idx-magic', path), '--run', join(root, 'r2'));
    expect(said).toContain(join(path, labels));
    expect(said).toMatch(/IDX/);
  });

  test('labels out of range', async () => {
    const path = await folder('idx-labels', labels, (bytes) => bytes);
    const spec = await specFor('idx-labels', path, 'image: Image[2, 2, 1] in [0, 1], label: Class[5]');
    const said = await refusal('train', spec, '--run', join(root, 'r3'));
    // The first label above 4 is that of example 5, after a header of 8 bytes.
    expect(said).toContain(join(path, labels));
    expect(said).toMatch(/label 5 \(byte 13\)/);
  });
});

describe('image folders', () => {
  async function imageFolder(name: string, count: number): Promise<string> {
    const path = join(root, name, 'things');
    await mkdir(path, { recursive: true });
    for (let i = 0; i < count; i++) {
      await sharp({ create: { width: 4, height: 4, channels: 3, background: { r: 20 * i, g: 90, b: 10 } } })
        .png()
        .toFile(join(path, `picture${i}.png`));
    }
    return join(root, name);
  }
  const specFor = (name: string, path: string): Promise<string> =>
    writeSpec(
      name,
      `images("${path}", size: 4)`,
      'image: Image[4, 4, 3] in [0, 1]',
      'points.image',
      'Image[4, 4, 3]',
    );

  test('a PNG that is corrupt', async () => {
    const path = await imageFolder('corrupt', 12);
    const file = join(path, 'things', 'picture3.png');
    const whole = await readFile(file);
    await writeFile(file, Buffer.concat([whole.subarray(0, 40), Buffer.from('nothing that a PNG holds')]));
    const said = await refusal('train', await specFor('corrupt', path), '--run', join(root, 'r4'));
    expect(said).toContain(file);
  });

  test('a folder without pictures', async () => {
    const path = await imageFolder('empty', 0);
    const said = await refusal('train', await specFor('empty', path), '--run', join(root, 'r5'));
    expect(said).toContain(path);
    expect(said).toMatch(/error\[data\//);
  });
});
