/** @file Graphs beside training take fewer examples at once where their values are large. */
import { expect, it } from 'vitest';
import { compileText } from '../../support/specs.ts';

const spec = (size: number): string => `model Large {
  data pictures from images("pictures", size: ${size}) { image: Image[${size}, ${size}, 3] in [-1, 1] }
  frozen network N(x: Image[${size}, ${size}, 3]) -> Image[${size}, ${size}, 3] { x |> conv2d(16, kernel: 3) |> relu |> conv2d(3, kernel: 3) }
  infer copy(x: Image[${size}, ${size}, 3]) -> Image[${size}, ${size}, 3] { N(x) }
  evaluate { report distance = mse(N(pictures.image), pictures.image) }
}`;

// The largest values are the 16 channels inside of N: 16 size^2 numbers for an example, and 2^25 at once.
it.each([
  [32, 64, 500],
  [512, 8, 8],
  [1024, 2, 2],
])('pictures of %i pixels: %i in an infer, %i in an evaluation', (size, inInfer, inEvaluation) => {
  const { plan } = compileText(spec(size));
  expect(plan.infers.find(({ name }) => name === 'copy')!.batch).toBe(inInfer);
  expect(plan.evaluations[0]!.batch).toBe(inEvaluation);
});
