/**
 * StopGradient: model.ts
 *
 * The weights of each network, and the functions that use a trained model.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 9a611754bf54a9842af1480d854d9f760e083698ca77b39284ce6dcf7c8d8bb8.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';

/** The encoder E: 3 parameters. */
export interface EWeights {
  readonly dense1: {
    /** [2, 1] */
    readonly kernel: Tensor;
    /** [1] */
    readonly bias: Tensor;
  };
}

/** The decoder P: 4 parameters. */
export interface PWeights {
  readonly dense1: {
    /** [1, 2] */
    readonly kernel: Tensor;
    /** [2] */
    readonly bias: Tensor;
  };
}

/** What `E` reads. */
export interface EInputs {
  readonly arguments: {
    /** [64, 2] */
    readonly x: Tensor;
  };
  readonly state: {
    readonly E: EWeights;
  };
}

/** What `E` returns: new tensors, the caller's to free. */
export interface EOutputs {
  readonly values: {
    /** [64, 1] */
    readonly result: Tensor;
  };
}

/**
 * The encoder E: Vector[1].
 *
 * 1 kernels, 0.00032 million floating-point operations, at most 0.00078 MB of tensors.
 */
export function E(k: KernelSet, inputs: EInputs): EOutputs {
  const { arguments: given } = inputs;
  const { E } = inputs.state;

  // spec.gen:4  encoder E(x: Vector[2]) -> Vector[1] { x |> dense(1) }
  const result = k.fusedMatMul(given.x, E.dense1.kernel, E.dense1.bias);

  return { values: { result } };
}

/** What `P` reads. */
export interface PInputs {
  readonly arguments: {
    /** [64, 1] */
    readonly z: Tensor;
  };
  readonly state: {
    readonly P: PWeights;
  };
}

/** What `P` returns: new tensors, the caller's to free. */
export interface POutputs {
  readonly values: {
    /** [64, 2] */
    readonly result: Tensor;
  };
}

/**
 * The decoder P: Vector[2].
 *
 * 1 kernels, 0.000384 million floating-point operations, at most 0.000784 MB of tensors.
 */
export function P(k: KernelSet, inputs: PInputs): POutputs {
  const { arguments: given } = inputs;
  const { P } = inputs.state;

  // spec.gen:5  decoder P(z: Vector[1]) -> Vector[2] { z |> dense(2) }
  const result = k.fusedMatMul(given.z, P.dense1.kernel, P.dense1.bias);

  return { values: { result } };
}

/** What `inferReconstruct` reads. */
export interface InferReconstructInputs {
  readonly arguments: {
    /** [64, 2] */
    readonly x: Tensor;
  };
  readonly state: {
    readonly E: EWeights;
    readonly P: PWeights;
  };
}

/** What `inferReconstruct` returns: new tensors, the caller's to free. */
export interface InferReconstructOutputs {
  readonly values: {
    /** [64, 2] */
    readonly result: Tensor;
  };
}

/**
 * E, then P.
 *
 * 2 kernels, 0.000704 million floating-point operations, at most 0.00131 MB of tensors.
 */
export function inferReconstruct(k: KernelSet, inputs: InferReconstructInputs): InferReconstructOutputs {
  const { arguments: given } = inputs;
  const { E, P } = inputs.state;

  // E
  // spec.gen:4  encoder E(x: Vector[2]) -> Vector[1] { x |> dense(1) }
  const dense1 = k.fusedMatMul(given.x, E.dense1.kernel, E.dense1.bias);

  // P
  // spec.gen:5  decoder P(z: Vector[1]) -> Vector[2] { z |> dense(2) }
  const result = k.fusedMatMul(dense1, P.dense1.kernel, P.dense1.bias);
  k.free(dense1);

  return { values: { result } };
}

/** What `evaluate` reads. */
export interface EvaluateInputs {
  readonly data: {
    readonly points: {
      /** [500, 2] */
      readonly x: Tensor;
    };
  };
  readonly state: {
    readonly E: EWeights;
    readonly P: PWeights;
  };
}

/** What `evaluate` returns: new tensors, the caller's to free. */
export interface EvaluateOutputs {
  readonly values: {
    /** [500] */
    readonly error: Tensor;
    /** [500] */
    readonly fit: Tensor;
  };
}

/**
 * Reports on a batch of test data.
 *
 * 5 kernels, 0.0085 million floating-point operations, at most 0.012 MB of tensors.
 */
export function evaluate(k: KernelSet, inputs: EvaluateInputs): EvaluateOutputs {
  const { points } = inputs.data;
  const { E, P } = inputs.state;

  // E(points.x)
  // spec.gen:4  encoder E(x: Vector[2]) -> Vector[1] { x |> dense(1) }
  const dense1 = k.fusedMatMul(points.x, E.dense1.kernel, E.dense1.bias);

  // P(stopGradient(E(x)))
  // spec.gen:5  decoder P(z: Vector[1]) -> Vector[2] { z |> dense(2) }
  const dense1_2 = k.fusedMatMul(dense1, P.dense1.kernel, P.dense1.bias);
  k.free(dense1);

  // spec.gen:11  minimize error = mse(P(stopGradient(E(x))), x)
  const difference = k.subtract(dense1_2, points.x);
  const squared = k.square(difference);
  const error = k.mean(squared, [1]);
  k.free(dense1_2, difference, squared);

  return { values: { error, fit: k.copy(error) } };
}
