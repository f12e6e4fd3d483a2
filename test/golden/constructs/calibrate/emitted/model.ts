/**
 * Calibrate: model.ts
 *
 * The weights of each network, and the functions that use a trained model.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 4fd52bf8d3900958d2a4a092a2e3ea6407a4583341d8f3ab00d5ea3021ad7b13.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';

/** The network F: 10 parameters. */
export interface FWeights {
  readonly dense1: {
    /** [2, 2] */
    readonly kernel: Tensor;
    /** [2] */
    readonly bias: Tensor;
  };
  readonly batchNorm1: {
    /** [2] */
    readonly scale: Tensor;
    /** [2] */
    readonly shift: Tensor;
    /** [2] */
    readonly mean: Tensor;
    /** [2] */
    readonly variance: Tensor;
  };
}

/** What `F` reads. */
export interface FInputs {
  readonly arguments: {
    /** [64, 2] */
    readonly z: Tensor;
  };
  readonly state: {
    readonly F: FWeights;
  };
}

/** What `F` returns: new tensors, the caller's to free. */
export interface FOutputs {
  readonly values: {
    /** [64, 2] */
    readonly result: Tensor;
  };
}

/**
 * The network F: Vector[2].
 *
 * 8 kernels, 0.00206 million floating-point operations, at most 0.0016 MB of tensors.
 */
export function F(k: KernelSet, inputs: FInputs): FOutputs {
  const { arguments: given } = inputs;
  const { F } = inputs.state;

  // spec.gen:4  network F(z: Vector[2]) -> Vector[2] { z |> dense(2) |> batchNorm |> tanh }
  const dense1 = k.fusedMatMul(given.z, F.dense1.kernel, F.dense1.bias);
  const batchNorm1Centred = k.subtract(dense1, F.batchNorm1.mean);
  const sum = k.add(F.batchNorm1.variance, 0.00001);
  const batchNorm1InverseDeviation = k.rsqrt(sum);
  const product = k.multiply(batchNorm1InverseDeviation, F.batchNorm1.scale);
  const product2 = k.multiply(batchNorm1Centred, product);
  const sum2 = k.add(product2, F.batchNorm1.shift);
  const result = k.tanh(sum2);
  k.free(dense1, sum, batchNorm1InverseDeviation, batchNorm1Centred, product, product2, sum2);

  return { values: { result } };
}

/** What `inferAnswer` reads. */
export interface InferAnswerInputs {
  readonly arguments: {
    /** [64, 2] */
    readonly z: Tensor;
  };
  readonly state: {
    readonly F: FWeights;
  };
}

/** What `inferAnswer` returns: new tensors, the caller's to free. */
export interface InferAnswerOutputs {
  readonly values: {
    /** [64, 2] */
    readonly result: Tensor;
  };
}

/**
 * The infer answer.
 *
 * 8 kernels, 0.00206 million floating-point operations, at most 0.0016 MB of tensors.
 */
export function inferAnswer(k: KernelSet, inputs: InferAnswerInputs): InferAnswerOutputs {
  const { arguments: given } = inputs;
  const { F } = inputs.state;

  // F(z)
  // spec.gen:4  network F(z: Vector[2]) -> Vector[2] { z |> dense(2) |> batchNorm |> tanh }
  const dense1 = k.fusedMatMul(given.z, F.dense1.kernel, F.dense1.bias);
  const batchNorm1Centred = k.subtract(dense1, F.batchNorm1.mean);
  const sum = k.add(F.batchNorm1.variance, 0.00001);
  const batchNorm1InverseDeviation = k.rsqrt(sum);
  const product = k.multiply(batchNorm1InverseDeviation, F.batchNorm1.scale);
  const product2 = k.multiply(batchNorm1Centred, product);
  const sum2 = k.add(product2, F.batchNorm1.shift);
  const result = k.tanh(sum2);
  k.free(dense1, sum, batchNorm1InverseDeviation, batchNorm1Centred, product, product2, sum2);

  return { values: { result } };
}

/** What `evaluate` reads. */
export interface EvaluateInputs {
  readonly random: {
    /** [500, 2], normal random numbers */
    readonly trainZ: Tensor;
  };
  readonly state: {
    readonly F: FWeights;
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
 * 11 kernels, 0.019 million floating-point operations, at most 0.0121 MB of tensors.
 */
export function evaluate(k: KernelSet, inputs: EvaluateInputs): EvaluateOutputs {
  const { random } = inputs;
  const { F } = inputs.state;

  // F(z)
  // spec.gen:4  network F(z: Vector[2]) -> Vector[2] { z |> dense(2) |> batchNorm |> tanh }
  const dense1 = k.fusedMatMul(random.trainZ, F.dense1.kernel, F.dense1.bias);
  const batchNorm1Centred = k.subtract(dense1, F.batchNorm1.mean);
  const sum = k.add(F.batchNorm1.variance, 0.00001);
  const batchNorm1InverseDeviation = k.rsqrt(sum);
  const product = k.multiply(batchNorm1InverseDeviation, F.batchNorm1.scale);
  const product2 = k.multiply(batchNorm1Centred, product);
  const sum2 = k.add(product2, F.batchNorm1.shift);
  const squashed = k.tanh(sum2);
  k.free(dense1, sum, batchNorm1InverseDeviation, batchNorm1Centred, product, product2, sum2);

  // spec.gen:9  update F with sgd(0.1) { minimize error = mse(F(z), z) }
  const difference = k.subtract(squashed, random.trainZ);
  const squared = k.square(difference);
  const error = k.mean(squared, [1]);
  k.free(squashed, difference, squared);

  return { values: { error } };
}
