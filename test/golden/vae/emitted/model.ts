/**
 * Vae: model.ts
 *
 * The weights of each network, and the functions that use a trained model.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 4c302103c0689e81d206d6aed5c561efa786a8dc9819a12a36b664bd46ac4205.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';

/** The encoder posterior: 330,040 parameters. */
export interface PosteriorWeights {
  readonly dense1: {
    /** [784, 400] */
    readonly kernel: Tensor;
    /** [400] */
    readonly bias: Tensor;
  };
  readonly dense2: {
    /** [400, 20] */
    readonly kernel: Tensor;
    /** [20] */
    readonly bias: Tensor;
  };
  readonly dense3: {
    /** [400, 20] */
    readonly kernel: Tensor;
    /** [20] */
    readonly bias: Tensor;
  };
}

/** The decoder likelihood: 322,784 parameters. */
export interface LikelihoodWeights {
  readonly dense1: {
    /** [20, 400] */
    readonly kernel: Tensor;
    /** [400] */
    readonly bias: Tensor;
  };
  readonly dense2: {
    /** [400, 784] */
    readonly kernel: Tensor;
    /** [784] */
    readonly bias: Tensor;
  };
}

/** What `train` keeps from step to step beside the weights: for each optimiser, slots in the form of the weights. */
export interface TrainState {
  readonly adam1: {
    readonly m: {
      readonly posterior: PosteriorWeights;
      readonly likelihood: LikelihoodWeights;
    };
    readonly v: {
      readonly posterior: PosteriorWeights;
      readonly likelihood: LikelihoodWeights;
    };
  };
}

/** What `posterior` reads. */
export interface PosteriorInputs {
  readonly arguments: {
    /** [64, 28, 28, 1] */
    readonly x: Tensor;
  };
  readonly state: {
    readonly posterior: PosteriorWeights;
  };
}

/** What `posterior` returns: new tensors, the caller's to free. */
export interface PosteriorOutputs {
  readonly values: {
    /** [64, 20] */
    readonly mean: Tensor;
    /** [64, 20] */
    readonly logVariance: Tensor;
  };
}

/**
 * The encoder posterior: Normal[20].
 *
 * 3 kernels, 42.2 million floating-point operations, at most 1.63 MB of tensors.
 */
export function posterior(k: KernelSet, inputs: PosteriorInputs): PosteriorOutputs {
  const { arguments: given } = inputs;
  const { posterior } = inputs.state;

  // vae.gen:11  let h = x |> flatten |> dense(hidden) |> relu
  const reshaped = k.reshape(given.x, [64, 784]);
  const h = k.fusedMatMul(reshaped, posterior.dense1.kernel, posterior.dense1.bias, { activation: 'relu' });
  k.free(reshaped);

  // vae.gen:12  Normal(mean: h |> dense(latent), logVariance: h |> dense(latent))
  const mean = k.fusedMatMul(h, posterior.dense2.kernel, posterior.dense2.bias);
  const logVariance = k.fusedMatMul(h, posterior.dense3.kernel, posterior.dense3.bias);
  k.free(h);

  return { values: { mean, logVariance } };
}

/** What `likelihood` reads. */
export interface LikelihoodInputs {
  readonly arguments: {
    /** [64, 20] */
    readonly z: Tensor;
  };
  readonly state: {
    readonly likelihood: LikelihoodWeights;
  };
}

/** What `likelihood` returns: new tensors, the caller's to free. */
export interface LikelihoodOutputs {
  readonly values: {
    /** [64, 28, 28, 1] */
    readonly logits: Tensor;
  };
}

/**
 * The decoder likelihood: Bernoulli[28, 28, 1].
 *
 * 2 kernels, 41.3 million floating-point operations, at most 1.6 MB of tensors.
 */
export function likelihood(k: KernelSet, inputs: LikelihoodInputs): LikelihoodOutputs {
  const { arguments: given } = inputs;
  const { likelihood } = inputs.state;

  // vae.gen:15  Bernoulli(logits: z |> dense(hidden) |> relu |> dense(784) |> reshape(28, 28, 1))
  const dense1 = k.fusedMatMul(given.z, likelihood.dense1.kernel, likelihood.dense1.bias, {
    activation: 'relu',
  });
  const dense2 = k.fusedMatMul(dense1, likelihood.dense2.kernel, likelihood.dense2.bias);
  const logits = k.reshape(dense2, [64, 28, 28, 1]);
  k.free(dense1, dense2);

  return { values: { logits } };
}

/** What `inferSample` reads. */
export interface InferSampleInputs {
  readonly random: {
    /** [64, 20], normal random numbers */
    readonly inferSampleZ: Tensor;
  };
  readonly state: {
    readonly likelihood: LikelihoodWeights;
  };
}

/** What `inferSample` returns: new tensors, the caller's to free. */
export interface InferSampleOutputs {
  readonly values: {
    /** [64, 28, 28, 1] */
    readonly result: Tensor;
  };
}

/**
 * Draws from the prior through likelihood.
 *
 * 3 kernels, 41.7 million floating-point operations, at most 1.7 MB of tensors.
 */
export function inferSample(k: KernelSet, inputs: InferSampleInputs): InferSampleOutputs {
  const { random } = inputs;
  const { likelihood } = inputs.state;

  // likelihood
  // vae.gen:15  Bernoulli(logits: z |> dense(hidden) |> relu |> dense(784) |> reshape(28, 28, 1))
  const dense1 = k.fusedMatMul(random.inferSampleZ, likelihood.dense1.kernel, likelihood.dense1.bias, {
    activation: 'relu',
  });
  const dense2 = k.fusedMatMul(dense1, likelihood.dense2.kernel, likelihood.dense2.bias);
  const reshaped = k.reshape(dense2, [64, 28, 28, 1]);
  k.free(dense1, dense2);

  // vae.gen:14  decoder likelihood(z: Vector[latent]) -> Bernoulli[28, 28, 1] {
  const result = k.sigmoid(reshaped);
  k.free(reshaped);

  return { values: { result } };
}

/** What `inferReconstruct` reads. */
export interface InferReconstructInputs {
  readonly arguments: {
    /** [64, 28, 28, 1] */
    readonly x: Tensor;
  };
  readonly state: {
    readonly posterior: {
      readonly dense1: {
        /** [784, 400] */
        readonly kernel: Tensor;
        /** [400] */
        readonly bias: Tensor;
      };
      readonly dense2: {
        /** [400, 20] */
        readonly kernel: Tensor;
        /** [20] */
        readonly bias: Tensor;
      };
    };
    readonly likelihood: LikelihoodWeights;
  };
}

/** What `inferReconstruct` returns: new tensors, the caller's to free. */
export interface InferReconstructOutputs {
  readonly values: {
    /** [64, 28, 28, 1] */
    readonly result: Tensor;
  };
}

/**
 * posterior, then likelihood.
 *
 * 5 kernels, 82.9 million floating-point operations, at most 3.18 MB of tensors.
 */
export function inferReconstruct(k: KernelSet, inputs: InferReconstructInputs): InferReconstructOutputs {
  const { arguments: given } = inputs;
  const { posterior, likelihood } = inputs.state;

  // posterior
  // vae.gen:11  let h = x |> flatten |> dense(hidden) |> relu
  const reshaped = k.reshape(given.x, [64, 784]);
  const h = k.fusedMatMul(reshaped, posterior.dense1.kernel, posterior.dense1.bias, { activation: 'relu' });
  k.free(reshaped);

  // vae.gen:12  Normal(mean: h |> dense(latent), logVariance: h |> dense(latent))
  const dense2 = k.fusedMatMul(h, posterior.dense2.kernel, posterior.dense2.bias);
  k.free(h);

  // likelihood
  // vae.gen:15  Bernoulli(logits: z |> dense(hidden) |> relu |> dense(784) |> reshape(28, 28, 1))
  const dense1 = k.fusedMatMul(dense2, likelihood.dense1.kernel, likelihood.dense1.bias, {
    activation: 'relu',
  });
  const dense2_2 = k.fusedMatMul(dense1, likelihood.dense2.kernel, likelihood.dense2.bias);
  const reshaped2 = k.reshape(dense2_2, [64, 28, 28, 1]);
  k.free(dense2, dense1, dense2_2);

  // vae.gen:14  decoder likelihood(z: Vector[latent]) -> Bernoulli[28, 28, 1] {
  const result = k.sigmoid(reshaped2);
  k.free(reshaped2);

  return { values: { result } };
}

/** What `figureReconstructions` reads. */
export interface FigureReconstructionsInputs {
  readonly data: {
    readonly digits: {
      /** [32, 28, 28, 1] */
      readonly image: Tensor;
    };
  };
  readonly state: {
    readonly posterior: {
      readonly dense1: {
        /** [784, 400] */
        readonly kernel: Tensor;
        /** [400] */
        readonly bias: Tensor;
      };
      readonly dense2: {
        /** [400, 20] */
        readonly kernel: Tensor;
        /** [20] */
        readonly bias: Tensor;
      };
    };
    readonly likelihood: LikelihoodWeights;
  };
}

/** What `figureReconstructions` returns: new tensors, the caller's to free. */
export interface FigureReconstructionsOutputs {
  readonly values: {
    /** [32, 28, 28, 1] */
    readonly part1: Tensor;
    /** [32, 28, 28, 1] */
    readonly part2: Tensor;
  };
}

/**
 * Figure: Reconstructions.
 *
 * 5 kernels, 41.4 million floating-point operations, at most 2.88 MB of tensors.
 */
export function figureReconstructions(
  k: KernelSet,
  inputs: FigureReconstructionsInputs,
): FigureReconstructionsOutputs {
  const { digits } = inputs.data;
  const { posterior, likelihood } = inputs.state;

  // posterior(digits.image)
  // vae.gen:11  let h = x |> flatten |> dense(hidden) |> relu
  const reshaped = k.reshape(digits.image, [32, 784]);
  const h = k.fusedMatMul(reshaped, posterior.dense1.kernel, posterior.dense1.bias, { activation: 'relu' });
  k.free(reshaped);

  // vae.gen:12  Normal(mean: h |> dense(latent), logVariance: h |> dense(latent))
  const dense2 = k.fusedMatMul(h, posterior.dense2.kernel, posterior.dense2.bias);
  k.free(h);

  // likelihood(mean(posterior(digits.image)))
  // vae.gen:15  Bernoulli(logits: z |> dense(hidden) |> relu |> dense(784) |> reshape(28, 28, 1))
  const dense1 = k.fusedMatMul(dense2, likelihood.dense1.kernel, likelihood.dense1.bias, {
    activation: 'relu',
  });
  const dense2_2 = k.fusedMatMul(dense1, likelihood.dense2.kernel, likelihood.dense2.bias);
  const reshaped2 = k.reshape(dense2_2, [32, 28, 28, 1]);
  k.free(dense2, dense1, dense2_2);

  // vae.gen:34  figure reconstructions = grid(original: digits.image, reconstruction: mean(likelihood(mean(posterior(digits.image)))), count: 32)
  const part2 = k.sigmoid(reshaped2);
  k.free(reshaped2);

  return { values: { part1: k.copy(digits.image), part2 } };
}

/** What `figureSamples` reads. */
export interface FigureSamplesInputs {
  readonly random: {
    /** [64, 20], normal random numbers */
    readonly figureSamplesSample: Tensor;
  };
  readonly state: {
    readonly likelihood: LikelihoodWeights;
  };
}

/** What `figureSamples` returns: new tensors, the caller's to free. */
export interface FigureSamplesOutputs {
  readonly values: {
    /** [64, 28, 28, 1] */
    readonly part1: Tensor;
  };
}

/**
 * Figure: Samples.
 *
 * 3 kernels, 41.7 million floating-point operations, at most 1.7 MB of tensors.
 */
export function figureSamples(k: KernelSet, inputs: FigureSamplesInputs): FigureSamplesOutputs {
  const { random } = inputs;
  const { likelihood } = inputs.state;

  // likelihood(sample(pz))
  // vae.gen:15  Bernoulli(logits: z |> dense(hidden) |> relu |> dense(784) |> reshape(28, 28, 1))
  const dense1 = k.fusedMatMul(random.figureSamplesSample, likelihood.dense1.kernel, likelihood.dense1.bias, {
    activation: 'relu',
  });
  const dense2 = k.fusedMatMul(dense1, likelihood.dense2.kernel, likelihood.dense2.bias);
  const reshaped = k.reshape(dense2, [64, 28, 28, 1]);
  k.free(dense1, dense2);

  // vae.gen:35  figure samples = grid(mean(likelihood(sample(pz))), count: 64)
  const part1 = k.sigmoid(reshaped);
  k.free(reshaped);

  return { values: { part1 } };
}

/** What `figureLatentSpace` reads. */
export interface FigureLatentSpaceInputs {
  readonly data: {
    readonly digits: {
      /** [2000, 28, 28, 1] */
      readonly image: Tensor;
    };
  };
  readonly state: {
    readonly posterior: PosteriorWeights;
  };
  readonly random: {
    /** [2000, 20], normal random numbers */
    readonly figureLatentSpaceZ: Tensor;
  };
}

/** What `figureLatentSpace` returns: new tensors, the caller's to free. */
export interface FigureLatentSpaceOutputs {
  readonly values: {
    /** [2000, 20] */
    readonly mean: Tensor;
    /** [2000, 20] */
    readonly stddev: Tensor;
    /** [2000, 20] */
    readonly sample: Tensor;
    /** [20] */
    readonly priorMean: Tensor;
    /** [20] */
    readonly priorStddev: Tensor;
  };
}

/**
 * Figure: Latent space.
 *
 * 7 kernels, 1,320 million floating-point operations, at most 11.3 MB of tensors.
 */
export function figureLatentSpace(k: KernelSet, inputs: FigureLatentSpaceInputs): FigureLatentSpaceOutputs {
  const { digits } = inputs.data;
  const { posterior } = inputs.state;
  const { random } = inputs;

  // posterior(digits.image)
  // vae.gen:11  let h = x |> flatten |> dense(hidden) |> relu
  const reshaped = k.reshape(digits.image, [2000, 784]);
  const h = k.fusedMatMul(reshaped, posterior.dense1.kernel, posterior.dense1.bias, { activation: 'relu' });
  k.free(reshaped);

  // vae.gen:12  Normal(mean: h |> dense(latent), logVariance: h |> dense(latent))
  const mean = k.fusedMatMul(h, posterior.dense2.kernel, posterior.dense2.bias);
  const dense3 = k.fusedMatMul(h, posterior.dense3.kernel, posterior.dense3.bias);
  k.free(h);

  // vae.gen:36  figure latentSpace = priorAgainstPosterior(posterior(digits.image), pz)
  const product = k.multiply(dense3, 0.5);
  const stddev = k.exp(product);
  const product2 = k.multiply(stddev, random.figureLatentSpaceZ);
  const sample = k.add(mean, product2);
  k.free(dense3, product, product2);

  return {
    values: {
      mean,
      stddev,
      sample,
      priorMean: k.copy(k.constant(0, [20])),
      priorStddev: k.copy(k.constant(1, [20])),
    },
  };
}

/** What `evaluate` reads. */
export interface EvaluateInputs {
  readonly data: {
    readonly digits: {
      /** [500, 28, 28, 1] */
      readonly image: Tensor;
    };
  };
  readonly state: {
    readonly posterior: PosteriorWeights;
    readonly likelihood: LikelihoodWeights;
  };
  readonly random: {
    /** [500, 20], normal random numbers */
    readonly evaluateElbo: Tensor;
    /** [500, 20], normal random numbers */
    readonly trainZ: Tensor;
  };
}

/** What `evaluate` returns: new tensors, the caller's to free. */
export interface EvaluateOutputs {
  readonly values: {
    /** [500] */
    readonly elbo: Tensor;
    /** [500] */
    readonly reconstruction: Tensor;
    /** [500] */
    readonly divergence: Tensor;
  };
}

/**
 * Reports on a batch of test data.
 *
 * 31 kernels, 990 million floating-point operations, at most 9.08 MB of tensors.
 */
export function evaluate(k: KernelSet, inputs: EvaluateInputs): EvaluateOutputs {
  const { digits } = inputs.data;
  const { posterior, likelihood } = inputs.state;
  const { random } = inputs;

  // posterior(digits.image)
  // vae.gen:11  let h = x |> flatten |> dense(hidden) |> relu
  const reshaped = k.reshape(digits.image, [500, 784]);
  const h = k.fusedMatMul(reshaped, posterior.dense1.kernel, posterior.dense1.bias, { activation: 'relu' });
  k.free(reshaped);

  // vae.gen:12  Normal(mean: h |> dense(latent), logVariance: h |> dense(latent))
  const dense2 = k.fusedMatMul(h, posterior.dense2.kernel, posterior.dense2.bias);
  const dense3 = k.fusedMatMul(h, posterior.dense3.kernel, posterior.dense3.bias);
  k.free(h);

  // vae.gen:31  report elbo = elbo(digits.image, posterior, likelihood, pz)
  const product = k.multiply(dense3, 0.5);
  const exponential = k.exp(product);
  const product2 = k.multiply(exponential, random.evaluateElbo);
  const sum = k.add(dense2, product2);
  k.free(product, product2);

  // likelihood
  // vae.gen:15  Bernoulli(logits: z |> dense(hidden) |> relu |> dense(784) |> reshape(28, 28, 1))
  const dense1 = k.fusedMatMul(sum, likelihood.dense1.kernel, likelihood.dense1.bias, { activation: 'relu' });
  const dense2_2 = k.fusedMatMul(dense1, likelihood.dense2.kernel, likelihood.dense2.bias);
  const reshaped2 = k.reshape(dense2_2, [500, 28, 28, 1]);
  k.free(sum, dense1, dense2_2);

  // vae.gen:31  report elbo = elbo(digits.image, posterior, likelihood, pz)
  const product3 = k.multiply(digits.image, reshaped2);
  const softplus = k.softplus(reshaped2);
  k.free(reshaped2);
  const difference = k.subtract(product3, softplus);
  k.free(product3, softplus);
  const total = k.sum(difference, [1, 2, 3]);
  k.free(difference);
  const product4 = k.multiply(dense3, -0.5);
  const exponential2 = k.exp(dense3);
  const squared = k.square(dense2);
  const sum2 = k.add(exponential2, squared);
  const difference2 = k.subtract(product4, 0.5);
  const product5 = k.multiply(sum2, 0.5);
  const sum3 = k.add(difference2, product5);
  const divergence = k.sum(sum3, [1]);
  const elbo = k.subtract(total, divergence);
  k.free(dense3, exponential2, squared, product4, sum2, difference2, product5, sum3, total);

  // vae.gen:23  sample z ~ qz
  const product6 = k.multiply(exponential, random.trainZ);
  const z = k.add(dense2, product6);
  k.free(exponential, dense2, product6);

  // likelihood(z)
  // vae.gen:15  Bernoulli(logits: z |> dense(hidden) |> relu |> dense(784) |> reshape(28, 28, 1))
  const dense1_2 = k.fusedMatMul(z, likelihood.dense1.kernel, likelihood.dense1.bias, { activation: 'relu' });
  const dense2_3 = k.fusedMatMul(dense1_2, likelihood.dense2.kernel, likelihood.dense2.bias);
  const reshaped3 = k.reshape(dense2_3, [500, 28, 28, 1]);
  k.free(z, dense1_2, dense2_3);

  // vae.gen:25  minimize reconstruction = nll(likelihood(z), x)
  const product7 = k.multiply(digits.image, reshaped3);
  const softplus2 = k.softplus(reshaped3);
  k.free(reshaped3);
  const difference3 = k.subtract(product7, softplus2);
  k.free(product7, softplus2);
  const total2 = k.sum(difference3, [1, 2, 3]);
  k.free(difference3);
  const reconstruction = k.negate(total2);
  k.free(total2);

  return { values: { elbo, reconstruction, divergence } };
}

/** What `evaluate2` reads. */
export interface Evaluate2Inputs {
  readonly data: {
    readonly digits: {
      /** [20, 28, 28, 1] */
      readonly image: Tensor;
    };
  };
  readonly state: {
    readonly posterior: PosteriorWeights;
    readonly likelihood: LikelihoodWeights;
  };
  readonly random: {
    /** [20, 100, 20], normal random numbers */
    readonly evaluateLogLikelihood: Tensor;
  };
}

/** What `evaluate2` returns: new tensors, the caller's to free. */
export interface Evaluate2Outputs {
  readonly values: {
    /** [20] */
    readonly logLikelihood: Tensor;
  };
}

/**
 * Reports on a batch of test data.
 *
 * 34 kernels, 1,330 million floating-point operations, at most 21.8 MB of tensors.
 */
export function evaluate2(k: KernelSet, inputs: Evaluate2Inputs): Evaluate2Outputs {
  const { digits } = inputs.data;
  const { posterior, likelihood } = inputs.state;
  const { random } = inputs;

  // posterior(digits.image), call 2
  // vae.gen:11  let h = x |> flatten |> dense(hidden) |> relu
  const reshaped = k.reshape(digits.image, [20, 784]);
  const h = k.fusedMatMul(reshaped, posterior.dense1.kernel, posterior.dense1.bias, { activation: 'relu' });
  k.free(reshaped);

  // vae.gen:12  Normal(mean: h |> dense(latent), logVariance: h |> dense(latent))
  const dense2 = k.fusedMatMul(h, posterior.dense2.kernel, posterior.dense2.bias);
  const dense3 = k.fusedMatMul(h, posterior.dense3.kernel, posterior.dense3.bias);
  k.free(h);

  // vae.gen:32  report logLikelihood = importanceWeightedBound(digits.image, posterior, likelihood, pz, samples: 100) for 2000 examples
  const reshaped2 = k.reshape(dense2, [20, 1, 20]);
  const reshaped3 = k.reshape(dense3, [20, 1, 20]);
  const product = k.multiply(reshaped3, 0.5);
  const exponential = k.exp(product);
  const product2 = k.multiply(exponential, random.evaluateLogLikelihood);
  const sum = k.add(reshaped2, product2);
  k.free(dense2, dense3, exponential, product2);

  // likelihood, call 2
  // vae.gen:15  Bernoulli(logits: z |> dense(hidden) |> relu |> dense(784) |> reshape(28, 28, 1))
  const reshaped4 = k.reshape(sum, [2000, 20]);
  const dense1 = k.fusedMatMul(reshaped4, likelihood.dense1.kernel, likelihood.dense1.bias);
  const reshaped5 = k.reshape(dense1, [20, 100, 400]);
  k.free(reshaped4, dense1);
  const rectified = k.relu(reshaped5);
  k.free(reshaped5);
  const reshaped6 = k.reshape(rectified, [2000, 400]);
  k.free(rectified);
  const dense2_2 = k.fusedMatMul(reshaped6, likelihood.dense2.kernel, likelihood.dense2.bias);
  k.free(reshaped6);
  const reshaped7 = k.reshape(dense2_2, [20, 100, 28, 28, 1]);
  k.free(dense2_2);

  // vae.gen:32  report logLikelihood = importanceWeightedBound(digits.image, posterior, likelihood, pz, samples: 100) for 2000 examples
  const reshaped8 = k.reshape(digits.image, [20, 1, 28, 28, 1]);
  const product3 = k.multiply(reshaped8, reshaped7);
  const softplus = k.softplus(reshaped7);
  k.free(reshaped8, reshaped7);
  const difference = k.subtract(product3, softplus);
  k.free(product3, softplus);
  const total = k.sum(difference, [2, 3, 4]);
  k.free(difference);
  const squared = k.square(sum);
  const total2 = k.sum(squared, [2], { keepDims: true });
  const product4 = k.multiply(total2, 0.5);
  const sum2 = k.add(product4, 18.37877066409345);
  const reshaped9 = k.reshape(sum2, [20, 100]);
  const difference2 = k.subtract(sum, reshaped2);
  const squared2 = k.square(difference2);
  const exponential2 = k.exp(reshaped3);
  const product5 = k.multiply(exponential2, 2);
  const quotient = k.divide(squared2, product5);
  const sum3 = k.add(product, 0.9189385332046727);
  const sum4 = k.add(quotient, sum3);
  const total3 = k.sum(sum4, [2]);
  const difference3 = k.subtract(total, reshaped9);
  const sum5 = k.add(difference3, total3);
  const largest = k.max(sum5, [1], { keepDims: true });
  const difference4 = k.subtract(sum5, largest);
  const exponential3 = k.exp(difference4);
  const average = k.mean(exponential3, [1], { keepDims: true });
  k.free(
    squared,
    total2,
    product4,
    sum2,
    reshaped2,
    sum,
    difference2,
    reshaped3,
    exponential2,
    squared2,
    product5,
    product,
    quotient,
    sum3,
    sum4,
    total,
    reshaped9,
    total3,
    difference3,
    sum5,
    difference4,
    exponential3,
  );
  const logarithm = k.log(average);
  const sum6 = k.add(logarithm, largest);
  const logLikelihood = k.reshape(sum6, [20]);
  k.free(average, largest, logarithm, sum6);

  return { values: { logLikelihood } };
}
