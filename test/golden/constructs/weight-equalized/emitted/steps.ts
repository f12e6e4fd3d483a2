/**
 * WeightEqualized: steps.ts
 *
 * The training steps: forward pass, loss terms, gradients and optimiser, written out.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 935f70f364346599e0aea06309ffbe3b988185077c31c0cdd636c4abbdfc5cec.
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
 * 27 kernels, 0.000964 million floating-point operations, at most 0.000596 MB of tensors.
 */
export function trainStep(k: KernelSet, inputs: TrainStepInputs): TrainStepOutputs {
  const { points } = inputs.data;
  const { F } = inputs.state;
  const { scalars } = inputs;

  // ======== update F ==================================================================================

  // ---- forward ----

  // F(points.x)
  // spec.gen:5  network F(x: Vector[2]) -> Vector[2] { x |> dense(4) |> relu |> dense(2) }
  const product = k.multiply(F.dense1.kernel, 0.5);
  const product2 = k.multiply(F.dense1.bias, 0.5);
  const dense1 = k.fusedMatMul(points.x, product, product2, { activation: 'relu' });
  const product3 = k.multiply(F.dense2.kernel, 0.3535533905932738);
  const product4 = k.multiply(F.dense2.bias, 0.5);
  const dense2 = k.fusedMatMul(dense1, product3, product4);
  k.free(product, product2, product4);

  // spec.gen:9  update F with sgd(0.1) { minimize error = mse(F(points.x), points.x) }
  // error: The squared error, averaged over the event.
  //   1/n sum_i (a_i - b_i)^2
  const difference = k.subtract(dense2, points.x);
  const squared = k.square(difference);
  const error = k.mean(squared, [0, 1]);
  k.free(dense2, squared);

  // ---- backward ----

  // spec.gen:9  update F with sgd(0.1) { minimize error = mse(F(points.x), points.x) }
  const product5 = k.multiply(difference, 0.125);
  k.free(difference);

  // F(points.x)
  // spec.gen:5  network F(x: Vector[2]) -> Vector[2] { x |> dense(4) |> relu |> dense(2) }
  const total = k.sum(product5, [0]);
  const dense2Gradient = k.matMul(product5, product3, { transposeB: true });
  const dense2Gradient2 = k.matMul(dense1, product5, { transposeA: true });
  const sign = k.sign(dense1);
  const product6 = k.multiply(dense2Gradient, sign);
  const total2 = k.sum(product6, [0]);
  const dense1Gradient = k.matMul(points.x, product6, { transposeA: true });
  k.free(product3, product5, dense1, dense2Gradient, sign, product6);

  // ---- optimiser ----

  // spec.gen:9  update F with sgd(0.1) { minimize error = mse(F(points.x), points.x) }
  const product7 = k.multiply(scalars.trainSgd1Rate, 0.5);
  const product8 = k.multiply(dense1Gradient, product7);
  const FDense1Kernel = k.subtract(F.dense1.kernel, product8);
  const product9 = k.multiply(total2, product7);
  const FDense1Bias = k.subtract(F.dense1.bias, product9);
  const product10 = k.multiply(scalars.trainSgd1Rate, 0.3535533905932738);
  const product11 = k.multiply(dense2Gradient2, product10);
  const FDense2Kernel = k.subtract(F.dense2.kernel, product11);
  const product12 = k.multiply(total, product7);
  const FDense2Bias = k.subtract(F.dense2.bias, product12);
  k.free(
    dense1Gradient,
    product8,
    total2,
    product9,
    dense2Gradient2,
    product10,
    product11,
    total,
    product7,
    product12,
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
