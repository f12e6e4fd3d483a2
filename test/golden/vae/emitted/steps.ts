/**
 * Vae: steps.ts
 *
 * The training steps: forward pass, loss terms, gradients and optimiser, written out.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 4c302103c0689e81d206d6aed5c561efa786a8dc9819a12a36b664bd46ac4205.
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
    /** [128, 20], normal random numbers */
    readonly trainZ: Tensor;
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
    readonly reconstruction: Tensor;
    /** a number, nats */
    readonly divergence: Tensor;
    /** a number, nats */
    readonly loss: Tensor;
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
 * 84 kernels, 432 million floating-point operations, at most 16.1 MB of tensors.
 */
export function trainStep(k: KernelSet, inputs: TrainStepInputs): TrainStepOutputs {
  const { digits } = inputs.data;
  const { posterior, likelihood, train } = inputs.state;
  const { random, scalars } = inputs;

  // ======== update posterior, likelihood ==============================================================

  // ---- forward ----

  // posterior(digits.image)
  // vae.gen:11  let h = x |> flatten |> dense(hidden) |> relu
  const reshaped = k.reshape(digits.image, [128, 784]);
  const h = k.fusedMatMul(reshaped, posterior.dense1.kernel, posterior.dense1.bias, { activation: 'relu' });

  // vae.gen:12  Normal(mean: h |> dense(latent), logVariance: h |> dense(latent))
  const dense2 = k.fusedMatMul(h, posterior.dense2.kernel, posterior.dense2.bias);
  const dense3 = k.fusedMatMul(h, posterior.dense3.kernel, posterior.dense3.bias);

  // vae.gen:23  sample z ~ qz
  const product = k.multiply(dense3, 0.5);
  const exponential = k.exp(product);
  const product2 = k.multiply(exponential, random.trainZ);
  const z = k.add(dense2, product2);
  k.free(product, exponential);

  // likelihood(z)
  // vae.gen:15  Bernoulli(logits: z |> dense(hidden) |> relu |> dense(784) |> reshape(28, 28, 1))
  const dense1 = k.fusedMatMul(z, likelihood.dense1.kernel, likelihood.dense1.bias, { activation: 'relu' });
  const dense2_2 = k.fusedMatMul(dense1, likelihood.dense2.kernel, likelihood.dense2.bias);
  const reshaped2 = k.reshape(dense2_2, [128, 28, 28, 1]);
  k.free(dense2_2);

  // vae.gen:25  minimize reconstruction = nll(likelihood(z), x)
  // reconstruction: The negative log-likelihood of x under Bernoulli[28, 28, 1], summed over the event.
  //   -(sum_i [x_i l_i - softplus(l_i)])   (Kingma & Welling 2014, eq. 3 and appendix C)
  const product3 = k.multiply(digits.image, reshaped2);
  const softplus = k.softplus(reshaped2);
  const difference = k.subtract(product3, softplus);
  const total = k.sum(difference, [0, 1, 2, 3]);
  k.free(product3, softplus, difference);
  const product4 = k.multiply(total, 0.0078125);
  const reconstruction = k.multiply(total, -0.0078125);
  k.free(total);

  // vae.gen:26  minimize divergence = kl(qz, pz)
  // divergence: The KL divergence of Normal[20] from Normal[20], summed over the latent.
  //   sum_i [log(sP_i / sq_i) - 1/2 + (sq_i^2 + (mq_i - mP_i)^2) / (2 sP_i^2)]   (chapter eq. (33); Kingma & Welling 2014, appendix B)
  const product5 = k.multiply(dense3, -0.5);
  const exponential2 = k.exp(dense3);
  const squared = k.square(dense2);
  const sum = k.add(exponential2, squared);
  const difference2 = k.subtract(product5, 0.5);
  const product6 = k.multiply(sum, 0.5);
  const sum2 = k.add(difference2, product6);
  const total2 = k.sum(sum2, [0, 1]);
  const divergence = k.multiply(total2, 0.0078125);
  const loss = k.subtract(divergence, product4);
  k.free(dense3, squared, product5, sum, difference2, product6, sum2, total2, product4);

  // ---- backward ----

  // vae.gen:26  minimize divergence = kl(qz, pz)
  const product7 = k.multiply(dense2, 0.0078125);
  const product8 = k.multiply(exponential2, 0.00390625);
  k.free(dense2, exponential2);

  // vae.gen:25  minimize reconstruction = nll(likelihood(z), x)
  const probability = k.sigmoid(reshaped2);
  k.free(reshaped2);

  // likelihood(z)
  // vae.gen:15  Bernoulli(logits: z |> dense(hidden) |> relu |> dense(784) |> reshape(28, 28, 1))
  const difference3 = k.subtract(probability, digits.image);
  const reshaped3 = k.reshape(difference3, [128, 784]);
  const product9 = k.multiply(reshaped3, 0.0078125);
  k.free(probability, difference3, reshaped3);
  const likelihoodDense2BiasGradient = k.sum(product9, [0]);
  const dense2Gradient = k.matMul(product9, likelihood.dense2.kernel, { transposeB: true });
  const likelihoodDense2KernelGradient = k.matMul(dense1, product9, { transposeA: true });
  const sign = k.sign(dense1);
  const product10 = k.multiply(dense2Gradient, sign);
  const likelihoodDense1BiasGradient = k.sum(product10, [0]);
  const dense1Gradient = k.matMul(product10, likelihood.dense1.kernel, { transposeB: true });
  const likelihoodDense1KernelGradient = k.matMul(z, product10, { transposeA: true });
  k.free(product9, dense1, dense2Gradient, sign, z, product10);

  // vae.gen:23  sample z ~ qz
  const product11 = k.multiply(dense1Gradient, product2);
  const sum3 = k.add(-0.0078125, product11);
  const product12 = k.multiply(sum3, 0.5);
  k.free(product2, product11, sum3);

  // posterior(digits.image)
  // vae.gen:12  Normal(mean: h |> dense(latent), logVariance: h |> dense(latent))
  const sum4 = k.add(product8, product12);
  const posteriorDense3BiasGradient = k.sum(sum4, [0]);
  const dense3Gradient = k.matMul(sum4, posterior.dense3.kernel, { transposeB: true });
  const posteriorDense3KernelGradient = k.matMul(h, sum4, { transposeA: true });
  const sum5 = k.add(product7, dense1Gradient);
  const posteriorDense2BiasGradient = k.sum(sum5, [0]);
  const dense2Gradient2 = k.matMul(sum5, posterior.dense2.kernel, { transposeB: true });
  const posteriorDense2KernelGradient = k.matMul(h, sum5, { transposeA: true });
  const sum6 = k.add(dense3Gradient, dense2Gradient2);
  k.free(product8, product12, sum4, product7, dense1Gradient, sum5, dense3Gradient, dense2Gradient2);

  // vae.gen:11  let h = x |> flatten |> dense(hidden) |> relu
  const sign2 = k.sign(h);
  const product13 = k.multiply(sum6, sign2);
  const posteriorDense1BiasGradient = k.sum(product13, [0]);
  const posteriorDense1KernelGradient = k.matMul(reshaped, product13, { transposeA: true });
  k.free(h, sum6, sign2, reshaped, product13);

  // ---- optimiser ----

  // vae.gen:24  update posterior, likelihood with adam(1e-3) {
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
  k.free(posteriorDense1KernelGradient);
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

  const likelihoodDense2Kernel = k.movingAverage(
    train.adam1.m.likelihood.dense2.kernel,
    likelihoodDense2KernelGradient,
    { decay: 0.9 },
  );
  const likelihoodDense2Kernel2 = k.movingAverageOfSquares(
    train.adam1.v.likelihood.dense2.kernel,
    likelihoodDense2KernelGradient,
    { decay: 0.999 },
  );
  k.free(
    posteriorDense1BiasGradient,
    posteriorDense2KernelGradient,
    posteriorDense2BiasGradient,
    posteriorDense3KernelGradient,
    posteriorDense3BiasGradient,
    likelihoodDense1KernelGradient,
    likelihoodDense1BiasGradient,
    likelihoodDense2KernelGradient,
  );
  const likelihoodDense2Kernel3 = k.adamStep(
    likelihood.dense2.kernel,
    likelihoodDense2Kernel,
    likelihoodDense2Kernel2,
    scalars.trainAdam1StepSize,
    scalars.trainAdam1Correction,
    { epsilon: 1e-8 },
  );

  const likelihoodDense2Bias = k.movingAverage(
    train.adam1.m.likelihood.dense2.bias,
    likelihoodDense2BiasGradient,
    { decay: 0.9 },
  );
  const likelihoodDense2Bias2 = k.movingAverageOfSquares(
    train.adam1.v.likelihood.dense2.bias,
    likelihoodDense2BiasGradient,
    { decay: 0.999 },
  );
  const likelihoodDense2Bias3 = k.adamStep(
    likelihood.dense2.bias,
    likelihoodDense2Bias,
    likelihoodDense2Bias2,
    scalars.trainAdam1StepSize,
    scalars.trainAdam1Correction,
    { epsilon: 1e-8 },
  );

  k.free(likelihoodDense2BiasGradient);

  return {
    metrics: { reconstruction, divergence, loss },
    state: {
      posterior: {
        dense1: { kernel: posteriorDense1Kernel3, bias: posteriorDense1Bias3 },
        dense2: { kernel: posteriorDense2Kernel3, bias: posteriorDense2Bias3 },
        dense3: { kernel: posteriorDense3Kernel3, bias: posteriorDense3Bias3 },
      },
      likelihood: {
        dense1: { kernel: likelihoodDense1Kernel3, bias: likelihoodDense1Bias3 },
        dense2: { kernel: likelihoodDense2Kernel3, bias: likelihoodDense2Bias3 },
      },
      train: {
        adam1: {
          m: {
            posterior: {
              dense1: { kernel: posteriorDense1Kernel, bias: posteriorDense1Bias },
              dense2: { kernel: posteriorDense2Kernel, bias: posteriorDense2Bias },
              dense3: { kernel: posteriorDense3Kernel, bias: posteriorDense3Bias },
            },
            likelihood: {
              dense1: { kernel: likelihoodDense1Kernel, bias: likelihoodDense1Bias },
              dense2: { kernel: likelihoodDense2Kernel, bias: likelihoodDense2Bias },
            },
          },
          v: {
            posterior: {
              dense1: { kernel: posteriorDense1Kernel2, bias: posteriorDense1Bias2 },
              dense2: { kernel: posteriorDense2Kernel2, bias: posteriorDense2Bias2 },
              dense3: { kernel: posteriorDense3Kernel2, bias: posteriorDense3Bias2 },
            },
            likelihood: {
              dense1: { kernel: likelihoodDense1Kernel2, bias: likelihoodDense1Bias2 },
              dense2: { kernel: likelihoodDense2Kernel2, bias: likelihoodDense2Bias2 },
            },
          },
        },
      },
    },
  };
}
