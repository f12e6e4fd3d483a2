/**
 * History: steps.ts
 *
 * The training steps: forward pass, loss terms, gradients and optimiser, written out.
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

const values5 = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19];

/** What `trainStep` reads. */
export interface TrainStepInputs {
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
 * 71 kernels, 0.0018 million floating-point operations, at most 0.0016 MB of tensors.
 */
export function trainStep(k: KernelSet, inputs: TrainStepInputs): TrainStepOutputs {
  const { points } = inputs.data;
  const { D, G, train } = inputs.state;
  const { random, scalars } = inputs;

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
  const isEqual2 = k.equal(k.constant(values5, [20, 1]), reshaped5);
  const both3 = k.logicalAnd(isEqual2, reshaped6);
  const chosen2 = k.select(both3, k.constant(values4, [1, 8]), k.constant(0));
  const lastWriter = k.max(chosen2, [1]);
  const isGreater3 = k.greater(lastWriter, 0);
  const reshaped9 = k.reshape(isGreater3, [20, 1]);
  const difference2 = k.subtract(lastWriter, 1);
  const larger2 = k.maximum(difference2, 0);
  const converted3 = k.cast(larger2, 'i32');
  const rows3 = k.gather(dense1_2, converted3);
  const trainHistoryPool = k.select(reshaped9, rows3, train.history.pool);
  const sum = k.add(train.history.filled, 8);
  const trainHistoryFilled = k.minimum(sum, 20);
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
    writes,
    isEqual,
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
    reshaped5,
    reshaped6,
    isEqual2,
    both3,
    chosen2,
    isGreater3,
    lastWriter,
    difference2,
    larger2,
    converted3,
    reshaped9,
    rows3,
    sum,
  );

  // D(history(fake, size: 20))
  // spec.gen:6  discriminator D(x: Vector[2]) -> Logit { x |> dense(1) }
  const dense1_3 = k.fusedMatMul(shown, D.dense1.kernel, D.dense1.bias);
  const reshaped10 = k.reshape(dense1_3, [8]);

  // spec.gen:12  game V = leastSquares(real: D(points.x), fake: D(fake), against: D(history(fake, size: 20)))
  const difference3 = k.subtract(reshaped, 1);
  const squared = k.square(difference3);
  const squared2 = k.square(reshaped10);
  const sum2 = k.add(squared, squared2);
  const discriminator = k.mean(sum2, [0]);
  k.free(reshaped, reshaped10, squared, squared2, sum2);

  // D(fake)
  // spec.gen:6  discriminator D(x: Vector[2]) -> Logit { x |> dense(1) }
  const dense1_4 = k.fusedMatMul(dense1_2, D.dense1.kernel, D.dense1.bias);
  const reshaped11 = k.reshape(dense1_4, [8]);
  k.free(dense1_2, dense1_4);

  // spec.gen:13  update G with sgd(0.1) { minimize V.generator }
  // generator: The generator's loss.
  //   (D(G(z)) - 1)^2   (Mao et al. 2017, eq. 2)
  const difference4 = k.subtract(reshaped11, 1);
  const squared3 = k.square(difference4);
  const generator = k.mean(squared3, [0]);
  k.free(reshaped11, squared3);

  // ---- backward ----

  // D(fake)
  // spec.gen:6  discriminator D(x: Vector[2]) -> Logit { x |> dense(1) }
  const reshaped12 = k.reshape(difference4, [8, 1]);
  const product2 = k.multiply(reshaped12, 0.25);
  const dense1Gradient = k.matMul(product2, D.dense1.kernel, { transposeB: true });
  k.free(difference4, reshaped12, product2);

  // G(z)
  // spec.gen:5  generator G(z: Vector[2]) -> Vector[2] { z |> dense(2) }
  const GDense1BiasGradient = k.sum(dense1Gradient, [0]);
  const GDense1KernelGradient = k.matMul(random.trainZ, dense1Gradient, { transposeA: true });
  k.free(dense1Gradient);

  // ---- optimiser ----

  // spec.gen:13  update G with sgd(0.1) { minimize V.generator }
  const GDense1KernelStep = k.multiply(GDense1KernelGradient, scalars.trainSgd1Rate);
  const GDense1Kernel = k.subtract(G.dense1.kernel, GDense1KernelStep);
  const GDense1BiasStep = k.multiply(GDense1BiasGradient, scalars.trainSgd1Rate);
  const GDense1Bias = k.subtract(G.dense1.bias, GDense1BiasStep);
  k.free(GDense1KernelGradient, GDense1KernelStep, GDense1BiasGradient, GDense1BiasStep);

  // ======== update D ==================================================================================

  // ---- backward ----

  // D(history(fake, size: 20))
  // spec.gen:6  discriminator D(x: Vector[2]) -> Logit { x |> dense(1) }
  const product3 = k.multiply(dense1_3, 0.25);
  const total = k.sum(product3, [0, 1]);
  const reshaped13 = k.reshape(total, [1]);
  const dense1Gradient2 = k.matMul(shown, product3, { transposeA: true });
  k.free(dense1_3, total, shown, product3);

  // D(points.x)
  const reshaped14 = k.reshape(difference3, [8, 1]);
  const product4 = k.multiply(reshaped14, 0.25);
  const total2 = k.sum(product4, [0, 1]);
  const reshaped15 = k.reshape(total2, [1]);
  const dense1Gradient3 = k.matMul(points.x, product4, { transposeA: true });
  const DDense1BiasGradient = k.add(reshaped13, reshaped15);
  const DDense1KernelGradient = k.add(dense1Gradient2, dense1Gradient3);
  k.free(difference3, reshaped14, total2, product4, reshaped13, reshaped15, dense1Gradient2, dense1Gradient3);

  // ---- optimiser ----

  // spec.gen:14  update D with sgd(0.1) { minimize V.discriminator }
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
