/**
 * Truncate: steps.ts
 *
 * The training steps: forward pass, loss terms, gradients and optimiser, written out.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 3df9eae72b0e00537a1908e0f4f626ce026561a984d697c30171d86edd72829b.
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
 * 11 kernels, 0.000236 million floating-point operations, at most 0.000228 MB of tensors.
 */
export function trainStep(k: KernelSet, inputs: TrainStepInputs): TrainStepOutputs {
  const { random, scalars } = inputs;
  const { F } = inputs.state;

  // ======== update F ==================================================================================

  // ---- forward ----

  // F(z)
  // spec.gen:4  network F(z: Vector[2]) -> Vector[2] { z |> dense(2) }
  const dense1 = k.fusedMatMul(random.trainZ, F.dense1.kernel, F.dense1.bias);

  // spec.gen:9  update F with sgd(0.1) { minimize error = mse(F(z), z) }
  // error: The squared error, averaged over the event.
  //   1/n sum_i (a_i - b_i)^2
  const difference = k.subtract(dense1, random.trainZ);
  const squared = k.square(difference);
  const error = k.mean(squared, [0, 1]);
  k.free(dense1, squared);

  // ---- backward ----

  // spec.gen:9  update F with sgd(0.1) { minimize error = mse(F(z), z) }
  const product = k.multiply(difference, 0.125);
  k.free(difference);

  // F(z)
  // spec.gen:4  network F(z: Vector[2]) -> Vector[2] { z |> dense(2) }
  const FDense1BiasGradient = k.sum(product, [0]);
  const FDense1KernelGradient = k.matMul(random.trainZ, product, { transposeA: true });
  k.free(product);

  // ---- optimiser ----

  // spec.gen:9  update F with sgd(0.1) { minimize error = mse(F(z), z) }
  const FDense1KernelStep = k.multiply(FDense1KernelGradient, scalars.trainSgd1Rate);
  const FDense1Kernel = k.subtract(F.dense1.kernel, FDense1KernelStep);
  const FDense1BiasStep = k.multiply(FDense1BiasGradient, scalars.trainSgd1Rate);
  const FDense1Bias = k.subtract(F.dense1.bias, FDense1BiasStep);
  k.free(FDense1KernelGradient, FDense1KernelStep, FDense1BiasGradient, FDense1BiasStep);

  return { metrics: { error }, state: { F: { dense1: { kernel: FDense1Kernel, bias: FDense1Bias } } } };
}
