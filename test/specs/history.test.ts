/**
 * @file history(x, size:) in a step (docs/language.md, "A step", rule 9), in small specs whose step graph runs on the reference evaluator,
 * against numbers worked out by hand.
 */
import { describe, expect, test } from 'vitest';
import { evaluateProgram, stepGraph } from '../support/evaluate-program.ts';
import { compileText } from '../support/specs.ts';

/** G(z) = g z and D(x) = d x, both 1 at the start. The pool of D is of size 2. */
const spec = (updates: string, more = ''): string => `
  model Pools {
    generator G(z: Vector[1]) -> Vector[1] { z |> dense(1, init: ones, bias: none) }
    discriminator D(x: Vector[1]) -> Logit { x |> dense(1, init: ones, bias: none) }
    train {
      batch 2
      steps 10
      sample z ~ Normal[1](mean: 0, stddev: 1)
      sample x ~ Normal[1](mean: 0, stddev: 1)
      let fake = G(z)
      let past = history(fake, size: 2)
      game V = wasserstein(real: D(x), fake: D(fake), against: D(past))
      ${updates}
    }
    ${more}
  }`;
const discriminator = 'update D with sgd(0.1) { minimize critic = V.discriminator }';
const generator = 'update G with sgd(0.1) { minimize fooling = V.generator }';

/** Both examples swap: the first with slot 0, the second with slot 1. */
const swapBoth = [0, 0.25, 0, 0.75];
const full = { 'train/history/pool': [10, 20], 'train/history/filled': 2 };
const draws = { 'train/z.normal': [1, 3], 'train/x.normal': 0, 'train/history.uniform': swapBoth };

function stepOf(text: string, values: Readonly<Record<string, number | readonly number[]>> = {}) {
  const program = compileText(text);
  return evaluateProgram(program, stepGraph(program), { values: { ...draws, ...full, ...values } });
}

describe('a step with a pool', () => {
  const values = stepOf(spec(`${discriminator}\n${generator}`));

  test('shows the discriminator what the pool gives, the generator what it made', () => {
    expect(values['critic']![0]).toBeCloseTo((10 + 20) / 2, 12);
    expect(values['D/dense1/kernel:next']![0]).toBeCloseTo(1 - 0.1 * 15, 12);
    expect(values['fooling']![0]).toBeCloseTo(-(1 - 1.5) * 2, 12);
  });

  test('puts what came in into the pool, which the checkpoint keeps', () => {
    expect(values['train/history/pool:next']).toEqual([1, 3]);
    expect(values['train/history/filled:next']).toEqual([2]);
    const { plan } = compileText(spec(`${discriminator}\n${generator}`));
    expect(plan.state.filter(({ kind }) => kind === 'pool')).toMatchObject([
      { name: 'train/history/pool', shape: [2, 1] },
      { name: 'train/history/filled', shape: [] },
    ]);
  });

  test('starts by filling: the batch passes', () => {
    const start = stepOf(spec(`${discriminator}\n${generator}`), { 'train/history/filled': 0 });
    expect(start['critic']![0]).toBeCloseTo(2, 12);
    expect(start['train/history/pool:next']).toEqual([1, 3]);
    expect(start['train/history/filled:next']).toEqual([2]);
  });
});

test('what a game or a track logs leaves the pool as it is', () => {
  const values = stepOf(spec(`${discriminator}\n${generator}`, 'track judged = D(past)'));
  // Before the updates, against what the update of D is shown.
  expect(values['V']![0]).toBeCloseTo(-15, 12);
  expect(values['judged']![0]).toBeCloseTo(15, 12);
  expect(values['critic']![0]).toBeCloseTo(15, 12);
  expect(values['train/history/pool:next']).toEqual([1, 3]);
});

test('runs once, at first use: a later update sees the same, though the generator has moved', () => {
  const values = stepOf(
    spec(`${discriminator}
      update G with sgd(0.1) { minimize fooling = V.generator }
      update D with sgd(0.1) { minimize again = D(past)  minimize now = D(fake) }`),
  );
  // A second run would give back 1 and 3, which the first has put into the slots.
  const d = 1 - 0.1 * 15;
  expect(values['again']![0]).toBeCloseTo(d * 15, 12);
  expect(values['train/history/pool:next']).toEqual([1, 3]);
});

test('is data: nothing is trained through it', () => {
  const through = spec(`${discriminator}
    update G with sgd(0.1) { minimize fooling = V.generator  minimize past = sum(past) }`);
  expect(() => compileText(through)).toThrow(/player\/unreached-term/);
});

test('runs again in each repetition, on the pool as the one before left it', () => {
  const values = stepOf(spec(`${discriminator.replace('{', 'times 2 {')}\n${generator}`), {
    'train/z.normal#1': [5, 7],
    'train/x.normal#1': 0,
    'train/history.uniform#1': swapBoth,
  });
  // First shown 10 and 20, then 1 and 3, which the first repetition has put in.
  expect(values['D/dense1/kernel:next']![0]).toBeCloseTo(1 - 0.1 * 15 - 0.1 * 2, 12);
  expect(values['train/history/pool:next']).toEqual([5, 7]);
});

test('two histories are two pools', () => {
  const { plan } = compileText(
    spec(`update D with sgd(0.1) { minimize critic = D(past) + D(history(fake, size: 3)) }
      ${generator}`),
  );
  expect(plan.state.flatMap(({ kind, name }) => (kind === 'pool' ? [name] : []))).toEqual([
    'train/history/pool',
    'train/history/filled',
    'train/history#2/pool',
    'train/history#2/filled',
  ]);
});

describe('a history of a record', () => {
  // D(x, y) = x + [0, 10, 100][y], so that each pair has a score of its own.
  const pairs = (record: string): string => `
    model Pairs {
      data points from mixture1d(means: [0, 0, 0], stddevs: [1, 1, 1], weights: [1, 1, 1], count: 100) { x: Vector[1], label: Class[3] }
      generator G(z: Vector[1]) -> Vector[1] { z |> dense(1, init: ones, bias: none) }
      discriminator D(x: Vector[1], y: Class[3]) -> Logit { concat(x, oneHot(y)) |> dense(1, bias: none) }
      train {
        batch 2
        steps 10
        sample z ~ Normal[1](mean: 0, stddev: 1)
        let fake = G(z)
        let y = points.label
        let past = history(${record}, size: 2)
        game V = wasserstein(real: D(points.x, y), fake: D(fake, y), against: D(past.x, past.y))
        ${discriminator}
        ${generator}
      }
    }`;
  const given = {
    'train/z.normal': [1, 3],
    'points.x': [0, 0],
    'points.label': [1, 2],
    'D/dense1/kernel': [1, 0, 10, 100],
    'train/history.uniform': swapBoth,
    // Slots with 10 of class 2 and 20 of class 0.
    'train/history/pool': [10, 2, 20, 0],
    'train/history/filled': 2,
  };
  const step = (text: string, more: object = {}) => {
    const program = compileText(text);
    return evaluateProgram(program, stepGraph(program), { values: { ...given, ...more } });
  };

  test('a past value comes out with what it went in with', () => {
    const values = step(pairs('{ x: fake, y: y }'));
    // Real scores are 10 and 100; shown are 10 + 100 and 20 + 0. With this step's classes they would be 10 + 10 and 20 + 100.
    expect(values['critic']![0]).toBeCloseTo((110 + 20) / 2 - (10 + 100) / 2, 12);
    expect(values['train/history/pool:next']).toEqual([1, 1, 3, 2]);
    expect(values['train/history/filled:next']).toEqual([2]);
  });

  test('while the pool fills, the batch passes as it is', () => {
    const values = step(pairs('{ x: fake, y: y }'), { 'train/history/filled': 0 });
    expect(values['critic']![0]).toBeCloseTo((11 + 103) / 2 - (10 + 100) / 2, 12);
  });

  test('keeps fields of any shape in the order of the record, what is one for all examples too', () => {
    const text = pairs('{ y: y, square: stack(fake, 2 * fake), x: fake, three: 3 }');
    const values = step(text, { 'train/history/pool': [0, 7, 7, 20, 5, 2, 8, 8, 10, 6] });
    expect(values['critic']![0]).toBeCloseTo((20 + 110) / 2 - (10 + 100) / 2, 12);
    expect(values['train/history/pool:next']).toEqual([1, 1, 2, 1, 3, 2, 3, 6, 3, 3]);
  });

  test('is one pool, with one draw', () => {
    const { plan } = compileText(pairs('{ x: fake, y: y }'));
    expect(plan.state.filter(({ kind }) => kind === 'pool')).toMatchObject([
      { name: 'train/history/pool', shape: [2, 2] },
      { name: 'train/history/filled', shape: [] },
    ]);
  });

  test('is data: no gradient goes through it', () => {
    const text = pairs('{ x: fake, y: y }').replace(
      'minimize fooling = V.generator',
      'minimize fooling = V.generator  minimize past = sum(past.x)',
    );
    expect(() => compileText(text)).toThrow(/player\/unreached-term/);
  });
});
