/**
 * Phases: model.ts
 *
 * The weights of each network, and the functions that use a trained model.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 c3dbfc50dabd6f3ab0aece6de0fae32a9b53e1d675580843b18f494d65e1b17c.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';

/** The encoder E: 10 parameters. */
export interface EWeights {
  readonly dense1: {
    /** [2, 2] */
    readonly kernel: Tensor;
    /** [2] */
    readonly bias: Tensor;
  };
  readonly batchNorm1: {
    /** [2] */
    readonly scale: Tensor;
    /** [2] */
    readonly shift: Tensor;
    /** [2] */
    readonly mean: Tensor;
    /** [2] */
    readonly variance: Tensor;
  };
}

/** The network C: 24 parameters. */
export interface CWeights {
  readonly dense1: {
    /** [2, 8] */
    readonly kernel: Tensor;
    /** [8] */
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
    /** [64, 2] */
    readonly result: Tensor;
  };
}

/**
 * The encoder E: Vector[2].
 *
 * 7 kernels, 0.00103 million floating-point operations, at most 0.0016 MB of tensors.
 */
export function E(k: KernelSet, inputs: EInputs): EOutputs {
  const { arguments: given } = inputs;
  const { E } = inputs.state;

  // spec.gen:4  encoder E(x: Vector[2]) -> Vector[2] { x |> dense(2) |> batchNorm }
  const dense1 = k.fusedMatMul(given.x, E.dense1.kernel, E.dense1.bias);
  const batchNorm1Centred = k.subtract(dense1, E.batchNorm1.mean);
  const sum = k.add(E.batchNorm1.variance, 0.00001);
  const batchNorm1InverseDeviation = k.rsqrt(sum);
  const product = k.multiply(batchNorm1InverseDeviation, E.batchNorm1.scale);
  const product2 = k.multiply(batchNorm1Centred, product);
  const result = k.add(product2, E.batchNorm1.shift);
  k.free(dense1, sum, batchNorm1InverseDeviation, batchNorm1Centred, product, product2);

  return { values: { result } };
}

/** What `C` reads. */
export interface CInputs {
  readonly arguments: {
    /** [64, 2] */
    readonly h: Tensor;
  };
  readonly state: {
    readonly C: CWeights;
  };
}

/** What `C` returns: new tensors, the caller's to free. */
export interface COutputs {
  readonly values: {
    /** [64, 8] */
    readonly logits: Tensor;
  };
}

/**
 * The network C: Categorical[8].
 *
 * 1 kernels, 0.00256 million floating-point operations, at most 0.00266 MB of tensors.
 */
export function C(k: KernelSet, inputs: CInputs): COutputs {
  const { arguments: given } = inputs;
  const { C } = inputs.state;

  // spec.gen:5  network C(h: Vector[2]) -> Categorical[8] { Categorical(logits: h |> dense(8)) }
  const logits = k.fusedMatMul(given.h, C.dense1.kernel, C.dense1.bias);

  return { values: { logits } };
}

const values = [0, 1, 2, 3, 4, 5, 6, 7];

/** What `evaluate` reads. */
export interface EvaluateInputs {
  readonly data: {
    readonly points: {
      /** [500, 2] */
      readonly x: Tensor;
      /** [500], i32 */
      readonly label: Tensor;
    };
  };
  readonly state: {
    readonly E: EWeights;
    readonly C: CWeights;
  };
}

/** What `evaluate` returns: new tensors, the caller's to free. */
export interface EvaluateOutputs {
  readonly values: {
    /** [500] */
    readonly surprise: Tensor;
  };
}

/**
 * Reports on a batch of test data.
 *
 * 19 kernels, 0.0965 million floating-point operations, at most 0.0542 MB of tensors.
 */
export function evaluate(k: KernelSet, inputs: EvaluateInputs): EvaluateOutputs {
  const { points } = inputs.data;
  const { E, C } = inputs.state;

  // E(points.x)
  // spec.gen:4  encoder E(x: Vector[2]) -> Vector[2] { x |> dense(2) |> batchNorm }
  const dense1 = k.fusedMatMul(points.x, E.dense1.kernel, E.dense1.bias);
  const batchNorm1Centred = k.subtract(dense1, E.batchNorm1.mean);
  const sum = k.add(E.batchNorm1.variance, 0.00001);
  const batchNorm1InverseDeviation = k.rsqrt(sum);
  const product = k.multiply(batchNorm1InverseDeviation, E.batchNorm1.scale);
  const product2 = k.multiply(batchNorm1Centred, product);
  const sum2 = k.add(product2, E.batchNorm1.shift);
  k.free(dense1, sum, batchNorm1InverseDeviation, batchNorm1Centred, product, product2);

  // C(E(points.x))
  // spec.gen:5  network C(h: Vector[2]) -> Categorical[8] { Categorical(logits: h |> dense(8)) }
  const dense1_2 = k.fusedMatMul(sum2, C.dense1.kernel, C.dense1.bias);
  k.free(sum2);

  // spec.gen:14  update C with sgd(0.1) { minimize surprise = nll(C(E(points.x)), points.label) }
  const largest = k.max(dense1_2, [1], { keepDims: true });
  const difference = k.subtract(dense1_2, largest);
  const exponential = k.exp(difference);
  const total = k.sum(exponential, [1], { keepDims: true });
  const logarithm = k.log(total);
  const difference2 = k.subtract(difference, logarithm);
  const reshaped = k.reshape(points.label, [500, 1]);
  const isEqual = k.equal(reshaped, k.constant(values, [8], 'i32'));
  const converted = k.cast(isEqual, 'f32');
  const product3 = k.multiply(difference2, converted);
  const total2 = k.sum(product3, [1]);
  const surprise = k.negate(total2);
  k.free(
    dense1_2,
    largest,
    exponential,
    total,
    difference,
    logarithm,
    reshaped,
    isEqual,
    difference2,
    converted,
    product3,
    total2,
  );

  return { values: { surprise } };
}
