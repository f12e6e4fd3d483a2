/**
 * InferInFigure: steps.ts
 *
 * The training steps: forward pass, loss terms, gradients and optimiser, written out.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 81f287274fd4508eaa6cbad646ffc44c90da2e1a2b3757078ea70f1a15bfc95f.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';
import type { EWeights, PWeights } from './model.js';

const values = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

/** What `trainStep` reads. */
export interface TrainStepInputs {
  readonly data: {
    readonly digits: {
      /** [8, 8, 8, 1] */
      readonly image: Tensor;
      /** [8], i32 */
      readonly identity: Tensor;
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
 * 26 kernels, 0.0518 million floating-point operations, at most 0.0146 MB of tensors.
 */
export function trainStep(k: KernelSet, inputs: TrainStepInputs): TrainStepOutputs {
  const { digits } = inputs.data;
  const { E, P } = inputs.state;
  const { scalars } = inputs;

  // ======== update E, P ===============================================================================

  // ---- forward ----

  // E(digits.image)
  // spec.gen:4  encoder E(x: Image[8, 8, 1] in [0, 1]) -> Vector[2] { x |> flatten |> dense(2) }
  const reshaped = k.reshape(digits.image, [8, 64]);
  const dense1 = k.fusedMatMul(reshaped, E.dense1.kernel, E.dense1.bias);

  // P(E(digits.image), digits.identity)
  // spec.gen:6  concat(z, oneHot(y)) |> dense(64) |> sigmoid |> reshape(8, 8, 1)
  const reshaped2 = k.reshape(digits.identity, [8, 1]);
  const isEqual = k.equal(reshaped2, k.constant(values, [10], 'i32'));
  const converted = k.cast(isEqual, 'f32');
  const joined = k.concat([dense1, converted], 1);
  const dense1_2 = k.fusedMatMul(joined, P.dense1.kernel, P.dense1.bias, { activation: 'sigmoid' });
  const reshaped3 = k.reshape(dense1_2, [8, 8, 8, 1]);
  k.free(reshaped2, isEqual, dense1, converted);

  // spec.gen:11  update E, P with sgd(0.1) { minimize error = mse(P(E(digits.image), digits.identity), digits.image) }
  // error: The squared error, averaged over the event.
  //   1/n sum_i (a_i - b_i)^2
  const difference = k.subtract(reshaped3, digits.image);
  const squared = k.square(difference);
  const error = k.mean(squared, [0, 1, 2, 3]);
  k.free(reshaped3, squared);

  // ---- backward ----

  // P(E(digits.image), digits.identity)
  // spec.gen:6  concat(z, oneHot(y)) |> dense(64) |> sigmoid |> reshape(8, 8, 1)
  const reshaped4 = k.reshape(difference, [8, 64]);
  const difference2 = k.subtract(1, dense1_2);
  const product = k.multiply(dense1_2, difference2);
  const product2 = k.multiply(reshaped4, product);
  const product3 = k.multiply(product2, 0.00390625);
  const PDense1BiasGradient = k.sum(product3, [0]);
  const dense1Gradient = k.matMul(product3, P.dense1.kernel, { transposeB: true });
  const PDense1KernelGradient = k.matMul(joined, product3, { transposeA: true });
  const part = k.slice(dense1Gradient, { starts: [0, 0], sizes: [8, 2] });
  k.free(difference, dense1_2, difference2, reshaped4, product, product2, joined, product3, dense1Gradient);

  // E(digits.image)
  // spec.gen:4  encoder E(x: Image[8, 8, 1] in [0, 1]) -> Vector[2] { x |> flatten |> dense(2) }
  const EDense1BiasGradient = k.sum(part, [0]);
  const EDense1KernelGradient = k.matMul(reshaped, part, { transposeA: true });
  k.free(reshaped, part);

  // ---- optimiser ----

  // spec.gen:11  update E, P with sgd(0.1) { minimize error = mse(P(E(digits.image), digits.identity), digits.image) }
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
