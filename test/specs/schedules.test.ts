/** @file Schedules as numbers of a step: in terms, settings of optimisers, arguments and averages, against numbers worked out by hand. */
import { describe, expect, test } from 'vitest';
import { evaluateProgram, stepGraph } from '../support/evaluate-program.ts';
import { compileText } from '../support/specs.ts';

const ramp = 'linear(0 to 1, from: step 0, until: step 4)';

/** f(z) = w z with w = 1 at the start, on one example z = 2. */
const spec = (update: string, before = ''): string => `
  model Scheduled {
    network f(z: Vector[1]) -> Vector[1] { z |> dense(1, init: ones, bias: none) }
    frozen network scaled(z: Vector[1], by: Real) -> Vector[1] { by * (z |> dense(1, init: ones, bias: none)) }
    train {
      batch 1
      steps 10
      sample z ~ Normal[1](mean: 0, stddev: 1)
      ${before}
      ${update}
    }
  }`;

function stepOf(text: string, step: number, values: Readonly<Record<string, number>> = {}) {
  const program = compileText(text);
  return evaluateProgram(program, stepGraph(program, step), {
    step,
    values: { 'train/z.normal': 2, ...values },
  });
}
const w = 'f/dense1/kernel:next';

describe('a coefficient that grows from 0 to 1 over four steps', () => {
  const text = spec(
    'update f with sgd(0.1) { minimize size = weight * (3 * sum(f(z))) }',
    `let weight = ${ramp}`,
  );

  test.each([
    [0, 0],
    [1, 0.25],
    [3, 0.75],
    [9, 1],
  ])('at step %i is %d', (step, weight) => {
    const values = stepOf(text, step);
    expect(values['size']![0]).toBeCloseTo(3 * weight * 2, 12);
    expect(values[w]![0]).toBeCloseTo(1 - 0.1 * 3 * weight * 2, 12);
  });

  test('is a scalar input of the step under its name, once for the step', () => {
    const plan = stepGraph(compileText(text));
    expect(plan.inputs.filter(({ name }) => name.startsWith('schedule.'))).toMatchObject([
      { name: 'schedule.weight', shape: [], role: 'scalar' },
    ]);
  });

  test('is left out of the standard reports, which have no step', () => {
    const more = text.replace('{ minimize', '{ minimize plain = square(sum(f(z)))  minimize');
    const reports = compileText(more).plan.evaluations.flatMap((one) => one.reports);
    expect(reports.map(({ name }) => name)).toEqual(['plain']);
  });
});

test('arithmetic on schedules and numbers is a schedule, also for a rate', () => {
  const rate = `0.1 * (1 - ${ramp}) + ${ramp} / 4`;
  const at = (step: number): number =>
    stepOf(spec(`update f with sgd(${rate}) { minimize size = sum(f(z)) }`), step)[w]![0]!;
  expect(at(0)).toBeCloseTo(1 - 0.1 * 2, 12);
  expect(at(2)).toBeCloseTo(1 - (0.05 + 0.125) * 2, 12);
  expect(at(4)).toBeCloseTo(1 - 0.25 * 2, 12);
});

test('a schedule is an argument of a network', () => {
  const values = stepOf(spec(`update f with sgd(0.1) { minimize size = sum(f(scaled(z, ${ramp}))) }`), 3);
  expect(values['size']![0]).toBeCloseTo(0.75 * 2, 12);
});

describe('settings of optimisers', () => {
  const of = (optimizer: string): string => spec(`update f with ${optimizer} { minimize size = sum(f(z)) }`);
  const slot = (name: string): string => `train/adam1/${name}/f/dense1/kernel`;

  test('momentum', () => {
    const velocity = 'train/sgd1/velocity/f/dense1/kernel';
    const values = stepOf(of(`sgd(0.1, momentum: ${ramp})`), 3, { [velocity]: 8 });
    expect(values[`${velocity}:next`]![0]).toBeCloseTo(0.75 * 8 + 2, 12);
  });

  test('beta1 and beta2, with corrections by their values at the step', () => {
    const values = stepOf(
      of(`adam(0.1, beta1: 0.8 * ${ramp}, beta2: 0.4 + 0.1 * ${ramp}, epsilon: 1e-12)`),
      1,
      {
        [slot('m')]: 8,
        [slot('v')]: 3,
      },
    );
    const [beta1, beta2] = [0.2, 0.425];
    const [m, v] = [beta1 * 8 + (1 - beta1) * 2, beta2 * 3 + (1 - beta2) * 4];
    expect(values[`${slot('m')}:next`]![0]).toBeCloseTo(m, 12);
    expect(values[`${slot('v')}:next`]![0]).toBeCloseTo(v, 12);
    const step = m / (1 - beta1 ** 2) / Math.sqrt(v / (1 - beta2 ** 2));
    expect(values[w]![0]).toBeCloseTo(1 - 0.1 * step, 9);
  });

  test('clipNorm and weightDecay', () => {
    const values = stepOf(of(`sgd(0.1, clipNorm: 2 * ${ramp}, weightDecay: ${ramp})`), 1);
    // The gradient 2 is cut to 0.5; the decay adds 0.25 times the weight.
    expect(values[w]![0]).toBeCloseTo(1 - 0.1 * (0.5 + 0.25), 5);
  });

  test('the decay of rmsprop', () => {
    const v = 'train/rmsprop1/v/f/dense1/kernel';
    const values = stepOf(of(`rmsprop(0.1, decay: ${ramp})`), 1, { [v]: 8 });
    expect(values[`${v}:next`]![0]).toBeCloseTo(0.25 * 8 + 0.75 * 4, 12);
  });

  test('a beta that reaches 1 is refused', () => {
    expect(() => compileText(of(`adam(0.1, beta1: ${ramp})`))).toThrow(/range\/decay/);
  });
});

test('the decay of an average', () => {
  const text = spec(
    `update f with sgd(0.1) { minimize size = sum(f(z)) }
     average f as slow decay 0.8 * ${ramp} from step 2`,
  );
  const slow = 'slow/dense1/kernel';
  expect(stepOf(text, 1, { [slow]: 5 })[`${slow}:next`]).toEqual([0.8]);
  expect(stepOf(text, 3, { [slow]: 5 })[`${slow}:next`]![0]).toBeCloseTo(0.6 * 5 + 0.4 * 0.8, 12);
});

test('times in epochs, as the paper of 2014 writes them', () => {
  const text = spec(
    `let rate = exponential(0.1, factor: 1 / 1.000004, every: 1 step, floor: 1e-6)
     let push = linear(0.5 to 0.7, from: epoch 0, until: epoch 250)
     let half = halving(2e-4, every: 20 epochs)
     update f with sgd(rate + half, momentum: push) { minimize size = sum(f(z)) + sum(points.x) }`,
  ).replace('network f', 'data points from mixture1d(count: 16) { x: Vector[1] }\n    network f');
  const data = stepGraph(compileText(text)).inputs.find(({ role }) => role === 'data')!;
  const values = stepOf(text, 2, { [data.name]: 0 });
  expect(values[w]![0]).toBeCloseTo(1 - (0.1 / 1.000004 ** 2 + 2e-4) * 2, 9);
});
