/**
 * Allow: model.ts
 *
 * The weights of each network, and the functions that use a trained model.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 e3454d66cfacc73ce31577f3de45653a7066781759276769c77cf61f577182df.
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

/** What `train` keeps from step to step beside the weights: for each optimiser, slots in the form of the weights. */
export interface TrainState {
  readonly adam1: {
    readonly m: {
      readonly F: FWeights;
    };
    readonly v: {
      readonly F: FWeights;
    };
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
 * 4 kernels, 0.008 million floating-point operations, at most 0.012 MB of tensors.
 */
export function evaluate(k: KernelSet, inputs: EvaluateInputs): EvaluateOutputs {
  const { points } = inputs.data;
  const { F } = inputs.state;

  // F(points.x)
  // spec.gen:4  network F(x: Vector[2]) -> Vector[2] { x |> dense(2) }
  const dense1 = k.fusedMatMul(points.x, F.dense1.kernel, F.dense1.bias);

  // spec.gen:9  update F with adam(0.9) { minimize error = mse(F(points.x), points.x) }
  const difference = k.subtract(dense1, points.x);
  const squared = k.square(difference);
  const error = k.mean(squared, [1]);
  k.free(dense1, difference, squared);

  return { values: { error } };
}
