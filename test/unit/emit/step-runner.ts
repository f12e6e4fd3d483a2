/** @file Runs a program's one step over and over, feeding new state back, on data and random numbers made up here. */
import { emitJavaScript } from '../../../src/compiler/6-emit/typescript/emit-javascript.ts';
import type { Program } from '../../../src/compiler/4-lower/program.ts';
import type { Engine, EngineTensor, HostTensor, PreparedGraph } from '../../../src/runtime/engine.ts';
import type { GraphPlan, InputPlan } from '../../../src/runtime/plan.ts';
import { evaluateScalar } from '../../../src/runtime/schedule.ts';

/** The plan of the program's one step. */
export function stepPlan(program: Program): GraphPlan {
  const plan = program.plan.phases[0]?.variants[0]?.graph;
  if (!plan) throw new Error('the program has no step');
  return plan;
}

/** Values for every input at the first step: the same each time. */
export function firstInputs(plan: GraphPlan): Map<string, HostTensor> {
  return new Map(plan.inputs.map((input, index) => [input.name, makeUp(input, index, 1)]));
}

/** A number in [0, 1), without a pattern, the same each time. */
function spread(index: number, seed: number): number {
  const value = Math.sin(index * 12.9898 + seed * 78.233) * 43758.5453;
  return value - Math.floor(value);
}

function makeUp(input: InputPlan, seed: number, step: number): HostTensor {
  const data = new Float32Array(input.shape.reduce((product, size) => product * size, 1));
  if (input.role === 'scalar') {
    data[0] = evaluateScalar(input.value, {
      step: step - 1,
      epoch: 0,
      examples: 0,
      updates: step,
      epochsPerStep: 0,
    });
  } else {
    const fan = input.shape.slice(0, -1).reduce((product, size) => product * size, 1);
    data.forEach((_, index) => {
      const uniform = spread(index, seed + (input.role === 'random' ? step * 97 : 0));
      if (input.role === 'data') data[index] = uniform;
      else if (input.role === 'random') data[index] = (uniform + spread(index, seed + step * 31) - 1) * 2.4;
      else if (/\/[mv]$/.test(input.name)) data[index] = 0;
      else data[index] = input.name.endsWith('/scale') ? 1 : (uniform * 2 - 1) / Math.sqrt(fan);
    });
  }
  return { shape: input.shape, dtype: 'f32', data };
}

export class StepRunner {
  readonly engine: Engine;
  readonly #plan: GraphPlan;
  readonly #graph: PreparedGraph;
  readonly #state = new Map<string, EngineTensor>();
  readonly #fixed = new Map<string, HostTensor>();
  #step = 0;

  private constructor(engine: Engine, plan: GraphPlan, graph: PreparedGraph) {
    this.engine = engine;
    this.#plan = plan;
    this.#graph = graph;
    for (const [name, tensor] of firstInputs(plan)) {
      const input = plan.inputs.find((candidate) => candidate.name === name);
      if (input?.role === 'state') this.#state.set(input.state, engine.upload(tensor));
      else this.#fixed.set(name, tensor);
    }
  }

  static async start(program: Program, engine: Engine): Promise<StepRunner> {
    const plan = stepPlan(program);
    const { text, exports } = emitJavaScript(program);
    const url = `data:text/javascript,${encodeURIComponent(text)}`;
    const graph = await engine.prepare({ plan, module: { url, exportName: exports.get(plan.name) ?? '' } });
    return new StepRunner(engine, plan, graph);
  }

  /** One run on given inputs; state is not touched. */
  async outputs(inputs: ReadonlyMap<string, HostTensor>): Promise<Map<string, HostTensor>> {
    const results = new Map<string, HostTensor>();
    for (const [name, tensor] of await this.#graph.run(inputs)) {
      results.set(name, await this.engine.download(tensor));
      this.engine.free(tensor);
    }
    return results;
  }

  /** One training step; returns the sum of the losses. */
  async step(): Promise<number> {
    this.#step++;
    const inputs = new Map<string, EngineTensor | HostTensor>();
    this.#plan.inputs.forEach((input) => {
      const value = input.role === 'state' ? this.#state.get(input.state) : this.#fixed.get(input.name);
      inputs.set(
        input.name,
        input.role === 'scalar' ? makeUp(input, 0, this.#step) : (value as EngineTensor),
      );
    });
    const results = await this.#graph.run(inputs);
    let loss = 0;
    for (const output of this.#plan.outputs) {
      const tensor = results.get(output.name) as EngineTensor;
      if (output.role === 'state') {
        this.engine.free(this.#state.get(output.state) as EngineTensor);
        this.#state.set(output.state, tensor);
      } else {
        if (output.role === 'metric' && output.kind === 'loss')
          loss += (await this.engine.download(tensor)).data[0] as number;
        this.engine.free(tensor);
      }
    }
    return loss;
  }

  async dispose(): Promise<void> {
    for (const tensor of this.#state.values()) this.engine.free(tensor);
    await this.#graph.dispose();
  }
}
