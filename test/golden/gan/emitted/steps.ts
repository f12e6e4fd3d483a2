/**
 * Gan: steps.ts
 *
 * The training steps: forward pass, loss terms, gradients and optimiser, written out.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 8703202040dc3d8e9fd0bbdccfb9d82c9f0db2ddff98e2d35bb9a2393f129234.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';
import type { GWeights, DWeights, TrainState } from './model.js';

/** What `trainStep` reads. */
export interface TrainStepInputs {
  readonly data: {
    readonly digits: {
      /** [64, 28, 28, 1] */
      readonly image: Tensor;
    };
  };
  readonly state: {
    readonly D: DWeights;
    readonly G: GWeights;
    readonly train: TrainState;
  };
  readonly random: {
    /** [64, 64], normal random numbers */
    readonly trainZ: Tensor;
  };
  readonly scalars: {
    /** a number */
    readonly trainAdam1StepSize: Tensor;
    /** a number */
    readonly trainAdam1Correction: Tensor;
    /** a number */
    readonly trainAdam2StepSize: Tensor;
    /** a number */
    readonly trainAdam2Correction: Tensor;
  };
}

/** What `trainStep` returns: new tensors, the caller's to free. */
export interface TrainStepOutputs {
  readonly metrics: {
    /** a number, nats */
    readonly V: Tensor;
    /** a number, nats */
    readonly nonSaturating: Tensor;
  };
  readonly state: {
    readonly D: DWeights;
    readonly G: GWeights;
    readonly train: TrainState;
  };
}

/**
 * One step of phase `train`, on a batch of 64. Updates, in order:
 * - D: D
 * - G: G
 *
 * 121 kernels, 408 million floating-point operations, at most 19 MB of tensors.
 */
export function trainStep(k: KernelSet, inputs: TrainStepInputs): TrainStepOutputs {
  const { digits } = inputs.data;
  const { D, G, train } = inputs.state;
  const { random, scalars } = inputs;

  // ======== update D ==================================================================================

  // ---- forward ----

  // D(digits.image)
  // gan.gen:13  x |> flatten |> dense(256) |> leakyRelu(0.2) |> dense(128) |> leakyRelu(0.2) |> dense(1)
  const reshaped = k.reshape(digits.image, [64, 784]);
  const dense1 = k.fusedMatMul(reshaped, D.dense1.kernel, D.dense1.bias, {
    activation: 'leakyRelu',
    alpha: 0.2,
  });
  const dense2 = k.fusedMatMul(dense1, D.dense2.kernel, D.dense2.bias, {
    activation: 'leakyRelu',
    alpha: 0.2,
  });
  const dense3 = k.fusedMatMul(dense2, D.dense3.kernel, D.dense3.bias);
  const reshaped2 = k.reshape(dense3, [64]);
  k.free(dense3);

  // G(z)
  // gan.gen:10  z |> dense(256) |> relu |> dense(512) |> relu |> dense(784) |> tanh |> reshape(28, 28, 1)
  const dense1_2 = k.fusedMatMul(random.trainZ, G.dense1.kernel, G.dense1.bias, { activation: 'relu' });
  const dense2_2 = k.fusedMatMul(dense1_2, G.dense2.kernel, G.dense2.bias, { activation: 'relu' });
  const dense3_2 = k.fusedMatMul(dense2_2, G.dense3.kernel, G.dense3.bias, { activation: 'tanh' });

  // D(fake)
  // gan.gen:13  x |> flatten |> dense(256) |> leakyRelu(0.2) |> dense(128) |> leakyRelu(0.2) |> dense(1)
  const dense1_3 = k.fusedMatMul(dense3_2, D.dense1.kernel, D.dense1.bias, {
    activation: 'leakyRelu',
    alpha: 0.2,
  });
  const dense2_3 = k.fusedMatMul(dense1_3, D.dense2.kernel, D.dense2.bias, {
    activation: 'leakyRelu',
    alpha: 0.2,
  });
  const dense3_3 = k.fusedMatMul(dense2_3, D.dense3.kernel, D.dense3.bias);
  const reshaped3 = k.reshape(dense3_3, [64]);
  k.free(dense3_3);

  // gan.gen:21  game V = minimax(real: D(digits.image), fake: D(fake))
  const negated = k.negate(reshaped2);
  const softplus = k.softplus(negated);
  const softplus2 = k.softplus(reshaped3);
  const sum = k.add(softplus, softplus2);
  const average = k.mean(sum, [0]);
  const V = k.negate(average);
  k.free(reshaped2, softplus, softplus2, sum, average);

  // ---- backward ----

  // gan.gen:21  game V = minimax(real: D(digits.image), fake: D(fake))
  const probability = k.sigmoid(reshaped3);
  const probability2 = k.sigmoid(negated);
  k.free(reshaped3, negated);

  // D(fake)
  // gan.gen:13  x |> flatten |> dense(256) |> leakyRelu(0.2) |> dense(128) |> leakyRelu(0.2) |> dense(1)
  const reshaped4 = k.reshape(probability, [64, 1]);
  const product = k.multiply(reshaped4, 0.015625);
  const total = k.sum(product, [0, 1]);
  const reshaped5 = k.reshape(total, [1]);
  const dense3Gradient = k.matMul(product, D.dense3.kernel, { transposeB: true });
  const dense3Gradient2 = k.matMul(dense2_3, product, { transposeA: true });
  const sign = k.sign(dense2_3);
  const larger = k.maximum(sign, 0.2);
  const product2 = k.multiply(dense3Gradient, larger);
  const total2 = k.sum(product2, [0]);
  const dense2Gradient = k.matMul(product2, D.dense2.kernel, { transposeB: true });
  const dense2Gradient2 = k.matMul(dense1_3, product2, { transposeA: true });
  const sign2 = k.sign(dense1_3);
  const larger2 = k.maximum(sign2, 0.2);
  const product3 = k.multiply(dense2Gradient, larger2);
  const total3 = k.sum(product3, [0]);
  const dense1Gradient = k.matMul(dense3_2, product3, { transposeA: true });
  k.free(
    probability,
    reshaped4,
    total,
    product,
    dense2_3,
    sign,
    dense3Gradient,
    larger,
    product2,
    dense1_3,
    sign2,
    dense2Gradient,
    larger2,
    product3,
  );

  // D(digits.image)
  const reshaped6 = k.reshape(probability2, [64, 1]);
  const product4 = k.multiply(reshaped6, -0.015625);
  const total4 = k.sum(product4, [0, 1]);
  const reshaped7 = k.reshape(total4, [1]);
  const dense3Gradient3 = k.matMul(product4, D.dense3.kernel, { transposeB: true });
  const dense3Gradient4 = k.matMul(dense2, product4, { transposeA: true });
  const DDense3BiasGradient = k.add(reshaped5, reshaped7);
  const DDense3KernelGradient = k.add(dense3Gradient2, dense3Gradient4);
  const sign3 = k.sign(dense2);
  const larger3 = k.maximum(sign3, 0.2);
  const product5 = k.multiply(dense3Gradient3, larger3);
  const total5 = k.sum(product5, [0]);
  const dense2Gradient3 = k.matMul(product5, D.dense2.kernel, { transposeB: true });
  const dense2Gradient4 = k.matMul(dense1, product5, { transposeA: true });
  const DDense2BiasGradient = k.add(total2, total5);
  const DDense2KernelGradient = k.add(dense2Gradient2, dense2Gradient4);
  const sign4 = k.sign(dense1);
  const larger4 = k.maximum(sign4, 0.2);
  const product6 = k.multiply(dense2Gradient3, larger4);
  const total6 = k.sum(product6, [0]);
  const dense1Gradient2 = k.matMul(reshaped, product6, { transposeA: true });
  const DDense1BiasGradient = k.add(total3, total6);
  const DDense1KernelGradient = k.add(dense1Gradient, dense1Gradient2);
  k.free(
    probability2,
    reshaped6,
    total4,
    product4,
    reshaped5,
    reshaped7,
    dense3Gradient2,
    dense3Gradient4,
    dense2,
    sign3,
    dense3Gradient3,
    larger3,
    product5,
    total2,
    total5,
    dense2Gradient2,
    dense2Gradient4,
    dense1,
    sign4,
    dense2Gradient3,
    larger4,
    reshaped,
    product6,
    total3,
    total6,
    dense1Gradient,
    dense1Gradient2,
  );

  // ---- optimiser ----

  // gan.gen:22  update D with adam(2e-4, beta1: 0.5) { maximize V }
  // V: The value of the game, that D maximises and G minimises.
  //   E[log D(x)] + E[log(1 - D(G(z)))]   (Goodfellow et al. 2014, eq. 1; chapter eq. (39))
  const DDense1Kernel = k.movingAverage(train.adam1.m.D.dense1.kernel, DDense1KernelGradient, { decay: 0.5 });
  const DDense1Kernel2 = k.movingAverageOfSquares(train.adam1.v.D.dense1.kernel, DDense1KernelGradient, {
    decay: 0.999,
  });
  const DDense1Kernel3 = k.adamStep(
    D.dense1.kernel,
    DDense1Kernel,
    DDense1Kernel2,
    scalars.trainAdam1StepSize,
    scalars.trainAdam1Correction,
    { epsilon: 1e-8 },
  );

  const DDense1Bias = k.movingAverage(train.adam1.m.D.dense1.bias, DDense1BiasGradient, { decay: 0.5 });
  const DDense1Bias2 = k.movingAverageOfSquares(train.adam1.v.D.dense1.bias, DDense1BiasGradient, {
    decay: 0.999,
  });
  const DDense1Bias3 = k.adamStep(
    D.dense1.bias,
    DDense1Bias,
    DDense1Bias2,
    scalars.trainAdam1StepSize,
    scalars.trainAdam1Correction,
    { epsilon: 1e-8 },
  );

  const DDense2Kernel = k.movingAverage(train.adam1.m.D.dense2.kernel, DDense2KernelGradient, { decay: 0.5 });
  const DDense2Kernel2 = k.movingAverageOfSquares(train.adam1.v.D.dense2.kernel, DDense2KernelGradient, {
    decay: 0.999,
  });
  const DDense2Kernel3 = k.adamStep(
    D.dense2.kernel,
    DDense2Kernel,
    DDense2Kernel2,
    scalars.trainAdam1StepSize,
    scalars.trainAdam1Correction,
    { epsilon: 1e-8 },
  );

  const DDense2Bias = k.movingAverage(train.adam1.m.D.dense2.bias, DDense2BiasGradient, { decay: 0.5 });
  const DDense2Bias2 = k.movingAverageOfSquares(train.adam1.v.D.dense2.bias, DDense2BiasGradient, {
    decay: 0.999,
  });
  const DDense2Bias3 = k.adamStep(
    D.dense2.bias,
    DDense2Bias,
    DDense2Bias2,
    scalars.trainAdam1StepSize,
    scalars.trainAdam1Correction,
    { epsilon: 1e-8 },
  );

  const DDense3Kernel = k.movingAverage(train.adam1.m.D.dense3.kernel, DDense3KernelGradient, { decay: 0.5 });
  const DDense3Kernel2 = k.movingAverageOfSquares(train.adam1.v.D.dense3.kernel, DDense3KernelGradient, {
    decay: 0.999,
  });
  const DDense3Kernel3 = k.adamStep(
    D.dense3.kernel,
    DDense3Kernel,
    DDense3Kernel2,
    scalars.trainAdam1StepSize,
    scalars.trainAdam1Correction,
    { epsilon: 1e-8 },
  );

  const DDense3Bias = k.movingAverage(train.adam1.m.D.dense3.bias, DDense3BiasGradient, { decay: 0.5 });
  const DDense3Bias2 = k.movingAverageOfSquares(train.adam1.v.D.dense3.bias, DDense3BiasGradient, {
    decay: 0.999,
  });
  const DDense3Bias3 = k.adamStep(
    D.dense3.bias,
    DDense3Bias,
    DDense3Bias2,
    scalars.trainAdam1StepSize,
    scalars.trainAdam1Correction,
    { epsilon: 1e-8 },
  );

  k.free(
    DDense1KernelGradient,
    DDense1BiasGradient,
    DDense2KernelGradient,
    DDense2BiasGradient,
    DDense3KernelGradient,
    DDense3BiasGradient,
  );

  // ======== update G ==================================================================================

  // ---- forward ----

  // D(fake)
  // gan.gen:13  x |> flatten |> dense(256) |> leakyRelu(0.2) |> dense(128) |> leakyRelu(0.2) |> dense(1)
  const dense1_4 = k.fusedMatMul(dense3_2, DDense1Kernel3, DDense1Bias3, {
    activation: 'leakyRelu',
    alpha: 0.2,
  });
  const dense2_4 = k.fusedMatMul(dense1_4, DDense2Kernel3, DDense2Bias3, {
    activation: 'leakyRelu',
    alpha: 0.2,
  });
  const dense3_4 = k.fusedMatMul(dense2_4, DDense3Kernel3, DDense3Bias3);
  const reshaped8 = k.reshape(dense3_4, [64]);
  k.free(dense3_4);

  // gan.gen:23  update G with adam(2e-4, beta1: 0.5) { minimize V.nonSaturating }        // or: minimize V
  // nonSaturating: The non-saturating generator loss: same fixed point as min V, stronger gradients early on.
  //   -log D(G(z))   (Goodfellow et al. 2014, eq. 1; chapter eq. (39))
  const negated2 = k.negate(reshaped8);
  const softplus3 = k.softplus(negated2);
  const nonSaturating = k.mean(softplus3, [0]);
  k.free(reshaped8, softplus3);

  // ---- backward ----

  // gan.gen:23  update G with adam(2e-4, beta1: 0.5) { minimize V.nonSaturating }        // or: minimize V
  const probability3 = k.sigmoid(negated2);
  k.free(negated2);

  // D(fake)
  // gan.gen:13  x |> flatten |> dense(256) |> leakyRelu(0.2) |> dense(128) |> leakyRelu(0.2) |> dense(1)
  const reshaped9 = k.reshape(probability3, [64, 1]);
  const product7 = k.multiply(reshaped9, -0.015625);
  const dense3Gradient5 = k.matMul(product7, DDense3Kernel3, { transposeB: true });
  const sign5 = k.sign(dense2_4);
  const larger5 = k.maximum(sign5, 0.2);
  const product8 = k.multiply(dense3Gradient5, larger5);
  const dense2Gradient5 = k.matMul(product8, DDense2Kernel3, { transposeB: true });
  const sign6 = k.sign(dense1_4);
  const larger6 = k.maximum(sign6, 0.2);
  const product9 = k.multiply(dense2Gradient5, larger6);
  const dense1Gradient3 = k.matMul(product9, DDense1Kernel3, { transposeB: true });
  k.free(
    probability3,
    reshaped9,
    product7,
    dense2_4,
    sign5,
    dense3Gradient5,
    larger5,
    product8,
    dense1_4,
    sign6,
    dense2Gradient5,
    larger6,
    product9,
  );

  // G(z)
  // gan.gen:10  z |> dense(256) |> relu |> dense(512) |> relu |> dense(784) |> tanh |> reshape(28, 28, 1)
  const squared = k.square(dense3_2);
  const difference = k.subtract(1, squared);
  const product10 = k.multiply(dense1Gradient3, difference);
  const GDense3BiasGradient = k.sum(product10, [0]);
  const dense3Gradient6 = k.matMul(product10, G.dense3.kernel, { transposeB: true });
  const GDense3KernelGradient = k.matMul(dense2_2, product10, { transposeA: true });
  const sign7 = k.sign(dense2_2);
  k.free(dense3_2, squared, dense1Gradient3, difference, product10, dense2_2);
  const product11 = k.multiply(dense3Gradient6, sign7);
  const GDense2BiasGradient = k.sum(product11, [0]);
  const dense2Gradient6 = k.matMul(product11, G.dense2.kernel, { transposeB: true });
  const GDense2KernelGradient = k.matMul(dense1_2, product11, { transposeA: true });
  const sign8 = k.sign(dense1_2);
  const product12 = k.multiply(dense2Gradient6, sign8);
  const GDense1BiasGradient = k.sum(product12, [0]);
  const GDense1KernelGradient = k.matMul(random.trainZ, product12, { transposeA: true });
  k.free(dense3Gradient6, sign7, product11, dense1_2, dense2Gradient6, sign8, product12);

  // ---- optimiser ----

  // gan.gen:23  update G with adam(2e-4, beta1: 0.5) { minimize V.nonSaturating }        // or: minimize V
  const GDense1Kernel = k.movingAverage(train.adam2.m.G.dense1.kernel, GDense1KernelGradient, { decay: 0.5 });
  const GDense1Kernel2 = k.movingAverageOfSquares(train.adam2.v.G.dense1.kernel, GDense1KernelGradient, {
    decay: 0.999,
  });
  const GDense1Kernel3 = k.adamStep(
    G.dense1.kernel,
    GDense1Kernel,
    GDense1Kernel2,
    scalars.trainAdam2StepSize,
    scalars.trainAdam2Correction,
    { epsilon: 1e-8 },
  );

  const GDense1Bias = k.movingAverage(train.adam2.m.G.dense1.bias, GDense1BiasGradient, { decay: 0.5 });
  const GDense1Bias2 = k.movingAverageOfSquares(train.adam2.v.G.dense1.bias, GDense1BiasGradient, {
    decay: 0.999,
  });
  const GDense1Bias3 = k.adamStep(
    G.dense1.bias,
    GDense1Bias,
    GDense1Bias2,
    scalars.trainAdam2StepSize,
    scalars.trainAdam2Correction,
    { epsilon: 1e-8 },
  );

  const GDense2Kernel = k.movingAverage(train.adam2.m.G.dense2.kernel, GDense2KernelGradient, { decay: 0.5 });
  const GDense2Kernel2 = k.movingAverageOfSquares(train.adam2.v.G.dense2.kernel, GDense2KernelGradient, {
    decay: 0.999,
  });
  const GDense2Kernel3 = k.adamStep(
    G.dense2.kernel,
    GDense2Kernel,
    GDense2Kernel2,
    scalars.trainAdam2StepSize,
    scalars.trainAdam2Correction,
    { epsilon: 1e-8 },
  );

  const GDense2Bias = k.movingAverage(train.adam2.m.G.dense2.bias, GDense2BiasGradient, { decay: 0.5 });
  const GDense2Bias2 = k.movingAverageOfSquares(train.adam2.v.G.dense2.bias, GDense2BiasGradient, {
    decay: 0.999,
  });
  const GDense2Bias3 = k.adamStep(
    G.dense2.bias,
    GDense2Bias,
    GDense2Bias2,
    scalars.trainAdam2StepSize,
    scalars.trainAdam2Correction,
    { epsilon: 1e-8 },
  );

  const GDense3Kernel = k.movingAverage(train.adam2.m.G.dense3.kernel, GDense3KernelGradient, { decay: 0.5 });
  const GDense3Kernel2 = k.movingAverageOfSquares(train.adam2.v.G.dense3.kernel, GDense3KernelGradient, {
    decay: 0.999,
  });
  k.free(
    GDense1KernelGradient,
    GDense1BiasGradient,
    GDense2KernelGradient,
    GDense2BiasGradient,
    GDense3KernelGradient,
  );
  const GDense3Kernel3 = k.adamStep(
    G.dense3.kernel,
    GDense3Kernel,
    GDense3Kernel2,
    scalars.trainAdam2StepSize,
    scalars.trainAdam2Correction,
    { epsilon: 1e-8 },
  );

  const GDense3Bias = k.movingAverage(train.adam2.m.G.dense3.bias, GDense3BiasGradient, { decay: 0.5 });
  const GDense3Bias2 = k.movingAverageOfSquares(train.adam2.v.G.dense3.bias, GDense3BiasGradient, {
    decay: 0.999,
  });
  const GDense3Bias3 = k.adamStep(
    G.dense3.bias,
    GDense3Bias,
    GDense3Bias2,
    scalars.trainAdam2StepSize,
    scalars.trainAdam2Correction,
    { epsilon: 1e-8 },
  );

  k.free(GDense3BiasGradient);

  return {
    metrics: { V, nonSaturating },
    state: {
      D: {
        dense1: { kernel: DDense1Kernel3, bias: DDense1Bias3 },
        dense2: { kernel: DDense2Kernel3, bias: DDense2Bias3 },
        dense3: { kernel: DDense3Kernel3, bias: DDense3Bias3 },
      },
      G: {
        dense1: { kernel: GDense1Kernel3, bias: GDense1Bias3 },
        dense2: { kernel: GDense2Kernel3, bias: GDense2Bias3 },
        dense3: { kernel: GDense3Kernel3, bias: GDense3Bias3 },
      },
      train: {
        adam1: {
          m: {
            D: {
              dense1: { kernel: DDense1Kernel, bias: DDense1Bias },
              dense2: { kernel: DDense2Kernel, bias: DDense2Bias },
              dense3: { kernel: DDense3Kernel, bias: DDense3Bias },
            },
          },
          v: {
            D: {
              dense1: { kernel: DDense1Kernel2, bias: DDense1Bias2 },
              dense2: { kernel: DDense2Kernel2, bias: DDense2Bias2 },
              dense3: { kernel: DDense3Kernel2, bias: DDense3Bias2 },
            },
          },
        },
        adam2: {
          m: {
            G: {
              dense1: { kernel: GDense1Kernel, bias: GDense1Bias },
              dense2: { kernel: GDense2Kernel, bias: GDense2Bias },
              dense3: { kernel: GDense3Kernel, bias: GDense3Bias },
            },
          },
          v: {
            G: {
              dense1: { kernel: GDense1Kernel2, bias: GDense1Bias2 },
              dense2: { kernel: GDense2Kernel2, bias: GDense2Bias2 },
              dense3: { kernel: GDense3Kernel2, bias: GDense3Bias2 },
            },
          },
        },
      },
    },
  };
}
