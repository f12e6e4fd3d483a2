/** @file x[y]: the value that a class chooses, its gradient, and what tensors of other elements become in functions of numbers. */
import { describe, expect, it } from 'vitest';
import { evaluateProgram, stepGraph } from '../../support/evaluate-program.ts';
import { runInfer } from '../../support/run-infer.ts';
import { checkText, compileText, sourcesOf } from '../../support/specs.ts';
import { check } from '../../../src/compiler/compile.ts';

const codes = (text: string): readonly string[] => {
  const { sources, entry } = sourcesOf(text);
  return check(sources, entry).diagnostics.map((one) => one.code);
};
const infer = (signature: string, body: string): string => `model M { infer f(${signature} { ${body} } }`;

describe('a value chosen by a class', () => {
  it('is a row of a tensor that each example has for itself', () => {
    const text = infer('x: Tensor[3, 2], y: Class[3]) -> Vector[2]', 'x[y]');
    const given = { x: [1, 2, 3, 4, 5, 6] };
    expect(runInfer(text, 'f', { ...given, y: [0] })).toEqual([1, 2]);
    expect(runInfer(text, 'f', { ...given, y: [2] })).toEqual([5, 6]);
  });

  it('leaves out what is not chosen, even where it is not finite', () => {
    const text = infer('x: Vector[2], y: Class[2]) -> Real', 'log(x)[y]');
    expect(runInfer(text, 'f', { x: [0, 1], y: [1] })).toEqual([0]);
  });

  it('is an item of a list of values or numbers, and the first of several indices', () => {
    const list = infer('x: Vector[2], y: Class[3]) -> Vector[2]', '[x, 2 * x, x + 10][y]');
    expect(runInfer(list, 'f', { x: [1, 2], y: [2] })).toEqual([11, 12]);
    const weights = infer('y: Class[3]) -> Real', '[1, 0.5, 0.25][y]');
    expect(runInfer(weights, 'f', { y: [1] })).toEqual([0.5]);
    const both = infer('x: Tensor[3, 2], y: Class[3]) -> Real', 'x[y, 1]');
    expect(runInfer(both, 'f', { x: [1, 2, 3, 4, 5, 6], y: [1] })).toEqual([4]);
  });

  it('may be a class, a whole number or a truth value', () => {
    const truth = infer('x: Vector[2], y: Class[2]) -> Real', 'where((x > 1)[y], x[0], x[1])');
    expect(runInfer(truth, 'f', { x: [5, 0], y: [0] })).toEqual([5]);
    expect(runInfer(truth, 'f', { x: [5, 0], y: [1] })).toEqual([0]);
    const whole = infer('y: Class[2]) -> Real', 'sample k ~ UniformInt[2](3, 3)\n k[y]');
    expect(runInfer(whole, 'f', { y: [0], 'infer.f/k': [0] })).toEqual([3]);
  });

  it('chooses along a list of classes, each of them at once', () => {
    const text = `model M {
      infer f(x: Vector[3]) -> [Real] { for y in Class[3] { x[y] + 10 * oneHot(y)[2] } }
    }`;
    const program = compileText(text);
    const graph = program.plan.infers[0]!.graph;
    const values = evaluateProgram(program, graph, { values: { x: 1 } });
    expect(values['result']!.slice(0, 3)).toEqual([1, 1, 11]);
  });

  it('needs a value for each class, and a list or axis to choose from', () => {
    expect(codes(infer('x: Vector[4], y: Class[3]) -> Real', 'x[y]'))).toEqual(['shape/class-index']);
    expect(codes(infer('y: Class[3]) -> Real', '[1, 2][y]'))).toEqual(['shape/class-index']);
    expect(codes(infer('x: Real, y: Class[3]) -> Real', 'x[y]'))).toEqual(['shape/class-index']);
    expect(codes(infer('x: Vector[3], y: Real) -> Real', 'x[y]'))).toEqual(['type/not-static']);
    expect(codes(infer('x: Vector[3], y: Class[3]) -> Real', '[x, x, 1][y]'))).toEqual(['shape/concat']);
  });
});

describe('its gradient', () => {
  const step = (body: string): Readonly<Record<string, readonly number[]>> => {
    const program = compileText(`model M {
      network N(y: Class[3]) -> Vector[2] { ${body} }
      train {
        batch 2
        steps 1
        sample y ~ Categorical[3](probabilities: uniform)
        update N with sgd(1) { minimize loss = sum(N(y)) }
      }
    }`);
    // Both examples draw the class whose uniform number is largest: the last.
    return evaluateProgram(program, stepGraph(program), {
      values: { 'train/y.uniform': [0.1, 0.2, 0.9, 0.1, 0.2, 0.9] },
    });
  };

  it('goes to the rows of a table that were read: both examples read row 2, each counts half', () => {
    const { 'N/table:next': next } = step('learned table: Tensor[3, 2] = zeros\n table[y]');
    expect(next).toEqual([0, 0, 0, 0, -1, -1]);
  });

  it('goes to the item of a list that was chosen', () => {
    const result = step(
      'learned a: Vector[2] = zeros\n learned b: Vector[2] = zeros\n learned c: Vector[2] = zeros\n [a, b, c][y]',
    );
    expect([result['N/a:next'], result['N/b:next'], result['N/c:next']]).toEqual([
      [0, 0],
      [0, 0],
      [-1, -1],
    ]);
  });
});

describe('truth values and whole numbers in functions of numbers', () => {
  it('are numbers there: layers, joins and sums take them', () => {
    const draw = 'sample b ~ Bernoulli[2](probability: 0.5)\n';
    const given = { x: [7], 'infer.f/b': [0.1, 0.9] };
    const value = (body: string, result: string): readonly number[] =>
      runInfer(infer(`x: Vector[1]) -> ${result}`, draw + body), 'f', given);
    expect(value('concat(b, x)', 'Vector[3]')).toEqual([1, 0, 7]);
    expect(value('x + sum(b)', 'Vector[1]')).toEqual([8]);
    expect(value('tile(b, 1, 2)', 'Image[1, 2, 2]')).toEqual([1, 0, 1, 0]);
    expect(value('b', 'Vector[2]')).toEqual([1, 0]);
    const typed = checkText(`model M {
      network N(x: Vector[1]) -> Vector[4] { ${draw} b |> dense(4) }
      network Whole(k: Real) -> Vector[4] { tile(stack(k), 1, 1) |> flatten |> dense(4) }
      infer f(x: Vector[1]) -> Vector[4] { sample k ~ UniformInt(0, 3)\n N(x) + Whole(k) }
    }`);
    expect(typed.infers).toHaveLength(1);
  });
});
