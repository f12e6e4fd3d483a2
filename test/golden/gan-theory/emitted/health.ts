/**
 * GanTheory: health.ts
 *
 * What is watched while it trains: numbers that tell how its players stand.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 30a330c19bf73f48b082e35d8df5edef020f7b8270639519a680f8428f2d3c5a.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';
import type { DWeights } from './model.js';

/** What `trainHealth` reads. */
export interface TrainHealthInputs {
  readonly state: {
    readonly D: DWeights;
  };
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
}

/** What `trainHealth` returns: new tensors, the caller's to free. */
export interface TrainHealthOutputs {
  readonly values: {
    /** a number */
    readonly gradientD: Tensor;
  };
}

/**
 * How phase `train` stands, by a batch of 2048 before a step: gradient.D.
 * It gives numbers and moves nothing: training is the same without it.
 *
 * 67 kernels, 110 million floating-point operations, at most 3.21 MB of tensors.
 */
export function trainHealth(k: KernelSet, inputs: TrainHealthInputs): TrainHealthOutputs {
  const { D } = inputs.state;
  const { random } = inputs;

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

  // gan-theory.gen:18  update D with adam(cosine(1e-2 to 0, until: step 4000)) { maximize V }
  const negated = k.negate(reshaped2);
  k.free(reshaped2);

  // ---- backward ----

  // gan-theory.gen:18  update D with adam(cosine(1e-2 to 0, until: step 4000)) { maximize V }
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
  const squared3 = k.square(dense2);
  const difference3 = k.subtract(1, squared3);
  k.free(probability2, reshaped7, total4, product6, dense2, squared3);
  const product7 = k.multiply(dense3Gradient3, difference3);
  k.free(dense3Gradient3, difference3);
  const total5 = k.sum(product7, [0]);
  const dense2Gradient3 = k.matMul(product7, D.dense2.kernel, { transposeB: true });
  const dense2Gradient4 = k.matMul(dense1, product7, { transposeA: true });
  const squared4 = k.square(dense1);
  k.free(product7, dense1);
  const difference4 = k.subtract(1, squared4);
  const product8 = k.multiply(dense2Gradient3, difference4);
  k.free(squared4, dense2Gradient3, difference4);
  const total6 = k.sum(product8, [0]);
  const dense1Gradient = k.matMul(reshaped, product8, { transposeA: true });
  k.free(reshaped, product8);

  // gan-theory.gen:18  update D with adam(cosine(1e-2 to 0, until: step 4000)) { maximize V }
  const sum3 = k.add(reshaped6, reshaped8);
  const sum4 = k.add(dense3Gradient2, dense3Gradient4);
  const sum5 = k.add(total2, total5);
  const sum6 = k.add(dense2Gradient2, dense2Gradient4);
  const sum7 = k.add(total3, total6);
  const reshaped9 = k.reshape(dense1Gradient, [64]);
  k.free(
    reshaped6,
    reshaped8,
    dense3Gradient2,
    dense3Gradient4,
    total2,
    total5,
    dense2Gradient2,
    dense2Gradient4,
    total3,
    total6,
    dense1Gradient,
  );

  // D(y)
  // gan-theory.gen:9  stack(x) |> dense(64) |> tanh |> dense(64) |> tanh |> dense(1)
  const dense1Gradient2 = k.fusedMatMul(reshaped3, product5, reshaped9, { transposeA: true });
  k.free(reshaped3, product5, reshaped9);

  // ---- forward ----

  // gan-theory.gen:18  update D with adam(cosine(1e-2 to 0, until: step 4000)) { maximize V }
  const squared5 = k.square(dense1Gradient2);
  const total7 = k.sum(squared5, [0, 1]);
  const squared6 = k.square(sum7);
  const total8 = k.sum(squared6, [0]);
  const squared7 = k.square(sum6);
  const total9 = k.sum(squared7, [0, 1]);
  const squared8 = k.square(sum5);
  const total10 = k.sum(squared8, [0]);
  const squared9 = k.square(sum4);
  const total11 = k.sum(squared9, [0, 1]);
  const squared10 = k.square(sum3);
  const reshaped10 = k.reshape(squared10, []);
  const sum8 = k.add(total7, total8);
  const sum9 = k.add(sum8, total9);
  const sum10 = k.add(sum9, total10);
  const sum11 = k.add(sum10, total11);
  const sum12 = k.add(sum11, reshaped10);
  const gradientD = k.sqrt(sum12);
  k.free(
    dense1Gradient2,
    squared5,
    sum7,
    squared6,
    sum6,
    squared7,
    sum5,
    squared8,
    sum4,
    squared9,
    sum3,
    squared10,
    total7,
    total8,
    total9,
    sum8,
    total10,
    sum9,
    total11,
    sum10,
    reshaped10,
    sum11,
    sum12,
  );

  return { values: { gradientD } };
}
