/**
 * UpdateTimes: steps.ts
 *
 * The training steps: forward pass, loss terms, gradients and optimiser, written out.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 6d4b89caebb834af84268e23831b3efff913a64385ee697b6083ec391ea2a411.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';
import type { GWeights, DWeights } from './model.js';

/** What `trainStep` reads. */
export interface TrainStepInputs {
  readonly data: {
    readonly points: {
      /** [8, 2] */
      readonly x: Tensor;
      /** [8, 2] */
      readonly x1001: Tensor;
    };
  };
  readonly state: {
    readonly D: DWeights;
    readonly G: GWeights;
  };
  readonly random: {
    /** [8, 2], normal random numbers */
    readonly trainZ: Tensor;
    /** [8, 2], normal random numbers */
    readonly trainZ2: Tensor;
  };
  readonly scalars: {
    /** a number */
    readonly trainSgd1Rate: Tensor;
    /** a number */
    readonly trainSgd1Rate1: Tensor;
    /** a number */
    readonly trainSgd2Rate: Tensor;
  };
}

/** What `trainStep` returns: new tensors, the caller's to free. */
export interface TrainStepOutputs {
  readonly metrics: {
    /** a number, score */
    readonly V: Tensor;
    /** a number, score */
    readonly GV: Tensor;
  };
  readonly state: {
    readonly D: DWeights;
    readonly G: GWeights;
  };
}

/**
 * One step of phase `train`, on a batch of 8. Updates, in order:
 * - D: D
 * - G: G
 *
 * 67 kernels, 0.00196 million floating-point operations, at most 0.000652 MB of tensors.
 */
export function trainStep(k: KernelSet, inputs: TrainStepInputs): TrainStepOutputs {
  const { points } = inputs.data;
  const { D, G } = inputs.state;
  const { random, scalars } = inputs;

  // ======== update D ==================================================================================

  // ---- forward ----

  // D(points.x)
  // spec.gen:6  discriminator D(x: Vector[2]) -> Logit { x |> dense(2, bias: none) |> tanh |> dense(1, bias: none) }
  const dense1 = k.matMul(points.x, D.dense1.kernel);
  const squashed = k.tanh(dense1);
  k.free(dense1);

  // G(z)
  // spec.gen:5  generator G(z: Vector[2]) -> Vector[2] { z |> dense(2, bias: none) }
  const dense1_2 = k.matMul(random.trainZ, G.dense1.kernel);

  // D(G(z))
  // spec.gen:6  discriminator D(x: Vector[2]) -> Logit { x |> dense(2, bias: none) |> tanh |> dense(1, bias: none) }
  const dense1_3 = k.matMul(dense1_2, D.dense1.kernel);
  const squashed2 = k.tanh(dense1_3);
  k.free(dense1_3);

  // ---- backward ----

  // D(G(z))
  // spec.gen:6  discriminator D(x: Vector[2]) -> Logit { x |> dense(2, bias: none) |> tanh |> dense(1, bias: none) }
  const reshaped = k.reshape(D.dense2.kernel, [2]);
  const product = k.multiply(reshaped, 0.125);
  const total = k.sum(squashed2, [0]);
  const reshaped2 = k.reshape(total, [2, 1]);
  const squared = k.square(squashed2);
  const difference = k.subtract(1, squared);
  const product2 = k.multiply(product, difference);
  const dense1Gradient = k.matMul(dense1_2, product2, { transposeA: true });
  k.free(total, squashed2, squared, product, difference, dense1_2, product2);

  // D(points.x)
  const product3 = k.multiply(reshaped, -0.125);
  const total2 = k.sum(squashed, [0]);
  const reshaped3 = k.reshape(total2, [2, 1]);
  const difference2 = k.subtract(reshaped2, reshaped3);
  const squared2 = k.square(squashed);
  const difference3 = k.subtract(1, squared2);
  const product4 = k.multiply(product3, difference3);
  const dense1Gradient2 = k.matMul(points.x, product4, { transposeA: true });
  const sum = k.add(dense1Gradient, dense1Gradient2);
  k.free(
    reshaped,
    total2,
    reshaped2,
    reshaped3,
    squashed,
    squared2,
    product3,
    difference3,
    product4,
    dense1Gradient,
    dense1Gradient2,
  );

  // ---- optimiser ----

  // spec.gen:12  update D with sgd(0.1) times 2 { maximize V }
  // V: The value of the game, that D maximises and G minimises.
  //   E[D(x)] - E[D(G(z))]   (Arjovsky, Chintala & Bottou 2017, eq. 2)
  const product5 = k.multiply(sum, scalars.trainSgd1Rate);
  const difference4 = k.subtract(D.dense1.kernel, product5);
  const product6 = k.multiply(scalars.trainSgd1Rate, 0.125);
  const product7 = k.multiply(difference2, product6);
  const difference5 = k.subtract(D.dense2.kernel, product7);
  k.free(sum, product5, difference2, product6, product7);

  // ---- forward ----

  // D(points.x)
  // spec.gen:6  discriminator D(x: Vector[2]) -> Logit { x |> dense(2, bias: none) |> tanh |> dense(1, bias: none) }
  const dense1_4 = k.matMul(points.x1001, difference4);
  const squashed3 = k.tanh(dense1_4);
  const dense2 = k.matMul(squashed3, difference5);
  const reshaped4 = k.reshape(dense2, [8]);
  k.free(dense1_4, dense2);

  // G(z)
  // spec.gen:5  generator G(z: Vector[2]) -> Vector[2] { z |> dense(2, bias: none) }
  const dense1_5 = k.matMul(random.trainZ2, G.dense1.kernel);

  // D(G(z))
  // spec.gen:6  discriminator D(x: Vector[2]) -> Logit { x |> dense(2, bias: none) |> tanh |> dense(1, bias: none) }
  const dense1_6 = k.matMul(dense1_5, difference4);
  const squashed4 = k.tanh(dense1_6);
  const dense2_2 = k.matMul(squashed4, difference5);
  const reshaped5 = k.reshape(dense2_2, [8]);
  k.free(dense1_6, dense2_2);

  // spec.gen:12  update D with sgd(0.1) times 2 { maximize V }
  const difference6 = k.subtract(reshaped5, reshaped4);
  const average = k.mean(difference6, [0]);
  const V = k.negate(average);
  k.free(reshaped5, difference6, average);

  // ---- backward ----

  // D(G(z))
  // spec.gen:6  discriminator D(x: Vector[2]) -> Logit { x |> dense(2, bias: none) |> tanh |> dense(1, bias: none) }
  const reshaped6 = k.reshape(difference5, [2]);
  const product8 = k.multiply(reshaped6, 0.125);
  const total3 = k.sum(squashed4, [0]);
  const reshaped7 = k.reshape(total3, [2, 1]);
  const squared3 = k.square(squashed4);
  const difference7 = k.subtract(1, squared3);
  const product9 = k.multiply(product8, difference7);
  const dense1Gradient3 = k.matMul(dense1_5, product9, { transposeA: true });
  k.free(total3, squashed4, squared3, product8, difference7, product9);

  // D(points.x)
  const product10 = k.multiply(reshaped6, -0.125);
  const total4 = k.sum(squashed3, [0]);
  const reshaped8 = k.reshape(total4, [2, 1]);
  const squared4 = k.square(squashed3);
  const difference8 = k.subtract(1, squared4);
  const product11 = k.multiply(product10, difference8);
  const dense1Gradient4 = k.matMul(points.x1001, product11, { transposeA: true });
  k.free(reshaped6, total4, squashed3, squared4, product10, difference8, product11);

  // spec.gen:12  update D with sgd(0.1) times 2 { maximize V }
  const difference9 = k.subtract(reshaped7, reshaped8);
  const sum2 = k.add(dense1Gradient3, dense1Gradient4);
  k.free(reshaped7, reshaped8, dense1Gradient3, dense1Gradient4);

  // ---- optimiser ----

  // spec.gen:12  update D with sgd(0.1) times 2 { maximize V }
  const product12 = k.multiply(sum2, scalars.trainSgd1Rate1);
  const DDense1Kernel = k.subtract(difference4, product12);
  const product13 = k.multiply(scalars.trainSgd1Rate1, 0.125);
  const product14 = k.multiply(difference9, product13);
  const DDense2Kernel = k.subtract(difference5, product14);
  k.free(sum2, difference4, product12, difference9, product13, difference5, product14);

  // ======== update G ==================================================================================

  // ---- forward ----

  // D(G(z))
  // spec.gen:6  discriminator D(x: Vector[2]) -> Logit { x |> dense(2, bias: none) |> tanh |> dense(1, bias: none) }
  const dense1_7 = k.matMul(dense1_5, DDense1Kernel);
  const squashed5 = k.tanh(dense1_7);
  const dense2_3 = k.matMul(squashed5, DDense2Kernel);
  const reshaped9 = k.reshape(dense2_3, [8]);
  k.free(dense1_5, dense1_7, dense2_3);

  // spec.gen:13  update G with sgd(0.1) { minimize V }
  // G.V: The value of the game, that D maximises and G minimises.
  //   E[D(x)] - E[D(G(z))]   (Arjovsky, Chintala & Bottou 2017, eq. 2)
  const difference10 = k.subtract(reshaped9, reshaped4);
  const average2 = k.mean(difference10, [0]);
  const GV = k.negate(average2);
  k.free(reshaped4, reshaped9, difference10, average2);

  // ---- backward ----

  // D(G(z))
  // spec.gen:6  discriminator D(x: Vector[2]) -> Logit { x |> dense(2, bias: none) |> tanh |> dense(1, bias: none) }
  const reshaped10 = k.reshape(DDense2Kernel, [2]);
  const product15 = k.multiply(reshaped10, -0.125);
  const squared5 = k.square(squashed5);
  const difference11 = k.subtract(1, squared5);
  const product16 = k.multiply(product15, difference11);
  const dense1Gradient5 = k.matMul(product16, DDense1Kernel, { transposeB: true });
  k.free(reshaped10, squashed5, squared5, product15, difference11, product16);

  // G(z)
  // spec.gen:5  generator G(z: Vector[2]) -> Vector[2] { z |> dense(2, bias: none) }
  const GDense1KernelGradient = k.matMul(random.trainZ2, dense1Gradient5, { transposeA: true });
  k.free(dense1Gradient5);

  // ---- optimiser ----

  // spec.gen:13  update G with sgd(0.1) { minimize V }
  const GDense1KernelStep = k.multiply(GDense1KernelGradient, scalars.trainSgd2Rate);
  const GDense1Kernel = k.subtract(G.dense1.kernel, GDense1KernelStep);
  k.free(GDense1KernelGradient, GDense1KernelStep);

  return {
    metrics: { V, GV },
    state: {
      D: { dense1: { kernel: DDense1Kernel }, dense2: { kernel: DDense2Kernel } },
      G: { dense1: { kernel: GDense1Kernel } },
    },
  };
}
