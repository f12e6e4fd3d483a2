/** @file Statistics of training examples, against numbers worked out by hand, and weights that start from them. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bindSource } from '../../../../src/runtime/data/field.ts';
import { splitOf } from '../../../../src/runtime/data/source.ts';
import { trainingStatistics } from '../../../../src/runtime/data/statistics.ts';
import { evaluateProgram } from '../../../support/evaluate-program.ts';
import { field, sourcePlan } from '../../../support/data-source.ts';
import { checkpointOf, differentTensors, runShort, startTestEngine } from '../../../support/runs.ts';
import { compileText } from '../../../support/specs.ts';

const bytes = (values: readonly number[]): ReturnType<typeof splitOf> =>
  splitOf(values.length / 2, [
    { name: 'x', shape: [2], data: Uint8Array.from(values), fullRange: [0, 255], locate: String },
  ]);

describe('over the training examples', () => {
  const plan = sourcePlan('made', {}, [field('x', [2], { range: [0, 1] })]);
  // 600 examples: more than are read at once. Of the second value every third is 255.
  const train = Array.from({ length: 600 }, (_, i) => [i % 2 === 0 ? 51 : 102, i % 3 === 0 ? 255 : 0]).flat();
  const source = bindSource(plan, { train: bytes(train), test: bytes([255, 255]) });
  const of = trainingStatistics(new Map([['made', source]]));
  const values = (statistic: 'count' | 'mean' | 'sum' | 'max'): readonly number[] => [
    ...of({ statistic, source: 'made', ...(statistic === 'count' ? {} : { field: 'x' }) }),
  ];

  test('are of the scaled field and of no test example', () => {
    expect(values('count')).toEqual([600]);
    expect(values('mean')[0]).toBeCloseTo(0.3, 7);
    expect(values('mean')[1]).toBeCloseTo(1 / 3, 7);
    expect(values('sum')[1]).toBeCloseTo(200, 4);
    expect(values('max')[0]).toBeCloseTo(0.4, 7);
    expect(values('max')[1]).toBe(1);
  });

  test('are computed once', () => {
    const again = trainingStatistics(new Map([['made', source]]));
    expect(again({ statistic: 'mean', source: 'made', field: 'x' })).toBe(
      of({ statistic: 'mean', source: 'made', field: 'x' }),
    );
  });
});

const spec = `model Start {
  data digits from mnist(limit: 100) { image: Image[28, 28, 1] in [0, 1] }
  network N(x: Image[28, 28, 1] in [0, 1]) -> Vector[784] {
    learned half: Vector[3] = 0.5 * sqrt(digits.count)
    x |> flatten |> dense(784, init: zeros, biasInit: logit(mean(digits.image, over: data))) |> _ + 0 * sum(half)
  }
  train {
    batch 10
    steps 6
    update N with sgd(0.1) { minimize loss = sum(square(N(digits.image))) / digits.count }
  }
}`;

describe('a weight that starts as a value of data', () => {
  const program = compileText(spec);

  test('is computed by one graph of its own, with the formula as it is written', () => {
    const { start, state } = program.plan;
    expect(state.filter(({ init }) => init.kind === 'computed').map(({ name }) => name)).toEqual([
      'N/half',
      'N/dense1/bias',
    ]);
    const mean = Array.from({ length: 784 }, (_, i) => (i === 0 ? 0 : i === 1 ? 1 : 0.25));
    const values = evaluateProgram(program, start!, {
      values: { 'digits.count': 64, 'digits.image.mean': mean },
    });
    expect(values['N/half']).toEqual([4, 4, 4]);
    const bias = values['N/dense1/bias']!;
    expect(bias[2]).toBeCloseTo(Math.log(0.25 / 0.75), 12);
    // Pixels that are the same in all digits have a finite score: log(1e-7) with its sign.
    expect(bias[0]).toBeCloseTo(Math.log(1e-7), 6);
    expect(bias[1]).toBeCloseTo(-Math.log(1e-7), 6);
  });

  test('divides a term by the number of examples at run time', () => {
    const plan = program.plan.phases[0]!.variants[0]!.graph;
    expect(plan.inputs.find(({ name }) => name === 'digits.count')).toMatchObject({
      role: 'statistic',
      statistic: 'count',
      source: 'digits',
      shape: [],
    });
  });

  let root = '';
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'genc-start-'));
  });
  afterAll(() => rm(root, { recursive: true }));

  test.each(['onnx', 'wasm'] as const)('starts and resumes to the bit on %s', async (name) => {
    const engine = await startTestEngine(name);
    const run = (folder: string, more: object = {}): ReturnType<typeof runShort> =>
      runShort({ program, engine, folder: join(root, name, folder), steps: 6, ...more });
    const whole = await run('whole');
    // The first loss is that of the bias alone: the mean image's logits, squared, over 100 examples.
    await run('first', { stopAfter: 1 });
    await run('first', { resume: true });
    const [one, other] = [
      await checkpointOf(program, join(root, name, 'whole')),
      await checkpointOf(program, join(root, name, 'first')),
    ];
    expect(differentTensors(one, other)).toEqual([]);
    expect(one.get('N/half')?.data).toEqual(Float32Array.of(5, 5, 5));
    expect(whole.steps[0]!['loss']).toBeGreaterThan(1000 / 100);
    await engine.dispose();
  });
});
