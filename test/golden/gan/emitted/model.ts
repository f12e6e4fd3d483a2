/**
 * Gan: model.ts
 *
 * The weights of each network, and the functions that use a trained model.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 8703202040dc3d8e9fd0bbdccfb9d82c9f0db2ddff98e2d35bb9a2393f129234.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';

/** The generator G: 550,416 parameters. */
export interface GWeights {
  readonly dense1: {
    /** [64, 256] */
    readonly kernel: Tensor;
    /** [256] */
    readonly bias: Tensor;
  };
  readonly dense2: {
    /** [256, 512] */
    readonly kernel: Tensor;
    /** [512] */
    readonly bias: Tensor;
  };
  readonly dense3: {
    /** [512, 784] */
    readonly kernel: Tensor;
    /** [784] */
    readonly bias: Tensor;
  };
}

/** The discriminator D: 233,985 parameters. */
export interface DWeights {
  readonly dense1: {
    /** [784, 256] */
    readonly kernel: Tensor;
    /** [256] */
    readonly bias: Tensor;
  };
  readonly dense2: {
    /** [256, 128] */
    readonly kernel: Tensor;
    /** [128] */
    readonly bias: Tensor;
  };
  readonly dense3: {
    /** [128, 1] */
    readonly kernel: Tensor;
    /** [1] */
    readonly bias: Tensor;
  };
}

/** What `train` keeps from step to step beside the weights: for each optimiser, slots in the form of the weights. */
export interface TrainState {
  readonly adam1: {
    readonly m: {
      readonly D: DWeights;
    };
    readonly v: {
      readonly D: DWeights;
    };
  };
  readonly adam2: {
    readonly m: {
      readonly G: GWeights;
    };
    readonly v: {
      readonly G: GWeights;
    };
  };
}

/** What `G` reads. */
export interface GInputs {
  readonly arguments: {
    /** [64, 64] */
    readonly z: Tensor;
  };
  readonly state: {
    readonly G: GWeights;
  };
}

/** What `G` returns: new tensors, the caller's to free. */
export interface GOutputs {
  readonly values: {
    /** [64, 28, 28, 1] */
    readonly result: Tensor;
  };
}

/**
 * The generator G: Image[28, 28, 1] in [-1, 1].
 *
 * 3 kernels, 70.8 million floating-point operations, at most 2.55 MB of tensors.
 */
export function G(k: KernelSet, inputs: GInputs): GOutputs {
  const { arguments: given } = inputs;
  const { G } = inputs.state;

  // gan.gen:10  z |> dense(256) |> relu |> dense(512) |> relu |> dense(784) |> tanh |> reshape(28, 28, 1)
  const dense1 = k.fusedMatMul(given.z, G.dense1.kernel, G.dense1.bias, { activation: 'relu' });
  const dense2 = k.fusedMatMul(dense1, G.dense2.kernel, G.dense2.bias, { activation: 'relu' });
  const dense3 = k.fusedMatMul(dense2, G.dense3.kernel, G.dense3.bias, { activation: 'tanh' });
  const result = k.reshape(dense3, [64, 28, 28, 1]);
  k.free(dense1, dense2, dense3);

  return { values: { result } };
}

/** What `D` reads. */
export interface DInputs {
  readonly arguments: {
    /** [64, 28, 28, 1] */
    readonly x: Tensor;
  };
  readonly state: {
    readonly D: DWeights;
  };
}

/** What `D` returns: new tensors, the caller's to free. */
export interface DOutputs {
  readonly values: {
    /** [64] */
    readonly result: Tensor;
  };
}

/**
 * The discriminator D: Logit.
 *
 * 3 kernels, 30 million floating-point operations, at most 1.23 MB of tensors.
 */
export function D(k: KernelSet, inputs: DInputs): DOutputs {
  const { arguments: given } = inputs;
  const { D } = inputs.state;

  // gan.gen:13  x |> flatten |> dense(256) |> leakyRelu(0.2) |> dense(128) |> leakyRelu(0.2) |> dense(1)
  const reshaped = k.reshape(given.x, [64, 784]);
  const dense1 = k.fusedMatMul(reshaped, D.dense1.kernel, D.dense1.bias, {
    activation: 'leakyRelu',
    alpha: 0.2,
  });
  const dense2 = k.fusedMatMul(dense1, D.dense2.kernel, D.dense2.bias, {
    activation: 'leakyRelu',
    alpha: 0.2,
  });
  const dense3 = k.fusedMatMul(dense2, D.dense3.kernel, D.dense3.bias);
  const result = k.reshape(dense3, [64]);
  k.free(reshaped, dense1, dense2, dense3);

  return { values: { result } };
}

/** What `inferSample` reads. */
export interface InferSampleInputs {
  readonly random: {
    /** [64, 64], normal random numbers */
    readonly inferSampleZ: Tensor;
  };
  readonly state: {
    readonly G: GWeights;
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
 * Draws from the prior through G.
 *
 * 3 kernels, 70.8 million floating-point operations, at most 2.55 MB of tensors.
 */
export function inferSample(k: KernelSet, inputs: InferSampleInputs): InferSampleOutputs {
  const { random } = inputs;
  const { G } = inputs.state;

  // G
  // gan.gen:10  z |> dense(256) |> relu |> dense(512) |> relu |> dense(784) |> tanh |> reshape(28, 28, 1)
  const dense1 = k.fusedMatMul(random.inferSampleZ, G.dense1.kernel, G.dense1.bias, { activation: 'relu' });
  const dense2 = k.fusedMatMul(dense1, G.dense2.kernel, G.dense2.bias, { activation: 'relu' });
  const dense3 = k.fusedMatMul(dense2, G.dense3.kernel, G.dense3.bias, { activation: 'tanh' });
  const result = k.reshape(dense3, [64, 28, 28, 1]);
  k.free(dense1, dense2, dense3);

  return { values: { result } };
}

/** What `figureSamples` reads. */
export interface FigureSamplesInputs {
  readonly random: {
    /** [64, 64], normal random numbers */
    readonly figureSamplesSample: Tensor;
  };
  readonly state: {
    readonly G: GWeights;
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
 * 3 kernels, 70.8 million floating-point operations, at most 2.55 MB of tensors.
 */
export function figureSamples(k: KernelSet, inputs: FigureSamplesInputs): FigureSamplesOutputs {
  const { random } = inputs;
  const { G } = inputs.state;

  // G(sample(pz))
  // gan.gen:10  z |> dense(256) |> relu |> dense(512) |> relu |> dense(784) |> tanh |> reshape(28, 28, 1)
  const dense1 = k.fusedMatMul(random.figureSamplesSample, G.dense1.kernel, G.dense1.bias, {
    activation: 'relu',
  });
  const dense2 = k.fusedMatMul(dense1, G.dense2.kernel, G.dense2.bias, { activation: 'relu' });
  const dense3 = k.fusedMatMul(dense2, G.dense3.kernel, G.dense3.bias, { activation: 'tanh' });
  const part1 = k.reshape(dense3, [64, 28, 28, 1]);
  k.free(dense1, dense2, dense3);

  return { values: { part1 } };
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
    readonly D: DWeights;
    readonly G: GWeights;
  };
  readonly random: {
    /** [500, 64], normal random numbers */
    readonly trainZ: Tensor;
  };
}

/** What `evaluate` returns: new tensors, the caller's to free. */
export interface EvaluateOutputs {
  readonly values: {
    /** [500] */
    readonly V: Tensor;
  };
}

/**
 * Reports on a batch of test data.
 *
 * 14 kernels, 1,020 million floating-point operations, at most 7.43 MB of tensors.
 */
export function evaluate(k: KernelSet, inputs: EvaluateInputs): EvaluateOutputs {
  const { digits } = inputs.data;
  const { D, G } = inputs.state;
  const { random } = inputs;

  // D(digits.image)
  // gan.gen:13  x |> flatten |> dense(256) |> leakyRelu(0.2) |> dense(128) |> leakyRelu(0.2) |> dense(1)
  const reshaped = k.reshape(digits.image, [500, 784]);
  const dense1 = k.fusedMatMul(reshaped, D.dense1.kernel, D.dense1.bias, {
    activation: 'leakyRelu',
    alpha: 0.2,
  });
  k.free(reshaped);
  const dense2 = k.fusedMatMul(dense1, D.dense2.kernel, D.dense2.bias, {
    activation: 'leakyRelu',
    alpha: 0.2,
  });
  const dense3 = k.fusedMatMul(dense2, D.dense3.kernel, D.dense3.bias);
  const reshaped2 = k.reshape(dense3, [500]);
  k.free(dense1, dense2, dense3);

  // G(z)
  // gan.gen:10  z |> dense(256) |> relu |> dense(512) |> relu |> dense(784) |> tanh |> reshape(28, 28, 1)
  const dense1_2 = k.fusedMatMul(random.trainZ, G.dense1.kernel, G.dense1.bias, { activation: 'relu' });
  const dense2_2 = k.fusedMatMul(dense1_2, G.dense2.kernel, G.dense2.bias, { activation: 'relu' });
  const dense3_2 = k.fusedMatMul(dense2_2, G.dense3.kernel, G.dense3.bias, { activation: 'tanh' });
  k.free(dense1_2, dense2_2);

  // D(fake)
  // gan.gen:13  x |> flatten |> dense(256) |> leakyRelu(0.2) |> dense(128) |> leakyRelu(0.2) |> dense(1)
  const dense1_3 = k.fusedMatMul(dense3_2, D.dense1.kernel, D.dense1.bias, {
    activation: 'leakyRelu',
    alpha: 0.2,
  });
  k.free(dense3_2);
  const dense2_3 = k.fusedMatMul(dense1_3, D.dense2.kernel, D.dense2.bias, {
    activation: 'leakyRelu',
    alpha: 0.2,
  });
  const dense3_3 = k.fusedMatMul(dense2_3, D.dense3.kernel, D.dense3.bias);
  const reshaped3 = k.reshape(dense3_3, [500]);
  k.free(dense1_3, dense2_3, dense3_3);

  // gan.gen:22  update D with adam(2e-4, beta1: 0.5) { maximize V }
  const negated = k.negate(reshaped2);
  const softplus = k.softplus(negated);
  const softplus2 = k.softplus(reshaped3);
  const sum = k.add(softplus, softplus2);
  const V = k.negate(sum);
  k.free(reshaped2, negated, reshaped3, softplus, softplus2, sum);

  return { values: { V } };
}

/** What `evaluate2` reads. */
export interface Evaluate2Inputs {
  readonly random: {
    /** [500, 64], normal random numbers */
    readonly trainZ: Tensor;
  };
  readonly state: {
    readonly G: GWeights;
    readonly D: DWeights;
  };
}

/** What `evaluate2` returns: new tensors, the caller's to free. */
export interface Evaluate2Outputs {
  readonly values: {
    /** [500] */
    readonly nonSaturating: Tensor;
  };
}

/**
 * Reports on a batch of test data.
 *
 * 8 kernels, 787 million floating-point operations, at most 5.86 MB of tensors.
 */
export function evaluate2(k: KernelSet, inputs: Evaluate2Inputs): Evaluate2Outputs {
  const { random } = inputs;
  const { G, D } = inputs.state;

  // G(z)
  // gan.gen:10  z |> dense(256) |> relu |> dense(512) |> relu |> dense(784) |> tanh |> reshape(28, 28, 1)
  const dense1 = k.fusedMatMul(random.trainZ, G.dense1.kernel, G.dense1.bias, { activation: 'relu' });
  const dense2 = k.fusedMatMul(dense1, G.dense2.kernel, G.dense2.bias, { activation: 'relu' });
  const dense3 = k.fusedMatMul(dense2, G.dense3.kernel, G.dense3.bias, { activation: 'tanh' });
  k.free(dense1, dense2);

  // D(fake)
  // gan.gen:13  x |> flatten |> dense(256) |> leakyRelu(0.2) |> dense(128) |> leakyRelu(0.2) |> dense(1)
  const dense1_2 = k.fusedMatMul(dense3, D.dense1.kernel, D.dense1.bias, {
    activation: 'leakyRelu',
    alpha: 0.2,
  });
  k.free(dense3);
  const dense2_2 = k.fusedMatMul(dense1_2, D.dense2.kernel, D.dense2.bias, {
    activation: 'leakyRelu',
    alpha: 0.2,
  });
  const dense3_2 = k.fusedMatMul(dense2_2, D.dense3.kernel, D.dense3.bias);
  const reshaped = k.reshape(dense3_2, [500]);
  k.free(dense1_2, dense2_2, dense3_2);

  // gan.gen:23  update G with adam(2e-4, beta1: 0.5) { minimize V.nonSaturating }        // or: minimize V
  const negated = k.negate(reshaped);
  const nonSaturating = k.softplus(negated);
  k.free(reshaped, negated);

  return { values: { nonSaturating } };
}
