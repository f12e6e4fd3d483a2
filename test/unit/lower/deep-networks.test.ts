/** @file Depth is no limit: a network of a thousand layers and more is compiled as one of three is, without a deep recursion. */
import { expect, it } from 'vitest';
import { compileText } from '../../support/specs.ts';

it(
  'compiles fifteen hundred layers in a row, and gradients through all of them',
  { timeout: 120_000 },
  () => {
    const layers = Array.from({ length: 1500 }, (_, i) => `let h${i + 1} = h${i} |> bias |> tanh`).join('\n');
    const program = compileText(`model Deep {
    prior px = Normal[2](mean: 0, stddev: 1)
    network N(x: Vector[2]) -> Vector[2] {
      let h0 = x
      ${layers}
      h1500
    }
    train {
      batch 2
      steps 1
      sample x ~ px
      update N with sgd(1e-3) { minimize size = sum(square(N(x))) + gradientPenalty.r1(sum(N(x)), x) }
    }
  }`);
    const step = program.graphs.get(program.plan.phases[0]!.variants[0]!.graph.name)!;
    expect(step.nodes.filter(({ op }) => op === 'tanh')).toHaveLength(1500);
    expect(program.plan.networks[0]!.parameters).toBe(3000);
  },
);
