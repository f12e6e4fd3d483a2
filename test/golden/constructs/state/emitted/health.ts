/**
 * State: health.ts
 *
 * What is watched while it trains: numbers that tell how its players stand.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 017b4f7f8717d58fc577b1be794699a05d8acf3b075246271df4cf713788ec09.
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
    /** [2] */
    readonly centre: Tensor;
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
 * 26 kernels, 0.000322 million floating-point operations, at most 0.000332 MB of tensors.
 */
export function trainHealth(k: KernelSet, inputs: TrainHealthInputs): TrainHealthOutputs {
  const { points } = inputs.data;
  const { centre, E, P } = inputs.state;

  // ======== update E, P ===============================================================================

  // ---- forward ----

  // E(points.x)
  // spec.gen:5  encoder E(x: Vector[2]) -> Vector[1] { x - centre |> dense(1) }
  const difference = k.subtract(points.x, centre);
  const dense1 = k.fusedMatMul(difference, E.dense1.kernel, E.dense1.bias);

  // spec.gen:10  update E, P with sgd(0.1) { minimize error = mse(P(E(points.x)), points.x) }
  const average = k.mean(dense1, [0, 1]);
  const reshaped = k.reshape(average, [1, 1]);
  const difference2 = k.subtract(dense1, reshaped);
  const squared = k.square(difference2);
  const EUnits = k.mean(squared, [0]);
  k.free(average, reshaped, difference2, squared);

  // P(E(points.x))
  // spec.gen:6  decoder P(z: Vector[1]) -> Vector[2] { (z |> dense(2)) + centre }
  const dense1_2 = k.fusedMatMul(dense1, P.dense1.kernel, P.dense1.bias);
  const sum = k.add(dense1_2, centre);
  k.free(dense1_2);

  // spec.gen:10  update E, P with sgd(0.1) { minimize error = mse(P(E(points.x)), points.x) }
  const difference3 = k.subtract(sum, points.x);
  k.free(sum);

  // ---- backward ----

  // spec.gen:10  update E, P with sgd(0.1) { minimize error = mse(P(E(points.x)), points.x) }
  const product = k.multiply(difference3, 0.125);
  k.free(difference3);

  // P(E(points.x))
  // spec.gen:6  decoder P(z: Vector[1]) -> Vector[2] { (z |> dense(2)) + centre }
  const total = k.sum(product, [0]);
  const dense1Gradient = k.matMul(product, P.dense1.kernel, { transposeB: true });
  const dense1Gradient2 = k.matMul(dense1, product, { transposeA: true });
  k.free(dense1, product);

  // E(points.x)
  // spec.gen:5  encoder E(x: Vector[2]) -> Vector[1] { x - centre |> dense(1) }
  const total2 = k.sum(dense1Gradient, [0, 1]);
  const reshaped2 = k.reshape(total2, [1]);
  const dense1Gradient3 = k.matMul(difference, dense1Gradient, { transposeA: true });
  k.free(total2, difference, dense1Gradient);

  // ---- forward ----

  // spec.gen:10  update E, P with sgd(0.1) { minimize error = mse(P(E(points.x)), points.x) }
  const squared2 = k.square(dense1Gradient3);
  const total3 = k.sum(squared2, [0, 1]);
  const squared3 = k.square(reshaped2);
  const reshaped3 = k.reshape(squared3, []);
  const squared4 = k.square(dense1Gradient2);
  const total4 = k.sum(squared4, [0, 1]);
  const squared5 = k.square(total);
  const total5 = k.sum(squared5, [0]);
  const sum2 = k.add(total3, reshaped3);
  const sum3 = k.add(sum2, total4);
  const sum4 = k.add(sum3, total5);
  const gradientEP = k.sqrt(sum4);
  k.free(
    dense1Gradient3,
    squared2,
    reshaped2,
    squared3,
    dense1Gradient2,
    squared4,
    total,
    squared5,
    total3,
    reshaped3,
    total4,
    sum2,
    total5,
    sum3,
    sum4,
  );

  return { values: { EUnits, gradientEP } };
}
