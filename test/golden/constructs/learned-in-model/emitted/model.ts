/**
 * LearnedInModel: model.ts
 *
 * The weights of each network, and the functions that use a trained model.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 d583911da14b5dee94dda514a10a5354561e54b44007c775cb27b58ff82bcf52.
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

/** The learned offset: 2 parameters. */
export interface OffsetWeights {
  /** [2] */
  readonly value: Tensor;
}

/** What `F` reads. */
export interface FInputs {
  readonly arguments: {
    /** [64, 2] */
    readonly x: Tensor;
  };
  readonly state: {
    readonly offset: OffsetWeights;
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
 * 2 kernels, 0.000768 million floating-point operations, at most 0.00157 MB of tensors.
 */
export function F(k: KernelSet, inputs: FInputs): FOutputs {
  const { arguments: given } = inputs;
  const { offset, F } = inputs.state;

  // spec.gen:5  network F(x: Vector[2]) -> Vector[2] { x - offset |> dense(2) }
  const difference = k.subtract(given.x, offset.value);
  const result = k.fusedMatMul(difference, F.dense1.kernel, F.dense1.bias);
  k.free(difference);

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
    readonly offset: OffsetWeights;
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
 * 6 kernels, 0.01 million floating-point operations, at most 0.012 MB of tensors.
 */
export function evaluate(k: KernelSet, inputs: EvaluateInputs): EvaluateOutputs {
  const { points } = inputs.data;
  const { offset, F } = inputs.state;

  // F(points.x)
  // spec.gen:5  network F(x: Vector[2]) -> Vector[2] { x - offset |> dense(2) }
  const difference = k.subtract(points.x, offset.value);
  const dense1 = k.fusedMatMul(difference, F.dense1.kernel, F.dense1.bias);
  k.free(difference);

  // spec.gen:9  update F, offset with sgd(0.1) { minimize error = mse(F(points.x) + offset, points.x) }
  const sum = k.add(dense1, offset.value);
  const difference2 = k.subtract(sum, points.x);
  const squared = k.square(difference2);
  const error = k.mean(squared, [1]);
  k.free(dense1, sum, difference2, squared);

  return { values: { error } };
}
