/**
 * State: steps.ts
 *
 * The training steps: forward pass, loss terms, gradients and optimiser, written out.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 017b4f7f8717d58fc577b1be794699a05d8acf3b075246271df4cf713788ec09.
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
    /** [2] */
    readonly centre: Tensor;
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
    /** [2] */
    readonly centre: Tensor;
    readonly E: EWeights;
    readonly P: PWeights;
  };
}

/**
 * One step of phase `train`, on a batch of 8. Updates, in order:
 * - E, P: E, P
 *
 * 25 kernels, 0.00034 million floating-point operations, at most 0.00034 MB of tensors.
 */
export function trainStep(k: KernelSet, inputs: TrainStepInputs): TrainStepOutputs {
  const { points } = inputs.data;
  const { centre, E, P } = inputs.state;
  const { scalars } = inputs;

  // ======== update E, P ===============================================================================

  // ---- forward ----

  // E(points.x)
  // spec.gen:5  encoder E(x: Vector[2]) -> Vector[1] { x - centre |> dense(1) }
  const difference = k.subtract(points.x, centre);
  const dense1 = k.fusedMatMul(difference, E.dense1.kernel, E.dense1.bias);

  // P(E(points.x))
  // spec.gen:6  decoder P(z: Vector[1]) -> Vector[2] { (z |> dense(2)) + centre }
  const dense1_2 = k.fusedMatMul(dense1, P.dense1.kernel, P.dense1.bias);
  const sum = k.add(dense1_2, centre);
  k.free(dense1_2);

  // spec.gen:10  update E, P with sgd(0.1) { minimize error = mse(P(E(points.x)), points.x) }
  // error: The squared error, averaged over the event.
  //   1/n sum_i (a_i - b_i)^2
  const difference2 = k.subtract(sum, points.x);
  const squared = k.square(difference2);
  const error = k.mean(squared, [0, 1]);
  k.free(sum, squared);

  // ---- backward ----

  // spec.gen:10  update E, P with sgd(0.1) { minimize error = mse(P(E(points.x)), points.x) }
  const product = k.multiply(difference2, 0.125);
  k.free(difference2);

  // P(E(points.x))
  // spec.gen:6  decoder P(z: Vector[1]) -> Vector[2] { (z |> dense(2)) + centre }
  const PDense1BiasGradient = k.sum(product, [0]);
  const dense1Gradient = k.matMul(product, P.dense1.kernel, { transposeB: true });
  const PDense1KernelGradient = k.matMul(dense1, product, { transposeA: true });
  k.free(dense1, product);

  // E(points.x)
  // spec.gen:5  encoder E(x: Vector[2]) -> Vector[1] { x - centre |> dense(1) }
  const total = k.sum(dense1Gradient, [0, 1]);
  const EDense1BiasGradient = k.reshape(total, [1]);
  const EDense1KernelGradient = k.matMul(difference, dense1Gradient, { transposeA: true });
  k.free(total, difference, dense1Gradient);

  // ---- optimiser ----

  // spec.gen:10  update E, P with sgd(0.1) { minimize error = mse(P(E(points.x)), points.x) }
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

  // ======== advance centre ============================================================================

  // spec.gen:11  advance centre = lerp(centre, mean(points.x, over: batch), 0.01)
  const average = k.mean(points.x, [0]);
  const difference3 = k.subtract(average, centre);
  const product2 = k.multiply(difference3, 0.01);
  const centre2 = k.add(centre, product2);
  k.free(average, difference3, product2);

  return {
    metrics: { error },
    state: {
      centre: centre2,
      E: { dense1: { kernel: EDense1Kernel, bias: EDense1Bias } },
      P: { dense1: { kernel: PDense1Kernel, bias: PDense1Bias } },
    },
  };
}
