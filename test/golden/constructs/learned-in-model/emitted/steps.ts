/**
 * LearnedInModel: steps.ts
 *
 * The training steps: forward pass, loss terms, gradients and optimiser, written out.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 d583911da14b5dee94dda514a10a5354561e54b44007c775cb27b58ff82bcf52.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';
import type { FWeights, OffsetWeights } from './model.js';

/** What `trainStep` reads. */
export interface TrainStepInputs {
  readonly data: {
    readonly points: {
      /** [8, 2] */
      readonly x: Tensor;
    };
  };
  readonly state: {
    readonly offset: OffsetWeights;
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
    readonly offset: OffsetWeights;
    readonly F: FWeights;
  };
}

/**
 * One step of phase `train`, on a batch of 8. Updates, in order:
 * - F, offset: F, offset
 *
 * 18 kernels, 0.000354 million floating-point operations, at most 0.0003 MB of tensors.
 */
export function trainStep(k: KernelSet, inputs: TrainStepInputs): TrainStepOutputs {
  const { points } = inputs.data;
  const { offset, F } = inputs.state;
  const { scalars } = inputs;

  // ======== update F, offset ==========================================================================

  // ---- forward ----

  // F(points.x)
  // spec.gen:5  network F(x: Vector[2]) -> Vector[2] { x - offset |> dense(2) }
  const difference = k.subtract(points.x, offset.value);
  const dense1 = k.fusedMatMul(difference, F.dense1.kernel, F.dense1.bias);

  // spec.gen:9  update F, offset with sgd(0.1) { minimize error = mse(F(points.x) + offset, points.x) }
  // error: The squared error, averaged over the event.
  //   1/n sum_i (a_i - b_i)^2
  const sum = k.add(dense1, offset.value);
  const difference2 = k.subtract(sum, points.x);
  const squared = k.square(difference2);
  const error = k.mean(squared, [0, 1]);
  k.free(dense1, sum, squared);

  // ---- backward ----

  // spec.gen:9  update F, offset with sgd(0.1) { minimize error = mse(F(points.x) + offset, points.x) }
  const product = k.multiply(difference2, 0.125);
  k.free(difference2);

  // F(points.x)
  // spec.gen:5  network F(x: Vector[2]) -> Vector[2] { x - offset |> dense(2) }
  const FDense1KernelGradient = k.matMul(difference, product, { transposeA: true });
  k.free(difference);

  // spec.gen:9  update F, offset with sgd(0.1) { minimize error = mse(F(points.x) + offset, points.x) }
  const FDense1BiasGradient = k.sum(product, [0]);

  // F(points.x)
  // spec.gen:5  network F(x: Vector[2]) -> Vector[2] { x - offset |> dense(2) }
  const dense1Gradient = k.matMul(product, F.dense1.kernel, { transposeB: true });
  const total = k.sum(dense1Gradient, [0]);
  k.free(product, dense1Gradient);

  // spec.gen:4  learned offset: Vector[2] = normal(0, 0.1)
  const offsetValueGradient = k.subtract(FDense1BiasGradient, total);
  k.free(total);

  // ---- optimiser ----

  // spec.gen:9  update F, offset with sgd(0.1) { minimize error = mse(F(points.x) + offset, points.x) }
  const FDense1KernelStep = k.multiply(FDense1KernelGradient, scalars.trainSgd1Rate);
  const FDense1Kernel = k.subtract(F.dense1.kernel, FDense1KernelStep);
  const FDense1BiasStep = k.multiply(FDense1BiasGradient, scalars.trainSgd1Rate);
  const FDense1Bias = k.subtract(F.dense1.bias, FDense1BiasStep);
  const offsetValueStep = k.multiply(offsetValueGradient, scalars.trainSgd1Rate);
  const offsetValue = k.subtract(offset.value, offsetValueStep);
  k.free(
    FDense1KernelGradient,
    FDense1KernelStep,
    FDense1BiasGradient,
    FDense1BiasStep,
    offsetValueGradient,
    offsetValueStep,
  );

  return {
    metrics: { error },
    state: { offset: { value: offsetValue }, F: { dense1: { kernel: FDense1Kernel, bias: FDense1Bias } } },
  };
}
