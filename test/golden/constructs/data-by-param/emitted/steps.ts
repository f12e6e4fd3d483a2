/**
 * Chosen: steps.ts
 *
 * The training steps: forward pass, loss terms, gradients and optimiser, written out.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 fc72cdb16067ebdf79e5da8dd50d1c51750c937f390115461e3eba758c31fb42.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';
import type { DWeights, TrainState } from './model.js';

/** What `trainStep` reads. */
export interface TrainStepInputs {
  readonly data: {
    readonly d: {
      /** [4, 8, 8, 1] */
      readonly image: Tensor;
    };
  };
  readonly state: {
    readonly D: DWeights;
    readonly train: TrainState;
  };
  readonly scalars: {
    /** a number */
    readonly trainAdam1StepSize: Tensor;
    /** a number */
    readonly trainAdam1Correction: Tensor;
  };
}

/** What `trainStep` returns: new tensors, the caller's to free. */
export interface TrainStepOutputs {
  readonly metrics: {
    /** a number */
    readonly mean: Tensor;
  };
  readonly state: {
    readonly D: DWeights;
    readonly train: TrainState;
  };
}

/**
 * One step of phase `train`, on a batch of 4. Updates, in order:
 * - D: D
 *
 * 12 kernels, 0.00189 million floating-point operations, at most 0.0026 MB of tensors.
 */
export function trainStep(k: KernelSet, inputs: TrainStepInputs): TrainStepOutputs {
  const { d } = inputs.data;
  const { D, train } = inputs.state;
  const { scalars } = inputs;

  // ======== update D ==================================================================================

  // ---- forward ----

  // D(d.image)
  // spec.gen:9  discriminator D(x: Image[8, 8, 1]) -> Logit { x |> flatten |> dense(1) }
  const reshaped = k.reshape(d.image, [4, 64]);
  const dense1 = k.fusedMatMul(reshaped, D.dense1.kernel, D.dense1.bias);
  const reshaped2 = k.reshape(dense1, [4]);

  // spec.gen:13  update D with adam(1e-3) { minimize mean(square(D(d.image))) }
  const squared = k.square(reshaped2);
  const mean = k.mean(squared, [0]);
  k.free(reshaped2, squared);

  // ---- backward ----

  // D(d.image)
  // spec.gen:9  discriminator D(x: Image[8, 8, 1]) -> Logit { x |> flatten |> dense(1) }
  const product = k.multiply(dense1, 0.5);
  const total = k.sum(product, [0, 1]);
  const DDense1BiasGradient = k.reshape(total, [1]);
  const DDense1KernelGradient = k.matMul(reshaped, product, { transposeA: true });
  k.free(dense1, total, reshaped, product);

  // ---- optimiser ----

  // spec.gen:13  update D with adam(1e-3) { minimize mean(square(D(d.image))) }
  const DDense1Kernel = k.movingAverage(train.adam1.m.D.dense1.kernel, DDense1KernelGradient, { decay: 0.9 });
  const DDense1Kernel2 = k.movingAverageOfSquares(train.adam1.v.D.dense1.kernel, DDense1KernelGradient, {
    decay: 0.999,
  });
  const DDense1Kernel3 = k.adamStep(
    D.dense1.kernel,
    DDense1Kernel,
    DDense1Kernel2,
    scalars.trainAdam1StepSize,
    scalars.trainAdam1Correction,
    { epsilon: 1e-8 },
  );

  const DDense1Bias = k.movingAverage(train.adam1.m.D.dense1.bias, DDense1BiasGradient, { decay: 0.9 });
  const DDense1Bias2 = k.movingAverageOfSquares(train.adam1.v.D.dense1.bias, DDense1BiasGradient, {
    decay: 0.999,
  });
  const DDense1Bias3 = k.adamStep(
    D.dense1.bias,
    DDense1Bias,
    DDense1Bias2,
    scalars.trainAdam1StepSize,
    scalars.trainAdam1Correction,
    { epsilon: 1e-8 },
  );

  k.free(DDense1KernelGradient, DDense1BiasGradient);

  return {
    metrics: { mean },
    state: {
      D: { dense1: { kernel: DDense1Kernel3, bias: DDense1Bias3 } },
      train: {
        adam1: {
          m: { D: { dense1: { kernel: DDense1Kernel, bias: DDense1Bias } } },
          v: { D: { dense1: { kernel: DDense1Kernel2, bias: DDense1Bias2 } } },
        },
      },
    },
  };
}
