/**
 * Allow: steps.ts
 *
 * The training steps: forward pass, loss terms, gradients and optimiser, written out.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 e3454d66cfacc73ce31577f3de45653a7066781759276769c77cf61f577182df.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';
import type { FWeights, TrainState } from './model.js';

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
    /** a number, per element */
    readonly error: Tensor;
  };
  readonly state: {
    readonly F: FWeights;
    readonly train: TrainState;
  };
}

/**
 * One step of phase `train`, on a batch of 8. Updates, in order:
 * - F: F
 *
 * 13 kernels, 0.000302 million floating-point operations, at most 0.00028 MB of tensors.
 */
export function trainStep(k: KernelSet, inputs: TrainStepInputs): TrainStepOutputs {
  const { points } = inputs.data;
  const { F, train } = inputs.state;
  const { scalars } = inputs;

  // ======== update F ==================================================================================

  // ---- forward ----

  // F(points.x)
  // spec.gen:4  network F(x: Vector[2]) -> Vector[2] { x |> dense(2) }
  const dense1 = k.fusedMatMul(points.x, F.dense1.kernel, F.dense1.bias);

  // spec.gen:9  update F with adam(0.9) { minimize error = mse(F(points.x), points.x) }
  // error: The squared error, averaged over the event.
  //   1/n sum_i (a_i - b_i)^2
  const difference = k.subtract(dense1, points.x);
  const squared = k.square(difference);
  const error = k.mean(squared, [0, 1]);
  k.free(dense1, squared);

  // ---- backward ----

  // spec.gen:9  update F with adam(0.9) { minimize error = mse(F(points.x), points.x) }
  const product = k.multiply(difference, 0.125);
  k.free(difference);

  // F(points.x)
  // spec.gen:4  network F(x: Vector[2]) -> Vector[2] { x |> dense(2) }
  const FDense1BiasGradient = k.sum(product, [0]);
  const FDense1KernelGradient = k.matMul(points.x, product, { transposeA: true });
  k.free(product);

  // ---- optimiser ----

  // spec.gen:9  update F with adam(0.9) { minimize error = mse(F(points.x), points.x) }
  const FDense1Kernel = k.movingAverage(train.adam1.m.F.dense1.kernel, FDense1KernelGradient, { decay: 0.9 });
  const FDense1Kernel2 = k.movingAverageOfSquares(train.adam1.v.F.dense1.kernel, FDense1KernelGradient, {
    decay: 0.999,
  });
  const FDense1Kernel3 = k.adamStep(
    F.dense1.kernel,
    FDense1Kernel,
    FDense1Kernel2,
    scalars.trainAdam1StepSize,
    scalars.trainAdam1Correction,
    { epsilon: 1e-8 },
  );

  const FDense1Bias = k.movingAverage(train.adam1.m.F.dense1.bias, FDense1BiasGradient, { decay: 0.9 });
  const FDense1Bias2 = k.movingAverageOfSquares(train.adam1.v.F.dense1.bias, FDense1BiasGradient, {
    decay: 0.999,
  });
  const FDense1Bias3 = k.adamStep(
    F.dense1.bias,
    FDense1Bias,
    FDense1Bias2,
    scalars.trainAdam1StepSize,
    scalars.trainAdam1Correction,
    { epsilon: 1e-8 },
  );

  k.free(FDense1KernelGradient, FDense1BiasGradient);

  return {
    metrics: { error },
    state: {
      F: { dense1: { kernel: FDense1Kernel3, bias: FDense1Bias3 } },
      train: {
        adam1: {
          m: { F: { dense1: { kernel: FDense1Kernel, bias: FDense1Bias } } },
          v: { F: { dense1: { kernel: FDense1Kernel2, bias: FDense1Bias2 } } },
        },
      },
    },
  };
}
