/**
 * @file The rules of draws in a step (docs/language.md, "A step, exactly", 1, 2, 6 and 7) and of its phases (12): one minibatch for each source, one draw for
 * each site and call path, what is local to a repetition, what starts anew in a phase. Small specs on the reference evaluator, and their plans.
 */
import { describe, expect, test } from 'vitest';
import type { InputPlan } from '../../src/runtime/plan.ts';
import { evaluateProgram, stepGraph } from '../support/evaluate-program.ts';
import { compileText } from '../support/specs.ts';

const inputsOf = (text: string, phase = 0): readonly InputPlan[] =>
  compileText(text).plan.phases[phase]!.variants[0]!.graph.inputs;

/** Sites that a step draws from, each with its repetition. */
const sitesOf = (text: string): readonly string[] =>
  inputsOf(text).flatMap((input) => (input.role === 'random' ? [`${input.site}#${input.repetition}`] : []));

const only = (values: Readonly<Record<string, readonly number[]>>, name: string): number => {
  const [value, ...more] = values[name] ?? [];
  if (value === undefined || more.length > 0) throw new Error(`${name} is not one number: ${values[name]}`);
  return value;
};

describe('rule 1: one minibatch for each source', () => {
  const text = `model M {
    data first from mixture2d(count: 100) { x: Vector[2] }
    data second from mixture2d(count: 100) { x: Vector[2] }
    network F(x: Vector[2]) -> Vector[2] { x |> dense(2) }
    network G(x: Vector[2]) -> Vector[2] { x |> dense(2) }
    train {
      batch 4
      steps 10
      update F with sgd(0.1) { minimize mse(F(first.x), second.x) }
      update G with sgd(0.1) { minimize other = mse(G(first.x), second.x) }
    }
  }`;

  test('both updates read the same examples of a source; sources have streams of their own', () => {
    const data = inputsOf(text).filter(({ role }) => role === 'data');
    expect(data).toMatchObject([
      { source: 'first', field: 'x' },
      { source: 'second', field: 'x' },
    ]);
    expect(data).toHaveLength(2);
  });

  test('a repetition reads fresh examples', () => {
    const repeated = inputsOf(text.replace('update F with sgd(0.1)', 'update F with sgd(0.1) times 3'));
    const read = repeated.flatMap((input) =>
      input.role === 'data' && input.source === 'first' ? [input.draw] : [],
    );
    expect(new Set(read).size).toBe(3);
  });
});

describe('rule 2: a site draws once for each step and call path', () => {
  const text = (terms: string, updates = ''): string => `model M {
    prior pz = Normal[2](mean: 0, stddev: 1)
    generator G(z: Vector[2]) -> Vector[2] { z |> dense(2, init: ones, bias: none) |> dropout(0.5, always) }
    discriminator D(x: Vector[2]) -> Logit { x |> dropout(0.5, always) |> dense(1, init: ones, bias: none) }
    train {
      batch 1
      steps 10
      sample z ~ pz
      let fake = G(z)
      let score = D(fake)
      update D with sgd(0.1) { ${terms} }
      ${updates}
    }
  }`;
  const game = text('minimize judge = score', 'update G with sgd(0.1) { minimize fooling = -score }');

  test('two calls of a network are two paths, also where they are written alike', () => {
    const sites = sitesOf(
      text(
        'minimize judge = D(fake) - D(fake)',
        'update G with sgd(0.1) { minimize size = sum(square(fake)) }',
      ),
    );
    expect(sites).toHaveLength(4);
    expect(new Set(sites).size).toBe(4);
  });

  test('one call has one draw in both updates, also where it is computed again with new weights', () => {
    expect(sitesOf(game)).toHaveLength(3);
    const program = compileText(game);
    const plan = stepGraph(program);
    const names = plan.inputs.flatMap((input) => (input.role === 'random' ? [input.name] : []));
    const ofD = names.find((name) => name.includes('D('))!;
    const values = evaluateProgram(program, plan, {
      values: Object.fromEntries(
        names.map((name) => [
          name,
          name === 'train/z.normal' ? [1, 2] : name === ofD ? [0.9, 0.1] : [0.9, 0.9],
        ]),
      ),
    });
    // G gives 2 (z1 + z2) = 6 twice; D's dropout keeps one of them, and doubles it: 12, in both updates.
    expect(only(values, 'judge')).toBeCloseTo(12, 9);
    // D's kernel has moved for the kept one alone: 1 - 0.1 * 12.
    expect(only(values, 'fooling')).toBeCloseTo(-12 * (1 - 0.1 * 12), 9);
  });

  test('a block that is repeated draws in each place', () => {
    const sites = sitesOf(`model M {
      prior pz = Normal[2](mean: 0, stddev: 1)
      network F(z: Vector[2]) -> Vector[2] { z |> repeat(3) { dropout(0.5, always) |> dense(2) } }
      train {
        batch 1
        steps 10
        sample z ~ pz
        update F with sgd(0.1) { minimize size = sum(square(F(z))) }
      }
    }`);
    expect(new Set(sites).size).toBe(4);
  });

  test('the stream of a site is of its name: what is added before it changes nothing', () => {
    const more = game
      .replace('let fake', 'sample other ~ pz\n let twice = G(other)\n let fake')
      .replace('minimize judge = score', 'minimize judge = score + sum(twice) - sum(twice)');
    expect(sitesOf(more)).toEqual(expect.arrayContaining([...sitesOf(game)]));
  });
});

describe('rule 7: `let` and `sample` inside of an update', () => {
  const text = (first: string, second: string): string => `model M {
    prior pz = Normal[1](mean: 0, stddev: 1)
    network F(z: Vector[1]) -> Real { z |> dense(1, init: ones, bias: none) |> sum }
    network G(z: Vector[1]) -> Real { z |> dense(1, init: ones, bias: none) |> sum }
    train {
      batch 1
      steps 10
      ${first}
      ${second}
    }
  }`;

  test('are drawn and computed in each repetition, with the weights of then', () => {
    const program = compileText(
      text(
        'update F with sgd(0.1) times 2 { sample z ~ pz\n let score = F(z)\n minimize size = 0.5 * square(score) }',
        'update G with sgd(0.1) { sample z ~ pz\n minimize other = G(z) }',
      ),
    );
    const plan = stepGraph(program);
    const names = plan.inputs.flatMap((input) => (input.role === 'random' ? [input.name] : []));
    expect(names).toHaveLength(3);
    const [first, second, last] = names;
    const values = evaluateProgram(program, plan, {
      values: { [first!]: 2, [second!]: 3, [last!]: 7 },
    });
    const once = 1 - 0.1 * 1 * 2 * 2;
    const twice = once - 0.1 * once * 3 * 3;
    expect(only(values, 'F/dense1/kernel:next')).toBeCloseTo(twice, 12);
    // Of one name, and another draw.
    expect(only(values, 'G/dense1/kernel:next')).toBeCloseTo(1 - 0.1 * 7, 12);
  });

  test('are unknown after it', () => {
    expect(() =>
      compileText(
        text(
          'update F with sgd(0.1) { sample z ~ pz\n minimize size = F(z) }',
          'update G with sgd(0.1) { minimize other = G(z) }',
        ),
      ),
    ).toThrow(/name\/unknown/);
  });
});

test('rule 12: a phase begins with fresh slots of its own, and with the weights that the phase before left', () => {
  const { plan } = compileText(`model M {
    prior pz = Normal[1](mean: 0, stddev: 1)
    network F(z: Vector[1]) -> Real { z |> dense(1, bias: none) |> sum }
    train early {
      batch 1
      steps 10
      sample z ~ pz
      update F with adam(0.1) { minimize size = square(F(z)) }
    }
    train late after early {
      batch 1
      steps 10
      sample z ~ pz
      update F with adam(0.1) { minimize size = square(F(z)) }
      update F with adam(0.1) { minimize again = square(F(z)) }
    }
  }`);
  const slots = plan.state.flatMap((one) => (one.kind === 'slot' ? [one.name] : []));
  // A first and a second moment for each update statement.
  expect(slots).toHaveLength(6);
  const begunBy = (phase: string): number => plan.state.filter((one) => one.phase === phase).length;
  expect([begunBy('early'), begunBy('late')]).toEqual([2, 4]);
  for (const { variants } of plan.phases)
    expect(variants[0]!.graph.inputs.map(({ name }) => name)).toContain('F/dense1/kernel');
});
