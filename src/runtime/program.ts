/**
 * @file Runs a program: a computation beside training. Mostly that is one graph; where values are optimised, its stages come first, the
 * loops among them as many times as the plan says, with their values carried from run to run on the engine.
 */
import type { EngineTensor, HostTensor } from './engine.ts';
import { invariant } from './invariant.ts';
import type { GraphPlan, ProgramPlan, StagePlan } from './plan.ts';
import { programGraphs } from './program-graphs.ts';
import { allocate, sizeOf } from './tensors.ts';
import { GraphInputs } from './training/graph-inputs.ts';
import type { FieldLookup, InputMoment, StatisticLookup } from './training/graph-inputs.ts';
import type { RunGraphs } from './training/graphs.ts';
import type { RunState } from './training/state.ts';

/** Told after each step of a program's loops: steps done, of all loops together. What it throws ends the run. */
export type LoopListener = (done: number, steps: number) => void;

/** Told how far loops of optimisation are: what they are run for, steps done, and steps of all batches. */
export type OptimisingListener = (what: string, done: number, steps: number) => void;

/** For the run of the batch `index`: what it tells, as a part of all batches. */
export function ofBatch(listener: LoopListener, index: number, batches: number): LoopListener {
  return (done, steps) => listener(index * steps + done, batches * steps);
}

/** Steps of all loops of one run. */
export function loopSteps({ stages = [] }: ProgramPlan): number {
  return stages.reduce((sum, { times }) => sum + (times > 1 ? times : 0), 0);
}

/** Runs one program, as often as asked for. */
export class ProgramRunner {
  readonly #program: ProgramPlan;
  readonly #graphs: RunGraphs;
  readonly #state: RunState;
  readonly #inputs: ReadonlyMap<string, GraphInputs>;

  constructor(
    program: ProgramPlan,
    fields: FieldLookup,
    statistics: StatisticLookup,
    graphs: RunGraphs,
    state: RunState,
  ) {
    this.#program = program;
    this.#graphs = graphs;
    this.#state = state;
    this.#inputs = new Map(
      programGraphs(program).map((graph) => [graph.name, new GraphInputs(graph, fields, statistics)]),
    );
  }

  /** The values of the last graph's outputs at a moment, in the host's memory. `given` holds the program's arguments by name. */
  async run(
    moment: InputMoment,
    given: ReadonlyMap<string, HostTensor> = new Map(),
    listener?: LoopListener,
  ): Promise<Map<string, HostTensor>> {
    const carried = new Map<string, EngineTensor>();
    try {
      let done = 0;
      const steps = loopSteps(this.#program);
      const tell = listener && ((): void => listener((done += 1), steps));
      for (const stage of this.#program.stages ?? []) await this.#stage(stage, moment, given, carried, tell);
      const outputs = await this.#once(this.#program.graph, moment, given, carried);
      const values = new Map<string, HostTensor>();
      for (const [name, tensor] of outputs) {
        values.set(name, await this.#graphs.engine.download(tensor));
        this.#graphs.engine.free(tensor);
      }
      return values;
    } finally {
      for (const tensor of carried.values()) this.#graphs.engine.free(tensor);
    }
  }

  async #stage(
    stage: StagePlan,
    moment: InputMoment,
    given: ReadonlyMap<string, HostTensor>,
    carried: Map<string, EngineTensor>,
    tell: (() => void) | undefined,
  ): Promise<void> {
    const { engine } = this.#graphs;
    for (const input of stage.graph.inputs) {
      if (input.role !== 'carried' || !stage.zeros.includes(input.value)) continue;
      const { shape, dtype } = input;
      carried.set(input.value, engine.upload({ shape, dtype, data: allocate(dtype, sizeOf(shape)) }));
    }
    for (let step = 0; step < stage.times; step++) {
      const schedule = { step, epoch: 0, examples: 0, updates: step + 1, epochsPerStep: 0 };
      const at = stage.times === 1 ? moment : { ...moment, step, schedule };
      const outputs = await this.#once(stage.graph, at, given, carried);
      for (const output of stage.graph.outputs) {
        const tensor = outputs.get(output.name);
        invariant(tensor && output.role === 'carried', `graph ${stage.graph.name} gave no ${output.name}`);
        const before = carried.get(output.value);
        carried.set(output.value, tensor);
        if (before) engine.free(before);
      }
      if (stage.times > 1) tell?.();
    }
  }

  async #once(
    graph: GraphPlan,
    moment: InputMoment,
    given: ReadonlyMap<string, HostTensor>,
    carried: ReadonlyMap<string, EngineTensor>,
  ): Promise<Map<string, EngineTensor>> {
    const prepared = await this.#graphs.prepare(graph);
    const inputs = this.#state.inputsFor(graph, this.#inputs.get(graph.name)?.prepare(moment) ?? new Map());
    for (const input of graph.inputs) {
      if (input.role !== 'argument' && input.role !== 'carried') continue;
      const value = input.role === 'argument' ? given.get(input.argument) : carried.get(input.value);
      invariant(value, `graph ${graph.name} has no value for ${input.name}`);
      inputs.set(input.name, value);
    }
    return prepared.run(inputs);
  }
}
