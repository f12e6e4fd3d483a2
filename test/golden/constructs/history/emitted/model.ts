/**
 * History: model.ts
 *
 * The weights of each network, and the functions that use a trained model.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 5466f9f78cfd51bea019f7ed4ecc6eb8bb3837df8ebb2632c72d2f42d0582793.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';

/** The generator G: 6 parameters. */
export interface GWeights {
  readonly dense1: {
    /** [2, 2] */
    readonly kernel: Tensor;
    /** [2] */
    readonly bias: Tensor;
  };
}

/** The discriminator D: 3 parameters. */
export interface DWeights {
  readonly dense1: {
    /** [2, 1] */
    readonly kernel: Tensor;
    /** [1] */
    readonly bias: Tensor;
  };
}

/** What `train` keeps from step to step beside the weights: for each optimiser, slots in the form of the weights. */
export interface TrainState {
  readonly history: {
    /** [20, 2] */
    readonly pool: Tensor;
    /** a number */
    readonly filled: Tensor;
  };
}

/** What `G` reads. */
export interface GInputs {
  readonly arguments: {
    /** [64, 2] */
    readonly z: Tensor;
  };
  readonly state: {
    readonly G: GWeights;
  };
}

/** What `G` returns: new tensors, the caller's to free. */
export interface GOutputs {
  readonly values: {
    /** [64, 2] */
    readonly result: Tensor;
  };
}

/**
 * The generator G: Vector[2].
 *
 * 1 kernels, 0.00064 million floating-point operations, at most 0.00105 MB of tensors.
 */
export function G(k: KernelSet, inputs: GInputs): GOutputs {
  const { arguments: given } = inputs;
  const { G } = inputs.state;

  // spec.gen:5  generator G(z: Vector[2]) -> Vector[2] { z |> dense(2) }
  const result = k.fusedMatMul(given.z, G.dense1.kernel, G.dense1.bias);

  return { values: { result } };
}

/** What `D` reads. */
export interface DInputs {
  readonly arguments: {
    /** [64, 2] */
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
 * 1 kernels, 0.00032 million floating-point operations, at most 0.00078 MB of tensors.
 */
export function D(k: KernelSet, inputs: DInputs): DOutputs {
  const { arguments: given } = inputs;
  const { D } = inputs.state;

  // spec.gen:6  discriminator D(x: Vector[2]) -> Logit { x |> dense(1) }
  const dense1 = k.fusedMatMul(given.x, D.dense1.kernel, D.dense1.bias);
  const result = k.reshape(dense1, [64]);
  k.free(dense1);

  return { values: { result } };
}

/** What `inferSample` reads. */
export interface InferSampleInputs {
  readonly random: {
    /** [64, 2], normal random numbers */
    readonly inferSampleZ: Tensor;
  };
  readonly state: {
    readonly G: GWeights;
  };
}

/** What `inferSample` returns: new tensors, the caller's to free. */
export interface InferSampleOutputs {
  readonly values: {
    /** [64, 2] */
    readonly result: Tensor;
  };
}

/**
 * Draws from the prior through G.
 *
 * 1 kernels, 0.00064 million floating-point operations, at most 0.00105 MB of tensors.
 */
export function inferSample(k: KernelSet, inputs: InferSampleInputs): InferSampleOutputs {
  const { random } = inputs;
  const { G } = inputs.state;

  // G
  // spec.gen:5  generator G(z: Vector[2]) -> Vector[2] { z |> dense(2) }
  const result = k.fusedMatMul(random.inferSampleZ, G.dense1.kernel, G.dense1.bias);

  return { values: { result } };
}

/** What `evaluate` reads. */
export interface EvaluateInputs {
  readonly random: {
    /** [500, 2], normal random numbers */
    readonly trainZ: Tensor;
  };
  readonly state: {
    readonly G: GWeights;
    readonly D: DWeights;
  };
}

/** What `evaluate` returns: new tensors, the caller's to free. */
export interface EvaluateOutputs {
  readonly values: {
    /** [500] */
    readonly generator: Tensor;
  };
}

/**
 * Reports on a batch of test data.
 *
 * 4 kernels, 0.0085 million floating-point operations, at most 0.01 MB of tensors.
 */
export function evaluate(k: KernelSet, inputs: EvaluateInputs): EvaluateOutputs {
  const { random } = inputs;
  const { G, D } = inputs.state;

  // G(z)
  // spec.gen:5  generator G(z: Vector[2]) -> Vector[2] { z |> dense(2) }
  const dense1 = k.fusedMatMul(random.trainZ, G.dense1.kernel, G.dense1.bias);

  // D(fake)
  // spec.gen:6  discriminator D(x: Vector[2]) -> Logit { x |> dense(1) }
  const dense1_2 = k.fusedMatMul(dense1, D.dense1.kernel, D.dense1.bias);
  const reshaped = k.reshape(dense1_2, [500]);
  k.free(dense1, dense1_2);

  // spec.gen:13  update G with sgd(0.1) { minimize V.generator }
  const difference = k.subtract(reshaped, 1);
  const generator = k.square(difference);
  k.free(reshaped, difference);

  return { values: { generator } };
}
