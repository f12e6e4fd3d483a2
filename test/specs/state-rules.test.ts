/**
 * @file The rules of what a step carries beside networks: `state` with `advance`, and `learned` values of the model. Small specs whose step
 * runs on the reference evaluator, against numbers worked out by hand.
 */
import { describe, expect, test } from 'vitest';
import { check } from '../../src/compiler/compile.ts';
import type { Program } from '../../src/compiler/4-lower/program.ts';
import { evaluateProgram, stepGraph } from '../support/evaluate-program.ts';
import { runInfer } from '../support/run-infer.ts';
import { compileText } from '../support/specs.ts';

/** G(z) = g z and D(x) = d x without biases; g and d start at 1. One example, so that nothing is averaged. */
const model = (declarations: string, train: string, more = ''): string => `model M {
  ${declarations}
  generator G(z: Vector[1]) -> Vector[1] { z |> dense(1, init: ones, bias: none) }
  discriminator D(x: Vector[1]) -> Logit { x |> dense(1, init: ones, bias: none) }
  train {
    batch 1
    steps 10
    sample z ~ Normal[1](mean: 0, stddev: 1)
    ${train}
  }
  ${more}
}`;
const updateD = 'update D with sgd(0.1) { minimize judge = D(z) }';
const updateG = 'update G with sgd(0.1) { minimize size = sum(G(z)) }';

const path = 'spec.gen';
const codes = (text: string): readonly string[] =>
  check(new Map([[path, { path, text }]]), path).diagnostics.map((one) => one.code);

/** Outputs of the first step that are one number, by name. */
function step(
  text: string,
  values: Readonly<Record<string, number | readonly number[]>> = {},
): Record<string, number> {
  const program = compileText(text);
  const outputs = evaluateProgram(program, stepGraph(program), {
    values: { 'train/z.normal': 5, ...values },
  });
  return Object.fromEntries(Object.entries(outputs).map(([name, [value]]) => [name, value!]));
}

describe('advance', () => {
  test('moves at its place: what stands before it reads the old value, what stands after it the new one', () => {
    const after = step(
      model(
        'state s: Real = 2',
        `let gap = G(z) - s
        update G with sgd(0.1) { minimize first = 0.5 * sum(square(gap)) }
        advance s = s + 10
        update D with sgd(0.1) { minimize second = D(gap) }`,
        'track shown = s',
      ),
    );
    expect(after['first']).toBeCloseTo(0.5 * (5 - 2) ** 2, 12);
    expect(after['G/dense1/kernel:next']).toBeCloseTo(1 - 0.1 * 3 * 5, 12);
    // gap is computed again, for s has moved; G(z) is data of D's update, as the step computed it before G moved.
    expect(after['second']).toBeCloseTo(5 - 12, 12);
    expect(after['s:next']).toBe(12);
    // What is logged is of the moment before the first update.
    expect(after['shown']).toBe(2);
  });

  test('takes what the step has computed as data', () => {
    const after = step(
      model(
        'state s: Vector[1] = zeros',
        `let image = G(z)
        update G with sgd(0.1) { minimize size = sum(image) }
        ${updateD}
        advance s = mean(image, over: batch)`,
      ),
    );
    // Not with the weights that the update has left: 1 - 0.1 * 5.
    expect(after['s:next']).toBe(5);
    expect(after['G/dense1/kernel:next']).toBeCloseTo(0.5, 12);
  });

  test('several stand in source order, each seeing those before it', () => {
    const of = (...advances: readonly string[]): Record<string, number> =>
      step(
        model(
          'state s: Real = 1\n state t: Real = 10',
          `${updateG}\n ${advances.map((one) => `advance ${one}`).join('\n')}\n ${updateD}`,
        ),
      );
    expect(of('s = s + 1', 't = t + s')).toMatchObject({ 's:next': 2, 't:next': 12 });
    expect(of('t = t + s', 's = s + 1')).toMatchObject({ 's:next': 2, 't:next': 11 });
    expect(of('s = s + 1', 't = t + s', 's = 3 * s')).toMatchObject({ 's:next': 6, 't:next': 12 });
  });

  test('sees the last repetition of an update, as later updates do', () => {
    const text = model(
      'state s: Vector[1] = zeros',
      `update D with sgd(0.1) times 2 { minimize judge = D(z) }\n ${updateG}\n advance s = mean(z, over: batch)`,
    );
    expect(step(text, { 'train/z.normal#1': -3 })['s:next']).toBe(-3);
  });

  test('takes the mean of what the parts of a batch give', () => {
    const text = model(
      'state s: Vector[1] = zeros\n state largest: Vector[1] = zeros\n state count: Real = 7',
      `${updateG}
      ${updateD}
      advance s = mean(z, over: batch)
      advance largest = max(z, over: batch)
      advance count = count + 1`,
    );
    // Of a batch in parts, each run reads the whole draw as an input of its own.
    const names = ['', '@2', '@3', '@4', '@5'].map((run) => `train/z.normal${run}`);
    const values = Object.fromEntries(names.map((name) => [name, [1, 3, 5, 11]]));
    const of = (batch: string): Record<string, number> => step(text.replace('batch 1', batch), values);
    expect(of('batch 4')).toMatchObject({ 's:next': 5, 'largest:next': 11, 'count:next': 8 });
    // Each part has its own largest: 3 and 11.
    expect(of('batch 4 in 2 parts')).toMatchObject({
      's:next': 5,
      'largest:next': 7,
      'count:next': 8,
    });
  });

  test('reaches into networks that read the state', () => {
    const after = step(
      model(
        'state s: Real = 2\n network F(x: Vector[1]) -> Logit { (x * s) |> dense(1, init: ones, bias: none) }',
        `update F with sgd(0.1) { minimize before = F(z) }
        advance s = 2 * s
        update D, G with sgd(0.1) { minimize later = F(z) + D(G(z)) - D(G(z)) }`,
      ),
    );
    expect(after['before']).toBe(10);
    // The call is computed again, with the state and the weights of then: 1 - 0.1 * 10.
    expect(after['later']).toBeCloseTo(5 * 4 * (1 - 0.1 * 10), 12);
  });

  test('no gradient flows into a state', () => {
    const train = `advance s = mean(sum(G(z)), over: batch)
      update G with sgd(0.1) { minimize size = sum(G(z)) * s }
      ${updateD}`;
    const after = step(model('state s: Real = 3', train));
    // d (g z s) / d g = z s with s = 5 held still; through s it would be twice as much.
    expect(after['G/dense1/kernel:next']).toBeCloseTo(1 - 0.1 * 5 * 5, 12);
    const through = 'advance s = mean(sum(G(z)), over: batch)\n update G with sgd(0.1) { minimize size = s }';
    expect(codes(model('state s: Real = 3', `${through}\n ${updateD}`))).toContain('player/unreached-term');
  });

  test('is a state of the plan: no phase resets it, figures, reports and infers read it', () => {
    const text = model(
      'state centre: Vector[1] in [0, 1] = uniform(0, 1)',
      `${updateG}\n ${updateD}\n advance centre = 0.9 * centre + 0.1 * mean(sigmoid(G(z)), over: batch)`,
      `infer f(x: Vector[1]) -> Vector[1] { x - centre }
      evaluate { report level = sum(centre) }`,
    );
    const { plan } = compileText(text);
    expect(plan.state.find(({ name }) => name === 'centre')).toEqual({
      name: 'centre',
      kind: 'state',
      shape: [1],
      dtype: 'f32',
      init: { kind: 'uniform', low: 0, high: 1 },
      convolutionKernel: false,
    });
    expect(runInfer(text, 'f', { x: [3], centre: [0.25] })).toEqual([2.75]);
    const { graph } = plan.evaluations.find(({ reports }) => reports.some(({ name }) => name === 'level'))!;
    expect(graph.inputs.map(({ name }) => name)).toContain('centre');
  });

  test('has the type of the state, one value for all examples, within its range', () => {
    const of = (advance: string, state = 'state s: Vector[1] in [0, 1] = zeros'): readonly string[] =>
      codes(model(state, `${updateG}\n ${updateD}\n advance ${advance}`));
    expect(of('s = mean(sigmoid(z), over: batch)')).toEqual([]);
    expect(of('s = sigmoid(z)')).toEqual(['shape/unreduced-plate']);
    expect(of('s = mean(z, over: batch)')).toEqual(['range/result']);
    expect(of('s = stack(0.5, 0.5)')).toEqual(['type/result']);
    expect(of('s = 0.5')).toEqual(['type/result']);
    expect(of('s = 0.5 * s', 'state s: Vector[1] in [0, 1] = 2')).toEqual(['range/result']);
    expect(of('t = 0.5 * s')).toEqual(['state/unknown']);
    expect(of('s = 0', 'state s: Class[3] = zeros')).toEqual(['type/learned']);
    expect(of('s = 0', 'state s: Vector[q] = zeros')).toEqual(['name/unknown']);
    expect(of('s = 0.5 * s', 'state s: Vector[1] = he')).toEqual(['type/learned-init']);
  });
});

describe('a learned value of the model', () => {
  const declared = 'learned code: Vector[1] = 2';

  test('is trained by the update that names it, together with its networks', () => {
    const after = step(
      model(
        declared,
        `update G, code with sgd(0.1) { minimize distance = 0.5 * sum(square(G(z) - code)) }\n ${updateD}`,
      ),
    );
    expect(after['G/dense1/kernel:next']).toBeCloseTo(1 - 0.1 * 3 * 5, 12);
    expect(after['code/value:next']).toBeCloseTo(2 + 0.1 * 3, 12);
  });

  test('belongs to itself where a network reads it', () => {
    const declarations = `${declared}
      network F(x: Vector[1]) -> Logit { (x - code) |> dense(1, init: ones, bias: none) }`;
    const after = step(
      model(
        declarations,
        `update F, G with sgd(0.1) { minimize score = F(G(z)) }
        update code with sgd(0.1) { minimize again = F(z) }
        ${updateD}`,
      ),
    );
    // The first update leaves it where it is; the second moves it alone, through the new F: 1 - 0.1 * 3.
    expect(after['again']).toBeCloseTo(0.7 * 3, 12);
    expect(after['F/dense1/kernel:next']).toBeCloseTo(0.7, 12);
    expect(after['code/value:next']).toBeCloseTo(2 + 0.1 * 0.7, 12);
  });

  test('is no part of an average of the network that reads it', () => {
    const text = model(
      `${declared}\n network F(x: Vector[1]) -> Logit { (x - code) |> dense(1, init: ones, bias: none) }`,
      `update F, code with sgd(0.1) { minimize score = F(G(z)) }\n ${updateG}\n ${updateD}\n average F as slow decay 0.5`,
      'infer f(x: Vector[1]) -> Logit { slow(x) }',
    );
    expect(
      runInfer(text, 'f', { x: [5], 'code/value': [2], 'slow/dense1/kernel': [10], 'F/dense1/kernel': [1] }),
    ).toEqual([30]);
  });

  test('moves like any weight: later updates that depend on it use it as it is then', () => {
    const after = step(
      model(
        declared,
        `let gap = G(z) - code
        update code with sgd(0.1) { minimize size = sum(code) }
        update G, code with sgd(0.1) { minimize later = sum(gap) }
        ${updateD}`,
      ),
    );
    expect(after['later']).toBeCloseTo(5 - 1.9, 12);
    expect(after['code/value:next']).toBeCloseTo(1.9 + 0.1, 12);
  });

  test('stands among the networks of the plan, with a start, slots and a place', () => {
    const { plan }: Program = compileText(
      model(
        'learned code: Tensor[3, 2] = normal(0, 0.5)',
        `update G, code with adam(0.1) { minimize d = sum(square(sum(G(z)) - code)) }\n ${updateD}`,
      ),
    );
    expect(plan.networks.find(({ name }) => name === 'code')).toMatchObject({
      role: 'learned',
      parameters: 6,
      output: 'Tensor[3, 2]',
      place: { line: 2 },
    });
    const own = plan.state.filter(({ name }) => name.includes('code'));
    expect(own.map(({ kind }) => kind).sort()).toEqual(['slot', 'slot', 'weight']);
    expect(own.find(({ kind }) => kind === 'weight')).toMatchObject({
      name: 'code/value',
      shape: [3, 2],
      init: { kind: 'normal', mean: 0, stddev: 0.5 },
    });
    expect(plan.infers.map(({ name }) => name)).not.toContain('code');
  });

  test('follows the rules of players', () => {
    const of = (train: string): readonly string[] => codes(model(declared, `${train}\n ${updateD}`));
    expect(of(updateG)).toEqual(['player/never-updated']);
    expect(of('update G, code with sgd(0.1) { minimize size = sum(G(z)) }')).toEqual(['player/idle-network']);
    const still = 'update code with sgd(0.1) { minimize size = sum(stopGradient(code)) }';
    expect(of(`${updateG}\n ${still}`)).toContain('player/unreached-term');
    const both = 'update G, code with sgd(0.1) { minimize d = sum(G(z) - code) }';
    expect(of(`${both}\n update code with sgd(0.1) { minimize size = sum(code) }`)).toEqual([
      'player/two-owners',
    ]);
    expect(of(`${both}\n advance code = 0.5 * code`)).toEqual(['state/unknown']);
    const state = `update G, s with sgd(0.1) { minimize d = sum(G(z) - s) }\n ${updateD}\n advance s = 0.5 * s`;
    expect(codes(model('state s: Vector[1] = ones', state))).toEqual(['state/updated']);
    expect(codes(model('state s: Vector[1] = ones', `${updateG}\n ${updateD}`))).toEqual([
      'state/never-advanced',
    ]);
  });
});
