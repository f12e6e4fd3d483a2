/**
 * Conditional: steps.ts
 *
 * The training steps: forward pass, loss terms, gradients and optimiser, written out.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 0cc5fabc6354a6759bb8d444b10c801ed8fe1790f26c2f3aaede5ab7f6354e6a.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';
import type { GWeights, DWeights } from './model.js';

const values = [0, 1, 2, 3, 4, 5, 6, 7];

/** What `trainStep` reads. */
export interface TrainStepInputs {
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
    readonly discriminator: Tensor;
    /** a number, score */
    readonly generator: Tensor;
    /** a number, score */
    readonly V: Tensor;
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
 * 34 kernels, 0.00125 million floating-point operations, at most 0.00134 MB of tensors.
 */
export function trainStep(k: KernelSet, inputs: TrainStepInputs): TrainStepOutputs {
  const { points } = inputs.data;
  const { D, G } = inputs.state;
  const { random, scalars } = inputs;

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
  k.free(reshaped3, isEqual2, sum, converted2, dense1_2);

  // spec.gen:11  game V = hinge(real: D(points.x, points.label), fake: D(G(z, y), y))
  const difference = k.subtract(1, reshaped2);
  const rectified = k.relu(difference);
  const sum2 = k.add(reshaped4, 1);
  const rectified2 = k.relu(sum2);
  const sum3 = k.add(rectified, rectified2);
  const discriminator = k.mean(sum3, [0]);
  k.free(reshaped2, difference, reshaped4, sum2, sum3);

  // ---- backward ----

  // spec.gen:11  game V = hinge(real: D(points.x, points.label), fake: D(G(z, y), y))
  const sign = k.sign(rectified2);
  const sign2 = k.sign(rectified);
  k.free(rectified2, rectified);

  // D(G(z, y), points.label#1)
  // spec.gen:5  discriminator D(x: Vector[2], y: Class[8]) -> Logit { concat(x, oneHot(y)) |> dense(1, bias: none) }
  const reshaped5 = k.reshape(sign, [8, 1]);
  const product = k.multiply(reshaped5, 0.125);
  const dense1Gradient = k.matMul(joined2, product, { transposeA: true });
  k.free(sign, reshaped5, product);

  // D(points.x, points.label)
  const reshaped6 = k.reshape(sign2, [8, 1]);
  const product2 = k.multiply(reshaped6, -0.125);
  const dense1Gradient2 = k.matMul(joined, product2, { transposeA: true });
  const DDense1KernelGradient = k.add(dense1Gradient, dense1Gradient2);
  k.free(sign2, reshaped6, joined, product2, dense1Gradient, dense1Gradient2);

  // ---- optimiser ----

  // spec.gen:12  update D with sgd(0.1) { minimize V.discriminator }
  // discriminator: The discriminator's loss.
  //   max(0, 1 - D(x)) + max(0, 1 + D(G(z)))   (Lim & Ye 2017, eq. 3; Miyato et al. 2018, eq. 16)
  const DDense1KernelStep = k.multiply(DDense1KernelGradient, scalars.trainSgd1Rate);
  const DDense1Kernel = k.subtract(D.dense1.kernel, DDense1KernelStep);
  k.free(DDense1KernelGradient, DDense1KernelStep);

  // ======== update G ==================================================================================

  // ---- forward ----

  // D(G(z, y), points.label#1)
  // spec.gen:5  discriminator D(x: Vector[2], y: Class[8]) -> Logit { concat(x, oneHot(y)) |> dense(1, bias: none) }
  const dense1_3 = k.matMul(joined2, DDense1Kernel);
  k.free(joined2);

  // spec.gen:13  update G with sgd(0.1) { minimize V.generator }
  // generator: The generator's loss.
  //   -D(G(z))   (Lim & Ye 2017, eq. 3; Miyato et al. 2018, eq. 16)
  const average = k.mean(dense1_3, [0, 1]);
  const generator = k.negate(average);
  k.free(dense1_3, average);

  // ---- backward ----

  // D(G(z, y), points.label#1)
  // spec.gen:5  discriminator D(x: Vector[2], y: Class[8]) -> Logit { concat(x, oneHot(y)) |> dense(1, bias: none) }
  const reshaped7 = k.reshape(DDense1Kernel, [10]);
  const product3 = k.multiply(reshaped7, -0.125);
  const spread = k.broadcastTo(product3, [8, 10]);
  const part = k.slice(spread, { starts: [0, 0], sizes: [8, 2] });
  k.free(reshaped7, product3, spread);

  // G(z, points.label#1)
  // spec.gen:4  generator G(z: Vector[2], y: Class[8]) -> Vector[2] { z + (y |> embed(2)) }
  const GEmbed1TableGradient = k.scatterAdd(part, points.label2, { depth: 8 });
  k.free(part);

  // ---- optimiser ----

  // spec.gen:13  update G with sgd(0.1) { minimize V.generator }
  const GEmbed1TableStep = k.multiply(GEmbed1TableGradient, scalars.trainSgd2Rate);
  const GEmbed1Table = k.subtract(G.embed1.table, GEmbed1TableStep);
  k.free(GEmbed1TableGradient, GEmbed1TableStep);

  return {
    metrics: { discriminator, generator, V: k.copy(discriminator) },
    state: { D: { dense1: { kernel: DDense1Kernel } }, G: { embed1: { table: GEmbed1Table } } },
  };
}
