/**
 * @file The rules of a step (docs/language.md, "A step"), each in a small spec whose step graph runs on the reference evaluator, against
 * numbers worked out by hand. All networks are linear with constant starts, so that a gradient is a product of a few numbers.
 */
import { describe, expect, test } from 'vitest';
import { evaluateProgram, stepGraph } from '../support/evaluate-program.ts';
import { compileText } from '../support/specs.ts';

/** The one number of an output. */
function only(values: Readonly<Record<string, readonly number[]>>, name: string): number {
  const [value, ...more] = values[name] ?? [];
  if (value === undefined || more.length > 0) throw new Error(`${name} is not one number: ${values[name]}`);
  return value;
}

/** G(z) = g z and D(x) = d x without biases; g and d start at 1. One example, so that nothing is averaged. */
const twoPlayers = (train: string, more = ''): string => `
  model Players {
    generator G(z: Vector[1]) -> Vector[1] { z |> dense(1, init: ones, bias: none) }
    discriminator D(x: Vector[1]) -> Logit { x |> dense(1, init: ones, bias: none) }
    train {
      batch 1
      steps 10
      ${train}
    }
    ${more}
  }`;
const [g, d] = ['G/dense1/kernel', 'D/dense1/kernel'];

describe('what an update sees of the updates before it', () => {
  const program = compileText(
    twoPlayers(
      `
      sample x ~ Normal[1](mean: 0, stddev: 1)
      sample z ~ Normal[1](mean: 0, stddev: 1)
      game V = wasserstein(real: D(x), fake: D(G(z)))
      update D with sgd(0.1) { minimize critic = V.discriminator }
      update G with sgd(0.1) { minimize fooling = V.generator }`,
      'track gap = D(x) - D(G(z))',
    ),
  );
  const plan = stepGraph(program);
  const values = evaluateProgram(program, plan, { values: { 'train/x.normal': 5, 'train/z.normal': 2 } });

  test('D moves by its gradient alone: d = 1 - 0.1 (g z - x)', () => {
    expect(only(values, 'critic')).toBeCloseTo(2 - 5, 12);
    expect(only(values, `${d}:next`)).toBeCloseTo(1 - 0.1 * (2 - 5), 12);
  });

  test("G's update computes D again, with its new weights: -d' g z and g + 0.1 d' z", () => {
    expect(only(values, 'fooling')).toBeCloseTo(-1.3 * 2, 12);
    expect(only(values, `${g}:next`)).toBeCloseTo(1 + 0.1 * 1.3 * 2, 12);
  });

  test('what is logged of a game is of one version of D, the one before the updates', () => {
    expect(only(values, 'V')).toBeCloseTo(5 - 2, 12);
    expect(only(values, 'gap')).toBeCloseTo(5 - 2, 12);
  });

  test('z is one draw for both updates', () => {
    expect(plan.inputs.filter((input) => input.role === 'random').map(({ name }) => name)).toEqual([
      'train/x.normal',
      'train/z.normal',
    ]);
  });
});

test('updates in the other order see each other the other way round', () => {
  const program = compileText(
    twoPlayers(`
      sample x ~ Normal[1](mean: 0, stddev: 1)
      sample z ~ Normal[1](mean: 0, stddev: 1)
      game V = wasserstein(real: D(x), fake: D(G(z)))
      update G with sgd(0.1) { minimize fooling = V.generator }
      update D with sgd(0.1) { minimize critic = V.discriminator }`),
  );
  const values = evaluateProgram(program, stepGraph(program), {
    values: { 'train/x.normal': 5, 'train/z.normal': 2 },
  });
  expect(only(values, `${g}:next`)).toBeCloseTo(1.2, 12);
  // G is no network of D's update: its output is data there, as this step computed it, before G moved.
  expect(only(values, `${d}:next`)).toBeCloseTo(1 - 0.1 * (2 - 5), 12);
});

test('two networks of one update move together, from the weights before it', () => {
  const program = compileText(
    twoPlayers(`
      sample z ~ Normal[1](mean: 0, stddev: 1)
      update G, D with sgd(0.1) {
        minimize product = D(G(z))
        maximize penalty = 0.5 * square(D(G(z)))
      }`),
  );
  const values = evaluateProgram(program, stepGraph(program), { values: { 'train/z.normal': 2 } });
  // L = s - s^2 / 2 with s = d g z = 2; dL/dg = (1 - s) d z = -2, and the same for d.
  expect(only(values, 'loss')).toBeCloseTo(2 - 2, 12);
  expect(only(values, 'penalty')).toBeCloseTo(2, 12);
  expect(only(values, `${g}:next`)).toBeCloseTo(1.2, 12);
  expect(only(values, `${d}:next`)).toBeCloseTo(1.2, 12);
});

describe('times 2', () => {
  const program = compileText(
    twoPlayers(`
      sample x ~ Normal[1](mean: 0, stddev: 1)
      sample z ~ Normal[1](mean: 0, stddev: 1)
      game V = wasserstein(real: D(x), fake: D(G(z)))
      update D with sgd(0.1) times 2 { minimize critic = V.discriminator }
      update G with sgd(0.1) { minimize fooling = V.generator }`),
  );
  const plan = stepGraph(program);

  test('draws everything again for the second repetition', () => {
    expect(
      plan.inputs.flatMap((input) => (input.role === 'random' ? [[input.site, input.repetition]] : [])),
    ).toEqual([
      ['train/x', 0],
      ['train/z', 0],
      ['train/x', 1],
      ['train/z', 1],
    ]);
  });

  test('moves twice, and later updates see the last draws', () => {
    const values = evaluateProgram(program, plan, {
      values: { 'train/x.normal': 5, 'train/z.normal': 2, 'train/x.normal#1': 1, 'train/z.normal#1': -3 },
    });
    const moved = 1 - 0.1 * (2 - 5) - 0.1 * (-3 - 1);
    expect(only(values, `${d}:next`)).toBeCloseTo(moved, 12);
    expect(only(values, 'fooling')).toBeCloseTo(-moved * -3, 12);
    expect(only(values, `${g}:next`)).toBeCloseTo(1 + 0.1 * moved * -3, 12);
  });
});

describe('every 3', () => {
  const program = compileText(`
    model Scores {
      discriminator D(x: Vector[1]) -> Logit { x |> dense(1, init: ones, bias: none) }
      train {
        batch 1
        steps 10
        sample x ~ Normal[1](mean: 0, stddev: 1)
        update D with sgd(0.1) {
          minimize score = D(x)
          minimize size = square(D(x)) every 3
        }
      }
    }`);
  const [phase] = program.plan.phases;

  test('fires where the step is divisible by 3: two graphs', () => {
    expect(phase?.periods).toEqual([3]);
    expect(phase?.variants.map(({ fires }) => fires)).toEqual([[3], []]);
  });

  test.each([0, 3, 6])('counts three times when it fires, at step %i', (step) => {
    const values = evaluateProgram(program, stepGraph(program, step), {
      step,
      values: { 'train/x.normal': 2 },
    });
    // dL/dd = x + 3 * 2 d x^2
    expect(only(values, `${d}:next`)).toBeCloseTo(1 - 0.1 * (2 + 3 * 8), 12);
    expect(only(values, 'size')).toBeCloseTo(4, 12);
  });

  test.each([1, 2, 4])('is not there at step %i', (step) => {
    const values = evaluateProgram(program, stepGraph(program, step), {
      step,
      values: { 'train/x.normal': 2 },
    });
    expect(only(values, `${d}:next`)).toBeCloseTo(1 - 0.1 * 2, 12);
    expect(values['size']).toBeUndefined();
  });
});

describe('batch norm', () => {
  const program = compileText(`
    model Norms {
      generator G(z: Vector[1]) -> Vector[1] { z |> dense(1, init: ones, bias: none) }
      discriminator D(x: Vector[1]) -> Logit { x |> batchNorm(affine: none) |> dense(1, init: ones, bias: none) }
      train {
        batch 2
        steps 10
        sample x ~ Normal[1](mean: 0, stddev: 1)
        sample z ~ Normal[1](mean: 0, stddev: 1)
        game V = wasserstein(real: D(x), fake: D(G(z)))
        update D with sgd(0.1) { minimize critic = mean(square(D(x) - 1)) + square(D(G(z))) }
        update G with sgd(0.1) { minimize fooling = V.generator }
      }
      evaluate { report score = D(stack(3)) }
    }`);
  const inputs = { 'train/x.normal': [1, 3], 'train/z.normal': [10, 30] };
  const values = evaluateProgram(program, stepGraph(program), { values: inputs });

  test('each call normalises over its own batch: real and fake apart', () => {
    // Both batches become -1 and 1 up to epsilon: ((-2)^2 + 0^2) / 2 + 1.
    expect(only(values, 'critic')).toBeCloseTo(3, 4);
  });

  test('buffers move once for each call of the update that names the network, in source order', () => {
    const move = (at: number, by: number): number => 0.9 * at + 0.1 * by;
    // Batch means 2 and 20; unbiased variances 2 and 200. The call in G's update is not counted.
    expect(only(values, 'D/batchNorm1/mean:next')).toBeCloseTo(move(move(0, 2), 20), 12);
    expect(only(values, 'D/batchNorm1/variance:next')).toBeCloseTo(move(move(1, 2), 200), 12);
  });

  test('outside training the buffers are what counts', () => {
    const { graph } = program.plan.evaluations.find(({ reports }) =>
      reports.some(({ name }) => name === 'score'),
    )!;
    const states = {
      [d]: 1,
      [g]: 1,
      'D/batchNorm1/mean': 1,
      'D/batchNorm1/variance': 4,
      ...Object.fromEntries(
        graph.inputs.flatMap((input) => (input.role === 'random' ? [[input.name, 0]] : [])),
      ),
    };
    const { score } = evaluateProgram(program, graph, { values: states });
    for (const value of score!) expect(value).toBeCloseTo(1, 4);
  });
});

test('a track computes beside the step: what an update computes first after another is not what the track saw', () => {
  const train = `
      sample x ~ Normal[1](mean: 0, stddev: 1)
      sample z ~ Normal[1](mean: 0, stddev: 1)
      let late = G(2 * z)
      update G with sgd(0.1) { minimize size = 0.5 * sum(square(G(z))) }
      update D with sgd(0.1) { minimize judge = D(late) - D(x) }`;
  const draws = { values: { 'train/x.normal': 5, 'train/z.normal': 2 } };
  const [plain, tracked] = [twoPlayers(train), twoPlayers(train, 'track shown = D(late)')].map((text) => {
    const program = compileText(text);
    return evaluateProgram(program, stepGraph(program), draws);
  });
  // g' = 1 - 0.1 z^2 = 0.6, and late, computed after that, is 2 g' z = 2.4.
  expect(only(plain!, `${d}:next`)).toBeCloseTo(1 - 0.1 * (2.4 - 5), 12);
  expect(only(tracked!, `${d}:next`)).toBe(only(plain!, `${d}:next`));
  expect(only(tracked!, 'shown')).toBeCloseTo(4, 12);
});
