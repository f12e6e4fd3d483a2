/**
 * @file A dense VAE's step, built by hand and differentiated by the compiler, trained on MNIST by engine `onnx`: the loss falls, a
 * resumed run ends with the same bits, and no tensor is left behind.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createNodeHost } from '../../src/cli/host.ts';
import { transform } from '../../src/compiler/5-transform/transform.ts';
import { emitOnnx } from '../../src/compiler/6-emit/onnx/emit-onnx.ts';
import { loadCheckpoint } from '../../src/runtime/checkpoint/checkpoint.ts';
import type { Engine } from '../../src/runtime/engine.ts';
import { createOnnxEngine } from '../../src/runtime/engines/onnx/engine.ts';
import type { InputPlan, InputRole, OutputPlan, Plan, StatePlan } from '../../src/runtime/plan.ts';
import type { TrainEvent } from '../../src/runtime/training/events.ts';
import type { TrainResult } from '../../src/runtime/training/train.ts';
import { train } from '../../src/runtime/training/train.ts';
import { field, sourcePlan } from '../support/data-source.ts';
import { vaeStep } from '../unit/transform/sample-graphs.ts';

const BATCH = 64;
const graph = transform(vaeStep({ batch: BATCH, height: 28, hidden: 64, latent: 8 }));

/** 1 - beta^t, for Adam's two corrections (Kingma and Ba 2015). */
const correction = (
  beta: number,
): { op: 'subtract'; left: 1; right: { op: 'power'; left: number; right: { op: 'updates' } } } => ({
  op: 'subtract',
  left: 1,
  right: { op: 'power', left: beta, right: { op: 'updates' } },
});
const roles: Readonly<Record<string, InputRole>> = {
  x: { role: 'data', source: 'd', field: 'image', draw: 0 },
  noise: { role: 'random', site: 'z', distribution: 'normal', repetition: 0, fixed: false },
  stepSize: { role: 'scalar', value: { op: 'divide', left: 1e-3, right: correction(0.9) } },
  correction: {
    role: 'scalar',
    value: { op: 'divide', left: 1, right: { op: 'sqrt', value: correction(0.999) } },
  },
};
const place = { path: 'vae.gen', line: 1, column: 1, text: '' };
const metrics = new Set(['reconstruction', 'divergence', 'loss']);

const inputs = graph.nodes.flatMap((node): InputPlan[] => {
  if (node.op !== 'input') return [];
  const { name } = node.attributes;
  return [{ name, shape: node.shape, dtype: node.dtype, ...(roles[name] ?? { role: 'state', state: name }) }];
});
const outputs = graph.outputs.map(({ name, node }): OutputPlan => {
  const { shape = [], dtype = 'f32' } = graph.nodes[node] ?? {};
  if (metrics.has(name))
    return { name, shape, dtype, role: 'metric', metric: name, kind: 'term', unit: 'nats', place };
  return { name, shape, dtype, role: 'state', state: name };
});
const states = inputs.flatMap((input): StatePlan[] => {
  if (input.role !== 'state') return [];
  const { name, shape, dtype } = input;
  const bound = 1 / Math.sqrt(shape[0] ?? 1);
  const isSlot = /\.[mv]$/.test(name);
  const init = isSlot
    ? ({ kind: 'constant', value: 0 } as const)
    : ({ kind: 'uniform', low: -bound, high: bound } as const);
  return [{ name, kind: isSlot ? 'slot' : 'weight', shape, dtype, init, convolutionKernel: false }];
});
const graphPlan = { name: 'step', inputs, outputs, flops: 0, peakBytes: 0, kernels: 0 };
const plan: Plan = {
  format: 1,
  compiler: 'test',
  model: 'Vae',
  specHash: 'vae',
  params: {},
  sources: [sourcePlan('mnist', { limit: 2000 }, [field('image', [28, 28, 1], { range: [0, 1] })])],
  networks: [],
  state: states,
  phases: [
    {
      name: 'train',
      batch: BATCH,
      duration: { unit: 'steps', count: 120 },
      sources: ['d'],
      periods: [],
      variants: [{ fires: [], graph: graphPlan }],
      updates: [],
      repetitions: [1],
    },
  ],
  evaluations: [],
  figures: [],
  infers: [],
  remarks: [],
};

let folder = '';
let engine: Engine;
const host = createNodeHost();
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'genc-onnx-'));
  engine = await createOnnxEngine({ threads: 1 });
});
afterAll(async () => {
  await engine.dispose();
  await rm(folder, { recursive: true });
});

function run(
  name: string,
  onEvent: (event: TrainEvent) => void,
  stopAt = Infinity,
  resume = false,
): Promise<TrainResult> {
  let steps = 0;
  return train({
    plan,
    artifacts: new Map([['step', { plan: graphPlan, onnx: emitOnnx(graph, graphPlan, plan.state) }]]),
    engine,
    host,
    runFolder: join(folder, name),
    resume,
    onEvent: (event) => {
      if (event.event === 'step') steps += 1;
      onEvent(event);
    },
    shouldStop: () => steps >= stopAt,
  });
}

test('a VAE trains, resumes to the same bits and leaks nothing', { timeout: 120_000 }, async () => {
  const losses: number[] = [];
  const alive = new Map<number, number>();
  await run('whole', (event) => {
    if (event.event !== 'step') return;
    losses.push(event.metrics['loss'] ?? NaN);
    alive.set(event.step, engine.liveTensors());
  });
  expect(losses[0]).toBeGreaterThan(500);
  expect(losses.at(-1)).toBeLessThan(230);
  expect(alive.get(110)).toBe(alive.get(10));
  expect(engine.liveTensors()).toBe(0);

  await run('parts', () => undefined, 47);
  await run('parts', () => undefined, Infinity, true);
  const csv = (name: string): Promise<string> => readFile(join(folder, name, 'metrics.csv'), 'utf8');
  expect(await csv('parts')).toBe(await csv('whole'));
  const tensors = async (name: string): Promise<unknown> =>
    (await loadCheckpoint(host, join(folder, name), plan)).tensors;
  expect(await tensors('parts')).toEqual(await tensors('whole'));
});
