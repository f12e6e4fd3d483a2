/** @file Several `evaluate` blocks of one model: names are each block's own, and their draws are told apart. */
import { expect, it } from 'vitest';
import { compileText } from '../../support/specs.ts';

it('draws for each block by itself, though both call it z', () => {
  const { graphs } = compileText(`model Scores {
  data points from mixture2d(count: 100) { x: Vector[2] }
  prior wide = Normal[3](mean: 0, stddev: 1)
  prior narrow = Normal[2](mean: 0, stddev: 1)
  network f(x: Vector[2]) -> Vector[2] { x |> dense(2) }
  train { batch 8
    steps 10
    update f with adam(1e-3) { minimize error = mse(f(points.x), points.x) } }
  evaluate {
    sample z ~ wide
    report first = mean(points.x) + mean(z)
  }
  evaluate {
    sample z ~ narrow
    report second = mean(points.x) + mean(f(z))
  }
}`);
  const drawn = [...graphs.values()]
    .flatMap(({ nodes }) => nodes)
    .flatMap((node) => (node.op === 'input' ? [[node.attributes.name, node.shape.at(-1)] as const] : []))
    .filter(([name]) => name.startsWith('evaluate/'));
  expect(Object.fromEntries(drawn)).toEqual({ 'evaluate/z.normal': 3, 'evaluate/z#2.normal': 2 });
});
