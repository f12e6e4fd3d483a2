/**
 * @file The specs that the catalog's examples are made of: four small models, each with places exchanged. An example is a
 * whole spec, so that `genc explain` shows a fault where it stands, and a test can compile both sides.
 */
import { invariant } from '../../invariant.ts';

/** One exchange: the text as it stands in the small model, and what takes its place. */
export type Change = readonly [standing: string, instead: string];

function changed(spec: string, changes: readonly Change[]): string {
  let text = spec;
  for (const [standing, instead] of changes) {
    invariant(text.includes(standing), `an example changes "${standing}", which its spec lacks`);
    text = text.replace(standing, () => instead);
  }
  return text;
}

/** A variational autoencoder of digits: encoder q, decoder p, prior pz. */
export function vae(...changes: readonly Change[]): string {
  return changed(
    `model Vae {
  data digits from mnist { image: Image[28, 28, 1] in [0, 1] }
  prior pz = Normal[8](mean: 0, stddev: 1)
  encoder q(x: Image[28, 28, 1] in [0, 1]) -> Normal[8] {
    let h = x |> flatten |> dense(64) |> relu
    Normal(mean: h |> dense(8), logVariance: h |> dense(8))
  }
  decoder p(z: Vector[8]) -> Bernoulli[28, 28, 1] {
    Bernoulli(logits: z |> dense(784) |> reshape(28, 28, 1))
  }
  train {
    batch 64
    steps 1000
    update q, p with adam(1e-3) { maximize elbo(digits.image, q, p, pz) }
  }
}
`,
    changes,
  );
}

/** Makes the latent size of `vae` a param: for examples of --set. */
export const latentParam: readonly Change[] = [
  ['  data digits', '  param latent = 8\n  data digits'],
  ['Normal[8](mean: 0', 'Normal[latent](mean: 0'],
  ['-> Normal[8]', '-> Normal[latent]'],
  [
    'mean: h |> dense(8), logVariance: h |> dense(8)',
    'mean: h |> dense(latent), logVariance: h |> dense(latent)',
  ],
  ['Vector[8]', 'Vector[latent]'],
];

/** A game of digits: generator G, discriminator D, value V. */
export function gan(...changes: readonly Change[]): string {
  return changed(
    `model Gan {
  data digits from mnist { image: Image[28, 28, 1] in [-1, 1] }
  prior pz = Normal[16](mean: 0, stddev: 1)
  generator G(z: Vector[16]) -> Image[28, 28, 1] in [-1, 1] {
    z |> dense(784) |> tanh |> reshape(28, 28, 1)
  }
  discriminator D(x: Image[28, 28, 1]) -> Logit {
    x |> flatten |> dense(1)
  }
  train {
    batch 64
    steps 1000
    sample z ~ pz
    game V = minimax(real: D(digits.image), fake: D(G(z)))
    update D with adam(2e-4, beta1: 0.5) { maximize V }
    update G with adam(2e-4, beta1: 0.5) { minimize V.nonSaturating }
  }
}
`,
    changes,
  );
}

/** A network f from vectors to vectors. */
export function copier(...changes: readonly Change[]): string {
  return changed(
    `model Copier {
  prior pz = Normal[4](mean: 0, stddev: 1)
  network f(z: Vector[4]) -> Vector[4] {
    z |> dense(4)
  }
  train {
    batch 32
    steps 100
    sample z ~ pz
    update f with adam(1e-3) { minimize mse(f(z), z) }
  }
}
`,
    changes,
  );
}

/** A network f from images to images. */
export function denoiser(...changes: readonly Change[]): string {
  return changed(
    `model Denoiser {
  data digits from mnist { image: Image[28, 28, 1] in [0, 1] }
  network f(x: Image[28, 28, 1] in [0, 1]) -> Image[28, 28, 1] in [0, 1] {
    x |> conv2d(1, kernel: 3) |> sigmoid
  }
  train {
    batch 32
    steps 100
    update f with adam(1e-3) { minimize mse(f(digits.image), digits.image) }
  }
}
`,
    changes,
  );
}
