/** @file The training loop over the toy model on the fake engine: logs, laws of the seed, resume, stop, divergence. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createNodeHost } from '../../../../src/cli/host.ts';
import { loadCheckpoint } from '../../../../src/runtime/checkpoint/checkpoint.ts';
import type { Engine } from '../../../../src/runtime/engine.ts';
import { InputError } from '../../../../src/runtime/host.ts';
import type { Plan } from '../../../../src/runtime/plan.ts';
import type { NonFiniteSite } from '../../../../src/runtime/trace.ts';
import { TrainingDiverged } from '../../../../src/runtime/training/diverged.ts';
import type { TrainEvent } from '../../../../src/runtime/training/events.ts';
import type { TrainOptions } from '../../../../src/runtime/training/options.ts';
import { train } from '../../../../src/runtime/training/train.ts';
import { FakeEngine } from '../../../support/fake-engine.ts';
import { BATCH, COUNT, toyArtifacts, toyFigure, toyGraphs, toyPlan } from '../../../support/toy-model.ts';

const host = createNodeHost();
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'genc-train-'));
});
afterEach(() => rm(folder, { recursive: true }));

const FIRST_STEPS = Math.ceil((3 * COUNT) / BATCH);

function optionsFor(name: string, plan: Plan = toyPlan, extra: Partial<TrainOptions> = {}): TrainOptions {
  const engine = new FakeEngine(toyGraphs);
  return {
    plan,
    artifacts: toyArtifacts(plan),
    engine,
    host,
    runFolder: join(folder, name),
    seed: 7,
    ...extra,
  };
}
const read = (name: string, file: string): Promise<string> => readFile(join(folder, name, file), 'utf8');
const checkpointBytes = (name: string): Promise<Buffer> =>
  readFile(join(folder, name, 'checkpoints', 'last', 'state.safetensors'));

/** The toy's graphs, and a stop that is asked for when the reports have run so many batches. */
function stoppingAtReports(batches: number): {
  readonly graphs: typeof toyGraphs;
  readonly ran: () => number;
  readonly shouldStop: () => boolean;
} {
  let ran = 0;
  const reports: (typeof toyGraphs)[string] = (inputs) => {
    ran += 1;
    return toyGraphs['reports']!(inputs);
  };
  return { graphs: { ...toyGraphs, reports }, ran: () => ran, shouldStop: () => ran === batches };
}

describe('train', () => {
  test('runs all phases, logs every step and learns', async () => {
    const events: TrainEvent[] = [];
    const options = optionsFor('a', toyPlan, { onEvent: (event) => events.push(event) });
    const result = await train(options);
    expect(result).toMatchObject({ steps: FIRST_STEPS + 30, stopped: false });
    expect(result.metrics['ones']).toBe(1);
    expect(result.metrics['error']).toBeGreaterThan(1.5);
    expect(result.metrics['error']).toBeLessThan(2.5);
    expect(options.engine.liveTensors()).toBe(0);

    const rows = (await read('a', 'metrics.csv')).trimEnd().split('\n');
    expect(rows[0]).toBe('step,phase,epoch,distance,penalty');
    expect(rows).toHaveLength(1 + FIRST_STEPS + 30);
    const cells = rows.slice(1).map((row) => row.split(','));
    expect(cells.map(([step]) => step)).toEqual(cells.map((_, index) => String(index)));
    const distances = cells.map((row) => Number(row[3]));
    expect(distances.at(-1)).toBeLessThan((distances[0] ?? 0) / 2);
    // The penalty fires at steps 0, 4, 8, ... of the second phase, and nowhere in the first.
    const fired = cells.flatMap((row, index) => (row[4] === '' ? [] : [index - FIRST_STEPS]));
    expect(fired).toEqual([0, 4, 8, 12, 16, 20, 24, 28]);

    expect(events[0]).toMatchObject({
      event: 'start',
      seed: 7,
      resumedAt: 0,
      metrics: ['distance', 'penalty'],
    });
    expect(events.filter(({ event }) => event === 'step')).toHaveLength(FIRST_STEPS + 30);
    const epochs = events.filter((event) => event.event === 'epoch' && event.phase === 'first');
    expect(epochs.map((event) => (event.event === 'epoch' ? Math.floor(event.epoch) : 0))).toEqual([1, 2, 3]);
    expect(events.at(-1)).toMatchObject({
      event: 'end',
      run: join(folder, 'a'),
      stopped: false,
      metrics: result.metrics,
    });
    const logged = (await read('a', 'events.ndjson')).trimEnd().split('\n');
    expect(logged.map((line) => (JSON.parse(line) as TrainEvent).event)).toEqual(
      events.flatMap(({ event }) => (event === 'step' ? [] : [event])),
    );
  });

  test('gives the same bytes for one seed and others for another', async () => {
    await train(optionsFor('a'));
    await train(optionsFor('b'));
    await train(optionsFor('c', toyPlan, { seed: 8 }));
    expect(await read('b', 'metrics.csv')).toBe(await read('a', 'metrics.csv'));
    expect(await read('c', 'metrics.csv')).not.toBe(await read('a', 'metrics.csv'));
  });

  test('is not changed by a figure, and the figure looks at the same draws at each step', async () => {
    await train(optionsFor('a'));
    const shown: { points: string; noise: string; step: number }[] = [];
    await train(
      optionsFor(
        'b',
        { ...toyPlan, figures: [toyFigure] },
        {
          onFigure: (figure, values, { step }) => {
            const show = (name: string): string => String(values.get(name)?.data);
            shown.push({ points: show('points'), noise: show('noise'), step });
            return Promise.resolve([`${figure.name}-${step}.svg`]);
          },
        },
      ),
    );
    expect(await read('b', 'metrics.csv')).toBe(await read('a', 'metrics.csv'));
    expect(shown.length).toBeGreaterThanOrEqual(7);
    expect(shown.at(-1)?.step).toBe(FIRST_STEPS + 29);
    expect(new Set(shown.map(({ points, noise }) => points + noise)).size).toBe(1);
    expect(await read('b', 'events.ndjson')).toContain('"files":["cloud-6.svg"]');
  });

  test.each([0, 1, 5, FIRST_STEPS - 1, FIRST_STEPS, FIRST_STEPS + 3, FIRST_STEPS + 30])(
    'stopped before step %i and resumed, ends with the same bits',
    async (stopAt) => {
      await train(optionsFor('whole'));
      let steps = 0;
      const stopped = await train(
        optionsFor('parts', toyPlan, {
          onEvent: ({ event }) => (steps += event === 'step' ? 1 : 0),
          shouldStop: () => steps === stopAt,
        }),
      );
      expect(stopped.steps).toBe(stopAt);
      const resumed = await train({ ...optionsFor('parts'), resume: true });
      expect(resumed.steps).toBe(FIRST_STEPS + 30);
      expect(await read('parts', 'metrics.csv')).toBe(await read('whole', 'metrics.csv'));
      const [whole, parts] = [
        await loadCheckpoint(host, join(folder, 'whole'), toyPlan),
        await loadCheckpoint(host, join(folder, 'parts'), toyPlan),
      ];
      expect(parts.tensors).toEqual(whole.tensors);
    },
  );

  test('asked to stop amid its reports, ends there with all steps done, and resumed computes them', async () => {
    const whole = await train(optionsFor('whole'));
    const { graphs, ran, shouldStop } = stoppingAtReports(1);
    const events: TrainEvent[] = [];
    const engine = new FakeEngine(graphs);
    const stopped = await train(
      optionsFor('parts', toyPlan, { engine, shouldStop, onEvent: (event) => events.push(event) }),
    );
    expect(stopped).toMatchObject({ steps: FIRST_STEPS + 30, stopped: true, metrics: {} });
    expect(events.at(-1)).toMatchObject({ event: 'end', stopped: true, metrics: {} });
    // The test split has two batches.
    expect(ran()).toBe(1);
    expect(engine.liveTensors()).toBe(0);
    const resumed = await train({ ...optionsFor('parts'), resume: true });
    expect(resumed).toMatchObject({ steps: FIRST_STEPS + 30, stopped: false, metrics: whole.metrics });
  });

  test('asked to stop amid its measures, trains no classifier', async () => {
    const [generated] = toyPlan.evaluations;
    const measure = {
      name: 'frechet',
      unit: '',
      place: toyFigure.place,
      samples: BATCH,
      generated: generated as Plan['evaluations'][number],
      data: { source: 'points', field: 'x' },
      measure: { kind: 'frechetDistance', labels: { column: 'label', classes: 2 } },
    } as const;
    const { graphs, ran, shouldStop } = stoppingAtReports(2);
    let asked = 0;
    const stopped = await train(
      optionsFor(
        'measured',
        { ...toyPlan, measures: [measure] },
        {
          engine: new FakeEngine(graphs),
          shouldStop,
          classifiers: () => {
            asked += 1;
            return Promise.reject(new Error('asked for a classifier'));
          },
        },
      ),
    );
    expect(stopped).toMatchObject({ steps: FIRST_STEPS + 30, stopped: true, metrics: {} });
    expect(ran()).toBe(2);
    expect(asked).toBe(0);
  });

  test('cuts what was logged after the checkpoint, and continues from `previous` where `last` is gone', async () => {
    await train(optionsFor('whole'));
    await train(optionsFor('cut'));
    await rm(join(folder, 'cut', 'checkpoints', 'last'), { recursive: true });
    await writeFile(join(folder, 'cut', 'metrics.csv'), `${await read('cut', 'metrics.csv')}9,torn`);
    await train({ ...optionsFor('cut'), resume: true });
    expect(await read('cut', 'metrics.csv')).toBe(await read('whole', 'metrics.csv'));
    expect((await checkpointBytes('cut')).length).toBeGreaterThan(0);
  });

  test('goes on past its end with a longer duration', async () => {
    await train(optionsFor('long', toyPlan, { overrides: { steps: 20 } }));
    await train(optionsFor('short', toyPlan, { overrides: { steps: 20 }, shouldStop: () => false }));
    const more = await train({ ...optionsFor('short'), resume: true, overrides: { steps: 25 } });
    expect(more.steps).toBe(45);
    const rows = (await read('short', 'metrics.csv')).split('\n');
    expect(rows.slice(0, 41)).toEqual((await read('long', 'metrics.csv')).trimEnd().split('\n'));
  });

  test('refuses a folder with a run, another seed, another spec', async () => {
    await train(optionsFor('a', toyPlan, { overrides: { steps: 1 } }));
    await expect(train(optionsFor('a'))).rejects.toMatchObject({ code: 'run/exists' });
    await expect(train({ ...optionsFor('a'), resume: true, seed: 8 })).rejects.toMatchObject({
      code: 'run/seed',
    });
    const other = { ...toyPlan, specHash: 'other' };
    await expect(train({ ...optionsFor('a', other), resume: true })).rejects.toMatchObject({
      code: 'checkpoint/other-spec',
    });
    const first = toyPlan.state[0] as Plan['state'][number];
    const wider = { ...toyPlan, state: [{ ...first, shape: [3] }, ...toyPlan.state.slice(1)] };
    await expect(train({ ...optionsFor('a', wider), resume: true })).rejects.toThrow(
      'mean: 2 in the checkpoint, 3 in the spec',
    );
  });

  test('stops at a metric that is not finite, and keeps the last good checkpoint', async () => {
    let runs = 0;
    const graphs = {
      ...toyGraphs,
      first: (inputs: Parameters<NonNullable<(typeof toyGraphs)['first']>>[0]) => {
        const outputs = toyGraphs['first']?.(inputs) ?? {};
        return ++runs < 12
          ? outputs
          : { ...outputs, distance: { shape: [], dtype: 'f32' as const, data: Float32Array.of(NaN) } };
      },
    };
    const engine = new FakeEngine(graphs);
    const failure = await train(optionsFor('nan', toyPlan, { engine })).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(TrainingDiverged);
    const { divergence, message } = failure as TrainingDiverged;
    expect(divergence).toMatchObject({ step: 11, metric: 'distance', phase: 'first', value: NaN });
    expect(Number.isFinite(divergence.last['distance'])).toBe(true);
    expect(message).toContain('step 11: distance became NaN');
    expect(message).toContain('toy.gen:4:3: minimize distance');
    expect(engine.liveTensors()).toBe(0);
    expect((await read('nan', 'metrics.csv')).trimEnd().split('\n')).toHaveLength(12);
    const { position } = await loadCheckpoint(host, join(folder, 'nan'), toyPlan);
    expect(position.step).toBeLessThanOrEqual(11);
    const resumed = await train({ ...optionsFor('nan'), resume: true });
    expect(resumed.steps).toBe(FIRST_STEPS + 30);
  });

  test('names the op that the engine finds, from the inputs of the failing step', async () => {
    const broken = (name: string) => (): ReturnType<NonNullable<(typeof toyGraphs)['first']>> => ({
      ...Object.fromEntries(
        ['mean', 'momentum'].map((state) => [state, { shape: [2], dtype: 'f32', data: new Float32Array(2) }]),
      ),
      [name]: { shape: [], dtype: 'f32', data: Float32Array.of(NaN) },
    });
    const inner = new FakeEngine({ ...toyGraphs, first: broken('distance') });
    let found: readonly string[] = [];
    const place = { path: 'toy.gen', line: 12, column: 5, text: '  log(x)' };
    const engineWith = (locate: () => Promise<NonFiniteSite>): Engine => ({
      name: 'onnx',
      device: 'fake',
      prepare: async (artifacts) => ({
        ...(await inner.prepare(artifacts)),
        locateNonFinite: async (inputs) => {
          found = [...inputs.keys()].toSorted();
          return locate();
        },
      }),
      upload: (tensor) => inner.upload(tensor),
      download: (tensor) => inner.download(tensor),
      free: (tensor) => inner.free(tensor),
      liveTensors: () => inner.liveTensors(),
      dispose: () => inner.dispose(),
    });
    const named = engineWith(() => Promise.resolve({ op: 'log', value: -Infinity, place }));
    await expect(train(optionsFor('a', toyPlan, { engine: named }))).rejects.toThrow(
      'step 0: log gave -inf\n  toy.gen:12:5: log(x)\n  with it distance became NaN (toy.gen:4:3)',
    );
    expect(found).toEqual(['mean', 'momentum', 'noise', 'rate', 'x0', 'x1']);
    const failing = engineWith(() => Promise.reject(new Error('no memory')));
    await expect(train(optionsFor('b', toyPlan, { engine: failing }))).rejects.toThrow(
      'step 0: distance became NaN',
    );
  });

  test('never saves a weight that is not finite', async () => {
    const graphs = {
      ...toyGraphs,
      first: (inputs: Parameters<NonNullable<(typeof toyGraphs)['first']>>[0]) => ({
        ...toyGraphs['first']?.(inputs),
        mean: { shape: [2], dtype: 'f32' as const, data: Float32Array.of(0, Infinity) },
      }),
    };
    const options = optionsFor('inf', toyPlan, { engine: new FakeEngine(graphs), overrides: { steps: 1 } });
    await expect(train(options)).rejects.toThrow('the state mean became inf');
    const { position } = await loadCheckpoint(host, join(folder, 'inf'), toyPlan);
    expect(position.step).toBe(0);
  });

  test('tells a disk that takes no more', async () => {
    const full = { ...host, appendFile: () => Promise.reject(new Error('ENOSPC: no space left on device')) };
    await expect(train(optionsFor('full', toyPlan, { host: full }))).rejects.toMatchObject({
      code: 'run/write',
      message: expect.stringContaining('no space left'),
    });
    const folders = { ...host, replaceFolder: () => Promise.reject(new Error('EACCES: permission denied')) };
    await expect(train(optionsFor('denied', toyPlan, { host: folders }))).rejects.toMatchObject({
      code: 'run/write',
      where: join(folder, 'denied', 'checkpoints'),
    });
  });

  test('reports bad data before the first step', async () => {
    const source = toyPlan.sources[0] as Plan['sources'][number];
    const plan = { ...toyPlan, sources: [{ ...source, options: { components: -3 } }] };
    const failure = await train(optionsFor('bad', plan)).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(InputError);
    expect(failure).toMatchObject({ code: 'data/option', where: 'toy.gen:2:3' });
  });
});
