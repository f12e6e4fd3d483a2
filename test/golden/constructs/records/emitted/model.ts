/**
 * Records: model.ts
 *
 * The weights of each network, and the functions that use a trained model.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 0b8a33e95fb0e1fe81bebfb67cda4886baab823b75095f158bba56cac0c9b8e6.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';

/** The network F: 30 parameters. */
export interface FWeights {
  readonly dense1: {
    /** [2, 2] */
    readonly kernel: Tensor;
    /** [2] */
    readonly bias: Tensor;
  };
  readonly dense2: {
    /** [2, 8] */
    readonly kernel: Tensor;
    /** [8] */
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
    readonly code: Tensor;
    /** [64, 8] */
    readonly classLogits: Tensor;
  };
}

/**
 * The network F: { code: Vector[2], class: Categorical[8] }.
 *
 * 2 kernels, 0.0032 million floating-point operations, at most 0.00319 MB of tensors.
 */
export function F(k: KernelSet, inputs: FInputs): FOutputs {
  const { arguments: given } = inputs;
  const { F } = inputs.state;

  // spec.gen:5  let h = x |> dense(2)
  const code = k.fusedMatMul(given.x, F.dense1.kernel, F.dense1.bias);

  // spec.gen:6  { code: h, class: Categorical(logits: h |> dense(8)) }
  const classLogits = k.fusedMatMul(code, F.dense2.kernel, F.dense2.bias);

  return { values: { code, classLogits } };
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
    readonly F: FWeights;
  };
}

/** What `evaluate` returns: new tensors, the caller's to free. */
export interface EvaluateOutputs {
  readonly values: {
    /** [500] */
    readonly surprise: Tensor;
    /** [500] */
    readonly size: Tensor;
  };
}

/**
 * Reports on a batch of test data.
 *
 * 15 kernels, 0.0955 million floating-point operations, at most 0.0582 MB of tensors.
 */
export function evaluate(k: KernelSet, inputs: EvaluateInputs): EvaluateOutputs {
  const { points } = inputs.data;
  const { F } = inputs.state;

  // F(points.x)
  // spec.gen:5  let h = x |> dense(2)
  const h = k.fusedMatMul(points.x, F.dense1.kernel, F.dense1.bias);

  // spec.gen:6  { code: h, class: Categorical(logits: h |> dense(8)) }
  const dense2 = k.fusedMatMul(h, F.dense2.kernel, F.dense2.bias);

  // spec.gen:13  minimize surprise = nll(answer.class, points.label)
  const largest = k.max(dense2, [1], { keepDims: true });
  const difference = k.subtract(dense2, largest);
  const exponential = k.exp(difference);
  const total = k.sum(exponential, [1], { keepDims: true });
  const logarithm = k.log(total);
  const difference2 = k.subtract(difference, logarithm);
  const reshaped = k.reshape(points.label, [500, 1]);
  const isEqual = k.equal(reshaped, k.constant(values, [8], 'i32'));
  const converted = k.cast(isEqual, 'f32');
  const product = k.multiply(difference2, converted);
  const total2 = k.sum(product, [1]);
  const surprise = k.negate(total2);
  k.free(
    dense2,
    largest,
    exponential,
    total,
    difference,
    logarithm,
    reshaped,
    isEqual,
    difference2,
    converted,
    product,
    total2,
  );

  // spec.gen:14  minimize size = mean(square(answer.code))
  const squared = k.square(h);
  const size = k.mean(squared, [1]);
  k.free(h, squared);

  return { values: { surprise, size } };
}
