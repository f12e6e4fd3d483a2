/** @file `genc interpolate` and `genc translate` from outside: what runs, on what, and where the results go. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeNpy } from '../../src/cli/npy.ts';
import { readNpy } from '../../src/runtime/data/npy.ts';
import { genc } from './genc.ts';

const spec = `model Pictures {
  data shapes from drawnShapes(size: 8, count: 16, testCount: 12) { image: Image[8, 8, 3] in [-1, 1] }
  prior pz = Normal[2](mean: 2, stddev: 1)
  encoder E(x: Image[8, 8, 3]) -> Normal[2] { Normal(mean: x |> flatten |> dense(2), stddev: 1) }
  decoder G(z: Vector[2], bright: Real) -> Image[8, 8, 3] { (z |> dense(192) |> reshape(8, 8, 3)) + bright }
  train {
    batch 8
    steps 2
    let qz = E(shapes.image)
    sample z ~ qz
    update E, G with adam(1e-3) {
      minimize squaredError(G(z, 0), shapes.image)
      minimize kl(qz, pz)
    }
  }
  /// The negative of a picture.
  infer negative(x: Image[8, 8, 3] in [-1, 1], by: Real in [0, 1] = 1) -> Image[8, 8, 3] in [-1, 1] { x * -by }
  infer turned(x: Image[8, 8, 3] in [-1, 1], by: Real in [0, 1]) -> Image[8, 8, 3] in [-1, 1] { x * by }
  infer noisy(x: Image[8, 8, 3] in [-1, 1]) -> Image[8, 8, 3] in [-10, 10] {
    sample noise ~ Normal[8, 8, 3](mean: 0, stddev: 1)
    clip(x + noise, -10, 10)
  }
  infer pair(z: Vector[2]) -> { left: Image[8, 8, 3], right: Image[8, 8, 3], size: Real } {
    sample noise ~ Normal[8, 8, 3](mean: 0, stddev: 1)
    let x = G(z, 0) + noise
    { left: x, right: x + 1, size: mean(x) }
  }
}
`;

let folder = '';
const file = (name: string): string => path.join(folder, name);
const array = (name: string): ReturnType<typeof readNpy> => readNpy(fs.readFileSync(file(name)), name);
const run = (command: string, ...words: readonly string[]): ReturnType<typeof genc> =>
  genc([command, 'run', ...words], folder);
const flat = (name: string, level: number, size = 8): Promise<unknown> =>
  sharp({
    create: { width: size, height: size, channels: 3, background: { r: level, g: level, b: 0 } },
  }).toFile(file(name));
const firstPixel = async (name: string): Promise<number[]> => [
  ...(await sharp(file(name)).removeAlpha().raw().toBuffer()).subarray(0, 3),
];

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'genc-translate-'));
  fs.writeFileSync(file('pictures.gen'), spec);
  const trained = await genc(['train', 'pictures.gen', '--run', 'run', '--json'], folder);
  expect({ code: trained.code, stderr: trained.stderr }).toEqual({ code: 0, stderr: '' });
  fs.mkdirSync(file('in'));
  await flat('in/a.png', 255);
  await flat('in/a.webp', 0);
  await flat('in/b.png', 51);
  fs.writeFileSync(file('in/notes.txt'), 'no picture');
}, 300_000);
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

describe('interpolate', () => {
  test('with several pictures, each goes to a file of its own, all along one walk with the same draws', async () => {
    const { stdout } = await run(
      'interpolate',
      '0,1',
      '2,-3',
      '--by',
      'pair',
      '--steps',
      '3',
      '--out',
      'p.npy',
    );
    expect(stdout).toBe('left: p-left.npy\nright: p-right.npy\n');
    const [left, right] = [array('p-left.npy'), array('p-right.npy')];
    expect([left.shape, right.shape]).toEqual([
      [1, 3, 8, 8, 3],
      [1, 3, 8, 8, 3],
    ]);
    for (const [i, value] of right.data.entries()) expect(value - left.data[i]!).toBeCloseTo(1, 5);
    const only = await run(
      'interpolate',
      '0,1',
      '2,-3',
      '--by',
      'pair.right',
      '--steps',
      '3',
      '--out',
      'r.npy',
    );
    expect(only.stdout).toBe('r.npy\n');
    expect(array('r.npy').shape).toEqual([1, 3, 8, 8, 3]);
  });

  test('walks a straight line between two codes, ends included', async () => {
    const walk = await run('interpolate', '0,1', '2,-3', '--bright', '0.5', '--steps', '3', '--out', 'w.npy');
    expect(walk).toEqual({ code: 0, stdout: 'w.npy\n', stderr: 'G between the given codes\n' });
    const codes = { shape: [3, 2], dtype: 'f32', data: Float32Array.of(0, 1, 1, -1, 2, -3) } as const;
    fs.writeFileSync(file('codes.npy'), encodeNpy(codes));
    await run('infer', 'G', 'codes.npy', '0.5', '--out', 'g.npy');
    expect(array('w.npy').shape).toEqual([1, 3, 8, 8, 3]);
    const [walked, made] = [array('w.npy').data, array('g.npy').data];
    expect(walked.length).toBe(made.length);
    walked.forEach((value, i) => expect(value).toBeCloseTo(made[i]!, 5));
  });

  test('between pictures it goes from the code of one to that of the other', async () => {
    const { stderr } = await run(
      'interpolate',
      'in/a.png',
      'in/b.png',
      '--bright',
      '0',
      '--steps',
      '2',
      '--out',
      'p.npy',
    );
    expect(stderr).toBe('G between pictures as E encodes them\n');
    const means = [];
    for (const picture of ['in/a.png', 'in/b.png']) {
      const { results } = JSON.parse((await run('infer', 'E', picture, '--json')).stdout) as {
        results: readonly { name: string; values: readonly (readonly number[])[] }[];
      };
      means.push(results.find(({ name }) => name === 'mean')!.values[0]!);
    }
    const data = Float32Array.from(means.flat());
    fs.writeFileSync(file('means.npy'), encodeNpy({ shape: [2, 2], dtype: 'f32', data }));
    await run('infer', 'G', 'means.npy', '0', '--out', 'm.npy');
    array('p.npy').data.forEach((value, i) => expect(value).toBeCloseTo(array('m.npy').data[i]!, 5));
  });

  test('draws its ends of the prior by seed: eight rows, each the same whatever the count', async () => {
    const drawn = await run('interpolate', '--bright', '0', '--out', 'eight.npy');
    expect(drawn.stderr).toBe('G between draws of pz\n');
    await run('interpolate', '--bright', '0', '--count', '2', '--out', 'two.npy');
    await run('interpolate', '--bright', '0', '--count', '2', '--seed', '1', '--out', 'other.npy');
    const [eight, two, other] = ['eight.npy', 'two.npy', 'other.npy'].map(array);
    expect([eight!.shape, two!.shape]).toEqual([
      [8, 10, 8, 8, 3],
      [2, 10, 8, 8, 3],
    ]);
    expect([...eight!.data.slice(0, two!.data.length)]).toEqual([...two!.data]);
    expect([...two!.data]).not.toEqual([...other!.data]);
  });

  test('draws a picture unless told otherwise, and tells its program', async () => {
    expect((await run('interpolate', '--bright', '0', '--count', '2')).stdout).toBe(
      'run/interpolation.png\n',
    );
    expect((await sharp(file('run/interpolation.png')).metadata()).format).toBe('png');
    expect((await run('interpolate', '--program')).stdout).toBe(
      [
        '  infer interpolation(bright: Real, steps: Int = 10) {',
        '    sample start ~ pz',
        '    sample end ~ pz',
        '    for t in linspace(0, 1, steps) { G(lerp(start, end, t), bright) }',
        '  }',
        '',
      ].join('\n'),
    );
  });

  test.each<[string, readonly string[], readonly string[]]>([
    ['one end', ['in/a.png'], ['a walk has two ends, and one is given']],
    ['a picture and a code', ['in/a.png', '1,2'], ['one end is a picture and the other is none']],
    ['what makes no pictures', ['--by', 'E'], ['E does not make pictures of codes']],
    ['a lacking argument', [], ['interpolation lacks bright: Real']],
    [
      'codes of another size',
      ['1', '2', '--bright', '0'],
      ['from: Vector[2] needs 2 numbers, and 1 is given'],
    ],
  ])('refuses %s', async (_, words, told) => {
    const { code, stdout, stderr } = await run('interpolate', ...words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    for (const text of told) expect(stderr).toContain(text);
  });
});

describe('translate', () => {
  test('a picture becomes one beside it, by the first infer that needs nothing else', async () => {
    expect((await run('translate', 'in/b.png')).stdout).toBe('in/b-negative.png\n');
    fs.renameSync(file('in/b-negative.png'), file('negative.png'));
    expect(await firstPixel('negative.png')).toEqual([204, 204, 255]);
    expect(
      (await run('translate', 'in/b.png', '--out', 'c.png', '--by', 'turned', '--with', 'by=1')).stdout,
    ).toBe('c.png\n');
    expect(await firstPixel('c.png')).toEqual([51, 51, 0]);
  });

  test('a folder becomes a folder, each picture under its own name', async () => {
    const { code, stdout } = await run('translate', 'in', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      infer: 'negative',
      seed: 0,
      files: [
        { from: 'in/a.png', to: 'in-negative/a.png' },
        { from: 'in/a.webp', to: 'in-negative/a.webp.png' },
        { from: 'in/b.png', to: 'in-negative/b.png' },
      ],
      skipped: [],
    });
    expect(await firstPixel('in-negative/a.png')).toEqual([0, 0, 255]);
    expect(await firstPixel('in-negative/b.png')).toEqual([204, 204, 255]);
  });

  test('each picture has draws of its own, past the first 64 too', async () => {
    fs.mkdirSync(file('many'));
    for (let i = 0; i < 66; i++) await flat(`many/${String(i).padStart(2, '0')}.png`, 128);
    await run('translate', 'many', '--by', 'noisy', '--out', 'noise');
    const made = [0, 1, 64, 65].map((i) =>
      fs.readFileSync(file(`noise/${String(i).padStart(2, '0')}.png`)).toString('base64'),
    );
    expect(new Set(made).size).toBe(4);
  });

  test('a file that is no picture stops it, or is named and left out', async () => {
    fs.cpSync(file('in'), file('mixed'), { recursive: true });
    fs.writeFileSync(file('mixed/broken.png'), 'no picture');
    const stopped = await run('translate', 'mixed');
    expect({ code: stopped.code, stdout: stopped.stdout }).toEqual({ code: 2, stdout: '' });
    expect(stopped.stderr).toContain('mixed/broken.png');
    expect(stopped.stderr).toContain('--skip-unreadable');
    const skipped = await run('translate', 'mixed', '--skip-unreadable');
    expect(skipped.code).toBe(0);
    expect(skipped.stdout.split('\n')).toHaveLength(4);
    expect(skipped.stderr).toContain('left out: mixed/broken.png');
    expect(skipped.stderr).toContain('1 of 4 pictures could not be read');
  });

  test.each<[string, readonly string[], readonly string[]]>([
    ['a picture of another size', ['big.png'], ['infer/picture-size', '9 wide and 9 high', '--fit']],
    ['no such file', ['in/c.png'], ['there is no file in/c.png']],
    ['a folder without pictures', ['run/checkpoints'], ['the folder run/checkpoints holds no pictures']],
    [
      'what makes no picture of a picture',
      ['in/a.png', '--by', 'E'],
      ['does not make one picture of a picture', 'negative, turned'],
    ],
    [
      'an unknown infer',
      ['in/a.png', '--by', 'negativ'],
      ['has no infer negativ', 'did you mean negative(x'],
    ],
    ['a lacking argument', ['in/a.png', '--by', 'turned'], ['turned lacks by: Real in [0, 1]']],
    ['a folder for a file', ['in/a.png', '--out', 'x'], ['one picture becomes one .png file']],
    ['a file for a folder', ['in', '--out', 'x.png'], ['a folder of pictures becomes a folder']],
    [
      'a file that is there for a folder',
      ['in', '--out', 'in/notes.txt'],
      ['this is a file, and a folder was expected', 'in/notes.txt', 'name a folder'],
    ],
    [
      'results in place of the originals',
      ['in', '--out', './in/'],
      ['--out ./in/: a result would take the place of its original in/a.png', 'name another place'],
    ],
    [
      'a result in place of its original',
      ['in/a.png', '--out', './in/a.png'],
      ['a result would take the place of its original'],
    ],
  ])('refuses %s', async (_, words, told) => {
    await flat('big.png', 9, 9);
    const { code, stdout, stderr } = await run('translate', ...words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    for (const text of told) expect(stderr).toContain(text);
  });
});
