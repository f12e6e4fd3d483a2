/** @file Emitted TypeScript of a program that optimises and measures: it passes tsc, and tells its loop as it is run. */
import { expect, test } from 'vitest';
import { compile } from '../../../src/compiler/compile.ts';
import { emitTypeScript } from '../../../src/compiler/6-emit/typescript/emit.ts';
import { typeErrors } from '../../support/type-check.ts';

const text = `model Latents {
  data points from mixture2d { x: Vector[2] }
  prior pz = Normal[2](mean: 0, stddev: 1)
  network G(z: Vector[2]) -> Vector[2] { z |> dense(2) }
  train {
    batch 4
    steps 1
    update G with adam(1e-3) { minimize mse(G(points.x), points.x) }
  }
  infer invert(x: Vector[2]) -> Vector[2] {
    optimize z = 0 * x with adam(0.05) for 30 steps { minimize squaredError(G(z), x) }
    z
  }
  evaluate {
    report left = squaredError(G(invert(points.x)), points.x)
    report parzen = parzenWindow(invert(sample(pz)), points.x)
  }
}`;

test('a program with a loop reads as one', async () => {
  const { program } = compile(new Map([['spec.gen', { path: 'spec.gen', text }]]), 'spec.gen');
  const files = await emitTypeScript(program!);
  expect(typeErrors(files)).toEqual([]);
  const model = files.get('model.ts')!;
  expect(model).toContain(
    'for (let step = 0; step < 30; step++) Object.assign(carried, inferInvertZStep({ ..., carried }).carried);',
  );
  // One step, once in the text for each program: the infer, the reports and the measure.
  expect(model.match(/k\.adamStep\(/g)).toHaveLength(3);
  expect(model).toContain('readonly zX: Tensor');
}, 60_000);
