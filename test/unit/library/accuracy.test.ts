/** @file `accuracy` against choices that can be seen: by logits and by probabilities, and a tie. */
import { describe, expect, test } from 'vitest';
import { runInfer } from '../../support/run-infer.ts';

const spec = (distribution: string): string => `model Accuracy {
  data points from mixture1d { x: Vector[1] }
  network F(x: Vector[1]) -> Vector[1] { x |> dense(1) }
  train {
    batch 4
    steps 1
    update F with adam(1e-3) { minimize mse(F(points.x), points.x) }
  }
  infer right(x: Vector[3], y: Class[3]) -> Real { accuracy(${distribution}, y) }
}`;

describe('accuracy', () => {
  const byLogits = spec('Categorical(logits: x)');
  const byProbabilities = spec('Categorical(probabilities: x)');

  test('is 1 where the largest logit is at y, else 0', () => {
    expect(runInfer(byLogits, 'right', { x: [-5, -1, -2], y: [1] })).toEqual([1]);
    expect(runInfer(byLogits, 'right', { x: [-5, -1, -2], y: [2] })).toEqual([0]);
    // The largest in absolute value is another.
    expect(runInfer(byLogits, 'right', { x: [-5, -1, -2], y: [0] })).toEqual([0]);
  });

  test('takes probabilities too', () => {
    expect(runInfer(byProbabilities, 'right', { x: [0.2, 0.3, 0.5], y: [2] })).toEqual([1]);
    expect(runInfer(byProbabilities, 'right', { x: [0.2, 0.3, 0.5], y: [1] })).toEqual([0]);
  });

  test('gives a classifier that says nothing no better than one class', () => {
    const hits = [0, 1, 2].map((y) => runInfer(byLogits, 'right', { x: [0, 0, 0], y: [y] })[0]!);
    expect(hits.reduce((sum, one) => sum + one)).toBe(1);
  });
});
