/** @file Using a trained run: evaluation as at the end of training, infers over any number of items. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createNodeHost } from '../../../../src/cli/host.ts';
import type { HostTensor } from '../../../../src/runtime/engine.ts';
import type { Plan } from '../../../../src/runtime/plan.ts';
import type { TrainedRun } from '../../../../src/runtime/trained-run.ts';
import { openTrainedRun } from '../../../../src/runtime/trained-run.ts';
import { train } from '../../../../src/runtime/training/train.ts';
import { FakeEngine } from '../../../support/fake-engine.ts';
import { BATCH, toyArtifacts, toyFigure, toyGraphs, toyPlan } from '../../../support/toy-model.ts';

const host = createNodeHost();
const engine = new FakeEngine(toyGraphs);
let folder = '';
let trained: Record<string, number> = {};
const open = (plan: Plan = toyPlan): Promise<TrainedRun> =>
  openTrainedRun({ plan, artifacts: toyArtifacts(plan), engine, host, runFolder: join(folder, 'run') });
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'genc-run-'));
  const options = { plan: toyPlan, artifacts: toyArtifacts(toyPlan), engine, host };
  trained = (await train({ ...options, runFolder: join(folder, 'run'), seed: 3 })).metrics;
});
afterAll(() => rm(folder, { recursive: true }));

const items = (count: number): HostTensor => ({
  shape: [count, 2],
  dtype: 'f32',
  data: Float32Array.from({ length: 2 * count }, (_, index) => Math.sin(index)),
});

test('evaluates to what training reported, each test example once', async () => {
  const run = await open();
  expect(await run.evaluate()).toEqual(trained);
  await run.dispose();
  expect(engine.liveTensors()).toBe(0);
});

test('a limit of test examples evaluates the first ones alone', async () => {
  const evaluation = toyPlan.evaluations[0] as Plan['evaluations'][number];
  const seen: number[] = [];
  const graphs = {
    ...toyGraphs,
    reports: (inputs: ReadonlyMap<string, HostTensor>) => {
      seen.push(...(inputs.get('x0')?.data ?? []));
      return toyGraphs['reports']?.(inputs) ?? {};
    },
  };
  const plan = { ...toyPlan, evaluations: [{ ...evaluation, examples: 20 }] };
  const artifacts = toyArtifacts(plan);
  const run = await openTrainedRun({
    plan,
    artifacts,
    engine: new FakeEngine(graphs),
    host,
    runFolder: join(folder, 'run'),
  });
  expect((await run.evaluate())['ones']).toBe(1);
  // Two batches of 16: examples 0 to 31 of 25, wrapped round; 20 of them count.
  expect(seen).toHaveLength(64);
  expect(seen.slice(50)).toEqual(seen.slice(0, 14));
});

test('infers any number of items, each independent of the others', async () => {
  const run = await open();
  const infer = (count: number): Promise<Map<string, HostTensor>> =>
    run.infer('shift', { arguments: new Map([['by', items(count)]]), seed: 5 });
  const many = (await infer(2 * BATCH + 3)).get('result');
  expect(many?.shape).toEqual([2 * BATCH + 3, 2]);
  const few = (await infer(BATCH + 1)).get('result');
  expect(few?.data).toEqual(many?.data.slice(0, 2 * (BATCH + 1)));
});

test('refuses unknown infers and unfit arguments', async () => {
  const run = await open();
  const infer = (name: string, by?: HostTensor): Promise<unknown> =>
    run.infer(name, { arguments: new Map(by ? [['by', by]] : []), seed: 5 });
  await expect(infer('other')).rejects.toMatchObject({ code: 'infer/unknown', help: 'it has: shift' });
  await expect(infer('shift')).rejects.toMatchObject({ code: 'infer/argument-missing' });
  await expect(infer('shift', { ...items(3), shape: [2, 3] })).rejects.toMatchObject({
    code: 'infer/argument-shape',
  });
  const wild = { ...items(1), data: Float32Array.of(0, 7) };
  await expect(infer('shift', wild)).rejects.toMatchObject({ code: 'infer/argument-range' });
  // Where an engine's tanh may end by rounding.
  const rounded = { ...items(1), data: Float32Array.of(-1.0000001, 1.0000001) };
  await expect(infer('shift', rounded)).resolves.toBeDefined();
});

test('refuses a tensor without an axis of items, with too few numbers, and what is no count, seed or open run', async () => {
  const run = await open();
  const infer = (by: HostTensor, more: { count?: number; seed?: number } = {}): Promise<unknown> =>
    run.infer('shift', { arguments: new Map([['by', by]]), seed: 5, ...more });
  await expect(infer({ ...items(1), shape: [2] })).rejects.toMatchObject({
    code: 'infer/argument-shape',
    message: expect.stringMatching(/^the argument is f32 2, and .* needs f32 items x 2$/) as string,
    help: 'one item is 1x2: the axis of items is always there',
  });
  // As many zeros as are lacking would be a wrong answer in silence.
  await expect(infer({ ...items(3), data: new Float32Array(4) })).rejects.toMatchObject({
    code: 'infer/argument-shape',
    message: "the argument's data are 4 numbers, and its shape 3x2 has 6",
  });
  await expect(infer(items(0))).rejects.toMatchObject({
    code: 'infer/whole-number',
    message: 'the count is 0, and has to be a whole number of at least 1',
  });
  const free = (count: number): Promise<unknown> =>
    run.infer('shift', { arguments: new Map(), seed: 5, count });
  for (const count of [0, -1, 1.5, NaN])
    await expect(free(count)).rejects.toMatchObject({ code: 'infer/whole-number', where: 'shift' });
  for (const seed of [-1, 0.5, 2 ** 53])
    await expect(infer(items(1), { seed })).rejects.toMatchObject({ code: 'infer/whole-number' });
  await run.dispose();
  await expect(infer(items(1))).rejects.toMatchObject({ code: 'infer/disposed' });
  await expect(run.evaluate()).rejects.toMatchObject({ code: 'infer/disposed' });
});

test('refuses what a program without types may give in the place of a tensor', async () => {
  const run = await open();
  for (const by of [[[0, 1]], [0, 1], Float32Array.of(0, 1), 0.5, null])
    await expect(
      run.infer('shift', { arguments: new Map([['by', by as never]]), seed: 5 }),
    ).rejects.toMatchObject({
      code: 'infer/argument-shape',
      where: 'shift(by)',
      message: expect.stringMatching(/^the argument is no tensor, and .* needs f32 items x 2$/) as string,
      help: "give { shape: [1, 2], dtype: 'f32', data: Float32Array of the numbers }",
    });
});

test('gives a figure its values from test data', async () => {
  const run = await open({ ...toyPlan, figures: [toyFigure] });
  const values = await run.figure(toyFigure);
  expect(values.get('points')?.shape).toEqual([BATCH, 2]);
  expect(await run.figure(toyFigure)).toEqual(values);
});

test('tells how far the loops of an infer are, over all batches', async () => {
  const [shift] = toyPlan.infers as [Plan['infers'][number]];
  const loop = { ...shift.graph, name: 'loop', inputs: [], outputs: [] };
  const stages = [{ graph: loop, times: 3, zeros: [], place: toyPlan.evaluations[0]!.reports[0]!.place }];
  const plan = { ...toyPlan, infers: [{ ...shift, stages }] };
  const told: unknown[] = [];
  const run = await openTrainedRun({
    plan,
    artifacts: toyArtifacts(plan),
    engine: new FakeEngine({ ...toyGraphs, loop: () => ({}) }),
    host,
    runFolder: join(folder, 'run'),
    optimising: (...heard) => told.push(heard),
  });
  await run.infer('shift', { arguments: new Map([['by', items(20)]]), seed: 5 });
  expect(told).toEqual([1, 2, 3, 4, 5, 6].map((done) => ['shift', done, 6]));
  await run.dispose();
});
