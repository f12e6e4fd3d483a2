/**
 * Classifier: health.ts
 *
 * What is watched while it trains: numbers that tell how its players stand.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 72e9a537efa8f1cb327e4dff63ef93c5b32beea511990cd28fa3fd4a98c5e7ef.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';
import type { CWeights } from './model.js';

const values = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

/** What `trainHealth` reads. */
export interface TrainHealthInputs {
  readonly state: {
    readonly C: CWeights;
  };
  readonly data: {
    readonly labelled: {
      /** [64, 28, 28, 1] */
      readonly image: Tensor;
      /** [64], i32 */
      readonly label: Tensor;
    };
  };
}

/** What `trainHealth` returns: new tensors, the caller's to free. */
export interface TrainHealthOutputs {
  readonly values: {
    /** a number */
    readonly gradientC: Tensor;
  };
}

/**
 * How phase `train` stands, by a batch of 64 before a step: gradient.C.
 * It gives numbers and moves nothing: training is the same without it.
 *
 * 68 kernels, 427 million floating-point operations, at most 11.5 MB of tensors.
 */
export function trainHealth(k: KernelSet, inputs: TrainHealthInputs): TrainHealthOutputs {
  const { C } = inputs.state;
  const { labelled } = inputs.data;

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
  const largest3 = k.max(dense2, [1], { keepDims: true });
  const difference = k.subtract(dense2, largest3);
  const exponential = k.exp(difference);
  const total = k.sum(exponential, [1], { keepDims: true });
  const reshaped4 = k.reshape(labelled.label, [64, 1]);
  const isEqual = k.equal(reshaped4, k.constant(values, [10], 'i32'));
  const converted = k.cast(isEqual, 'f32');
  k.free(dense2, largest3, difference, reshaped4, isEqual);

  // ---- backward ----

  // classifier.gen:18  update C with adam(1e-3) { minimize error = nll(C(labelled.image).label, labelled.label) }
  const product = k.multiply(converted, -0.015625);
  const total2 = k.sum(product, [1]);
  const reshaped5 = k.reshape(total2, [64, 1]);
  const quotient = k.divide(reshaped5, total);
  const product2 = k.multiply(quotient, exponential);
  const difference2 = k.subtract(product, product2);
  k.free(converted, total2, total, reshaped5, exponential, quotient, product, product2);

  // C(labelled.image)
  // classifier.gen:12  { features: h, label: Categorical(logits: h |> dense(10)) }
  const total3 = k.sum(difference2, [0]);
  const dense2Gradient = k.matMul(difference2, C.dense2.kernel, { transposeB: true });
  const dense2Gradient2 = k.matMul(h, difference2, { transposeA: true });
  k.free(difference2);

  // classifier.gen:11  |> flatten |> dense(64) |> relu
  const sign = k.sign(h);
  const product3 = k.multiply(dense2Gradient, sign);
  const total4 = k.sum(product3, [0]);
  const dense1Gradient = k.matMul(product3, C.dense1.kernel, { transposeB: true });
  const dense1Gradient2 = k.matMul(reshaped3, product3, { transposeA: true });
  k.free(h, dense2Gradient, sign, reshaped3, product3);

  // classifier.gen:10  |> conv2d(32, kernel: 3) |> relu |> maxPool(2)
  const reshaped6 = k.reshape(largest2, [64, 7, 1, 7, 1, 32]);
  const isEqual2 = k.equal(reshaped2, reshaped6);
  k.free(largest2, reshaped2, reshaped6);
  const converted2 = k.cast(isEqual2, 'f32');
  const reshaped7 = k.reshape(dense1Gradient, [64, 7, 1, 7, 1, 32]);
  const total5 = k.sum(converted2, [2, 4], { keepDims: true });
  const quotient2 = k.divide(reshaped7, total5);
  k.free(isEqual2, dense1Gradient, reshaped7, total5);
  const product4 = k.multiply(converted2, quotient2);
  k.free(converted2, quotient2);
  const reshaped8 = k.reshape(product4, [64, 14, 14, 32]);
  k.free(product4);
  const sign2 = k.sign(conv2d2);
  k.free(conv2d2);
  const product5 = k.multiply(reshaped8, sign2);
  k.free(reshaped8, sign2);
  const total6 = k.sum(product5, [0, 1, 2]);
  const conv2d2Gradient = k.conv2dInputGradient(product5, C.conv2d2.kernel, {
    strides: [1, 1],
    padding: [1, 1, 1, 1],
    inputShape: [64, 14, 14, 16],
  });
  const conv2d2Gradient2 = k.conv2dKernelGradient(largest, product5, {
    strides: [1, 1],
    padding: [1, 1, 1, 1],
    kernelShape: [3, 3, 16, 32],
  });
  k.free(product5);

  // classifier.gen:9  let h = x |> conv2d(16, kernel: 3) |> relu |> maxPool(2)
  const reshaped9 = k.reshape(largest, [64, 14, 1, 14, 1, 16]);
  const isEqual3 = k.equal(reshaped, reshaped9);
  k.free(largest, reshaped, reshaped9);
  const converted3 = k.cast(isEqual3, 'f32');
  const reshaped10 = k.reshape(conv2d2Gradient, [64, 14, 1, 14, 1, 16]);
  k.free(isEqual3, conv2d2Gradient);
  const total7 = k.sum(converted3, [2, 4], { keepDims: true });
  const quotient3 = k.divide(reshaped10, total7);
  k.free(reshaped10, total7);
  const product6 = k.multiply(converted3, quotient3);
  k.free(converted3, quotient3);
  const reshaped11 = k.reshape(product6, [64, 28, 28, 16]);
  k.free(product6);
  const sign3 = k.sign(conv2d1);
  k.free(conv2d1);
  const product7 = k.multiply(reshaped11, sign3);
  k.free(reshaped11, sign3);
  const total8 = k.sum(product7, [0, 1, 2]);
  const conv2d1Gradient = k.conv2dKernelGradient(labelled.image, product7, {
    strides: [1, 1],
    padding: [1, 1, 1, 1],
    kernelShape: [3, 3, 1, 16],
  });
  k.free(product7);

  // ---- forward ----

  // classifier.gen:18  update C with adam(1e-3) { minimize error = nll(C(labelled.image).label, labelled.label) }
  const squared = k.square(conv2d1Gradient);
  const total9 = k.sum(squared, [0, 1, 2, 3]);
  const squared2 = k.square(total8);
  const total10 = k.sum(squared2, [0]);
  const squared3 = k.square(conv2d2Gradient2);
  const total11 = k.sum(squared3, [0, 1, 2, 3]);
  const squared4 = k.square(total6);
  const total12 = k.sum(squared4, [0]);
  const squared5 = k.square(dense1Gradient2);
  const total13 = k.sum(squared5, [0, 1]);
  const squared6 = k.square(total4);
  const total14 = k.sum(squared6, [0]);
  const squared7 = k.square(dense2Gradient2);
  const total15 = k.sum(squared7, [0, 1]);
  const squared8 = k.square(total3);
  const total16 = k.sum(squared8, [0]);
  const sum = k.add(total9, total10);
  const sum2 = k.add(sum, total11);
  const sum3 = k.add(sum2, total12);
  const sum4 = k.add(sum3, total13);
  const sum5 = k.add(sum4, total14);
  const sum6 = k.add(sum5, total15);
  const sum7 = k.add(sum6, total16);
  const gradientC = k.sqrt(sum7);
  k.free(
    conv2d1Gradient,
    squared,
    total8,
    squared2,
    conv2d2Gradient2,
    squared3,
    total6,
    squared4,
    dense1Gradient2,
    squared5,
    total4,
    squared6,
    dense2Gradient2,
    squared7,
    total3,
    squared8,
    total9,
    total10,
    total11,
    sum,
    total12,
    sum2,
    total13,
    sum3,
    total14,
    sum4,
    total15,
    sum5,
    total16,
    sum6,
    sum7,
  );

  return { values: { gradientC } };
}
