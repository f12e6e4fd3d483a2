/**
 * @file What a grid shows where: a `for` gives rows or columns, beside other parts a picture for each item; draws are shared along a
 * list, so that a row or column has one latent; heads run over the lists that they head. Pictures are of one pixel, so that each is its number.
 */
import { describe, expect, test } from 'vitest';
import { compile } from '../../../src/compiler/compile.ts';
import type { Program } from '../../../src/compiler/4-lower/program.ts';
import type { FigurePlan, InputPlan } from '../../../src/runtime/plan.ts';
import { runStages } from '../../support/run-stages.ts';

const spec = (members: string): string => `model Grids {
  data points from mixture1d { x: Vector[1] }
  prior pz = Normal[1](mean: 0, stddev: 1)
  network G(z: Vector[1]) -> Image[1, 1, 1] { z |> reshape(1, 1, 1) }
  network F(x: Vector[1]) -> Bernoulli[1, 1, 1] { Bernoulli(logits: x |> dense(1) |> reshape(1, 1, 1)) }
  train {
    batch 4
    steps 1
    update F with adam(1e-3) { minimize kl(F(points.x), Bernoulli(logits: reshape(points.x, 1, 1, 1))) }
  }
  ${members}
}`;

function compiled(members: string): Program {
  const text = spec(members);
  const { program, diagnostics } = compile(new Map([['spec.gen', { path: 'spec.gen', text }]]), 'spec.gen');
  if (!program) throw new Error(diagnostics.map((one) => one.message).join('; '));
  return program;
}

interface Seen {
  readonly plan: FigurePlan;
  readonly parts: readonly {
    readonly label: string;
    readonly shape: readonly number[];
    readonly values: readonly number[];
  }[];
  readonly outputs: Readonly<Record<string, readonly number[]>>;
}

/** The figure `shown`; random and data inputs count 1, 2, 3, ... from `offset`, by name. */
function seen(members: string, offset: Readonly<Record<string, number>> = {}): Seen {
  const program = compiled(members);
  const plan = program.plan.figures.find(({ name }) => name === 'shown')!;
  const outputs = runStages(program, plan, (input: InputPlan) => {
    const size = input.shape.reduce((product, one) => product * one, 1);
    const key = input.role === 'random' ? input.site.replace(/^.*\//, '') : '';
    return {
      shape: input.shape,
      data: Float64Array.from({ length: size }, (_, i) => i + 1 + (offset[key] ?? 0)),
    };
  });
  if (plan.content.kind !== 'grid') throw new Error('no grid');
  return {
    plan,
    parts: plan.content.parts.map(({ label, output }) => ({
      label,
      shape: outputs[output]!.shape.slice(0, -3),
      values: [...outputs[output]!.data],
    })),
    outputs: Object.fromEntries(Object.entries(outputs).map(([name, { data }]) => [name, [...data]])),
  };
}

describe('a `for` alone', () => {
  test('has its items as rows and the examples as columns, as many as `columns` says', () => {
    const { parts } = seen(
      'figure shown = grid(for t in linspace(0, 20, 3) { G(sample(pz) + t) }, columns: 2)',
    );
    // One draw for each column, shared along the list.
    expect(parts).toEqual([{ label: expect.any(String), shape: [3, 2], values: [1, 2, 11, 12, 21, 22] }]);
  });

  test('names its rows by the numbers or classes that it runs over, and by nothing where these are draws', () => {
    const rows = (figure: string): unknown => {
      const { content } = seen(`figure shown = ${figure}`).plan;
      return content.kind === 'grid' ? content.rows : undefined;
    };
    expect(rows('grid(for t in linspace(0, 1, 3) { G(sample(pz) + t) }, columns: 2)')).toEqual([
      '0',
      '0.5',
      '1',
    ]);
    expect(rows('grid(for y in Class[3] { G(sample(pz) + sum(oneHot(y))) })')).toEqual(['0', '1', '2']);
    expect(rows('grid(for a in draws(pz, 3) { G(sample(pz) + a) })')).toBeUndefined();
    // One row of items has nothing to name; beside other parts the items head columns.
    expect(rows('grid(for t in linspace(0, 3, 4) { G(stack(t)) }, columns: 2)')).toBeUndefined();
    expect(rows('grid(G(points.x), for t in linspace(0, 1, 3) { G(points.x + t) })')).toBeUndefined();
    const heads = `let as = linspace(0, 1, 2)
      figure shown = grid(for a in as { for b in linspace(0, 1, 2) { G(stack(a + b)) } }, beside: for a in as { G(stack(a)) })`;
    expect(seen(heads).plan.content).not.toHaveProperty('rows');
  });

  test('shows its items in `columns` columns where nothing differs from example to example', () => {
    const { plan, parts } = seen(
      'figure shown = grid(for t in linspace(0, 3, 4) { G(stack(t)) }, columns: 2)',
    );
    expect(parts[0]!.shape).toEqual([4]);
    expect(plan.content).toMatchObject({ columns: 2 });
  });

  test('inside of another gives rows by the outer and columns by the inner list, of one example', () => {
    const { parts } = seen(
      'figure shown = grid(for a in linspace(0, 10, 2) { for b in linspace(0, 2, 3) { G(sample(pz) + a + b) } })',
    );
    expect(parts).toEqual([{ label: expect.any(String), shape: [2, 3], values: [1, 2, 3, 11, 12, 13] }]);
  });
});

describe('a `for` beside other parts', () => {
  test('is a picture for each of its items in the row of each example', () => {
    const { parts } = seen(
      'figure shown = grid(points.x |> G, for t in linspace(0, 0.5, 2) { G(points.x + t) }, count: 3)',
    );
    expect(parts.map(({ label, shape }) => [label, shape])).toEqual([
      ['points.x |> G', [3]],
      ['0', [3]],
      ['0.5', [3]],
    ]);
    expect(parts.map(({ values }) => values)).toEqual([
      [1, 2, 3],
      [1, 2, 3],
      [1.5, 2.5, 3.5],
    ]);
  });

  test('puts its own name before those of its items', () => {
    const { parts } = seen(
      'figure shown = grid(original: G(points.x), class: for y in Class[2] { G(points.x + sum(oneHot(y))) })',
    );
    expect(parts.map(({ label }) => label)).toEqual(['original', 'class 0', 'class 1']);
    expect(parts[0]!.shape).toEqual([8]);
  });
});

test('heads are pictures of the very items of rows and columns', () => {
  const { outputs, plan } = seen(
    `let as = draws(pz, 2)
     let bs = draws(pz, 3)
     figure shown = grid(for a in as { for b in bs { G(10 * a + b) } }, beside: for a in as { G(a) }, above: for b in bs { G(b) })`,
    { 'draws#2': 100 },
  );
  expect(plan.content).toMatchObject({ above: 'above', beside: 'beside' });
  expect(outputs['beside']).toEqual([1, 2]);
  expect(outputs['above']).toEqual([101, 102, 103]);
  expect(outputs['part1']).toEqual([111, 112, 113, 121, 122, 123]);
});

test('`sample` of a field in an expression is a minibatch of its own', () => {
  const { plan } = seen(
    'figure shown = grid(G(points.x), G(sample(points.x)), G(sample(points.x)), count: 2)',
  );
  const draws = plan.graph.inputs.flatMap((input) => (input.role === 'data' ? [input.draw] : []));
  expect(draws).toEqual([0, 1, 2]);
});

describe('interpolation', () => {
  test('goes in equal steps from one draw to another in each row, ends included', () => {
    const { parts } = seen('figure shown = interpolation(G, between: pz, rows: 2, steps: 3)', { to: 10 });
    // Rows from 1 to 11 and from 2 to 12.
    expect(parts).toEqual([{ label: 'interpolation', shape: [2, 3], values: [1, 6, 11, 2, 7, 12] }]);
  });

  test('shows the mean where the network gives a distribution, and takes an infer', () => {
    const { plan } = seen(`infer picture(z: Vector[1]) -> Image[1, 1, 1] { G(2 * z) }
      figure shown = interpolation(picture, between: pz, rows: 1, steps: 2)`);
    expect(plan.graph.outputs[0]!.shape).toEqual([1, 2, 1, 1, 1]);
    expect(seen('figure shown = interpolation(F, between: pz)').plan.graph.outputs[0]!.shape).toEqual([
      8, 10, 1, 1, 1,
    ]);
  });

  test('refuses a network that makes no pictures', () => {
    expect(() =>
      compiled(
        'network H(z: Vector[1]) -> Vector[1] { 2 * z }\n figure shown = interpolation(H, between: pz)',
      ),
    ).toThrow('rank 1');
  });
});
