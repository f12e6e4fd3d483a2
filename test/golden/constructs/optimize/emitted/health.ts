/**
 * Optimize: health.ts
 *
 * What is watched while it trains: numbers that tell how its players stand.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 36fc31460baf5396654dc288fe26c65bee888634097d547bbd7e58064cc3819f.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';
import type { EWeights, PWeights } from './model.js';

/** What `trainHealth` reads. */
export interface TrainHealthInputs {
  readonly data: {
    readonly points: {
      /** [8, 2] */
      readonly x: Tensor;
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
    /** [1] */
    readonly EUnits: Tensor;
    /** a number */
    readonly gradientEP: Tensor;
  };
}

/**
 * How phase `train` stands, by a batch of 8 before a step: E.units, gradient.E+P.
 * It gives numbers and moves nothing: training is the same without it.
 *
 * 27 kernels, 0.000466 million floating-point operations, at most 0.000328 MB of tensors.
 */
export function trainHealth(k: KernelSet, inputs: TrainHealthInputs): TrainHealthOutputs {
  const { points } = inputs.data;
  const { E, P } = inputs.state;

  // ======== update E, P ===============================================================================

  // ---- forward ----

  // E(points.x)
  // spec.gen:4  encoder E(x: Vector[2]) -> Vector[1] { x |> dense(1) }
  const dense1 = k.fusedMatMul(points.x, E.dense1.kernel, E.dense1.bias);

  // spec.gen:9  update E, P with sgd(0.1) { minimize error = mse(P(E(points.x)), points.x) }
  const average = k.mean(dense1, [0, 1]);
  const reshaped = k.reshape(average, [1, 1]);
  const difference = k.subtract(dense1, reshaped);
  const squared = k.square(difference);
  const EUnits = k.mean(squared, [0]);
  k.free(average, reshaped, difference, squared);

  // P(E(points.x))
  // spec.gen:5  decoder P(z: Vector[1]) -> Vector[2] { z |> dense(2) |> tanh }
  const dense1_2 = k.fusedMatMul(dense1, P.dense1.kernel, P.dense1.bias, { activation: 'tanh' });

  // spec.gen:9  update E, P with sgd(0.1) { minimize error = mse(P(E(points.x)), points.x) }
  const difference2 = k.subtract(dense1_2, points.x);

  // ---- backward ----

  // P(E(points.x))
  // spec.gen:5  decoder P(z: Vector[1]) -> Vector[2] { z |> dense(2) |> tanh }
  const squared2 = k.square(dense1_2);
  const difference3 = k.subtract(1, squared2);
  const product = k.multiply(difference2, difference3);
  const product2 = k.multiply(product, 0.125);
  const total = k.sum(product2, [0]);
  const dense1Gradient = k.matMul(product2, P.dense1.kernel, { transposeB: true });
  const dense1Gradient2 = k.matMul(dense1, product2, { transposeA: true });
  k.free(dense1_2, squared2, difference2, difference3, product, dense1, product2);

  // E(points.x)
  // spec.gen:4  encoder E(x: Vector[2]) -> Vector[1] { x |> dense(1) }
  const total2 = k.sum(dense1Gradient, [0, 1]);
  const reshaped2 = k.reshape(total2, [1]);
  const dense1Gradient3 = k.matMul(points.x, dense1Gradient, { transposeA: true });
  k.free(total2, dense1Gradient);

  // ---- forward ----

  // spec.gen:9  update E, P with sgd(0.1) { minimize error = mse(P(E(points.x)), points.x) }
  const squared3 = k.square(dense1Gradient3);
  const total3 = k.sum(squared3, [0, 1]);
  const squared4 = k.square(reshaped2);
  const reshaped3 = k.reshape(squared4, []);
  const squared5 = k.square(dense1Gradient2);
  const total4 = k.sum(squared5, [0, 1]);
  const squared6 = k.square(total);
  const total5 = k.sum(squared6, [0]);
  const sum = k.add(total3, reshaped3);
  const sum2 = k.add(sum, total4);
  const sum3 = k.add(sum2, total5);
  const gradientEP = k.sqrt(sum3);
  k.free(
    dense1Gradient3,
    squared3,
    reshaped2,
    squared4,
    dense1Gradient2,
    squared5,
    total,
    squared6,
    total3,
    reshaped3,
    total4,
    sum,
    total5,
    sum2,
    sum3,
  );

  return { values: { EUnits, gradientEP } };
}
