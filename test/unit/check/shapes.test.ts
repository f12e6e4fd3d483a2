/** @file What `genc check --shapes` reports beside the networks of a model: its lines elsewhere, its values. */
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

test('lines outside of networks stand with what they give; settings are left out', () => {
  const { sources, entry } = sourcesOf(`model M {
    data digits from mnist { image: Image[28, 28, 1] in [0, 1], label: Class[10] }
    prior pz = Normal[3](mean: 0, stddev: 1)
    let twice = 2 * mean(pz)
    generator G(z: Vector[3]) -> Image[28, 28, 1] in [0, 1] { z |> dense(784) |> sigmoid |> reshape(28, 28, 1) }
    discriminator D(x: Image[28, 28, 1] in [0, 1]) -> Logit { x |> flatten |> dense(1) }
    train {
      batch 4
      steps 1
      sample z ~ pz
      let y = digits.label
      game V = hinge(real: D(digits.image), fake: D(G(z + twice)))
      update D with adam(1e-3) {
        minimize V.discriminator
        minimize slope = gradientPenalty.r1(D(digits.image), digits.image)
      }
      update G with adam(1e-3) { minimize V.generator }
    }
    evaluate { report brightness = mean(G(sample(pz))) }
    infer line(a: Vector[3], steps: Int = 3) -> [Image[28, 28, 1]] {
      for t in linspace(0, 1, steps) { G(t * a) }
    }
    figure classes = grid(G(sample(pz)), for y in Class[10] { G(sample(pz)) })
  }`);
  const observer = new ShapeRecorder();
  const { typed } = check(sources, entry, { observer });
  const { lines } = observer.report(typed!, sources);
  expect(lines.map(({ line, type }) => [line, type])).toEqual([
    [4, 'Vector[3]'],
    [10, 'Normal[3]'],
    [11, 'Class[10]'],
    [12, 'game of Logit'],
    [14, 'Real'],
    [15, 'Real in [0, inf)'],
    [17, 'Real'],
    [19, 'Real in [0, 1]'],
    [21, '[Image[28, 28, 1] in [0, 1]]'],
    [23, 'grid of Image[28, 28, 1] in [0, 1], [Image[28, 28, 1] in [0, 1]]'],
  ]);
});
