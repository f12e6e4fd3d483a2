/** @file Engine `onnx` as the runtime uses it: training, leaks, determinism, kernels' order of axes, and misuse. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { transform } from '../../../src/compiler/5-transform/transform.ts';
import { emitOnnx } from '../../../src/compiler/6-emit/onnx/emit-onnx.ts';
import { GraphBuilder, type Value } from '../../../src/compiler/ir/build.ts';
import { evaluateGraph } from '../../../src/compiler/ir/evaluate.ts';
import type { Graph } from '../../../src/compiler/ir/graph.ts';
import type { NdArray } from '../../../src/compiler/ops/nd-array.ts';
import type { Engine, EngineTensor, HostTensor, PreparedGraph } from '../../../src/runtime/engine.ts';
import { createOnnxEngine } from '../../../src/runtime/engines/onnx/engine.ts';
import { hostTensor, planFor, randomArray, randomNumbers, statePlans, type StateNames } from './compare.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await createOnnxEngine({ threads: 2 });
});
afterAll(() => engine.dispose());

const weights = {
  kernel: [3, 3, 3, 3],
  shift: [3],
  dense: [48, 1],
} as const;
type WeightName = keyof typeof weights;
const weightNames = Object.keys(weights) as readonly WeightName[];
const slots = ['m', 'v'] as const;

/** Every state entry: weights and their Adam slots. */
const entries: readonly StateNames[] = weightNames.flatMap((name) =>
  [name, ...slots.map((slot) => `${name}.${slot}`)].map((entry) => ({
    input: entry,
    output: `${entry}'`,
    convolutionKernel: name === 'kernel',
  })),
);

/** A step of Adam on a small convolutional regression. */
function stepGraph(): Graph {
  const g = new GraphBuilder('step');
  const values = Object.fromEntries(
    weightNames.map((name) => [name, g.input(name, weights[name])]),
  ) as Record<WeightName, Value>;
  const x = g.input('x', [8, 4, 4, 3]);
  const h = g.conv2d(x, values.kernel, { strides: [1, 1], padding: [1, 1, 1, 1] });
  const features = g.reshape(g.leakyRelu(g.add(h, values.shift), 0.1), [8, 48]);
  const loss = g.mean(g.square(g.subtract(g.matMul(features, values.dense), g.input('target', [8, 1]))));
  for (const name of weightNames) {
    const gradient = g.gradient(loss, values[name]);
    const m = g.movingAverage(g.input(`${name}.m`, weights[name]), gradient, 0.9);
    const v = g.movingAverageOfSquares(g.input(`${name}.v`, weights[name]), gradient, 0.999);
    g.output(`${name}.m'`, m);
    g.output(`${name}.v'`, v);
    g.output(`${name}'`, g.adamStep(values[name], m, v, g.input('stepSize', []), 1, 1e-8));
  }
  g.output('loss', loss);
  return transform(g.finish());
}

const graph = stepGraph();
const plan = planFor(graph, entries);
const onnx = emitOnnx(graph, plan, statePlans(graph, entries));

function startValues(): Record<string, NdArray> {
  const random = randomNumbers(17);
  const values: Record<string, NdArray> = {
    x: randomArray(random, [8, 4, 4, 3]),
    target: randomArray(random, [8, 1]),
    stepSize: randomArray(random, [], 'f32', 0.01, 0.011),
  };
  for (const name of weightNames) {
    values[name] = randomArray(random, weights[name]);
    for (const slot of slots) values[`${name}.${slot}`] = randomArray(random, weights[name], 'f32', 0, 0);
  }
  return values;
}

/** Trains from the start values; `visit` sees the loss after each step. Gives the state at the end, which the caller frees. */
async function train(
  prepared: PreparedGraph,
  steps: number,
  visit: (step: number, loss: number) => void,
): Promise<Map<string, EngineTensor>> {
  const values = startValues();
  const state = new Map<string, EngineTensor>();
  for (const { input, convolutionKernel } of entries) {
    state.set(input!, engine.upload(hostTensor(values[input!]!, 'f32'), { convolutionKernel }));
  }
  const data = ['x', 'target', 'stepSize'].map((name) => [name, hostTensor(values[name]!, 'f32')] as const);
  for (let step = 1; step <= steps; step++) {
    const inputs = new Map<string, EngineTensor | HostTensor>([...state, ...data]);
    const results = await prepared.run(inputs);
    for (const { input, output } of entries) {
      engine.free(state.get(input!)!);
      state.set(input!, results.get(output!)!);
    }
    const loss = results.get('loss')!;
    const [value] = (await engine.download(loss)).data;
    engine.free(loss);
    visit(step, value!);
  }
  return state;
}

describe('training', () => {
  test('20 steps agree with the reference evaluator, and leave no tensor behind at step 10 or 200', async () => {
    const before = engine.liveTensors();
    const prepared = await engine.prepare({ plan, onnx });
    const losses: number[] = [];
    const live: number[] = [];
    const state = await train(prepared, 200, (step, loss) => {
      losses.push(loss);
      if (step === 10 || step === 200) live.push(engine.liveTensors());
    });
    expect(live).toEqual([before + entries.length, before + entries.length]);
    for (const tensor of state.values()) engine.free(tensor);
    expect(engine.liveTensors()).toBe(before);
    await prepared.dispose();

    let values = startValues();
    for (let step = 0; step < 20; step++) {
      const results = evaluateGraph(graph, values);
      const wanted = results['loss']!.data[0]!;
      expect(Math.abs(losses[step]! - wanted) / wanted, `step ${step + 1}`).toBeLessThan(1e-4);
      const next = entries.map(({ input, output }) => [input!, results[output!]!] as const);
      values = { ...values, ...Object.fromEntries(next) };
    }
    expect(losses[199]).toBeLessThan(losses[0]! / 2);
  });

  test('the same inputs give the same bits, in a fresh session and however large the graph is taken to be', async () => {
    const runs: (readonly [readonly number[], HostTensor])[] = [];
    for (const peakBytes of [0, 0, 2 ** 29, 2 ** 33]) {
      const sized = { ...plan, peakBytes };
      const model = emitOnnx(graph, sized, statePlans(graph, entries));
      const prepared = await engine.prepare({ plan: sized, onnx: model });
      const losses: number[] = [];
      const state = await train(prepared, 30, (_, loss) => losses.push(loss));
      runs.push([losses, await engine.download(state.get('kernel')!)]);
      for (const tensor of state.values()) engine.free(tensor);
      await prepared.dispose();
    }
    for (const run of runs) expect(run).toEqual(runs[0]);
  });

  test('large products give the same bits each time on two threads', async () => {
    const g = new GraphBuilder('large');
    const x = g.input('x', [128, 784]);
    g.output('product', g.matMul(x, g.input('w', [784, 256])));
    g.output('sums', g.sum(x, [0]));
    g.output('all', g.sum(g.exp(x)));
    const large = g.finish();
    const random = randomNumbers(23);
    const inputs = new Map([
      ['x', hostTensor(randomArray(random, [128, 784]), 'f32')],
      ['w', hostTensor(randomArray(random, [784, 256]), 'f32')],
    ]);
    const largePlan = planFor(large);
    const prepared = await engine.prepare({ plan: largePlan, onnx: emitOnnx(large, largePlan, []) });
    const seen = new Set<string>();
    for (let run = 0; run < 20; run++) {
      const results = await prepared.run(inputs);
      const parts: string[] = [];
      for (const tensor of results.values()) {
        parts.push(Buffer.from((await engine.download(tensor)).data.buffer).toString('base64'));
        engine.free(tensor);
      }
      seen.add(parts.join());
    }
    expect(seen.size).toBe(1);
    await prepared.dispose();
  });
});

test('the same graph makes the same bytes', () => {
  expect(emitOnnx(stepGraph(), plan, statePlans(graph, entries))).toEqual(onnx);
});

test('a kernel comes back as it went in, whichever order it was kept in', async () => {
  const kernel = hostTensor(randomArray(randomNumbers(2), [2, 3, 4, 5]), 'f32');
  for (const convolutionKernel of [true, false]) {
    const tensor = engine.upload(kernel, { convolutionKernel });
    expect(tensor.shape).toEqual([2, 3, 4, 5]);
    expect(await engine.download(tensor)).toEqual(kernel);
    engine.free(tensor);
  }
});

test('a graph takes kernels in any order: kept, row by row, or from the host', async () => {
  const prepared = await engine.prepare({ plan, onnx });
  const values = startValues();
  const losses: number[] = [];
  for (const how of ['kept', 'rows', 'host'] as const) {
    const inputs = new Map<string, EngineTensor | HostTensor>();
    for (const { name } of plan.inputs) {
      const host = hostTensor(values[name]!, 'f32');
      const convolutionKernel = how === 'kept' && name.startsWith('kernel');
      inputs.set(name, how === 'host' ? host : engine.upload(host, { convolutionKernel }));
    }
    const results = await prepared.run(inputs);
    losses.push((await engine.download(results.get('loss')!)).data[0]!);
    for (const tensor of results.values()) engine.free(tensor);
    if (how !== 'host') for (const tensor of inputs.values()) engine.free(tensor);
  }
  expect(losses[1]).toBe(losses[0]);
  expect(losses[2]).toBe(losses[0]);
  await prepared.dispose();
});

test('bools and integers go in and out', async () => {
  const g = new GraphBuilder('types');
  g.output('not', g.logicalNot(g.input('flags', [3], 'bool')));
  g.output('more', g.add(g.input('counts', [2], 'i32'), 1));
  const types = g.finish();
  const typesPlan = planFor(types);
  const prepared = await engine.prepare({ plan: typesPlan, onnx: emitOnnx(types, typesPlan, []) });
  const results = await prepared.run(
    new Map<string, HostTensor>([
      ['flags', { shape: [3], dtype: 'bool', data: Uint8Array.of(1, 0, 1) }],
      ['counts', { shape: [2], dtype: 'i32', data: Int32Array.of(4, -2) }],
    ]),
  );
  expect(await engine.download(results.get('not')!)).toEqual({
    shape: [3],
    dtype: 'bool',
    data: Uint8Array.of(0, 1, 0),
  });
  expect((await engine.download(results.get('more')!)).data).toEqual(Int32Array.of(5, -1));
  for (const tensor of results.values()) engine.free(tensor);
  await prepared.dispose();
});

describe('misuse is an internal error', () => {
  test('a missing input is named', async () => {
    const prepared = await engine.prepare({ plan, onnx });
    await expect(prepared.run(new Map())).rejects.toThrow(/run without its input/);
    await prepared.dispose();
  });

  test('a tensor is freed once and not used after', () => {
    const tensor = engine.upload({ shape: [2], dtype: 'f32', data: Float32Array.of(1, 2) });
    engine.free(tensor);
    expect(() => engine.free(tensor)).toThrow(/after it was freed/);
    expect(() => engine.free({ shape: [2], dtype: 'f32' })).toThrow(/another engine/);
  });

  test('a failed run keeps no tensors', async () => {
    const before = engine.liveTensors();
    const prepared = await engine.prepare({ plan, onnx });
    const values = startValues();
    const inputs = new Map(plan.inputs.map(({ name }) => [name, hostTensor(values[name]!, 'f32')]));
    inputs.set('x', hostTensor(randomArray(randomNumbers(), [1, 2]), 'f32'));
    await expect(prepared.run(inputs)).rejects.toThrow(/x/);
    expect(engine.liveTensors()).toBe(before);
    await prepared.dispose();
  });

  test('an op that emission should never see is named', () => {
    const g = new GraphBuilder('stopped');
    g.output('y', g.stopGradient(g.input('x', [2])));
    const stopped = g.finish();
    expect(() => emitOnnx(stopped, planFor(stopped), [])).toThrow(/stopGradient reached ONNX emission/);
  });
});
