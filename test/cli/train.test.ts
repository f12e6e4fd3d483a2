/** @file A run from outside: its events, its folder, and what can be done with it afterwards. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CommandResult } from './genc.ts';
import { genc } from './genc.ts';

let folder = '';
let run = '';
let trained: CommandResult;

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'genc-train-'));
  await genc(['init', '.'], folder);
  const spec = fs.readFileSync(path.join(folder, 'model.gen'), 'utf8');
  // Ten test images are enough to see that the reports are there.
  fs.writeFileSync(
    path.join(folder, 'model.gen'),
    spec.replace('likelihood, pz)\n  }\n  figure', 'likelihood, pz) for 10 examples\n  }\n  figure'),
  );
  run = path.join(folder, 'run');
  trained = await genc(
    ['train', 'model.gen', '--set', 'latent=2', '--steps', '3', '--run', run, '--json'],
    folder,
  );
}, 300_000);

afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

test('streams events, the last with the run and its metrics', () => {
  expect(trained.stderr).toBe('');
  expect(trained.code).toBe(0);
  const events = trained.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(events[0]).toMatchObject({ event: 'start', model: 'Vae', engine: 'onnx' });
  expect(events.filter(({ event }) => event === 'step')).toHaveLength(3);
  expect(events.map(({ event }) => event)).toContain('figure');
  expect(events.map(({ event }) => event)).toContain('checkpoint');
  const end = events.at(-1);
  expect(end).toMatchObject({ event: 'end', run, stopped: false });
  expect(Object.keys(end?.['metrics'] as object)).toContain('elbo');
});

test('leaves spec, configuration, environment, metrics, figures and a checkpoint', () => {
  for (const file of [
    'spec/model.gen',
    'config.json',
    'environment.json',
    'metrics.csv',
    'events.ndjson',
    'figures/loss.svg',
    'figures/samples.png',
    'figures/reconstructions.png',
    'figures/latentSpace.svg',
    'checkpoints/last',
  ]) {
    expect(fs.existsSync(path.join(run, file)), file).toBe(true);
  }
  const config = JSON.parse(fs.readFileSync(path.join(run, 'config.json'), 'utf8')) as {
    params: Record<string, object>;
  };
  expect(config.params['latent']).toEqual({ value: 2, origin: '--set' });
  expect(config.params['hidden']).toEqual({ value: 400, origin: 'model.gen' });
});

test('a used folder is refused', async () => {
  const { code, stderr } = await genc(['train', 'model.gen', '--steps', '1', '--run', run], folder);
  expect(code).toBe(2);
  expect(stderr).toContain('--resume');
});

test('a run keeps its seed when it is resumed', async () => {
  const { code, stderr } = await genc(['train', '--resume', run, '--seed', '1'], folder);
  expect(code).toBe(2);
  expect(stderr).toContain('error[run/seed]: the run was started with seed 0 and cannot continue with 1');
});

test('samples go to an array of the asked size, the same for one seed', async () => {
  const [first, second] = [path.join(folder, 'a.npy'), path.join(folder, 'b.npy')];
  const { code, stdout } = await genc([
    'sample',
    run,
    '--count',
    '5',
    '--seed',
    '7',
    '--out',
    first,
    '--json',
  ]);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual({
    file: first,
    infer: 'sample',
    count: 5,
    seed: 7,
    shape: [5, 28, 28, 1],
  });
  await genc(['sample', run, '--count', '5', '--seed', '7', '--out', second]);
  expect(fs.readFileSync(first).equals(fs.readFileSync(second))).toBe(true);
  expect(fs.statSync(first).size).toBe(128 + 5 * 784 * 4);
});

test('evaluate reports what training reported', async () => {
  const { code, stdout } = await genc(['evaluate', run, '--json']);
  expect(code).toBe(0);
  const { metrics } = JSON.parse(stdout) as { metrics: Record<string, number> };
  const end = JSON.parse(trained.stdout.trimEnd().split('\n').at(-1) ?? '{}') as {
    metrics: Record<string, number>;
  };
  expect(metrics).toEqual(end.metrics);
});

test('reconstruct draws a picture', async () => {
  const out = path.join(folder, 'pairs.png');
  expect((await genc(['reconstruct', run, '--count', '4', '--out', out])).code).toBe(0);
  expect(fs.readFileSync(out).subarray(1, 4).toString()).toBe('PNG');
});
