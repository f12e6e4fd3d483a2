/**
 * WeightEqualized: model.ts
 *
 * The weights of each network, and the functions that use a trained model.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 935f70f364346599e0aea06309ffbe3b988185077c31c0cdd636c4abbdfc5cec.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';

/** The network F: 22 parameters. */
export interface FWeights {
  readonly dense1: {
    /** [2, 4] */
    readonly kernel: Tensor;
    /** [4] */
    readonly bias: Tensor;
  };
  readonly dense2: {
    /** [4, 2] */
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
 * 6 kernels, 0.00271 million floating-point operations, at most 0.00218 MB of tensors.
 */
export function F(k: KernelSet, inputs: FInputs): FOutputs {
  const { arguments: given } = inputs;
  const { F } = inputs.state;

  // spec.gen:5  network F(x: Vector[2]) -> Vector[2] { x |> dense(4) |> relu |> dense(2) }
  const product = k.multiply(F.dense1.kernel, 0.5);
  const product2 = k.multiply(F.dense1.bias, 0.5);
  const dense1 = k.fusedMatMul(given.x, product, product2, { activation: 'relu' });
  const product3 = k.multiply(F.dense2.kernel, 0.3535533905932738);
  const product4 = k.multiply(F.dense2.bias, 0.5);
  const result = k.fusedMatMul(dense1, product3, product4);
  k.free(product, product2, dense1, product3, product4);

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
 * 9 kernels, 0.024 million floating-point operations, at most 0.0161 MB of tensors.
 */
export function evaluate(k: KernelSet, inputs: EvaluateInputs): EvaluateOutputs {
  const { points } = inputs.data;
  const { F } = inputs.state;

  // F(points.x)
  // spec.gen:5  network F(x: Vector[2]) -> Vector[2] { x |> dense(4) |> relu |> dense(2) }
  const product = k.multiply(F.dense1.kernel, 0.5);
  const product2 = k.multiply(F.dense1.bias, 0.5);
  const dense1 = k.fusedMatMul(points.x, product, product2, { activation: 'relu' });
  const product3 = k.multiply(F.dense2.kernel, 0.3535533905932738);
  const product4 = k.multiply(F.dense2.bias, 0.5);
  const dense2 = k.fusedMatMul(dense1, product3, product4);
  k.free(product, product2, dense1, product3, product4);

  // spec.gen:9  update F with sgd(0.1) { minimize error = mse(F(points.x), points.x) }
  const difference = k.subtract(dense2, points.x);
  const squared = k.square(difference);
  const error = k.mean(squared, [1]);
  k.free(dense2, difference, squared);

  return { values: { error } };
}
