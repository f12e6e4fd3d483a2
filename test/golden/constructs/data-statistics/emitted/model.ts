/**
 * DataStatistics: model.ts
 *
 * The weights of each network, and the functions that use a trained model.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 468167eea16c07d3093b839d5da9691c8ade46edf15f07451cd1c6f4e8690494.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';

/** The decoder P: 192 parameters. */
export interface PWeights {
  readonly dense1: {
    /** [2, 64] */
    readonly kernel: Tensor;
    /** [64] */
    readonly bias: Tensor;
  };
}

/** What `start` reads. */
export interface StartInputs {
  readonly statistics: {
    /** [8, 8, 1] */
    readonly digitsImageMean: Tensor;
  };
}

/** What `start` returns: new tensors, the caller's to free. */
export interface StartOutputs {
  readonly values: {
    /** [64] */
    readonly PDense1Bias: Tensor;
  };
}

/**
 * The weights that start as values of data.
 *
 * 6 kernels, 0.00128 million floating-point operations, at most 0.00104 MB of tensors.
 */
export function start(k: KernelSet, inputs: StartInputs): StartOutputs {
  const { statistics } = inputs;

  // spec.gen:6  Bernoulli(logits: z |> dense(64, biasInit: logit(mean(digits.image, over: data))) |> reshape(8, 8, 1))
  const larger = k.maximum(statistics.digitsImageMean, 1e-7);
  const smaller = k.minimum(larger, 0.9999999);
  const logarithm = k.log(smaller);
  const difference = k.subtract(1, smaller);
  const logarithm2 = k.log(difference);
  const difference2 = k.subtract(logarithm, logarithm2);
  const PDense1Bias = k.reshape(difference2, [64]);
  k.free(larger, smaller, difference, logarithm, logarithm2, difference2);

  return { values: { PDense1Bias } };
}

/** What `P` reads. */
export interface PInputs {
  readonly arguments: {
    /** [64, 2] */
    readonly z: Tensor;
  };
  readonly state: {
    readonly P: PWeights;
  };
}

/** What `P` returns: new tensors, the caller's to free. */
export interface POutputs {
  readonly values: {
    /** [64, 8, 8, 1] */
    readonly logits: Tensor;
  };
}

/**
 * The decoder P: Bernoulli[8, 8, 1].
 *
 * 1 kernels, 0.0205 million floating-point operations, at most 0.0177 MB of tensors.
 */
export function P(k: KernelSet, inputs: PInputs): POutputs {
  const { arguments: given } = inputs;
  const { P } = inputs.state;

  // spec.gen:6  Bernoulli(logits: z |> dense(64, biasInit: logit(mean(digits.image, over: data))) |> reshape(8, 8, 1))
  const dense1 = k.fusedMatMul(given.z, P.dense1.kernel, P.dense1.bias);
  const logits = k.reshape(dense1, [64, 8, 8, 1]);
  k.free(dense1);

  return { values: { logits } };
}

/** What `inferSample` reads. */
export interface InferSampleInputs {
  readonly random: {
    /** [64, 2], normal random numbers */
    readonly inferSampleZ: Tensor;
  };
  readonly state: {
    readonly P: PWeights;
  };
}

/** What `inferSample` returns: new tensors, the caller's to free. */
export interface InferSampleOutputs {
  readonly values: {
    /** [64, 8, 8, 1] */
    readonly result: Tensor;
  };
}

/**
 * Draws from the prior through P.
 *
 * 2 kernels, 0.0532 million floating-point operations, at most 0.034 MB of tensors.
 */
export function inferSample(k: KernelSet, inputs: InferSampleInputs): InferSampleOutputs {
  const { random } = inputs;
  const { P } = inputs.state;

  // P
  // spec.gen:6  Bernoulli(logits: z |> dense(64, biasInit: logit(mean(digits.image, over: data))) |> reshape(8, 8, 1))
  const dense1 = k.fusedMatMul(random.inferSampleZ, P.dense1.kernel, P.dense1.bias);
  const reshaped = k.reshape(dense1, [64, 8, 8, 1]);
  k.free(dense1);

  // spec.gen:5  decoder P(z: Vector[2]) -> Bernoulli[8, 8, 1] {
  const result = k.sigmoid(reshaped);
  k.free(reshaped);

  return { values: { result } };
}

/** What `figureSamples` reads. */
export interface FigureSamplesInputs {
  readonly random: {
    /** [64, 2], normal random numbers */
    readonly figureSamplesZ: Tensor;
  };
  readonly state: {
    readonly P: PWeights;
  };
}

/** What `figureSamples` returns: new tensors, the caller's to free. */
export interface FigureSamplesOutputs {
  readonly values: {
    /** [64, 8, 8, 1] */
    readonly part1: Tensor;
  };
}

/**
 * Figure: New samples.
 *
 * 2 kernels, 0.0532 million floating-point operations, at most 0.034 MB of tensors.
 */
export function figureSamples(k: KernelSet, inputs: FigureSamplesInputs): FigureSamplesOutputs {
  const { random } = inputs;
  const { P } = inputs.state;

  // P
  // spec.gen:6  Bernoulli(logits: z |> dense(64, biasInit: logit(mean(digits.image, over: data))) |> reshape(8, 8, 1))
  const dense1 = k.fusedMatMul(random.figureSamplesZ, P.dense1.kernel, P.dense1.bias);
  const reshaped = k.reshape(dense1, [64, 8, 8, 1]);
  k.free(dense1);

  // spec.gen:5  decoder P(z: Vector[2]) -> Bernoulli[8, 8, 1] {
  const part1 = k.sigmoid(reshaped);
  k.free(reshaped);

  return { values: { part1 } };
}

/** What `evaluate` reads. */
export interface EvaluateInputs {
  readonly random: {
    /** [500, 2], normal random numbers */
    readonly trainZ: Tensor;
  };
  readonly state: {
    readonly P: PWeights;
  };
  readonly data: {
    readonly digits: {
      /** [500, 8, 8, 1] */
      readonly image: Tensor;
    };
  };
  readonly statistics: {
    /** a number */
    readonly digitsCount: Tensor;
  };
}

/** What `evaluate` returns: new tensors, the caller's to free. */
export interface EvaluateOutputs {
  readonly values: {
    /** [500] */
    readonly error: Tensor;
  };
}

/**
 * Reports on a batch of test data.
 *
 * 7 kernels, 0.769 million floating-point operations, at most 0.517 MB of tensors.
 */
export function evaluate(k: KernelSet, inputs: EvaluateInputs): EvaluateOutputs {
  const { random, statistics } = inputs;
  const { P } = inputs.state;
  const { digits } = inputs.data;

  // P(z)
  // spec.gen:6  Bernoulli(logits: z |> dense(64, biasInit: logit(mean(digits.image, over: data))) |> reshape(8, 8, 1))
  const dense1 = k.fusedMatMul(random.trainZ, P.dense1.kernel, P.dense1.bias);
  const reshaped = k.reshape(dense1, [500, 8, 8, 1]);
  k.free(dense1);

  // spec.gen:12  update P with sgd(0.1) { minimize error = nll(P(z), digits.image) / digits.count }
  const product = k.multiply(digits.image, reshaped);
  const softplus = k.softplus(reshaped);
  const difference = k.subtract(product, softplus);
  const total = k.sum(difference, [1, 2, 3]);
  const quotient = k.divide(total, statistics.digitsCount);
  const error = k.negate(quotient);
  k.free(reshaped, product, softplus, difference, total, quotient);

  return { values: { error } };
}
