/**
 * VaePrior: model.ts
 *
 * The weights of each network, and the functions that use a trained model.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 77b65c397f9cfda30736db66a046f643cdb77306fc8f3c7aecf1352477beff1e.
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

  // vae-prior.gen:13  let h = x |> flatten |> dense(hidden) |> relu
  const reshaped = k.reshape(given.x, [64, 784]);
  const h = k.fusedMatMul(reshaped, posterior.dense1.kernel, posterior.dense1.bias, { activation: 'relu' });
  k.free(reshaped);

  // vae-prior.gen:14  Normal(mean: h |> dense(latent), logVariance: h |> dense(latent))
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

  // vae-prior.gen:17  Bernoulli(logits: z |> dense(hidden) |> relu |> dense(784) |> reshape(28, 28, 1))
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
 * 5 kernels, 41.7 million floating-point operations, at most 1.7 MB of tensors.
 */
export function inferSample(k: KernelSet, inputs: InferSampleInputs): InferSampleOutputs {
  const { random } = inputs;
  const { likelihood } = inputs.state;

  // vae-prior.gen:16  decoder likelihood(z: Vector[latent]) -> Bernoulli[28, 28, 1] {
  const product = k.multiply(random.inferSampleZ, 2);
  const sum = k.add(1, product);
  k.free(product);

  // likelihood
  // vae-prior.gen:17  Bernoulli(logits: z |> dense(hidden) |> relu |> dense(784) |> reshape(28, 28, 1))
  const dense1 = k.fusedMatMul(sum, likelihood.dense1.kernel, likelihood.dense1.bias, { activation: 'relu' });
  const dense2 = k.fusedMatMul(dense1, likelihood.dense2.kernel, likelihood.dense2.bias);
  const reshaped = k.reshape(dense2, [64, 28, 28, 1]);
  k.free(sum, dense1, dense2);

  // vae-prior.gen:16  decoder likelihood(z: Vector[latent]) -> Bernoulli[28, 28, 1] {
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
  // vae-prior.gen:13  let h = x |> flatten |> dense(hidden) |> relu
  const reshaped = k.reshape(given.x, [64, 784]);
  const h = k.fusedMatMul(reshaped, posterior.dense1.kernel, posterior.dense1.bias, { activation: 'relu' });
  k.free(reshaped);

  // vae-prior.gen:14  Normal(mean: h |> dense(latent), logVariance: h |> dense(latent))
  const dense2 = k.fusedMatMul(h, posterior.dense2.kernel, posterior.dense2.bias);
  k.free(h);

  // likelihood
  // vae-prior.gen:17  Bernoulli(logits: z |> dense(hidden) |> relu |> dense(784) |> reshape(28, 28, 1))
  const dense1 = k.fusedMatMul(dense2, likelihood.dense1.kernel, likelihood.dense1.bias, {
    activation: 'relu',
  });
  const dense2_2 = k.fusedMatMul(dense1, likelihood.dense2.kernel, likelihood.dense2.bias);
  const reshaped2 = k.reshape(dense2_2, [64, 28, 28, 1]);
  k.free(dense2, dense1, dense2_2);

  // vae-prior.gen:16  decoder likelihood(z: Vector[latent]) -> Bernoulli[28, 28, 1] {
  const result = k.sigmoid(reshaped2);
  k.free(reshaped2);

  return { values: { result } };
}

/** What `figureSamples` reads. */
export interface FigureSamplesInputs {
  readonly random: {
    /** [64, 20], normal random numbers */
    readonly figureSamplesZ: Tensor;
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
 * Figure: New samples.
 *
 * 5 kernels, 41.7 million floating-point operations, at most 1.7 MB of tensors.
 */
export function figureSamples(k: KernelSet, inputs: FigureSamplesInputs): FigureSamplesOutputs {
  const { random } = inputs;
  const { likelihood } = inputs.state;

  // vae-prior.gen:16  decoder likelihood(z: Vector[latent]) -> Bernoulli[28, 28, 1] {
  const product = k.multiply(random.figureSamplesZ, 2);
  const sum = k.add(1, product);
  k.free(product);

  // likelihood
  // vae-prior.gen:17  Bernoulli(logits: z |> dense(hidden) |> relu |> dense(784) |> reshape(28, 28, 1))
  const dense1 = k.fusedMatMul(sum, likelihood.dense1.kernel, likelihood.dense1.bias, { activation: 'relu' });
  const dense2 = k.fusedMatMul(dense1, likelihood.dense2.kernel, likelihood.dense2.bias);
  const reshaped = k.reshape(dense2, [64, 28, 28, 1]);
  k.free(sum, dense1, dense2);

  // vae-prior.gen:16  decoder likelihood(z: Vector[latent]) -> Bernoulli[28, 28, 1] {
  const part1 = k.sigmoid(reshaped);
  k.free(reshaped);

  return { values: { part1 } };
}

/** What `figureReconstructions` reads. */
export interface FigureReconstructionsInputs {
  readonly data: {
    readonly digits: {
      /** [16, 28, 28, 1] */
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
    /** [16, 28, 28, 1] */
    readonly part1: Tensor;
    /** [16, 28, 28, 1] */
    readonly part2: Tensor;
  };
}

/**
 * Figure: Originals and reconstructions.
 *
 * 5 kernels, 20.7 million floating-point operations, at most 2.73 MB of tensors.
 */
export function figureReconstructions(
  k: KernelSet,
  inputs: FigureReconstructionsInputs,
): FigureReconstructionsOutputs {
  const { digits } = inputs.data;
  const { posterior, likelihood } = inputs.state;

  // posterior(digits.image)
  // vae-prior.gen:13  let h = x |> flatten |> dense(hidden) |> relu
  const reshaped = k.reshape(digits.image, [16, 784]);
  const h = k.fusedMatMul(reshaped, posterior.dense1.kernel, posterior.dense1.bias, { activation: 'relu' });
  k.free(reshaped);

  // vae-prior.gen:14  Normal(mean: h |> dense(latent), logVariance: h |> dense(latent))
  const dense2 = k.fusedMatMul(h, posterior.dense2.kernel, posterior.dense2.bias);
  k.free(h);

  // likelihood
  // vae-prior.gen:17  Bernoulli(logits: z |> dense(hidden) |> relu |> dense(784) |> reshape(28, 28, 1))
  const dense1 = k.fusedMatMul(dense2, likelihood.dense1.kernel, likelihood.dense1.bias, {
    activation: 'relu',
  });
  const dense2_2 = k.fusedMatMul(dense1, likelihood.dense2.kernel, likelihood.dense2.bias);
  const reshaped2 = k.reshape(dense2_2, [16, 28, 28, 1]);
  k.free(dense2, dense1, dense2_2);

  // vae-prior.gen:16  decoder likelihood(z: Vector[latent]) -> Bernoulli[28, 28, 1] {
  const part2 = k.sigmoid(reshaped2);
  k.free(reshaped2);

  return { values: { part1: k.copy(digits.image), part2 } };
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
 * Figure: Prior against posterior.
 *
 * 7 kernels, 1,320 million floating-point operations, at most 11.3 MB of tensors.
 */
export function figureLatentSpace(k: KernelSet, inputs: FigureLatentSpaceInputs): FigureLatentSpaceOutputs {
  const { digits } = inputs.data;
  const { posterior } = inputs.state;
  const { random } = inputs;

  // posterior(digits.image)
  // vae-prior.gen:13  let h = x |> flatten |> dense(hidden) |> relu
  const reshaped = k.reshape(digits.image, [2000, 784]);
  const h = k.fusedMatMul(reshaped, posterior.dense1.kernel, posterior.dense1.bias, { activation: 'relu' });
  k.free(reshaped);

  // vae-prior.gen:14  Normal(mean: h |> dense(latent), logVariance: h |> dense(latent))
  const mean = k.fusedMatMul(h, posterior.dense2.kernel, posterior.dense2.bias);
  const dense3 = k.fusedMatMul(h, posterior.dense3.kernel, posterior.dense3.bias);
  k.free(h);

  // vae-prior.gen:12  encoder posterior(x: Image[28, 28, 1] in [0, 1]) -> Normal[latent] {
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
      priorMean: k.copy(k.constant(1, [20])),
      priorStddev: k.copy(k.constant(2, [20])),
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
    readonly trainTerm: Tensor;
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
 * 32 kernels, 990 million floating-point operations, at most 9.12 MB of tensors.
 */
export function evaluate(k: KernelSet, inputs: EvaluateInputs): EvaluateOutputs {
  const { digits } = inputs.data;
  const { posterior, likelihood } = inputs.state;
  const { random } = inputs;

  // posterior(digits.image)
  // vae-prior.gen:13  let h = x |> flatten |> dense(hidden) |> relu
  const reshaped = k.reshape(digits.image, [500, 784]);
  const h = k.fusedMatMul(reshaped, posterior.dense1.kernel, posterior.dense1.bias, { activation: 'relu' });
  k.free(reshaped);

  // vae-prior.gen:14  Normal(mean: h |> dense(latent), logVariance: h |> dense(latent))
  const dense2 = k.fusedMatMul(h, posterior.dense2.kernel, posterior.dense2.bias);
  const dense3 = k.fusedMatMul(h, posterior.dense3.kernel, posterior.dense3.bias);
  k.free(h);

  // vae-prior.gen:25  evaluate { report elbo = elbo(digits.image, posterior, likelihood, pz) }
  const product = k.multiply(dense3, 0.5);
  const exponential = k.exp(product);
  const product2 = k.multiply(exponential, random.evaluateElbo);
  const sum = k.add(dense2, product2);
  k.free(product2);

  // likelihood
  // vae-prior.gen:17  Bernoulli(logits: z |> dense(hidden) |> relu |> dense(784) |> reshape(28, 28, 1))
  const dense1 = k.fusedMatMul(sum, likelihood.dense1.kernel, likelihood.dense1.bias, { activation: 'relu' });
  const dense2_2 = k.fusedMatMul(dense1, likelihood.dense2.kernel, likelihood.dense2.bias);
  const reshaped2 = k.reshape(dense2_2, [500, 28, 28, 1]);
  k.free(sum, dense1, dense2_2);

  // vae-prior.gen:25  evaluate { report elbo = elbo(digits.image, posterior, likelihood, pz) }
  const product3 = k.multiply(digits.image, reshaped2);
  const softplus = k.softplus(reshaped2);
  k.free(reshaped2);
  const difference = k.subtract(product3, softplus);
  k.free(product3, softplus);
  const total = k.sum(difference, [1, 2, 3]);
  k.free(difference);
  const difference2 = k.subtract(0.6931471805599453, product);
  const exponential2 = k.exp(dense3);
  const difference3 = k.subtract(dense2, 1);
  const squared = k.square(difference3);
  const sum2 = k.add(exponential2, squared);
  const difference4 = k.subtract(difference2, 0.5);
  const product4 = k.multiply(sum2, 0.125);
  const sum3 = k.add(difference4, product4);
  const divergence = k.sum(sum3, [1]);
  const elbo = k.subtract(total, divergence);
  k.free(
    product,
    dense3,
    difference3,
    exponential2,
    squared,
    difference2,
    sum2,
    difference4,
    product4,
    sum3,
    total,
  );

  // vae-prior.gen:23  update posterior, likelihood with adam(1e-3) { maximize elbo(digits.image, posterior, likelihood, pz) }
  const product5 = k.multiply(exponential, random.trainTerm);
  const sum4 = k.add(dense2, product5);
  k.free(exponential, dense2, product5);

  // likelihood
  // vae-prior.gen:17  Bernoulli(logits: z |> dense(hidden) |> relu |> dense(784) |> reshape(28, 28, 1))
  const dense1_2 = k.fusedMatMul(sum4, likelihood.dense1.kernel, likelihood.dense1.bias, {
    activation: 'relu',
  });
  const dense2_3 = k.fusedMatMul(dense1_2, likelihood.dense2.kernel, likelihood.dense2.bias);
  const reshaped3 = k.reshape(dense2_3, [500, 28, 28, 1]);
  k.free(sum4, dense1_2, dense2_3);

  // vae-prior.gen:23  update posterior, likelihood with adam(1e-3) { maximize elbo(digits.image, posterior, likelihood, pz) }
  const product6 = k.multiply(digits.image, reshaped3);
  const softplus2 = k.softplus(reshaped3);
  k.free(reshaped3);
  const difference5 = k.subtract(product6, softplus2);
  k.free(product6, softplus2);
  const total2 = k.sum(difference5, [1, 2, 3]);
  k.free(difference5);
  const reconstruction = k.negate(total2);
  k.free(total2);

  return { values: { elbo, reconstruction, divergence } };
}
