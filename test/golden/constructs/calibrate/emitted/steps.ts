/**
 * Calibrate: steps.ts
 *
 * The training steps: forward pass, loss terms, gradients and optimiser, written out.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 4fd52bf8d3900958d2a4a092a2e3ea6407a4583341d8f3ab00d5ea3021ad7b13.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';
import type { FWeights } from './model.js';

/** What `trainStep` reads. */
export interface TrainStepInputs {
  readonly random: {
    /** [8, 2], normal random numbers */
    readonly trainZ: Tensor;
  };
  readonly state: {
    readonly F: FWeights;
  };
  readonly scalars: {
    /** a number */
    readonly trainSgd1Rate: Tensor;
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
  };
}

/**
 * One step of phase `train`, on a batch of 8. Updates, in order:
 * - F: F
 *
 * 46 kernels, 0.000658 million floating-point operations, at most 0.000444 MB of tensors.
 */
export function trainStep(k: KernelSet, inputs: TrainStepInputs): TrainStepOutputs {
  const { random, scalars } = inputs;
  const { F } = inputs.state;

  // ======== update F ==================================================================================

  // ---- forward ----

  // F(z)
  // spec.gen:4  network F(z: Vector[2]) -> Vector[2] { z |> dense(2) |> batchNorm |> tanh }
  const dense1 = k.fusedMatMul(random.trainZ, F.dense1.kernel, F.dense1.bias);
  const batchNorm1Mean = k.mean(dense1, [0], { keepDims: true });
  const batchNorm1Centred = k.subtract(dense1, batchNorm1Mean);
  const squared = k.square(batchNorm1Centred);
  const batchNorm1Variance = k.mean(squared, [0], { keepDims: true });
  const sum = k.add(batchNorm1Variance, 0.00001);
  const batchNorm1InverseDeviation = k.rsqrt(sum);
  const product = k.multiply(batchNorm1InverseDeviation, F.batchNorm1.scale);
  const product2 = k.multiply(batchNorm1Centred, product);
  const sum2 = k.add(product2, F.batchNorm1.shift);
  const squashed = k.tanh(sum2);
  k.free(dense1, squared, sum, product2, sum2);

  // spec.gen:9  update F with sgd(0.1) { minimize error = mse(F(z), z) }
  // error: The squared error, averaged over the event.
  //   1/n sum_i (a_i - b_i)^2
  const difference = k.subtract(squashed, random.trainZ);
  const squared2 = k.square(difference);
  const error = k.mean(squared2, [0, 1]);
  k.free(squared2);

  // ---- backward ----

  // F(z)
  // spec.gen:4  network F(z: Vector[2]) -> Vector[2] { z |> dense(2) |> batchNorm |> tanh }
  const squared3 = k.square(squashed);
  const difference2 = k.subtract(1, squared3);
  const product3 = k.multiply(difference, difference2);
  const product4 = k.multiply(product3, 0.125);
  const FBatchNorm1ShiftGradient = k.sum(product4, [0]);
  const product5 = k.multiply(batchNorm1Centred, product4);
  const total = k.sum(product5, [0]);
  const reshaped = k.reshape(batchNorm1InverseDeviation, [2]);
  const FBatchNorm1ScaleGradient = k.multiply(total, reshaped);
  const product6 = k.multiply(product4, product);
  const product7 = k.multiply(total, F.batchNorm1.scale);
  const reshaped2 = k.reshape(product7, [1, 2]);
  const squared4 = k.square(batchNorm1InverseDeviation);
  const product8 = k.multiply(batchNorm1InverseDeviation, squared4);
  const product9 = k.multiply(reshaped2, product8);
  const product10 = k.multiply(product9, -0.125);
  const product11 = k.multiply(product10, batchNorm1Centred);
  const sum3 = k.add(product6, product11);
  const total2 = k.sum(sum3, [0]);
  const reshaped3 = k.reshape(total2, [1, 2]);
  const product12 = k.multiply(reshaped3, -0.125);
  const sum4 = k.add(sum3, product12);
  const FDense1KernelGradient = k.matMul(random.trainZ, sum4, { transposeA: true });
  k.free(
    squashed,
    squared3,
    difference,
    difference2,
    product3,
    product5,
    reshaped,
    product,
    product4,
    total,
    product7,
    batchNorm1InverseDeviation,
    squared4,
    reshaped2,
    product8,
    product9,
    batchNorm1Centred,
    product10,
    product6,
    product11,
    total2,
    reshaped3,
    sum3,
    product12,
    sum4,
  );

  // ---- optimiser ----

  // spec.gen:9  update F with sgd(0.1) { minimize error = mse(F(z), z) }
  const FDense1KernelStep = k.multiply(FDense1KernelGradient, scalars.trainSgd1Rate);
  const FDense1Kernel = k.subtract(F.dense1.kernel, FDense1KernelStep);
  const FBatchNorm1ScaleStep = k.multiply(FBatchNorm1ScaleGradient, scalars.trainSgd1Rate);
  const FBatchNorm1Scale = k.subtract(F.batchNorm1.scale, FBatchNorm1ScaleStep);
  const FBatchNorm1ShiftStep = k.multiply(FBatchNorm1ShiftGradient, scalars.trainSgd1Rate);
  const FBatchNorm1Shift = k.subtract(F.batchNorm1.shift, FBatchNorm1ShiftStep);
  const product13 = k.multiply(F.batchNorm1.mean, 0.9);
  const reshaped4 = k.reshape(batchNorm1Mean, [2]);
  const product14 = k.multiply(reshaped4, 0.1);
  const FBatchNorm1Mean = k.add(product13, product14);
  const product15 = k.multiply(F.batchNorm1.variance, 0.9);
  const reshaped5 = k.reshape(batchNorm1Variance, [2]);
  const product16 = k.multiply(reshaped5, 0.11428571428571428);
  const FBatchNorm1Variance = k.add(product15, product16);
  k.free(
    FDense1KernelGradient,
    FDense1KernelStep,
    FBatchNorm1ScaleGradient,
    FBatchNorm1ScaleStep,
    FBatchNorm1ShiftGradient,
    FBatchNorm1ShiftStep,
    batchNorm1Mean,
    reshaped4,
    product13,
    product14,
    batchNorm1Variance,
    reshaped5,
    product15,
    product16,
  );

  return {
    metrics: { error },
    state: {
      F: {
        dense1: { kernel: FDense1Kernel, bias: k.copy(F.dense1.bias) },
        batchNorm1: {
          scale: FBatchNorm1Scale,
          shift: FBatchNorm1Shift,
          mean: FBatchNorm1Mean,
          variance: FBatchNorm1Variance,
        },
      },
    },
  };
}

/** What `trainCalibrate` reads. */
export interface TrainCalibrateInputs {
  readonly random: {
    /** [8, 2], normal random numbers */
    readonly trainZ: Tensor;
  };
  readonly state: {
    readonly F: {
      readonly dense1: {
        /** [2, 2] */
        readonly kernel: Tensor;
        /** [2] */
        readonly bias: Tensor;
      };
      readonly batchNorm1: {
        /** [2] */
        readonly mean: Tensor;
        /** [2] */
        readonly variance: Tensor;
      };
    };
  };
  readonly scalars: {
    /** a number */
    readonly share: Tensor;
    /** a number */
    readonly kept: Tensor;
  };
}

/** What `trainCalibrate` returns: new tensors, the caller's to free. */
export interface TrainCalibrateOutputs {
  readonly state: {
    readonly F: {
      readonly batchNorm1: {
        /** [2] */
        readonly mean: Tensor;
        /** [2] */
        readonly variance: Tensor;
      };
    };
  };
}

/**
 * One of 16 batches of 8 at the end of phase `train`: moves the running statistics of F to their mean so far.
 *
 * 12 kernels, 0.000157 million floating-point operations, at most 0.000252 MB of tensors.
 */
export function trainCalibrate(k: KernelSet, inputs: TrainCalibrateInputs): TrainCalibrateOutputs {
  const { random, scalars } = inputs;
  const { F } = inputs.state;

  // F(z), call 2
  // spec.gen:4  network F(z: Vector[2]) -> Vector[2] { z |> dense(2) |> batchNorm |> tanh }
  const dense1 = k.fusedMatMul(random.trainZ, F.dense1.kernel, F.dense1.bias);
  const batchNorm1Mean = k.mean(dense1, [0], { keepDims: true });
  const batchNorm1Centred = k.subtract(dense1, batchNorm1Mean);
  const squared = k.square(batchNorm1Centred);
  const batchNorm1Variance = k.mean(squared, [0], { keepDims: true });
  k.free(dense1, batchNorm1Centred, squared);

  // spec.gen:10  calibrate F for 16 batches { F(z) }
  const reshaped = k.reshape(batchNorm1Mean, [2]);
  const reshaped2 = k.reshape(batchNorm1Variance, [2]);
  const product = k.multiply(F.batchNorm1.mean, scalars.kept);
  const product2 = k.multiply(reshaped, scalars.share);
  const FBatchNorm1Mean = k.add(product, product2);
  const product3 = k.multiply(F.batchNorm1.variance, scalars.kept);
  const product4 = k.multiply(scalars.share, 1.1428571428571428);
  const product5 = k.multiply(reshaped2, product4);
  const FBatchNorm1Variance = k.add(product3, product5);
  k.free(
    batchNorm1Mean,
    batchNorm1Variance,
    reshaped,
    product,
    product2,
    reshaped2,
    product4,
    product3,
    product5,
  );

  return { state: { F: { batchNorm1: { mean: FBatchNorm1Mean, variance: FBatchNorm1Variance } } } };
}
