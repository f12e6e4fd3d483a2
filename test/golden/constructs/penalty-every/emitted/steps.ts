/**
 * PenaltyEvery: steps.ts
 *
 * The training steps: forward pass, loss terms, gradients and optimiser, written out.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 a0e39c054a80c744222c9b072c27e373688c2b0d6c55fc7a1f5dea66f39dee5c.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';
import type { DWeights } from './model.js';

/** What `trainStepEvery4` reads. */
export interface TrainStepEvery4Inputs {
  readonly data: {
    readonly points: {
      /** [8, 2] */
      readonly x: Tensor;
    };
  };
  readonly state: {
    readonly D: DWeights;
  };
  readonly random: {
    /** [8, 2], normal random numbers */
    readonly trainZ: Tensor;
  };
  readonly scalars: {
    /** a number */
    readonly trainSgd1Rate: Tensor;
  };
}

/** What `trainStepEvery4` returns: new tensors, the caller's to free. */
export interface TrainStepEvery4Outputs {
  readonly metrics: {
    /** a number, nats */
    readonly V: Tensor;
    /** a number, squared slope */
    readonly flatness: Tensor;
    /** a number */
    readonly loss: Tensor;
  };
  readonly state: {
    readonly D: DWeights;
  };
}

/**
 * One step of phase `train` at which the terms of every 4 steps fire, on a batch of 8. Updates, in order:
 * - D: D
 *
 * 52 kernels, 0.00273 million floating-point operations, at most 0.00107 MB of tensors.
 */
export function trainStepEvery4(k: KernelSet, inputs: TrainStepEvery4Inputs): TrainStepEvery4Outputs {
  const { points } = inputs.data;
  const { D } = inputs.state;
  const { random, scalars } = inputs;

  // ======== update D ==================================================================================

  // ---- forward ----

  // D(points.x)
  // spec.gen:4  discriminator D(x: Vector[2]) -> Logit { x |> dense(4, bias: none) |> tanh |> dense(1, bias: none) }
  const dense1 = k.matMul(points.x, D.dense1.kernel);
  const squashed = k.tanh(dense1);
  const dense2 = k.matMul(squashed, D.dense2.kernel);
  const reshaped = k.reshape(dense2, [8]);
  k.free(dense1, dense2);

  // D(z)
  const dense1_2 = k.matMul(random.trainZ, D.dense1.kernel);
  const squashed2 = k.tanh(dense1_2);
  const dense2_2 = k.matMul(squashed2, D.dense2.kernel);
  const reshaped2 = k.reshape(dense2_2, [8]);
  k.free(dense1_2, dense2_2);

  // spec.gen:9  game V = minimax(real: D(points.x), fake: D(z))
  const negated = k.negate(reshaped);
  const softplus = k.softplus(negated);
  const softplus2 = k.softplus(reshaped2);
  const sum = k.add(softplus, softplus2);
  const average = k.mean(sum, [0]);
  const V = k.negate(average);
  k.free(reshaped, softplus, softplus2, sum);

  // ---- backward ----

  // D(points.x)
  // spec.gen:4  discriminator D(x: Vector[2]) -> Logit { x |> dense(4, bias: none) |> tanh |> dense(1, bias: none) }
  const reshaped3 = k.reshape(D.dense2.kernel, [4]);
  const squared = k.square(squashed);
  const difference = k.subtract(1, squared);
  const product = k.multiply(reshaped3, difference);
  const dense1Gradient = k.matMul(product, D.dense1.kernel, { transposeB: true });
  k.free(squared);

  // ---- forward ----

  // spec.gen:12  minimize flatness = 5 * gradientPenalty.r1(D(points.x), points.x) every 4
  // flatness: The squared norm of the critic's gradient at real images.
  //   5 (sum_i (d score / d x_i)^2)   (Mescheder, Geiger & Nowozin 2018, eq. 9)
  const squared2 = k.square(dense1Gradient);
  const total = k.sum(squared2, [0, 1]);
  const flatness = k.multiply(total, 0.625);
  const product2 = k.multiply(total, 2.5);
  const loss = k.add(product2, average);
  k.free(squared2, total, average, product2);

  // ---- backward ----

  // spec.gen:12  minimize flatness = 5 * gradientPenalty.r1(D(points.x), points.x) every 4
  const product3 = k.multiply(dense1Gradient, 5);
  k.free(dense1Gradient);

  // D(points.x)
  // spec.gen:4  discriminator D(x: Vector[2]) -> Logit { x |> dense(4, bias: none) |> tanh |> dense(1, bias: none) }
  const dense1Gradient2 = k.matMul(product3, product, { transposeA: true });
  const dense1Gradient3 = k.matMul(product3, D.dense1.kernel);
  const product4 = k.multiply(dense1Gradient3, difference);
  const total2 = k.sum(product4, [0]);
  const product5 = k.multiply(dense1Gradient3, reshaped3);
  const reshaped4 = k.reshape(total2, [4, 1]);
  const product6 = k.multiply(product5, squashed);
  const product7 = k.multiply(product6, 2);
  k.free(product, product3, product4, reshaped3, dense1Gradient3, total2, product5, product6);

  // spec.gen:9  game V = minimax(real: D(points.x), fake: D(z))
  const probability = k.sigmoid(reshaped2);
  k.free(reshaped2);

  // D(z)
  // spec.gen:4  discriminator D(x: Vector[2]) -> Logit { x |> dense(4, bias: none) |> tanh |> dense(1, bias: none) }
  const reshaped5 = k.reshape(probability, [8, 1]);
  k.free(probability);

  // spec.gen:9  game V = minimax(real: D(points.x), fake: D(z))
  const probability2 = k.sigmoid(negated);
  k.free(negated);

  // D(points.x)
  // spec.gen:4  discriminator D(x: Vector[2]) -> Logit { x |> dense(4, bias: none) |> tanh |> dense(1, bias: none) }
  const reshaped6 = k.reshape(probability2, [8, 1]);
  k.free(probability2);

  // D(z)
  const product8 = k.multiply(reshaped5, 0.125);
  const dense2Gradient = k.matMul(product8, D.dense2.kernel, { transposeB: true });
  const dense2Gradient2 = k.matMul(squashed2, product8, { transposeA: true });
  k.free(reshaped5, product8);

  // D(points.x)
  const sum2 = k.add(reshaped4, dense2Gradient2);
  k.free(reshaped4, dense2Gradient2);

  // D(z)
  const squared3 = k.square(squashed2);
  const difference2 = k.subtract(1, squared3);
  const product9 = k.multiply(dense2Gradient, difference2);
  const dense1Gradient4 = k.matMul(random.trainZ, product9, { transposeA: true });
  k.free(squashed2, squared3, dense2Gradient, difference2, product9);

  // D(points.x)
  const sum3 = k.add(dense1Gradient2, dense1Gradient4);
  const product10 = k.multiply(reshaped6, -0.125);
  const dense2Gradient3 = k.matMul(squashed, product10, { transposeA: true });
  const DDense2KernelGradient = k.add(sum2, dense2Gradient3);
  const dense2Gradient4 = k.matMul(product10, D.dense2.kernel, { transposeB: true });
  const difference3 = k.subtract(dense2Gradient4, product7);
  const product11 = k.multiply(difference3, difference);
  const dense1Gradient5 = k.matMul(points.x, product11, { transposeA: true });
  const DDense1KernelGradient = k.add(sum3, dense1Gradient5);
  k.free(
    dense1Gradient2,
    dense1Gradient4,
    reshaped6,
    squashed,
    sum2,
    dense2Gradient3,
    product10,
    product7,
    dense2Gradient4,
    difference,
    difference3,
    product11,
    sum3,
    dense1Gradient5,
  );

  // ---- optimiser ----

  // spec.gen:10  update D with sgd(0.1) {
  const DDense1KernelStep = k.multiply(DDense1KernelGradient, scalars.trainSgd1Rate);
  const DDense1Kernel = k.subtract(D.dense1.kernel, DDense1KernelStep);
  const DDense2KernelStep = k.multiply(DDense2KernelGradient, scalars.trainSgd1Rate);
  const DDense2Kernel = k.subtract(D.dense2.kernel, DDense2KernelStep);
  k.free(DDense1KernelGradient, DDense1KernelStep, DDense2KernelGradient, DDense2KernelStep);

  return {
    metrics: { V, flatness, loss },
    state: { D: { dense1: { kernel: DDense1Kernel }, dense2: { kernel: DDense2Kernel } } },
  };
}

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
  };
  readonly random: {
    /** [8, 2], normal random numbers */
    readonly trainZ: Tensor;
  };
  readonly scalars: {
    /** a number */
    readonly trainSgd1Rate: Tensor;
  };
}

/** What `trainStep` returns: new tensors, the caller's to free. */
export interface TrainStepOutputs {
  readonly metrics: {
    /** a number, nats */
    readonly V: Tensor;
  };
  readonly state: {
    readonly D: DWeights;
  };
}

/**
 * One step of phase `train`, on a batch of 8. Updates, in order:
 * - D: D
 *
 * 34 kernels, 0.00206 million floating-point operations, at most 0.000756 MB of tensors.
 */
export function trainStep(k: KernelSet, inputs: TrainStepInputs): TrainStepOutputs {
  const { points } = inputs.data;
  const { D } = inputs.state;
  const { random, scalars } = inputs;

  // ======== update D ==================================================================================

  // ---- forward ----

  // D(points.x)
  // spec.gen:4  discriminator D(x: Vector[2]) -> Logit { x |> dense(4, bias: none) |> tanh |> dense(1, bias: none) }
  const dense1 = k.matMul(points.x, D.dense1.kernel);
  const squashed = k.tanh(dense1);
  const dense2 = k.matMul(squashed, D.dense2.kernel);
  const reshaped = k.reshape(dense2, [8]);
  k.free(dense1, dense2);

  // D(z)
  const dense1_2 = k.matMul(random.trainZ, D.dense1.kernel);
  const squashed2 = k.tanh(dense1_2);
  const dense2_2 = k.matMul(squashed2, D.dense2.kernel);
  const reshaped2 = k.reshape(dense2_2, [8]);
  k.free(dense1_2, dense2_2);

  // spec.gen:9  game V = minimax(real: D(points.x), fake: D(z))
  const negated = k.negate(reshaped);
  const softplus = k.softplus(negated);
  const softplus2 = k.softplus(reshaped2);
  const sum = k.add(softplus, softplus2);
  const average = k.mean(sum, [0]);
  const V = k.negate(average);
  k.free(reshaped, softplus, softplus2, sum, average);

  // ---- backward ----

  // spec.gen:9  game V = minimax(real: D(points.x), fake: D(z))
  const probability = k.sigmoid(reshaped2);
  const probability2 = k.sigmoid(negated);
  k.free(reshaped2, negated);

  // D(z)
  // spec.gen:4  discriminator D(x: Vector[2]) -> Logit { x |> dense(4, bias: none) |> tanh |> dense(1, bias: none) }
  const reshaped3 = k.reshape(probability, [8, 1]);
  const product = k.multiply(reshaped3, 0.125);
  const dense2Gradient = k.matMul(product, D.dense2.kernel, { transposeB: true });
  const dense2Gradient2 = k.matMul(squashed2, product, { transposeA: true });
  const squared = k.square(squashed2);
  const difference = k.subtract(1, squared);
  const product2 = k.multiply(dense2Gradient, difference);
  const dense1Gradient = k.matMul(random.trainZ, product2, { transposeA: true });
  k.free(probability, reshaped3, product, squashed2, squared, dense2Gradient, difference, product2);

  // D(points.x)
  const reshaped4 = k.reshape(probability2, [8, 1]);
  const product3 = k.multiply(reshaped4, -0.125);
  const dense2Gradient3 = k.matMul(product3, D.dense2.kernel, { transposeB: true });
  const dense2Gradient4 = k.matMul(squashed, product3, { transposeA: true });
  const DDense2KernelGradient = k.add(dense2Gradient2, dense2Gradient4);
  const squared2 = k.square(squashed);
  const difference2 = k.subtract(1, squared2);
  const product4 = k.multiply(dense2Gradient3, difference2);
  const dense1Gradient2 = k.matMul(points.x, product4, { transposeA: true });
  const DDense1KernelGradient = k.add(dense1Gradient, dense1Gradient2);
  k.free(
    probability2,
    reshaped4,
    product3,
    dense2Gradient2,
    dense2Gradient4,
    squashed,
    squared2,
    dense2Gradient3,
    difference2,
    product4,
    dense1Gradient,
    dense1Gradient2,
  );

  // ---- optimiser ----

  // spec.gen:10  update D with sgd(0.1) {
  const DDense1KernelStep = k.multiply(DDense1KernelGradient, scalars.trainSgd1Rate);
  const DDense1Kernel = k.subtract(D.dense1.kernel, DDense1KernelStep);
  const DDense2KernelStep = k.multiply(DDense2KernelGradient, scalars.trainSgd1Rate);
  const DDense2Kernel = k.subtract(D.dense2.kernel, DDense2KernelStep);
  k.free(DDense1KernelGradient, DDense1KernelStep, DDense2KernelGradient, DDense2KernelStep);

  return {
    metrics: { V },
    state: { D: { dense1: { kernel: DDense1Kernel }, dense2: { kernel: DDense2Kernel } } },
  };
}
