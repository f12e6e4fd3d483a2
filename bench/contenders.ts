/**
 * @file What the benchmark compares: our engines on the compiled step, and the same step written by hand with TensorFlow.js.
 * Each gives one training step at a time and loads nothing of the others, so that memory is its own.
 */
import type { Program } from '../src/compiler/4-lower/program.ts';
import type { Graph } from '../src/compiler/ir/graph.ts';
import type { Engine, EngineTensor, GraphArtifacts, HostTensor } from '../src/runtime/engine.ts';
import type { GraphPlan, InputPlan, StatePlan } from '../src/runtime/plan.ts';
import { sizeOf } from '../src/runtime/tensors.ts';
import type { WorkloadName } from './workloads/workloads.ts';

export type Contender = 'onnx' | `tfjs ${BenchDevice}` | `by hand, ${BenchDevice}`;

/** Devices that need packages which Gen does not install: measured where they are asked for. */
export const optionalDevices = ['node', 'cuda', 'webgpu'] as const;
export type OptionalDevice = (typeof optionalDevices)[number];
type BenchDevice = 'wasm' | 'cpu' | OptionalDevice;

/** Who takes part, in the order of the tables. */
export function contendersOn(devices: readonly OptionalDevice[]): readonly Contender[] {
  const all: readonly BenchDevice[] = ['wasm', 'cpu', ...devices];
  return [
    'onnx',
    ...all.map((device) => `tfjs ${device}` as const),
    ...all.map((device) => `by hand, ${device}` as const),
  ];
}

/** Makes one training step and gives its loss. */
export type Step = () => Promise<number>;

/** Prepares a workload for a contender. Throws where the contender can't run it. */
export async function startContender(contender: Contender, workload: WorkloadName): Promise<Step> {
  if (contender === 'onnx') {
    const { createOnnxEngine } = await import('../src/runtime/engines/onnx/engine.ts');
    return compiledStep(workload, await createOnnxEngine());
  }
  const byHand = contender.startsWith('by hand');
  const device = contender.replace(/^(tfjs |by hand, )/, '') as BenchDevice;
  if (!byHand) {
    const { createTfjsEngine } = await import('../src/runtime/engines/tfjs/engine.ts');
    return compiledStep(workload, await createTfjsEngine(device));
  }
  const { createPeer } = await import('./peers/hand-written-tfjs.ts');
  if (device !== 'wasm' && device !== 'cpu') {
    // Starting a device is more than an import; what is timed is the stock kernels all the same.
    const { createTfjsEngine } = await import('../src/runtime/engines/tfjs/engine.ts');
    await createTfjsEngine(device);
  }
  const peer = await createPeer(workload, device);
  return () => peer.step();
}

/** A training loop as the runtime has it: state stays with the engine, data and noise are uploaded at each step. */
async function compiledStep(workload: WorkloadName, engine: Engine): Promise<Step> {
  const { createWorkload } = await import('./workloads/workloads.ts');
  const program = createWorkload(workload);
  const plan = program.plan.phases[0]?.variants[0]?.graph;
  const graph = plan && program.graphs.get(plan.name);
  if (!plan || !graph) throw new Error('the workload has no step');
  const prepared = await engine.prepare(await artifacts(program, graph, plan, engine.name));
  const random = createRandom();
  const state = new Map<string, EngineTensor>();
  for (const entry of program.plan.state) {
    const { shape, convolutionKernel } = entry;
    state.set(entry.name, engine.upload(tensor(shape, initialValue(entry, random)), { convolutionKernel }));
  }
  const image = tensor([128, 784], () => (random() < 0.2 ? 1 : 0)).data as Float32Array;
  let step = 0;
  return async () => {
    step++;
    const inputs = new Map<string, EngineTensor | HostTensor>();
    for (const input of plan.inputs) {
      const held = input.role === 'state' ? state.get(input.state) : undefined;
      inputs.set(input.name, held ?? fedValue(input, image, step, random));
    }
    const results = await prepared.run(inputs);
    let loss = Number.NaN;
    for (const output of plan.outputs) {
      const result = results.get(output.name);
      if (!result) continue;
      if (output.role === 'state') {
        const old = state.get(output.state);
        if (old) engine.free(old);
        state.set(output.state, result);
      } else {
        if (output.name === 'loss') loss = (await engine.download(result)).data[0] ?? Number.NaN;
        engine.free(result);
      }
    }
    return loss;
  };
}

async function artifacts(
  program: Program,
  graph: Graph,
  plan: GraphPlan,
  engine: Engine['name'],
): Promise<GraphArtifacts> {
  if (engine === 'onnx') {
    const { emitOnnx } = await import('../src/compiler/6-emit/onnx/emit-onnx.ts');
    return { plan, onnx: emitOnnx(graph, plan, program.plan.state) };
  }
  const { emitJavaScript } = await import('../src/compiler/6-emit/typescript/emit-javascript.ts');
  const { text, exports } = emitJavaScript(program);
  const exportName = exports.get(plan.name);
  if (exportName === undefined) throw new Error(`no function was emitted for ${plan.name}`);
  const url = `data:text/javascript;base64,${Buffer.from(text).toString('base64')}`;
  return { plan, module: { url, exportName } };
}

/** Values of a step's data, noise, and Adam's two numbers. */
function fedValue(input: InputPlan, image: Float32Array, step: number, random: () => number): HostTensor {
  if (input.name === 'x') return { shape: input.shape, dtype: 'f32', data: image };
  if (input.role !== 'scalar') return tensor(input.shape, () => normal(random));
  const debias = (beta: number): number => 1 - beta ** step;
  const isStepSize = input.name.startsWith('stepSize');
  return tensor([], () => (isStepSize ? 1e-3 / debias(0.9) : 1 / Math.sqrt(debias(0.999))));
}

function initialValue({ init }: StatePlan, random: () => number): () => number {
  if (init.kind === 'constant') return () => init.value;
  if (init.kind === 'uniform') return () => init.low + (init.high - init.low) * random();
  if (init.kind === 'normal') return () => init.mean + init.stddev * normal(random);
  throw new Error(`the benchmark has no initialiser ${init.kind}`);
}

function tensor(shape: readonly number[], draw: () => number): HostTensor {
  return { shape, dtype: 'f32', data: Float32Array.from({ length: sizeOf(shape) }, draw) };
}

function createRandom(): () => number {
  let state = 1;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
}
