/**
 * Classifier: steps.ts
 *
 * The training steps: forward pass, loss terms, gradients and optimiser, written out.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 72e9a537efa8f1cb327e4dff63ef93c5b32beea511990cd28fa3fd4a98c5e7ef.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';
import type { CWeights, TrainState } from './model.js';

const values = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

/** What `trainStep` reads. */
export interface TrainStepInputs {
  readonly data: {
    readonly labelled: {
      /** [64, 28, 28, 1] */
      readonly image: Tensor;
      /** [64], i32 */
      readonly label: Tensor;
    };
  };
  readonly state: {
    readonly C: CWeights;
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
    readonly error: Tensor;
  };
  readonly state: {
    readonly C: CWeights;
    readonly train: TrainState;
  };
}

/**
 * One step of phase `train`, on a batch of 64. Updates, in order:
 * - C: C
 *
 * 73 kernels, 428 million floating-point operations, at most 12.3 MB of tensors.
 */
export function trainStep(k: KernelSet, inputs: TrainStepInputs): TrainStepOutputs {
  const { labelled } = inputs.data;
  const { C, train } = inputs.state;
  const { scalars } = inputs;

  // ======== update C ==================================================================================

  // ---- forward ----

  // C(labelled.image)
  // classifier.gen:9  let h = x |> conv2d(16, kernel: 3) |> relu |> maxPool(2)
  const conv2d1 = k.fusedConv2d(labelled.image, C.conv2d1.kernel, C.conv2d1.bias, {
    strides: [1, 1],
    padding: [1, 1, 1, 1],
    activation: 'relu',
  });
  const reshaped = k.reshape(conv2d1, [64, 14, 2, 14, 2, 16]);
  const largest = k.max(reshaped, [2, 4]);

  // classifier.gen:10  |> conv2d(32, kernel: 3) |> relu |> maxPool(2)
  const conv2d2 = k.fusedConv2d(largest, C.conv2d2.kernel, C.conv2d2.bias, {
    strides: [1, 1],
    padding: [1, 1, 1, 1],
    activation: 'relu',
  });
  const reshaped2 = k.reshape(conv2d2, [64, 7, 2, 7, 2, 32]);
  const largest2 = k.max(reshaped2, [2, 4]);

  // classifier.gen:11  |> flatten |> dense(64) |> relu
  const reshaped3 = k.reshape(largest2, [64, 1568]);
  const h = k.fusedMatMul(reshaped3, C.dense1.kernel, C.dense1.bias, { activation: 'relu' });

  // classifier.gen:12  { features: h, label: Categorical(logits: h |> dense(10)) }
  const dense2 = k.fusedMatMul(h, C.dense2.kernel, C.dense2.bias);

  // classifier.gen:18  update C with adam(1e-3) { minimize error = nll(C(labelled.image).label, labelled.label) }
  // error: The negative log-likelihood of labelled.label under Categorical[10], summed over the event.
  //   -(l_y - log sum_k exp(l_k))   (Kingma & Welling 2014, eq. 3 and appendix C)
  const largest3 = k.max(dense2, [1], { keepDims: true });
  const difference = k.subtract(dense2, largest3);
  const exponential = k.exp(difference);
  const total = k.sum(exponential, [1], { keepDims: true });
  const logarithm = k.log(total);
  const difference2 = k.subtract(difference, logarithm);
  const reshaped4 = k.reshape(labelled.label, [64, 1]);
  const isEqual = k.equal(reshaped4, k.constant(values, [10], 'i32'));
  const converted = k.cast(isEqual, 'f32');
  const product = k.multiply(difference2, converted);
  const total2 = k.sum(product, [0, 1]);
  const error = k.multiply(total2, -0.015625);
  k.free(dense2, largest3, difference, logarithm, reshaped4, isEqual, difference2, product, total2);

  // ---- backward ----

  // classifier.gen:18  update C with adam(1e-3) { minimize error = nll(C(labelled.image).label, labelled.label) }
  const product2 = k.multiply(converted, -0.015625);
  const total3 = k.sum(product2, [1]);
  const reshaped5 = k.reshape(total3, [64, 1]);
  const quotient = k.divide(reshaped5, total);
  const product3 = k.multiply(quotient, exponential);
  const difference3 = k.subtract(product2, product3);
  k.free(converted, total3, total, reshaped5, exponential, quotient, product2, product3);

  // C(labelled.image)
  // classifier.gen:12  { features: h, label: Categorical(logits: h |> dense(10)) }
  const CDense2BiasGradient = k.sum(difference3, [0]);
  const dense2Gradient = k.matMul(difference3, C.dense2.kernel, { transposeB: true });
  const CDense2KernelGradient = k.matMul(h, difference3, { transposeA: true });
  k.free(difference3);

  // classifier.gen:11  |> flatten |> dense(64) |> relu
  const sign = k.sign(h);
  const product4 = k.multiply(dense2Gradient, sign);
  const CDense1BiasGradient = k.sum(product4, [0]);
  const dense1Gradient = k.matMul(product4, C.dense1.kernel, { transposeB: true });
  const CDense1KernelGradient = k.matMul(reshaped3, product4, { transposeA: true });
  k.free(h, dense2Gradient, sign, reshaped3, product4);

  // classifier.gen:10  |> conv2d(32, kernel: 3) |> relu |> maxPool(2)
  const reshaped6 = k.reshape(largest2, [64, 7, 1, 7, 1, 32]);
  const isEqual2 = k.equal(reshaped2, reshaped6);
  k.free(largest2, reshaped2, reshaped6);
  const converted2 = k.cast(isEqual2, 'f32');
  const reshaped7 = k.reshape(dense1Gradient, [64, 7, 1, 7, 1, 32]);
  const total4 = k.sum(converted2, [2, 4], { keepDims: true });
  const quotient2 = k.divide(reshaped7, total4);
  k.free(isEqual2, dense1Gradient, reshaped7, total4);
  const product5 = k.multiply(converted2, quotient2);
  k.free(converted2, quotient2);
  const reshaped8 = k.reshape(product5, [64, 14, 14, 32]);
  k.free(product5);
  const sign2 = k.sign(conv2d2);
  k.free(conv2d2);
  const product6 = k.multiply(reshaped8, sign2);
  k.free(reshaped8, sign2);
  const CConv2d2BiasGradient = k.sum(product6, [0, 1, 2]);
  const conv2d2Gradient = k.conv2dInputGradient(product6, C.conv2d2.kernel, {
    strides: [1, 1],
    padding: [1, 1, 1, 1],
    inputShape: [64, 14, 14, 16],
  });
  const CConv2d2KernelGradient = k.conv2dKernelGradient(largest, product6, {
    strides: [1, 1],
    padding: [1, 1, 1, 1],
    kernelShape: [3, 3, 16, 32],
  });
  k.free(product6);

  // classifier.gen:9  let h = x |> conv2d(16, kernel: 3) |> relu |> maxPool(2)
  const reshaped9 = k.reshape(largest, [64, 14, 1, 14, 1, 16]);
  const isEqual3 = k.equal(reshaped, reshaped9);
  k.free(largest, reshaped, reshaped9);
  const converted3 = k.cast(isEqual3, 'f32');
  const reshaped10 = k.reshape(conv2d2Gradient, [64, 14, 1, 14, 1, 16]);
  k.free(isEqual3, conv2d2Gradient);
  const total5 = k.sum(converted3, [2, 4], { keepDims: true });
  const quotient3 = k.divide(reshaped10, total5);
  k.free(reshaped10, total5);
  const product7 = k.multiply(converted3, quotient3);
  k.free(converted3, quotient3);
  const reshaped11 = k.reshape(product7, [64, 28, 28, 16]);
  k.free(product7);
  const sign3 = k.sign(conv2d1);
  k.free(conv2d1);
  const product8 = k.multiply(reshaped11, sign3);
  k.free(reshaped11, sign3);
  const CConv2d1BiasGradient = k.sum(product8, [0, 1, 2]);
  const CConv2d1KernelGradient = k.conv2dKernelGradient(labelled.image, product8, {
    strides: [1, 1],
    padding: [1, 1, 1, 1],
    kernelShape: [3, 3, 1, 16],
  });
  k.free(product8);

  // ---- optimiser ----

  // classifier.gen:18  update C with adam(1e-3) { minimize error = nll(C(labelled.image).label, labelled.label) }
  const CConv2d1Kernel = k.movingAverage(train.adam1.m.C.conv2d1.kernel, CConv2d1KernelGradient, {
    decay: 0.9,
  });
  const CConv2d1Kernel2 = k.movingAverageOfSquares(train.adam1.v.C.conv2d1.kernel, CConv2d1KernelGradient, {
    decay: 0.999,
  });
  const CConv2d1Kernel3 = k.adamStep(
    C.conv2d1.kernel,
    CConv2d1Kernel,
    CConv2d1Kernel2,
    scalars.trainAdam1StepSize,
    scalars.trainAdam1Correction,
    { epsilon: 1e-8 },
  );

  const CConv2d1Bias = k.movingAverage(train.adam1.m.C.conv2d1.bias, CConv2d1BiasGradient, { decay: 0.9 });
  const CConv2d1Bias2 = k.movingAverageOfSquares(train.adam1.v.C.conv2d1.bias, CConv2d1BiasGradient, {
    decay: 0.999,
  });
  const CConv2d1Bias3 = k.adamStep(
    C.conv2d1.bias,
    CConv2d1Bias,
    CConv2d1Bias2,
    scalars.trainAdam1StepSize,
    scalars.trainAdam1Correction,
    { epsilon: 1e-8 },
  );

  const CConv2d2Kernel = k.movingAverage(train.adam1.m.C.conv2d2.kernel, CConv2d2KernelGradient, {
    decay: 0.9,
  });
  const CConv2d2Kernel2 = k.movingAverageOfSquares(train.adam1.v.C.conv2d2.kernel, CConv2d2KernelGradient, {
    decay: 0.999,
  });
  const CConv2d2Kernel3 = k.adamStep(
    C.conv2d2.kernel,
    CConv2d2Kernel,
    CConv2d2Kernel2,
    scalars.trainAdam1StepSize,
    scalars.trainAdam1Correction,
    { epsilon: 1e-8 },
  );

  const CConv2d2Bias = k.movingAverage(train.adam1.m.C.conv2d2.bias, CConv2d2BiasGradient, { decay: 0.9 });
  const CConv2d2Bias2 = k.movingAverageOfSquares(train.adam1.v.C.conv2d2.bias, CConv2d2BiasGradient, {
    decay: 0.999,
  });
  const CConv2d2Bias3 = k.adamStep(
    C.conv2d2.bias,
    CConv2d2Bias,
    CConv2d2Bias2,
    scalars.trainAdam1StepSize,
    scalars.trainAdam1Correction,
    { epsilon: 1e-8 },
  );

  const CDense1Kernel = k.movingAverage(train.adam1.m.C.dense1.kernel, CDense1KernelGradient, { decay: 0.9 });
  const CDense1Kernel2 = k.movingAverageOfSquares(train.adam1.v.C.dense1.kernel, CDense1KernelGradient, {
    decay: 0.999,
  });
  const CDense1Kernel3 = k.adamStep(
    C.dense1.kernel,
    CDense1Kernel,
    CDense1Kernel2,
    scalars.trainAdam1StepSize,
    scalars.trainAdam1Correction,
    { epsilon: 1e-8 },
  );

  const CDense1Bias = k.movingAverage(train.adam1.m.C.dense1.bias, CDense1BiasGradient, { decay: 0.9 });
  const CDense1Bias2 = k.movingAverageOfSquares(train.adam1.v.C.dense1.bias, CDense1BiasGradient, {
    decay: 0.999,
  });
  const CDense1Bias3 = k.adamStep(
    C.dense1.bias,
    CDense1Bias,
    CDense1Bias2,
    scalars.trainAdam1StepSize,
    scalars.trainAdam1Correction,
    { epsilon: 1e-8 },
  );

  const CDense2Kernel = k.movingAverage(train.adam1.m.C.dense2.kernel, CDense2KernelGradient, { decay: 0.9 });
  const CDense2Kernel2 = k.movingAverageOfSquares(train.adam1.v.C.dense2.kernel, CDense2KernelGradient, {
    decay: 0.999,
  });
  const CDense2Kernel3 = k.adamStep(
    C.dense2.kernel,
    CDense2Kernel,
    CDense2Kernel2,
    scalars.trainAdam1StepSize,
    scalars.trainAdam1Correction,
    { epsilon: 1e-8 },
  );

  const CDense2Bias = k.movingAverage(train.adam1.m.C.dense2.bias, CDense2BiasGradient, { decay: 0.9 });
  const CDense2Bias2 = k.movingAverageOfSquares(train.adam1.v.C.dense2.bias, CDense2BiasGradient, {
    decay: 0.999,
  });
  const CDense2Bias3 = k.adamStep(
    C.dense2.bias,
    CDense2Bias,
    CDense2Bias2,
    scalars.trainAdam1StepSize,
    scalars.trainAdam1Correction,
    { epsilon: 1e-8 },
  );

  k.free(
    CConv2d1KernelGradient,
    CConv2d1BiasGradient,
    CConv2d2KernelGradient,
    CConv2d2BiasGradient,
    CDense1KernelGradient,
    CDense1BiasGradient,
    CDense2KernelGradient,
    CDense2BiasGradient,
  );

  return {
    metrics: { error },
    state: {
      C: {
        conv2d1: { kernel: CConv2d1Kernel3, bias: CConv2d1Bias3 },
        conv2d2: { kernel: CConv2d2Kernel3, bias: CConv2d2Bias3 },
        dense1: { kernel: CDense1Kernel3, bias: CDense1Bias3 },
        dense2: { kernel: CDense2Kernel3, bias: CDense2Bias3 },
      },
      train: {
        adam1: {
          m: {
            C: {
              conv2d1: { kernel: CConv2d1Kernel, bias: CConv2d1Bias },
              conv2d2: { kernel: CConv2d2Kernel, bias: CConv2d2Bias },
              dense1: { kernel: CDense1Kernel, bias: CDense1Bias },
              dense2: { kernel: CDense2Kernel, bias: CDense2Bias },
            },
          },
          v: {
            C: {
              conv2d1: { kernel: CConv2d1Kernel2, bias: CConv2d1Bias2 },
              conv2d2: { kernel: CConv2d2Kernel2, bias: CConv2d2Bias2 },
              dense1: { kernel: CDense1Kernel2, bias: CDense1Bias2 },
              dense2: { kernel: CDense2Kernel2, bias: CDense2Bias2 },
            },
          },
        },
      },
    },
  };
}
