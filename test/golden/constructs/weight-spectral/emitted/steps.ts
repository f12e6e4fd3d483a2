/**
 * WeightSpectral: steps.ts
 *
 * The training steps: forward pass, loss terms, gradients and optimiser, written out.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 b345fb725570b12f354d4cbda42581873ed5c024e532b6b4db3e5541d29cb2b6.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';
import type { DWeights } from './model.js';

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
    /** a number, score */
    readonly discriminator: Tensor;
    /** a number, score */
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
 * 55 kernels, 0.00134 million floating-point operations, at most 0.000836 MB of tensors.
 */
export function trainStep(k: KernelSet, inputs: TrainStepInputs): TrainStepOutputs {
  const { points } = inputs.data;
  const { D } = inputs.state;
  const { random, scalars } = inputs;

  // ======== update D ==================================================================================

  // ---- forward ----

  // D(points.x)
  // spec.gen:4  discriminator D(x: Vector[2]) -> Logit { x |> dense(4, weight: spectral, bias: none) |> relu |> dense(1, bias: none) }
  const reshaped = k.reshape(D.dense1.u, [4, 1]);
  const dense1 = k.matMul(D.dense1.kernel, reshaped);
  const squared = k.square(dense1);
  const total = k.sum(squared, [0, 1]);
  const root = k.sqrt(total);
  const larger = k.maximum(root, 1e-12);
  const dense1Left = k.divide(dense1, larger);
  const dense1_2 = k.matMul(D.dense1.kernel, dense1Left, { transposeA: true });
  const squared2 = k.square(dense1_2);
  const total2 = k.sum(squared2, [0, 1]);
  const root2 = k.sqrt(total2);
  const larger2 = k.maximum(root2, 1e-12);
  const dense1Right = k.divide(dense1_2, larger2);
  const dense1_3 = k.matMul(D.dense1.kernel, dense1Right);
  const product = k.multiply(dense1Left, dense1_3);
  const dense1Sigma = k.sum(product, [0, 1]);
  const DDense1U = k.reshape(dense1Right, [4]);
  const dense1NormalisedKernel = k.divide(D.dense1.kernel, dense1Sigma);
  const dense1_4 = k.matMul(points.x, dense1NormalisedKernel);
  const rectified = k.relu(dense1_4);
  const dense2 = k.matMul(rectified, D.dense2.kernel);
  const reshaped2 = k.reshape(dense2, [8]);
  k.free(
    reshaped,
    squared,
    total,
    root,
    dense1,
    larger,
    squared2,
    total2,
    root2,
    dense1_2,
    larger2,
    dense1_3,
    product,
    dense1_4,
    dense2,
  );

  // D(z)
  const dense1_5 = k.matMul(random.trainZ, dense1NormalisedKernel);
  const rectified2 = k.relu(dense1_5);
  const dense2_2 = k.matMul(rectified2, D.dense2.kernel);
  const reshaped3 = k.reshape(dense2_2, [8]);
  k.free(dense1_5, dense2_2);

  // spec.gen:9  game V = hinge(real: D(points.x), fake: D(z))
  const difference = k.subtract(1, reshaped2);
  const rectified3 = k.relu(difference);
  const sum = k.add(reshaped3, 1);
  const rectified4 = k.relu(sum);
  const sum2 = k.add(rectified3, rectified4);
  const discriminator = k.mean(sum2, [0]);
  k.free(reshaped2, difference, reshaped3, sum, sum2);

  // ---- backward ----

  // spec.gen:9  game V = hinge(real: D(points.x), fake: D(z))
  const sign = k.sign(rectified4);
  const sign2 = k.sign(rectified3);
  k.free(rectified4, rectified3);

  // D(z)
  // spec.gen:4  discriminator D(x: Vector[2]) -> Logit { x |> dense(4, weight: spectral, bias: none) |> relu |> dense(1, bias: none) }
  const reshaped4 = k.reshape(sign, [8, 1]);
  const product2 = k.multiply(reshaped4, 0.125);
  const dense2Gradient = k.matMul(product2, D.dense2.kernel, { transposeB: true });
  const dense2Gradient2 = k.matMul(rectified2, product2, { transposeA: true });
  const sign3 = k.sign(rectified2);
  const product3 = k.multiply(dense2Gradient, sign3);
  const dense1Gradient = k.matMul(random.trainZ, product3, { transposeA: true });
  k.free(sign, reshaped4, product2, rectified2, dense2Gradient, sign3, product3);

  // D(points.x)
  const reshaped5 = k.reshape(sign2, [8, 1]);
  const product4 = k.multiply(reshaped5, -0.125);
  const dense2Gradient3 = k.matMul(product4, D.dense2.kernel, { transposeB: true });
  const dense2Gradient4 = k.matMul(rectified, product4, { transposeA: true });
  const DDense2KernelGradient = k.add(dense2Gradient2, dense2Gradient4);
  const sign4 = k.sign(rectified);
  const product5 = k.multiply(dense2Gradient3, sign4);
  const dense1Gradient2 = k.matMul(points.x, product5, { transposeA: true });
  const sum3 = k.add(dense1Gradient, dense1Gradient2);
  const quotient = k.divide(sum3, dense1Sigma);
  const product6 = k.multiply(quotient, dense1NormalisedKernel);
  const total3 = k.sum(product6, [0, 1]);
  const reshaped6 = k.reshape(total3, [1, 1]);
  const negated = k.negate(reshaped6);
  const product7 = k.multiply(negated, dense1Left);
  const dense1Gradient3 = k.matMul(product7, dense1Right, { transposeB: true });
  const DDense1KernelGradient = k.add(quotient, dense1Gradient3);
  k.free(
    sign2,
    reshaped5,
    product4,
    dense2Gradient2,
    dense2Gradient4,
    rectified,
    dense2Gradient3,
    sign4,
    product5,
    dense1Gradient,
    dense1Gradient2,
    dense1Sigma,
    sum3,
    dense1NormalisedKernel,
    product6,
    total3,
    reshaped6,
    dense1Left,
    negated,
    dense1Right,
    product7,
    quotient,
    dense1Gradient3,
  );

  // ---- optimiser ----

  // spec.gen:10  update D with sgd(0.1) { minimize V.discriminator }
  // discriminator: The discriminator's loss.
  //   max(0, 1 - D(x)) + max(0, 1 + D(G(z)))   (Lim & Ye 2017, eq. 3; Miyato et al. 2018, eq. 16)
  const DDense1KernelStep = k.multiply(DDense1KernelGradient, scalars.trainSgd1Rate);
  const DDense1Kernel = k.subtract(D.dense1.kernel, DDense1KernelStep);
  const DDense2KernelStep = k.multiply(DDense2KernelGradient, scalars.trainSgd1Rate);
  const DDense2Kernel = k.subtract(D.dense2.kernel, DDense2KernelStep);
  k.free(DDense1KernelGradient, DDense1KernelStep, DDense2KernelGradient, DDense2KernelStep);

  return {
    metrics: { discriminator, V: k.copy(discriminator) },
    state: { D: { dense1: { kernel: DDense1Kernel, u: DDense1U }, dense2: { kernel: DDense2Kernel } } },
  };
}
