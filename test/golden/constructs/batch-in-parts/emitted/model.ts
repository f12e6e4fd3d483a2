/**
 * BatchInParts: model.ts
 *
 * The weights of each network, and the functions that use a trained model.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 ac5a8e4766cd953f66d1b6ec9fa7b57f1ace6fde9000b8f4b6d78c36252e8e89.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';

/** The network F: 4 parameters. */
export interface FWeights {
  readonly dense1: {
    /** [2, 2] */
    readonly kernel: Tensor;
  };
  readonly batchNorm1: {
    /** [2] */
    readonly mean: Tensor;
    /** [2] */
    readonly variance: Tensor;
  };
}

/** What `train` keeps from step to step beside the weights: for each optimiser, slots in the form of the weights. */
export interface TrainState {
  readonly sgd1: {
    readonly velocity: {
      readonly F: {
        readonly dense1: {
          /** [2, 2] */
          readonly kernel: Tensor;
        };
      };
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
 * 6 kernels, 0.0018 million floating-point operations, at most 0.00158 MB of tensors.
 */
export function F(k: KernelSet, inputs: FInputs): FOutputs {
  const { arguments: given } = inputs;
  const { F } = inputs.state;

  // spec.gen:4  network F(x: Vector[2]) -> Vector[2] { x |> dense(2, bias: none) |> batchNorm(affine: none) |> tanh }
  const dense1 = k.matMul(given.x, F.dense1.kernel);
  const batchNorm1Centred = k.subtract(dense1, F.batchNorm1.mean);
  const sum = k.add(F.batchNorm1.variance, 0.00001);
  const batchNorm1InverseDeviation = k.rsqrt(sum);
  const product = k.multiply(batchNorm1Centred, batchNorm1InverseDeviation);
  const result = k.tanh(product);
  k.free(dense1, sum, batchNorm1Centred, batchNorm1InverseDeviation, product);

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
 * 9 kernels, 0.017 million floating-point operations, at most 0.012 MB of tensors.
 */
export function evaluate(k: KernelSet, inputs: EvaluateInputs): EvaluateOutputs {
  const { points } = inputs.data;
  const { F } = inputs.state;

  // F(points.x)
  // spec.gen:4  network F(x: Vector[2]) -> Vector[2] { x |> dense(2, bias: none) |> batchNorm(affine: none) |> tanh }
  const dense1 = k.matMul(points.x, F.dense1.kernel);
  const batchNorm1Centred = k.subtract(dense1, F.batchNorm1.mean);
  const sum = k.add(F.batchNorm1.variance, 0.00001);
  const batchNorm1InverseDeviation = k.rsqrt(sum);
  const product = k.multiply(batchNorm1Centred, batchNorm1InverseDeviation);
  const squashed = k.tanh(product);
  k.free(dense1, sum, batchNorm1Centred, batchNorm1InverseDeviation, product);

  // spec.gen:8  update F with sgd(0.1, momentum: 0.9) { minimize error = mse(F(points.x), points.x) }
  const difference = k.subtract(squashed, points.x);
  const squared = k.square(difference);
  const error = k.mean(squared, [1]);
  k.free(squashed, difference, squared);

  return { values: { error } };
}
