/**
 * Games: health.ts
 *
 * What is watched while it trains: numbers that tell how its players stand.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 c3f98755f602d00dd6d9bd8a85d4b31a350228582d12287aaa8da011cbda7279.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';
import type { GWeights, DWeights } from './model.js';

/** What `trainHealth` reads. */
export interface TrainHealthInputs {
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
}

/** What `trainHealth` returns: new tensors, the caller's to free. */
export interface TrainHealthOutputs {
  readonly values: {
    /** a number */
    readonly squaresAccuracyReal: Tensor;
    /** a number */
    readonly squaresAccuracyFake: Tensor;
    /** a number */
    readonly squaresDiversity: Tensor;
    /** a number */
    readonly marginsAccuracyReal: Tensor;
    /** a number */
    readonly marginsAccuracyFake: Tensor;
    /** a number */
    readonly marginsDiversity: Tensor;
    /** a number */
    readonly transportAccuracyReal: Tensor;
    /** a number */
    readonly transportAccuracyFake: Tensor;
    /** a number */
    readonly transportDiversity: Tensor;
    /** a number */
    readonly gradientD: Tensor;
    /** a number */
    readonly gradientG: Tensor;
  };
}

/**
 * How phase `train` stands, by a batch of 8 before a step: squares.value, squares.accuracy, squares.diversity, margins.value, margins.accuracy, margins.diversity, transport.value, transport.accuracy, transport.diversity, gradient.D, gradient.G.
 * It gives numbers and moves nothing: training is the same without it.
 *
 * 89 kernels, 0.000567 million floating-point operations, at most 0.000356 MB of tensors.
 */
export function trainHealth(k: KernelSet, inputs: TrainHealthInputs): TrainHealthOutputs {
  const { points } = inputs.data;
  const { D, G } = inputs.state;
  const { random } = inputs;

  // ======== update D ==================================================================================

  // ---- forward ----

  // D(points.x)
  // spec.gen:6  discriminator D(x: Vector[1]) -> Logit { x |> dense(1) }
  const dense1 = k.fusedMatMul(points.x, D.dense1.kernel, D.dense1.bias);
  const reshaped = k.reshape(dense1, [8]);

  // G(z)
  // spec.gen:5  generator G(z: Vector[1]) -> Vector[1] { z |> dense(1) }
  const dense1_2 = k.fusedMatMul(random.trainZ, G.dense1.kernel, G.dense1.bias);

  // D(G(z))
  // spec.gen:6  discriminator D(x: Vector[1]) -> Logit { x |> dense(1) }
  const dense1_3 = k.fusedMatMul(dense1_2, D.dense1.kernel, D.dense1.bias);
  const reshaped2 = k.reshape(dense1_3, [8]);

  // spec.gen:13  game squares = leastSquares(real: real, fake: fake)
  const difference = k.subtract(reshaped, 0.5);
  const sign = k.sign(difference);
  const average = k.mean(sign, [0], { keepDims: true });
  const product = k.multiply(average, 0.5);
  const sum = k.add(product, 0.5);
  const squaresAccuracyReal = k.reshape(sum, []);
  const difference2 = k.subtract(reshaped2, 0.5);
  const sign2 = k.sign(difference2);
  const average2 = k.mean(sign2, [0], { keepDims: true });
  const product2 = k.multiply(average2, 0.5);
  const sum2 = k.add(product2, 0.5);
  const reshaped3 = k.reshape(sum2, []);
  const squaresAccuracyFake = k.subtract(1, reshaped3);
  const part = k.slice(dense1_2, { starts: [0, 0], sizes: [1, 1] });
  const part2 = k.slice(dense1_2, { starts: [1, 0], sizes: [7, 1] });
  const joined = k.concat([part2, part], 0);
  const difference3 = k.subtract(dense1_2, joined);
  const squared = k.square(difference3);
  const reshaped4 = k.reshape(squared, [8]);
  const root = k.sqrt(reshaped4);
  const average3 = k.mean(root, [0]);
  const part3 = k.slice(points.x, { starts: [0, 0], sizes: [1, 1] });
  const part4 = k.slice(points.x, { starts: [1, 0], sizes: [7, 1] });
  const joined2 = k.concat([part4, part3], 0);
  const difference4 = k.subtract(points.x, joined2);
  const squared2 = k.square(difference4);
  const reshaped5 = k.reshape(squared2, [8]);
  const root2 = k.sqrt(reshaped5);
  const average4 = k.mean(root2, [0]);
  const larger = k.maximum(average4, 1e-12);
  const squaresDiversity = k.divide(average3, larger);
  k.free(
    difference,
    sign,
    average,
    product,
    sum,
    difference2,
    sign2,
    average2,
    product2,
    sum2,
    reshaped3,
    part,
    part2,
    joined,
    difference3,
    squared,
    reshaped4,
    root,
    part3,
    part4,
    joined2,
    difference4,
    squared2,
    reshaped5,
    root2,
    average4,
    average3,
    larger,
  );

  // spec.gen:14  game margins = hinge(real: real, fake: fake)
  const sign3 = k.sign(reshaped);
  const average5 = k.mean(sign3, [0], { keepDims: true });
  const product3 = k.multiply(average5, 0.5);
  const sum3 = k.add(product3, 0.5);
  const marginsAccuracyReal = k.reshape(sum3, []);
  const sign4 = k.sign(reshaped2);
  const average6 = k.mean(sign4, [0], { keepDims: true });
  const product4 = k.multiply(average6, 0.5);
  const sum4 = k.add(product4, 0.5);
  const reshaped6 = k.reshape(sum4, []);
  const marginsAccuracyFake = k.subtract(1, reshaped6);
  k.free(sign3, average5, product3, sum3, sign4, average6, product4, sum4, reshaped6);

  // spec.gen:15  game transport = wasserstein(real: real, fake: fake)
  const average7 = k.mean(dense1, [0, 1]);
  const average8 = k.mean(dense1_3, [0, 1]);
  const sum5 = k.add(average7, average8);
  const product5 = k.multiply(sum5, 0.5);
  const difference5 = k.subtract(reshaped, product5);
  const sign5 = k.sign(difference5);
  const average9 = k.mean(sign5, [0], { keepDims: true });
  const product6 = k.multiply(average9, 0.5);
  const sum6 = k.add(product6, 0.5);
  const transportAccuracyReal = k.reshape(sum6, []);
  const difference6 = k.subtract(reshaped2, product5);
  const sign6 = k.sign(difference6);
  const average10 = k.mean(sign6, [0], { keepDims: true });
  const product7 = k.multiply(average10, 0.5);
  const sum7 = k.add(product7, 0.5);
  const reshaped7 = k.reshape(sum7, []);
  const transportAccuracyFake = k.subtract(1, reshaped7);
  k.free(
    dense1,
    dense1_3,
    average7,
    average8,
    sum5,
    difference5,
    sign5,
    average9,
    product6,
    sum6,
    product5,
    difference6,
    sign6,
    average10,
    product7,
    sum7,
    reshaped7,
  );

  // spec.gen:17  minimize squared = squares.discriminator
  const difference7 = k.subtract(reshaped, 1);

  // spec.gen:18  minimize outside = margins.discriminator
  const difference8 = k.subtract(1, reshaped);
  const rectified = k.relu(difference8);
  const sum8 = k.add(reshaped2, 1);
  const rectified2 = k.relu(sum8);
  k.free(reshaped, difference8, sum8);

  // ---- backward ----

  // spec.gen:18  minimize outside = margins.discriminator
  const sign7 = k.sign(rectified2);
  const product8 = k.multiply(sign7, 0.125);
  const sign8 = k.sign(rectified);
  const product9 = k.multiply(sign8, -0.125);
  k.free(rectified2, sign7, rectified, sign8);

  // spec.gen:17  minimize squared = squares.discriminator
  const product10 = k.multiply(reshaped2, 0.25);
  const product11 = k.multiply(difference7, 0.25);
  k.free(difference7);

  // D(G(z))
  // spec.gen:6  discriminator D(x: Vector[1]) -> Logit { x |> dense(1) }
  const sum9 = k.add(0.125, product8);
  const sum10 = k.add(sum9, product10);
  const reshaped8 = k.reshape(sum10, [8, 1]);
  const total = k.sum(sum10, [0]);
  const reshaped9 = k.reshape(total, [1]);
  k.free(product8, product10, sum9, sum10, total);

  // D(points.x)
  const sum11 = k.add(-0.125, product9);
  const sum12 = k.add(sum11, product11);
  const reshaped10 = k.reshape(sum12, [8, 1]);
  const total2 = k.sum(sum12, [0]);
  const reshaped11 = k.reshape(total2, [1]);
  const dense1Gradient = k.matMul(points.x, reshaped10, { transposeA: true });
  const sum13 = k.add(reshaped9, reshaped11);
  const reshaped12 = k.reshape(dense1Gradient, [1]);
  k.free(product9, product11, sum11, sum12, total2, reshaped10, reshaped9, reshaped11, dense1Gradient);

  // D(G(z))
  const dense1Gradient2 = k.fusedMatMul(dense1_2, reshaped8, reshaped12, { transposeA: true });
  k.free(dense1_2, reshaped8, reshaped12);

  // ---- forward ----

  // spec.gen:16  update D with sgd(0.1) {
  const squared3 = k.square(dense1Gradient2);
  const reshaped13 = k.reshape(squared3, []);
  const squared4 = k.square(sum13);
  const reshaped14 = k.reshape(squared4, []);
  const sum14 = k.add(reshaped13, reshaped14);
  const gradientD = k.sqrt(sum14);
  k.free(dense1Gradient2, squared3, sum13, squared4, reshaped13, reshaped14, sum14);

  // ======== update G ==================================================================================

  // ---- forward ----

  // spec.gen:22  minimize near = squares.generator
  const difference9 = k.subtract(reshaped2, 1);
  k.free(reshaped2);

  // ---- backward ----

  // spec.gen:22  minimize near = squares.generator
  const product12 = k.multiply(difference9, 0.25);
  k.free(difference9);

  // D(G(z))
  // spec.gen:6  discriminator D(x: Vector[1]) -> Logit { x |> dense(1) }
  const sum15 = k.add(-0.125, product12);
  const sum16 = k.add(sum15, -0.125);
  const reshaped15 = k.reshape(sum16, [8, 1]);
  const dense1Gradient3 = k.matMul(reshaped15, D.dense1.kernel, { transposeB: true });
  k.free(product12, sum15, sum16, reshaped15);

  // G(z)
  // spec.gen:5  generator G(z: Vector[1]) -> Vector[1] { z |> dense(1) }
  const total3 = k.sum(dense1Gradient3, [0, 1]);
  const reshaped16 = k.reshape(total3, [1]);
  const dense1Gradient4 = k.matMul(random.trainZ, dense1Gradient3, { transposeA: true });
  k.free(total3, dense1Gradient3);

  // ---- forward ----

  // spec.gen:21  update G with sgd(0.1) {
  const squared5 = k.square(dense1Gradient4);
  const reshaped17 = k.reshape(squared5, []);
  const squared6 = k.square(reshaped16);
  const reshaped18 = k.reshape(squared6, []);
  const sum17 = k.add(reshaped17, reshaped18);
  const gradientG = k.sqrt(sum17);
  k.free(dense1Gradient4, squared5, reshaped16, squared6, reshaped17, reshaped18, sum17);

  return {
    values: {
      squaresAccuracyReal,
      squaresAccuracyFake,
      squaresDiversity,
      marginsAccuracyReal,
      marginsAccuracyFake,
      marginsDiversity: k.copy(squaresDiversity),
      transportAccuracyReal,
      transportAccuracyFake,
      transportDiversity: k.copy(squaresDiversity),
      gradientD,
      gradientG,
    },
  };
}
