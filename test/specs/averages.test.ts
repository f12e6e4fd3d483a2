/**
 * @file Averages (docs/language.md, "Averages"), each rule in a small spec whose step graph runs on the reference evaluator, against
 * numbers worked out by hand.
 */
import { describe, expect, test } from 'vitest';
import type { Program } from '../../src/compiler/4-lower/program.ts';
import { evaluateProgram, stepGraph } from '../support/evaluate-program.ts';
import type { ChosenInputs } from '../support/evaluate-program.ts';
import { compileText } from '../support/specs.ts';

/** G(z) = g z with g = 1 at the start; one update that moves g by -0.1 z (the gradient of g z). */
const mover = (after: string, more = '', before = ''): string => `
  model Mover {
    network G(z: Vector[1]) -> Vector[1] { z |> dense(1, init: ones, bias: none) }
    train {
      batch 2
      steps 10
      sample z ~ Normal[1](mean: 0, stddev: 1)
      let y = G(z)
      ${before}
      update G with sgd(0.1) { minimize size = sum(y) }
      ${after}
    }
    ${more}
  }`;
const g = 'G/dense1/kernel';
const draws = { 'train/z.normal': [1, 3] };

function stepOf(program: Program, step: number, values: ChosenInputs['values'] = {}) {
  return evaluateProgram(program, stepGraph(program, step), { step, values: { ...draws, ...values } });
}

describe('an average of a network', () => {
  const program = compileText(mover('average G as Slow decay 0.75'));

  test('starts as the network', () => {
    expect(program.plan.state.find(({ name }) => name === 'Slow/dense1/kernel')).toMatchObject({
      kind: 'average',
      init: { kind: 'copy', of: g },
    });
  });

  test('moves after the updates: d * average + (1 - d) * the new weight', () => {
    const values = stepOf(program, 0, { [g]: 5, 'Slow/dense1/kernel': 2 });
    expect(values[`${g}:next`]![0]).toBeCloseTo(5 - 0.1 * 2, 12);
    expect(values['Slow/dense1/kernel:next']![0]).toBeCloseTo(0.75 * 2 + 0.25 * 4.8, 12);
  });
});

test('averages follow all updates, wherever the statement stands', () => {
  const program = compileText(mover('', '', 'average G as Slow decay 0.75'));
  const values = stepOf(program, 0, { [g]: 5, 'Slow/dense1/kernel': 2 });
  expect(values['Slow/dense1/kernel:next']![0]).toBeCloseTo(0.75 * 2 + 0.25 * 4.8, 12);
});

describe('from step 3', () => {
  const program = compileText(mover('average G as Slow decay 0.75 from step 3'));

  test.each([0, 1, 2])('a copy at step %i', (step) => {
    const values = stepOf(program, step, { [g]: 5, 'Slow/dense1/kernel': 2 });
    expect(values['Slow/dense1/kernel:next']).toEqual(values[`${g}:next`]);
  });

  test.each([3, 4, 9])('an average at step %i', (step) => {
    const values = stepOf(program, step, { [g]: 5, 'Slow/dense1/kernel': 2 });
    expect(values['Slow/dense1/kernel:next']![0]).toBeCloseTo(0.75 * 2 + 0.25 * 4.8, 12);
  });
});

test('a half-life in examples: a batch of 2 keeps 0.5 ^ (2 / 8), in steps 0.5 ^ (1 / 8)', () => {
  const next = (rate: string): number => {
    const program = compileText(mover(`average G as Slow halfLife ${rate}`));
    return stepOf(program, 0, { [g]: 5, 'Slow/dense1/kernel': 2 })['Slow/dense1/kernel:next']![0]!;
  };
  const mixed = (kept: number): number => kept * 2 + (1 - kept) * 4.8;
  expect(next('8 examples')).toBeCloseTo(mixed(0.5 ** 0.25), 12);
  expect(next('8 steps')).toBeCloseTo(mixed(0.5 ** 0.125), 12);
});

test('a half-life in epochs: a step that is an eighth of an epoch keeps 0.5 ^ (1 / 8 / 2)', () => {
  const program = compileText(
    mover('average G as Slow halfLife 2 epochs')
      .replace('sample z ~ Normal[1](mean: 0, stddev: 1)', 'let z = points.x')
      .replace('network G', 'data points from mixture1d(count: 16) { x: Vector[1] }\n    network G'),
  );
  const data = stepGraph(program).inputs.find(({ role }) => role === 'data')!;
  const values = { [data.name]: [1, 3], [g]: 5, 'Slow/dense1/kernel': 2 };
  const kept = 0.5 ** (1 / 16);
  const next = evaluateProgram(program, stepGraph(program), { epochsPerStep: 1 / 8, values });
  expect(next['Slow/dense1/kernel:next']![0]).toBeCloseTo(kept * 2 + (1 - kept) * 4.8, 12);
});

describe('an average of an expression', () => {
  const program = compileText(mover('average y as level decay 0.75'));

  test('is the batch mean of what the step computed, before the update moved the weights', () => {
    const values = stepOf(program, 4, { [g]: 5, level: 2 });
    expect(values['level:next']![0]).toBeCloseTo(0.75 * 2 + 0.25 * 5 * 2, 12);
  });

  test('starts as the mean of the first batch', () => {
    expect(stepOf(program, 0, { [g]: 5, level: 2 })['level:next']).toEqual([10]);
  });

  test('is of the shape of one example', () => {
    const wide = compileText(mover('average concat(z, z + 1) as pair decay 0.5'));
    expect(wide.plan.state.find(({ name }) => name === 'pair')?.shape).toEqual([2]);
    expect(stepOf(wide, 0)['pair:next']).toEqual([2, 3]);
  });

  test('what no update computed is computed after them, with the new weights', () => {
    const late = compileText(mover('average G(2 * z) as level decay 0.75'));
    expect(stepOf(late, 4, { [g]: 5, level: 2 })['level:next']![0]).toBeCloseTo(1.5 + 0.25 * 4.8 * 4, 12);
  });
});

describe('a term that reads averages', () => {
  const program = compileText(`
    model Teacher {
      network F(x: Vector[1]) -> Vector[1] { x |> dense(1, init: ones, bias: none) |> batchNorm(affine: none) }
      train {
        batch 2
        steps 10
        sample x ~ Normal[1](mean: 0, stddev: 1)
        average F as T decay 0.75
        average x as level decay 0.75
        update F with sgd(0.1) { minimize gap = sum(T(x)) + sum(F(x)) + level[0] }
      }
      evaluate { report shown = sum(T(stack(3))) + level[0] }
    }`);
  const start = {
    'train/x.normal': [1, 3],
    'F/dense1/kernel': 1,
    'T/dense1/kernel': 2,
    'T/batchNorm1/mean': 1,
    'T/batchNorm1/variance': 4 - 1e-5,
    level: 7,
  };
  const values = evaluateProgram(program, stepGraph(program), { step: 5, values: start });

  test('sees them as they were before the step, the network in evaluation mode', () => {
    // T: ((2 x) - 1) / 2 is 0.5 and 2.5, mean 1.5; F over its own batch has mean 0; level is 7.
    expect(values['gap']![0]).toBeCloseTo(1.5 + 0 + 7, 12);
  });

  test('buffers are averaged too, after the update has moved them', () => {
    // Batch mean 2, unbiased variance 2; F's buffers start at 0 and 1.
    expect(values['F/batchNorm1/mean:next']![0]).toBeCloseTo(0.2, 12);
    expect(values['T/batchNorm1/mean:next']![0]).toBeCloseTo(0.75 * 1 + 0.25 * 0.2, 12);
    expect(values['T/batchNorm1/variance:next']![0]).toBeCloseTo(0.75 * (4 - 1e-5) + 0.25 * 1.1, 12);
  });

  test('trains nothing through them: the average is data', () => {
    const only = (term: string): string => `
      model Through {
        network F(x: Vector[1]) -> Vector[1] { x |> dense(1) }
        train {
          batch 2
          steps 10
          sample x ~ Normal[1](mean: 0, stddev: 1)
          average F as T decay 0.75
          update F with sgd(0.1) { minimize size = sum(F(x))  minimize other = sum(${term}) }
        }
      }`;
    expect(() => compileText(only('F(x)'))).not.toThrow();
    expect(() => compileText(only('T(x)'))).toThrow(/player\/unreached-term/);
    expect(() => compileText(only('stopGradient(F)(x)'))).toThrow(/player\/unreached-term/);
  });

  test('a report reads them as they are, without data of a step', () => {
    const { graph } = program.plan.evaluations[0]!;
    const { shown } = evaluateProgram(program, graph, { values: start });
    for (const value of shown!) expect(value).toBeCloseTo((6 - 1) / 2 + 7, 12);
  });
});

describe('over phases', () => {
  const phases = compileText(`
    model Phases {
      network G(z: Vector[1]) -> Vector[1] { z |> dense(1, init: ones, bias: none) }
      train first {
        batch 2
        steps 10
        sample z ~ Normal[1](mean: 0, stddev: 1)
        update G with sgd(0.1) { minimize size = sum(G(z)) }
        average G as Slow decay 0.5
        average G(z) as level decay 0.5
      }
      train second after first {
        batch 2
        steps 10
        sample z ~ Normal[1](mean: 0, stddev: 1)
        update G with sgd(0.1) { minimize size = sum(G(z)) + level[0] }
        average G as Slow decay 0.9
        average G(z) as level decay 0.9
      }
    }`);

  test('an average is one state, which is set to nothing when a phase begins', () => {
    const states = phases.plan.state.filter(({ kind }) => kind === 'average');
    expect(states.map(({ name }) => name)).toEqual(['Slow/dense1/kernel', 'level']);
    for (const state of states) expect(state.phase).toBeUndefined();
  });

  test('a later phase goes on with it, at its own rate: no second start', () => {
    const { graph } = phases.plan.phases[1]!.variants[0]!;
    const values = evaluateProgram(phases, graph, {
      values: { 'second/z.normal': [1, 3], [g]: 5, 'Slow/dense1/kernel': 2, level: 2 },
    });
    expect(values['Slow/dense1/kernel:next']![0]).toBeCloseTo(0.9 * 2 + 0.1 * 4.8, 12);
    expect(values['level:next']![0]).toBeCloseTo(0.9 * 2 + 0.1 * 4.8 * 2, 12);
  });

  test('a name for two things is refused', () => {
    const twice = mover('average G as Slow decay 0.5\n average y as Slow decay 0.5');
    expect(() => compileText(twice)).toThrow(/name\/duplicate/);
    expect(() => compileText(mover('average y as z decay 0.5'))).not.toThrow();
    expect(() => compileText(mover('average y as G decay 0.5'))).toThrow(/name\/duplicate/);
  });
});

test('an average of a learned value follows what the update has left', () => {
  const program = compileText(`
    model Learned {
      learned t: Real = 1
      train {
        batch 2
        steps 10
        sample z ~ Normal[1](mean: 0, stddev: 1)
        update t with sgd(0.1) { minimize size = t * sum(z) }
        average t as slow decay 0.75
      }
    }`);
  const name = program.plan.state.find(({ kind }) => kind === 'weight')!.name;
  const values = stepOf(program, 4, { [name]: 5, slow: 2 });
  expect(values['slow:next']![0]).toBeCloseTo(0.75 * 2 + 0.25 * (5 - 0.1 * 2), 12);
});

test('the standard sampler shows the average of a generator that has one', () => {
  const text = `
    model Sampled {
      prior pz = Normal[1](mean: 0, stddev: 1)
      generator G(z: Vector[1]) -> Vector[1] { z |> dense(1, init: ones, bias: none) }
      train {
        batch 2
        steps 10
        sample z ~ pz
        update G with sgd(0.1) { minimize size = sum(G(z)) }
        average G as Slow decay 0.5
      }
    }`;
  const { plan } = compileText(text);
  const sampler = plan.infers.find(({ name }) => name === plan.sampler)!;
  const read = sampler.graph.inputs.flatMap((input) => (input.role === 'state' ? [input.state] : []));
  expect(read).toEqual(['Slow/dense1/kernel']);
  expect(plan.infers.map(({ name }) => name)).toEqual(['G', 'Slow', 'sample']);
});
