/**
 * @file Runs one `infer` of a spec in float64, without an engine: compile, then evaluate the graph. For tests of what a
 * library function means, against numbers worked out by hand.
 */
import { compile } from '../../src/compiler/compile.ts';
import { evaluateGraph } from '../../src/compiler/ir/evaluate.ts';
import type { NdArray } from '../../src/compiler/ops/nd-array.ts';

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
  const graph = plan && program?.graphs.get(plan.graph.name);
  if (!program || !plan || !graph)
    throw new Error(`no infer ${name}: ${diagnostics.map((one) => one.message).join('; ')}`);
  const inputs = Object.fromEntries(
    plan.graph.inputs.map((input): [string, NdArray] => {
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
      if (values) return [input.name, fill(values)];
      const init = program.plan.state.find((one) => one.name === key)?.init;
      if (init?.kind !== 'constant') throw new Error(`no value given for ${input.name}`);
      return [input.name, fill([init.value])];
    }),
  );
  const { shape, data } = evaluateGraph(graph, inputs)[plan.results[0]!.output]!;
  return [...data.subarray(0, data.length / (shape[0] ?? 1))];
}
