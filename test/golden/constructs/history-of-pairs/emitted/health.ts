/**
 * HistoryOfPairs: health.ts
 *
 * What is watched while it trains: numbers that tell how its players stand.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 77d2f8236885b33bc3f9d73efcd2d6f04fca426574f929032357315e4eea804b.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';
import type { GWeights, DWeights, TrainState } from './model.js';

const values = [0, 1, 2, 3, 4, 5, 6, 7];

const values2 = [0, 1, 2, 3, 4, 5, 6, 7];

const values3 = [0, 1, 2, 3, 4, 5, 6, 7];

const values4 = [0, 1, 2, 3, 4, 5, 6, 7];

const values5 = [1, 2, 3, 4, 5, 6, 7, 8];

/** What `trainHealth` reads. */
export interface TrainHealthInputs {
  readonly data: {
    readonly points: {
      /** [8, 2] */
      readonly x: Tensor;
      /** [8], i32 */
      readonly label: Tensor;
      /** [8], i32 */
      readonly label2: Tensor;
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
 * 101 kernels, 0.00295 million floating-point operations, at most 0.0025 MB of tensors.
 */
export function trainHealth(k: KernelSet, inputs: TrainHealthInputs): TrainHealthOutputs {
  const { points } = inputs.data;
  const { D, G, train } = inputs.state;
  const { random } = inputs;

  // ======== update G ==================================================================================

  // ---- forward ----

  // D(points.x, points.label)
  // spec.gen:6  discriminator D(x: Vector[2], y: Class[8]) -> Logit { concat(x, oneHot(y)) |> dense(1) }
  const reshaped = k.reshape(points.label, [8, 1]);
  const isEqual = k.equal(reshaped, k.constant(values, [8], 'i32'));
  const converted = k.cast(isEqual, 'f32');
  const joined = k.concat([points.x, converted], 1);
  const dense1 = k.fusedMatMul(joined, D.dense1.kernel, D.dense1.bias);
  const reshaped2 = k.reshape(dense1, [8]);
  k.free(reshaped, isEqual, converted, dense1);

  // G(z, points.label#1)
  // spec.gen:5  generator G(z: Vector[2], y: Class[8]) -> Vector[2] { concat(z, oneHot(y)) |> dense(2) }
  const reshaped3 = k.reshape(points.label2, [8, 1]);
  const isEqual2 = k.equal(reshaped3, k.constant(values, [8], 'i32'));
  const converted2 = k.cast(isEqual2, 'f32');
  const joined2 = k.concat([random.trainZ, converted2], 1);
  const dense1_2 = k.fusedMatMul(joined2, G.dense1.kernel, G.dense1.bias);
  k.free(reshaped3, isEqual2);

  // spec.gen:13  let past = history({ x: fake, y: y }, size: 20)
  const converted3 = k.cast(points.label2, 'f32');
  const reshaped4 = k.reshape(converted3, [8, 1]);
  const joined3 = k.concat([dense1_2, reshaped4], 1);
  const place = k.add(train.history.filled, k.constant(values2, [8]));
  const fills = k.greater(20, place);
  const isNot = k.logicalNot(fills);
  const part = k.slice(random.trainHistory, { starts: [0, 0], sizes: [8, 1] });
  const reshaped5 = k.reshape(part, [8]);
  const isGreater = k.greater(0.5, reshaped5);
  const swaps = k.logicalAnd(isNot, isGreater);
  const writes = k.logicalOr(fills, swaps);
  const part2 = k.slice(random.trainHistory, { starts: [0, 1], sizes: [8, 1] });
  const reshaped6 = k.reshape(part2, [8]);
  const product = k.multiply(reshaped6, 20);
  const whole = k.floor(product);
  const picked = k.minimum(whole, 19);
  const slot = k.select(fills, place, picked);
  const isBefore = k.greater(k.constant(values3, [8, 1]), k.constant(values4, [1, 8]));
  const reshaped7 = k.reshape(slot, [8, 1]);
  const reshaped8 = k.reshape(slot, [1, 8]);
  const isEqual3 = k.equal(reshaped7, reshaped8);
  const reshaped9 = k.reshape(writes, [1, 8]);
  const both = k.logicalAnd(isEqual3, reshaped9);
  const both2 = k.logicalAnd(both, isBefore);
  const chosen = k.select(both2, k.constant(values5, [1, 8]), k.constant(0));
  const earlierWriter = k.max(chosen, [1]);
  const converted4 = k.cast(slot, 'i32');
  const rows = k.gather(train.history.pool, converted4);
  const isGreater2 = k.greater(earlierWriter, 0);
  const reshaped10 = k.reshape(isGreater2, [8, 1]);
  const difference = k.subtract(earlierWriter, 1);
  const larger = k.maximum(difference, 0);
  const converted5 = k.cast(larger, 'i32');
  const rows2 = k.gather(joined3, converted5);
  const found = k.select(reshaped10, rows2, rows);
  const reshaped11 = k.reshape(swaps, [8, 1]);
  const shown = k.select(reshaped11, found, joined3);
  const pastX = k.slice(shown, { starts: [0, 0], sizes: [8, 2] });
  const part3 = k.slice(shown, { starts: [0, 2], sizes: [8, 1] });
  const reshaped12 = k.reshape(part3, [8]);
  const pastY = k.cast(reshaped12, 'i32');
  k.free(
    converted3,
    reshaped4,
    part,
    reshaped5,
    isNot,
    isGreater,
    part2,
    reshaped6,
    product,
    whole,
    place,
    fills,
    picked,
    reshaped7,
    reshaped8,
    writes,
    isEqual3,
    reshaped9,
    isBefore,
    both,
    both2,
    chosen,
    slot,
    converted4,
    isGreater2,
    earlierWriter,
    difference,
    larger,
    converted5,
    rows,
    reshaped10,
    rows2,
    swaps,
    joined3,
    found,
    reshaped11,
    shown,
    part3,
    reshaped12,
  );

  // D(past.x, past.y)
  // spec.gen:6  discriminator D(x: Vector[2], y: Class[8]) -> Logit { concat(x, oneHot(y)) |> dense(1) }
  const reshaped13 = k.reshape(pastY, [8, 1]);
  const isEqual4 = k.equal(reshaped13, k.constant(values, [8], 'i32'));
  const converted6 = k.cast(isEqual4, 'f32');
  const joined4 = k.concat([pastX, converted6], 1);
  const dense1_3 = k.fusedMatMul(joined4, D.dense1.kernel, D.dense1.bias);
  const reshaped14 = k.reshape(dense1_3, [8]);
  k.free(pastY, reshaped13, isEqual4, pastX, converted6);

  // spec.gen:14  game V = leastSquares(real: D(points.x, points.label), fake: D(fake, y), against: D(past.x, past.y))
  const difference2 = k.subtract(reshaped2, 0.5);
  const sign = k.sign(difference2);
  const average = k.mean(sign, [0], { keepDims: true });
  const product2 = k.multiply(average, 0.5);
  const sum = k.add(product2, 0.5);
  const VAccuracyReal = k.reshape(sum, []);
  const difference3 = k.subtract(reshaped14, 0.5);
  const sign2 = k.sign(difference3);
  const average2 = k.mean(sign2, [0], { keepDims: true });
  const product3 = k.multiply(average2, 0.5);
  const sum2 = k.add(product3, 0.5);
  const reshaped15 = k.reshape(sum2, []);
  const VAccuracyFake = k.subtract(1, reshaped15);
  const part4 = k.slice(dense1_2, { starts: [0, 0], sizes: [1, 2] });
  const part5 = k.slice(dense1_2, { starts: [1, 0], sizes: [7, 2] });
  const joined5 = k.concat([part5, part4], 0);
  const difference4 = k.subtract(dense1_2, joined5);
  const squared = k.square(difference4);
  const total = k.sum(squared, [1]);
  const root = k.sqrt(total);
  const average3 = k.mean(root, [0]);
  const part6 = k.slice(points.x, { starts: [0, 0], sizes: [1, 2] });
  const part7 = k.slice(points.x, { starts: [1, 0], sizes: [7, 2] });
  const joined6 = k.concat([part7, part6], 0);
  const difference5 = k.subtract(points.x, joined6);
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
    reshaped14,
    difference3,
    sign2,
    average2,
    product3,
    sum2,
    reshaped15,
    part4,
    part5,
    joined5,
    difference4,
    squared,
    total,
    root,
    part6,
    part7,
    joined6,
    difference5,
    squared2,
    total2,
    root2,
    average4,
    average3,
    larger2,
  );

  // D(fake, points.label#1)
  // spec.gen:6  discriminator D(x: Vector[2], y: Class[8]) -> Logit { concat(x, oneHot(y)) |> dense(1) }
  const joined7 = k.concat([dense1_2, converted2], 1);
  const dense1_4 = k.fusedMatMul(joined7, D.dense1.kernel, D.dense1.bias);
  const reshaped16 = k.reshape(dense1_4, [8]);
  k.free(converted2, dense1_2, joined7, dense1_4);

  // spec.gen:15  update G with sgd(0.1) { minimize V.generator }
  const difference6 = k.subtract(reshaped16, 1);
  k.free(reshaped16);

  // ---- backward ----

  // D(fake, points.label#1)
  // spec.gen:6  discriminator D(x: Vector[2], y: Class[8]) -> Logit { concat(x, oneHot(y)) |> dense(1) }
  const reshaped17 = k.reshape(difference6, [8, 1]);
  const product4 = k.multiply(reshaped17, 0.25);
  const dense1Gradient = k.matMul(product4, D.dense1.kernel, { transposeB: true });
  const part8 = k.slice(dense1Gradient, { starts: [0, 0], sizes: [8, 2] });
  k.free(difference6, reshaped17, product4, dense1Gradient);

  // G(z, points.label#1)
  // spec.gen:5  generator G(z: Vector[2], y: Class[8]) -> Vector[2] { concat(z, oneHot(y)) |> dense(2) }
  const total3 = k.sum(part8, [0]);
  const dense1Gradient2 = k.matMul(joined2, part8, { transposeA: true });
  k.free(joined2, part8);

  // ---- forward ----

  // spec.gen:15  update G with sgd(0.1) { minimize V.generator }
  const squared3 = k.square(dense1Gradient2);
  const total4 = k.sum(squared3, [0, 1]);
  const squared4 = k.square(total3);
  const total5 = k.sum(squared4, [0]);
  const sum3 = k.add(total4, total5);
  const gradientG = k.sqrt(sum3);
  k.free(dense1Gradient2, squared3, total3, squared4, total4, total5, sum3);

  // ======== update D ==================================================================================

  // ---- forward ----

  // spec.gen:16  update D with sgd(0.1) { minimize V.discriminator }
  const difference7 = k.subtract(reshaped2, 1);
  k.free(reshaped2);

  // ---- backward ----

  // D(past.x, past.y)
  // spec.gen:6  discriminator D(x: Vector[2], y: Class[8]) -> Logit { concat(x, oneHot(y)) |> dense(1) }
  const product5 = k.multiply(dense1_3, 0.25);
  const total6 = k.sum(product5, [0, 1]);
  const reshaped18 = k.reshape(total6, [1]);
  const dense1Gradient3 = k.matMul(joined4, product5, { transposeA: true });
  k.free(dense1_3, total6, joined4, product5);

  // D(points.x, points.label)
  const reshaped19 = k.reshape(difference7, [8, 1]);
  const product6 = k.multiply(reshaped19, 0.25);
  const total7 = k.sum(product6, [0, 1]);
  const reshaped20 = k.reshape(total7, [1]);
  const dense1Gradient4 = k.matMul(joined, product6, { transposeA: true });
  const sum4 = k.add(reshaped18, reshaped20);
  const sum5 = k.add(dense1Gradient3, dense1Gradient4);
  k.free(
    difference7,
    reshaped19,
    total7,
    joined,
    product6,
    reshaped18,
    reshaped20,
    dense1Gradient3,
    dense1Gradient4,
  );

  // ---- forward ----

  // spec.gen:16  update D with sgd(0.1) { minimize V.discriminator }
  const squared5 = k.square(sum5);
  const total8 = k.sum(squared5, [0, 1]);
  const squared6 = k.square(sum4);
  const reshaped21 = k.reshape(squared6, []);
  const sum6 = k.add(total8, reshaped21);
  const gradientD = k.sqrt(sum6);
  k.free(sum5, squared5, sum4, squared6, total8, reshaped21, sum6);

  return { values: { VAccuracyReal, VAccuracyFake, VDiversity, gradientG, gradientD } };
}
