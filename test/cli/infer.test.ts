/** @file `genc infer` from outside: arguments of each type by place and by name, results of each kind, and what is told of wrong ones. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeNpy } from '../../src/cli/npy.ts';
import { readNpy } from '../../src/runtime/data/npy.ts';
import type { CommandResult } from './genc.ts';
import { genc } from './genc.ts';

/** Programs whose results can be told without the weights, beside a network. */
const spec = `model Toy {
  param latent = 2
  data shapes from drawnShapes(size: 8, count: 16, testCount: 8) {
    image: Image[8, 8, 3] in [-1, 1]
    caption: Vector[16] = bagOfWords(text, size: 16)
  }
  prior pz = Normal[latent](mean: 0, stddev: 1)
  encoder E(x: Image[8, 8, 3]) -> Vector[latent] { x |> flatten |> dense(latent) }
  decoder G(z: Vector[latent], t: Vector[16]) -> Image[8, 8, 3] in [-1, 1] {
    concat(z, t) |> dense(192) |> tanh |> reshape(8, 8, 3)
  }
  train {
    batch 8
    steps 2
    update E, G with adam(1e-3) { minimize mse(G(E(shapes.image), shapes.caption), shapes.image) }
  }
  /// The negative of a picture.
  infer negative(x: Image[2, 4, 1] in [-1, 1], by: Real in [0, 2] = 1) -> Image[2, 4, 1] in [-2, 2] { x * -by }
  infer choose(y: Class[3], plus: Real = 0) -> Vector[3] { oneHot(y) + plus }
  infer walk(a: Vector[latent], b: Vector[latent], steps: Int = 3) -> [Vector[latent]] {
    for t in linspace(0, 1, steps) { lerp(a, b, t) }
  }
  infer strip(z: Vector[latent], times: Int) -> [Image[8, 8, 3]] {
    for s in linspace(0, 1, times) { G(z * s, bagOfWords("a large red circle", size: 16)) }
  }
  infer tiles(t: Vector[16]) -> Image[8, 8, 3] { G(sample(pz), t) }
  infer paint(caption: Text) -> { words: Vector[16], picture: Image[8, 8, 3] } {
    { words: bagOfWords(caption, size: 16), picture: G(sample(pz), bagOfWords(caption, size: 16)) }
  }
  figure strips = grid(strip(E(shapes.image), 4), count: 2)
}
`;

let folder = '';
const file = (name: string): string => path.join(folder, name);
const infer = (...words: readonly string[]): Promise<CommandResult> =>
  genc(['infer', 'run', ...words], folder);
const pixelsOf = async (name: string): Promise<number[]> => [
  ...(await sharp(file(name)).extractChannel(0).raw().toBuffer()),
];

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'genc-infer-'));
  fs.writeFileSync(file('toy.gen'), spec);
  const trained = await genc(['train', 'toy.gen', '--run', 'run', '--json'], folder);
  expect({ code: trained.code, stderr: trained.stderr }).toEqual({ code: 0, stderr: '' });
  const grey = Buffer.from([0, 51, 102, 255, 0, 0, 153, 204]);
  await sharp(grey, { raw: { width: 4, height: 2, channels: 1 } })
    .png()
    .toFile(file('grey.png'));
  await sharp({ create: { width: 30, height: 20, channels: 3, background: '#ffffff' } })
    .jpeg()
    .toFile(file('white.jpg'));
  await sharp({ create: { width: 4, height: 2, channels: 3, background: '#ff0000' } })
    .png()
    .toFile(file('red.png'));
}, 300_000);
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

describe('the list', () => {
  test('has each infer with its types and sizes, and the networks', async () => {
    const { code, stdout } = await infer();
    expect(code).toBe(0);
    expect(stdout.split('\n').filter((line) => !line.startsWith(' '))).toEqual([
      'negative(x: Image[2, 4, 1] in [-1, 1], by: Real in [0, 2] = 1) -> Image[2, 4, 1] in [-2, 2]',
      'choose(y: Class[3], plus: Real = 0) -> Vector[3]',
      'walk(a: Vector[2], b: Vector[2], steps: Int = 3) -> [Vector[2]]',
      // It has no sizes before `times` has a value.
      'strip(z: Vector[latent], times: Int) -> [Image[8, 8, 3]]',
      'tiles(t: Vector[16]) -> Image[8, 8, 3] in [-1, 1]',
      'paint(caption: Text) -> { words: Vector[16] in [0, inf), picture: Image[8, 8, 3] in [-1, 1] }',
      'E(x: Image[8, 8, 3]) -> Vector[2]',
      'G(z: Vector[2], t: Vector[16]) -> Image[8, 8, 3] in [-1, 1]',
      '',
    ]);
    expect(stdout).toContain('    The negative of a picture.\n');
  });

  test('is JSON where that is asked', async () => {
    const { infers } = JSON.parse((await infer('--json')).stdout) as { infers: readonly object[] };
    expect(infers[2]).toEqual({
      name: 'walk',
      documentation: '',
      signature: 'walk(a: Vector[2], b: Vector[2], steps: Int = 3) -> [Vector[2]]',
      parameters: [
        { name: 'a', type: 'Vector[2]', default: null },
        { name: 'b', type: 'Vector[2]', default: null },
        { name: 'steps', type: 'Int', default: '3' },
      ],
    });
  });
});

describe('arguments and results', () => {
  test('a picture is scaled to the declared range, and the result back from its own', async () => {
    const { code, stdout } = await infer('negative', 'grey.png', '--out', 'negative.png');
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'negative.png\n' });
    const { width, height, channels } = await sharp(file('negative.png')).metadata();
    expect({ width, height, channels }).toEqual({ width: 4, height: 2, channels: 1 });
    // A byte p is 2 p / 255 - 1; its negative v on [-2, 2] is the byte 255 (v + 2) / 4.
    const negative = (p: number): number => Math.round((255 * (1 - (2 * p) / 255 + 2)) / 4);
    expect(await pixelsOf('negative.png')).toEqual([0, 51, 102, 255, 0, 0, 153, 204].map(negative));
  });

  test('a colour picture of another size is cut and made grey where --fit says so; by name, with =, in any order', async () => {
    const { stdout } = await infer('negative', '--by=0.5', '--x', 'white.jpg', '--out', 'half.npy', '--fit');
    expect(stdout).toBe('half.npy\n');
    const { shape, data } = readNpy(fs.readFileSync(file('half.npy')), 'half.npy');
    expect(shape).toEqual([1, 2, 4, 1]);
    for (const value of data) expect(value).toBeCloseTo(-0.5, 6);
  });

  test('classes and numbers print as JSON; several are items, and one serves them all', async () => {
    expect((await infer('choose', '2,0', '--plus', '-1.5')).stdout).toBe(
      '[[-1.5, -1.5, -0.5], [-0.5, -1.5, -1.5]]\n',
    );
    expect((await infer('choose', '1', '--with', 'plus=0.1,2')).stdout).toBe(
      '[[0.1, 1.1, 0.1], [2, 3, 2]]\n',
    );
    expect(JSON.parse((await infer('choose', '1', '--count', '2', '--json')).stdout)).toEqual({
      infer: 'choose',
      count: 2,
      seed: 0,
      results: [
        {
          name: 'result',
          type: 'Vector[3]',
          shape: [2, 3],
          values: [
            [0, 1, 0],
            [0, 1, 0],
          ],
        },
      ],
    });
  });

  test('arrays are items of the declared shape; bytes are scaled as pictures are', async () => {
    const vectors = { shape: [2, 2], dtype: 'f32', data: Float32Array.of(0, 1, 2, 3) } as const;
    fs.writeFileSync(file('vectors.npy'), encodeNpy(vectors));
    expect((await infer('walk', 'vectors.npy', '0,0', '--steps', '2')).stdout).toBe(
      '[[[0, 1], [0, 0]], [[2, 3], [0, 0]]]\n',
    );
    const bytes = Buffer.from(encodeNpy({ shape: [2, 4], dtype: 'bool', data: new Uint8Array(8).fill(255) }));
    bytes.write('|u1', bytes.indexOf('|b1'));
    fs.writeFileSync(file('bytes.npy'), bytes);
    expect((await infer('negative', 'bytes.npy', '--out', 'bytes.out.npy')).code).toBe(0);
    expect([...readNpy(fs.readFileSync(file('bytes.out.npy')), '').data]).toEqual(Array(8).fill(-1));
  });

  test('an Int has its default or what is given, and the spec is compiled for it', async () => {
    expect((await infer('walk', '0,1', '-1,2')).stdout).toBe('[[[0, 1], [-0.5, 1.5], [-1, 2]]]\n');
    expect((await infer('walk', '0,0', '4,8', '5')).stdout).toBe(
      '[[[0, 0], [1, 2], [2, 4], [3, 6], [4, 8]]]\n',
    );
    const { stdout } = await infer('strip', '1,1', '--times', '3', '--json');
    const [result] = (JSON.parse(stdout) as { results: readonly { file: string; shape: number[] }[] })
      .results;
    expect(result).toMatchObject({ shape: [1, 3, 8, 8, 3], file: path.join('run', 'strip.png') });
    expect(fs.existsSync(file('run/strip.png'))).toBe(true);
  });

  test('a record writes a file for each field; the draws are those of the seed', async () => {
    const painted = await infer('paint', 'a red circle', '--count', '3', '--seed', '4', '--out', 'a.png');
    expect(painted.stdout).toBe('words: a-words.npy\npicture: a-picture.png\n');
    expect(readNpy(fs.readFileSync(file('a-words.npy')), '').shape).toEqual([3, 16]);
    await infer('paint', 'a red circle', '--count', '3', '--seed', '4', '--out', 'b.png');
    await infer('paint', 'a red circle', '--count', '3', '--seed', '5', '--out', 'c.png');
    const [a, b, c] = ['a', 'b', 'c'].map((name) => fs.readFileSync(file(`${name}-picture.png`)));
    expect(a!.equals(b!)).toBe(true);
    expect(a!.equals(c!)).toBe(false);
  });

  test('a .txt file has a text on each line, an item each', async () => {
    fs.writeFileSync(file('captions.txt'), 'a red circle\n\na small blue square\n');
    const { stdout } = await infer('paint', 'captions.txt', '--out', 'texts.npy');
    expect(stdout).toBe('words: texts-words.npy\npicture: texts-picture.npy\n');
    const { shape, data } = readNpy(fs.readFileSync(file('texts-words.npy')), '');
    expect(shape).toEqual([2, 16]);
    // Words of the first, then of the second.
    const words = [...data];
    const count = (row: readonly number[]): number => row.reduce((a, b) => a + b, 0);
    expect([count(words.slice(0, 16)), count(words.slice(16))]).toEqual([3, 4]);
  });

  test('a picture whose colours are all grey is grey, and a grey one serves where colours are needed', async () => {
    const grey = { create: { width: 4, height: 2, channels: 3, background: '#808080' } } as const;
    await sharp(grey).png().toFile(file('rgb.png'));
    expect((await infer('negative', 'rgb.png', '--out', 'n.png')).code).toBe(0);
    const flat = Buffer.alloc(64, 255);
    await sharp(flat, { raw: { width: 8, height: 8, channels: 1 } })
      .png()
      .toFile(file('flat.png'));
    const [fromGrey, fromColours] = [await infer('E', 'flat.png'), await infer('E', 'white.jpg', '--fit')];
    expect(fromGrey).toEqual(fromColours);
  });

  test('a picture that its EXIF data turns has the size that it is shown in', async () => {
    const upright = { create: { width: 2, height: 4, channels: 3, background: '#808080' } } as const;
    await sharp(upright).withMetadata({ orientation: 6 }).jpeg().toFile(file('turned.jpg'));
    expect((await infer('negative', 'turned.jpg', '--out', 'n.png')).stderr).toBe('');
  });

  test('genc sample draws by the first infer that draws pictures and takes what is given, where there is no sampler', async () => {
    const caption = 'a small blue square';
    const sampled = await genc(
      ['sample', 'run', '--with', `caption=${caption}`, '--count', '2', '--seed', '3', '--out', 's.npy'],
      folder,
    );
    expect(sampled).toEqual({ code: 0, stdout: 's.npy\n', stderr: '' });
    await infer('paint', caption, '--count', '2', '--seed', '3', '--out', 'same.npy');
    expect(fs.readFileSync(file('s.npy'))).toEqual(fs.readFileSync(file('same-picture.npy')));
    const lacking = await genc(['sample', 'run'], folder);
    expect(lacking.code).toBe(2);
    expect(lacking.stderr).toContain('tiles lacks t: Vector[16]');
    expect(lacking.stderr).toContain('= help: give it by --with t=VALUE; it is tiles(t: Vector[16])');
  });

  test('a network runs by its name; its pictures have the range of the data', async () => {
    const { code, stdout } = await infer('E', 'white.jpg', '--json', '--fit');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ infer: 'E', results: [{ type: 'Vector[2]', shape: [1, 2] }] });
    const whites = { shape: [8, 8, 3], dtype: 'f32', data: new Float32Array(192).fill(1) } as const;
    fs.writeFileSync(file('ones.npy'), encodeNpy(whites));
    expect((await infer('E', 'ones.npy', '--json')).stdout).toBe(stdout);
  });
});

describe('what is told of wrong ones', () => {
  const walk = 'it is walk(a: Vector[latent], b: Vector[latent], steps: Int = 3) -> [Vector[latent]]';
  test.each<[string, readonly string[], readonly string[]]>([
    [
      'an unknown infer',
      ['wolk', '1,2'],
      ['the model Toy has no infer wolk', 'did you mean walk(a: Vector[2]'],
    ],
    [
      'an unknown parameter',
      ['walk', '--step', '3'],
      ['walk has no parameter step', 'did you mean `steps`?', walk],
    ],
    ['an option of the command', ['choose', '1', '--sead', '3'], ['did you mean `seed`?']],
    ['a missing argument', ['walk', '1,2'], ['walk lacks b: Vector[latent]', walk]],
    ['one too many', ['choose', '1', '2', '3'], ['infer/argument-extra', 'takes 2 arguments']],
    ['one given twice', ['choose', '1', '--y', '2'], ['choose is given y twice']],
    ['one without a value', ['choose', '1', '--plus'], ['plus has no value']],
    ['no number', ['choose', 'two'], ['y: Class[3] needs a whole number, and is given "two"', 'from 0 to 2']],
    ['a class that is none', ['choose', '3'], ['infer/argument-range', 'outside [0, 2] of Class[3]']],
    ['a number out of its range', ['negative', 'grey.png', '3'], ['the value 3 lies outside [0, 2]']],
    ['a vector of another size', ['walk', '1', '2,3'], ['a: Vector[2] needs 2 numbers, and 1 is given']],
    ['an array of another shape', ['walk', 'shape.npy', '1,2'], ['the array is 2x3', 'items x 2']],
    ['no whole number', ['walk', '1,2', '1,2', '2.5'], ['steps: Int needs a whole number', walk]],
    [
      'a picture that is not there',
      ['negative', 'gray.png'],
      ['there is no file gray.png', 'did you mean grey.png?'],
    ],
    [
      'a picture of another size',
      ['negative', 'white.jpg'],
      [
        'infer/picture-size',
        '30 wide and 20 high',
        'x: Image[2, 4, 1] in [-1, 1] is 4 wide and 2 high',
        '--fit',
      ],
    ],
    [
      'a picture with colours',
      ['negative', 'red.png'],
      ['infer/picture-colour', 'x: Image[2, 4, 1] in [-1, 1] is grey', '--fit'],
    ],
    ['a picture that is none', ['negative', 'toy.gen'], ['data/corrupt-image', 'toy.gen']],
    ['an empty file', ['negative', 'empty.png'], ['data/corrupt-image', 'the file is empty', 'empty.png']],
    [
      'a number of steps that the infer cannot be compiled for',
      ['walk', '1,2', '1,2', '--steps', '1'],
      ["linspace's count must be at least 2, not 1", 'walk is compiled for --steps 1, as it is given here'],
    ],
    ['different counts', ['choose', '0,1', '1,2,3'], ['infer/argument-count']],
    [
      'a word that no caption has',
      ['paint', 'a pink circle'],
      ['no caption in training had the word "pink"'],
    ],
    [
      'a file of texts that is not there',
      ['paint', 'nowhere/captions.txt'],
      ['there is no file nowhere/captions.txt', 'give a .txt file with a text on each line'],
    ],
    ['an empty file of texts', ['paint', 'empty.txt'], ['empty.txt is empty', 'or give the text itself']],
    ['no picture', ['choose', '1', '--out', 'x.png'], ['which is no picture', '--out FILE.npy']],
    [
      'a folder that is not there',
      ['choose', '1', '--out', 'none/x.npy'],
      ['--out none/x.npy: there is no folder none'],
    ],
    [
      'more than memory holds',
      ['choose', '1', '--count', '999999999'],
      ['infer/too-many', '4 GiB', 'ask for 357,913,941'],
    ],
    ['a folder for a file', ['choose', '1', '--out', 'folder.npy'], ['--out folder.npy: this is a folder']],
    ['another ending before the rest', ['choose', '--out', 'x.txt'], ['neither .png nor .npy']],
    ['another ending', ['choose', '1', '--out', 'x.txt'], ['neither .png nor .npy']],
    ['options first', ['--y', '1', 'choose'], ['write genc infer RUN NAME first']],
  ])('%s', async (_, words, told) => {
    const wrong = { shape: [2, 3], dtype: 'f32', data: new Float32Array(6) } as const;
    fs.writeFileSync(file('shape.npy'), encodeNpy(wrong));
    fs.writeFileSync(file('empty.png'), '');
    fs.writeFileSync(file('empty.txt'), '\n');
    fs.mkdirSync(file('folder.npy'), { recursive: true });
    const { code, stdout, stderr } = await infer(...words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    for (const text of told) expect(stderr).toContain(text);
    expect(stderr).not.toContain('bug in genc');
  });
});
