/** @file The spec and the guide that `genc init` writes. The spec is also what `genc doctor` times a step of. */

/** A variational autoencoder on MNIST. */
export const starterSpec = `/// A variational autoencoder: a diagonal Gaussian posterior and a Bernoulli likelihood.
model Vae {
  param latent = 20
  param hidden = 400
  data digits from mnist { image: Image[28, 28, 1] in [0, 1] }
  prior pz = Normal[latent](mean: 0, stddev: 1)

  encoder posterior(x: Image[28, 28, 1] in [0, 1]) -> Normal[latent] {
    let h = x |> flatten |> dense(hidden) |> relu
    Normal(mean: h |> dense(latent), logVariance: h |> dense(latent))
  }
  decoder likelihood(z: Vector[latent]) -> Bernoulli[28, 28, 1] {
    Bernoulli(logits: z |> dense(hidden) |> relu |> dense(784) |> reshape(28, 28, 1))
  }
  train {
    batch 128
    epochs 10
    let x = digits.image
    let qz = posterior(x)
    sample z ~ qz
    update posterior, likelihood with adam(1e-3) {
      minimize reconstruction = nll(likelihood(z), x)
      minimize divergence = kl(qz, pz)
    }
  }
  evaluate {
    report elbo = elbo(digits.image, posterior, likelihood, pz)
  }
  figure reconstructions = grid(digits.image, mean(likelihood(mean(posterior(digits.image)))))
  figure samples = grid(mean(likelihood(sample(pz))), count: 64)
  figure latentSpace = priorAgainstPosterior(posterior(digits.image), pz)
}
`;

/** What to do with it. */
export const starterGuide = `# A first model

\`model.gen\` declares a variational autoencoder: its data, its networks, what is sampled, what is minimised.

    genc check model.gen              find faults, without running anything
    genc summary model.gen            parameters, operations and memory of a step
    genc train model.gen              train on MNIST; figures and a checkpoint go to runs/
    genc train model.gen --set latent=2 --epochs 3
    genc sample runs/<run> --count 64 --out samples.png
    genc compile model.gen --out build   read the TypeScript that it becomes

Things to try:

- change \`latent\` to 2 and look at \`figures/latentSpace.png\`
- add a layer to both networks; the shapes are checked for you
- \`from fashionMnist(folder: "data")\` reads Fashion-MNIST in the same form
- \`genc explain CODE\` explains any error, with an example
`;
