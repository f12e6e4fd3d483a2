/**
 * WeightSpectral: model.ts
 *
 * The weights of each network, and the functions that use a trained model.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 b345fb725570b12f354d4cbda42581873ed5c024e532b6b4db3e5541d29cb2b6.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';

/** The discriminator D: 12 parameters. */
export interface DWeights {
  readonly dense1: {
    /** [2, 4] */
    readonly kernel: Tensor;
    /** [4] */
    readonly u: Tensor;
  };
  readonly dense2: {
    /** [4, 1] */
    readonly kernel: Tensor;
  };
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
 * 19 kernels, 0.00188 million floating-point operations, at most 0.00263 MB of tensors.
 */
export function D(k: KernelSet, inputs: DInputs): DOutputs {
  const { arguments: given } = inputs;
  const { D } = inputs.state;

  // spec.gen:4  discriminator D(x: Vector[2]) -> Logit { x |> dense(4, weight: spectral, bias: none) |> relu |> dense(1, bias: none) }
  const reshaped = k.reshape(D.dense1.u, [4, 1]);
  const dense1 = k.matMul(D.dense1.kernel, reshaped);
  const squared = k.square(dense1);
  const total = k.sum(squared, [0, 1]);
  const root = k.sqrt(total);
  const larger = k.maximum(root, 1e-12);
  const dense1Left = k.divide(dense1, larger);
  const dense1_2 = k.matMul(D.dense1.kernel, dense1Left, { transposeA: true });
  const squared2 = k.square(dense1_2);
  const total2 = k.sum(squared2, [0, 1]);
  const root2 = k.sqrt(total2);
  const larger2 = k.maximum(root2, 1e-12);
  const dense1Right = k.divide(dense1_2, larger2);
  const dense1_3 = k.matMul(D.dense1.kernel, dense1Right);
  const product = k.multiply(dense1Left, dense1_3);
  const dense1Sigma = k.sum(product, [0, 1]);
  const dense1NormalisedKernel = k.divide(D.dense1.kernel, dense1Sigma);
  const dense1_4 = k.matMul(given.x, dense1NormalisedKernel);
  const rectified = k.relu(dense1_4);
  const dense2 = k.matMul(rectified, D.dense2.kernel);
  const result = k.reshape(dense2, [64]);
  k.free(
    reshaped,
    squared,
    total,
    root,
    dense1,
    larger,
    squared2,
    total2,
    root2,
    dense1_2,
    larger2,
    dense1Right,
    dense1Left,
    dense1_3,
    product,
    dense1Sigma,
    dense1NormalisedKernel,
    dense1_4,
    rectified,
    dense2,
  );

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
    readonly D: DWeights;
  };
  readonly random: {
    /** [500, 2], normal random numbers */
    readonly trainZ: Tensor;
  };
}

/** What `evaluate` returns: new tensors, the caller's to free. */
export interface EvaluateOutputs {
  readonly values: {
    /** [500] */
    readonly discriminator: Tensor;
  };
}

/**
 * Reports on a batch of test data.
 *
 * 27 kernels, 0.0306 million floating-point operations, at most 0.0261 MB of tensors.
 */
export function evaluate(k: KernelSet, inputs: EvaluateInputs): EvaluateOutputs {
  const { points } = inputs.data;
  const { D } = inputs.state;
  const { random } = inputs;

  // D(points.x)
  // spec.gen:4  discriminator D(x: Vector[2]) -> Logit { x |> dense(4, weight: spectral, bias: none) |> relu |> dense(1, bias: none) }
  const reshaped = k.reshape(D.dense1.u, [4, 1]);
  const dense1 = k.matMul(D.dense1.kernel, reshaped);
  const squared = k.square(dense1);
  const total = k.sum(squared, [0, 1]);
  const root = k.sqrt(total);
  const larger = k.maximum(root, 1e-12);
  const dense1Left = k.divide(dense1, larger);
  const dense1_2 = k.matMul(D.dense1.kernel, dense1Left, { transposeA: true });
  const squared2 = k.square(dense1_2);
  const total2 = k.sum(squared2, [0, 1]);
  const root2 = k.sqrt(total2);
  const larger2 = k.maximum(root2, 1e-12);
  const dense1Right = k.divide(dense1_2, larger2);
  const dense1_3 = k.matMul(D.dense1.kernel, dense1Right);
  const product = k.multiply(dense1Left, dense1_3);
  const dense1Sigma = k.sum(product, [0, 1]);
  const dense1NormalisedKernel = k.divide(D.dense1.kernel, dense1Sigma);
  const dense1_4 = k.matMul(points.x, dense1NormalisedKernel);
  const rectified = k.relu(dense1_4);
  const dense2 = k.matMul(rectified, D.dense2.kernel);
  const reshaped2 = k.reshape(dense2, [500]);
  k.free(
    reshaped,
    squared,
    total,
    root,
    dense1,
    larger,
    squared2,
    total2,
    root2,
    dense1_2,
    larger2,
    dense1Right,
    dense1Left,
    dense1_3,
    product,
    dense1Sigma,
    dense1_4,
    rectified,
    dense2,
  );

  // D(z)
  const dense1_5 = k.matMul(random.trainZ, dense1NormalisedKernel);
  const rectified2 = k.relu(dense1_5);
  const dense2_2 = k.matMul(rectified2, D.dense2.kernel);
  const reshaped3 = k.reshape(dense2_2, [500]);
  k.free(dense1NormalisedKernel, dense1_5, rectified2, dense2_2);

  // spec.gen:10  update D with sgd(0.1) { minimize V.discriminator }
  const difference = k.subtract(1, reshaped2);
  const rectified3 = k.relu(difference);
  const sum = k.add(reshaped3, 1);
  const rectified4 = k.relu(sum);
  const discriminator = k.add(rectified3, rectified4);
  k.free(reshaped2, difference, reshaped3, sum, rectified3, rectified4);

  return { values: { discriminator } };
}
