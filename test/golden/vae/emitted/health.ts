/**
 * Vae: health.ts
 *
 * What is watched while it trains: numbers that tell how its players stand.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 4c302103c0689e81d206d6aed5c561efa786a8dc9819a12a36b664bd46ac4205.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';
import type { PosteriorWeights, LikelihoodWeights } from './model.js';

/** What `trainHealth` reads. */
export interface TrainHealthInputs {
  readonly data: {
    readonly digits: {
      /** [128, 28, 28, 1] */
      readonly image: Tensor;
    };
  };
  readonly state: {
    readonly posterior: PosteriorWeights;
    readonly likelihood: LikelihoodWeights;
  };
  readonly random: {
    /** [128, 20], normal random numbers */
    readonly trainZ: Tensor;
  };
}

/** What `trainHealth` returns: new tensors, the caller's to free. */
export interface TrainHealthOutputs {
  readonly values: {
    /** [20] */
    readonly divergenceUnits: Tensor;
    /** a number */
    readonly gradientPosteriorLikelihood: Tensor;
  };
}

/**
 * How phase `train` stands, by a batch of 128 before a step: divergence.units, gradient.posterior+likelihood.
 * It gives numbers and moves nothing: training is the same without it.
 *
 * 76 kernels, 423 million floating-point operations, at most 6.89 MB of tensors.
 */
export function trainHealth(k: KernelSet, inputs: TrainHealthInputs): TrainHealthOutputs {
  const { digits } = inputs.data;
  const { posterior, likelihood } = inputs.state;
  const { random } = inputs;

  // ======== update posterior, likelihood ==============================================================

  // ---- forward ----

  // posterior(digits.image)
  // vae.gen:11  let h = x |> flatten |> dense(hidden) |> relu
  const reshaped = k.reshape(digits.image, [128, 784]);
  const h = k.fusedMatMul(reshaped, posterior.dense1.kernel, posterior.dense1.bias, { activation: 'relu' });

  // vae.gen:12  Normal(mean: h |> dense(latent), logVariance: h |> dense(latent))
  const dense2 = k.fusedMatMul(h, posterior.dense2.kernel, posterior.dense2.bias);
  const dense3 = k.fusedMatMul(h, posterior.dense3.kernel, posterior.dense3.bias);

  // vae.gen:26  minimize divergence = kl(qz, pz)
  const product = k.multiply(dense3, 0.5);
  const product2 = k.multiply(dense3, -0.5);
  const exponential = k.exp(dense3);
  const squared = k.square(dense2);
  const sum = k.add(exponential, squared);
  const difference = k.subtract(product2, 0.5);
  const product3 = k.multiply(sum, 0.5);
  const sum2 = k.add(difference, product3);
  const divergenceUnits = k.mean(sum2, [0]);
  k.free(dense3, squared, product2, sum, difference, product3, sum2);

  // vae.gen:23  sample z ~ qz
  const exponential2 = k.exp(product);
  const product4 = k.multiply(exponential2, random.trainZ);
  const z = k.add(dense2, product4);
  k.free(product, exponential2);

  // likelihood(z)
  // vae.gen:15  Bernoulli(logits: z |> dense(hidden) |> relu |> dense(784) |> reshape(28, 28, 1))
  const dense1 = k.fusedMatMul(z, likelihood.dense1.kernel, likelihood.dense1.bias, { activation: 'relu' });
  const dense2_2 = k.fusedMatMul(dense1, likelihood.dense2.kernel, likelihood.dense2.bias);
  const reshaped2 = k.reshape(dense2_2, [128, 28, 28, 1]);
  k.free(dense2_2);

  // ---- backward ----

  // vae.gen:25  minimize reconstruction = nll(likelihood(z), x)
  const probability = k.sigmoid(reshaped2);
  k.free(reshaped2);

  // likelihood(z)
  // vae.gen:15  Bernoulli(logits: z |> dense(hidden) |> relu |> dense(784) |> reshape(28, 28, 1))
  const difference2 = k.subtract(probability, digits.image);
  const reshaped3 = k.reshape(difference2, [128, 784]);
  const product5 = k.multiply(reshaped3, 0.0078125);
  k.free(probability, difference2, reshaped3);
  const total = k.sum(product5, [0]);
  const dense2Gradient = k.matMul(product5, likelihood.dense2.kernel, { transposeB: true });
  const dense2Gradient2 = k.matMul(dense1, product5, { transposeA: true });
  const sign = k.sign(dense1);
  const product6 = k.multiply(dense2Gradient, sign);
  const total2 = k.sum(product6, [0]);
  const dense1Gradient = k.matMul(product6, likelihood.dense1.kernel, { transposeB: true });
  const dense1Gradient2 = k.matMul(z, product6, { transposeA: true });
  k.free(product5, dense1, dense2Gradient, sign, z, product6);

  // vae.gen:23  sample z ~ qz
  const product7 = k.multiply(dense1Gradient, product4);
  k.free(product4);

  // vae.gen:26  minimize divergence = kl(qz, pz)
  const product8 = k.multiply(dense2, 0.0078125);
  const product9 = k.multiply(exponential, 0.00390625);
  const sum3 = k.add(product7, -0.0078125);
  const product10 = k.multiply(sum3, 0.5);
  k.free(dense2, exponential, product7, sum3);

  // posterior(digits.image)
  // vae.gen:12  Normal(mean: h |> dense(latent), logVariance: h |> dense(latent))
  const sum4 = k.add(product9, product10);
  const total3 = k.sum(sum4, [0]);
  const dense3Gradient = k.matMul(sum4, posterior.dense3.kernel, { transposeB: true });
  const dense3Gradient2 = k.matMul(h, sum4, { transposeA: true });
  const sum5 = k.add(dense1Gradient, product8);
  const total4 = k.sum(sum5, [0]);
  const dense2Gradient3 = k.matMul(sum5, posterior.dense2.kernel, { transposeB: true });
  const dense2Gradient4 = k.matMul(h, sum5, { transposeA: true });
  const sum6 = k.add(dense3Gradient, dense2Gradient3);
  k.free(product9, product10, sum4, dense1Gradient, product8, sum5, dense3Gradient, dense2Gradient3);

  // vae.gen:11  let h = x |> flatten |> dense(hidden) |> relu
  const sign2 = k.sign(h);
  const product11 = k.multiply(sum6, sign2);
  const total5 = k.sum(product11, [0]);
  const dense1Gradient3 = k.matMul(reshaped, product11, { transposeA: true });
  k.free(h, sum6, sign2, reshaped, product11);

  // ---- forward ----

  // vae.gen:24  update posterior, likelihood with adam(1e-3) {
  const squared2 = k.square(dense1Gradient3);
  k.free(dense1Gradient3);
  const total6 = k.sum(squared2, [0, 1]);
  k.free(squared2);
  const squared3 = k.square(total5);
  const total7 = k.sum(squared3, [0]);
  const squared4 = k.square(dense2Gradient4);
  const total8 = k.sum(squared4, [0, 1]);
  const squared5 = k.square(total4);
  const total9 = k.sum(squared5, [0]);
  const squared6 = k.square(dense3Gradient2);
  const total10 = k.sum(squared6, [0, 1]);
  const squared7 = k.square(total3);
  const total11 = k.sum(squared7, [0]);
  const squared8 = k.square(dense1Gradient2);
  const total12 = k.sum(squared8, [0, 1]);
  const squared9 = k.square(total2);
  const total13 = k.sum(squared9, [0]);
  const squared10 = k.square(dense2Gradient2);
  k.free(
    total5,
    squared3,
    dense2Gradient4,
    squared4,
    total4,
    squared5,
    dense3Gradient2,
    squared6,
    total3,
    squared7,
    dense1Gradient2,
    squared8,
    total2,
    squared9,
    dense2Gradient2,
  );
  const total14 = k.sum(squared10, [0, 1]);
  k.free(squared10);
  const squared11 = k.square(total);
  const total15 = k.sum(squared11, [0]);
  const sum7 = k.add(total6, total7);
  const sum8 = k.add(sum7, total8);
  const sum9 = k.add(sum8, total9);
  const sum10 = k.add(sum9, total10);
  const sum11 = k.add(sum10, total11);
  const sum12 = k.add(sum11, total12);
  const sum13 = k.add(sum12, total13);
  const sum14 = k.add(sum13, total14);
  const sum15 = k.add(sum14, total15);
  const gradientPosteriorLikelihood = k.sqrt(sum15);
  k.free(
    total,
    squared11,
    total6,
    total7,
    total8,
    sum7,
    total9,
    sum8,
    total10,
    sum9,
    total11,
    sum10,
    total12,
    sum11,
    total13,
    sum12,
    total14,
    sum13,
    total15,
    sum14,
    sum15,
  );

  return { values: { divergenceUnits, gradientPosteriorLikelihood } };
}
