/**
 * History: health.ts
 *
 * What is watched while it trains: numbers that tell how its players stand.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 5466f9f78cfd51bea019f7ed4ecc6eb8bb3837df8ebb2632c72d2f42d0582793.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';
import type { GWeights, DWeights, TrainState } from './model.js';

const values = [0, 1, 2, 3, 4, 5, 6, 7];

const values2 = [0, 1, 2, 3, 4, 5, 6, 7];

const values3 = [0, 1, 2, 3, 4, 5, 6, 7];

const values4 = [1, 2, 3, 4, 5, 6, 7, 8];

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
    readonly train: TrainState;
  };
  readonly random: {
    /** [8, 2], normal random numbers */
    readonly trainZ: Tensor;
    /** [8, 2], uniform random numbers */
    readonly trainHistory: Tensor;
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
    readonly gradientG: Tensor;
    /** a number */
    readonly gradientD: Tensor;
  };
}

/**
 * How phase `train` stands, by a batch of 8 before a step: V.value, V.accuracy, V.diversity, gradient.G, gradient.D.
 * It gives numbers and moves nothing: training is the same without it.
 *
 * 85 kernels, 0.00119 million floating-point operations, at most 0.001 MB of tensors.
 */
export function trainHealth(k: KernelSet, inputs: TrainHealthInputs): TrainHealthOutputs {
  const { points } = inputs.data;
  const { D, G, train } = inputs.state;
  const { random } = inputs;

  // ======== update G ==================================================================================

  // ---- forward ----

  // D(points.x)
  // spec.gen:6  discriminator D(x: Vector[2]) -> Logit { x |> dense(1) }
  const dense1 = k.fusedMatMul(points.x, D.dense1.kernel, D.dense1.bias);
  const reshaped = k.reshape(dense1, [8]);
  k.free(dense1);

  // G(z)
  // spec.gen:5  generator G(z: Vector[2]) -> Vector[2] { z |> dense(2) }
  const dense1_2 = k.fusedMatMul(random.trainZ, G.dense1.kernel, G.dense1.bias);

  // spec.gen:12  game V = leastSquares(real: D(points.x), fake: D(fake), against: D(history(fake, size: 20)))
  const place = k.add(train.history.filled, k.constant(values, [8]));
  const fills = k.greater(20, place);
  const isNot = k.logicalNot(fills);
  const part = k.slice(random.trainHistory, { starts: [0, 0], sizes: [8, 1] });
  const reshaped2 = k.reshape(part, [8]);
  const isGreater = k.greater(0.5, reshaped2);
  const swaps = k.logicalAnd(isNot, isGreater);
  const writes = k.logicalOr(fills, swaps);
  const part2 = k.slice(random.trainHistory, { starts: [0, 1], sizes: [8, 1] });
  const reshaped3 = k.reshape(part2, [8]);
  const product = k.multiply(reshaped3, 20);
  const whole = k.floor(product);
  const picked = k.minimum(whole, 19);
  const slot = k.select(fills, place, picked);
  const isBefore = k.greater(k.constant(values2, [8, 1]), k.constant(values3, [1, 8]));
  const reshaped4 = k.reshape(slot, [8, 1]);
  const reshaped5 = k.reshape(slot, [1, 8]);
  const isEqual = k.equal(reshaped4, reshaped5);
  const reshaped6 = k.reshape(writes, [1, 8]);
  const both = k.logicalAnd(isEqual, reshaped6);
  const both2 = k.logicalAnd(both, isBefore);
  const chosen = k.select(both2, k.constant(values4, [1, 8]), k.constant(0));
  const earlierWriter = k.max(chosen, [1]);
  const converted = k.cast(slot, 'i32');
  const rows = k.gather(train.history.pool, converted);
  const isGreater2 = k.greater(earlierWriter, 0);
  const reshaped7 = k.reshape(isGreater2, [8, 1]);
  const difference = k.subtract(earlierWriter, 1);
  const larger = k.maximum(difference, 0);
  const converted2 = k.cast(larger, 'i32');
  const rows2 = k.gather(dense1_2, converted2);
  const found = k.select(reshaped7, rows2, rows);
  const reshaped8 = k.reshape(swaps, [8, 1]);
  const shown = k.select(reshaped8, found, dense1_2);
  k.free(
    part,
    reshaped2,
    isNot,
    isGreater,
    part2,
    reshaped3,
    product,
    whole,
    place,
    fills,
    picked,
    reshaped4,
    reshaped5,
    writes,
    isEqual,
    reshaped6,
    isBefore,
    both,
    both2,
    chosen,
    slot,
    converted,
    isGreater2,
    earlierWriter,
    difference,
    larger,
    converted2,
    rows,
    reshaped7,
    rows2,
    swaps,
    found,
    reshaped8,
  );

  // D(history(fake, size: 20))
  // spec.gen:6  discriminator D(x: Vector[2]) -> Logit { x |> dense(1) }
  const dense1_3 = k.fusedMatMul(shown, D.dense1.kernel, D.dense1.bias);
  const reshaped9 = k.reshape(dense1_3, [8]);

  // spec.gen:12  game V = leastSquares(real: D(points.x), fake: D(fake), against: D(history(fake, size: 20)))
  const difference2 = k.subtract(reshaped, 0.5);
  const sign = k.sign(difference2);
  const average = k.mean(sign, [0], { keepDims: true });
  const product2 = k.multiply(average, 0.5);
  const sum = k.add(product2, 0.5);
  const VAccuracyReal = k.reshape(sum, []);
  const difference3 = k.subtract(reshaped9, 0.5);
  const sign2 = k.sign(difference3);
  const average2 = k.mean(sign2, [0], { keepDims: true });
  const product3 = k.multiply(average2, 0.5);
  const sum2 = k.add(product3, 0.5);
  const reshaped10 = k.reshape(sum2, []);
  const VAccuracyFake = k.subtract(1, reshaped10);
  const part3 = k.slice(dense1_2, { starts: [0, 0], sizes: [1, 2] });
  const part4 = k.slice(dense1_2, { starts: [1, 0], sizes: [7, 2] });
  const joined = k.concat([part4, part3], 0);
  const difference4 = k.subtract(dense1_2, joined);
  const squared = k.square(difference4);
  const total = k.sum(squared, [1]);
  const root = k.sqrt(total);
  const average3 = k.mean(root, [0]);
  const part5 = k.slice(points.x, { starts: [0, 0], sizes: [1, 2] });
  const part6 = k.slice(points.x, { starts: [1, 0], sizes: [7, 2] });
  const joined2 = k.concat([part6, part5], 0);
  const difference5 = k.subtract(points.x, joined2);
  const squared2 = k.square(difference5);
  const total2 = k.sum(squared2, [1]);
  const root2 = k.sqrt(total2);
  const average4 = k.mean(root2, [0]);
  const larger2 = k.maximum(average4, 1e-12);
  const VDiversity = k.divide(average3, larger2);
  k.free(
    difference2,
    sign,
    average,
    product2,
    sum,
    reshaped9,
    difference3,
    sign2,
    average2,
    product3,
    sum2,
    reshaped10,
    part3,
    part4,
    joined,
    difference4,
    squared,
    total,
    root,
    part5,
    part6,
    joined2,
    difference5,
    squared2,
    total2,
    root2,
    average4,
    average3,
    larger2,
  );

  // D(fake)
  // spec.gen:6  discriminator D(x: Vector[2]) -> Logit { x |> dense(1) }
  const dense1_4 = k.fusedMatMul(dense1_2, D.dense1.kernel, D.dense1.bias);
  const reshaped11 = k.reshape(dense1_4, [8]);
  k.free(dense1_2, dense1_4);

  // spec.gen:13  update G with sgd(0.1) { minimize V.generator }
  const difference6 = k.subtract(reshaped11, 1);
  k.free(reshaped11);

  // ---- backward ----

  // D(fake)
  // spec.gen:6  discriminator D(x: Vector[2]) -> Logit { x |> dense(1) }
  const reshaped12 = k.reshape(difference6, [8, 1]);
  const product4 = k.multiply(reshaped12, 0.25);
  const dense1Gradient = k.matMul(product4, D.dense1.kernel, { transposeB: true });
  k.free(difference6, reshaped12, product4);

  // G(z)
  // spec.gen:5  generator G(z: Vector[2]) -> Vector[2] { z |> dense(2) }
  const total3 = k.sum(dense1Gradient, [0]);
  const dense1Gradient2 = k.matMul(random.trainZ, dense1Gradient, { transposeA: true });
  k.free(dense1Gradient);

  // ---- forward ----

  // spec.gen:13  update G with sgd(0.1) { minimize V.generator }
  const squared3 = k.square(dense1Gradient2);
  const total4 = k.sum(squared3, [0, 1]);
  const squared4 = k.square(total3);
  const total5 = k.sum(squared4, [0]);
  const sum3 = k.add(total4, total5);
  const gradientG = k.sqrt(sum3);
  k.free(dense1Gradient2, squared3, total3, squared4, total4, total5, sum3);

  // ======== update D ==================================================================================

  // ---- forward ----

  // spec.gen:14  update D with sgd(0.1) { minimize V.discriminator }
  const difference7 = k.subtract(reshaped, 1);
  k.free(reshaped);

  // ---- backward ----

  // D(history(fake, size: 20))
  // spec.gen:6  discriminator D(x: Vector[2]) -> Logit { x |> dense(1) }
  const product5 = k.multiply(dense1_3, 0.25);
  const total6 = k.sum(product5, [0, 1]);
  const reshaped13 = k.reshape(total6, [1]);
  const dense1Gradient3 = k.matMul(shown, product5, { transposeA: true });
  k.free(dense1_3, total6, shown, product5);

  // D(points.x)
  const reshaped14 = k.reshape(difference7, [8, 1]);
  const product6 = k.multiply(reshaped14, 0.25);
  const total7 = k.sum(product6, [0, 1]);
  const reshaped15 = k.reshape(total7, [1]);
  const dense1Gradient4 = k.matMul(points.x, product6, { transposeA: true });
  const sum4 = k.add(reshaped13, reshaped15);
  const sum5 = k.add(dense1Gradient3, dense1Gradient4);
  k.free(difference7, reshaped14, total7, product6, reshaped13, reshaped15, dense1Gradient3, dense1Gradient4);

  // ---- forward ----

  // spec.gen:14  update D with sgd(0.1) { minimize V.discriminator }
  const squared5 = k.square(sum5);
  const total8 = k.sum(squared5, [0, 1]);
  const squared6 = k.square(sum4);
  const reshaped16 = k.reshape(squared6, []);
  const sum6 = k.add(total8, reshaped16);
  const gradientD = k.sqrt(sum6);
  k.free(sum5, squared5, sum4, squared6, total8, reshaped16, sum6);

  return { values: { VAccuracyReal, VAccuracyFake, VDiversity, gradientG, gradientD } };
}
