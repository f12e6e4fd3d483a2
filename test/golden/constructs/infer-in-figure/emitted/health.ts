/**
 * InferInFigure: health.ts
 *
 * What is watched while it trains: numbers that tell how its players stand.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 81f287274fd4508eaa6cbad646ffc44c90da2e1a2b3757078ea70f1a15bfc95f.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';
import type { EWeights, PWeights } from './model.js';

const values = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

/** What `trainHealth` reads. */
export interface TrainHealthInputs {
  readonly data: {
    readonly digits: {
      /** [8, 8, 8, 1] */
      readonly image: Tensor;
      /** [8], i32 */
      readonly identity: Tensor;
    };
  };
  readonly state: {
    readonly E: EWeights;
    readonly P: PWeights;
  };
}

/** What `trainHealth` returns: new tensors, the caller's to free. */
export interface TrainHealthOutputs {
  readonly values: {
    /** [2] */
    readonly EUnits: Tensor;
    /** a number */
    readonly gradientEP: Tensor;
  };
}

/**
 * How phase `train` stands, by a batch of 8 before a step: E.units, gradient.E+P.
 * It gives numbers and moves nothing: training is the same without it.
 *
 * 32 kernels, 0.0508 million floating-point operations, at most 0.0146 MB of tensors.
 */
export function trainHealth(k: KernelSet, inputs: TrainHealthInputs): TrainHealthOutputs {
  const { digits } = inputs.data;
  const { E, P } = inputs.state;

  // ======== update E, P ===============================================================================

  // ---- forward ----

  // E(digits.image)
  // spec.gen:4  encoder E(x: Image[8, 8, 1] in [0, 1]) -> Vector[2] { x |> flatten |> dense(2) }
  const reshaped = k.reshape(digits.image, [8, 64]);
  const dense1 = k.fusedMatMul(reshaped, E.dense1.kernel, E.dense1.bias);

  // spec.gen:11  update E, P with sgd(0.1) { minimize error = mse(P(E(digits.image), digits.identity), digits.image) }
  const average = k.mean(dense1, [0], { keepDims: true });
  const difference = k.subtract(dense1, average);
  const squared = k.square(difference);
  const EUnits = k.mean(squared, [0]);
  k.free(average, difference, squared);

  // P(E(digits.image), digits.identity)
  // spec.gen:6  concat(z, oneHot(y)) |> dense(64) |> sigmoid |> reshape(8, 8, 1)
  const reshaped2 = k.reshape(digits.identity, [8, 1]);
  const isEqual = k.equal(reshaped2, k.constant(values, [10], 'i32'));
  const converted = k.cast(isEqual, 'f32');
  const joined = k.concat([dense1, converted], 1);
  const dense1_2 = k.fusedMatMul(joined, P.dense1.kernel, P.dense1.bias, { activation: 'sigmoid' });
  const reshaped3 = k.reshape(dense1_2, [8, 8, 8, 1]);
  k.free(reshaped2, isEqual, dense1, converted);

  // spec.gen:11  update E, P with sgd(0.1) { minimize error = mse(P(E(digits.image), digits.identity), digits.image) }
  const difference2 = k.subtract(reshaped3, digits.image);
  k.free(reshaped3);

  // ---- backward ----

  // P(E(digits.image), digits.identity)
  // spec.gen:6  concat(z, oneHot(y)) |> dense(64) |> sigmoid |> reshape(8, 8, 1)
  const reshaped4 = k.reshape(difference2, [8, 64]);
  const difference3 = k.subtract(1, dense1_2);
  const product = k.multiply(dense1_2, difference3);
  const product2 = k.multiply(reshaped4, product);
  const product3 = k.multiply(product2, 0.00390625);
  const total = k.sum(product3, [0]);
  const dense1Gradient = k.matMul(product3, P.dense1.kernel, { transposeB: true });
  const dense1Gradient2 = k.matMul(joined, product3, { transposeA: true });
  const part = k.slice(dense1Gradient, { starts: [0, 0], sizes: [8, 2] });
  k.free(difference2, dense1_2, difference3, reshaped4, product, product2, joined, product3, dense1Gradient);

  // E(digits.image)
  // spec.gen:4  encoder E(x: Image[8, 8, 1] in [0, 1]) -> Vector[2] { x |> flatten |> dense(2) }
  const total2 = k.sum(part, [0]);
  const dense1Gradient3 = k.matMul(reshaped, part, { transposeA: true });
  k.free(reshaped, part);

  // ---- forward ----

  // spec.gen:11  update E, P with sgd(0.1) { minimize error = mse(P(E(digits.image), digits.identity), digits.image) }
  const squared2 = k.square(dense1Gradient3);
  const total3 = k.sum(squared2, [0, 1]);
  const squared3 = k.square(total2);
  const total4 = k.sum(squared3, [0]);
  const squared4 = k.square(dense1Gradient2);
  const total5 = k.sum(squared4, [0, 1]);
  const squared5 = k.square(total);
  const total6 = k.sum(squared5, [0]);
  const sum = k.add(total3, total4);
  const sum2 = k.add(sum, total5);
  const sum3 = k.add(sum2, total6);
  const gradientEP = k.sqrt(sum3);
  k.free(
    dense1Gradient3,
    squared2,
    total2,
    squared3,
    dense1Gradient2,
    squared4,
    total,
    squared5,
    total3,
    total4,
    total5,
    sum,
    total6,
    sum2,
    sum3,
  );

  return { values: { EUnits, gradientEP } };
}
