/**
 * DataStatistics: steps.ts
 *
 * The training steps: forward pass, loss terms, gradients and optimiser, written out.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 468167eea16c07d3093b839d5da9691c8ade46edf15f07451cd1c6f4e8690494.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';
import type { PWeights } from './model.js';

/** What `trainStep` reads. */
export interface TrainStepInputs {
  readonly random: {
    /** [8, 2], normal random numbers */
    readonly trainZ: Tensor;
  };
  readonly state: {
    readonly P: PWeights;
  };
  readonly data: {
    readonly digits: {
      /** [8, 8, 8, 1] */
      readonly image: Tensor;
    };
  };
  readonly statistics: {
    /** a number */
    readonly digitsCount: Tensor;
  };
  readonly scalars: {
    /** a number */
    readonly trainSgd1Rate: Tensor;
  };
}

/** What `trainStep` returns: new tensors, the caller's to free. */
export interface TrainStepOutputs {
  readonly metrics: {
    /** a number */
    readonly error: Tensor;
  };
  readonly state: {
    readonly P: PWeights;
  };
}

/**
 * One step of phase `train`, on a batch of 8. Updates, in order:
 * - P: P
 *
 * 19 kernels, 0.0209 million floating-point operations, at most 0.0111 MB of tensors.
 */
export function trainStep(k: KernelSet, inputs: TrainStepInputs): TrainStepOutputs {
  const { random, statistics, scalars } = inputs;
  const { P } = inputs.state;
  const { digits } = inputs.data;

  // ======== update P ==================================================================================

  // ---- forward ----

  // P(z)
  // spec.gen:6  Bernoulli(logits: z |> dense(64, biasInit: logit(mean(digits.image, over: data))) |> reshape(8, 8, 1))
  const dense1 = k.fusedMatMul(random.trainZ, P.dense1.kernel, P.dense1.bias);
  const reshaped = k.reshape(dense1, [8, 8, 8, 1]);
  k.free(dense1);

  // spec.gen:12  update P with sgd(0.1) { minimize error = nll(P(z), digits.image) / digits.count }
  const product = k.multiply(digits.image, reshaped);
  const softplus = k.softplus(reshaped);
  const difference = k.subtract(product, softplus);
  const total = k.sum(difference, [1, 2, 3]);
  const quotient = k.divide(total, statistics.digitsCount);
  const average = k.mean(quotient, [0]);
  const error = k.negate(average);
  k.free(product, softplus, difference, total, quotient, average);

  // ---- backward ----

  // spec.gen:12  update P with sgd(0.1) { minimize error = nll(P(z), digits.image) / digits.count }
  const quotient2 = k.divide(0.125, statistics.digitsCount);
  const probability = k.sigmoid(reshaped);
  k.free(reshaped);

  // P(z)
  // spec.gen:6  Bernoulli(logits: z |> dense(64, biasInit: logit(mean(digits.image, over: data))) |> reshape(8, 8, 1))
  const product2 = k.multiply(quotient2, probability);
  const product3 = k.multiply(quotient2, digits.image);
  const difference2 = k.subtract(product2, product3);
  const reshaped2 = k.reshape(difference2, [8, 64]);
  const PDense1BiasGradient = k.sum(reshaped2, [0]);
  const PDense1KernelGradient = k.matMul(random.trainZ, reshaped2, { transposeA: true });
  k.free(probability, quotient2, product2, product3, difference2, reshaped2);

  // ---- optimiser ----

  // spec.gen:12  update P with sgd(0.1) { minimize error = nll(P(z), digits.image) / digits.count }
  const PDense1KernelStep = k.multiply(PDense1KernelGradient, scalars.trainSgd1Rate);
  const PDense1Kernel = k.subtract(P.dense1.kernel, PDense1KernelStep);
  const PDense1BiasStep = k.multiply(PDense1BiasGradient, scalars.trainSgd1Rate);
  const PDense1Bias = k.subtract(P.dense1.bias, PDense1BiasStep);
  k.free(PDense1KernelGradient, PDense1KernelStep, PDense1BiasGradient, PDense1BiasStep);

  return { metrics: { error }, state: { P: { dense1: { kernel: PDense1Kernel, bias: PDense1Bias } } } };
}
