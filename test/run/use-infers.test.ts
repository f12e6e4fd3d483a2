/**
 * @file A user's program over what `genc compile` writes: it type-checks against use.ts, and its calls run infers of every kind of parameter and
 * result: texts, classes, defaults, static parameters, records, lists, loops of optimisation.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { HostTensor } from '../../src/runtime/engine.ts';
import type { EmittedModel } from '../support/emitted-model.ts';
import { writeEmitted } from '../support/emitted-model.ts';
import { compileText } from '../support/specs.ts';
import { typeErrors } from '../support/type-check.ts';

const spec = `model Shapes {
  data shapes from drawnShapes(size: 8, count: 16, testCount: 8) {
    image: Image[8, 8, 3] in [-1, 1]
    caption: Vector[16] = bagOfWords(text, size: 16)
  }
  prior pz = Normal[2](mean: 0, stddev: 1)
  generator G(z: Vector[2], t: Vector[16]) -> Image[8, 8, 3] in [-1, 1] { concat(z, t) |> dense(192) |> tanh |> reshape(8, 8, 3) }
  train {
    batch 4
    steps 1
    sample z ~ pz
    update G with sgd(0.1) { minimize mse(G(z, shapes.caption), shapes.image) }
  }
  infer paint(caption: Text) -> { words: Vector[16], picture: Image[8, 8, 3] } {
    let words = bagOfWords(caption, size: 16)
    { words: words, picture: G(sample(pz), words) }
  }
  infer walk(a: Vector[2], b: Vector[2], steps: Int = 8) -> [Vector[2]] { for t in linspace(0, 1, steps) { lerp(a, b, t) } }
  infer times(y: Class[4], n: Int, plus: Real = 0.5) -> Vector[4] { n * oneHot(y) + plus }
  infer least(c: Vector[2]) -> Vector[2] {
    optimize z = c + 1 with sgd(0.25) for 20 steps { minimize squaredError(z, c) }
    z
  }
}`;

/** As a user would write it. */
const user = `import type { HostTensor } from 'genc/runtime';
import { load } from './use.js';

const f32 = (shape: readonly number[], values: readonly number[]): HostTensor => ({ shape, dtype: 'f32', data: Float32Array.from(values) });

export async function all(run: string): Promise<Record<string, HostTensor>> {
  const model = await load(run);
  try {
    const { words, picture } = await model.paint({ caption: ['a large red circle', 'a small square'] }, { seed: 1 });
    const one = await model.paint({ caption: 'a large red circle' }, { count: 3, seed: 1 });
    const y: HostTensor = { shape: [2], dtype: 'i32', data: Int32Array.of(0, 3) };
    return {
      words,
      picture,
      again: one.picture,
      walk: await model.walk({ a: f32([1, 2], [0, 4]), b: f32([1, 2], [2, 0]) }),
      times: await model.times({ y }),
      timesPlus: await model.times({ y, plus: f32([2], [0, 1]) }),
      least: await model.least({ c: f32([2, 2], [1, 2, 3, 4]) }),
      made: await model.G({ z: f32([1, 2], [0, 0]), t: f32([1, 16], Array(16).fill(0)) }),
    };
  } finally {
    await model.dispose();
  }
}
`;

let emitted: EmittedModel;
let results: Record<string, HostTensor> = {};

beforeAll(async () => {
  const statics = new Map([
    ['walk', new Map([['steps', 3]])],
    ['times', new Map([['n', 5]])],
  ]);
  emitted = await writeEmitted(compileText(spec, { statics }), new Map([['user.ts', user]]));
  const program = (await import(join(emitted.folder, 'user.ts'))) as {
    all: (run: string) => Promise<Record<string, HostTensor>>;
  };
  results = await program.all(emitted.run);
}, 120_000);
afterAll(() => rm(emitted.folder, { recursive: true }));

const values = (name: string): number[] => [...results[name]!.data];

it('passes tsc --strict, and wrong calls do not', { timeout: 240_000 }, () => {
  expect(typeErrors(emitted.files)).toEqual([]);
  const wrong = user
    .replace("caption: 'a large red circle'", 'caption: 3')
    .replace('model.times({ y })', 'model.times({})')
    .replace('model.walk(', 'model.wolk(');
  const errors = typeErrors(new Map([...emitted.files, ['user.ts', wrong]])).join('\n');
  expect(errors).toContain("Type 'number' is not assignable to type 'string | readonly string[]'");
  expect(errors).toContain("Property 'y' is missing");
  expect(errors).toContain("Property 'wolk' does not exist");
});

it('a text for each item counts its own words, and one text serves all', () => {
  expect(results['words']!.shape).toEqual([2, 16]);
  const words = values('words');
  expect([words.slice(0, 16), words.slice(16)].map((row) => row.reduce((a, b) => a + b))).toEqual([4, 3]);
  expect(results['again']!.shape).toEqual([3, 8, 8, 3]);
  // The first item of a seed is the same whatever the count.
  expect(values('again').slice(0, 192)).toEqual(values('picture').slice(0, 192));
});

it('static parameters have the values that the program was compiled for', () => {
  expect(results['walk']!.shape).toEqual([1, 3, 2]);
  expect(values('walk')).toEqual([0, 4, 1, 2, 2, 0]);
  expect(values('times')).toEqual([5.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 5.5]);
  expect(values('timesPlus')).toEqual([5, 0, 0, 0, 1, 1, 1, 6]);
});

it('a loop of optimisation runs for each item', () => {
  // Each step halves the distance to c.
  values('least').forEach((value, i) => expect(value).toBeCloseTo(i + 1, 5));
});

it('a network by its name gives its own pictures', () => {
  expect(results['made']!.shape).toEqual([1, 8, 8, 3]);
  for (const value of values('made')) expect(Math.abs(value)).toBeLessThanOrEqual(1);
});
