/**
 * @file Runs one graph of a program on the reference evaluator (float64), on inputs that a test chooses: for numbers that can be worked
 * out by hand.
 */
import type { Program } from '../../src/compiler/4-lower/program.ts';
import { evaluateGraph } from '../../src/compiler/ir/evaluate.ts';
import type { NdArray } from '../../src/compiler/ops/nd-array.ts';
import type { GraphPlan, InputPlan } from '../../src/runtime/plan.ts';
import { evaluateScalar } from '../../src/runtime/schedule.ts';

export interface ChosenInputs {
  /** The step's number, from 0: for rates and step sizes. */
  readonly step?: number;
  /** The part of an epoch that a step is. */
  readonly epochsPerStep?: number;
  /** Values by input name; a number fills the tensor. Data and random inputs without one are an error, state starts as planned. */
  readonly values?: Readonly<Record<string, number | readonly number[]>>;
}

/** The step graph that runs at a step of the program's only phase. */
export function stepGraph(program: Program, step = 0): GraphPlan {
  const phase = program.plan.phases[0]!;
  const fires = phase.periods.filter((period) => step % period === 0);
  return phase.variants.find((variant) => variant.fires.join() === fires.join())!.graph;
}

/** Outputs of a graph by name, as plain numbers in row-major order. */
export function evaluateProgram(
  program: Program,
  plan: GraphPlan,
  { step = 0, epochsPerStep = 0, values = {} }: ChosenInputs = {},
): Readonly<Record<string, readonly number[]>> {
  const inputs = Object.fromEntries(
    plan.inputs.map((input) => [
      input.name,
      arrayOf(program, input, values[input.name], { step, epochsPerStep }),
    ]),
  );
  const outputs = evaluateGraph(program.graphs.get(plan.name)!, inputs);
  return Object.fromEntries(Object.entries(outputs).map(([name, { data }]) => [name, [...data]]));
}

function arrayOf(
  program: Program,
  input: InputPlan,
  given: number | readonly number[] | undefined,
  { step, epochsPerStep }: { readonly step: number; readonly epochsPerStep: number },
): NdArray {
  const size = input.shape.reduce((product, one) => product * one, 1);
  const data = new Float64Array(size);
  if (typeof given === 'number') data.fill(given);
  else if (given) data.set(given);
  else if (input.role === 'scalar')
    data.fill(
      evaluateScalar(input.value, {
        step,
        epoch: step * epochsPerStep,
        examples: 0,
        updates: step + 1,
        epochsPerStep,
      }),
    );
  else if (input.role === 'state') data.fill(startOf(program, input.state));
  else throw new Error(`the input ${input.name} has no value`);
  return { shape: input.shape, data };
}

/** Where a state starts, if that is a constant. */
function startOf(program: Program, name: string): number {
  const init = program.plan.state.find((state) => state.name === name)?.init;
  if (init?.kind === 'copy') return startOf(program, init.of);
  if (init?.kind !== 'constant') throw new Error(`the state ${name} does not start at a constant`);
  return init.value;
}
