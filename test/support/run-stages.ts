/**
 * @file Runs a program of a plan in float64, without an engine: its stages as the runtime would run them, loops and all, then its last
 * graph. For tests of what optimisation means.
 */
import { evaluateGraph } from '../../src/compiler/ir/evaluate.ts';
import type { Program } from '../../src/compiler/4-lower/program.ts';
import type { NdArray } from '../../src/compiler/ops/nd-array.ts';
import type { GraphPlan, InputPlan, ProgramPlan } from '../../src/runtime/plan.ts';
import { evaluateScalar } from '../../src/runtime/schedule.ts';

/** Values of inputs that are neither scalars nor carried; `step` is the number of the run of a loop, else 0. */
export type GivenInputs = (input: InputPlan, step: number) => NdArray;

/** The outputs of the program's last graph by name. */
export function runStages(program: Program, plan: ProgramPlan, given: GivenInputs): Record<string, NdArray> {
  const carried = new Map<string, NdArray>();
  const run = (graph: GraphPlan, step: number): Record<string, NdArray> => {
    const inputs = Object.fromEntries(
      graph.inputs.map((input): [string, NdArray] => {
        if (input.role === 'scalar') {
          const value = evaluateScalar(input.value, {
            step,
            epoch: 0,
            examples: 0,
            updates: step + 1,
            epochsPerStep: 0,
          });
          return [input.name, { shape: [], data: Float64Array.of(value) }];
        }
        if (input.role !== 'carried') return [input.name, given(input, step)];
        const value = carried.get(input.value);
        if (!value) throw new Error(`nothing gave ${input.value} before ${graph.name}`);
        return [input.name, value];
      }),
    );
    return evaluateGraph(program.graphs.get(graph.name)!, inputs);
  };
  for (const { graph, times, zeros } of plan.stages ?? []) {
    for (const input of graph.inputs) {
      if (input.role !== 'carried' || !zeros.includes(input.value)) continue;
      const size = input.shape.reduce((count, one) => count * one, 1);
      carried.set(input.value, { shape: input.shape, data: new Float64Array(size) });
    }
    for (let step = 0; step < times; step++) {
      const outputs = run(graph, step);
      for (const output of graph.outputs)
        if (output.role === 'carried') carried.set(output.value, outputs[output.name]!);
    }
  }
  return run(plan.graph, 0);
}
