/**
 * @file Runs one `infer` of a spec in float64, without an engine: compile, then evaluate the graph. For tests of what a
 * library function means, against numbers worked out by hand.
 */
import { compile } from '../../src/compiler/compile.ts';
import type { NdArray } from '../../src/compiler/ops/nd-array.ts';
import type { InputPlan } from '../../src/runtime/plan.ts';
import { runStages } from './run-stages.ts';

/**
 * The values of the infer's one result for one example. `given` holds arguments (one example's values), weights by name
 * (`N/layerNorm1/scale`) and draws by site. Weights that are left out take their initial constant. Throws with the findings where the spec has faults.
 */
export function runInfer(
  spec: string,
  name: string,
  given: Readonly<Record<string, readonly number[]>>,
): readonly number[] {
  const path = 'spec.gen';
  const { program, diagnostics } = compile(new Map([[path, { path, text: spec }]]), path);
  const plan = program?.plan.infers.find((one) => one.name === name);
  if (!program || !plan)
    throw new Error(`no infer ${name}: ${diagnostics.map((one) => one.message).join('; ')}`);
  const valueOf = (input: InputPlan): NdArray => {
    const count = input.shape.reduce((product, size) => product * size, 1);
    const fill = (values: readonly number[]): NdArray => ({
      shape: input.shape,
      data: Float64Array.from({ length: count }, (_, i) => values[i % values.length]!),
    });
    const key =
      input.role === 'argument'
        ? input.argument
        : input.role === 'state'
          ? input.state
          : input.role === 'random'
            ? input.site
            : '';
    const values = given[key];
    if (values) return fill(values);
    const init = program.plan.state.find((one) => one.name === key)?.init;
    if (init?.kind !== 'constant') throw new Error(`no value given for ${input.name}`);
    return fill([init.value]);
  };
  const { shape, data } = runStages(program, plan, valueOf)[plan.results[0]!.output]!;
  return [...data.subarray(0, data.length / (shape[0] ?? 1))];
}
