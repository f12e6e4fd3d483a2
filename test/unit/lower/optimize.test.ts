/**
 * @file `optimize` in an infer: descent on a value of each example. What it computes is held to descent written out by hand in
 * float64; how it is laid out, to one step that is run n times and what stands around it.
 */
import { describe, expect, test } from 'vitest';
import { compile } from '../../../src/compiler/compile.ts';
import type { Program } from '../../../src/compiler/4-lower/program.ts';
import type { InferPlan, InputPlan, ProgramPlan } from '../../../src/runtime/plan.ts';
import { runInfer } from '../../support/run-infer.ts';
import { runStages } from '../../support/run-stages.ts';

const spec = (programs: string): string => `model Latents {
  data points from mixture2d { x: Vector[2], label: Class[8] }
  prior pz = Normal[2](mean: 0, stddev: 1)
  network E(x: Vector[2]) -> Vector[2] { x |> dense(2) }
  network G(z: Vector[2]) -> Vector[2] { z |> dense(2) }
  train {
    batch 4
    steps 1
    update E, G with adam(1e-3) { minimize mse(G(E(points.x)), points.x) }
  }
  ${programs}
}`;

/** Weights by which E halves and G is [2 z1 + z2 + 1, z2]. */
const weights = {
  'E/dense1/kernel': [0.5, 0, 0, 0.5],
  'E/dense1/bias': [0, 0],
  'G/dense1/kernel': [2, 0, 1, 1],
  'G/dense1/bias': [1, 0],
};

function compiled(programs: string): Program {
  const { program, diagnostics } = compile(
    new Map([['spec.gen', { path: 'spec.gen', text: spec(programs) }]]),
    'spec.gen',
  );
  if (!program) throw new Error(diagnostics.map((one) => one.message).join('; '));
  return program;
}

const inferOf = (program: Program, name: string): InferPlan =>
  program.plan.infers.find((one) => one.name === name)!;

/** Kingma & Ba 2015, algorithm 1, on one vector. */
function adam(
  start: readonly number[],
  gradient: (z: readonly number[], step: number) => readonly number[],
  { rate = 0.05, steps = 1 }: { readonly rate?: number; readonly steps?: number },
): readonly number[] {
  let z = [...start];
  let m = z.map(() => 0);
  let v = z.map(() => 0);
  for (let t = 1; t <= steps; t++) {
    const g = gradient(z, t - 1);
    m = m.map((one, i) => 0.9 * one + 0.1 * g[i]!);
    v = v.map((one, i) => 0.999 * one + 0.001 * g[i]! ** 2);
    z = z.map((one, i) => {
      const step = rate / (1 - 0.9 ** t);
      return one - (step * m[i]!) / (Math.sqrt(v[i]!) / Math.sqrt(1 - 0.999 ** t) + 1e-8);
    });
  }
  return z;
}

const close = (found: readonly number[], wanted: readonly number[], digits = 10): void => {
  expect(found.length).toBe(wanted.length);
  wanted.forEach((value, i) => expect(found[i]).toBeCloseTo(value, digits));
};

/** d |G(z) - x|^2 / dz. */
const gradientTo =
  (x: readonly number[]) =>
  ([z1 = 0, z2 = 0]: readonly number[]): readonly number[] => {
    const [a, b] = [2 * z1 + z2 + 1 - x[0]!, z2 - x[1]!];
    return [4 * a, 2 * a + 2 * b];
  };

const invert = `
  infer invert(x: Vector[2]) -> Vector[2] {
    optimize z = E(x) with adam(0.05) for 7 steps { minimize squaredError(G(z), x) }
    z
  }`;

describe('what it computes', () => {
  test('is Adam on the value alone, from its start, with the weights as they are', () => {
    const x = [3, -2];
    const wanted = adam([1.5, -1], gradientTo(x), { steps: 7 });
    close(runInfer(spec(invert), 'invert', { ...weights, x }), wanted);
  });

  test('finds the minimum of a quadratic', () => {
    const long = invert.replace('for 7 steps', 'for 1500 steps');
    // 2 z1 + z2 + 1 = 3 and z2 = -2
    close(runInfer(spec(long), 'invert', { ...weights, x: [3, -2] }), [2, -2], 5);
  });

  test('is a descent of each example on its own loss, whatever else is in the batch', () => {
    const program = compiled(`
      infer nearer(x: Vector[2]) -> Vector[2] {
        optimize z = 0 * x with sgd(0.25) for 1 steps { minimize squaredError(z, x) }
        z
      }`);
    // One step of rate 1/4 on sum (z - x)^2 from 0 goes to x / 2; on a mean over 64 examples it would go to x / 128.
    const rows = Array.from({ length: 128 }, (_, i) => i - 40);
    const result = runStages(program, inferOf(program, 'nearer'), ({ shape }) => ({
      shape,
      data: Float64Array.from(rows),
    }))['result']!;
    close(
      [...result.data],
      rows.map((one) => one / 2),
    );
  });

  test('limits the gradient of each example by itself', () => {
    const program = compiled(`
      infer nearer(x: Vector[2]) -> Vector[2] {
        optimize z = 0 * x with sgd(0.25, clipNorm: 1) for 1 steps { minimize squaredError(z, x) }
        z
      }`);
    const rows = Array.from({ length: 64 }, (_, i) => (i === 0 ? [30, 40] : [0.03, 0.04])).flat();
    const { data } = runStages(program, inferOf(program, 'nearer'), ({ shape }) => ({
      shape,
      data: Float64Array.from(rows),
    }))['result']!;
    // The gradient [-60, -80] is cut to norm 1; [-0.06, -0.08] has norm 0.1 and stays.
    close([...data.subarray(0, 4)], [0.15, 0.2, 0.015, 0.02], 6);
  });

  test('sums its terms, negates what is maximised, and weighs a term of every k steps by k', () => {
    const given = { x: [3, -2] };
    const program = `
      infer pull(x: Vector[2]) -> Vector[2] {
        optimize z = x with sgd(0.1) for 3 steps {
          minimize first = sum(z)
          maximize second = 2 * dot(z, stack(0, 1))
          minimize third = 5 * dot(z, stack(1, 0)) every 2
        }
        z
      }`;
    // Steps 0 and 2 add 2 * 5 to the first coordinate's slope of 1; the second's is 1 - 2.
    close(runInfer(spec(program), 'pull', given), [3 - 0.1 * (11 + 1 + 11), -2 + 0.1 * 3]);
  });

  test('begins each loop with fresh optimiser state, and later loops with what earlier ones found', () => {
    const twice = `
      infer twice(x: Vector[2]) -> Vector[2] {
        optimize a = E(x) with adam(0.05) for 2 steps { minimize squaredError(G(a), x) }
        optimize b = a with adam(0.05) for 2 steps { minimize squaredError(G(b), x) }
        b - a
      }`;
    const x = [3, -2];
    const a = adam([1.5, -1], gradientTo(x), { steps: 2 });
    const b = adam(a, gradientTo(x), { steps: 2 });
    close(
      runInfer(spec(twice), 'twice', { ...weights, x }),
      b.map((one, i) => one - a[i]!),
    );
  });

  test('is the same inside of a called infer', () => {
    const outer = `${invert}
      infer roundTrip(x: Vector[2]) -> Vector[2] { G(invert(x)) }`;
    const [z1 = 0, z2 = 0] = adam([1.5, -1], gradientTo([3, -2]), { steps: 7 });
    close(runInfer(spec(outer), 'roundTrip', { ...weights, x: [3, -2] }), [2 * z1 + z2 + 1, z2]);
  });
});

/** The names of state that a graph reads. */
const statesOf = (inputs: readonly InputPlan[]): readonly string[] =>
  inputs.flatMap((input) => (input.role === 'state' ? [input.state] : []));

const outline = ({ stages = [], graph }: ProgramPlan): readonly string[] => [
  ...stages.map((stage) => `${stage.graph.name} x${stage.times}`),
  graph.name,
];

describe('how it is laid out', () => {
  test('is one step that runs n times, between what comes before and after', () => {
    const program = compiled(invert);
    const short = inferOf(program, 'invert');
    expect(outline(short)).toEqual(['infer_invert_z_start x1', 'infer_invert_z_step x7', 'infer_invert']);
    const long = inferOf(compiled(invert.replace('for 7 steps', 'for 70 steps')), 'invert');
    expect(long.stages![1]!.times).toBe(70);
    expect(long.stages![1]!.graph.kernels).toBe(short.stages![1]!.graph.kernels);
  });

  test('computes before the loop what is the same in every step', () => {
    const program = compiled(`
      infer alike(x: Vector[2]) -> Vector[2] {
        optimize z = 0 * x with adam(0.05) for 3 steps { minimize squaredError(G(z), E(x)) }
        z
      }`);
    const [start, step] = inferOf(program, 'alike').stages!;
    expect(statesOf(start!.graph.inputs)).toEqual(['E/dense1/kernel', 'E/dense1/bias']);
    expect(statesOf(step!.graph.inputs)).toEqual(['G/dense1/kernel', 'G/dense1/bias']);
  });

  test('draws anew in each step what is drawn in the loop, and once what is drawn before', () => {
    const program = compiled(`
      infer noisy(x: Vector[2]) -> Vector[2] {
        sample before ~ pz
        optimize z = x with adam(0.05) for 3 steps {
          sample inside ~ pz
          minimize squaredError(z, before + inside)
        }
        z
      }`);
    const sites = inferOf(program, 'noisy').stages!.map(({ graph }) =>
      graph.inputs.flatMap((input) => (input.role === 'random' ? [input.site] : [])),
    );
    expect(sites).toEqual([['infer.noisy/before'], ['infer.noisy/z/inside']]);
  });

  test('serves figures and reports, with one value for each example, and for each item where the terms tell items apart', () => {
    const program = compiled(`
      ${invert}
      infer toward(x: Vector[2], y: Class[3]) -> Vector[2] {
        optimize z = x with adam(0.05) for 3 steps { minimize squaredError(z, oneHot(y)[0..1]) }
        z
      }
      evaluate { report left = squaredError(G(invert(points.x)), points.x) }
      figure fit = curve(for t in linspace(0, 1, 5) { sum(invert(stack(t, t))) })
      figure classes = grid(for y in Class[3] { toward(E(points.x), y) |> reshape(1, 2, 1) }, count: 4)
      figure shared = grid(for y in Class[3] { invert(points.x) + sum(oneHot(y)) |> reshape(1, 2, 1) }, count: 4)`);
    const [evaluation] = program.plan.evaluations;
    expect(outline(evaluation!)).toEqual(['evaluate_z_start x1', 'evaluate_z_step x7', 'evaluate']);
    const shapeIn = (name: string): readonly number[] => {
      const figure = program.plan.figures.find((one) => one.name === name)!;
      return figure.stages![1]!.graph.outputs.find((one) => one.name === 'z')!.shape;
    };
    expect(shapeIn('fit')).toEqual([5, 2]);
    expect(shapeIn('classes')).toEqual([4, 3, 2]);
    // The classes are no part of this loop.
    expect(shapeIn('shared')).toEqual([4, 2]);
  });
});

test('names of parameters may be those of the value, of its slots and of numbers of a step', () => {
  const program = `
    infer pulled(z: Vector[2], m: Vector[2], stepSize: Vector[2]) -> Vector[2] {
      let goal = m + stepSize
      optimize z = 2 * z with adam(0.05) for 3 steps { minimize squaredError(z, m + 0 * stepSize) }
      z + goal
    }
    infer shadowed(z: Vector[2], m: Vector[2], stepSize: Vector[2]) -> Vector[2] {
      let before = z
      optimize stepSize = z with adam(0.05) for 3 steps { minimize squaredError(stepSize, m) }
      stepSize + before
    }`;
  const given = { z: [1, -1], m: [3, -2], stepSize: [10, 20] };
  const toM = (z: readonly number[]): readonly number[] => [2 * (z[0]! - 3), 2 * (z[1]! + 2)];
  const [a = 0, b = 0] = adam([2, -2], toM, { steps: 3 });
  close(runInfer(spec(program), 'pulled', given), [a + 13, b + 18]);
  const [c = 0, d = 0] = adam([1, -1], toM, { steps: 3 });
  close(runInfer(spec(program), 'shadowed', given), [c + 1, d - 1]);
});

test('a report for few examples runs no larger batch than these', () => {
  const { plan } = compiled(`
    ${invert}
    evaluate {
      report some = squaredError(G(invert(points.x)), points.x) for 30 examples
      report all = squaredError(G(points.x), points.x)
    }`);
  const batches = plan.evaluations.map(({ reports, batch }) => [reports.map(({ name }) => name)[0], batch]);
  expect(batches).toEqual([
    ['some', 30],
    ['all', 500],
  ]);
});

test('a truth value from outside is computed again in the loop', () => {
  const masked = `
    infer masked(x: Vector[2]) -> Vector[2] {
      let isLarge = x > 2
      optimize z = 0 * x with sgd(0.25) for 1 steps { minimize sum(where(isLarge, square(z - x), square(z))) }
      z
    }`;
  close(runInfer(spec(masked), 'masked', { x: [3, 1] }), [1.5, 0]);
});
