/**
 * ConvVae: health.ts
 *
 * What is watched while it trains: numbers that tell how its players stand.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 7ba698741ba709050f1a97b4ac7af041072747b73d06975b79ec294360a97961.
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
    /** [128, 2], normal random numbers */
    readonly trainTerm: Tensor;
  };
}

/** What `trainHealth` returns: new tensors, the caller's to free. */
export interface TrainHealthOutputs {
  readonly values: {
    /** [2] */
    readonly divergenceUnits: Tensor;
    /** a number */
    readonly gradientPosteriorLikelihood: Tensor;
  };
}

/**
 * How phase `train` stands, by a batch of 128 before a step: divergence.units, gradient.posterior+likelihood.
 * It gives numbers and moves nothing: training is the same without it.
 *
 * 126 kernels, 5,130 million floating-point operations, at most 52.3 MB of tensors.
 */
export function trainHealth(k: KernelSet, inputs: TrainHealthInputs): TrainHealthOutputs {
  const { digits } = inputs.data;
  const { posterior, likelihood } = inputs.state;
  const { random } = inputs;

  // ======== update posterior, likelihood ==============================================================

  // ---- forward ----

  // posterior(digits.image)
  // conv-vae.gen:2  block down(x: Image[h, w, c], filters: Int) -> Image[h/2, w/2, filters] { x |> conv2d(filters, kernel: 3, stride: 2) |> relu }
  const convolved = k.fusedConv2d(
    digits.image,
    posterior.down1.conv2d1.kernel,
    posterior.down1.conv2d1.bias,
    { strides: [2, 2], padding: [0, 1, 0, 1], activation: 'relu' },
  );
  const convolved2 = k.fusedConv2d(convolved, posterior.down2.conv2d1.kernel, posterior.down2.conv2d1.bias, {
    strides: [2, 2],
    padding: [0, 1, 0, 1],
    activation: 'relu',
  });

  // conv-vae.gen:14  let h = x |> down(filters) |> down(2*filters) |> flatten |> dense(16) |> relu
  const reshaped = k.reshape(convolved2, [128, 3136]);
  const h = k.fusedMatMul(reshaped, posterior.dense1.kernel, posterior.dense1.bias, { activation: 'relu' });

  // conv-vae.gen:15  Normal(mean: h |> dense(latent), logVariance: h |> dense(latent))
  const dense2 = k.fusedMatMul(h, posterior.dense2.kernel, posterior.dense2.bias);
  const dense3 = k.fusedMatMul(h, posterior.dense3.kernel, posterior.dense3.bias);

  // conv-vae.gen:25  update posterior, likelihood with adam(1e-3) { maximize elbo(digits.image, posterior, likelihood, pz) }
  const product = k.multiply(dense3, 0.5);
  const product2 = k.multiply(dense3, -0.5);
  const exponential = k.exp(dense3);
  const squared = k.square(dense2);
  const sum = k.add(exponential, squared);
  const difference = k.subtract(product2, 0.5);
  const product3 = k.multiply(sum, 0.5);
  const sum2 = k.add(difference, product3);
  const divergenceUnits = k.mean(sum2, [0]);
  const exponential2 = k.exp(product);
  const product4 = k.multiply(exponential2, random.trainTerm);
  const sum3 = k.add(dense2, product4);
  k.free(dense3, squared, product2, sum, difference, product3, sum2, product, exponential2);

  // likelihood
  // conv-vae.gen:18  Bernoulli(logits: z |> dense(7*7*2*filters) |> relu |> reshape(7, 7, 2*filters)
  const dense1 = k.fusedMatMul(sum3, likelihood.dense1.kernel, likelihood.dense1.bias, {
    activation: 'relu',
  });
  const reshaped2 = k.reshape(dense1, [128, 7, 7, 64]);

  // conv-vae.gen:3  block up(x: Image[h, w, c], filters: Int) -> Image[2*h, 2*w, filters] { x |> convTranspose2d(filters, kernel: 3, stride: 2) |> relu }
  const inputGradient = k.conv2dInputGradient(reshaped2, likelihood.up1.convTranspose2d1.kernel, {
    strides: [2, 2],
    padding: [0, 1, 0, 1],
    inputShape: [128, 14, 14, 64],
  });
  const sum4 = k.add(inputGradient, likelihood.up1.convTranspose2d1.bias);
  k.free(inputGradient);
  const rectified = k.relu(sum4);
  k.free(sum4);
  const inputGradient2 = k.conv2dInputGradient(rectified, likelihood.up2.convTranspose2d1.kernel, {
    strides: [2, 2],
    padding: [0, 1, 0, 1],
    inputShape: [128, 28, 28, 32],
  });
  const sum5 = k.add(inputGradient2, likelihood.up2.convTranspose2d1.bias);
  k.free(inputGradient2);
  const rectified2 = k.relu(sum5);
  k.free(sum5);

  // conv-vae.gen:19  |> up(2*filters) |> up(filters) |> conv2d(1, kernel: 3))
  const conv2d1 = k.fusedConv2d(rectified2, likelihood.conv2d1.kernel, likelihood.conv2d1.bias, {
    strides: [1, 1],
    padding: [1, 1, 1, 1],
    activation: 'sigmoid',
  });

  // ---- backward ----

  // likelihood
  // conv-vae.gen:19  |> up(2*filters) |> up(filters) |> conv2d(1, kernel: 3))
  const difference2 = k.subtract(conv2d1, digits.image);
  const product5 = k.multiply(difference2, 0.0078125);
  const total = k.sum(product5, [0, 1, 2, 3]);
  const reshaped3 = k.reshape(total, [1]);
  const conv2d1Gradient = k.conv2dInputGradient(product5, likelihood.conv2d1.kernel, {
    strides: [1, 1],
    padding: [1, 1, 1, 1],
    inputShape: [128, 28, 28, 32],
  });
  const conv2d1Gradient2 = k.conv2dKernelGradient(rectified2, product5, {
    strides: [1, 1],
    padding: [1, 1, 1, 1],
    kernelShape: [3, 3, 32, 1],
  });
  k.free(conv2d1, difference2, total, product5);

  // conv-vae.gen:3  block up(x: Image[h, w, c], filters: Int) -> Image[2*h, 2*w, filters] { x |> convTranspose2d(filters, kernel: 3, stride: 2) |> relu }
  const sign = k.sign(rectified2);
  k.free(rectified2);
  const product6 = k.multiply(conv2d1Gradient, sign);
  k.free(conv2d1Gradient, sign);
  const total2 = k.sum(product6, [0, 1, 2]);
  const convolved3 = k.conv2d(product6, likelihood.up2.convTranspose2d1.kernel, {
    strides: [2, 2],
    padding: [0, 1, 0, 1],
  });
  const kernelGradient = k.conv2dKernelGradient(product6, rectified, {
    strides: [2, 2],
    padding: [0, 1, 0, 1],
    kernelShape: [3, 3, 32, 64],
  });
  k.free(product6);
  const sign2 = k.sign(rectified);
  k.free(rectified);
  const product7 = k.multiply(convolved3, sign2);
  k.free(convolved3, sign2);
  const total3 = k.sum(product7, [0, 1, 2]);
  const convolved4 = k.conv2d(product7, likelihood.up1.convTranspose2d1.kernel, {
    strides: [2, 2],
    padding: [0, 1, 0, 1],
  });
  const kernelGradient2 = k.conv2dKernelGradient(product7, reshaped2, {
    strides: [2, 2],
    padding: [0, 1, 0, 1],
    kernelShape: [3, 3, 64, 64],
  });
  k.free(reshaped2, product7);

  // conv-vae.gen:18  Bernoulli(logits: z |> dense(7*7*2*filters) |> relu |> reshape(7, 7, 2*filters)
  const reshaped4 = k.reshape(convolved4, [128, 3136]);
  k.free(convolved4);
  const sign3 = k.sign(dense1);
  k.free(dense1);
  const product8 = k.multiply(reshaped4, sign3);
  k.free(reshaped4, sign3);
  const total4 = k.sum(product8, [0]);
  const dense1Gradient = k.matMul(product8, likelihood.dense1.kernel, { transposeB: true });
  const dense1Gradient2 = k.matMul(sum3, product8, { transposeA: true });
  k.free(sum3, product8);

  // conv-vae.gen:25  update posterior, likelihood with adam(1e-3) { maximize elbo(digits.image, posterior, likelihood, pz) }
  const product9 = k.multiply(dense1Gradient, product4);
  const product10 = k.multiply(dense2, 0.0078125);
  const product11 = k.multiply(exponential, 0.00390625);
  const sum6 = k.add(product9, -0.0078125);
  const product12 = k.multiply(sum6, 0.5);
  k.free(product4, dense2, exponential, product9, sum6);

  // posterior(digits.image)
  // conv-vae.gen:15  Normal(mean: h |> dense(latent), logVariance: h |> dense(latent))
  const sum7 = k.add(product11, product12);
  const total5 = k.sum(sum7, [0]);
  const dense3Gradient = k.matMul(sum7, posterior.dense3.kernel, { transposeB: true });
  const dense3Gradient2 = k.matMul(h, sum7, { transposeA: true });
  const sum8 = k.add(dense1Gradient, product10);
  const total6 = k.sum(sum8, [0]);
  const dense2Gradient = k.matMul(sum8, posterior.dense2.kernel, { transposeB: true });
  const dense2Gradient2 = k.matMul(h, sum8, { transposeA: true });
  const sum9 = k.add(dense3Gradient, dense2Gradient);
  k.free(product11, product12, sum7, dense1Gradient, product10, sum8, dense3Gradient, dense2Gradient);

  // conv-vae.gen:14  let h = x |> down(filters) |> down(2*filters) |> flatten |> dense(16) |> relu
  const sign4 = k.sign(h);
  const product13 = k.multiply(sum9, sign4);
  const total7 = k.sum(product13, [0]);
  const dense1Gradient3 = k.matMul(product13, posterior.dense1.kernel, { transposeB: true });
  const dense1Gradient4 = k.matMul(reshaped, product13, { transposeA: true });
  k.free(h, sum9, sign4, reshaped, product13);
  const reshaped5 = k.reshape(dense1Gradient3, [128, 7, 7, 64]);
  k.free(dense1Gradient3);

  // conv-vae.gen:2  block down(x: Image[h, w, c], filters: Int) -> Image[h/2, w/2, filters] { x |> conv2d(filters, kernel: 3, stride: 2) |> relu }
  const sign5 = k.sign(convolved2);
  k.free(convolved2);
  const product14 = k.multiply(reshaped5, sign5);
  k.free(reshaped5, sign5);
  const total8 = k.sum(product14, [0, 1, 2]);
  const inputGradient3 = k.conv2dInputGradient(product14, posterior.down2.conv2d1.kernel, {
    strides: [2, 2],
    padding: [0, 1, 0, 1],
    inputShape: [128, 14, 14, 32],
  });
  const kernelGradient3 = k.conv2dKernelGradient(convolved, product14, {
    strides: [2, 2],
    padding: [0, 1, 0, 1],
    kernelShape: [3, 3, 32, 64],
  });
  k.free(product14);
  const sign6 = k.sign(convolved);
  k.free(convolved);
  const product15 = k.multiply(inputGradient3, sign6);
  k.free(inputGradient3, sign6);
  const total9 = k.sum(product15, [0, 1, 2]);
  const kernelGradient4 = k.conv2dKernelGradient(digits.image, product15, {
    strides: [2, 2],
    padding: [0, 1, 0, 1],
    kernelShape: [3, 3, 1, 32],
  });
  k.free(product15);

  // ---- forward ----

  // conv-vae.gen:25  update posterior, likelihood with adam(1e-3) { maximize elbo(digits.image, posterior, likelihood, pz) }
  const squared2 = k.square(kernelGradient4);
  const total10 = k.sum(squared2, [0, 1, 2, 3]);
  const squared3 = k.square(total9);
  const total11 = k.sum(squared3, [0]);
  const squared4 = k.square(kernelGradient3);
  const total12 = k.sum(squared4, [0, 1, 2, 3]);
  const squared5 = k.square(total8);
  const total13 = k.sum(squared5, [0]);
  const squared6 = k.square(dense1Gradient4);
  const total14 = k.sum(squared6, [0, 1]);
  const squared7 = k.square(total7);
  const total15 = k.sum(squared7, [0]);
  const squared8 = k.square(dense2Gradient2);
  const total16 = k.sum(squared8, [0, 1]);
  const squared9 = k.square(total6);
  const total17 = k.sum(squared9, [0]);
  const squared10 = k.square(dense3Gradient2);
  const total18 = k.sum(squared10, [0, 1]);
  const squared11 = k.square(total5);
  const total19 = k.sum(squared11, [0]);
  const squared12 = k.square(dense1Gradient2);
  const total20 = k.sum(squared12, [0, 1]);
  const squared13 = k.square(total4);
  const total21 = k.sum(squared13, [0]);
  const squared14 = k.square(kernelGradient2);
  const total22 = k.sum(squared14, [0, 1, 2, 3]);
  const squared15 = k.square(total3);
  const total23 = k.sum(squared15, [0]);
  const squared16 = k.square(kernelGradient);
  const total24 = k.sum(squared16, [0, 1, 2, 3]);
  k.free(
    kernelGradient4,
    squared2,
    total9,
    squared3,
    kernelGradient3,
    squared4,
    total8,
    squared5,
    dense1Gradient4,
    squared6,
    total7,
    squared7,
    dense2Gradient2,
    squared8,
    total6,
    squared9,
    dense3Gradient2,
    squared10,
    total5,
    squared11,
    dense1Gradient2,
    squared12,
    total4,
    squared13,
    kernelGradient2,
    squared14,
    total3,
    squared15,
    kernelGradient,
    squared16,
  );
  const squared17 = k.square(total2);
  const total25 = k.sum(squared17, [0]);
  const squared18 = k.square(conv2d1Gradient2);
  const total26 = k.sum(squared18, [0, 1, 2, 3]);
  const squared19 = k.square(reshaped3);
  const reshaped6 = k.reshape(squared19, []);
  const sum10 = k.add(total10, total11);
  const sum11 = k.add(sum10, total12);
  const sum12 = k.add(sum11, total13);
  const sum13 = k.add(sum12, total14);
  const sum14 = k.add(sum13, total15);
  const sum15 = k.add(sum14, total16);
  const sum16 = k.add(sum15, total17);
  const sum17 = k.add(sum16, total18);
  const sum18 = k.add(sum17, total19);
  const sum19 = k.add(sum18, total20);
  const sum20 = k.add(sum19, total21);
  const sum21 = k.add(sum20, total22);
  const sum22 = k.add(sum21, total23);
  const sum23 = k.add(sum22, total24);
  const sum24 = k.add(sum23, total25);
  const sum25 = k.add(sum24, total26);
  const sum26 = k.add(sum25, reshaped6);
  const gradientPosteriorLikelihood = k.sqrt(sum26);
  k.free(
    total2,
    squared17,
    conv2d1Gradient2,
    squared18,
    reshaped3,
    squared19,
    total10,
    total11,
    total12,
    sum10,
    total13,
    sum11,
    total14,
    sum12,
    total15,
    sum13,
    total16,
    sum14,
    total17,
    sum15,
    total18,
    sum16,
    total19,
    sum17,
    total20,
    sum18,
    total21,
    sum19,
    total22,
    sum20,
    total23,
    sum21,
    total24,
    sum22,
    total25,
    sum23,
    total26,
    sum24,
    reshaped6,
    sum25,
    sum26,
  );

  return { values: { divergenceUnits, gradientPosteriorLikelihood } };
}
