/**
 * ScheduleInTerm: steps.ts
 *
 * The training steps: forward pass, loss terms, gradients and optimiser, written out.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 b3801147d5e70a94065904eb29403661fcc59fe774422e2e82c07eedabc0f708.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';
import type { FWeights } from './model.js';

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
  };
  readonly scalars: {
    /** a number */
    readonly scheduleWeight: Tensor;
    /** a number */
    readonly trainSgd1Rate: Tensor;
  };
}

/** What `trainStep` returns: new tensors, the caller's to free. */
export interface TrainStepOutputs {
  readonly metrics: {
    /** a number, per element */
    readonly error: Tensor;
    /** a number */
    readonly size: Tensor;
    /** a number */
    readonly loss: Tensor;
  };
  readonly state: {
    readonly F: FWeights;
  };
}

/**
 * One step of phase `train`, on a batch of 8. Updates, in order:
 * - F: F
 *
 * 18 kernels, 0.000303 million floating-point operations, at most 0.000308 MB of tensors.
 */
export function trainStep(k: KernelSet, inputs: TrainStepInputs): TrainStepOutputs {
  const { points } = inputs.data;
  const { F } = inputs.state;
  const { scalars } = inputs;

  // ======== update F ==================================================================================

  // ---- forward ----

  // F(points.x)
  // spec.gen:4  network F(x: Vector[2]) -> Vector[2] { x |> dense(2) }
  const dense1 = k.fusedMatMul(points.x, F.dense1.kernel, F.dense1.bias);

  // spec.gen:11  minimize error = mse(y, points.x)
  // error: The squared error, averaged over the event.
  //   1/n sum_i (a_i - b_i)^2
  const difference = k.subtract(dense1, points.x);
  const squared = k.square(difference);
  const error = k.mean(squared, [0, 1]);
  k.free(squared);

  // spec.gen:12  minimize size = weight * mean(square(y))
  const squared2 = k.square(dense1);
  const average = k.mean(squared2, [0, 1]);
  const size = k.multiply(average, scalars.scheduleWeight);
  const loss = k.add(error, size);
  k.free(squared2, average);

  // ---- backward ----

  // spec.gen:12  minimize size = weight * mean(square(y))
  const product = k.multiply(scalars.scheduleWeight, 0.125);
  const product2 = k.multiply(product, dense1);
  k.free(dense1, product);

  // spec.gen:11  minimize error = mse(y, points.x)
  const product3 = k.multiply(difference, 0.125);
  k.free(difference);

  // F(points.x)
  // spec.gen:4  network F(x: Vector[2]) -> Vector[2] { x |> dense(2) }
  const sum = k.add(product2, product3);
  const FDense1BiasGradient = k.sum(sum, [0]);
  const FDense1KernelGradient = k.matMul(points.x, sum, { transposeA: true });
  k.free(product2, product3, sum);

  // ---- optimiser ----

  // spec.gen:10  update F with sgd(cosine(0.1 to 0, until: epoch 2)) {
  const FDense1KernelStep = k.multiply(FDense1KernelGradient, scalars.trainSgd1Rate);
  const FDense1Kernel = k.subtract(F.dense1.kernel, FDense1KernelStep);
  const FDense1BiasStep = k.multiply(FDense1BiasGradient, scalars.trainSgd1Rate);
  const FDense1Bias = k.subtract(F.dense1.bias, FDense1BiasStep);
  k.free(FDense1KernelGradient, FDense1KernelStep, FDense1BiasGradient, FDense1BiasStep);

  return {
    metrics: { error, size, loss },
    state: { F: { dense1: { kernel: FDense1Kernel, bias: FDense1Bias } } },
  };
}
