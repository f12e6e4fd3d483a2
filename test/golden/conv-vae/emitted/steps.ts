/**
 * ConvVae: steps.ts
 *
 * The training steps: forward pass, loss terms, gradients and optimiser, written out.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 7ba698741ba709050f1a97b4ac7af041072747b73d06975b79ec294360a97961.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';
import type { PosteriorWeights, LikelihoodWeights, TrainState } from './model.js';

/** What `trainStep` reads. */
export interface TrainStepInputs {
  readonly data: {
    readonly digits: {
      /** [128, 28, 28, 1] */
      readonly image: Tensor;
    };
  };
  readonly state: {
    readonly posterior: PosteriorWeights;
    readonly likelihood: LikelihoodWeights;
    readonly train: TrainState;
  };
  readonly random: {
    /** [128, 2], normal random numbers */
    readonly trainTerm: Tensor;
  };
  readonly scalars: {
    /** a number */
    readonly trainAdam1StepSize: Tensor;
    /** a number */
    readonly trainAdam1Correction: Tensor;
  };
}

/** What `trainStep` returns: new tensors, the caller's to free. */
export interface TrainStepOutputs {
  readonly metrics: {
    /** a number, nats */
    readonly elbo: Tensor;
    /** a number, nats */
    readonly reconstruction: Tensor;
    /** a number, nats */
    readonly divergence: Tensor;
  };
  readonly state: {
    readonly posterior: PosteriorWeights;
    readonly likelihood: LikelihoodWeights;
    readonly train: TrainState;
  };
}

/**
 * One step of phase `train`, on a batch of 128. Updates, in order:
 * - posterior, likelihood: posterior, likelihood
 *
 * 137 kernels, 5,140 million floating-point operations, at most 53.4 MB of tensors.
 */
export function trainStep(k: KernelSet, inputs: TrainStepInputs): TrainStepOutputs {
  const { digits } = inputs.data;
  const { posterior, likelihood, train } = inputs.state;
  const { random, scalars } = inputs;

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
  // elbo: The evidence lower bound: log-likelihood of the reconstruction minus the KL divergence from the prior.
  //   E_q[log p(x|z)] - sum_i [log(sP_i / sq_i) - 1/2 + (sq_i^2 + (mq_i - mP_i)^2) / (2 sP_i^2)]   (chapter eq. (18); Kingma & Welling 2014, eq. 3)
  const product = k.multiply(dense3, 0.5);
  const exponential = k.exp(product);
  const product2 = k.multiply(exponential, random.trainTerm);
  const sum = k.add(dense2, product2);
  k.free(product, exponential);

  // likelihood
  // conv-vae.gen:18  Bernoulli(logits: z |> dense(7*7*2*filters) |> relu |> reshape(7, 7, 2*filters)
  const dense1 = k.fusedMatMul(sum, likelihood.dense1.kernel, likelihood.dense1.bias, { activation: 'relu' });
  const reshaped2 = k.reshape(dense1, [128, 7, 7, 64]);

  // conv-vae.gen:3  block up(x: Image[h, w, c], filters: Int) -> Image[2*h, 2*w, filters] { x |> convTranspose2d(filters, kernel: 3, stride: 2) |> relu }
  const inputGradient = k.conv2dInputGradient(reshaped2, likelihood.up1.convTranspose2d1.kernel, {
    strides: [2, 2],
    padding: [0, 1, 0, 1],
    inputShape: [128, 14, 14, 64],
  });
  const sum2 = k.add(inputGradient, likelihood.up1.convTranspose2d1.bias);
  k.free(inputGradient);
  const rectified = k.relu(sum2);
  k.free(sum2);
  const inputGradient2 = k.conv2dInputGradient(rectified, likelihood.up2.convTranspose2d1.kernel, {
    strides: [2, 2],
    padding: [0, 1, 0, 1],
    inputShape: [128, 28, 28, 32],
  });
  const sum3 = k.add(inputGradient2, likelihood.up2.convTranspose2d1.bias);
  k.free(inputGradient2);
  const rectified2 = k.relu(sum3);
  k.free(sum3);

  // conv-vae.gen:19  |> up(2*filters) |> up(filters) |> conv2d(1, kernel: 3))
  const conv2d1 = k.fusedConv2d(rectified2, likelihood.conv2d1.kernel, likelihood.conv2d1.bias, {
    strides: [1, 1],
    padding: [1, 1, 1, 1],
  });

  // conv-vae.gen:25  update posterior, likelihood with adam(1e-3) { maximize elbo(digits.image, posterior, likelihood, pz) }
  const product3 = k.multiply(digits.image, conv2d1);
  const softplus = k.softplus(conv2d1);
  const difference = k.subtract(product3, softplus);
  const total = k.sum(difference, [1, 2, 3]);
  k.free(product3, softplus, difference);
  const product4 = k.multiply(dense3, -0.5);
  const exponential2 = k.exp(dense3);
  const squared = k.square(dense2);
  const sum4 = k.add(exponential2, squared);
  const difference2 = k.subtract(product4, 0.5);
  const product5 = k.multiply(sum4, 0.5);
  const sum5 = k.add(difference2, product5);
  const total2 = k.sum(sum5, [1]);
  const difference3 = k.subtract(total, total2);
  const elbo = k.mean(difference3, [0]);
  const average = k.mean(total, [0]);
  const reconstruction = k.negate(average);
  const divergence = k.mean(total2, [0]);
  k.free(dense3, squared, product4, sum4, difference2, product5, sum5, difference3, total, average, total2);

  // ---- backward ----

  // conv-vae.gen:25  update posterior, likelihood with adam(1e-3) { maximize elbo(digits.image, posterior, likelihood, pz) }
  const product6 = k.multiply(dense2, 0.0078125);
  const product7 = k.multiply(exponential2, 0.00390625);
  const probability = k.sigmoid(conv2d1);
  k.free(dense2, exponential2, conv2d1);

  // likelihood
  // conv-vae.gen:19  |> up(2*filters) |> up(filters) |> conv2d(1, kernel: 3))
  const difference4 = k.subtract(probability, digits.image);
  const product8 = k.multiply(difference4, 0.0078125);
  const total3 = k.sum(product8, [0, 1, 2, 3]);
  const likelihoodConv2d1BiasGradient = k.reshape(total3, [1]);
  const conv2d1Gradient = k.conv2dInputGradient(product8, likelihood.conv2d1.kernel, {
    strides: [1, 1],
    padding: [1, 1, 1, 1],
    inputShape: [128, 28, 28, 32],
  });
  const likelihoodConv2d1KernelGradient = k.conv2dKernelGradient(rectified2, product8, {
    strides: [1, 1],
    padding: [1, 1, 1, 1],
    kernelShape: [3, 3, 32, 1],
  });
  k.free(probability, difference4, total3, product8);

  // conv-vae.gen:3  block up(x: Image[h, w, c], filters: Int) -> Image[2*h, 2*w, filters] { x |> convTranspose2d(filters, kernel: 3, stride: 2) |> relu }
  const sign = k.sign(rectified2);
  k.free(rectified2);
  const product9 = k.multiply(conv2d1Gradient, sign);
  k.free(conv2d1Gradient, sign);
  const likelihoodUp2ConvTranspose2d1BiasGradient = k.sum(product9, [0, 1, 2]);
  const convolved3 = k.conv2d(product9, likelihood.up2.convTranspose2d1.kernel, {
    strides: [2, 2],
    padding: [0, 1, 0, 1],
  });
  const likelihoodUp2ConvTranspose2d1KernelGradient = k.conv2dKernelGradient(product9, rectified, {
    strides: [2, 2],
    padding: [0, 1, 0, 1],
    kernelShape: [3, 3, 32, 64],
  });
  k.free(product9);
  const sign2 = k.sign(rectified);
  k.free(rectified);
  const product10 = k.multiply(convolved3, sign2);
  k.free(convolved3, sign2);
  const likelihoodUp1ConvTranspose2d1BiasGradient = k.sum(product10, [0, 1, 2]);
  const convolved4 = k.conv2d(product10, likelihood.up1.convTranspose2d1.kernel, {
    strides: [2, 2],
    padding: [0, 1, 0, 1],
  });
  const likelihoodUp1ConvTranspose2d1KernelGradient = k.conv2dKernelGradient(product10, reshaped2, {
    strides: [2, 2],
    padding: [0, 1, 0, 1],
    kernelShape: [3, 3, 64, 64],
  });
  k.free(reshaped2, product10);

  // conv-vae.gen:18  Bernoulli(logits: z |> dense(7*7*2*filters) |> relu |> reshape(7, 7, 2*filters)
  const reshaped3 = k.reshape(convolved4, [128, 3136]);
  k.free(convolved4);
  const sign3 = k.sign(dense1);
  k.free(dense1);
  const product11 = k.multiply(reshaped3, sign3);
  k.free(reshaped3, sign3);
  const likelihoodDense1BiasGradient = k.sum(product11, [0]);
  const dense1Gradient = k.matMul(product11, likelihood.dense1.kernel, { transposeB: true });
  const likelihoodDense1KernelGradient = k.matMul(sum, product11, { transposeA: true });
  k.free(sum, product11);

  // conv-vae.gen:25  update posterior, likelihood with adam(1e-3) { maximize elbo(digits.image, posterior, likelihood, pz) }
  const product12 = k.multiply(dense1Gradient, product2);
  const sum6 = k.add(-0.0078125, product12);
  const product13 = k.multiply(sum6, 0.5);
  k.free(product2, product12, sum6);

  // posterior(digits.image)
  // conv-vae.gen:15  Normal(mean: h |> dense(latent), logVariance: h |> dense(latent))
  const sum7 = k.add(product7, product13);
  const posteriorDense3BiasGradient = k.sum(sum7, [0]);
  const dense3Gradient = k.matMul(sum7, posterior.dense3.kernel, { transposeB: true });
  const posteriorDense3KernelGradient = k.matMul(h, sum7, { transposeA: true });
  const sum8 = k.add(product6, dense1Gradient);
  const posteriorDense2BiasGradient = k.sum(sum8, [0]);
  const dense2Gradient = k.matMul(sum8, posterior.dense2.kernel, { transposeB: true });
  const posteriorDense2KernelGradient = k.matMul(h, sum8, { transposeA: true });
  const sum9 = k.add(dense3Gradient, dense2Gradient);
  k.free(product7, product13, sum7, product6, dense1Gradient, sum8, dense3Gradient, dense2Gradient);

  // conv-vae.gen:14  let h = x |> down(filters) |> down(2*filters) |> flatten |> dense(16) |> relu
  const sign4 = k.sign(h);
  const product14 = k.multiply(sum9, sign4);
  const posteriorDense1BiasGradient = k.sum(product14, [0]);
  const dense1Gradient2 = k.matMul(product14, posterior.dense1.kernel, { transposeB: true });
  const posteriorDense1KernelGradient = k.matMul(reshaped, product14, { transposeA: true });
  k.free(h, sum9, sign4, reshaped, product14);
  const reshaped4 = k.reshape(dense1Gradient2, [128, 7, 7, 64]);
  k.free(dense1Gradient2);

  // conv-vae.gen:2  block down(x: Image[h, w, c], filters: Int) -> Image[h/2, w/2, filters] { x |> conv2d(filters, kernel: 3, stride: 2) |> relu }
  const sign5 = k.sign(convolved2);
  k.free(convolved2);
  const product15 = k.multiply(reshaped4, sign5);
  k.free(reshaped4, sign5);
  const posteriorDown2Conv2d1BiasGradient = k.sum(product15, [0, 1, 2]);
  const inputGradient3 = k.conv2dInputGradient(product15, posterior.down2.conv2d1.kernel, {
    strides: [2, 2],
    padding: [0, 1, 0, 1],
    inputShape: [128, 14, 14, 32],
  });
  const posteriorDown2Conv2d1KernelGradient = k.conv2dKernelGradient(convolved, product15, {
    strides: [2, 2],
    padding: [0, 1, 0, 1],
    kernelShape: [3, 3, 32, 64],
  });
  k.free(product15);
  const sign6 = k.sign(convolved);
  k.free(convolved);
  const product16 = k.multiply(inputGradient3, sign6);
  k.free(inputGradient3, sign6);
  const posteriorDown1Conv2d1BiasGradient = k.sum(product16, [0, 1, 2]);
  const posteriorDown1Conv2d1KernelGradient = k.conv2dKernelGradient(digits.image, product16, {
    strides: [2, 2],
    padding: [0, 1, 0, 1],
    kernelShape: [3, 3, 1, 32],
  });
  k.free(product16);

  // ---- optimiser ----

  // conv-vae.gen:25  update posterior, likelihood with adam(1e-3) { maximize elbo(digits.image, posterior, likelihood, pz) }
  const posteriorDown1Conv2d1Kernel = k.movingAverage(
    train.adam1.m.posterior.down1.conv2d1.kernel,
    posteriorDown1Conv2d1KernelGradient,
    { decay: 0.9 },
  );
  const posteriorDown1Conv2d1Kernel2 = k.movingAverageOfSquares(
    train.adam1.v.posterior.down1.conv2d1.kernel,
    posteriorDown1Conv2d1KernelGradient,
    { decay: 0.999 },
  );
  const posteriorDown1Conv2d1Kernel3 = k.adamStep(
    posterior.down1.conv2d1.kernel,
    posteriorDown1Conv2d1Kernel,
    posteriorDown1Conv2d1Kernel2,
    scalars.trainAdam1StepSize,
    scalars.trainAdam1Correction,
    { epsilon: 1e-8 },
  );

  const posteriorDown1Conv2d1Bias = k.movingAverage(
    train.adam1.m.posterior.down1.conv2d1.bias,
    posteriorDown1Conv2d1BiasGradient,
    { decay: 0.9 },
  );
  const posteriorDown1Conv2d1Bias2 = k.movingAverageOfSquares(
    train.adam1.v.posterior.down1.conv2d1.bias,
    posteriorDown1Conv2d1BiasGradient,
    { decay: 0.999 },
  );
  const posteriorDown1Conv2d1Bias3 = k.adamStep(
    posterior.down1.conv2d1.bias,
    posteriorDown1Conv2d1Bias,
    posteriorDown1Conv2d1Bias2,
    scalars.trainAdam1StepSize,
    scalars.trainAdam1Correction,
    { epsilon: 1e-8 },
  );

  const posteriorDown2Conv2d1Kernel = k.movingAverage(
    train.adam1.m.posterior.down2.conv2d1.kernel,
    posteriorDown2Conv2d1KernelGradient,
    { decay: 0.9 },
  );
  const posteriorDown2Conv2d1Kernel2 = k.movingAverageOfSquares(
    train.adam1.v.posterior.down2.conv2d1.kernel,
    posteriorDown2Conv2d1KernelGradient,
    { decay: 0.999 },
  );
  const posteriorDown2Conv2d1Kernel3 = k.adamStep(
    posterior.down2.conv2d1.kernel,
    posteriorDown2Conv2d1Kernel,
    posteriorDown2Conv2d1Kernel2,
    scalars.trainAdam1StepSize,
    scalars.trainAdam1Correction,
    { epsilon: 1e-8 },
  );

  const posteriorDown2Conv2d1Bias = k.movingAverage(
    train.adam1.m.posterior.down2.conv2d1.bias,
    posteriorDown2Conv2d1BiasGradient,
    { decay: 0.9 },
  );
  const posteriorDown2Conv2d1Bias2 = k.movingAverageOfSquares(
    train.adam1.v.posterior.down2.conv2d1.bias,
    posteriorDown2Conv2d1BiasGradient,
    { decay: 0.999 },
  );
  const posteriorDown2Conv2d1Bias3 = k.adamStep(
    posterior.down2.conv2d1.bias,
    posteriorDown2Conv2d1Bias,
    posteriorDown2Conv2d1Bias2,
    scalars.trainAdam1StepSize,
    scalars.trainAdam1Correction,
    { epsilon: 1e-8 },
  );

  const posteriorDense1Kernel = k.movingAverage(
    train.adam1.m.posterior.dense1.kernel,
    posteriorDense1KernelGradient,
    { decay: 0.9 },
  );
  const posteriorDense1Kernel2 = k.movingAverageOfSquares(
    train.adam1.v.posterior.dense1.kernel,
    posteriorDense1KernelGradient,
    { decay: 0.999 },
  );
  const posteriorDense1Kernel3 = k.adamStep(
    posterior.dense1.kernel,
    posteriorDense1Kernel,
    posteriorDense1Kernel2,
    scalars.trainAdam1StepSize,
    scalars.trainAdam1Correction,
    { epsilon: 1e-8 },
  );

  const posteriorDense1Bias = k.movingAverage(
    train.adam1.m.posterior.dense1.bias,
    posteriorDense1BiasGradient,
    { decay: 0.9 },
  );
  const posteriorDense1Bias2 = k.movingAverageOfSquares(
    train.adam1.v.posterior.dense1.bias,
    posteriorDense1BiasGradient,
    { decay: 0.999 },
  );
  const posteriorDense1Bias3 = k.adamStep(
    posterior.dense1.bias,
    posteriorDense1Bias,
    posteriorDense1Bias2,
    scalars.trainAdam1StepSize,
    scalars.trainAdam1Correction,
    { epsilon: 1e-8 },
  );

  const posteriorDense2Kernel = k.movingAverage(
    train.adam1.m.posterior.dense2.kernel,
    posteriorDense2KernelGradient,
    { decay: 0.9 },
  );
  const posteriorDense2Kernel2 = k.movingAverageOfSquares(
    train.adam1.v.posterior.dense2.kernel,
    posteriorDense2KernelGradient,
    { decay: 0.999 },
  );
  const posteriorDense2Kernel3 = k.adamStep(
    posterior.dense2.kernel,
    posteriorDense2Kernel,
    posteriorDense2Kernel2,
    scalars.trainAdam1StepSize,
    scalars.trainAdam1Correction,
    { epsilon: 1e-8 },
  );

  const posteriorDense2Bias = k.movingAverage(
    train.adam1.m.posterior.dense2.bias,
    posteriorDense2BiasGradient,
    { decay: 0.9 },
  );
  const posteriorDense2Bias2 = k.movingAverageOfSquares(
    train.adam1.v.posterior.dense2.bias,
    posteriorDense2BiasGradient,
    { decay: 0.999 },
  );
  const posteriorDense2Bias3 = k.adamStep(
    posterior.dense2.bias,
    posteriorDense2Bias,
    posteriorDense2Bias2,
    scalars.trainAdam1StepSize,
    scalars.trainAdam1Correction,
    { epsilon: 1e-8 },
  );

  const posteriorDense3Kernel = k.movingAverage(
    train.adam1.m.posterior.dense3.kernel,
    posteriorDense3KernelGradient,
    { decay: 0.9 },
  );
  const posteriorDense3Kernel2 = k.movingAverageOfSquares(
    train.adam1.v.posterior.dense3.kernel,
    posteriorDense3KernelGradient,
    { decay: 0.999 },
  );
  const posteriorDense3Kernel3 = k.adamStep(
    posterior.dense3.kernel,
    posteriorDense3Kernel,
    posteriorDense3Kernel2,
    scalars.trainAdam1StepSize,
    scalars.trainAdam1Correction,
    { epsilon: 1e-8 },
  );

  const posteriorDense3Bias = k.movingAverage(
    train.adam1.m.posterior.dense3.bias,
    posteriorDense3BiasGradient,
    { decay: 0.9 },
  );
  const posteriorDense3Bias2 = k.movingAverageOfSquares(
    train.adam1.v.posterior.dense3.bias,
    posteriorDense3BiasGradient,
    { decay: 0.999 },
  );
  const posteriorDense3Bias3 = k.adamStep(
    posterior.dense3.bias,
    posteriorDense3Bias,
    posteriorDense3Bias2,
    scalars.trainAdam1StepSize,
    scalars.trainAdam1Correction,
    { epsilon: 1e-8 },
  );

  const likelihoodDense1Kernel = k.movingAverage(
    train.adam1.m.likelihood.dense1.kernel,
    likelihoodDense1KernelGradient,
    { decay: 0.9 },
  );
  const likelihoodDense1Kernel2 = k.movingAverageOfSquares(
    train.adam1.v.likelihood.dense1.kernel,
    likelihoodDense1KernelGradient,
    { decay: 0.999 },
  );
  const likelihoodDense1Kernel3 = k.adamStep(
    likelihood.dense1.kernel,
    likelihoodDense1Kernel,
    likelihoodDense1Kernel2,
    scalars.trainAdam1StepSize,
    scalars.trainAdam1Correction,
    { epsilon: 1e-8 },
  );

  const likelihoodDense1Bias = k.movingAverage(
    train.adam1.m.likelihood.dense1.bias,
    likelihoodDense1BiasGradient,
    { decay: 0.9 },
  );
  const likelihoodDense1Bias2 = k.movingAverageOfSquares(
    train.adam1.v.likelihood.dense1.bias,
    likelihoodDense1BiasGradient,
    { decay: 0.999 },
  );
  const likelihoodDense1Bias3 = k.adamStep(
    likelihood.dense1.bias,
    likelihoodDense1Bias,
    likelihoodDense1Bias2,
    scalars.trainAdam1StepSize,
    scalars.trainAdam1Correction,
    { epsilon: 1e-8 },
  );

  const likelihoodUp1ConvTranspose2d1Kernel = k.movingAverage(
    train.adam1.m.likelihood.up1.convTranspose2d1.kernel,
    likelihoodUp1ConvTranspose2d1KernelGradient,
    { decay: 0.9 },
  );
  const likelihoodUp1ConvTranspose2d1Kernel2 = k.movingAverageOfSquares(
    train.adam1.v.likelihood.up1.convTranspose2d1.kernel,
    likelihoodUp1ConvTranspose2d1KernelGradient,
    { decay: 0.999 },
  );
  const likelihoodUp1ConvTranspose2d1Kernel3 = k.adamStep(
    likelihood.up1.convTranspose2d1.kernel,
    likelihoodUp1ConvTranspose2d1Kernel,
    likelihoodUp1ConvTranspose2d1Kernel2,
    scalars.trainAdam1StepSize,
    scalars.trainAdam1Correction,
    { epsilon: 1e-8 },
  );

  const likelihoodUp1ConvTranspose2d1Bias = k.movingAverage(
    train.adam1.m.likelihood.up1.convTranspose2d1.bias,
    likelihoodUp1ConvTranspose2d1BiasGradient,
    { decay: 0.9 },
  );
  const likelihoodUp1ConvTranspose2d1Bias2 = k.movingAverageOfSquares(
    train.adam1.v.likelihood.up1.convTranspose2d1.bias,
    likelihoodUp1ConvTranspose2d1BiasGradient,
    { decay: 0.999 },
  );
  const likelihoodUp1ConvTranspose2d1Bias3 = k.adamStep(
    likelihood.up1.convTranspose2d1.bias,
    likelihoodUp1ConvTranspose2d1Bias,
    likelihoodUp1ConvTranspose2d1Bias2,
    scalars.trainAdam1StepSize,
    scalars.trainAdam1Correction,
    { epsilon: 1e-8 },
  );

  const likelihoodUp2ConvTranspose2d1Kernel = k.movingAverage(
    train.adam1.m.likelihood.up2.convTranspose2d1.kernel,
    likelihoodUp2ConvTranspose2d1KernelGradient,
    { decay: 0.9 },
  );
  const likelihoodUp2ConvTranspose2d1Kernel2 = k.movingAverageOfSquares(
    train.adam1.v.likelihood.up2.convTranspose2d1.kernel,
    likelihoodUp2ConvTranspose2d1KernelGradient,
    { decay: 0.999 },
  );
  const likelihoodUp2ConvTranspose2d1Kernel3 = k.adamStep(
    likelihood.up2.convTranspose2d1.kernel,
    likelihoodUp2ConvTranspose2d1Kernel,
    likelihoodUp2ConvTranspose2d1Kernel2,
    scalars.trainAdam1StepSize,
    scalars.trainAdam1Correction,
    { epsilon: 1e-8 },
  );

  const likelihoodUp2ConvTranspose2d1Bias = k.movingAverage(
    train.adam1.m.likelihood.up2.convTranspose2d1.bias,
    likelihoodUp2ConvTranspose2d1BiasGradient,
    { decay: 0.9 },
  );
  const likelihoodUp2ConvTranspose2d1Bias2 = k.movingAverageOfSquares(
    train.adam1.v.likelihood.up2.convTranspose2d1.bias,
    likelihoodUp2ConvTranspose2d1BiasGradient,
    { decay: 0.999 },
  );
  const likelihoodUp2ConvTranspose2d1Bias3 = k.adamStep(
    likelihood.up2.convTranspose2d1.bias,
    likelihoodUp2ConvTranspose2d1Bias,
    likelihoodUp2ConvTranspose2d1Bias2,
    scalars.trainAdam1StepSize,
    scalars.trainAdam1Correction,
    { epsilon: 1e-8 },
  );

  const likelihoodConv2d1Kernel = k.movingAverage(
    train.adam1.m.likelihood.conv2d1.kernel,
    likelihoodConv2d1KernelGradient,
    { decay: 0.9 },
  );
  const likelihoodConv2d1Kernel2 = k.movingAverageOfSquares(
    train.adam1.v.likelihood.conv2d1.kernel,
    likelihoodConv2d1KernelGradient,
    { decay: 0.999 },
  );
  const likelihoodConv2d1Kernel3 = k.adamStep(
    likelihood.conv2d1.kernel,
    likelihoodConv2d1Kernel,
    likelihoodConv2d1Kernel2,
    scalars.trainAdam1StepSize,
    scalars.trainAdam1Correction,
    { epsilon: 1e-8 },
  );

  const likelihoodConv2d1Bias = k.movingAverage(
    train.adam1.m.likelihood.conv2d1.bias,
    likelihoodConv2d1BiasGradient,
    { decay: 0.9 },
  );
  const likelihoodConv2d1Bias2 = k.movingAverageOfSquares(
    train.adam1.v.likelihood.conv2d1.bias,
    likelihoodConv2d1BiasGradient,
    { decay: 0.999 },
  );
  const likelihoodConv2d1Bias3 = k.adamStep(
    likelihood.conv2d1.bias,
    likelihoodConv2d1Bias,
    likelihoodConv2d1Bias2,
    scalars.trainAdam1StepSize,
    scalars.trainAdam1Correction,
    { epsilon: 1e-8 },
  );

  k.free(
    posteriorDown1Conv2d1KernelGradient,
    posteriorDown1Conv2d1BiasGradient,
    posteriorDown2Conv2d1KernelGradient,
    posteriorDown2Conv2d1BiasGradient,
    posteriorDense1KernelGradient,
    posteriorDense1BiasGradient,
    posteriorDense2KernelGradient,
    posteriorDense2BiasGradient,
    posteriorDense3KernelGradient,
    posteriorDense3BiasGradient,
    likelihoodDense1KernelGradient,
    likelihoodDense1BiasGradient,
    likelihoodUp1ConvTranspose2d1KernelGradient,
    likelihoodUp1ConvTranspose2d1BiasGradient,
    likelihoodUp2ConvTranspose2d1KernelGradient,
    likelihoodUp2ConvTranspose2d1BiasGradient,
    likelihoodConv2d1KernelGradient,
    likelihoodConv2d1BiasGradient,
  );

  return {
    metrics: { elbo, reconstruction, divergence },
    state: {
      posterior: {
        down1: { conv2d1: { kernel: posteriorDown1Conv2d1Kernel3, bias: posteriorDown1Conv2d1Bias3 } },
        down2: { conv2d1: { kernel: posteriorDown2Conv2d1Kernel3, bias: posteriorDown2Conv2d1Bias3 } },
        dense1: { kernel: posteriorDense1Kernel3, bias: posteriorDense1Bias3 },
        dense2: { kernel: posteriorDense2Kernel3, bias: posteriorDense2Bias3 },
        dense3: { kernel: posteriorDense3Kernel3, bias: posteriorDense3Bias3 },
      },
      likelihood: {
        dense1: { kernel: likelihoodDense1Kernel3, bias: likelihoodDense1Bias3 },
        up1: {
          convTranspose2d1: {
            kernel: likelihoodUp1ConvTranspose2d1Kernel3,
            bias: likelihoodUp1ConvTranspose2d1Bias3,
          },
        },
        up2: {
          convTranspose2d1: {
            kernel: likelihoodUp2ConvTranspose2d1Kernel3,
            bias: likelihoodUp2ConvTranspose2d1Bias3,
          },
        },
        conv2d1: { kernel: likelihoodConv2d1Kernel3, bias: likelihoodConv2d1Bias3 },
      },
      train: {
        adam1: {
          m: {
            posterior: {
              down1: { conv2d1: { kernel: posteriorDown1Conv2d1Kernel, bias: posteriorDown1Conv2d1Bias } },
              down2: { conv2d1: { kernel: posteriorDown2Conv2d1Kernel, bias: posteriorDown2Conv2d1Bias } },
              dense1: { kernel: posteriorDense1Kernel, bias: posteriorDense1Bias },
              dense2: { kernel: posteriorDense2Kernel, bias: posteriorDense2Bias },
              dense3: { kernel: posteriorDense3Kernel, bias: posteriorDense3Bias },
            },
            likelihood: {
              dense1: { kernel: likelihoodDense1Kernel, bias: likelihoodDense1Bias },
              up1: {
                convTranspose2d1: {
                  kernel: likelihoodUp1ConvTranspose2d1Kernel,
                  bias: likelihoodUp1ConvTranspose2d1Bias,
                },
              },
              up2: {
                convTranspose2d1: {
                  kernel: likelihoodUp2ConvTranspose2d1Kernel,
                  bias: likelihoodUp2ConvTranspose2d1Bias,
                },
              },
              conv2d1: { kernel: likelihoodConv2d1Kernel, bias: likelihoodConv2d1Bias },
            },
          },
          v: {
            posterior: {
              down1: { conv2d1: { kernel: posteriorDown1Conv2d1Kernel2, bias: posteriorDown1Conv2d1Bias2 } },
              down2: { conv2d1: { kernel: posteriorDown2Conv2d1Kernel2, bias: posteriorDown2Conv2d1Bias2 } },
              dense1: { kernel: posteriorDense1Kernel2, bias: posteriorDense1Bias2 },
              dense2: { kernel: posteriorDense2Kernel2, bias: posteriorDense2Bias2 },
              dense3: { kernel: posteriorDense3Kernel2, bias: posteriorDense3Bias2 },
            },
            likelihood: {
              dense1: { kernel: likelihoodDense1Kernel2, bias: likelihoodDense1Bias2 },
              up1: {
                convTranspose2d1: {
                  kernel: likelihoodUp1ConvTranspose2d1Kernel2,
                  bias: likelihoodUp1ConvTranspose2d1Bias2,
                },
              },
              up2: {
                convTranspose2d1: {
                  kernel: likelihoodUp2ConvTranspose2d1Kernel2,
                  bias: likelihoodUp2ConvTranspose2d1Bias2,
                },
              },
              conv2d1: { kernel: likelihoodConv2d1Kernel2, bias: likelihoodConv2d1Bias2 },
            },
          },
        },
      },
    },
  };
}
