/**
 * ConvVae: model.ts
 *
 * The weights of each network, and the functions that use a trained model.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 7ba698741ba709050f1a97b4ac7af041072747b73d06975b79ec294360a97961.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';

/** The encoder posterior: 69,076 parameters. */
export interface PosteriorWeights {
  readonly down1: {
    readonly conv2d1: {
      /** [3, 3, 1, 32] */
      readonly kernel: Tensor;
      /** [32] */
      readonly bias: Tensor;
    };
  };
  readonly down2: {
    readonly conv2d1: {
      /** [3, 3, 32, 64] */
      readonly kernel: Tensor;
      /** [64] */
      readonly bias: Tensor;
    };
  };
  readonly dense1: {
    /** [3136, 16] */
    readonly kernel: Tensor;
    /** [16] */
    readonly bias: Tensor;
  };
  readonly dense2: {
    /** [16, 2] */
    readonly kernel: Tensor;
    /** [2] */
    readonly bias: Tensor;
  };
  readonly dense3: {
    /** [16, 2] */
    readonly kernel: Tensor;
    /** [2] */
    readonly bias: Tensor;
  };
}

/** The decoder likelihood: 65,089 parameters. */
export interface LikelihoodWeights {
  readonly dense1: {
    /** [2, 3136] */
    readonly kernel: Tensor;
    /** [3136] */
    readonly bias: Tensor;
  };
  readonly up1: {
    readonly convTranspose2d1: {
      /** [3, 3, 64, 64] */
      readonly kernel: Tensor;
      /** [64] */
      readonly bias: Tensor;
    };
  };
  readonly up2: {
    readonly convTranspose2d1: {
      /** [3, 3, 32, 64] */
      readonly kernel: Tensor;
      /** [32] */
      readonly bias: Tensor;
    };
  };
  readonly conv2d1: {
    /** [3, 3, 32, 1] */
    readonly kernel: Tensor;
    /** [1] */
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
    /** [64, 2] */
    readonly mean: Tensor;
    /** [64, 2] */
    readonly logVariance: Tensor;
  };
}

/**
 * The encoder posterior: Normal[2].
 *
 * 5 kernels, 130 million floating-point operations, at most 2.89 MB of tensors.
 */
export function posterior(k: KernelSet, inputs: PosteriorInputs): PosteriorOutputs {
  const { arguments: given } = inputs;
  const { posterior } = inputs.state;

  // conv-vae.gen:2  block down(x: Image[h, w, c], filters: Int) -> Image[h/2, w/2, filters] { x |> conv2d(filters, kernel: 3, stride: 2) |> relu }
  const convolved = k.fusedConv2d(given.x, posterior.down1.conv2d1.kernel, posterior.down1.conv2d1.bias, {
    strides: [2, 2],
    padding: [0, 1, 0, 1],
    activation: 'relu',
  });
  const convolved2 = k.fusedConv2d(convolved, posterior.down2.conv2d1.kernel, posterior.down2.conv2d1.bias, {
    strides: [2, 2],
    padding: [0, 1, 0, 1],
    activation: 'relu',
  });
  k.free(convolved);

  // conv-vae.gen:14  let h = x |> down(filters) |> down(2*filters) |> flatten |> dense(16) |> relu
  const reshaped = k.reshape(convolved2, [64, 3136]);
  const h = k.fusedMatMul(reshaped, posterior.dense1.kernel, posterior.dense1.bias, { activation: 'relu' });
  k.free(convolved2, reshaped);

  // conv-vae.gen:15  Normal(mean: h |> dense(latent), logVariance: h |> dense(latent))
  const mean = k.fusedMatMul(h, posterior.dense2.kernel, posterior.dense2.bias);
  const logVariance = k.fusedMatMul(h, posterior.dense3.kernel, posterior.dense3.bias);
  k.free(h);

  return { values: { mean, logVariance } };
}

/** What `likelihood` reads. */
export interface LikelihoodInputs {
  readonly arguments: {
    /** [64, 2] */
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
 * 8 kernels, 729 million floating-point operations, at most 13.1 MB of tensors.
 */
export function likelihood(k: KernelSet, inputs: LikelihoodInputs): LikelihoodOutputs {
  const { arguments: given } = inputs;
  const { likelihood } = inputs.state;

  // conv-vae.gen:18  Bernoulli(logits: z |> dense(7*7*2*filters) |> relu |> reshape(7, 7, 2*filters)
  const dense1 = k.fusedMatMul(given.z, likelihood.dense1.kernel, likelihood.dense1.bias, {
    activation: 'relu',
  });
  const reshaped = k.reshape(dense1, [64, 7, 7, 64]);
  k.free(dense1);

  // conv-vae.gen:3  block up(x: Image[h, w, c], filters: Int) -> Image[2*h, 2*w, filters] { x |> convTranspose2d(filters, kernel: 3, stride: 2) |> relu }
  const inputGradient = k.conv2dInputGradient(reshaped, likelihood.up1.convTranspose2d1.kernel, {
    strides: [2, 2],
    padding: [0, 1, 0, 1],
    inputShape: [64, 14, 14, 64],
  });
  const sum = k.add(inputGradient, likelihood.up1.convTranspose2d1.bias);
  k.free(reshaped, inputGradient);
  const rectified = k.relu(sum);
  k.free(sum);
  const inputGradient2 = k.conv2dInputGradient(rectified, likelihood.up2.convTranspose2d1.kernel, {
    strides: [2, 2],
    padding: [0, 1, 0, 1],
    inputShape: [64, 28, 28, 32],
  });
  k.free(rectified);
  const sum2 = k.add(inputGradient2, likelihood.up2.convTranspose2d1.bias);
  k.free(inputGradient2);
  const rectified2 = k.relu(sum2);
  k.free(sum2);

  // conv-vae.gen:19  |> up(2*filters) |> up(filters) |> conv2d(1, kernel: 3))
  const logits = k.fusedConv2d(rectified2, likelihood.conv2d1.kernel, likelihood.conv2d1.bias, {
    strides: [1, 1],
    padding: [1, 1, 1, 1],
  });
  k.free(rectified2);

  return { values: { logits } };
}

/** What `inferSample` reads. */
export interface InferSampleInputs {
  readonly random: {
    /** [64, 2], normal random numbers */
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
 * 8 kernels, 729 million floating-point operations, at most 13.1 MB of tensors.
 */
export function inferSample(k: KernelSet, inputs: InferSampleInputs): InferSampleOutputs {
  const { random } = inputs;
  const { likelihood } = inputs.state;

  // likelihood
  // conv-vae.gen:18  Bernoulli(logits: z |> dense(7*7*2*filters) |> relu |> reshape(7, 7, 2*filters)
  const dense1 = k.fusedMatMul(random.inferSampleZ, likelihood.dense1.kernel, likelihood.dense1.bias, {
    activation: 'relu',
  });
  const reshaped = k.reshape(dense1, [64, 7, 7, 64]);
  k.free(dense1);

  // conv-vae.gen:3  block up(x: Image[h, w, c], filters: Int) -> Image[2*h, 2*w, filters] { x |> convTranspose2d(filters, kernel: 3, stride: 2) |> relu }
  const inputGradient = k.conv2dInputGradient(reshaped, likelihood.up1.convTranspose2d1.kernel, {
    strides: [2, 2],
    padding: [0, 1, 0, 1],
    inputShape: [64, 14, 14, 64],
  });
  const sum = k.add(inputGradient, likelihood.up1.convTranspose2d1.bias);
  k.free(reshaped, inputGradient);
  const rectified = k.relu(sum);
  k.free(sum);
  const inputGradient2 = k.conv2dInputGradient(rectified, likelihood.up2.convTranspose2d1.kernel, {
    strides: [2, 2],
    padding: [0, 1, 0, 1],
    inputShape: [64, 28, 28, 32],
  });
  k.free(rectified);
  const sum2 = k.add(inputGradient2, likelihood.up2.convTranspose2d1.bias);
  k.free(inputGradient2);
  const rectified2 = k.relu(sum2);
  k.free(sum2);

  // conv-vae.gen:19  |> up(2*filters) |> up(filters) |> conv2d(1, kernel: 3))
  const result = k.fusedConv2d(rectified2, likelihood.conv2d1.kernel, likelihood.conv2d1.bias, {
    strides: [1, 1],
    padding: [1, 1, 1, 1],
    activation: 'sigmoid',
  });
  k.free(rectified2);

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
      readonly down1: {
        readonly conv2d1: {
          /** [3, 3, 1, 32] */
          readonly kernel: Tensor;
          /** [32] */
          readonly bias: Tensor;
        };
      };
      readonly down2: {
        readonly conv2d1: {
          /** [3, 3, 32, 64] */
          readonly kernel: Tensor;
          /** [64] */
          readonly bias: Tensor;
        };
      };
      readonly dense1: {
        /** [3136, 16] */
        readonly kernel: Tensor;
        /** [16] */
        readonly bias: Tensor;
      };
      readonly dense2: {
        /** [16, 2] */
        readonly kernel: Tensor;
        /** [2] */
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
 * 12 kernels, 859 million floating-point operations, at most 13.6 MB of tensors.
 */
export function inferReconstruct(k: KernelSet, inputs: InferReconstructInputs): InferReconstructOutputs {
  const { arguments: given } = inputs;
  const { posterior, likelihood } = inputs.state;

  // posterior
  // conv-vae.gen:2  block down(x: Image[h, w, c], filters: Int) -> Image[h/2, w/2, filters] { x |> conv2d(filters, kernel: 3, stride: 2) |> relu }
  const convolved = k.fusedConv2d(given.x, posterior.down1.conv2d1.kernel, posterior.down1.conv2d1.bias, {
    strides: [2, 2],
    padding: [0, 1, 0, 1],
    activation: 'relu',
  });
  const convolved2 = k.fusedConv2d(convolved, posterior.down2.conv2d1.kernel, posterior.down2.conv2d1.bias, {
    strides: [2, 2],
    padding: [0, 1, 0, 1],
    activation: 'relu',
  });
  k.free(convolved);

  // conv-vae.gen:14  let h = x |> down(filters) |> down(2*filters) |> flatten |> dense(16) |> relu
  const reshaped = k.reshape(convolved2, [64, 3136]);
  const h = k.fusedMatMul(reshaped, posterior.dense1.kernel, posterior.dense1.bias, { activation: 'relu' });
  k.free(convolved2, reshaped);

  // conv-vae.gen:15  Normal(mean: h |> dense(latent), logVariance: h |> dense(latent))
  const dense2 = k.fusedMatMul(h, posterior.dense2.kernel, posterior.dense2.bias);
  k.free(h);

  // likelihood
  // conv-vae.gen:18  Bernoulli(logits: z |> dense(7*7*2*filters) |> relu |> reshape(7, 7, 2*filters)
  const dense1 = k.fusedMatMul(dense2, likelihood.dense1.kernel, likelihood.dense1.bias, {
    activation: 'relu',
  });
  const reshaped2 = k.reshape(dense1, [64, 7, 7, 64]);
  k.free(dense2, dense1);

  // conv-vae.gen:3  block up(x: Image[h, w, c], filters: Int) -> Image[2*h, 2*w, filters] { x |> convTranspose2d(filters, kernel: 3, stride: 2) |> relu }
  const inputGradient = k.conv2dInputGradient(reshaped2, likelihood.up1.convTranspose2d1.kernel, {
    strides: [2, 2],
    padding: [0, 1, 0, 1],
    inputShape: [64, 14, 14, 64],
  });
  const sum = k.add(inputGradient, likelihood.up1.convTranspose2d1.bias);
  k.free(reshaped2, inputGradient);
  const rectified = k.relu(sum);
  k.free(sum);
  const inputGradient2 = k.conv2dInputGradient(rectified, likelihood.up2.convTranspose2d1.kernel, {
    strides: [2, 2],
    padding: [0, 1, 0, 1],
    inputShape: [64, 28, 28, 32],
  });
  k.free(rectified);
  const sum2 = k.add(inputGradient2, likelihood.up2.convTranspose2d1.bias);
  k.free(inputGradient2);
  const rectified2 = k.relu(sum2);
  k.free(sum2);

  // conv-vae.gen:19  |> up(2*filters) |> up(filters) |> conv2d(1, kernel: 3))
  const result = k.fusedConv2d(rectified2, likelihood.conv2d1.kernel, likelihood.conv2d1.bias, {
    strides: [1, 1],
    padding: [1, 1, 1, 1],
    activation: 'sigmoid',
  });
  k.free(rectified2);

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
      readonly down1: {
        readonly conv2d1: {
          /** [3, 3, 1, 32] */
          readonly kernel: Tensor;
          /** [32] */
          readonly bias: Tensor;
        };
      };
      readonly down2: {
        readonly conv2d1: {
          /** [3, 3, 32, 64] */
          readonly kernel: Tensor;
          /** [64] */
          readonly bias: Tensor;
        };
      };
      readonly dense1: {
        /** [3136, 16] */
        readonly kernel: Tensor;
        /** [16] */
        readonly bias: Tensor;
      };
      readonly dense2: {
        /** [16, 2] */
        readonly kernel: Tensor;
        /** [2] */
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
 * 12 kernels, 430 million floating-point operations, at most 7.06 MB of tensors.
 */
export function figureReconstructions(
  k: KernelSet,
  inputs: FigureReconstructionsInputs,
): FigureReconstructionsOutputs {
  const { digits } = inputs.data;
  const { posterior, likelihood } = inputs.state;

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
  k.free(convolved);

  // conv-vae.gen:14  let h = x |> down(filters) |> down(2*filters) |> flatten |> dense(16) |> relu
  const reshaped = k.reshape(convolved2, [32, 3136]);
  const h = k.fusedMatMul(reshaped, posterior.dense1.kernel, posterior.dense1.bias, { activation: 'relu' });
  k.free(convolved2, reshaped);

  // conv-vae.gen:15  Normal(mean: h |> dense(latent), logVariance: h |> dense(latent))
  const dense2 = k.fusedMatMul(h, posterior.dense2.kernel, posterior.dense2.bias);
  k.free(h);

  // likelihood(mean(posterior(digits.image)))
  // conv-vae.gen:18  Bernoulli(logits: z |> dense(7*7*2*filters) |> relu |> reshape(7, 7, 2*filters)
  const dense1 = k.fusedMatMul(dense2, likelihood.dense1.kernel, likelihood.dense1.bias, {
    activation: 'relu',
  });
  const reshaped2 = k.reshape(dense1, [32, 7, 7, 64]);
  k.free(dense2, dense1);

  // conv-vae.gen:3  block up(x: Image[h, w, c], filters: Int) -> Image[2*h, 2*w, filters] { x |> convTranspose2d(filters, kernel: 3, stride: 2) |> relu }
  const inputGradient = k.conv2dInputGradient(reshaped2, likelihood.up1.convTranspose2d1.kernel, {
    strides: [2, 2],
    padding: [0, 1, 0, 1],
    inputShape: [32, 14, 14, 64],
  });
  const sum = k.add(inputGradient, likelihood.up1.convTranspose2d1.bias);
  k.free(reshaped2, inputGradient);
  const rectified = k.relu(sum);
  k.free(sum);
  const inputGradient2 = k.conv2dInputGradient(rectified, likelihood.up2.convTranspose2d1.kernel, {
    strides: [2, 2],
    padding: [0, 1, 0, 1],
    inputShape: [32, 28, 28, 32],
  });
  k.free(rectified);
  const sum2 = k.add(inputGradient2, likelihood.up2.convTranspose2d1.bias);
  k.free(inputGradient2);
  const rectified2 = k.relu(sum2);
  k.free(sum2);

  // conv-vae.gen:19  |> up(2*filters) |> up(filters) |> conv2d(1, kernel: 3))
  const part2 = k.fusedConv2d(rectified2, likelihood.conv2d1.kernel, likelihood.conv2d1.bias, {
    strides: [1, 1],
    padding: [1, 1, 1, 1],
    activation: 'sigmoid',
  });
  k.free(rectified2);

  return { values: { part1: k.copy(digits.image), part2 } };
}

const values = [
  -1.9599639845400543, 1.9599639845400532, -1.439531470938456, 1.9599639845400532, -1.150349380376008,
  1.9599639845400532, -0.9345892910734801, 1.9599639845400532, -0.7554150263604691, 1.9599639845400532,
  -0.5977601260424784, 1.9599639845400532, -0.4537621901698794, 1.9599639845400532, -0.3186393639643752,
  1.9599639845400532, -0.1891184262727924, 1.9599639845400532, -0.06270677794321382, 1.9599639845400532,
  0.06270677794321396, 1.9599639845400532, 0.1891184262727924, 1.9599639845400532, 0.3186393639643753,
  1.9599639845400532, 0.45376219016987973, 1.9599639845400532, 0.5977601260424783, 1.9599639845400532,
  0.7554150263604691, 1.9599639845400532, 0.93458929107348, 1.9599639845400532, 1.1503493803760079,
  1.9599639845400532, 1.4395314709384557, 1.9599639845400532, 1.9599639845400532, 1.9599639845400532,
  -1.9599639845400543, 1.4395314709384557, -1.439531470938456, 1.4395314709384557, -1.150349380376008,
  1.4395314709384557, -0.9345892910734801, 1.4395314709384557, -0.7554150263604691, 1.4395314709384557,
  -0.5977601260424784, 1.4395314709384557, -0.4537621901698794, 1.4395314709384557, -0.3186393639643752,
  1.4395314709384557, -0.1891184262727924, 1.4395314709384557, -0.06270677794321382, 1.4395314709384557,
  0.06270677794321396, 1.4395314709384557, 0.1891184262727924, 1.4395314709384557, 0.3186393639643753,
  1.4395314709384557, 0.45376219016987973, 1.4395314709384557, 0.5977601260424783, 1.4395314709384557,
  0.7554150263604691, 1.4395314709384557, 0.93458929107348, 1.4395314709384557, 1.1503493803760079,
  1.4395314709384557, 1.4395314709384557, 1.4395314709384557, 1.9599639845400532, 1.4395314709384557,
  -1.9599639845400543, 1.1503493803760079, -1.439531470938456, 1.1503493803760079, -1.150349380376008,
  1.1503493803760079, -0.9345892910734801, 1.1503493803760079, -0.7554150263604691, 1.1503493803760079,
  -0.5977601260424784, 1.1503493803760079, -0.4537621901698794, 1.1503493803760079, -0.3186393639643752,
  1.1503493803760079, -0.1891184262727924, 1.1503493803760079, -0.06270677794321382, 1.1503493803760079,
  0.06270677794321396, 1.1503493803760079, 0.1891184262727924, 1.1503493803760079, 0.3186393639643753,
  1.1503493803760079, 0.45376219016987973, 1.1503493803760079, 0.5977601260424783, 1.1503493803760079,
  0.7554150263604691, 1.1503493803760079, 0.93458929107348, 1.1503493803760079, 1.1503493803760079,
  1.1503493803760079, 1.4395314709384557, 1.1503493803760079, 1.9599639845400532, 1.1503493803760079,
  -1.9599639845400543, 0.93458929107348, -1.439531470938456, 0.93458929107348, -1.150349380376008,
  0.93458929107348, -0.9345892910734801, 0.93458929107348, -0.7554150263604691, 0.93458929107348,
  -0.5977601260424784, 0.93458929107348, -0.4537621901698794, 0.93458929107348, -0.3186393639643752,
  0.93458929107348, -0.1891184262727924, 0.93458929107348, -0.06270677794321382, 0.93458929107348,
  0.06270677794321396, 0.93458929107348, 0.1891184262727924, 0.93458929107348, 0.3186393639643753,
  0.93458929107348, 0.45376219016987973, 0.93458929107348, 0.5977601260424783, 0.93458929107348,
  0.7554150263604691, 0.93458929107348, 0.93458929107348, 0.93458929107348, 1.1503493803760079,
  0.93458929107348, 1.4395314709384557, 0.93458929107348, 1.9599639845400532, 0.93458929107348,
  -1.9599639845400543, 0.7554150263604691, -1.439531470938456, 0.7554150263604691, -1.150349380376008,
  0.7554150263604691, -0.9345892910734801, 0.7554150263604691, -0.7554150263604691, 0.7554150263604691,
  -0.5977601260424784, 0.7554150263604691, -0.4537621901698794, 0.7554150263604691, -0.3186393639643752,
  0.7554150263604691, -0.1891184262727924, 0.7554150263604691, -0.06270677794321382, 0.7554150263604691,
  0.06270677794321396, 0.7554150263604691, 0.1891184262727924, 0.7554150263604691, 0.3186393639643753,
  0.7554150263604691, 0.45376219016987973, 0.7554150263604691, 0.5977601260424783, 0.7554150263604691,
  0.7554150263604691, 0.7554150263604691, 0.93458929107348, 0.7554150263604691, 1.1503493803760079,
  0.7554150263604691, 1.4395314709384557, 0.7554150263604691, 1.9599639845400532, 0.7554150263604691,
  -1.9599639845400543, 0.5977601260424783, -1.439531470938456, 0.5977601260424783, -1.150349380376008,
  0.5977601260424783, -0.9345892910734801, 0.5977601260424783, -0.7554150263604691, 0.5977601260424783,
  -0.5977601260424784, 0.5977601260424783, -0.4537621901698794, 0.5977601260424783, -0.3186393639643752,
  0.5977601260424783, -0.1891184262727924, 0.5977601260424783, -0.06270677794321382, 0.5977601260424783,
  0.06270677794321396, 0.5977601260424783, 0.1891184262727924, 0.5977601260424783, 0.3186393639643753,
  0.5977601260424783, 0.45376219016987973, 0.5977601260424783, 0.5977601260424783, 0.5977601260424783,
  0.7554150263604691, 0.5977601260424783, 0.93458929107348, 0.5977601260424783, 1.1503493803760079,
  0.5977601260424783, 1.4395314709384557, 0.5977601260424783, 1.9599639845400532, 0.5977601260424783,
  -1.9599639845400543, 0.45376219016987973, -1.439531470938456, 0.45376219016987973, -1.150349380376008,
  0.45376219016987973, -0.9345892910734801, 0.45376219016987973, -0.7554150263604691, 0.45376219016987973,
  -0.5977601260424784, 0.45376219016987973, -0.4537621901698794, 0.45376219016987973, -0.3186393639643752,
  0.45376219016987973, -0.1891184262727924, 0.45376219016987973, -0.06270677794321382, 0.45376219016987973,
  0.06270677794321396, 0.45376219016987973, 0.1891184262727924, 0.45376219016987973, 0.3186393639643753,
  0.45376219016987973, 0.45376219016987973, 0.45376219016987973, 0.5977601260424783, 0.45376219016987973,
  0.7554150263604691, 0.45376219016987973, 0.93458929107348, 0.45376219016987973, 1.1503493803760079,
  0.45376219016987973, 1.4395314709384557, 0.45376219016987973, 1.9599639845400532, 0.45376219016987973,
  -1.9599639845400543, 0.3186393639643753, -1.439531470938456, 0.3186393639643753, -1.150349380376008,
  0.3186393639643753, -0.9345892910734801, 0.3186393639643753, -0.7554150263604691, 0.3186393639643753,
  -0.5977601260424784, 0.3186393639643753, -0.4537621901698794, 0.3186393639643753, -0.3186393639643752,
  0.3186393639643753, -0.1891184262727924, 0.3186393639643753, -0.06270677794321382, 0.3186393639643753,
  0.06270677794321396, 0.3186393639643753, 0.1891184262727924, 0.3186393639643753, 0.3186393639643753,
  0.3186393639643753, 0.45376219016987973, 0.3186393639643753, 0.5977601260424783, 0.3186393639643753,
  0.7554150263604691, 0.3186393639643753, 0.93458929107348, 0.3186393639643753, 1.1503493803760079,
  0.3186393639643753, 1.4395314709384557, 0.3186393639643753, 1.9599639845400532, 0.3186393639643753,
  -1.9599639845400543, 0.1891184262727924, -1.439531470938456, 0.1891184262727924, -1.150349380376008,
  0.1891184262727924, -0.9345892910734801, 0.1891184262727924, -0.7554150263604691, 0.1891184262727924,
  -0.5977601260424784, 0.1891184262727924, -0.4537621901698794, 0.1891184262727924, -0.3186393639643752,
  0.1891184262727924, -0.1891184262727924, 0.1891184262727924, -0.06270677794321382, 0.1891184262727924,
  0.06270677794321396, 0.1891184262727924, 0.1891184262727924, 0.1891184262727924, 0.3186393639643753,
  0.1891184262727924, 0.45376219016987973, 0.1891184262727924, 0.5977601260424783, 0.1891184262727924,
  0.7554150263604691, 0.1891184262727924, 0.93458929107348, 0.1891184262727924, 1.1503493803760079,
  0.1891184262727924, 1.4395314709384557, 0.1891184262727924, 1.9599639845400532, 0.1891184262727924,
  -1.9599639845400543, 0.06270677794321396, -1.439531470938456, 0.06270677794321396, -1.150349380376008,
  0.06270677794321396, -0.9345892910734801, 0.06270677794321396, -0.7554150263604691, 0.06270677794321396,
  -0.5977601260424784, 0.06270677794321396, -0.4537621901698794, 0.06270677794321396, -0.3186393639643752,
  0.06270677794321396, -0.1891184262727924, 0.06270677794321396, -0.06270677794321382, 0.06270677794321396,
  0.06270677794321396, 0.06270677794321396, 0.1891184262727924, 0.06270677794321396, 0.3186393639643753,
  0.06270677794321396, 0.45376219016987973, 0.06270677794321396, 0.5977601260424783, 0.06270677794321396,
  0.7554150263604691, 0.06270677794321396, 0.93458929107348, 0.06270677794321396, 1.1503493803760079,
  0.06270677794321396, 1.4395314709384557, 0.06270677794321396, 1.9599639845400532, 0.06270677794321396,
  -1.9599639845400543, -0.06270677794321382, -1.439531470938456, -0.06270677794321382, -1.150349380376008,
  -0.06270677794321382, -0.9345892910734801, -0.06270677794321382, -0.7554150263604691, -0.06270677794321382,
  -0.5977601260424784, -0.06270677794321382, -0.4537621901698794, -0.06270677794321382, -0.3186393639643752,
  -0.06270677794321382, -0.1891184262727924, -0.06270677794321382, -0.06270677794321382, -0.06270677794321382,
  0.06270677794321396, -0.06270677794321382, 0.1891184262727924, -0.06270677794321382, 0.3186393639643753,
  -0.06270677794321382, 0.45376219016987973, -0.06270677794321382, 0.5977601260424783, -0.06270677794321382,
  0.7554150263604691, -0.06270677794321382, 0.93458929107348, -0.06270677794321382, 1.1503493803760079,
  -0.06270677794321382, 1.4395314709384557, -0.06270677794321382, 1.9599639845400532, -0.06270677794321382,
  -1.9599639845400543, -0.1891184262727924, -1.439531470938456, -0.1891184262727924, -1.150349380376008,
  -0.1891184262727924, -0.9345892910734801, -0.1891184262727924, -0.7554150263604691, -0.1891184262727924,
  -0.5977601260424784, -0.1891184262727924, -0.4537621901698794, -0.1891184262727924, -0.3186393639643752,
  -0.1891184262727924, -0.1891184262727924, -0.1891184262727924, -0.06270677794321382, -0.1891184262727924,
  0.06270677794321396, -0.1891184262727924, 0.1891184262727924, -0.1891184262727924, 0.3186393639643753,
  -0.1891184262727924, 0.45376219016987973, -0.1891184262727924, 0.5977601260424783, -0.1891184262727924,
  0.7554150263604691, -0.1891184262727924, 0.93458929107348, -0.1891184262727924, 1.1503493803760079,
  -0.1891184262727924, 1.4395314709384557, -0.1891184262727924, 1.9599639845400532, -0.1891184262727924,
  -1.9599639845400543, -0.3186393639643752, -1.439531470938456, -0.3186393639643752, -1.150349380376008,
  -0.3186393639643752, -0.9345892910734801, -0.3186393639643752, -0.7554150263604691, -0.3186393639643752,
  -0.5977601260424784, -0.3186393639643752, -0.4537621901698794, -0.3186393639643752, -0.3186393639643752,
  -0.3186393639643752, -0.1891184262727924, -0.3186393639643752, -0.06270677794321382, -0.3186393639643752,
  0.06270677794321396, -0.3186393639643752, 0.1891184262727924, -0.3186393639643752, 0.3186393639643753,
  -0.3186393639643752, 0.45376219016987973, -0.3186393639643752, 0.5977601260424783, -0.3186393639643752,
  0.7554150263604691, -0.3186393639643752, 0.93458929107348, -0.3186393639643752, 1.1503493803760079,
  -0.3186393639643752, 1.4395314709384557, -0.3186393639643752, 1.9599639845400532, -0.3186393639643752,
  -1.9599639845400543, -0.4537621901698794, -1.439531470938456, -0.4537621901698794, -1.150349380376008,
  -0.4537621901698794, -0.9345892910734801, -0.4537621901698794, -0.7554150263604691, -0.4537621901698794,
  -0.5977601260424784, -0.4537621901698794, -0.4537621901698794, -0.4537621901698794, -0.3186393639643752,
  -0.4537621901698794, -0.1891184262727924, -0.4537621901698794, -0.06270677794321382, -0.4537621901698794,
  0.06270677794321396, -0.4537621901698794, 0.1891184262727924, -0.4537621901698794, 0.3186393639643753,
  -0.4537621901698794, 0.45376219016987973, -0.4537621901698794, 0.5977601260424783, -0.4537621901698794,
  0.7554150263604691, -0.4537621901698794, 0.93458929107348, -0.4537621901698794, 1.1503493803760079,
  -0.4537621901698794, 1.4395314709384557, -0.4537621901698794, 1.9599639845400532, -0.4537621901698794,
  -1.9599639845400543, -0.5977601260424784, -1.439531470938456, -0.5977601260424784, -1.150349380376008,
  -0.5977601260424784, -0.9345892910734801, -0.5977601260424784, -0.7554150263604691, -0.5977601260424784,
  -0.5977601260424784, -0.5977601260424784, -0.4537621901698794, -0.5977601260424784, -0.3186393639643752,
  -0.5977601260424784, -0.1891184262727924, -0.5977601260424784, -0.06270677794321382, -0.5977601260424784,
  0.06270677794321396, -0.5977601260424784, 0.1891184262727924, -0.5977601260424784, 0.3186393639643753,
  -0.5977601260424784, 0.45376219016987973, -0.5977601260424784, 0.5977601260424783, -0.5977601260424784,
  0.7554150263604691, -0.5977601260424784, 0.93458929107348, -0.5977601260424784, 1.1503493803760079,
  -0.5977601260424784, 1.4395314709384557, -0.5977601260424784, 1.9599639845400532, -0.5977601260424784,
  -1.9599639845400543, -0.7554150263604691, -1.439531470938456, -0.7554150263604691, -1.150349380376008,
  -0.7554150263604691, -0.9345892910734801, -0.7554150263604691, -0.7554150263604691, -0.7554150263604691,
  -0.5977601260424784, -0.7554150263604691, -0.4537621901698794, -0.7554150263604691, -0.3186393639643752,
  -0.7554150263604691, -0.1891184262727924, -0.7554150263604691, -0.06270677794321382, -0.7554150263604691,
  0.06270677794321396, -0.7554150263604691, 0.1891184262727924, -0.7554150263604691, 0.3186393639643753,
  -0.7554150263604691, 0.45376219016987973, -0.7554150263604691, 0.5977601260424783, -0.7554150263604691,
  0.7554150263604691, -0.7554150263604691, 0.93458929107348, -0.7554150263604691, 1.1503493803760079,
  -0.7554150263604691, 1.4395314709384557, -0.7554150263604691, 1.9599639845400532, -0.7554150263604691,
  -1.9599639845400543, -0.9345892910734801, -1.439531470938456, -0.9345892910734801, -1.150349380376008,
  -0.9345892910734801, -0.9345892910734801, -0.9345892910734801, -0.7554150263604691, -0.9345892910734801,
  -0.5977601260424784, -0.9345892910734801, -0.4537621901698794, -0.9345892910734801, -0.3186393639643752,
  -0.9345892910734801, -0.1891184262727924, -0.9345892910734801, -0.06270677794321382, -0.9345892910734801,
  0.06270677794321396, -0.9345892910734801, 0.1891184262727924, -0.9345892910734801, 0.3186393639643753,
  -0.9345892910734801, 0.45376219016987973, -0.9345892910734801, 0.5977601260424783, -0.9345892910734801,
  0.7554150263604691, -0.9345892910734801, 0.93458929107348, -0.9345892910734801, 1.1503493803760079,
  -0.9345892910734801, 1.4395314709384557, -0.9345892910734801, 1.9599639845400532, -0.9345892910734801,
  -1.9599639845400543, -1.150349380376008, -1.439531470938456, -1.150349380376008, -1.150349380376008,
  -1.150349380376008, -0.9345892910734801, -1.150349380376008, -0.7554150263604691, -1.150349380376008,
  -0.5977601260424784, -1.150349380376008, -0.4537621901698794, -1.150349380376008, -0.3186393639643752,
  -1.150349380376008, -0.1891184262727924, -1.150349380376008, -0.06270677794321382, -1.150349380376008,
  0.06270677794321396, -1.150349380376008, 0.1891184262727924, -1.150349380376008, 0.3186393639643753,
  -1.150349380376008, 0.45376219016987973, -1.150349380376008, 0.5977601260424783, -1.150349380376008,
  0.7554150263604691, -1.150349380376008, 0.93458929107348, -1.150349380376008, 1.1503493803760079,
  -1.150349380376008, 1.4395314709384557, -1.150349380376008, 1.9599639845400532, -1.150349380376008,
  -1.9599639845400543, -1.439531470938456, -1.439531470938456, -1.439531470938456, -1.150349380376008,
  -1.439531470938456, -0.9345892910734801, -1.439531470938456, -0.7554150263604691, -1.439531470938456,
  -0.5977601260424784, -1.439531470938456, -0.4537621901698794, -1.439531470938456, -0.3186393639643752,
  -1.439531470938456, -0.1891184262727924, -1.439531470938456, -0.06270677794321382, -1.439531470938456,
  0.06270677794321396, -1.439531470938456, 0.1891184262727924, -1.439531470938456, 0.3186393639643753,
  -1.439531470938456, 0.45376219016987973, -1.439531470938456, 0.5977601260424783, -1.439531470938456,
  0.7554150263604691, -1.439531470938456, 0.93458929107348, -1.439531470938456, 1.1503493803760079,
  -1.439531470938456, 1.4395314709384557, -1.439531470938456, 1.9599639845400532, -1.439531470938456,
  -1.9599639845400543, -1.9599639845400543, -1.439531470938456, -1.9599639845400543, -1.150349380376008,
  -1.9599639845400543, -0.9345892910734801, -1.9599639845400543, -0.7554150263604691, -1.9599639845400543,
  -0.5977601260424784, -1.9599639845400543, -0.4537621901698794, -1.9599639845400543, -0.3186393639643752,
  -1.9599639845400543, -0.1891184262727924, -1.9599639845400543, -0.06270677794321382, -1.9599639845400543,
  0.06270677794321396, -1.9599639845400543, 0.1891184262727924, -1.9599639845400543, 0.3186393639643753,
  -1.9599639845400543, 0.45376219016987973, -1.9599639845400543, 0.5977601260424783, -1.9599639845400543,
  0.7554150263604691, -1.9599639845400543, 0.93458929107348, -1.9599639845400543, 1.1503493803760079,
  -1.9599639845400543, 1.4395314709384557, -1.9599639845400543, 1.9599639845400532, -1.9599639845400543,
];

/** What `figureManifold` reads. */
export interface FigureManifoldInputs {
  readonly state: {
    readonly likelihood: LikelihoodWeights;
  };
}

/** What `figureManifold` returns: new tensors, the caller's to free. */
export interface FigureManifoldOutputs {
  readonly values: {
    /** [400, 28, 28, 1] */
    readonly part1: Tensor;
  };
}

/**
 * Figure: Manifold.
 *
 * 8 kernels, 4,560 million floating-point operations, at most 80.5 MB of tensors.
 */
export function figureManifold(k: KernelSet, inputs: FigureManifoldInputs): FigureManifoldOutputs {
  const { likelihood } = inputs.state;

  // likelihood(z)
  // conv-vae.gen:18  Bernoulli(logits: z |> dense(7*7*2*filters) |> relu |> reshape(7, 7, 2*filters)
  const dense1 = k.fusedMatMul(
    k.constant(values, [400, 2]),
    likelihood.dense1.kernel,
    likelihood.dense1.bias,
    { activation: 'relu' },
  );
  const reshaped = k.reshape(dense1, [400, 7, 7, 64]);
  k.free(dense1);

  // conv-vae.gen:3  block up(x: Image[h, w, c], filters: Int) -> Image[2*h, 2*w, filters] { x |> convTranspose2d(filters, kernel: 3, stride: 2) |> relu }
  const inputGradient = k.conv2dInputGradient(reshaped, likelihood.up1.convTranspose2d1.kernel, {
    strides: [2, 2],
    padding: [0, 1, 0, 1],
    inputShape: [400, 14, 14, 64],
  });
  k.free(reshaped);
  const sum = k.add(inputGradient, likelihood.up1.convTranspose2d1.bias);
  k.free(inputGradient);
  const rectified = k.relu(sum);
  k.free(sum);
  const inputGradient2 = k.conv2dInputGradient(rectified, likelihood.up2.convTranspose2d1.kernel, {
    strides: [2, 2],
    padding: [0, 1, 0, 1],
    inputShape: [400, 28, 28, 32],
  });
  k.free(rectified);
  const sum2 = k.add(inputGradient2, likelihood.up2.convTranspose2d1.bias);
  k.free(inputGradient2);
  const rectified2 = k.relu(sum2);
  k.free(sum2);

  // conv-vae.gen:19  |> up(2*filters) |> up(filters) |> conv2d(1, kernel: 3))
  const part1 = k.fusedConv2d(rectified2, likelihood.conv2d1.kernel, likelihood.conv2d1.bias, {
    strides: [1, 1],
    padding: [1, 1, 1, 1],
    activation: 'sigmoid',
  });
  k.free(rectified2);

  return { values: { part1 } };
}

/** What `figureSamples` reads. */
export interface FigureSamplesInputs {
  readonly random: {
    /** [64, 2], normal random numbers */
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
 * 8 kernels, 729 million floating-point operations, at most 13.1 MB of tensors.
 */
export function figureSamples(k: KernelSet, inputs: FigureSamplesInputs): FigureSamplesOutputs {
  const { random } = inputs;
  const { likelihood } = inputs.state;

  // likelihood(sample(pz))
  // conv-vae.gen:18  Bernoulli(logits: z |> dense(7*7*2*filters) |> relu |> reshape(7, 7, 2*filters)
  const dense1 = k.fusedMatMul(random.figureSamplesSample, likelihood.dense1.kernel, likelihood.dense1.bias, {
    activation: 'relu',
  });
  const reshaped = k.reshape(dense1, [64, 7, 7, 64]);
  k.free(dense1);

  // conv-vae.gen:3  block up(x: Image[h, w, c], filters: Int) -> Image[2*h, 2*w, filters] { x |> convTranspose2d(filters, kernel: 3, stride: 2) |> relu }
  const inputGradient = k.conv2dInputGradient(reshaped, likelihood.up1.convTranspose2d1.kernel, {
    strides: [2, 2],
    padding: [0, 1, 0, 1],
    inputShape: [64, 14, 14, 64],
  });
  const sum = k.add(inputGradient, likelihood.up1.convTranspose2d1.bias);
  k.free(reshaped, inputGradient);
  const rectified = k.relu(sum);
  k.free(sum);
  const inputGradient2 = k.conv2dInputGradient(rectified, likelihood.up2.convTranspose2d1.kernel, {
    strides: [2, 2],
    padding: [0, 1, 0, 1],
    inputShape: [64, 28, 28, 32],
  });
  k.free(rectified);
  const sum2 = k.add(inputGradient2, likelihood.up2.convTranspose2d1.bias);
  k.free(inputGradient2);
  const rectified2 = k.relu(sum2);
  k.free(sum2);

  // conv-vae.gen:19  |> up(2*filters) |> up(filters) |> conv2d(1, kernel: 3))
  const part1 = k.fusedConv2d(rectified2, likelihood.conv2d1.kernel, likelihood.conv2d1.bias, {
    strides: [1, 1],
    padding: [1, 1, 1, 1],
    activation: 'sigmoid',
  });
  k.free(rectified2);

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
    /** [2000, 2], normal random numbers */
    readonly figureLatentSpaceZ: Tensor;
  };
}

/** What `figureLatentSpace` returns: new tensors, the caller's to free. */
export interface FigureLatentSpaceOutputs {
  readonly values: {
    /** [2000, 2] */
    readonly mean: Tensor;
    /** [2000, 2] */
    readonly stddev: Tensor;
    /** [2000, 2] */
    readonly sample: Tensor;
    /** [2] */
    readonly priorMean: Tensor;
    /** [2] */
    readonly priorStddev: Tensor;
  };
}

/**
 * Figure: Latent space.
 *
 * 9 kernels, 4,080 million floating-point operations, at most 81.8 MB of tensors.
 */
export function figureLatentSpace(k: KernelSet, inputs: FigureLatentSpaceInputs): FigureLatentSpaceOutputs {
  const { digits } = inputs.data;
  const { posterior } = inputs.state;
  const { random } = inputs;

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
  k.free(convolved);

  // conv-vae.gen:14  let h = x |> down(filters) |> down(2*filters) |> flatten |> dense(16) |> relu
  const reshaped = k.reshape(convolved2, [2000, 3136]);
  k.free(convolved2);
  const h = k.fusedMatMul(reshaped, posterior.dense1.kernel, posterior.dense1.bias, { activation: 'relu' });
  k.free(reshaped);

  // conv-vae.gen:15  Normal(mean: h |> dense(latent), logVariance: h |> dense(latent))
  const mean = k.fusedMatMul(h, posterior.dense2.kernel, posterior.dense2.bias);
  const dense3 = k.fusedMatMul(h, posterior.dense3.kernel, posterior.dense3.bias);
  k.free(h);

  // conv-vae.gen:32  figure latentSpace = priorAgainstPosterior(posterior(digits.image), pz)
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
      priorMean: k.copy(k.constant(0, [2])),
      priorStddev: k.copy(k.constant(1, [2])),
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
    /** [500, 2], normal random numbers */
    readonly evaluateElbo: Tensor;
    /** [500, 2], normal random numbers */
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
 * 45 kernels, 12,400 million floating-point operations, at most 102 MB of tensors.
 */
export function evaluate(k: KernelSet, inputs: EvaluateInputs): EvaluateOutputs {
  const { digits } = inputs.data;
  const { posterior, likelihood } = inputs.state;
  const { random } = inputs;

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
  k.free(convolved);

  // conv-vae.gen:14  let h = x |> down(filters) |> down(2*filters) |> flatten |> dense(16) |> relu
  const reshaped = k.reshape(convolved2, [500, 3136]);
  k.free(convolved2);
  const h = k.fusedMatMul(reshaped, posterior.dense1.kernel, posterior.dense1.bias, { activation: 'relu' });
  k.free(reshaped);

  // conv-vae.gen:15  Normal(mean: h |> dense(latent), logVariance: h |> dense(latent))
  const dense2 = k.fusedMatMul(h, posterior.dense2.kernel, posterior.dense2.bias);
  const dense3 = k.fusedMatMul(h, posterior.dense3.kernel, posterior.dense3.bias);
  k.free(h);

  // conv-vae.gen:27  evaluate { report elbo = elbo(digits.image, posterior, likelihood, pz) }
  const product = k.multiply(dense3, 0.5);
  const exponential = k.exp(product);
  const product2 = k.multiply(exponential, random.evaluateElbo);
  const sum = k.add(dense2, product2);
  k.free(product, product2);

  // likelihood
  // conv-vae.gen:18  Bernoulli(logits: z |> dense(7*7*2*filters) |> relu |> reshape(7, 7, 2*filters)
  const dense1 = k.fusedMatMul(sum, likelihood.dense1.kernel, likelihood.dense1.bias, { activation: 'relu' });
  const reshaped2 = k.reshape(dense1, [500, 7, 7, 64]);
  k.free(sum, dense1);

  // conv-vae.gen:3  block up(x: Image[h, w, c], filters: Int) -> Image[2*h, 2*w, filters] { x |> convTranspose2d(filters, kernel: 3, stride: 2) |> relu }
  const inputGradient = k.conv2dInputGradient(reshaped2, likelihood.up1.convTranspose2d1.kernel, {
    strides: [2, 2],
    padding: [0, 1, 0, 1],
    inputShape: [500, 14, 14, 64],
  });
  k.free(reshaped2);
  const sum2 = k.add(inputGradient, likelihood.up1.convTranspose2d1.bias);
  k.free(inputGradient);
  const rectified = k.relu(sum2);
  k.free(sum2);
  const inputGradient2 = k.conv2dInputGradient(rectified, likelihood.up2.convTranspose2d1.kernel, {
    strides: [2, 2],
    padding: [0, 1, 0, 1],
    inputShape: [500, 28, 28, 32],
  });
  k.free(rectified);
  const sum3 = k.add(inputGradient2, likelihood.up2.convTranspose2d1.bias);
  k.free(inputGradient2);
  const rectified2 = k.relu(sum3);
  k.free(sum3);

  // conv-vae.gen:19  |> up(2*filters) |> up(filters) |> conv2d(1, kernel: 3))
  const conv2d1 = k.fusedConv2d(rectified2, likelihood.conv2d1.kernel, likelihood.conv2d1.bias, {
    strides: [1, 1],
    padding: [1, 1, 1, 1],
  });
  k.free(rectified2);

  // conv-vae.gen:27  evaluate { report elbo = elbo(digits.image, posterior, likelihood, pz) }
  const product3 = k.multiply(digits.image, conv2d1);
  const softplus = k.softplus(conv2d1);
  k.free(conv2d1);
  const difference = k.subtract(product3, softplus);
  k.free(product3, softplus);
  const total = k.sum(difference, [1, 2, 3]);
  k.free(difference);
  const product4 = k.multiply(dense3, -0.5);
  const exponential2 = k.exp(dense3);
  const squared = k.square(dense2);
  const sum4 = k.add(exponential2, squared);
  const difference2 = k.subtract(product4, 0.5);
  const product5 = k.multiply(sum4, 0.5);
  const sum5 = k.add(difference2, product5);
  const divergence = k.sum(sum5, [1]);
  const elbo = k.subtract(total, divergence);
  k.free(dense3, exponential2, squared, product4, sum4, difference2, product5, sum5, total);

  // conv-vae.gen:25  update posterior, likelihood with adam(1e-3) { maximize elbo(digits.image, posterior, likelihood, pz) }
  const product6 = k.multiply(exponential, random.trainTerm);
  const sum6 = k.add(dense2, product6);
  k.free(exponential, dense2, product6);

  // likelihood
  // conv-vae.gen:18  Bernoulli(logits: z |> dense(7*7*2*filters) |> relu |> reshape(7, 7, 2*filters)
  const dense1_2 = k.fusedMatMul(sum6, likelihood.dense1.kernel, likelihood.dense1.bias, {
    activation: 'relu',
  });
  const reshaped3 = k.reshape(dense1_2, [500, 7, 7, 64]);
  k.free(sum6, dense1_2);

  // conv-vae.gen:3  block up(x: Image[h, w, c], filters: Int) -> Image[2*h, 2*w, filters] { x |> convTranspose2d(filters, kernel: 3, stride: 2) |> relu }
  const inputGradient3 = k.conv2dInputGradient(reshaped3, likelihood.up1.convTranspose2d1.kernel, {
    strides: [2, 2],
    padding: [0, 1, 0, 1],
    inputShape: [500, 14, 14, 64],
  });
  k.free(reshaped3);
  const sum7 = k.add(inputGradient3, likelihood.up1.convTranspose2d1.bias);
  k.free(inputGradient3);
  const rectified3 = k.relu(sum7);
  k.free(sum7);
  const inputGradient4 = k.conv2dInputGradient(rectified3, likelihood.up2.convTranspose2d1.kernel, {
    strides: [2, 2],
    padding: [0, 1, 0, 1],
    inputShape: [500, 28, 28, 32],
  });
  k.free(rectified3);
  const sum8 = k.add(inputGradient4, likelihood.up2.convTranspose2d1.bias);
  k.free(inputGradient4);
  const rectified4 = k.relu(sum8);
  k.free(sum8);

  // conv-vae.gen:19  |> up(2*filters) |> up(filters) |> conv2d(1, kernel: 3))
  const conv2d1_2 = k.fusedConv2d(rectified4, likelihood.conv2d1.kernel, likelihood.conv2d1.bias, {
    strides: [1, 1],
    padding: [1, 1, 1, 1],
  });
  k.free(rectified4);

  // conv-vae.gen:25  update posterior, likelihood with adam(1e-3) { maximize elbo(digits.image, posterior, likelihood, pz) }
  const product7 = k.multiply(digits.image, conv2d1_2);
  const softplus2 = k.softplus(conv2d1_2);
  k.free(conv2d1_2);
  const difference3 = k.subtract(product7, softplus2);
  k.free(product7, softplus2);
  const total2 = k.sum(difference3, [1, 2, 3]);
  k.free(difference3);
  const reconstruction = k.negate(total2);
  k.free(total2);

  return { values: { elbo, reconstruction, divergence } };
}
