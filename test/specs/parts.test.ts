/**
 * @file `batch n in k parts` (docs/language.md, "A step"): against the whole batch where nothing looks across it, against numbers worked out
 * by hand where something does, and what it saves.
 */
import { describe, expect, test } from 'vitest';
import type { Program } from '../../src/compiler/4-lower/program.ts';
import { evaluateProgram, stepGraph } from '../support/evaluate-program.ts';
import { compileText } from '../support/specs.ts';

/** Numbers on [-0.5, 0.5), the same for one name wherever it is asked. */
function numbersOf(name: string, count: number): readonly number[] {
  const seed = [...name].reduce((sum, one) => sum + one.charCodeAt(0), 0);
  return Array.from(
    { length: count },
    (_, i) => (Math.abs(Math.sin(seed + 12.9898 * i) * 43758.5453) % 1) - 0.5,
  );
}

/** Numbers for every draw and weight. What a batch in parts reads twice has one content. */
function numbersFor(program: Program): Readonly<Record<string, readonly number[]>> {
  return Object.fromEntries(
    stepGraph(program).inputs.flatMap((input) => {
      const count = input.shape.reduce((product, size) => product * size, 1);
      if (input.role === 'state')
        return /kernel|bias/.test(input.state) && !input.state.startsWith('train/')
          ? [[input.name, numbersOf(input.state, count)]]
          : [];
      if (input.role !== 'random') return [];
      const numbers = numbersOf(`${input.site}${input.repetition}`, count);
      const isUniform = input.distribution === 'uniform';
      return [[input.name, numbers.map((one) => (isUniform ? one + 0.5 : 4 * one))]];
    }),
  );
}

function stepOf(text: string, values: Readonly<Record<string, readonly number[]>> = {}, step = 0) {
  const program = compileText(text);
  return evaluateProgram(program, stepGraph(program, step), {
    step,
    values: { ...numbersFor(program), ...values },
  });
}

const players = (batch: string, updates: string): string => `
  model Players {
    generator G(z: Vector[2]) -> Vector[3] { z |> dense(4) |> tanh |> dense(3) }
    discriminator D(x: Vector[3]) -> Logit { x |> dense(4) |> tanh |> dropout(0.5) |> dense(1) }
    train {
      batch ${batch}
      steps 10
      sample x ~ Normal[3](mean: 0, stddev: 1)
      sample z ~ Normal[2](mean: 0, stddev: 1)
      let fake = G(z)
      game V = leastSquares(real: D(x), fake: D(fake), against: D(history(fake, size: 5)))
      ${updates}
      average G as slow decay 0.5
      average sum(fake) as level decay 0.5
    }
    track size = sum(square(fake))
  }`;

/** A pool that is full, and averages that have been moving. */
const full = {
  'train/history/pool': [0, 1, 2, 3, 4].flatMap((i) => [i, -i, i / 2]),
  'train/history/filled': [5],
};

const updateOrders: readonly (readonly [string, string])[] = [
  [
    'D, then G',
    `update D with adam(1e-2, clipNorm: 0.5) { minimize judge = V.discriminator  minimize slope = 0.1 * gradientPenalty.r1(D(x), x) }
     update G with sgd(0.1, momentum: 0.5) { minimize fool = V.generator }`,
  ],
  [
    'G, then D, which reads what G was',
    `update G with sgd(0.1) { minimize fool = V.generator }
     update D with adam(1e-2) { minimize judge = V.discriminator }`,
  ],
  [
    'D twice, then G',
    `update D with adam(1e-2) times 2 { minimize judge = V.discriminator }
     update G with sgd(0.1) { minimize fool = V.generator }`,
  ],
  [
    'terms that fire now and then',
    `update D with adam(1e-2) { minimize judge = V.discriminator  minimize slope = gradientPenalty.r1(D(x), x) every 4 }
     update G with sgd(0.1) { minimize fool = V.generator }`,
  ],
];

describe.each(updateOrders)(
  'without batch statistics, a batch in parts is the whole batch: %s',
  (_, updates) => {
    const whole = stepOf(players('12', updates), full);

    test.each([2, 6])('in %i parts', (parts) => {
      const divided = stepOf(players(`12 in ${parts} parts`, updates), full);
      expect(Object.keys(divided)).toEqual(Object.keys(whole));
      for (const [name, values] of Object.entries(whole)) {
        values.forEach((value, i) => expect(divided[name]![i], `${name}[${i}]`).toBeCloseTo(value, 9));
      }
    });
  },
);

describe('with batch statistics', () => {
  const spec = (batch: string): string => `
    model Norms {
      network F(x: Vector[1]) -> Vector[1] { x |> batchNorm(affine: none) |> dense(1, init: ones, bias: none) }
      train {
        batch ${batch}
        steps 10
        sample x ~ Normal[1](mean: 0, stddev: 1)
        let y = F(x)
        update F with sgd(0.1) { minimize spread = sum(x * y)  minimize centre = mean(sum(x), over: batch) ^ 2 + 0 * sum(y) }
      }
    }`;
  const x = { 'train/x.normal': [1, 3, 10, 30], 'F/dense1/kernel': [1] };
  const [whole, divided] = [stepOf(spec('4'), x), stepOf(spec('4 in 2 parts'), x)];

  test('each part is normalised by its own', () => {
    // In each part the values become -1 and 1 (up to epsilon): the mean of (3 - 1) / 2 and (30 - 10) / 2.
    expect(divided['spread']![0]).toBeCloseTo((1 + 10) / 2, 3);
    expect(divided['F/dense1/kernel:next']![0]).toBeCloseTo(1 - 0.1 * 5.5, 3);
    expect(Math.abs(whole['spread']![0]! - 5.5)).toBeGreaterThan(1);
  });

  test('a mean over the batch is one over the part', () => {
    expect(divided['centre']![0]).toBeCloseTo((2 ** 2 + 20 ** 2) / 2, 9);
    expect(whole['centre']![0]).toBeCloseTo(11 ** 2, 9);
  });

  test('buffers move once for each part, in order', () => {
    const move = (at: number, by: number): number => 0.9 * at + 0.1 * by;
    expect(divided['F/batchNorm1/mean:next']![0]).toBeCloseTo(move(move(0, 2), 20), 12);
    expect(divided['F/batchNorm1/variance:next']![0]).toBeCloseTo(move(move(1, 2), 200), 12);
  });
});

describe('what it saves', () => {
  const spec = (batch: string): string => `
    model Wide {
      generator G(z: Vector[8]) -> Vector[64] { z |> repeat(4) { dense(64) |> tanh } }
      discriminator D(x: Vector[64]) -> Logit { x |> repeat(4) { dense(64) |> tanh } |> dense(1) }
      train {
        batch ${batch}
        steps 10
        sample x ~ Normal[64](mean: 0, stddev: 1)
        sample z ~ Normal[8](mean: 0, stddev: 1)
        let fake = G(z)
        game V = minimax(real: D(x), fake: D(fake))
        update D with sgd(0.1) { maximize V }
        update G with sgd(0.1) { minimize V.nonSaturating }
      }
    }`;
  /** Bytes that live beside what is always there: inputs, and the next weights. */
  const working = (batch: string): number => {
    const program = compileText(spec(batch));
    const plan = stepGraph(program);
    const bytes = (shapes: readonly { readonly shape: readonly number[] }[]): number =>
      shapes.reduce((sum, { shape }) => sum + 4 * shape.reduce((product, size) => product * size, 1), 0);
    return plan.peakBytes - bytes(plan.inputs) - bytes(plan.outputs);
  };

  test('an eighth of the batch at a time takes less than a quarter of the memory, in two updates that share values', () => {
    expect(working('4096 in 8 parts')).toBeLessThan(working('4096') / 4);
  });
});
