/**
 * Conditional: health.ts
 *
 * What is watched while it trains: numbers that tell how its players stand.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 0cc5fabc6354a6759bb8d444b10c801ed8fe1790f26c2f3aaede5ab7f6354e6a.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';
import type { GWeights, DWeights } from './model.js';

const values = [0, 1, 2, 3, 4, 5, 6, 7];

/** What `trainHealth` reads. */
export interface TrainHealthInputs {
  readonly data: {
    readonly points: {
      /** [8, 2] */
      readonly x: Tensor;
      /** [8], i32 */
      readonly label: Tensor;
      /** [8], i32 */
      readonly label2: Tensor;
    };
  };
  readonly state: {
    readonly D: DWeights;
    readonly G: GWeights;
  };
  readonly random: {
    /** [8, 2], normal random numbers */
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
 * How phase `train` stands, by a batch of 8 before a step: V.value, V.accuracy, V.diversity, gradient.D, gradient.G.
 * It gives numbers and moves nothing: training is the same without it.
 *
 * 58 kernels, 0.00125 million floating-point operations, at most 0.00134 MB of tensors.
 */
export function trainHealth(k: KernelSet, inputs: TrainHealthInputs): TrainHealthOutputs {
  const { points } = inputs.data;
  const { D, G } = inputs.state;
  const { random } = inputs;

  // ======== update D ==================================================================================

  // ---- forward ----

  // D(points.x, points.label)
  // spec.gen:5  discriminator D(x: Vector[2], y: Class[8]) -> Logit { concat(x, oneHot(y)) |> dense(1, bias: none) }
  const reshaped = k.reshape(points.label, [8, 1]);
  const isEqual = k.equal(reshaped, k.constant(values, [8], 'i32'));
  const converted = k.cast(isEqual, 'f32');
  const joined = k.concat([points.x, converted], 1);
  const dense1 = k.matMul(joined, D.dense1.kernel);
  const reshaped2 = k.reshape(dense1, [8]);
  k.free(reshaped, isEqual, converted, dense1);

  // G(z, points.label#1)
  // spec.gen:4  generator G(z: Vector[2], y: Class[8]) -> Vector[2] { z + (y |> embed(2)) }
  const rows = k.gather(G.embed1.table, points.label2);
  const sum = k.add(random.trainZ, rows);
  k.free(rows);

  // D(G(z, y), points.label#1)
  // spec.gen:5  discriminator D(x: Vector[2], y: Class[8]) -> Logit { concat(x, oneHot(y)) |> dense(1, bias: none) }
  const reshaped3 = k.reshape(points.label2, [8, 1]);
  const isEqual2 = k.equal(reshaped3, k.constant(values, [8], 'i32'));
  const converted2 = k.cast(isEqual2, 'f32');
  const joined2 = k.concat([sum, converted2], 1);
  const dense1_2 = k.matMul(joined2, D.dense1.kernel);
  const reshaped4 = k.reshape(dense1_2, [8]);
  k.free(reshaped3, isEqual2, converted2, dense1_2);

  // spec.gen:11  game V = hinge(real: D(points.x, points.label), fake: D(G(z, y), y))
  const sign = k.sign(reshaped2);
  const average = k.mean(sign, [0], { keepDims: true });
  const product = k.multiply(average, 0.5);
  const sum2 = k.add(product, 0.5);
  const VAccuracyReal = k.reshape(sum2, []);
  const sign2 = k.sign(reshaped4);
  const average2 = k.mean(sign2, [0], { keepDims: true });
  const product2 = k.multiply(average2, 0.5);
  const sum3 = k.add(product2, 0.5);
  const reshaped5 = k.reshape(sum3, []);
  const VAccuracyFake = k.subtract(1, reshaped5);
  const part = k.slice(sum, { starts: [0, 0], sizes: [1, 2] });
  const part2 = k.slice(sum, { starts: [1, 0], sizes: [7, 2] });
  const joined3 = k.concat([part2, part], 0);
  const difference = k.subtract(sum, joined3);
  const squared = k.square(difference);
  const total = k.sum(squared, [1]);
  const root = k.sqrt(total);
  const average3 = k.mean(root, [0]);
  const part3 = k.slice(points.x, { starts: [0, 0], sizes: [1, 2] });
  const part4 = k.slice(points.x, { starts: [1, 0], sizes: [7, 2] });
  const joined4 = k.concat([part4, part3], 0);
  const difference2 = k.subtract(points.x, joined4);
  const squared2 = k.square(difference2);
  const total2 = k.sum(squared2, [1]);
  const root2 = k.sqrt(total2);
  const average4 = k.mean(root2, [0]);
  const larger = k.maximum(average4, 1e-12);
  const VDiversity = k.divide(average3, larger);
  k.free(
    sign,
    average,
    product,
    sum2,
    sign2,
    average2,
    product2,
    sum3,
    reshaped5,
    part,
    part2,
    sum,
    joined3,
    difference,
    squared,
    total,
    root,
    part3,
    part4,
    joined4,
    difference2,
    squared2,
    total2,
    root2,
    average4,
    average3,
    larger,
  );

  // spec.gen:12  update D with sgd(0.1) { minimize V.discriminator }
  const difference3 = k.subtract(1, reshaped2);
  const rectified = k.relu(difference3);
  const sum4 = k.add(reshaped4, 1);
  const rectified2 = k.relu(sum4);
  k.free(reshaped2, difference3, reshaped4, sum4);

  // ---- backward ----

  // spec.gen:12  update D with sgd(0.1) { minimize V.discriminator }
  const sign3 = k.sign(rectified2);
  const sign4 = k.sign(rectified);
  k.free(rectified2, rectified);

  // D(G(z, y), points.label#1)
  // spec.gen:5  discriminator D(x: Vector[2], y: Class[8]) -> Logit { concat(x, oneHot(y)) |> dense(1, bias: none) }
  const reshaped6 = k.reshape(sign3, [8, 1]);
  const product3 = k.multiply(reshaped6, 0.125);
  const dense1Gradient = k.matMul(joined2, product3, { transposeA: true });
  k.free(sign3, reshaped6, joined2, product3);

  // D(points.x, points.label)
  const reshaped7 = k.reshape(sign4, [8, 1]);
  const product4 = k.multiply(reshaped7, -0.125);
  const dense1Gradient2 = k.matMul(joined, product4, { transposeA: true });
  const sum5 = k.add(dense1Gradient, dense1Gradient2);
  k.free(sign4, reshaped7, joined, product4, dense1Gradient, dense1Gradient2);

  // ---- forward ----

  // spec.gen:12  update D with sgd(0.1) { minimize V.discriminator }
  const squared3 = k.square(sum5);
  const total3 = k.sum(squared3, [0, 1]);
  const gradientD = k.sqrt(total3);
  k.free(sum5, squared3, total3);

  // ======== update G ==================================================================================

  // ---- backward ----

  // D(G(z, y), points.label#1)
  // spec.gen:5  discriminator D(x: Vector[2], y: Class[8]) -> Logit { concat(x, oneHot(y)) |> dense(1, bias: none) }
  const reshaped8 = k.reshape(D.dense1.kernel, [10]);
  const product5 = k.multiply(reshaped8, -0.125);
  const spread = k.broadcastTo(product5, [8, 10]);
  const part5 = k.slice(spread, { starts: [0, 0], sizes: [8, 2] });
  k.free(reshaped8, product5, spread);

  // G(z, points.label#1)
  // spec.gen:4  generator G(z: Vector[2], y: Class[8]) -> Vector[2] { z + (y |> embed(2)) }
  const rowSums = k.scatterAdd(part5, points.label2, { depth: 8 });
  k.free(part5);

  // ---- forward ----

  // spec.gen:13  update G with sgd(0.1) { minimize V.generator }
  const squared4 = k.square(rowSums);
  const total4 = k.sum(squared4, [0, 1]);
  const gradientG = k.sqrt(total4);
  k.free(rowSums, squared4, total4);

  return { values: { VAccuracyReal, VAccuracyFake, VDiversity, gradientD, gradientG } };
}
