/**
 * Truncate: model.ts
 *
 * The weights of each network, and the functions that use a trained model.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 3df9eae72b0e00537a1908e0f4f626ce026561a984d697c30171d86edd72829b.
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
    readonly z: Tensor;
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

  // spec.gen:4  network F(z: Vector[2]) -> Vector[2] { z |> dense(2) }
  const result = k.fusedMatMul(given.z, F.dense1.kernel, F.dense1.bias);

  return { values: { result } };
}

/** What `inferDraw` reads. */
export interface InferDrawInputs {
  readonly arguments: {
    /** [64] */
    readonly threshold: Tensor;
  };
  readonly random: {
    /** [64, 2], uniform random numbers */
    readonly inferDrawZ: Tensor;
  };
  readonly state: {
    readonly F: FWeights;
  };
}

/** What `inferDraw` returns: new tensors, the caller's to free. */
export interface InferDrawOutputs {
  readonly values: {
    /** [64, 2] */
    readonly result: Tensor;
  };
}

/**
 * The infer draw.
 *
 * 57 kernels, 0.00954 million floating-point operations, at most 0.00359 MB of tensors.
 */
export function inferDraw(k: KernelSet, inputs: InferDrawInputs): InferDrawOutputs {
  const { arguments: given, random } = inputs;
  const { F } = inputs.state;

  // spec.gen:12  sample z ~ truncate(pz, threshold)
  const reshaped = k.reshape(given.threshold, [64, 1]);
  const product = k.multiply(random.inferDrawZ, 2);
  const difference = k.subtract(product, 0.9999999403953552);
  const product2 = k.multiply(reshaped, 0.7071067811865476);
  const erf = k.erf(product2);
  const product3 = k.multiply(difference, erf);
  const smaller = k.minimum(product3, 0.9999999403953552);
  const larger = k.maximum(smaller, -0.9999999403953552);
  const difference2 = k.subtract(1, larger);
  const sum = k.add(larger, 1);
  const product4 = k.multiply(difference2, sum);
  const logarithm = k.log(product4);
  const negated = k.negate(logarithm);
  const isGreater = k.greater(5, negated);
  const larger2 = k.maximum(negated, 5);
  const root = k.sqrt(larger2);
  const difference3 = k.subtract(negated, 2.5);
  const product5 = k.multiply(difference3, 2.81022636e-8);
  const sum2 = k.add(product5, 3.43273939e-7);
  const product6 = k.multiply(sum2, difference3);
  const sum3 = k.add(product6, -0.0000035233877);
  const product7 = k.multiply(sum3, difference3);
  const sum4 = k.add(product7, -0.00000439150654);
  const product8 = k.multiply(sum4, difference3);
  const sum5 = k.add(product8, 0.00021858087);
  const product9 = k.multiply(sum5, difference3);
  const sum6 = k.add(product9, -0.00125372503);
  const product10 = k.multiply(sum6, difference3);
  const sum7 = k.add(product10, -0.00417768164);
  const product11 = k.multiply(sum7, difference3);
  const sum8 = k.add(product11, 0.246640727);
  const product12 = k.multiply(sum8, difference3);
  const sum9 = k.add(product12, 1.50140941);
  const difference4 = k.subtract(root, 3);
  const product13 = k.multiply(difference4, -0.000200214257);
  const sum10 = k.add(product13, 0.000100950558);
  const product14 = k.multiply(sum10, difference4);
  const sum11 = k.add(product14, 0.00134934322);
  const product15 = k.multiply(sum11, difference4);
  const sum12 = k.add(product15, -0.00367342844);
  const product16 = k.multiply(sum12, difference4);
  const sum13 = k.add(product16, 0.00573950773);
  const product17 = k.multiply(sum13, difference4);
  const sum14 = k.add(product17, -0.0076224613);
  const product18 = k.multiply(sum14, difference4);
  const sum15 = k.add(product18, 0.00943887047);
  const product19 = k.multiply(sum15, difference4);
  const sum16 = k.add(product19, 1.00167406);
  const product20 = k.multiply(sum16, difference4);
  const sum17 = k.add(product20, 2.83297682);
  const chosen = k.select(isGreater, sum9, sum17);
  const product21 = k.multiply(chosen, larger);
  const product22 = k.multiply(product21, 1.4142135623730951);
  const magnitude = k.abs(reshaped);
  const smaller2 = k.minimum(product22, magnitude);
  const negated2 = k.negate(magnitude);
  const z = k.maximum(smaller2, negated2);
  k.free(
    product,
    product2,
    difference,
    erf,
    product3,
    smaller,
    difference2,
    sum,
    product4,
    logarithm,
    larger2,
    negated,
    product5,
    sum2,
    product6,
    sum3,
    product7,
    sum4,
    product8,
    sum5,
    product9,
    sum6,
    product10,
    sum7,
    product11,
    difference3,
    sum8,
    product12,
    root,
    product13,
    sum10,
    product14,
    sum11,
    product15,
    sum12,
    product16,
    sum13,
    product17,
    sum14,
    product18,
    sum15,
    product19,
    difference4,
    sum16,
    product20,
    isGreater,
    sum9,
    sum17,
    larger,
    chosen,
    product21,
    reshaped,
    product22,
    magnitude,
    smaller2,
    negated2,
  );

  // F(z)
  // spec.gen:4  network F(z: Vector[2]) -> Vector[2] { z |> dense(2) }
  const result = k.fusedMatMul(z, F.dense1.kernel, F.dense1.bias);
  k.free(z);

  return { values: { result } };
}

/** What `evaluate` reads. */
export interface EvaluateInputs {
  readonly random: {
    /** [500, 2], normal random numbers */
    readonly trainZ: Tensor;
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
  const { random } = inputs;
  const { F } = inputs.state;

  // F(z)
  // spec.gen:4  network F(z: Vector[2]) -> Vector[2] { z |> dense(2) }
  const dense1 = k.fusedMatMul(random.trainZ, F.dense1.kernel, F.dense1.bias);

  // spec.gen:9  update F with sgd(0.1) { minimize error = mse(F(z), z) }
  const difference = k.subtract(dense1, random.trainZ);
  const squared = k.square(difference);
  const error = k.mean(squared, [1]);
  k.free(dense1, difference, squared);

  return { values: { error } };
}
