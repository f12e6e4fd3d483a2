/**
 * Optimize: steps.ts
 *
 * The training steps: forward pass, loss terms, gradients and optimiser, written out.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 36fc31460baf5396654dc288fe26c65bee888634097d547bbd7e58064cc3819f.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';
import type { EWeights, PWeights } from './model.js';

/** What `trainStep` reads. */
export interface TrainStepInputs {
  readonly data: {
    readonly points: {
      /** [8, 2] */
      readonly x: Tensor;
    };
  };
  readonly state: {
    readonly E: EWeights;
    readonly P: PWeights;
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
    readonly E: EWeights;
    readonly P: PWeights;
  };
}

/**
 * One step of phase `train`, on a batch of 8. Updates, in order:
 * - E, P: E, P
 *
 * 22 kernels, 0.000462 million floating-point operations, at most 0.000332 MB of tensors.
 */
export function trainStep(k: KernelSet, inputs: TrainStepInputs): TrainStepOutputs {
  const { points } = inputs.data;
  const { E, P } = inputs.state;
  const { scalars } = inputs;

  // ======== update E, P ===============================================================================

  // ---- forward ----

  // E(points.x)
  // spec.gen:4  encoder E(x: Vector[2]) -> Vector[1] { x |> dense(1) }
  const dense1 = k.fusedMatMul(points.x, E.dense1.kernel, E.dense1.bias);

  // P(E(points.x))
  // spec.gen:5  decoder P(z: Vector[1]) -> Vector[2] { z |> dense(2) |> tanh }
  const dense1_2 = k.fusedMatMul(dense1, P.dense1.kernel, P.dense1.bias, { activation: 'tanh' });

  // spec.gen:9  update E, P with sgd(0.1) { minimize error = mse(P(E(points.x)), points.x) }
  // error: The squared error, averaged over the event.
  //   1/n sum_i (a_i - b_i)^2
  const difference = k.subtract(dense1_2, points.x);
  const squared = k.square(difference);
  const error = k.mean(squared, [0, 1]);
  k.free(squared);

  // ---- backward ----

  // P(E(points.x))
  // spec.gen:5  decoder P(z: Vector[1]) -> Vector[2] { z |> dense(2) |> tanh }
  const squared2 = k.square(dense1_2);
  const difference2 = k.subtract(1, squared2);
  const product = k.multiply(difference, difference2);
  const product2 = k.multiply(product, 0.125);
  const PDense1BiasGradient = k.sum(product2, [0]);
  const dense1Gradient = k.matMul(product2, P.dense1.kernel, { transposeB: true });
  const PDense1KernelGradient = k.matMul(dense1, product2, { transposeA: true });
  k.free(dense1_2, squared2, difference, difference2, product, dense1, product2);

  // E(points.x)
  // spec.gen:4  encoder E(x: Vector[2]) -> Vector[1] { x |> dense(1) }
  const total = k.sum(dense1Gradient, [0, 1]);
  const EDense1BiasGradient = k.reshape(total, [1]);
  const EDense1KernelGradient = k.matMul(points.x, dense1Gradient, { transposeA: true });
  k.free(total, dense1Gradient);

  // ---- optimiser ----

  // spec.gen:9  update E, P with sgd(0.1) { minimize error = mse(P(E(points.x)), points.x) }
  const EDense1KernelStep = k.multiply(EDense1KernelGradient, scalars.trainSgd1Rate);
  const EDense1Kernel = k.subtract(E.dense1.kernel, EDense1KernelStep);
  const EDense1BiasStep = k.multiply(EDense1BiasGradient, scalars.trainSgd1Rate);
  const EDense1Bias = k.subtract(E.dense1.bias, EDense1BiasStep);
  const PDense1KernelStep = k.multiply(PDense1KernelGradient, scalars.trainSgd1Rate);
  const PDense1Kernel = k.subtract(P.dense1.kernel, PDense1KernelStep);
  const PDense1BiasStep = k.multiply(PDense1BiasGradient, scalars.trainSgd1Rate);
  const PDense1Bias = k.subtract(P.dense1.bias, PDense1BiasStep);
  k.free(
    EDense1KernelGradient,
    EDense1KernelStep,
    EDense1BiasGradient,
    EDense1BiasStep,
    PDense1KernelGradient,
    PDense1KernelStep,
    PDense1BiasGradient,
    PDense1BiasStep,
  );

  return {
    metrics: { error },
    state: {
      E: { dense1: { kernel: EDense1Kernel, bias: EDense1Bias } },
      P: { dense1: { kernel: PDense1Kernel, bias: PDense1Bias } },
    },
  };
}
