/**
 * @file What `genc compile` writes, used as a program of one's own would: main.ts trains, use.ts loads the run, and its networks and infers are
 * called by name. The files are those of the compiler, imported as they are.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { emitTypeScript } from '../../src/compiler/6-emit/typescript/emit.ts';
import type { HostTensor } from '../../src/runtime/engine.ts';
import { projectRoot } from '../support/pages.ts';
import { compileText } from '../support/specs.ts';
import { typeErrors } from '../support/type-check.ts';

const spec = `model Points {
  let points = Normal[4](mean: 0, stddev: 0.25)
  prior pz = Normal[2](mean: 0, stddev: 1)
  encoder posterior(x: Vector[4]) -> Normal[2] { Normal(mean: x |> dense(2), logVariance: x |> dense(2)) }
  decoder likelihood(z: Vector[2]) -> Normal[4] { Normal(mean: z |> dense(4), stddev: 0.25) }
  train {
    batch 8
    steps 3
    sample x ~ points
    update posterior, likelihood with adam(1e-3) { maximize elbo(x, posterior, likelihood, pz) }
  }
  /// The point between two codes.
  infer between(a: Vector[2], b: Vector[2], at: Real = 0.5) -> Vector[4] { mean(likelihood(lerp(a, b, at))) }
}`;

/** The part of use.ts that is called here. */
interface Points {
  encode(given: { x: HostTensor }): Promise<{ mean: HostTensor; logVariance: HostTensor }>;
  posterior(given: { x: HostTensor }): Promise<{ mean: HostTensor; logVariance: HostTensor }>;
  between(given: { a: HostTensor; b: HostTensor; at?: HostTensor }): Promise<HostTensor>;
  sample(draws?: { count?: number; seed?: number }): Promise<HostTensor>;
  dispose(): Promise<void>;
}

let folder = '';
let files: ReadonlyMap<string, string> = new Map();
let model: Points;

beforeAll(async () => {
  // Inside of the project, so that its packages and `genc/runtime` are found.
  await mkdir(join(projectRoot, 'runs'), { recursive: true });
  folder = await mkdtemp(join(projectRoot, 'runs', 'emitted-'));
  files = await emitTypeScript(compileText(spec));
  const run = join(folder, 'run');
  for (const [name, text] of files)
    await writeFile(
      join(folder, name),
      text.replace('"runs/Points"', JSON.stringify(run)).replace("'runs/Points'", JSON.stringify(run)),
    );
  await import(join(folder, 'main.ts'));
  const { load } = (await import(join(folder, 'use.ts'))) as { load: (run: string) => Promise<Points> };
  model = await load(run);
}, 120_000);
afterAll(async () => {
  await model?.dispose();
  await rm(folder, { recursive: true });
});

const tensor = (shape: readonly number[], values: readonly number[]): HostTensor => ({
  shape,
  dtype: 'f32',
  data: Float32Array.from(values),
});

it('passes tsc --strict and tells of shapes and names', () => {
  expect(typeErrors(files)).toEqual([]);
  const use = files.get('use.ts')!;
  expect(use).toContain('* @param given.x Vector[4]: f32 [items, 4]');
  expect(use).toContain('* @returns mean: Vector[2], [items, 2]; logVariance: Vector[2], [items, 2]');
  expect(use).toContain('* The point between two codes.');
});

it('calls networks and infers on as many items as are given', async () => {
  const x = tensor(
    [3, 4],
    [...Array(12).keys()].map((i) => i / 12),
  );
  const { mean, logVariance } = await model.posterior({ x });
  expect([mean.shape, logVariance.shape]).toEqual([
    [3, 2],
    [3, 2],
  ]);
  expect([...(await model.encode({ x })).mean.data]).toEqual([...mean.data]);
  const [a, b] = [tensor([1, 2], [1, 0]), tensor([1, 2], [0, 1])];
  const middle = await model.between({ a, b });
  const start = await model.between({ a, b, at: tensor([1], [0]) });
  const end = await model.between({ a, b, at: tensor([1], [1]) });
  expect(middle.shape).toEqual([1, 4]);
  middle.data.forEach((value, i) => expect(value).toBeCloseTo((start.data[i]! + end.data[i]!) / 2, 5));
});

it('draws by count and seed: the n-th item of a seed is the same whatever the count', async () => {
  const five = await model.sample({ count: 5, seed: 3 });
  const two = await model.sample({ count: 2, seed: 3 });
  expect(five.shape).toEqual([5, 4]);
  expect([...five.data.slice(0, 8)]).toEqual([...two.data]);
  expect([...(await model.sample({ count: 2, seed: 4 })).data]).not.toEqual([...two.data]);
});
