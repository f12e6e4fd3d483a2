/**
 * Games: steps.ts
 *
 * The training steps: forward pass, loss terms, gradients and optimiser, written out.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 c3f98755f602d00dd6d9bd8a85d4b31a350228582d12287aaa8da011cbda7279.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';
import type { GWeights, DWeights } from './model.js';

/** What `trainStep` reads. */
export interface TrainStepInputs {
  readonly data: {
    readonly points: {
      /** [8, 1] */
      readonly x: Tensor;
    };
  };
  readonly state: {
    readonly D: DWeights;
    readonly G: GWeights;
  };
  readonly random: {
    /** [8, 1], normal random numbers */
    readonly trainZ: Tensor;
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
    readonly squared: Tensor;
    /** a number, score */
    readonly outside: Tensor;
    /** a number, score */
    readonly transport: Tensor;
    /** a number, score */
    readonly lossD: Tensor;
    /** a number, score */
    readonly near: Tensor;
    /** a number, score */
    readonly score: Tensor;
    /** a number, score */
    readonly GTransport: Tensor;
    /** a number, score */
    readonly lossG: Tensor;
    /** a number, score */
    readonly squares: Tensor;
    /** a number, score */
    readonly margins: Tensor;
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
 * 58 kernels, 0.000449 million floating-point operations, at most 0.000348 MB of tensors.
 */
export function trainStep(k: KernelSet, inputs: TrainStepInputs): TrainStepOutputs {
  const { points } = inputs.data;
  const { D, G } = inputs.state;
  const { random, scalars } = inputs;

  // ======== update D ==================================================================================

  // ---- forward ----

  // D(points.x)
  // spec.gen:6  discriminator D(x: Vector[1]) -> Logit { x |> dense(1) }
  const dense1 = k.fusedMatMul(points.x, D.dense1.kernel, D.dense1.bias);
  const reshaped = k.reshape(dense1, [8]);
  k.free(dense1);

  // G(z)
  // spec.gen:5  generator G(z: Vector[1]) -> Vector[1] { z |> dense(1) }
  const dense1_2 = k.fusedMatMul(random.trainZ, G.dense1.kernel, G.dense1.bias);

  // D(G(z))
  // spec.gen:6  discriminator D(x: Vector[1]) -> Logit { x |> dense(1) }
  const dense1_3 = k.fusedMatMul(dense1_2, D.dense1.kernel, D.dense1.bias);
  const reshaped2 = k.reshape(dense1_3, [8]);
  k.free(dense1_3);

  // spec.gen:13  game squares = leastSquares(real: real, fake: fake)
  const difference = k.subtract(reshaped, 1);
  const squared = k.square(difference);
  const squared2 = k.square(reshaped2);
  const sum = k.add(squared, squared2);
  const squared3 = k.mean(sum, [0]);
  k.free(squared, squared2, sum);

  // spec.gen:14  game margins = hinge(real: real, fake: fake)
  const difference2 = k.subtract(1, reshaped);
  const rectified = k.relu(difference2);
  const sum2 = k.add(reshaped2, 1);
  const rectified2 = k.relu(sum2);
  const sum3 = k.add(rectified, rectified2);
  const outside = k.mean(sum3, [0]);
  k.free(difference2, sum2, sum3);

  // spec.gen:15  game transport = wasserstein(real: real, fake: fake)
  const difference3 = k.subtract(reshaped2, reshaped);
  const average = k.mean(difference3, [0]);
  const transport = k.negate(average);
  const sum4 = k.add(squared3, outside);
  const lossD = k.add(sum4, average);
  k.free(difference3, average, sum4);

  // ---- backward ----

  // spec.gen:14  game margins = hinge(real: real, fake: fake)
  const sign = k.sign(rectified2);
  const product = k.multiply(sign, 0.125);
  const sign2 = k.sign(rectified);
  const product2 = k.multiply(sign2, -0.125);
  k.free(rectified2, sign, rectified, sign2);

  // spec.gen:13  game squares = leastSquares(real: real, fake: fake)
  const product3 = k.multiply(reshaped2, 0.25);
  const product4 = k.multiply(difference, 0.25);
  k.free(reshaped2, difference);

  // D(G(z))
  // spec.gen:6  discriminator D(x: Vector[1]) -> Logit { x |> dense(1) }
  const sum5 = k.add(0.125, product);
  const sum6 = k.add(sum5, product3);
  const reshaped3 = k.reshape(sum6, [8, 1]);
  const total = k.sum(sum6, [0]);
  const reshaped4 = k.reshape(total, [1]);
  k.free(product, product3, sum5, sum6, total);

  // D(points.x)
  const sum7 = k.add(-0.125, product2);
  const sum8 = k.add(sum7, product4);
  const reshaped5 = k.reshape(sum8, [8, 1]);
  const total2 = k.sum(sum8, [0]);
  const reshaped6 = k.reshape(total2, [1]);
  const dense1Gradient = k.matMul(points.x, reshaped5, { transposeA: true });
  const DDense1BiasGradient = k.add(reshaped4, reshaped6);
  const reshaped7 = k.reshape(dense1Gradient, [1]);
  k.free(product2, product4, sum7, sum8, total2, reshaped5, reshaped4, reshaped6, dense1Gradient);

  // D(G(z))
  const DDense1KernelGradient = k.fusedMatMul(dense1_2, reshaped3, reshaped7, { transposeA: true });
  k.free(reshaped3, reshaped7);

  // ---- optimiser ----

  // spec.gen:16  update D with sgd(0.1) {
  const DDense1KernelStep = k.multiply(DDense1KernelGradient, scalars.trainSgd1Rate);
  const DDense1Kernel = k.subtract(D.dense1.kernel, DDense1KernelStep);
  const DDense1BiasStep = k.multiply(DDense1BiasGradient, scalars.trainSgd1Rate);
  const DDense1Bias = k.subtract(D.dense1.bias, DDense1BiasStep);
  k.free(DDense1KernelGradient, DDense1KernelStep, DDense1BiasGradient, DDense1BiasStep);

  // ======== update G ==================================================================================

  // ---- forward ----

  // D(G(z))
  // spec.gen:6  discriminator D(x: Vector[1]) -> Logit { x |> dense(1) }
  const dense1_4 = k.fusedMatMul(dense1_2, DDense1Kernel, DDense1Bias);
  const reshaped8 = k.reshape(dense1_4, [8]);
  k.free(dense1_2);

  // spec.gen:22  minimize near = squares.generator
  // near: The generator's loss.
  //   (D(G(z)) - 1)^2   (Mao et al. 2017, eq. 2)
  const difference4 = k.subtract(reshaped8, 1);
  const squared4 = k.square(difference4);
  const near = k.mean(squared4, [0]);
  k.free(squared4);

  // spec.gen:23  minimize score = margins.generator
  // score: The generator's loss.
  //   -D(G(z))   (Lim & Ye 2017, eq. 3; Miyato et al. 2018, eq. 16)
  const average2 = k.mean(dense1_4, [0, 1]);
  const score = k.negate(average2);
  k.free(dense1_4);

  // spec.gen:24  minimize transport
  // G.transport: The value of the game, that D maximises and G minimises.
  //   E[D(x)] - E[D(G(z))]   (Arjovsky, Chintala & Bottou 2017, eq. 2)
  const difference5 = k.subtract(reshaped8, reshaped);
  const average3 = k.mean(difference5, [0]);
  const GTransport = k.negate(average3);
  const difference6 = k.subtract(near, average2);
  const lossG = k.subtract(difference6, average3);
  k.free(reshaped, reshaped8, difference5, average2, average3, difference6);

  // ---- backward ----

  // spec.gen:22  minimize near = squares.generator
  const product5 = k.multiply(difference4, 0.25);
  k.free(difference4);

  // D(G(z))
  // spec.gen:6  discriminator D(x: Vector[1]) -> Logit { x |> dense(1) }
  const sum9 = k.add(-0.25, product5);
  const reshaped9 = k.reshape(sum9, [8, 1]);
  const dense1Gradient2 = k.matMul(reshaped9, DDense1Kernel, { transposeB: true });
  k.free(product5, sum9, reshaped9);

  // G(z)
  // spec.gen:5  generator G(z: Vector[1]) -> Vector[1] { z |> dense(1) }
  const total3 = k.sum(dense1Gradient2, [0, 1]);
  const GDense1BiasGradient = k.reshape(total3, [1]);
  const GDense1KernelGradient = k.matMul(random.trainZ, dense1Gradient2, { transposeA: true });
  k.free(total3, dense1Gradient2);

  // ---- optimiser ----

  // spec.gen:21  update G with sgd(0.1) {
  const GDense1KernelStep = k.multiply(GDense1KernelGradient, scalars.trainSgd2Rate);
  const GDense1Kernel = k.subtract(G.dense1.kernel, GDense1KernelStep);
  const GDense1BiasStep = k.multiply(GDense1BiasGradient, scalars.trainSgd2Rate);
  const GDense1Bias = k.subtract(G.dense1.bias, GDense1BiasStep);
  k.free(GDense1KernelGradient, GDense1KernelStep, GDense1BiasGradient, GDense1BiasStep);

  return {
    metrics: {
      squared: squared3,
      outside,
      transport,
      lossD,
      near,
      score,
      GTransport,
      lossG,
      squares: k.copy(squared3),
      margins: k.copy(outside),
    },
    state: {
      D: { dense1: { kernel: DDense1Kernel, bias: DDense1Bias } },
      G: { dense1: { kernel: GDense1Kernel, bias: GDense1Bias } },
    },
  };
}
