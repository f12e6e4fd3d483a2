/**
 * GanTheory: steps.ts
 *
 * The training steps: forward pass, loss terms, gradients and optimiser, written out.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 30a330c19bf73f48b082e35d8df5edef020f7b8270639519a680f8428f2d3c5a.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';
import type { DWeights, TrainState } from './model.js';

/** What `trainStep` reads. */
export interface TrainStepInputs {
  readonly random: {
    /** [2048], uniform random numbers */
    readonly trainXChoice: Tensor;
    /** [2048], normal random numbers */
    readonly trainX0: Tensor;
    /** [2048], normal random numbers */
    readonly trainX1: Tensor;
    /** [2048], normal random numbers */
    readonly trainY: Tensor;
  };
  readonly state: {
    readonly D: DWeights;
    readonly train: TrainState;
  };
  readonly scalars: {
    /** a number */
    readonly trainAdam1StepSize: Tensor;
    /** a number */
    readonly trainAdam1Correction: Tensor;
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
    readonly train: TrainState;
  };
}

/**
 * One step of phase `train`, on a batch of 2048. Updates, in order:
 * - D: D
 *
 * 73 kernels, 110 million floating-point operations, at most 3.25 MB of tensors.
 */
export function trainStep(k: KernelSet, inputs: TrainStepInputs): TrainStepOutputs {
  const { random, scalars } = inputs;
  const { D, train } = inputs.state;

  // ======== update D ==================================================================================

  // ---- forward ----

  // gan-theory.gen:15  sample x ~ pd
  const product = k.multiply(random.trainX0, 0.5);
  const sum = k.add(-1, product);
  const product2 = k.multiply(random.trainX1, 0.7);
  const sum2 = k.add(1.5, product2);
  const isGreater = k.greater(0.5, random.trainXChoice);
  const x = k.select(isGreater, sum, sum2);
  k.free(product, product2, sum, sum2, isGreater);

  // D(x)
  // gan-theory.gen:9  stack(x) |> dense(64) |> tanh |> dense(64) |> tanh |> dense(1)
  const reshaped = k.reshape(x, [2048, 1]);
  const dense1 = k.fusedMatMul(reshaped, D.dense1.kernel, D.dense1.bias, { activation: 'tanh' });
  const dense2 = k.fusedMatMul(dense1, D.dense2.kernel, D.dense2.bias, { activation: 'tanh' });
  const dense3 = k.fusedMatMul(dense2, D.dense3.kernel, D.dense3.bias);
  const reshaped2 = k.reshape(dense3, [2048]);
  k.free(x, dense3);

  // D(y)
  const reshaped3 = k.reshape(random.trainY, [2048, 1]);
  const dense1_2 = k.fusedMatMul(reshaped3, D.dense1.kernel, D.dense1.bias, { activation: 'tanh' });
  const dense2_2 = k.fusedMatMul(dense1_2, D.dense2.kernel, D.dense2.bias, { activation: 'tanh' });
  const dense3_2 = k.fusedMatMul(dense2_2, D.dense3.kernel, D.dense3.bias);
  const reshaped4 = k.reshape(dense3_2, [2048]);
  k.free(dense3_2);

  // gan-theory.gen:17  game V = minimax(real: D(x), fake: D(y))
  const negated = k.negate(reshaped2);
  const softplus = k.softplus(negated);
  const softplus2 = k.softplus(reshaped4);
  const sum3 = k.add(softplus, softplus2);
  const average = k.mean(sum3, [0]);
  const V = k.negate(average);
  k.free(reshaped2, softplus, softplus2, sum3, average);

  // ---- backward ----

  // gan-theory.gen:17  game V = minimax(real: D(x), fake: D(y))
  const probability = k.sigmoid(reshaped4);
  const probability2 = k.sigmoid(negated);
  k.free(reshaped4, negated);

  // D(y)
  // gan-theory.gen:9  stack(x) |> dense(64) |> tanh |> dense(64) |> tanh |> dense(1)
  const reshaped5 = k.reshape(probability, [2048, 1]);
  const product3 = k.multiply(reshaped5, 0.00048828125);
  const total = k.sum(product3, [0, 1]);
  const reshaped6 = k.reshape(total, [1]);
  const dense3Gradient = k.matMul(product3, D.dense3.kernel, { transposeB: true });
  const dense3Gradient2 = k.matMul(dense2_2, product3, { transposeA: true });
  const squared = k.square(dense2_2);
  const difference = k.subtract(1, squared);
  k.free(probability, reshaped5, total, product3, dense2_2, squared);
  const product4 = k.multiply(dense3Gradient, difference);
  k.free(dense3Gradient, difference);
  const total2 = k.sum(product4, [0]);
  const dense2Gradient = k.matMul(product4, D.dense2.kernel, { transposeB: true });
  const dense2Gradient2 = k.matMul(dense1_2, product4, { transposeA: true });
  const squared2 = k.square(dense1_2);
  k.free(product4, dense1_2);
  const difference2 = k.subtract(1, squared2);
  const product5 = k.multiply(dense2Gradient, difference2);
  k.free(squared2, dense2Gradient, difference2);
  const total3 = k.sum(product5, [0]);

  // D(x)
  const reshaped7 = k.reshape(probability2, [2048, 1]);
  const product6 = k.multiply(reshaped7, -0.00048828125);
  const total4 = k.sum(product6, [0, 1]);
  const reshaped8 = k.reshape(total4, [1]);
  const dense3Gradient3 = k.matMul(product6, D.dense3.kernel, { transposeB: true });
  const dense3Gradient4 = k.matMul(dense2, product6, { transposeA: true });
  const DDense3BiasGradient = k.add(reshaped6, reshaped8);
  const DDense3KernelGradient = k.add(dense3Gradient2, dense3Gradient4);
  const squared3 = k.square(dense2);
  const difference3 = k.subtract(1, squared3);
  k.free(
    probability2,
    reshaped7,
    total4,
    product6,
    reshaped6,
    reshaped8,
    dense3Gradient2,
    dense3Gradient4,
    dense2,
    squared3,
  );
  const product7 = k.multiply(dense3Gradient3, difference3);
  k.free(dense3Gradient3, difference3);
  const total5 = k.sum(product7, [0]);
  const dense2Gradient3 = k.matMul(product7, D.dense2.kernel, { transposeB: true });
  const dense2Gradient4 = k.matMul(dense1, product7, { transposeA: true });
  const DDense2BiasGradient = k.add(total2, total5);
  const DDense2KernelGradient = k.add(dense2Gradient2, dense2Gradient4);
  const squared4 = k.square(dense1);
  k.free(product7, total2, total5, dense2Gradient2, dense2Gradient4, dense1);
  const difference4 = k.subtract(1, squared4);
  const product8 = k.multiply(dense2Gradient3, difference4);
  k.free(squared4, dense2Gradient3, difference4);
  const total6 = k.sum(product8, [0]);
  const dense1Gradient = k.matMul(reshaped, product8, { transposeA: true });
  const DDense1BiasGradient = k.add(total3, total6);
  const reshaped9 = k.reshape(dense1Gradient, [64]);
  k.free(reshaped, product8, total3, total6, dense1Gradient);

  // D(y)
  const DDense1KernelGradient = k.fusedMatMul(reshaped3, product5, reshaped9, { transposeA: true });
  k.free(reshaped3, product5, reshaped9);

  // ---- optimiser ----

  // gan-theory.gen:18  update D with adam(cosine(1e-2 to 0, until: step 4000)) { maximize V }
  // V: The value of the game, that D maximises and G minimises.
  //   E[log D(x)] + E[log(1 - D(G(z)))]   (Goodfellow et al. 2014, eq. 1; chapter eq. (39))
  const DDense1Kernel = k.movingAverage(train.adam1.m.D.dense1.kernel, DDense1KernelGradient, { decay: 0.9 });
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

  const DDense1Bias = k.movingAverage(train.adam1.m.D.dense1.bias, DDense1BiasGradient, { decay: 0.9 });
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

  const DDense2Kernel = k.movingAverage(train.adam1.m.D.dense2.kernel, DDense2KernelGradient, { decay: 0.9 });
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

  const DDense2Bias = k.movingAverage(train.adam1.m.D.dense2.bias, DDense2BiasGradient, { decay: 0.9 });
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

  const DDense3Kernel = k.movingAverage(train.adam1.m.D.dense3.kernel, DDense3KernelGradient, { decay: 0.9 });
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

  const DDense3Bias = k.movingAverage(train.adam1.m.D.dense3.bias, DDense3BiasGradient, { decay: 0.9 });
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

  return {
    metrics: { V },
    state: {
      D: {
        dense1: { kernel: DDense1Kernel3, bias: DDense1Bias3 },
        dense2: { kernel: DDense2Kernel3, bias: DDense2Bias3 },
        dense3: { kernel: DDense3Kernel3, bias: DDense3Bias3 },
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
      },
    },
  };
}
