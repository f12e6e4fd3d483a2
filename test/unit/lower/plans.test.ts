/** @file What lowering puts into the plan: state, step variants, rates as numbers of the step, data draws, evaluations. */
import { describe, expect, test } from 'vitest';
import type { GraphPlan, Plan } from '../../../src/runtime/plan.ts';
import { evaluateScalar } from '../../../src/runtime/schedule.ts';
import { evaluateProgram, stepGraph } from '../../support/evaluate-program.ts';
import { compileText } from '../../support/specs.ts';

/** A score on two numbers, trained as told. */
const scored = (train: string, more = ''): string => `
  model Scored {
    data points from mixture2d(count: 640, testCount: 100) { x: Vector[2] }
    discriminator D(x: Vector[2]) -> Logit { x |> dense(1, init: ones, bias: none) }
    train {
      batch 2
      steps 100
      ${train}
    }
    ${more}
  }`;
const firstStep = (plan: Plan): GraphPlan => plan.phases[0]!.variants[0]!.graph;

/** A scalar input whose name ends so, at a step counted from 0. */
function scalarAt(plan: Plan, ending: string, step: number, epoch = 0): number {
  const input = firstStep(plan).inputs.find(({ name }) => name.endsWith(ending));
  if (input?.role !== 'scalar') throw new Error(`there is no scalar ${ending}`);
  return evaluateScalar(input.value, {
    step,
    epoch,
    examples: 2 * step,
    updates: step + 1,
    epochsPerStep: 0,
  });
}

describe('optimisers', () => {
  const withOptimizer = (optimizer: string): ReturnType<typeof compileText> =>
    compileText(scored(`update D with ${optimizer} { minimize size = mean(square(D(points.x))) }`));
  /** D(x) = x1 + x2 with weights 1, on examples (1, 0) and (0, 2): the gradient of the mean square is (1, 4). */
  const inputs = { 'points.x': [1, 0, 0, 2] };
  const moved = (program: ReturnType<typeof compileText>, step = 0): readonly number[] =>
    evaluateProgram(program, stepGraph(program), { step, values: inputs })['D/dense1/kernel:next']!;

  test('sgd moves against the gradient', () => {
    const [first = 0, second = 0] = moved(withOptimizer('sgd(0.1, momentum: 0)'));
    expect(first).toBeCloseTo(1 - 0.1, 12);
    expect(second).toBeCloseTo(1 - 0.4, 12);
  });

  test("adam's first step has the size of its rate", () => {
    for (const weight of moved(withOptimizer('adam(0.01)'))) expect(weight).toBeCloseTo(1 - 0.01, 6);
  });

  test('adam corrects its averages by the number of its steps', () => {
    const { plan } = withOptimizer('adam(0.01, beta1: 0.5)');
    expect(scalarAt(plan, 'stepSize', 0)).toBeCloseTo(0.01 / 0.5, 12);
    expect(scalarAt(plan, 'stepSize', 2)).toBeCloseTo(0.01 / (1 - 0.125), 12);
    expect(scalarAt(plan, 'correction', 1)).toBeCloseTo(1 / Math.sqrt(1 - 0.999 ** 2), 12);
  });

  test('clipNorm limits the joint norm of the gradients', () => {
    const [first = 0, second = 0] = moved(withOptimizer('sgd(1, momentum: 0, clipNorm: 0.5)'));
    expect(Math.hypot(1 - first, 1 - second)).toBeCloseTo(0.5, 5);
    expect((1 - second) / (1 - first)).toBeCloseTo(4, 9);
  });

  test('weight decay is added to the gradient, and in adamw taken off the weight', () => {
    expect(moved(withOptimizer('sgd(0.1, momentum: 0, weightDecay: 0.5)'))[0]).toBeCloseTo(1 - 0.1 * 1.5, 12);
    expect(moved(withOptimizer('adamw(0.01, weightDecay: 0.5)'))[0]).toBeCloseTo(1 - 0.01 * 0.5 - 0.01, 6);
  });

  test('each weight has the slots of its optimiser, in the phase that resets them', () => {
    const slots = (optimizer: string): readonly string[] =>
      withOptimizer(optimizer).plan.state.flatMap((state) =>
        state.kind === 'slot' ? [`${state.phase} ${state.shape.join('x')}`] : [],
      );
    expect(slots('adam(0.01)')).toEqual(['train 2x1', 'train 2x1']);
    expect(slots('rmsprop(0.01)')).toEqual(['train 2x1']);
    expect(slots('sgd(0.01, momentum: 0)')).toEqual([]);
  });
});

describe('schedules', () => {
  const rateOf = (schedule: string): Plan =>
    compileText(
      scored(`update D with sgd(${schedule}, momentum: 0) { minimize size = mean(square(D(points.x))) }`),
    ).plan;

  test('linear goes from one end to the other and stays', () => {
    const plan = rateOf('linear(1 to 0.5, from: step 10, until: step 20)');
    expect([0, 10, 15, 20, 50].map((step) => scalarAt(plan, 'rate', step))).toEqual([1, 1, 0.75, 0.5, 0.5]);
  });

  test('cosine is half way in the middle', () => {
    const plan = rateOf('cosine(1 to 0, until: step 100)');
    expect(scalarAt(plan, 'rate', 0)).toBe(1);
    expect(scalarAt(plan, 'rate', 50)).toBeCloseTo(0.5, 12);
    expect(scalarAt(plan, 'rate', 25)).toBeCloseTo((1 + Math.SQRT1_2) / 2, 12);
    expect(scalarAt(plan, 'rate', 100)).toBeCloseTo(0, 12);
  });
});

describe('terms with periods', () => {
  test('2 and 3 give the four sets that occur', () => {
    const { plan } = compileText(
      scored(`update D with adam(1e-3) {
        minimize a = D(points.x)
        minimize b = square(D(points.x)) every 2
        minimize c = abs(D(points.x)) every 3
      }`),
    );
    const [phase] = plan.phases;
    expect(phase?.periods).toEqual([2, 3]);
    expect(phase?.variants.map(({ fires }) => fires.join())).toEqual(['2,3', '', '2', '3']);
    expect(new Set(phase?.variants.map(({ graph }) => graph.name)).size).toBe(4);
  });

  test('2 and 4 give three: 4 never fires alone', () => {
    const { plan } = compileText(
      scored(`update D with adam(1e-3) {
        minimize a = D(points.x) every 2
        minimize b = square(D(points.x)) every 4
      }`),
    );
    expect(plan.phases[0]?.variants.map(({ fires }) => fires.join())).toEqual(['2,4', '', '2']);
  });
});

describe('data', () => {
  test('a source is one minibatch of a step, a sample of it another', () => {
    const { plan } = compileText(
      scored(`
        sample other ~ points
        update D with adam(1e-3) {
          minimize a = D(points.x)
          minimize b = square(D(points.x))
          minimize c = abs(D(other.x))
        }`),
    );
    const draws = firstStep(plan).inputs.flatMap((input) => (input.role === 'data' ? [input.draw] : []));
    expect(draws).toEqual([0, 1]);
    expect(plan.phases[0]?.sources).toEqual(['points']);
  });

  test('reports are evaluated on the source that they read, a value for each example', () => {
    const { plan } = compileText(
      scored(
        'update D with adam(1e-3) { minimize a = D(points.x) }',
        'evaluate { report score = D(points.x) for 50 examples }',
      ),
    );
    const evaluation = plan.evaluations.find(({ reports }) => reports.some(({ name }) => name === 'score'));
    expect(evaluation).toMatchObject({ source: 'points', examples: 50 });
    const output = evaluation?.graph.outputs.find(({ name }) => name === 'score');
    expect(output?.shape).toEqual([evaluation?.batch]);
  });
});
