/** @file What `genc check --shapes` reports of the values of a model beside its networks. */
import { expect, test } from 'vitest';
import { check } from '../../../src/compiler/compile.ts';
import { ShapeRecorder } from '../../../src/compiler/3-check/shapes.ts';
import { sourcesOf } from '../../support/specs.ts';

test('learned values and states stand with their types', () => {
  const { sources, entry } = sourcesOf(`model M {
    param n = 2
    learned code: Tensor[n, 3] = zeros
    state level: Vector[n] in [0, 1] = 0.5
    prior pz = Normal[3](mean: 0, stddev: 1)
    network F(z: Vector[3]) -> Vector[n] { z |> dense(n) }
    train {
      batch 4
      steps 1
      sample z ~ pz
      update F, code with adam(1e-3) { minimize size = sum(square(F(z))) + sum(square(code)) }
      advance level = lerp(level, mean(sigmoid(F(z)), over: batch), 0.5)
    }
  }`);
  const observer = new ShapeRecorder();
  const { typed } = check(sources, entry, { observer });
  const { values, terms } = observer.report(typed!, sources);
  expect(values).toEqual([
    { name: 'code', type: 'Tensor[2, 3]', kind: 'learned' },
    { name: 'level', type: 'Vector[2] in [0, 1]', kind: 'state' },
  ]);
  expect(terms[0]?.reaches).toEqual(['F', 'code']);
});
