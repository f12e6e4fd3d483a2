/**
 * UniformIntegers: model.ts
 *
 * The weights of each network, and the functions that use a trained model.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 7298b6d8eb5bbc8ac0dd94fa4068c7e78724c000ca1696951c3377628126f774.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';

/** The network F: 12 parameters. */
export interface FWeights {
  readonly dense1: {
    /** [2, 2] */
    readonly kernel: Tensor;
    /** [2] */
    readonly bias: Tensor;
  };
  readonly dense2: {
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
    readonly a: Tensor;
    /** [64, 2] */
    readonly b: Tensor;
  };
  readonly random: {
    /** [64], uniform random numbers */
    readonly cut: Tensor;
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
 * 10 kernels, 0.00192 million floating-point operations, at most 0.00249 MB of tensors.
 */
export function F(k: KernelSet, inputs: FInputs): FOutputs {
  const { arguments: given, random } = inputs;
  const { F } = inputs.state;

  // spec.gen:5  sample cut ~ UniformInt(0, 2)
  const product = k.multiply(random.cut, 3);
  const whole = k.floor(product);
  const cut = k.cast(whole, 'i32');
  k.free(product, whole);

  // spec.gen:6  a |> for i in 0..<2 { dense(2) |> where(i >= cut, b, _) }
  const converted = k.cast(cut, 'f32');
  const isAtLeast = k.greaterEqual(1, converted);
  const isAtLeast2 = k.greaterEqual(0, converted);
  const dense1 = k.fusedMatMul(given.a, F.dense1.kernel, F.dense1.bias);
  const reshaped = k.reshape(isAtLeast2, [64, 1]);
  const chosen = k.select(reshaped, given.b, dense1);
  const dense2 = k.fusedMatMul(chosen, F.dense2.kernel, F.dense2.bias);
  const reshaped2 = k.reshape(isAtLeast, [64, 1]);
  const result = k.select(reshaped2, given.b, dense2);
  k.free(cut, converted, isAtLeast2, dense1, reshaped, chosen, isAtLeast, dense2, reshaped2);

  return { values: { result } };
}

/** What `evaluate` reads. */
export interface EvaluateInputs {
  readonly random: {
    /** [500, 2], normal random numbers */
    readonly trainA: Tensor;
    /** [500, 2], normal random numbers */
    readonly trainB: Tensor;
    /** [500], uniform random numbers */
    readonly trainFABCut: Tensor;
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
 * 13 kernels, 0.018 million floating-point operations, at most 0.0191 MB of tensors.
 */
export function evaluate(k: KernelSet, inputs: EvaluateInputs): EvaluateOutputs {
  const { random } = inputs;
  const { F } = inputs.state;

  // F(a, b)
  // spec.gen:5  sample cut ~ UniformInt(0, 2)
  const product = k.multiply(random.trainFABCut, 3);
  const whole = k.floor(product);
  const cut = k.cast(whole, 'i32');
  k.free(product, whole);

  // spec.gen:6  a |> for i in 0..<2 { dense(2) |> where(i >= cut, b, _) }
  const converted = k.cast(cut, 'f32');
  const isAtLeast = k.greaterEqual(1, converted);
  const isAtLeast2 = k.greaterEqual(0, converted);
  const dense1 = k.fusedMatMul(random.trainA, F.dense1.kernel, F.dense1.bias);
  const reshaped = k.reshape(isAtLeast2, [500, 1]);
  const chosen = k.select(reshaped, random.trainB, dense1);
  const dense2 = k.fusedMatMul(chosen, F.dense2.kernel, F.dense2.bias);
  const reshaped2 = k.reshape(isAtLeast, [500, 1]);
  const chosen2 = k.select(reshaped2, random.trainB, dense2);
  k.free(cut, converted, isAtLeast2, dense1, reshaped, chosen, isAtLeast, dense2, reshaped2);

  // spec.gen:13  update F with sgd(0.1) { minimize error = mse(F(a, b), b) }
  const difference = k.subtract(chosen2, random.trainB);
  const squared = k.square(difference);
  const error = k.mean(squared, [1]);
  k.free(chosen2, difference, squared);

  return { values: { error } };
}
