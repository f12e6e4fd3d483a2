/**
 * AverageOfValue: model.ts
 *
 * The weights of each network, and the functions that use a trained model.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 ba1a5b2dc1558712a31480804e0d3470078486939888dbbcd159f4980384df78.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';

/** The network F: 6 parameters. */
export interface FWeights {
  readonly dense1: {
    /** [2, 2] */
    readonly kernel: Tensor;
    /** [2] */
    readonly bias: Tensor;
  };
}

/** What `F` reads. */
export interface FInputs {
  readonly arguments: {
    /** [64, 2] */
    readonly x: Tensor;
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
 * 1 kernels, 0.00064 million floating-point operations, at most 0.00105 MB of tensors.
 */
export function F(k: KernelSet, inputs: FInputs): FOutputs {
  const { arguments: given } = inputs;
  const { F } = inputs.state;

  // spec.gen:4  network F(x: Vector[2]) -> Vector[2] { x |> dense(2) }
  const result = k.fusedMatMul(given.x, F.dense1.kernel, F.dense1.bias);

  return { values: { result } };
}

/** What `inferShifted` reads. */
export interface InferShiftedInputs {
  readonly arguments: {
    /** [64, 2] */
    readonly x: Tensor;
  };
  readonly state: {
    readonly F: FWeights;
    /** [2] */
    readonly centre: Tensor;
  };
}

/** What `inferShifted` returns: new tensors, the caller's to free. */
export interface InferShiftedOutputs {
  readonly values: {
    /** [64, 2] */
    readonly result: Tensor;
  };
}

/**
 * The infer shifted.
 *
 * 2 kernels, 0.000768 million floating-point operations, at most 0.00157 MB of tensors.
 */
export function inferShifted(k: KernelSet, inputs: InferShiftedInputs): InferShiftedOutputs {
  const { arguments: given } = inputs;
  const { F, centre } = inputs.state;

  // F(x)
  // spec.gen:4  network F(x: Vector[2]) -> Vector[2] { x |> dense(2) }
  const dense1 = k.fusedMatMul(given.x, F.dense1.kernel, F.dense1.bias);

  // spec.gen:12  infer shifted(x: Vector[2]) -> Vector[2] { F(x) - centre }
  const result = k.subtract(dense1, centre);
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
    readonly F: FWeights;
    /** [2] */
    readonly centre: Tensor;
  };
}

/** What `evaluate` returns: new tensors, the caller's to free. */
export interface EvaluateOutputs {
  readonly values: {
    /** [500] */
    readonly spread: Tensor;
  };
}

/**
 * Reports on a batch of test data.
 *
 * 6 kernels, 0.009 million floating-point operations, at most 0.012 MB of tensors.
 */
export function evaluate(k: KernelSet, inputs: EvaluateInputs): EvaluateOutputs {
  const { points } = inputs.data;
  const { F, centre } = inputs.state;

  // F(points.x)
  // spec.gen:4  network F(x: Vector[2]) -> Vector[2] { x |> dense(2) }
  const dense1 = k.fusedMatMul(points.x, F.dense1.kernel, F.dense1.bias);

  // spec.gen:10  update F with sgd(0.1) { minimize spread = square(1 - squaredError(y, centre)) }
  const difference = k.subtract(dense1, centre);
  const squared = k.square(difference);
  const total = k.sum(squared, [1]);
  const difference2 = k.subtract(1, total);
  const spread = k.square(difference2);
  k.free(dense1, difference, squared, total, difference2);

  return { values: { spread } };
}
