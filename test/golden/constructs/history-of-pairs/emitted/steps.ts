/**
 * HistoryOfPairs: steps.ts
 *
 * The training steps: forward pass, loss terms, gradients and optimiser, written out.
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

const values6 = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19];

/** What `trainStep` reads. */
export interface TrainStepInputs {
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
  readonly scalars: {
    /** a number */
    readonly trainSgd1Rate: Tensor;
    /** a number */
    readonly trainSgd2Rate: Tensor;
  };
}

/** What `trainStep` returns: new tensors, the caller's to free. */
export interface TrainStepOutputs {
  readonly metrics: {
    /** a number, score */
    readonly generator: Tensor;
    /** a number, score */
    readonly discriminator: Tensor;
    /** a number, score */
    readonly V: Tensor;
  };
  readonly state: {
    readonly D: DWeights;
    readonly G: GWeights;
    readonly train: TrainState;
  };
}

/**
 * One step of phase `train`, on a batch of 8. Updates, in order:
 * - G: G
 * - D: D
 *
 * 87 kernels, 0.00357 million floating-point operations, at most 0.00289 MB of tensors.
 */
export function trainStep(k: KernelSet, inputs: TrainStepInputs): TrainStepOutputs {
  const { points } = inputs.data;
  const { D, G, train } = inputs.state;
  const { random, scalars } = inputs;

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
  const isEqual4 = k.equal(k.constant(values6, [20, 1]), reshaped8);
  const both3 = k.logicalAnd(isEqual4, reshaped9);
  const chosen2 = k.select(both3, k.constant(values5, [1, 8]), k.constant(0));
  const lastWriter = k.max(chosen2, [1]);
  const isGreater3 = k.greater(lastWriter, 0);
  const reshaped12 = k.reshape(isGreater3, [20, 1]);
  const difference2 = k.subtract(lastWriter, 1);
  const larger2 = k.maximum(difference2, 0);
  const converted6 = k.cast(larger2, 'i32');
  const rows3 = k.gather(joined3, converted6);
  const trainHistoryPool = k.select(reshaped12, rows3, train.history.pool);
  const sum = k.add(train.history.filled, 8);
  const trainHistoryFilled = k.minimum(sum, 20);
  const pastX = k.slice(shown, { starts: [0, 0], sizes: [8, 2] });
  const part3 = k.slice(shown, { starts: [0, 2], sizes: [8, 1] });
  const reshaped13 = k.reshape(part3, [8]);
  const pastY = k.cast(reshaped13, 'i32');
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
    writes,
    isEqual3,
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
    found,
    reshaped11,
    reshaped8,
    reshaped9,
    isEqual4,
    both3,
    chosen2,
    isGreater3,
    lastWriter,
    difference2,
    larger2,
    joined3,
    converted6,
    reshaped12,
    rows3,
    sum,
    shown,
    part3,
    reshaped13,
  );

  // D(past.x, past.y)
  // spec.gen:6  discriminator D(x: Vector[2], y: Class[8]) -> Logit { concat(x, oneHot(y)) |> dense(1) }
  const reshaped14 = k.reshape(pastY, [8, 1]);
  const isEqual5 = k.equal(reshaped14, k.constant(values, [8], 'i32'));
  const converted7 = k.cast(isEqual5, 'f32');
  const joined4 = k.concat([pastX, converted7], 1);
  const dense1_3 = k.fusedMatMul(joined4, D.dense1.kernel, D.dense1.bias);
  const reshaped15 = k.reshape(dense1_3, [8]);
  k.free(pastY, reshaped14, isEqual5, pastX, converted7);

  // spec.gen:14  game V = leastSquares(real: D(points.x, points.label), fake: D(fake, y), against: D(past.x, past.y))
  const difference3 = k.subtract(reshaped2, 1);
  const squared = k.square(difference3);
  const squared2 = k.square(reshaped15);
  const sum2 = k.add(squared, squared2);
  const discriminator = k.mean(sum2, [0]);
  k.free(reshaped2, reshaped15, squared, squared2, sum2);

  // D(fake, points.label#1)
  // spec.gen:6  discriminator D(x: Vector[2], y: Class[8]) -> Logit { concat(x, oneHot(y)) |> dense(1) }
  const joined5 = k.concat([dense1_2, converted2], 1);
  const dense1_4 = k.fusedMatMul(joined5, D.dense1.kernel, D.dense1.bias);
  const reshaped16 = k.reshape(dense1_4, [8]);
  k.free(converted2, dense1_2, joined5, dense1_4);

  // spec.gen:15  update G with sgd(0.1) { minimize V.generator }
  // generator: The generator's loss.
  //   (D(G(z)) - 1)^2   (Mao et al. 2017, eq. 2)
  const difference4 = k.subtract(reshaped16, 1);
  const squared3 = k.square(difference4);
  const generator = k.mean(squared3, [0]);
  k.free(reshaped16, squared3);

  // ---- backward ----

  // D(fake, points.label#1)
  // spec.gen:6  discriminator D(x: Vector[2], y: Class[8]) -> Logit { concat(x, oneHot(y)) |> dense(1) }
  const reshaped17 = k.reshape(difference4, [8, 1]);
  const product2 = k.multiply(reshaped17, 0.25);
  const dense1Gradient = k.matMul(product2, D.dense1.kernel, { transposeB: true });
  const part4 = k.slice(dense1Gradient, { starts: [0, 0], sizes: [8, 2] });
  k.free(difference4, reshaped17, product2, dense1Gradient);

  // G(z, points.label#1)
  // spec.gen:5  generator G(z: Vector[2], y: Class[8]) -> Vector[2] { concat(z, oneHot(y)) |> dense(2) }
  const GDense1BiasGradient = k.sum(part4, [0]);
  const GDense1KernelGradient = k.matMul(joined2, part4, { transposeA: true });
  k.free(joined2, part4);

  // ---- optimiser ----

  // spec.gen:15  update G with sgd(0.1) { minimize V.generator }
  const GDense1KernelStep = k.multiply(GDense1KernelGradient, scalars.trainSgd1Rate);
  const GDense1Kernel = k.subtract(G.dense1.kernel, GDense1KernelStep);
  const GDense1BiasStep = k.multiply(GDense1BiasGradient, scalars.trainSgd1Rate);
  const GDense1Bias = k.subtract(G.dense1.bias, GDense1BiasStep);
  k.free(GDense1KernelGradient, GDense1KernelStep, GDense1BiasGradient, GDense1BiasStep);

  // ======== update D ==================================================================================

  // ---- backward ----

  // D(past.x, past.y)
  // spec.gen:6  discriminator D(x: Vector[2], y: Class[8]) -> Logit { concat(x, oneHot(y)) |> dense(1) }
  const product3 = k.multiply(dense1_3, 0.25);
  const total = k.sum(product3, [0, 1]);
  const reshaped18 = k.reshape(total, [1]);
  const dense1Gradient2 = k.matMul(joined4, product3, { transposeA: true });
  k.free(dense1_3, total, joined4, product3);

  // D(points.x, points.label)
  const reshaped19 = k.reshape(difference3, [8, 1]);
  const product4 = k.multiply(reshaped19, 0.25);
  const total2 = k.sum(product4, [0, 1]);
  const reshaped20 = k.reshape(total2, [1]);
  const dense1Gradient3 = k.matMul(joined, product4, { transposeA: true });
  const DDense1BiasGradient = k.add(reshaped18, reshaped20);
  const DDense1KernelGradient = k.add(dense1Gradient2, dense1Gradient3);
  k.free(
    difference3,
    reshaped19,
    total2,
    joined,
    product4,
    reshaped18,
    reshaped20,
    dense1Gradient2,
    dense1Gradient3,
  );

  // ---- optimiser ----

  // spec.gen:16  update D with sgd(0.1) { minimize V.discriminator }
  // discriminator: The discriminator's loss.
  //   (D(x) - 1)^2 + D(G(z))^2   (Mao et al. 2017, eq. 2)
  const DDense1KernelStep = k.multiply(DDense1KernelGradient, scalars.trainSgd2Rate);
  const DDense1Kernel = k.subtract(D.dense1.kernel, DDense1KernelStep);
  const DDense1BiasStep = k.multiply(DDense1BiasGradient, scalars.trainSgd2Rate);
  const DDense1Bias = k.subtract(D.dense1.bias, DDense1BiasStep);
  k.free(DDense1KernelGradient, DDense1KernelStep, DDense1BiasGradient, DDense1BiasStep);

  return {
    metrics: { generator, discriminator, V: k.copy(discriminator) },
    state: {
      D: { dense1: { kernel: DDense1Kernel, bias: DDense1Bias } },
      G: { dense1: { kernel: GDense1Kernel, bias: GDense1Bias } },
      train: { history: { pool: trainHistoryPool, filled: trainHistoryFilled } },
    },
  };
}
