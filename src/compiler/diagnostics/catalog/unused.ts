/** @file Catalog entries of the family `unused/`: declarations that nothing reads. Warnings all: the model is sound without them. */
import { entry } from '../catalog-entry.ts';

const spec = (body: string): string => `model Autoencoder {
  param latent = 20
  param hidden = 256
  data digits from mnist { image: Image[28, 28, 1] in [0, 1] }
  encoder encode(x: Image[28, 28, 1]) -> Vector[latent] { x |> flatten |> ${body} |> dense(latent) }
  decoder decode(z: Vector[latent]) -> Image[28, 28, 1] in [0, 1] { z |> dense(784) |> sigmoid |> reshape(28, 28, 1) }
  train {
    batch 128
    epochs 1
    update encode, decode with adam(1e-3) { minimize error = mse(decode(encode(digits.image)), digits.image) }
  }
}
`;

export const unusedCatalog = {
  'unused/param': entry<{ name: string }>({
    severity: 'warning',
    title: 'a param that nothing reads',
    message: ({ name }) => `nothing reads the param ${name}`,
    explanation:
      'A param can be given another value for each run with `--set name=value`. Where nothing reads it, ' +
      'such a run is the same as any other, and a sweep over it compares a model with itself. ' +
      'Usually a number was written where the param was meant. Use the param there, or take the declaration out.',
    example: { wrong: spec('dense(256) |> relu'), right: spec('dense(hidden) |> relu') },
  }),
};
