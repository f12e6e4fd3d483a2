/**
 * Gan: health.ts
 *
 * What is watched while it trains: numbers that tell how its players stand.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 8703202040dc3d8e9fd0bbdccfb9d82c9f0db2ddff98e2d35bb9a2393f129234.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';
import type { GWeights, DWeights } from './model.js';

/** What `trainHealth` reads. */
export interface TrainHealthInputs {
  readonly data: {
    readonly digits: {
      /** [64, 28, 28, 1] */
      readonly image: Tensor;
    };
  };
  readonly state: {
    readonly D: DWeights;
    readonly G: GWeights;
  };
  readonly random: {
    /** [64, 64], normal random numbers */
    readonly trainZ: Tensor;
  };
}

/** What `trainHealth` returns: new tensors, the caller's to free. */
export interface TrainHealthOutputs {
  readonly values: {
    /** a number */
    readonly VAccuracyReal: Tensor;
    /** a number */
    readonly VAccuracyFake: Tensor;
    /** a number */
    readonly VDiversity: Tensor;
    /** a number */
    readonly gradientD: Tensor;
    /** a number */
    readonly gradientG: Tensor;
  };
}

/**
 * How phase `train` stands, by a batch of 64 before a step: V.value, V.accuracy, V.diversity, gradient.D, gradient.G.
 * It gives numbers and moves nothing: training is the same without it.
 *
 * 133 kernels, 370 million floating-point operations, at most 6.57 MB of tensors.
 */
export function trainHealth(k: KernelSet, inputs: TrainHealthInputs): TrainHealthOutputs {
  const { digits } = inputs.data;
  const { D, G } = inputs.state;
  const { random } = inputs;

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
  const sign = k.sign(reshaped2);
  const average = k.mean(sign, [0], { keepDims: true });
  const product = k.multiply(average, 0.5);
  const sum = k.add(product, 0.5);
  const VAccuracyReal = k.reshape(sum, []);
  const sign2 = k.sign(reshaped3);
  const average2 = k.mean(sign2, [0], { keepDims: true });
  const product2 = k.multiply(average2, 0.5);
  const sum2 = k.add(product2, 0.5);
  const reshaped4 = k.reshape(sum2, []);
  const VAccuracyFake = k.subtract(1, reshaped4);
  const part = k.slice(dense3_2, { starts: [0, 0], sizes: [1, 784] });
  const part2 = k.slice(dense3_2, { starts: [1, 0], sizes: [63, 784] });
  const joined = k.concat([part2, part], 0);
  const difference = k.subtract(dense3_2, joined);
  const squared = k.square(difference);
  const total = k.sum(squared, [1]);
  const root = k.sqrt(total);
  const average3 = k.mean(root, [0]);
  const part3 = k.slice(reshaped, { starts: [0, 0], sizes: [1, 784] });
  const part4 = k.slice(reshaped, { starts: [1, 0], sizes: [63, 784] });
  const joined2 = k.concat([part4, part3], 0);
  const difference2 = k.subtract(reshaped, joined2);
  k.free(
    sign,
    average,
    product,
    sum,
    sign2,
    average2,
    product2,
    sum2,
    reshaped4,
    part,
    part2,
    joined,
    difference,
    squared,
    total,
    root,
    part3,
    part4,
    joined2,
  );
  const squared2 = k.square(difference2);
  const total2 = k.sum(squared2, [1]);
  const root2 = k.sqrt(total2);
  const average4 = k.mean(root2, [0]);
  const larger = k.maximum(average4, 1e-12);
  const VDiversity = k.divide(average3, larger);
  k.free(difference2, squared2, total2, root2, average4, average3, larger);

  // gan.gen:22  update D with adam(2e-4, beta1: 0.5) { maximize V }
  const negated = k.negate(reshaped2);
  k.free(reshaped2);

  // ---- backward ----

  // gan.gen:22  update D with adam(2e-4, beta1: 0.5) { maximize V }
  const probability = k.sigmoid(reshaped3);

  // D(fake)
  // gan.gen:13  x |> flatten |> dense(256) |> leakyRelu(0.2) |> dense(128) |> leakyRelu(0.2) |> dense(1)
  const reshaped5 = k.reshape(probability, [64, 1]);
  k.free(probability);

  // gan.gen:22  update D with adam(2e-4, beta1: 0.5) { maximize V }
  const probability2 = k.sigmoid(negated);
  k.free(negated);

  // D(digits.image)
  // gan.gen:13  x |> flatten |> dense(256) |> leakyRelu(0.2) |> dense(128) |> leakyRelu(0.2) |> dense(1)
  const reshaped6 = k.reshape(probability2, [64, 1]);
  k.free(probability2);

  // D(fake)
  const product3 = k.multiply(reshaped5, 0.015625);
  const total3 = k.sum(product3, [0, 1]);
  const reshaped7 = k.reshape(total3, [1]);
  const dense3Gradient = k.matMul(product3, D.dense3.kernel, { transposeB: true });
  const dense3Gradient2 = k.matMul(dense2_3, product3, { transposeA: true });
  const sign3 = k.sign(dense2_3);
  const larger2 = k.maximum(sign3, 0.2);
  const product4 = k.multiply(dense3Gradient, larger2);
  const total4 = k.sum(product4, [0]);
  const dense2Gradient = k.matMul(product4, D.dense2.kernel, { transposeB: true });
  const dense2Gradient2 = k.matMul(dense1_3, product4, { transposeA: true });
  const sign4 = k.sign(dense1_3);
  const larger3 = k.maximum(sign4, 0.2);
  const product5 = k.multiply(dense2Gradient, larger3);
  const total5 = k.sum(product5, [0]);
  const dense1Gradient = k.matMul(dense3_2, product5, { transposeA: true });
  k.free(
    reshaped5,
    total3,
    product3,
    dense2_3,
    sign3,
    dense3Gradient,
    product4,
    dense1_3,
    sign4,
    dense2Gradient,
    product5,
  );

  // D(digits.image)
  const product6 = k.multiply(reshaped6, -0.015625);
  const total6 = k.sum(product6, [0, 1]);
  const reshaped8 = k.reshape(total6, [1]);
  const sum3 = k.add(reshaped7, reshaped8);
  const dense3Gradient3 = k.matMul(product6, D.dense3.kernel, { transposeB: true });
  const dense3Gradient4 = k.matMul(dense2, product6, { transposeA: true });
  const sum4 = k.add(dense3Gradient2, dense3Gradient4);
  const sign5 = k.sign(dense2);
  const larger4 = k.maximum(sign5, 0.2);
  const product7 = k.multiply(dense3Gradient3, larger4);
  const total7 = k.sum(product7, [0]);
  const sum5 = k.add(total4, total7);
  const dense2Gradient3 = k.matMul(product7, D.dense2.kernel, { transposeB: true });
  const dense2Gradient4 = k.matMul(dense1, product7, { transposeA: true });
  const sum6 = k.add(dense2Gradient2, dense2Gradient4);
  const sign6 = k.sign(dense1);
  const larger5 = k.maximum(sign6, 0.2);
  const product8 = k.multiply(dense2Gradient3, larger5);
  const total8 = k.sum(product8, [0]);
  const sum7 = k.add(total5, total8);
  const dense1Gradient2 = k.matMul(reshaped, product8, { transposeA: true });
  const sum8 = k.add(dense1Gradient, dense1Gradient2);
  k.free(
    reshaped6,
    total6,
    reshaped7,
    reshaped8,
    product6,
    dense3Gradient2,
    dense3Gradient4,
    dense2,
    sign5,
    dense3Gradient3,
    larger4,
    total4,
    total7,
    product7,
    dense2Gradient2,
    dense2Gradient4,
    dense1,
    sign6,
    dense2Gradient3,
    larger5,
    total5,
    total8,
    reshaped,
    product8,
    dense1Gradient,
    dense1Gradient2,
  );

  // ---- forward ----

  // gan.gen:22  update D with adam(2e-4, beta1: 0.5) { maximize V }
  const squared3 = k.square(sum8);
  const total9 = k.sum(squared3, [0, 1]);
  k.free(sum8, squared3);
  const squared4 = k.square(sum7);
  const total10 = k.sum(squared4, [0]);
  const sum9 = k.add(total9, total10);
  const squared5 = k.square(sum6);
  const total11 = k.sum(squared5, [0, 1]);
  const sum10 = k.add(sum9, total11);
  const squared6 = k.square(sum5);
  const total12 = k.sum(squared6, [0]);
  const sum11 = k.add(sum10, total12);
  const squared7 = k.square(sum4);
  const total13 = k.sum(squared7, [0, 1]);
  const sum12 = k.add(sum11, total13);
  const squared8 = k.square(sum3);
  const reshaped9 = k.reshape(squared8, []);
  const sum13 = k.add(sum12, reshaped9);
  const gradientD = k.sqrt(sum13);
  k.free(
    sum7,
    squared4,
    total9,
    total10,
    sum6,
    squared5,
    sum9,
    total11,
    sum5,
    squared6,
    sum10,
    total12,
    sum4,
    squared7,
    sum11,
    total13,
    sum3,
    squared8,
    sum12,
    reshaped9,
    sum13,
  );

  // ======== update G ==================================================================================

  // ---- forward ----

  // gan.gen:23  update G with adam(2e-4, beta1: 0.5) { minimize V.nonSaturating }        // or: minimize V
  const negated2 = k.negate(reshaped3);
  k.free(reshaped3);

  // ---- backward ----

  // gan.gen:23  update G with adam(2e-4, beta1: 0.5) { minimize V.nonSaturating }        // or: minimize V
  const probability3 = k.sigmoid(negated2);
  k.free(negated2);

  // D(fake)
  // gan.gen:13  x |> flatten |> dense(256) |> leakyRelu(0.2) |> dense(128) |> leakyRelu(0.2) |> dense(1)
  const reshaped10 = k.reshape(probability3, [64, 1]);
  const product9 = k.multiply(reshaped10, -0.015625);
  const dense3Gradient5 = k.matMul(product9, D.dense3.kernel, { transposeB: true });
  const product10 = k.multiply(dense3Gradient5, larger2);
  const dense2Gradient5 = k.matMul(product10, D.dense2.kernel, { transposeB: true });
  const product11 = k.multiply(dense2Gradient5, larger3);
  const dense1Gradient3 = k.matMul(product11, D.dense1.kernel, { transposeB: true });
  k.free(
    probability3,
    reshaped10,
    product9,
    larger2,
    dense3Gradient5,
    product10,
    larger3,
    dense2Gradient5,
    product11,
  );

  // G(z)
  // gan.gen:10  z |> dense(256) |> relu |> dense(512) |> relu |> dense(784) |> tanh |> reshape(28, 28, 1)
  const squared9 = k.square(dense3_2);
  const difference3 = k.subtract(1, squared9);
  const product12 = k.multiply(dense1Gradient3, difference3);
  const total14 = k.sum(product12, [0]);
  const dense3Gradient6 = k.matMul(product12, G.dense3.kernel, { transposeB: true });
  const dense3Gradient7 = k.matMul(dense2_2, product12, { transposeA: true });
  const sign7 = k.sign(dense2_2);
  k.free(dense3_2, squared9, dense1Gradient3, difference3, product12, dense2_2);
  const product13 = k.multiply(dense3Gradient6, sign7);
  const total15 = k.sum(product13, [0]);
  const dense2Gradient6 = k.matMul(product13, G.dense2.kernel, { transposeB: true });
  const dense2Gradient7 = k.matMul(dense1_2, product13, { transposeA: true });
  const sign8 = k.sign(dense1_2);
  const product14 = k.multiply(dense2Gradient6, sign8);
  const total16 = k.sum(product14, [0]);
  const dense1Gradient4 = k.matMul(random.trainZ, product14, { transposeA: true });
  k.free(dense3Gradient6, sign7, product13, dense1_2, dense2Gradient6, sign8, product14);

  // ---- forward ----

  // gan.gen:23  update G with adam(2e-4, beta1: 0.5) { minimize V.nonSaturating }        // or: minimize V
  const squared10 = k.square(dense1Gradient4);
  const total17 = k.sum(squared10, [0, 1]);
  const squared11 = k.square(total16);
  const total18 = k.sum(squared11, [0]);
  const sum14 = k.add(total17, total18);
  const squared12 = k.square(dense2Gradient7);
  const total19 = k.sum(squared12, [0, 1]);
  k.free(dense1Gradient4, squared10, total16, squared11, total17, total18, dense2Gradient7, squared12);
  const sum15 = k.add(sum14, total19);
  const squared13 = k.square(total15);
  const total20 = k.sum(squared13, [0]);
  const sum16 = k.add(sum15, total20);
  const squared14 = k.square(dense3Gradient7);
  k.free(sum14, total19, total15, squared13, sum15, total20, dense3Gradient7);
  const total21 = k.sum(squared14, [0, 1]);
  k.free(squared14);
  const sum17 = k.add(sum16, total21);
  const squared15 = k.square(total14);
  const total22 = k.sum(squared15, [0]);
  const sum18 = k.add(sum17, total22);
  const gradientG = k.sqrt(sum18);
  k.free(sum16, total21, total14, squared15, sum17, total22, sum18);

  return { values: { VAccuracyReal, VAccuracyFake, VDiversity, gradientD, gradientG } };
}
