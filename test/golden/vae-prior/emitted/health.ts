/**
 * VaePrior: health.ts
 *
 * What is watched while it trains: numbers that tell how its players stand.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 77b65c397f9cfda30736db66a046f643cdb77306fc8f3c7aecf1352477beff1e.
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
    readonly trainTerm: Tensor;
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
 * 77 kernels, 423 million floating-point operations, at most 6.89 MB of tensors.
 */
export function trainHealth(k: KernelSet, inputs: TrainHealthInputs): TrainHealthOutputs {
  const { digits } = inputs.data;
  const { posterior, likelihood } = inputs.state;
  const { random } = inputs;

  // ======== update posterior, likelihood ==============================================================

  // ---- forward ----

  // posterior(digits.image)
  // vae-prior.gen:13  let h = x |> flatten |> dense(hidden) |> relu
  const reshaped = k.reshape(digits.image, [128, 784]);
  const h = k.fusedMatMul(reshaped, posterior.dense1.kernel, posterior.dense1.bias, { activation: 'relu' });

  // vae-prior.gen:14  Normal(mean: h |> dense(latent), logVariance: h |> dense(latent))
  const dense2 = k.fusedMatMul(h, posterior.dense2.kernel, posterior.dense2.bias);
  const dense3 = k.fusedMatMul(h, posterior.dense3.kernel, posterior.dense3.bias);

  // vae-prior.gen:23  update posterior, likelihood with adam(1e-3) { maximize elbo(digits.image, posterior, likelihood, pz) }
  const product = k.multiply(dense3, 0.5);
  const difference = k.subtract(0.6931471805599453, product);
  const exponential = k.exp(dense3);
  const difference2 = k.subtract(dense2, 1);
  const squared = k.square(difference2);
  const sum = k.add(exponential, squared);
  const difference3 = k.subtract(difference, 0.5);
  const product2 = k.multiply(sum, 0.125);
  const sum2 = k.add(difference3, product2);
  const divergenceUnits = k.mean(sum2, [0]);
  const exponential2 = k.exp(product);
  const product3 = k.multiply(exponential2, random.trainTerm);
  const sum3 = k.add(dense2, product3);
  k.free(dense3, squared, difference, sum, difference3, product2, sum2, product, exponential2, dense2);

  // likelihood
  // vae-prior.gen:17  Bernoulli(logits: z |> dense(hidden) |> relu |> dense(784) |> reshape(28, 28, 1))
  const dense1 = k.fusedMatMul(sum3, likelihood.dense1.kernel, likelihood.dense1.bias, {
    activation: 'relu',
  });
  const dense2_2 = k.fusedMatMul(dense1, likelihood.dense2.kernel, likelihood.dense2.bias);
  const reshaped2 = k.reshape(dense2_2, [128, 28, 28, 1]);
  k.free(dense2_2);

  // ---- backward ----

  // vae-prior.gen:23  update posterior, likelihood with adam(1e-3) { maximize elbo(digits.image, posterior, likelihood, pz) }
  const probability = k.sigmoid(reshaped2);
  k.free(reshaped2);

  // likelihood
  // vae-prior.gen:17  Bernoulli(logits: z |> dense(hidden) |> relu |> dense(784) |> reshape(28, 28, 1))
  const difference4 = k.subtract(probability, digits.image);
  const reshaped3 = k.reshape(difference4, [128, 784]);
  const product4 = k.multiply(reshaped3, 0.0078125);
  k.free(probability, difference4, reshaped3);
  const total = k.sum(product4, [0]);
  const dense2Gradient = k.matMul(product4, likelihood.dense2.kernel, { transposeB: true });
  const dense2Gradient2 = k.matMul(dense1, product4, { transposeA: true });
  const sign = k.sign(dense1);
  const product5 = k.multiply(dense2Gradient, sign);
  const total2 = k.sum(product5, [0]);
  const dense1Gradient = k.matMul(product5, likelihood.dense1.kernel, { transposeB: true });
  const dense1Gradient2 = k.matMul(sum3, product5, { transposeA: true });
  k.free(product4, dense1, dense2Gradient, sign, sum3, product5);

  // vae-prior.gen:23  update posterior, likelihood with adam(1e-3) { maximize elbo(digits.image, posterior, likelihood, pz) }
  const product6 = k.multiply(dense1Gradient, product3);
  const product7 = k.multiply(difference2, 0.001953125);
  const product8 = k.multiply(exponential, 0.0009765625);
  const sum4 = k.add(product6, -0.0078125);
  const product9 = k.multiply(sum4, 0.5);
  k.free(product3, difference2, exponential, product6, sum4);

  // posterior(digits.image)
  // vae-prior.gen:14  Normal(mean: h |> dense(latent), logVariance: h |> dense(latent))
  const sum5 = k.add(product8, product9);
  const total3 = k.sum(sum5, [0]);
  const dense3Gradient = k.matMul(sum5, posterior.dense3.kernel, { transposeB: true });
  const dense3Gradient2 = k.matMul(h, sum5, { transposeA: true });
  const sum6 = k.add(dense1Gradient, product7);
  const total4 = k.sum(sum6, [0]);
  const dense2Gradient3 = k.matMul(sum6, posterior.dense2.kernel, { transposeB: true });
  const dense2Gradient4 = k.matMul(h, sum6, { transposeA: true });
  const sum7 = k.add(dense3Gradient, dense2Gradient3);
  k.free(product8, product9, sum5, dense1Gradient, product7, sum6, dense3Gradient, dense2Gradient3);

  // vae-prior.gen:13  let h = x |> flatten |> dense(hidden) |> relu
  const sign2 = k.sign(h);
  const product10 = k.multiply(sum7, sign2);
  const total5 = k.sum(product10, [0]);
  const dense1Gradient3 = k.matMul(reshaped, product10, { transposeA: true });
  k.free(h, sum7, sign2, reshaped, product10);

  // ---- forward ----

  // vae-prior.gen:23  update posterior, likelihood with adam(1e-3) { maximize elbo(digits.image, posterior, likelihood, pz) }
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
  const sum8 = k.add(total6, total7);
  const sum9 = k.add(sum8, total8);
  const sum10 = k.add(sum9, total9);
  const sum11 = k.add(sum10, total10);
  const sum12 = k.add(sum11, total11);
  const sum13 = k.add(sum12, total12);
  const sum14 = k.add(sum13, total13);
  const sum15 = k.add(sum14, total14);
  const sum16 = k.add(sum15, total15);
  const gradientPosteriorLikelihood = k.sqrt(sum16);
  k.free(
    total,
    squared11,
    total6,
    total7,
    total8,
    sum8,
    total9,
    sum9,
    total10,
    sum10,
    total11,
    sum11,
    total12,
    sum12,
    total13,
    sum13,
    total14,
    sum14,
    total15,
    sum15,
    sum16,
  );

  return { values: { divergenceUnits, gradientPosteriorLikelihood } };
}
