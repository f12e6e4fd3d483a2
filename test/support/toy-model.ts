/**
 * @file A model small enough to be written by hand: the mean of a 2-D mixture, learned by noisy gradient descent with momentum. It
 * uses every role of inputs and outputs, two phases, a variant by period, a figure, an evaluation and an infer.
 */
import type { GraphArtifacts, HostTensor } from '../../src/runtime/engine.ts';
import { programGraphs } from '../../src/runtime/program-graphs.ts';
import type { GraphPlan, InputPlan, OutputPlan, Plan, SpecPlace } from '../../src/runtime/plan.ts';
import type { FakeGraph } from './fake-engine.ts';

export const BATCH = 16;
/** Training examples; no multiple of the batch, so that batches span permutations. */
export const COUNT = 100;

const place = (line: number, text: string): SpecPlace => ({ path: 'toy.gen', line, column: 3, text });

const state = (name: string): InputPlan & OutputPlan => ({
  name,
  shape: [2],
  dtype: 'f32',
  role: 'state',
  state: name,
});
const data = (draw: number): InputPlan => ({
  name: `x${draw}`,
  shape: [BATCH, 2],
  dtype: 'f32',
  role: 'data',
  source: 'points',
  field: 'x',
  draw,
});
const noise = (site: string, fixed: boolean): InputPlan => ({
  name: 'noise',
  shape: [BATCH, 2],
  dtype: 'f32',
  role: 'random',
  site,
  distribution: 'normal',
  repetition: 0,
  fixed,
});
const metric = (name: string, line: number): OutputPlan => ({
  name,
  shape: [],
  dtype: 'f32',
  role: 'metric',
  metric: name,
  kind: 'term',
  unit: '',
  place: place(line, `minimize ${name} = ...`),
});
const value = (name: string, shape: readonly number[]): OutputPlan => ({
  name,
  shape,
  dtype: 'f32',
  role: 'value',
});

function graph(name: string, inputs: readonly InputPlan[], outputs: readonly OutputPlan[]): GraphPlan {
  return { name, inputs, outputs, flops: 0, peakBytes: 0, kernels: 1 };
}

function step(phase: string, withPenalty: boolean): GraphPlan {
  const momentum = { ...state('momentum'), name: 'momentum', state: `${phase}/momentum` };
  return graph(
    `${phase}${withPenalty ? 'WithPenalty' : ''}`,
    [
      state('mean'),
      momentum,
      data(0),
      data(1),
      noise(`${phase}/noise`, false),
      {
        name: 'rate',
        shape: [],
        dtype: 'f32',
        role: 'scalar',
        value: { op: 'divide', left: 0.5, right: { op: 'sqrt', value: { op: 'updates' } } },
      },
    ],
    [state('mean'), momentum, metric('distance', 4), ...(withPenalty ? [metric('penalty', 5)] : [])],
  );
}

const phases = ['first', 'second'] as const;

/** The plan. `durations` are the two phases' steps or epochs. */
export const toyPlan: Plan = {
  format: 1,
  compiler: 'test',
  model: 'Toy',
  specHash: 'abc',
  params: {},
  sources: [
    {
      name: 'points',
      loader: 'mixture2d',
      options: { count: COUNT, testCount: 25 },
      fields: [
        { name: 'x', column: 'x', transforms: [], shape: [2], dtype: 'f32', place: place(2, 'x: Vector[2]') },
      ],
      place: place(2, 'data points from mixture2d'),
    },
  ],
  networks: [{ name: 'net', role: 'network', parameters: 2, place: place(3, 'network net') }],
  state: [
    {
      name: 'mean',
      kind: 'weight',
      network: 'net',
      shape: [2],
      dtype: 'f32',
      init: { kind: 'normal', mean: 3, stddev: 1 },
      convolutionKernel: false,
    },
    ...phases.map((phase) => ({
      name: `${phase}/momentum`,
      kind: 'slot' as const,
      network: 'net',
      shape: [2],
      dtype: 'f32' as const,
      init: { kind: 'constant' as const, value: 0 },
      convolutionKernel: false,
      phase,
    })),
  ],
  phases: [
    {
      name: 'first',
      batch: BATCH,
      duration: { unit: 'epochs', count: 3 },
      sources: ['points'],
      periods: [],
      variants: [{ fires: [], graph: step('first', false) }],
      updates: [
        { name: 'net', networks: ['net'], flops: 0, kernels: 0, peakBytes: 0, place: place(4, 'update net') },
      ],
      repetitions: [1],
    },
    {
      name: 'second',
      batch: BATCH,
      duration: { unit: 'steps', count: 30 },
      sources: ['points'],
      periods: [4],
      variants: [
        { fires: [], graph: step('second', false) },
        { fires: [4], graph: step('second', true) },
      ],
      updates: [
        { name: 'net', networks: ['net'], flops: 0, kernels: 0, peakBytes: 0, place: place(6, 'update net') },
      ],
      repetitions: [1],
    },
  ],
  evaluations: [
    {
      name: 'reports',
      graph: graph(
        'reports',
        [state('mean'), data(0), noise('reports/noise', false)],
        [value('error', [BATCH]), value('ones', [BATCH])],
      ),
      batch: BATCH,
      source: 'points',
      reports: [
        { name: 'error', output: 'error', unit: '', place: place(7, 'report error') },
        { name: 'ones', output: 'ones', unit: '', place: place(8, 'report ones') },
      ],
    },
  ],
  figures: [],
  infers: [
    {
      name: 'shift',
      documentation: '',
      arguments: [{ name: 'by', type: 'Vector[2]', shape: [2], dtype: 'f32', range: [-1, 1] }],
      results: [{ name: 'result', output: 'result', type: 'Vector[2]' }],
      batch: BATCH,
      graph: graph(
        'shift',
        [
          state('mean'),
          noise('shift/noise', false),
          { name: 'by', shape: [BATCH, 2], dtype: 'f32', role: 'argument', argument: 'by' },
        ],
        [value('result', [BATCH, 2])],
      ),
    },
  ],
  remarks: [],
};

/** A figure over test data and fixed noise, for plans that look. */
export const toyFigure: Plan['figures'][number] = {
  name: 'cloud',
  title: 'Cloud',
  every: { unit: 'epoch', count: 1 },
  graph: graph(
    'cloud',
    [state('mean'), data(0), noise('cloud/noise', true)],
    [value('points', [BATCH, 2]), value('noise', [BATCH, 2])],
  ),
  content: {
    kind: 'curve',
    x: { output: 'points', label: 'x' },
    lines: [{ output: 'noise', label: 'noise' }],
    yLabel: 'y',
  },
  place: place(9, 'figure cloud'),
};

type Inputs = ReadonlyMap<string, HostTensor>;

const numbers = (inputs: Inputs, name: string): Float32Array => inputs.get(name)?.data as Float32Array;
const tensor = (shape: readonly number[], values: ArrayLike<number>): HostTensor => ({
  shape,
  dtype: 'f32',
  data: Float32Array.from(values),
});

function stepBody(withPenalty: boolean): FakeGraph {
  return (inputs) => {
    const mean = numbers(inputs, 'mean').slice();
    const momentum = numbers(inputs, 'momentum').slice();
    const rate = numbers(inputs, 'rate')[0] ?? 0;
    let distance = 0;
    const gradient = [0, 0];
    for (let row = 0; row < BATCH; row++) {
      for (let axis = 0; axis < 2; axis++) {
        const at = row * 2 + axis;
        const target =
          (numbers(inputs, 'x0')[at] ?? 0) +
          0.1 * (numbers(inputs, 'noise')[at] ?? 0) +
          0.01 * (numbers(inputs, 'x1')[at] ?? 0);
        const difference = (mean[axis] ?? 0) - target;
        distance += (difference * difference) / BATCH;
        gradient[axis] = (gradient[axis] ?? 0) + difference / BATCH;
      }
    }
    for (let axis = 0; axis < 2; axis++) {
      momentum[axis] = 0.9 * (momentum[axis] ?? 0) + (gradient[axis] ?? 0);
      mean[axis] = (mean[axis] ?? 0) - 0.1 * rate * (momentum[axis] ?? 0);
    }
    const penalty = withPenalty ? { penalty: tensor([], [Math.hypot(...mean)]) } : {};
    return {
      mean: tensor([2], mean),
      momentum: tensor([2], momentum),
      distance: tensor([], [distance]),
      ...penalty,
    };
  };
}

/** The bodies of the toy's graphs for the fake engine. */
export const toyGraphs: Readonly<Record<string, FakeGraph>> = {
  first: stepBody(false),
  second: stepBody(false),
  secondWithPenalty: stepBody(true),
  reports: (inputs) => {
    const mean = numbers(inputs, 'mean');
    const x = numbers(inputs, 'x0');
    const noise = numbers(inputs, 'noise');
    const error = Array.from(
      { length: BATCH },
      (_, row) =>
        Math.hypot((mean[0] ?? 0) - (x[2 * row] ?? 0), (mean[1] ?? 0) - (x[2 * row + 1] ?? 0)) +
        (noise[2 * row] ?? 0),
    );
    return {
      error: tensor([BATCH], error),
      ones: tensor(
        [BATCH],
        error.map(() => 1),
      ),
    };
  },
  cloud: (inputs) => ({
    points: tensor([BATCH, 2], numbers(inputs, 'x0')),
    noise: tensor([BATCH, 2], numbers(inputs, 'noise')),
  }),
  shift: (inputs) => {
    const [mean, by, noise] = [numbers(inputs, 'mean'), numbers(inputs, 'by'), numbers(inputs, 'noise')];
    return {
      result: tensor(
        [BATCH, 2],
        by.map((value, at) => value + (mean[at % 2] ?? 0) + (noise[at] ?? 0)),
      ),
    };
  },
};

/** The artefacts of a toy plan: the fake engine needs the plans alone. */
export function toyArtifacts(plan: Plan): ReadonlyMap<string, GraphArtifacts> {
  const graphs = [
    ...plan.phases.flatMap((phase) => phase.variants.map((variant) => variant.graph)),
    ...plan.evaluations.map((evaluation) => evaluation.graph),
    ...plan.figures.map((figure) => figure.graph),
    ...plan.infers.flatMap(programGraphs),
  ];
  return new Map(graphs.map((item) => [item.name, { plan: item }]));
}
