/**
 * AverageOfValue: steps.ts
 *
 * The training steps: forward pass, loss terms, gradients and optimiser, written out.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 ba1a5b2dc1558712a31480804e0d3470078486939888dbbcd159f4980384df78.
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
    /** [2] */
    readonly centre: Tensor;
  };
  readonly scalars: {
    /** a number */
    readonly trainSgd1Rate: Tensor;
    /** a number */
    readonly trainCentreDecay: Tensor;
    /** a number */
    readonly trainCentreDecayShare: Tensor;
  };
}

/** What `trainStep` returns: new tensors, the caller's to free. */
export interface TrainStepOutputs {
  readonly metrics: {
    /** a number */
    readonly spread: Tensor;
  };
  readonly state: {
    readonly F: FWeights;
    /** [2] */
    readonly centre: Tensor;
  };
}

/**
 * One step of phase `train`, on a batch of 8. Updates, in order:
 * - F: F
 *
 * 19 kernels, 0.00029 million floating-point operations, at most 0.000288 MB of tensors.
 */
export function trainStep(k: KernelSet, inputs: TrainStepInputs): TrainStepOutputs {
  const { points } = inputs.data;
  const { F, centre } = inputs.state;
  const { scalars } = inputs;

  // ======== update F ==================================================================================

  // ---- forward ----

  // F(points.x)
  // spec.gen:4  network F(x: Vector[2]) -> Vector[2] { x |> dense(2) }
  const dense1 = k.fusedMatMul(points.x, F.dense1.kernel, F.dense1.bias);

  // spec.gen:10  update F with sgd(0.1) { minimize spread = square(1 - squaredError(y, centre)) }
  const difference = k.subtract(dense1, centre);

  // spec.gen:9  average y as centre halfLife 1000 examples
  const average = k.mean(dense1, [0]);
  k.free(dense1);

  // spec.gen:10  update F with sgd(0.1) { minimize spread = square(1 - squaredError(y, centre)) }
  const squared = k.square(difference);
  const total = k.sum(squared, [1]);
  const difference2 = k.subtract(1, total);
  const squared2 = k.square(difference2);
  k.free(squared, total);

  // ---- backward ----

  // spec.gen:10  update F with sgd(0.1) { minimize spread = square(1 - squaredError(y, centre)) }
  const reshaped = k.reshape(difference2, [8, 1]);
  k.free(difference2);

  // ---- forward ----

  // spec.gen:10  update F with sgd(0.1) { minimize spread = square(1 - squaredError(y, centre)) }
  const spread = k.mean(squared2, [0]);
  k.free(squared2);

  // ---- backward ----

  // spec.gen:10  update F with sgd(0.1) { minimize spread = square(1 - squaredError(y, centre)) }
  const product = k.multiply(reshaped, -0.5);
  const product2 = k.multiply(product, difference);
  k.free(reshaped, difference, product);

  // F(points.x)
  // spec.gen:4  network F(x: Vector[2]) -> Vector[2] { x |> dense(2) }
  const FDense1BiasGradient = k.sum(product2, [0]);
  const FDense1KernelGradient = k.matMul(points.x, product2, { transposeA: true });
  k.free(product2);

  // ---- optimiser ----

  // spec.gen:10  update F with sgd(0.1) { minimize spread = square(1 - squaredError(y, centre)) }
  const FDense1KernelStep = k.multiply(FDense1KernelGradient, scalars.trainSgd1Rate);
  const FDense1Kernel = k.subtract(F.dense1.kernel, FDense1KernelStep);
  const FDense1BiasStep = k.multiply(FDense1BiasGradient, scalars.trainSgd1Rate);
  const FDense1Bias = k.subtract(F.dense1.bias, FDense1BiasStep);
  k.free(FDense1KernelGradient, FDense1KernelStep, FDense1BiasGradient, FDense1BiasStep);

  // ======== averages ==================================================================================

  // spec.gen:9  average y as centre halfLife 1000 examples
  const product3 = k.multiply(centre, scalars.trainCentreDecay);
  const product4 = k.multiply(average, scalars.trainCentreDecayShare);
  const centre2 = k.add(product3, product4);
  k.free(average, product3, product4);

  return {
    metrics: { spread },
    state: { F: { dense1: { kernel: FDense1Kernel, bias: FDense1Bias } }, centre: centre2 },
  };
}
