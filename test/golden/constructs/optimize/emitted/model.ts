/**
 * Optimize: model.ts
 *
 * The weights of each network, and the functions that use a trained model.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 36fc31460baf5396654dc288fe26c65bee888634097d547bbd7e58064cc3819f.
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
 * 1 kernels, 0.00141 million floating-point operations, at most 0.000784 MB of tensors.
 */
export function P(k: KernelSet, inputs: PInputs): POutputs {
  const { arguments: given } = inputs;
  const { P } = inputs.state;

  // spec.gen:5  decoder P(z: Vector[1]) -> Vector[2] { z |> dense(2) |> tanh }
  const result = k.fusedMatMul(given.z, P.dense1.kernel, P.dense1.bias, { activation: 'tanh' });

  return { values: { result } };
}

/** What `inferInvertZStart` reads. */
export interface InferInvertZStartInputs {
  readonly arguments: {
    /** [64, 2] */
    readonly x: Tensor;
  };
  readonly state: {
    readonly E: EWeights;
  };
}

/** What `inferInvertZStart` returns: new tensors, the caller's to free. */
export interface InferInvertZStartOutputs {
  readonly carried: {
    /** [64, 2] */
    readonly zX: Tensor;
    /** [64, 1] */
    readonly z: Tensor;
  };
}

/**
 * The infer invert.
 *
 * Before a loop: what it starts from and reads (z.x, z).
 *
 * 1 kernels, 0.00032 million floating-point operations, at most 0.00078 MB of tensors.
 */
export function inferInvertZStart(k: KernelSet, inputs: InferInvertZStartInputs): InferInvertZStartOutputs {
  const { arguments: given } = inputs;
  const { E } = inputs.state;

  // E(x)
  // spec.gen:4  encoder E(x: Vector[2]) -> Vector[1] { x |> dense(1) }
  const z = k.fusedMatMul(given.x, E.dense1.kernel, E.dense1.bias);

  return { carried: { zX: k.copy(given.x), z } };
}

/** What `inferInvertZStep` reads. */
export interface InferInvertZStepInputs {
  readonly carried: {
    /** [64, 1] */
    readonly z: Tensor;
    /** [64, 2] */
    readonly zX: Tensor;
    /** [64, 1] */
    readonly zM: Tensor;
    /** [64, 1] */
    readonly zV: Tensor;
  };
  readonly state: {
    readonly P: PWeights;
  };
  readonly scalars: {
    /** a number */
    readonly stepSize: Tensor;
    /** a number */
    readonly correction: Tensor;
  };
}

/** What `inferInvertZStep` returns: new tensors, the caller's to free. */
export interface InferInvertZStepOutputs {
  readonly carried: {
    /** [64, 1] */
    readonly zM: Tensor;
    /** [64, 1] */
    readonly zV: Tensor;
    /** [64, 1] */
    readonly z: Tensor;
  };
}

/**
 * The infer invert.
 *
 * One step of a loop that runs 20 times, each on what the last one gave: z.m, z.v, z.
 *   optimize z = E(x) with adam(0.05) for 20 steps { minimize squaredError(P(z), x) }
 *
 * 10 kernels, 0.00314 million floating-point operations, at most 0.00285 MB of tensors.
 */
export function inferInvertZStep(k: KernelSet, inputs: InferInvertZStepInputs): InferInvertZStepOutputs {
  const { carried, scalars } = inputs;
  const { P } = inputs.state;

  // P(z)
  // spec.gen:5  decoder P(z: Vector[1]) -> Vector[2] { z |> dense(2) |> tanh }
  const dense1 = k.fusedMatMul(carried.z, P.dense1.kernel, P.dense1.bias, { activation: 'tanh' });

  // spec.gen:12  optimize z = E(x) with adam(0.05) for 20 steps { minimize squaredError(P(z), x) }
  const difference = k.subtract(dense1, carried.zX);

  // P(z)
  // spec.gen:5  decoder P(z: Vector[1]) -> Vector[2] { z |> dense(2) |> tanh }
  const squared = k.square(dense1);
  const difference2 = k.subtract(1, squared);
  const product = k.multiply(difference, difference2);
  const product2 = k.multiply(product, 2);
  const zGradient = k.matMul(product2, P.dense1.kernel, { transposeB: true });
  k.free(dense1, squared, difference, difference2, product, product2);

  // spec.gen:12  optimize z = E(x) with adam(0.05) for 20 steps { minimize squaredError(P(z), x) }
  const zM = k.movingAverage(carried.zM, zGradient, { decay: 0.9 });
  const zV = k.movingAverageOfSquares(carried.zV, zGradient, { decay: 0.999 });
  const z = k.adamStep(carried.z, zM, zV, scalars.stepSize, scalars.correction, { epsilon: 1e-8 });

  k.free(zGradient);

  return { carried: { zM, zV, z } };
}

/** What `inferInvert` reads. */
export interface InferInvertInputs {
  readonly carried: {
    /** [64, 1] */
    readonly z: Tensor;
  };
}

/** What `inferInvert` returns: new tensors, the caller's to free. */
export interface InferInvertOutputs {
  readonly values: {
    /** [64, 1] */
    readonly result: Tensor;
  };
}

/**
 * The infer invert.
 *
 * The end of a program that the runtime runs as
 *     const carried = {};
 *     Object.assign(carried, inferInvertZStart({ ..., carried }).carried);
 *     for (let step = 0; step < 20; step++) Object.assign(carried, inferInvertZStep({ ..., carried }).carried);
 *     return inferInvert({ ..., carried }).values;
 *
 * 0 kernels, 0 million floating-point operations, at most 0.000256 MB of tensors.
 */
export function inferInvert(k: KernelSet, inputs: InferInvertInputs): InferInvertOutputs {
  const { carried } = inputs;

  return { values: { result: k.copy(carried.z) } };
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
 * 2 kernels, 0.00173 million floating-point operations, at most 0.00131 MB of tensors.
 */
export function inferReconstruct(k: KernelSet, inputs: InferReconstructInputs): InferReconstructOutputs {
  const { arguments: given } = inputs;
  const { E, P } = inputs.state;

  // E
  // spec.gen:4  encoder E(x: Vector[2]) -> Vector[1] { x |> dense(1) }
  const dense1 = k.fusedMatMul(given.x, E.dense1.kernel, E.dense1.bias);

  // P
  // spec.gen:5  decoder P(z: Vector[1]) -> Vector[2] { z |> dense(2) |> tanh }
  const result = k.fusedMatMul(dense1, P.dense1.kernel, P.dense1.bias, { activation: 'tanh' });
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
  };
}

/**
 * Reports on a batch of test data.
 *
 * 5 kernels, 0.0165 million floating-point operations, at most 0.012 MB of tensors.
 */
export function evaluate(k: KernelSet, inputs: EvaluateInputs): EvaluateOutputs {
  const { points } = inputs.data;
  const { E, P } = inputs.state;

  // E(points.x)
  // spec.gen:4  encoder E(x: Vector[2]) -> Vector[1] { x |> dense(1) }
  const dense1 = k.fusedMatMul(points.x, E.dense1.kernel, E.dense1.bias);

  // P(E(points.x))
  // spec.gen:5  decoder P(z: Vector[1]) -> Vector[2] { z |> dense(2) |> tanh }
  const dense1_2 = k.fusedMatMul(dense1, P.dense1.kernel, P.dense1.bias, { activation: 'tanh' });
  k.free(dense1);

  // spec.gen:9  update E, P with sgd(0.1) { minimize error = mse(P(E(points.x)), points.x) }
  const difference = k.subtract(dense1_2, points.x);
  const squared = k.square(difference);
  const error = k.mean(squared, [1]);
  k.free(dense1_2, difference, squared);

  return { values: { error } };
}
