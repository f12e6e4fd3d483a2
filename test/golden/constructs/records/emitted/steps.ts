/**
 * Records: steps.ts
 *
 * The training steps: forward pass, loss terms, gradients and optimiser, written out.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 0b8a33e95fb0e1fe81bebfb67cda4886baab823b75095f158bba56cac0c9b8e6.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';
import type { FWeights } from './model.js';

const values = [0, 1, 2, 3, 4, 5, 6, 7];

/** What `trainStep` reads. */
export interface TrainStepInputs {
  readonly data: {
    readonly points: {
      /** [8, 2] */
      readonly x: Tensor;
      /** [8], i32 */
      readonly label: Tensor;
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
    /** a number, nats */
    readonly surprise: Tensor;
    /** a number */
    readonly size: Tensor;
    /** a number */
    readonly loss: Tensor;
  };
  readonly state: {
    readonly F: FWeights;
  };
}

/**
 * One step of phase `train`, on a batch of 8. Updates, in order:
 * - F: F
 *
 * 37 kernels, 0.00254 million floating-point operations, at most 0.00138 MB of tensors.
 */
export function trainStep(k: KernelSet, inputs: TrainStepInputs): TrainStepOutputs {
  const { points } = inputs.data;
  const { F } = inputs.state;
  const { scalars } = inputs;

  // ======== update F ==================================================================================

  // ---- forward ----

  // F(points.x)
  // spec.gen:5  let h = x |> dense(2)
  const h = k.fusedMatMul(points.x, F.dense1.kernel, F.dense1.bias);

  // spec.gen:6  { code: h, class: Categorical(logits: h |> dense(8)) }
  const dense2 = k.fusedMatMul(h, F.dense2.kernel, F.dense2.bias);

  // spec.gen:13  minimize surprise = nll(answer.class, points.label)
  // surprise: The negative log-likelihood of points.label under Categorical[8], summed over the event.
  //   -(l_y - log sum_k exp(l_k))   (Kingma & Welling 2014, eq. 3 and appendix C)
  const largest = k.max(dense2, [1], { keepDims: true });
  const difference = k.subtract(dense2, largest);
  const exponential = k.exp(difference);
  const total = k.sum(exponential, [1], { keepDims: true });
  const logarithm = k.log(total);
  const difference2 = k.subtract(difference, logarithm);
  const reshaped = k.reshape(points.label, [8, 1]);
  const isEqual = k.equal(reshaped, k.constant(values, [8], 'i32'));
  const converted = k.cast(isEqual, 'f32');
  const product = k.multiply(difference2, converted);
  const total2 = k.sum(product, [0, 1]);
  const product2 = k.multiply(total2, 0.125);
  const surprise = k.multiply(total2, -0.125);
  k.free(dense2, largest, difference, logarithm, reshaped, isEqual, difference2, product, total2);

  // spec.gen:14  minimize size = mean(square(answer.code))
  const squared = k.square(h);
  const size = k.mean(squared, [0, 1]);
  const loss = k.subtract(size, product2);
  k.free(squared, product2);

  // ---- backward ----

  // spec.gen:14  minimize size = mean(square(answer.code))
  const product3 = k.multiply(h, 0.125);

  // spec.gen:13  minimize surprise = nll(answer.class, points.label)
  const product4 = k.multiply(converted, -0.125);
  const total3 = k.sum(product4, [1]);
  const reshaped2 = k.reshape(total3, [8, 1]);
  const quotient = k.divide(reshaped2, total);
  const product5 = k.multiply(quotient, exponential);
  const difference3 = k.subtract(product4, product5);
  k.free(converted, total3, total, reshaped2, exponential, quotient, product4, product5);

  // F(points.x)
  // spec.gen:6  { code: h, class: Categorical(logits: h |> dense(8)) }
  const FDense2BiasGradient = k.sum(difference3, [0]);
  const dense2Gradient = k.matMul(difference3, F.dense2.kernel, { transposeB: true });
  const FDense2KernelGradient = k.matMul(h, difference3, { transposeA: true });
  k.free(h, difference3);

  // spec.gen:5  let h = x |> dense(2)
  const sum = k.add(product3, dense2Gradient);
  const FDense1BiasGradient = k.sum(sum, [0]);
  const FDense1KernelGradient = k.matMul(points.x, sum, { transposeA: true });
  k.free(product3, dense2Gradient, sum);

  // ---- optimiser ----

  // spec.gen:12  update F with sgd(0.1) {
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
    metrics: { surprise, size, loss },
    state: {
      F: {
        dense1: { kernel: FDense1Kernel, bias: FDense1Bias },
        dense2: { kernel: FDense2Kernel, bias: FDense2Bias },
      },
    },
  };
}
