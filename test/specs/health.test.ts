/**
 * @file Runs that go wrong in a known way say so in the sentence that belongs to it, and runs that go well say nothing; on every engine,
 * through a resume, and without a bit of training being another.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Program } from '../../src/compiler/4-lower/program.ts';
import type { Engine } from '../../src/runtime/engine.ts';
import type { TrainEvent } from '../../src/runtime/training/events.ts';
import {
  checkpointOf,
  differentTensors,
  runShort,
  startTestEngine,
  testEngineNames,
  trainingOnly,
} from '../support/runs.ts';
import type { ShortRun } from '../support/runs.ts';
import { compileText, specText } from '../support/specs.ts';

type HealthEvent = Extract<TrainEvent, { event: 'health' }>;
type LoggedEvent = TrainEvent & { readonly time?: string };

let engine: Engine;
let root = '';
let runs = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'genc-health-'));
  engine = await startTestEngine('onnx');
});
afterAll(async () => {
  await engine.dispose();
  await rm(root, { recursive: true });
});

/** The events of a run's log that belong to its health, without times. */
async function logOf(folder: string): Promise<readonly TrainEvent[]> {
  const lines = (await readFile(join(folder, 'events.ndjson'), 'utf8')).trimEnd().split('\n');
  return lines
    .map((line) => JSON.parse(line) as LoggedEvent)
    .map(({ time: _time, ...event }) => event as TrainEvent)
    .filter(({ event }) => event === 'health' || event === 'units' || event === 'end');
}

/** What a run's log tells of its health. */
async function healthOf(folder: string): Promise<readonly HealthEvent[]> {
  return (await logOf(folder)).flatMap((event) => (event.event === 'health' ? [event] : []));
}

async function train(
  text: string,
  steps: number,
  more: Partial<ShortRun> = {},
): Promise<readonly HealthEvent[]> {
  const folder = join(root, `run${++runs}`);
  await runShort({ program: trainingOnly(compileText(text)), engine, folder, steps, ...more });
  return healthOf(folder);
}

const toyGan = (options: { generator?: string; updates: string; steps?: number }): string => `model Toy {
  data points from mixture2d(layout: ring, components: 8, radius: 2, stddev: 0.1, count: 4000) { x: Vector[2] }
  prior pz = Normal[4](mean: 0, stddev: 1)
  generator G(z: Vector[4]) -> Vector[2] { ${options.generator ?? 'z |> dense(32) |> relu |> dense(2)'} }
  discriminator D(x: Vector[2]) -> Logit { x |> dense(32) |> relu |> dense(1) }
  train {
    batch 32
    steps 1000
    sample z ~ pz
    game V = minimax(real: D(points.x), fake: D(G(z)))
    ${options.updates}
  }
}`;
const bothLearn = `update D with adam(1e-3, beta1: 0.5) { maximize V }
    update G with adam(1e-3, beta1: 0.5) { minimize V.nonSaturating }`;

const toyVae = (
  divergence: string,
  code = 'Normal(mean: h |> dense(8), logVariance: h |> dense(8))',
): string => `model Toy {
  data points from mixture2d(layout: ring, components: 8, radius: 2, stddev: 0.1, count: 4000) { x: Vector[2] }
  prior pz = Normal[8](mean: 0, stddev: 1)
  encoder E(x: Vector[2]) -> Normal[8] { let h = x |> dense(16) |> tanh
    ${code} }
  decoder P(z: Vector[8]) -> Normal[2] { Normal(mean: z |> dense(16) |> tanh |> dense(2), stddev: 0.3) }
  train {
    batch 32
    steps 1000
    let q = E(points.x)
    sample z ~ q
    update E, P with adam(3e-3) {
      minimize reconstruction = nll(P(z), points.x)
      minimize divergence = ${divergence}
    }
  }
}`;

const toyCode = (code: string): string => `model Toy {
  data points from mixture2d(layout: ring, components: 8, radius: 2, stddev: 0.1, count: 4000) { x: Vector[2] }
  encoder E(x: Vector[2]) -> Vector[6] { ${code} }
  decoder P(z: Vector[6]) -> Vector[2] { z |> dense(16) |> tanh |> dense(2) }
  train {
    batch 32
    steps 1000
    update E, P with adam(1e-3) { minimize error = mse(P(E(points.x)), points.x) }
  }
}`;

const alone = (goal: string): string => `model Toy {
  prior pz = Normal[4](mean: 0, stddev: 1)
  network N(z: Vector[4]) -> Vector[1] { z |> dense(1, bias: none) }
  train {
    batch 8
    steps 1000
    sample z ~ pz
    update N with sgd(0.005) { ${goal} size = mean(square(N(z))) }
  }
}`;

describe('what goes wrong is told of', () => {
  test.each([
    [
      'D is never wrong',
      toyGan({
        generator: 'z |> dense(2, biasInit: normal(50, 1))',
        updates: `update D with adam(1e-2) { maximize V }
        update G with sgd(1e-9) { minimize V }`,
      }),
      1000,
      ['V.value', 'V.accuracy'],
      /D has outrun G/,
    ],
    [
      'a generator that ignores its draws',
      toyGan({ generator: '(z - z) |> dense(16) |> tanh |> dense(2)', updates: bothLearn }),
      2100,
      ['V.diversity'],
      /G has collapsed to a few samples/,
    ],
    [
      'a divergence that weighs too much',
      toyVae('500 * kl(q, pz)'),
      700,
      ['divergence.units'],
      /posterior collapse/,
    ],
    [
      'a code that is cut off',
      toyCode('x |> dense(6, biasInit: normal(-60, 1)) |> relu'),
      700,
      ['E.units'],
      /the others are dead/,
    ],
    ['weights that run away', alone('maximize'), 1500, ['gradient.N'], /about to run away/],
    ['nothing left to learn', alone('minimize'), 2500, ['gradient.N'], /learns next to nothing any more/],
  ])('%s', async (_what, text, steps, monitors, sentence) => {
    const told = await train(text, steps);
    const left = told.filter(({ state }) => state === 'left');
    expect(left.map(({ monitor }) => monitor)).toEqual(expect.arrayContaining(monitors));
    // Once for each episode: nothing that stays as bad as it is is told of twice.
    expect(new Set(left.map(({ monitor }) => monitor)).size).toBe(left.length);
    expect(left.map(({ message }) => message).join('\n')).toMatch(sentence);
  });
});

describe('nothing is told of a run that goes well', () => {
  test.each([
    ['a game of two dimensions', toyGan({ updates: bothLearn }), 3000],
    ['a VAE of two dimensions', toyVae('kl(q, pz)'), 1500],
    ['a code of two dimensions', toyCode('x |> dense(6)'), 1500],
    ['vae', specText('vae').replace('batch 128', 'batch 32'), 1000],
    ['gan', specText('gan').replace('batch 64', 'batch 32'), 1000],
  ])('%s', { timeout: 120_000 }, async (_what, text, steps) => {
    expect(await train(text, steps)).toEqual([]);
  });
});

test.each(testEngineNames)('%s gives the numbers of the reference', async (name) => {
  const text = toyGan({ updates: bothLearn });
  const columns = async (one: Engine): Promise<ReadonlyMap<string, number>> => {
    const folder = join(root, `run${++runs}`);
    const { csv } = await runShort({
      program: trainingOnly(compileText(text)),
      engine: one,
      folder,
      steps: 50,
    });
    const [header = [], ...rows] = csv
      .trimEnd()
      .split('\n')
      .map((line) => line.split(','));
    const cells = header.map((column, i) => [column, rows.map((row) => row[i])] as const);
    // Every fiftieth step is looked at; the cells of the others are empty.
    return new Map(
      cells
        .filter(([column]) => /^(gradient|V)\./.test(column))
        .map(([column, values]) => {
          expect(values.slice(0, 49)).toEqual(Array.from({ length: 49 }, () => ''));
          return [column, Number(values[49])];
        }),
    );
  };
  const other = await startTestEngine(name);
  const [expected, found] = [await columns(engine), await columns(other)];
  await other.dispose();
  expect([...found.keys()]).toEqual([
    'V.accuracyReal',
    'V.accuracyFake',
    'V.diversity',
    'gradient.D',
    'gradient.G',
  ]);
  for (const [column, value] of found) expect(value / expected.get(column)!, column).toBeCloseTo(1, 3);
});

describe('a look changes nothing', () => {
  const without = (program: Program): Program => ({
    ...program,
    plan: { ...program.plan, phases: program.plan.phases.map(({ health: _health, ...phase }) => phase) },
  });

  test.each([
    ['a game', toyGan({ updates: bothLearn })],
    [
      'a game with a pool',
      toyGan({ updates: bothLearn }).replace(
        'fake: D(G(z))',
        'fake: D(G(z)), against: D(history(G(z), size: 50))',
      ),
    ],
    ['a VAE', toyVae('kl(q, pz)')],
  ])('%s ends with the same bits', async (_what, text) => {
    const program = trainingOnly(compileText(text));
    const [watched, alone] = [join(root, `run${++runs}`), join(root, `run${++runs}`)];
    await runShort({ program, engine, folder: watched, steps: 160 });
    await runShort({ program: without(program), engine, folder: alone, steps: 160 });
    const tensors = await Promise.all([watched, alone].map((folder) => checkpointOf(program, folder)));
    expect(tensors[0]!.size).toBeGreaterThan(4);
    expect(differentTensors(tensors[0]!, tensors[1]!)).toEqual([]);
  });
});

test('a resumed run tells what the whole one would have, at the same steps', async () => {
  const text = toyVae('500 * kl(q, pz)');
  const program = trainingOnly(compileText(text));
  const [whole, cut] = [join(root, `run${++runs}`), join(root, `run${++runs}`)];
  const one = await runShort({ program, engine, folder: whole, steps: 800 });
  await runShort({ program, engine, folder: cut, steps: 800, stopAfter: 625 });
  const rest = await runShort({ program, engine, folder: cut, steps: 800, resume: true });
  expect(rest.csv).toBe(one.csv);
  const told = await healthOf(whole);
  expect(told).toHaveLength(1);
  expect(told[0]!.step).toBeGreaterThan(625);
  expect(await healthOf(cut)).toEqual(told);
  // Also of what was found last, and of each unit at the end of each epoch: 4,000 examples are 125 steps.
  const [log = [], other = []] = await Promise.all([whole, cut].map(logOf));
  expect(log.filter(({ event }) => event === 'units').map((event) => 'step' in event && event.step)).toEqual([
    124, 249, 374, 499, 624, 749, 799,
  ]);
  expect(other.map(withoutClock)).toEqual(log.map(withoutClock));
});

/** Without what depends on the clock and the folder. */
function withoutClock(event: TrainEvent): object {
  return event.event === 'end' ? { ...event, run: '', seconds: 0 } : event;
}

test('the end of a run tells how each monitor stood', async () => {
  const folder = join(root, `run${++runs}`);
  const program = trainingOnly(compileText(toyVae('500 * kl(q, pz)')));
  await runShort({ program, engine, folder, steps: 800 });
  const end = (await logOf(folder)).at(-1);
  expect(end).toMatchObject({
    event: 'end',
    health: [
      {
        phase: 'train',
        monitor: 'divergence.units',
        values: { 'divergence.activeUnits': 0 },
        outside: 'low',
        episodes: 1,
      },
      { phase: 'train', monitor: 'gradient.E+P', episodes: 0 },
    ],
  });
  const units = end?.event === 'end' ? (end.health[0]?.units ?? []) : [];
  expect(units).toHaveLength(8);
  for (const nats of units) expect(Math.abs(nats)).toBeLessThan(0.01);
});

test('without looks the columns stay empty, and nothing is told', async () => {
  const folder = join(root, `run${++runs}`);
  const program = trainingOnly(compileText(toyVae('500 * kl(q, pz)')));
  const { csv } = await runShort({ program, engine, folder, steps: 750, health: false });
  const [header = '', ...rows] = csv.trimEnd().split('\n');
  expect(header).toContain('divergence.activeUnits,gradient.E+P');
  expect(rows.filter((row) => !row.endsWith(',,'))).toEqual([]);
  expect(await healthOf(folder)).toEqual([]);
});

test('a silenced monitor says nothing, the others do', async () => {
  const text = toyGan({
    generator: 'z |> dense(2, biasInit: normal(50, 1))',
    updates: `update D with adam(1e-2) { maximize V }
        update G with sgd(1e-9) { minimize V }`,
  });
  const told = await train(text, 1000, { silenced: ['V.value', 'gradient.G'] });
  expect([...new Set(told.map(({ monitor }) => monitor))]).toEqual(['V.accuracy']);
});
