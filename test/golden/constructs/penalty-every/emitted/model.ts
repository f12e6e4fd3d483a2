/**
 * PenaltyEvery: model.ts
 *
 * The weights of each network, and the functions that use a trained model.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 a0e39c054a80c744222c9b072c27e373688c2b0d6c55fc7a1f5dea66f39dee5c.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';

/** The discriminator D: 12 parameters. */
export interface DWeights {
  readonly dense1: {
    /** [2, 4] */
    readonly kernel: Tensor;
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
 * 3 kernels, 0.00358 million floating-point operations, at most 0.00261 MB of tensors.
 */
export function D(k: KernelSet, inputs: DInputs): DOutputs {
  const { arguments: given } = inputs;
  const { D } = inputs.state;

  // spec.gen:4  discriminator D(x: Vector[2]) -> Logit { x |> dense(4, bias: none) |> tanh |> dense(1, bias: none) }
  const dense1 = k.matMul(given.x, D.dense1.kernel);
  const squashed = k.tanh(dense1);
  const dense2 = k.matMul(squashed, D.dense2.kernel);
  const result = k.reshape(dense2, [64]);
  k.free(dense1, squashed, dense2);

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
    readonly V: Tensor;
    /** [500] */
    readonly flatness: Tensor;
  };
}

/**
 * Reports on a batch of test data.
 *
 * 18 kernels, 0.09 million floating-point operations, at most 0.0341 MB of tensors.
 */
export function evaluate(k: KernelSet, inputs: EvaluateInputs): EvaluateOutputs {
  const { points } = inputs.data;
  const { D } = inputs.state;
  const { random } = inputs;

  // D(points.x)
  // spec.gen:4  discriminator D(x: Vector[2]) -> Logit { x |> dense(4, bias: none) |> tanh |> dense(1, bias: none) }
  const dense1 = k.matMul(points.x, D.dense1.kernel);
  const squashed = k.tanh(dense1);
  const dense2 = k.matMul(squashed, D.dense2.kernel);
  const reshaped = k.reshape(dense2, [500]);
  k.free(dense1, dense2);

  // D(z)
  const dense1_2 = k.matMul(random.trainZ, D.dense1.kernel);
  const squashed2 = k.tanh(dense1_2);
  const dense2_2 = k.matMul(squashed2, D.dense2.kernel);
  const reshaped2 = k.reshape(dense2_2, [500]);
  k.free(dense1_2, squashed2, dense2_2);

  // spec.gen:11  maximize V
  const negated = k.negate(reshaped);
  const softplus = k.softplus(negated);
  const softplus2 = k.softplus(reshaped2);
  const sum = k.add(softplus, softplus2);
  const V = k.negate(sum);
  k.free(reshaped, negated, reshaped2, softplus, softplus2, sum);

  // D(points.x)
  // spec.gen:4  discriminator D(x: Vector[2]) -> Logit { x |> dense(4, bias: none) |> tanh |> dense(1, bias: none) }
  const reshaped3 = k.reshape(D.dense2.kernel, [4]);
  const squared = k.square(squashed);
  const difference = k.subtract(1, squared);
  const product = k.multiply(reshaped3, difference);
  const dense1Gradient = k.matMul(product, D.dense1.kernel, { transposeB: true });
  k.free(squashed, squared, reshaped3, difference, product);

  // spec.gen:12  minimize flatness = 5 * gradientPenalty.r1(D(points.x), points.x) every 4
  const squared2 = k.square(dense1Gradient);
  const total = k.sum(squared2, [1]);
  const flatness = k.multiply(total, 5);
  k.free(dense1Gradient, squared2, total);

  return { values: { V, flatness } };
}
