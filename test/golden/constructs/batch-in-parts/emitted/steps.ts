/**
 * BatchInParts: steps.ts
 *
 * The training steps: forward pass, loss terms, gradients and optimiser, written out.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 ac5a8e4766cd953f66d1b6ec9fa7b57f1ace6fde9000b8f4b6d78c36252e8e89.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';
import type { FWeights, TrainState } from './model.js';

/** What `trainStep` reads. */
export interface TrainStepInputs {
  readonly data: {
    readonly points: {
      /** [8, 2] */
      readonly x: Tensor;
    };
  };
  readonly state: {
    readonly F: FWeights;
    readonly train: TrainState;
  };
  readonly scalars: {
    /** a number */
    readonly trainSgd1Rate: Tensor;
    /** a number */
    readonly trainSgd1Momentum: Tensor;
  };
}

/** What `trainStep` returns: new tensors, the caller's to free. */
export interface TrainStepOutputs {
  readonly metrics: {
    /** a number, per element */
    readonly error: Tensor;
  };
  readonly state: {
    readonly F: FWeights;
    readonly train: TrainState;
  };
}

/**
 * One step of phase `train`, on a batch of 8. Updates, in order:
 * - F: F
 *
 * 85 kernels, 0.000653 million floating-point operations, at most 0.00038 MB of tensors.
 */
export function trainStep(k: KernelSet, inputs: TrainStepInputs): TrainStepOutputs {
  const { points } = inputs.data;
  const { F, train } = inputs.state;
  const { scalars } = inputs;

  // ======== update F ==================================================================================

  // ---- forward ----

  // spec.gen:3  data points from mixture2d(count: 1000) { x: Vector[2] }
  const part = k.slice(points.x, { starts: [0, 0], sizes: [4, 2] });

  // F(points.x)
  // spec.gen:4  network F(x: Vector[2]) -> Vector[2] { x |> dense(2, bias: none) |> batchNorm(affine: none) |> tanh }
  const dense1 = k.matMul(part, F.dense1.kernel);
  const average = k.mean(dense1, [0], { keepDims: true });
  const difference = k.subtract(dense1, average);
  const squared = k.square(difference);
  const average2 = k.mean(squared, [0], { keepDims: true });
  const sum = k.add(average2, 0.00001);
  const inverseRoot = k.rsqrt(sum);
  const product = k.multiply(difference, inverseRoot);
  const squashed = k.tanh(product);
  k.free(dense1, squared, sum, product);

  // spec.gen:8  update F with sgd(0.1, momentum: 0.9) { minimize error = mse(F(points.x), points.x) }
  // error: The squared error, averaged over the event.
  //   1/n sum_i (a_i - b_i)^2
  const difference2 = k.subtract(squashed, part);
  const squared2 = k.square(difference2);
  const average3 = k.mean(squared2, [0, 1]);
  k.free(squared2);

  // ---- backward ----

  // F(points.x)
  // spec.gen:4  network F(x: Vector[2]) -> Vector[2] { x |> dense(2, bias: none) |> batchNorm(affine: none) |> tanh }
  const squared3 = k.square(squashed);
  const difference3 = k.subtract(1, squared3);
  const product2 = k.multiply(difference2, difference3);
  const product3 = k.multiply(product2, 0.25);
  const product4 = k.multiply(product3, inverseRoot);
  const product5 = k.multiply(product3, difference);
  const total = k.sum(product5, [0]);
  const reshaped = k.reshape(total, [1, 2]);
  const squared4 = k.square(inverseRoot);
  const product6 = k.multiply(inverseRoot, squared4);
  const product7 = k.multiply(reshaped, product6);
  const product8 = k.multiply(product7, -0.25);
  const product9 = k.multiply(product8, difference);
  const sum2 = k.add(product4, product9);
  const total2 = k.sum(sum2, [0]);
  const reshaped2 = k.reshape(total2, [1, 2]);
  const product10 = k.multiply(reshaped2, -0.25);
  const sum3 = k.add(sum2, product10);
  const dense1Gradient = k.matMul(part, sum3, { transposeA: true });
  k.free(
    squashed,
    squared3,
    difference2,
    difference3,
    product2,
    product3,
    product5,
    total,
    inverseRoot,
    squared4,
    reshaped,
    product6,
    product7,
    difference,
    product8,
    product4,
    product9,
    total2,
    reshaped2,
    sum2,
    product10,
    part,
    sum3,
  );

  // ---- forward ----

  // F(points.x)
  const part2 = k.slice(dense1Gradient, { starts: [0, 0], sizes: [1, 1] });
  const reshaped3 = k.reshape(part2, []);
  k.free(part2);

  // spec.gen:3  data points from mixture2d(count: 1000) { x: Vector[2] }
  const part3 = k.slice(points.x, { starts: [4, 0], sizes: [4, 2] });
  const isGreater = k.greater(reshaped3, 0);
  const isGreater2 = k.greater(0, reshaped3);
  const both = k.logicalAnd(isGreater, isGreater2);
  const pointsX = k.select(both, 0, part3);
  k.free(reshaped3, isGreater, isGreater2, part3, both);

  // F(points.x)
  // spec.gen:4  network F(x: Vector[2]) -> Vector[2] { x |> dense(2, bias: none) |> batchNorm(affine: none) |> tanh }
  const dense1_2 = k.matMul(pointsX, F.dense1.kernel);
  const batchNorm1Mean = k.mean(dense1_2, [0], { keepDims: true });
  const batchNorm1Centred = k.subtract(dense1_2, batchNorm1Mean);
  const squared5 = k.square(batchNorm1Centred);
  const batchNorm1Variance = k.mean(squared5, [0], { keepDims: true });
  const sum4 = k.add(batchNorm1Variance, 0.00001);
  const batchNorm1InverseDeviation = k.rsqrt(sum4);
  const product11 = k.multiply(batchNorm1Centred, batchNorm1InverseDeviation);
  const squashed2 = k.tanh(product11);
  k.free(dense1_2, squared5, sum4, product11);

  // spec.gen:8  update F with sgd(0.1, momentum: 0.9) { minimize error = mse(F(points.x), points.x) }
  const difference4 = k.subtract(squashed2, pointsX);
  const squared6 = k.square(difference4);
  const error = k.mean(squared6, [0, 1]);
  k.free(squared6);

  // ---- backward ----

  // F(points.x)
  // spec.gen:4  network F(x: Vector[2]) -> Vector[2] { x |> dense(2, bias: none) |> batchNorm(affine: none) |> tanh }
  const squared7 = k.square(squashed2);
  const difference5 = k.subtract(1, squared7);
  const product12 = k.multiply(difference4, difference5);
  const product13 = k.multiply(product12, 0.25);
  const product14 = k.multiply(product13, batchNorm1InverseDeviation);
  const product15 = k.multiply(product13, batchNorm1Centred);
  const total3 = k.sum(product15, [0]);
  const reshaped4 = k.reshape(total3, [1, 2]);
  const squared8 = k.square(batchNorm1InverseDeviation);
  const product16 = k.multiply(batchNorm1InverseDeviation, squared8);
  const product17 = k.multiply(reshaped4, product16);
  const product18 = k.multiply(product17, -0.25);
  const product19 = k.multiply(product18, batchNorm1Centred);
  const sum5 = k.add(product14, product19);
  const total4 = k.sum(sum5, [0]);
  const reshaped5 = k.reshape(total4, [1, 2]);
  const product20 = k.multiply(reshaped5, -0.25);
  const sum6 = k.add(sum5, product20);
  const dense1Gradient2 = k.matMul(pointsX, sum6, { transposeA: true });
  k.free(
    squashed2,
    squared7,
    difference4,
    difference5,
    product12,
    product13,
    product15,
    total3,
    batchNorm1InverseDeviation,
    squared8,
    reshaped4,
    product16,
    product17,
    batchNorm1Centred,
    product18,
    product14,
    product19,
    total4,
    reshaped5,
    sum5,
    product20,
    pointsX,
    sum6,
  );

  // ---- forward ----

  // F(points.x)
  const sum7 = k.add(average3, error);
  const error2 = k.multiply(sum7, 0.5);
  k.free(average3, error, sum7);

  // ---- optimiser ----

  // spec.gen:8  update F with sgd(0.1, momentum: 0.9) { minimize error = mse(F(points.x), points.x) }
  const sum8 = k.add(dense1Gradient, dense1Gradient2);
  const FDense1KernelGradient = k.multiply(sum8, 0.5);
  const product21 = k.multiply(train.sgd1.velocity.F.dense1.kernel, scalars.trainSgd1Momentum);
  const FDense1Kernel = k.add(product21, FDense1KernelGradient);
  const FDense1KernelStep = k.multiply(FDense1Kernel, scalars.trainSgd1Rate);
  const FDense1Kernel2 = k.subtract(F.dense1.kernel, FDense1KernelStep);
  const product22 = k.multiply(F.batchNorm1.mean, 0.9);
  const reshaped6 = k.reshape(average, [2]);
  const product23 = k.multiply(reshaped6, 0.1);
  const sum9 = k.add(product22, product23);
  const product24 = k.multiply(F.batchNorm1.variance, 0.9);
  const reshaped7 = k.reshape(average2, [2]);
  const product25 = k.multiply(reshaped7, 0.13333333333333333);
  const sum10 = k.add(product24, product25);
  const product26 = k.multiply(sum9, 0.9);
  const reshaped8 = k.reshape(batchNorm1Mean, [2]);
  const product27 = k.multiply(reshaped8, 0.1);
  const FBatchNorm1Mean = k.add(product26, product27);
  const product28 = k.multiply(sum10, 0.9);
  const reshaped9 = k.reshape(batchNorm1Variance, [2]);
  const product29 = k.multiply(reshaped9, 0.13333333333333333);
  const FBatchNorm1Variance = k.add(product28, product29);
  k.free(
    dense1Gradient,
    dense1Gradient2,
    sum8,
    FDense1KernelGradient,
    product21,
    FDense1KernelStep,
    average,
    reshaped6,
    product22,
    product23,
    average2,
    reshaped7,
    product24,
    product25,
    sum9,
    batchNorm1Mean,
    reshaped8,
    product26,
    product27,
    sum10,
    batchNorm1Variance,
    reshaped9,
    product28,
    product29,
  );

  return {
    metrics: { error: error2 },
    state: {
      F: {
        dense1: { kernel: FDense1Kernel2 },
        batchNorm1: { mean: FBatchNorm1Mean, variance: FBatchNorm1Variance },
      },
      train: { sgd1: { velocity: { F: { dense1: { kernel: FDense1Kernel } } } } },
    },
  };
}
