/**
 * State: model.ts
 *
 * The weights of each network, and the functions that use a trained model.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 017b4f7f8717d58fc577b1be794699a05d8acf3b075246271df4cf713788ec09.
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
    /** [2] */
    readonly centre: Tensor;
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
 * 2 kernels, 0.000448 million floating-point operations, at most 0.0013 MB of tensors.
 */
export function E(k: KernelSet, inputs: EInputs): EOutputs {
  const { arguments: given } = inputs;
  const { centre, E } = inputs.state;

  // spec.gen:5  encoder E(x: Vector[2]) -> Vector[1] { x - centre |> dense(1) }
  const difference = k.subtract(given.x, centre);
  const result = k.fusedMatMul(difference, E.dense1.kernel, E.dense1.bias);
  k.free(difference);

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
    /** [2] */
    readonly centre: Tensor;
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
 * 2 kernels, 0.000512 million floating-point operations, at most 0.0013 MB of tensors.
 */
export function P(k: KernelSet, inputs: PInputs): POutputs {
  const { arguments: given } = inputs;
  const { P, centre } = inputs.state;

  // spec.gen:6  decoder P(z: Vector[1]) -> Vector[2] { (z |> dense(2)) + centre }
  const dense1 = k.fusedMatMul(given.z, P.dense1.kernel, P.dense1.bias);
  const result = k.add(dense1, centre);
  k.free(dense1);

  return { values: { result } };
}

/** What `inferReconstruct` reads. */
export interface InferReconstructInputs {
  readonly arguments: {
    /** [64, 2] */
    readonly x: Tensor;
  };
  readonly state: {
    /** [2] */
    readonly centre: Tensor;
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
 * 4 kernels, 0.00096 million floating-point operations, at most 0.00157 MB of tensors.
 */
export function inferReconstruct(k: KernelSet, inputs: InferReconstructInputs): InferReconstructOutputs {
  const { arguments: given } = inputs;
  const { centre, E, P } = inputs.state;

  // E
  // spec.gen:5  encoder E(x: Vector[2]) -> Vector[1] { x - centre |> dense(1) }
  const difference = k.subtract(given.x, centre);
  const dense1 = k.fusedMatMul(difference, E.dense1.kernel, E.dense1.bias);
  k.free(difference);

  // P
  // spec.gen:6  decoder P(z: Vector[1]) -> Vector[2] { (z |> dense(2)) + centre }
  const dense1_2 = k.fusedMatMul(dense1, P.dense1.kernel, P.dense1.bias);
  const result = k.add(dense1_2, centre);
  k.free(dense1, dense1_2);

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
    /** [2] */
    readonly centre: Tensor;
    readonly E: EWeights;
    readonly P: PWeights;
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
 * 7 kernels, 0.0105 million floating-point operations, at most 0.012 MB of tensors.
 */
export function evaluate(k: KernelSet, inputs: EvaluateInputs): EvaluateOutputs {
  const { points } = inputs.data;
  const { centre, E, P } = inputs.state;

  // E(points.x)
  // spec.gen:5  encoder E(x: Vector[2]) -> Vector[1] { x - centre |> dense(1) }
  const difference = k.subtract(points.x, centre);
  const dense1 = k.fusedMatMul(difference, E.dense1.kernel, E.dense1.bias);
  k.free(difference);

  // P(E(points.x))
  // spec.gen:6  decoder P(z: Vector[1]) -> Vector[2] { (z |> dense(2)) + centre }
  const dense1_2 = k.fusedMatMul(dense1, P.dense1.kernel, P.dense1.bias);
  const sum = k.add(dense1_2, centre);
  k.free(dense1, dense1_2);

  // spec.gen:10  update E, P with sgd(0.1) { minimize error = mse(P(E(points.x)), points.x) }
  const difference2 = k.subtract(sum, points.x);
  const squared = k.square(difference2);
  const error = k.mean(squared, [1]);
  k.free(sum, difference2, squared);

  return { values: { error } };
}
