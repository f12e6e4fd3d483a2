/**
 * UniformIntegers: steps.ts
 *
 * The training steps: forward pass, loss terms, gradients and optimiser, written out.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 7298b6d8eb5bbc8ac0dd94fa4068c7e78724c000ca1696951c3377628126f774.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';
import type { FWeights } from './model.js';

/** What `trainStep` reads. */
export interface TrainStepInputs {
  readonly random: {
    /** [8, 2], normal random numbers */
    readonly trainA: Tensor;
    /** [8, 2], normal random numbers */
    readonly trainB: Tensor;
    /** [8], uniform random numbers */
    readonly trainFABCut: Tensor;
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
 * 29 kernels, 0.000584 million floating-point operations, at most 0.00044 MB of tensors.
 */
export function trainStep(k: KernelSet, inputs: TrainStepInputs): TrainStepOutputs {
  const { random, scalars } = inputs;
  const { F } = inputs.state;

  // ======== update F ==================================================================================

  // ---- forward ----

  // F(a, b)
  // spec.gen:5  sample cut ~ UniformInt(0, 2)
  const product = k.multiply(random.trainFABCut, 3);
  const whole = k.floor(product);
  const cut = k.cast(whole, 'i32');
  k.free(product, whole);

  // spec.gen:6  a |> for i in 0..<2 { dense(2) |> where(i >= cut, b, _) }
  const converted = k.cast(cut, 'f32');
  const isAtLeast = k.greaterEqual(1, converted);
  const isAtLeast2 = k.greaterEqual(0, converted);
  const reshaped = k.reshape(isAtLeast2, [8, 1]);
  const reshaped2 = k.reshape(isAtLeast, [8, 1]);
  const dense1 = k.fusedMatMul(random.trainA, F.dense1.kernel, F.dense1.bias);
  const chosen = k.select(reshaped, random.trainB, dense1);
  const dense2 = k.fusedMatMul(chosen, F.dense2.kernel, F.dense2.bias);
  const chosen2 = k.select(reshaped2, random.trainB, dense2);
  k.free(cut, converted, isAtLeast2, isAtLeast, dense1, dense2);

  // spec.gen:13  update F with sgd(0.1) { minimize error = mse(F(a, b), b) }
  // error: The squared error, averaged over the event.
  //   1/n sum_i (a_i - b_i)^2
  const difference = k.subtract(chosen2, random.trainB);
  const squared = k.square(difference);
  const error = k.mean(squared, [0, 1]);
  k.free(chosen2, squared);

  // ---- backward ----

  // spec.gen:13  update F with sgd(0.1) { minimize error = mse(F(a, b), b) }
  const product2 = k.multiply(difference, 0.125);
  k.free(difference);

  // F(a, b)
  // spec.gen:6  a |> for i in 0..<2 { dense(2) |> where(i >= cut, b, _) }
  const chosen3 = k.select(reshaped2, 0, product2);
  const FDense2KernelGradient = k.matMul(chosen, chosen3, { transposeA: true });
  const FDense2BiasGradient = k.sum(chosen3, [0]);
  const dense2Gradient = k.matMul(chosen3, F.dense2.kernel, { transposeB: true });
  const chosen4 = k.select(reshaped, 0, dense2Gradient);
  const FDense1BiasGradient = k.sum(chosen4, [0]);
  const FDense1KernelGradient = k.matMul(random.trainA, chosen4, { transposeA: true });
  k.free(reshaped2, product2, chosen, chosen3, reshaped, dense2Gradient, chosen4);

  // ---- optimiser ----

  // spec.gen:13  update F with sgd(0.1) { minimize error = mse(F(a, b), b) }
  const FDense1KernelStep = k.multiply(FDense1KernelGradient, scalars.trainSgd1Rate);
  const FDense1Kernel = k.subtract(F.dense1.kernel, FDense1KernelStep);
  const FDense1BiasStep = k.multiply(FDense1BiasGradient, scalars.trainSgd1Rate);
  const FDense1Bias = k.subtract(F.dense1.bias, FDense1BiasStep);
  const FDense2KernelStep = k.multiply(FDense2KernelGradient, scalars.trainSgd1Rate);
  const FDense2Kernel = k.subtract(F.dense2.kernel, FDense2KernelStep);
  const FDense2BiasStep = k.multiply(FDense2BiasGradient, scalars.trainSgd1Rate);
  const FDense2Bias = k.subtract(F.dense2.bias, FDense2BiasStep);
  k.free(
    FDense1KernelGradient,
    FDense1KernelStep,
    FDense1BiasGradient,
    FDense1BiasStep,
    FDense2KernelGradient,
    FDense2KernelStep,
    FDense2BiasGradient,
    FDense2BiasStep,
  );

  return {
    metrics: { error },
    state: {
      F: {
        dense1: { kernel: FDense1Kernel, bias: FDense1Bias },
        dense2: { kernel: FDense2Kernel, bias: FDense2Bias },
      },
    },
  };
}
