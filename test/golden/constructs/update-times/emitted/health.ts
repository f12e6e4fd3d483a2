/**
 * UpdateTimes: health.ts
 *
 * What is watched while it trains: numbers that tell how its players stand.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 6d4b89caebb834af84268e23831b3efff913a64385ee697b6083ec391ea2a411.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';
import type { GWeights, DWeights } from './model.js';

/** What `trainHealth` reads. */
export interface TrainHealthInputs {
  readonly data: {
    readonly points: {
      /** [8, 2] */
      readonly x: Tensor;
    };
  };
  readonly state: {
    readonly D: DWeights;
    readonly G: GWeights;
  };
  readonly random: {
    /** [8, 2], normal random numbers */
    readonly trainZ: Tensor;
  };
}

/** What `trainHealth` returns: new tensors, the caller's to free. */
export interface TrainHealthOutputs {
  readonly values: {
    /** a number */
    readonly VAccuracyReal: Tensor;
    /** a number */
    readonly VAccuracyFake: Tensor;
    /** a number */
    readonly VDiversity: Tensor;
    /** a number */
    readonly gradientD: Tensor;
    /** a number */
    readonly gradientG: Tensor;
  };
}

/**
 * How phase `train` stands, by a batch of 8 before a step: V.value, V.accuracy, V.diversity, gradient.D, gradient.G.
 * It gives numbers and moves nothing: training is the same without it.
 *
 * 67 kernels, 0.00117 million floating-point operations, at most 0.000524 MB of tensors.
 */
export function trainHealth(k: KernelSet, inputs: TrainHealthInputs): TrainHealthOutputs {
  const { points } = inputs.data;
  const { D, G } = inputs.state;
  const { random } = inputs;

  // ======== update D ==================================================================================

  // ---- forward ----

  // D(points.x)
  // spec.gen:6  discriminator D(x: Vector[2]) -> Logit { x |> dense(2, bias: none) |> tanh |> dense(1, bias: none) }
  const dense1 = k.matMul(points.x, D.dense1.kernel);
  const squashed = k.tanh(dense1);
  const dense2 = k.matMul(squashed, D.dense2.kernel);
  const reshaped = k.reshape(dense2, [8]);
  k.free(dense1);

  // G(z)
  // spec.gen:5  generator G(z: Vector[2]) -> Vector[2] { z |> dense(2, bias: none) }
  const dense1_2 = k.matMul(random.trainZ, G.dense1.kernel);

  // D(G(z))
  // spec.gen:6  discriminator D(x: Vector[2]) -> Logit { x |> dense(2, bias: none) |> tanh |> dense(1, bias: none) }
  const dense1_3 = k.matMul(dense1_2, D.dense1.kernel);
  const squashed2 = k.tanh(dense1_3);
  const dense2_2 = k.matMul(squashed2, D.dense2.kernel);
  const reshaped2 = k.reshape(dense2_2, [8]);
  k.free(dense1_3);

  // spec.gen:11  game V = wasserstein(real: D(points.x), fake: D(G(z)))
  const average = k.mean(dense2, [0, 1]);
  const average2 = k.mean(dense2_2, [0, 1]);
  const sum = k.add(average, average2);
  const product = k.multiply(sum, 0.5);
  const difference = k.subtract(reshaped, product);
  const sign = k.sign(difference);
  const average3 = k.mean(sign, [0], { keepDims: true });
  const product2 = k.multiply(average3, 0.5);
  const sum2 = k.add(product2, 0.5);
  const VAccuracyReal = k.reshape(sum2, []);
  const difference2 = k.subtract(reshaped2, product);
  const sign2 = k.sign(difference2);
  const average4 = k.mean(sign2, [0], { keepDims: true });
  const product3 = k.multiply(average4, 0.5);
  const sum3 = k.add(product3, 0.5);
  const reshaped3 = k.reshape(sum3, []);
  const VAccuracyFake = k.subtract(1, reshaped3);
  const part = k.slice(dense1_2, { starts: [0, 0], sizes: [1, 2] });
  const part2 = k.slice(dense1_2, { starts: [1, 0], sizes: [7, 2] });
  const joined = k.concat([part2, part], 0);
  const difference3 = k.subtract(dense1_2, joined);
  const squared = k.square(difference3);
  const total = k.sum(squared, [1]);
  const root = k.sqrt(total);
  const average5 = k.mean(root, [0]);
  const part3 = k.slice(points.x, { starts: [0, 0], sizes: [1, 2] });
  const part4 = k.slice(points.x, { starts: [1, 0], sizes: [7, 2] });
  const joined2 = k.concat([part4, part3], 0);
  const difference4 = k.subtract(points.x, joined2);
  const squared2 = k.square(difference4);
  const total2 = k.sum(squared2, [1]);
  const root2 = k.sqrt(total2);
  const average6 = k.mean(root2, [0]);
  const larger = k.maximum(average6, 1e-12);
  const VDiversity = k.divide(average5, larger);
  k.free(
    dense2,
    dense2_2,
    average,
    average2,
    sum,
    reshaped,
    difference,
    sign,
    average3,
    product2,
    sum2,
    reshaped2,
    product,
    difference2,
    sign2,
    average4,
    product3,
    sum3,
    reshaped3,
    part,
    part2,
    joined,
    difference3,
    squared,
    total,
    root,
    part3,
    part4,
    joined2,
    difference4,
    squared2,
    total2,
    root2,
    average6,
    average5,
    larger,
  );

  // ---- backward ----

  // D(G(z))
  // spec.gen:6  discriminator D(x: Vector[2]) -> Logit { x |> dense(2, bias: none) |> tanh |> dense(1, bias: none) }
  const reshaped4 = k.reshape(D.dense2.kernel, [2]);
  const product4 = k.multiply(reshaped4, 0.125);
  const total3 = k.sum(squashed2, [0]);
  const reshaped5 = k.reshape(total3, [2, 1]);
  const squared3 = k.square(squashed2);
  const difference5 = k.subtract(1, squared3);
  const product5 = k.multiply(product4, difference5);
  const dense1Gradient = k.matMul(dense1_2, product5, { transposeA: true });
  k.free(total3, squashed2, squared3, product4, dense1_2, product5);

  // D(points.x)
  const product6 = k.multiply(reshaped4, -0.125);
  const total4 = k.sum(squashed, [0]);
  const reshaped6 = k.reshape(total4, [2, 1]);
  const difference6 = k.subtract(reshaped5, reshaped6);
  const squared4 = k.square(squashed);
  const difference7 = k.subtract(1, squared4);
  const product7 = k.multiply(product6, difference7);
  const dense1Gradient2 = k.matMul(points.x, product7, { transposeA: true });
  const sum4 = k.add(dense1Gradient, dense1Gradient2);
  k.free(
    reshaped4,
    total4,
    reshaped5,
    reshaped6,
    squashed,
    squared4,
    difference7,
    product7,
    dense1Gradient,
    dense1Gradient2,
  );

  // ---- forward ----

  // spec.gen:12  update D with sgd(0.1) times 2 { maximize V }
  const squared5 = k.square(sum4);
  const total5 = k.sum(squared5, [0, 1]);
  const squared6 = k.square(difference6);
  const total6 = k.sum(squared6, [0, 1]);
  const product8 = k.multiply(total6, 0.015625);
  const sum5 = k.add(total5, product8);
  const gradientD = k.sqrt(sum5);
  k.free(sum4, squared5, difference6, squared6, total6, total5, product8, sum5);

  // ======== update G ==================================================================================

  // ---- backward ----

  // D(G(z))
  // spec.gen:6  discriminator D(x: Vector[2]) -> Logit { x |> dense(2, bias: none) |> tanh |> dense(1, bias: none) }
  const product9 = k.multiply(product6, difference5);
  const dense1Gradient3 = k.matMul(product9, D.dense1.kernel, { transposeB: true });
  k.free(difference5, product6, product9);

  // G(z)
  // spec.gen:5  generator G(z: Vector[2]) -> Vector[2] { z |> dense(2, bias: none) }
  const dense1Gradient4 = k.matMul(random.trainZ, dense1Gradient3, { transposeA: true });
  k.free(dense1Gradient3);

  // ---- forward ----

  // spec.gen:13  update G with sgd(0.1) { minimize V }
  const squared7 = k.square(dense1Gradient4);
  const total7 = k.sum(squared7, [0, 1]);
  const gradientG = k.sqrt(total7);
  k.free(dense1Gradient4, squared7, total7);

  return { values: { VAccuracyReal, VAccuracyFake, VDiversity, gradientD, gradientG } };
}
