/**
 * Augment: steps.ts
 *
 * The training steps: forward pass, loss terms, gradients and optimiser, written out.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 a36c99854ffee167e0a9980e2cc9fa54c149c2101ca70d3b1332d70bd3f3f60d.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';
import type { FWeights } from './model.js';

/** What `trainStep` reads. */
export interface TrainStepInputs {
  readonly data: {
    readonly digits: {
      /** [8, 32, 32, 1] */
      readonly edges: Tensor;
      /** [8, 32, 32, 1] */
      readonly image: Tensor;
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
 * 15 kernels, 0.442 million floating-point operations, at most 0.164 MB of tensors.
 */
export function trainStep(k: KernelSet, inputs: TrainStepInputs): TrainStepOutputs {
  const { digits } = inputs.data;
  const { F } = inputs.state;
  const { scalars } = inputs;

  // ======== update F ==================================================================================

  // ---- forward ----

  // F(digits.edges)
  // spec.gen:8  network F(x: Image[32, 32, 1] in [0, 1]) -> Image[32, 32, 1] in [-1, 1] { x |> conv2d(1, kernel: 3) |> tanh }
  const conv2d1 = k.fusedConv2d(digits.edges, F.conv2d1.kernel, F.conv2d1.bias, {
    strides: [1, 1],
    padding: [1, 1, 1, 1],
    activation: 'tanh',
  });

  // spec.gen:12  update F with sgd(0.1) { minimize error = mae(F(digits.edges), digits.image) }
  // error: The absolute error, averaged over the event.
  //   1/n sum_i |a_i - b_i|
  const difference = k.subtract(conv2d1, digits.image);
  const magnitude = k.abs(difference);
  const error = k.mean(magnitude, [0, 1, 2, 3]);
  k.free(magnitude);

  // ---- backward ----

  // spec.gen:12  update F with sgd(0.1) { minimize error = mae(F(digits.edges), digits.image) }
  const sign = k.sign(difference);
  k.free(difference);

  // F(digits.edges)
  // spec.gen:8  network F(x: Image[32, 32, 1] in [0, 1]) -> Image[32, 32, 1] in [-1, 1] { x |> conv2d(1, kernel: 3) |> tanh }
  const squared = k.square(conv2d1);
  const difference2 = k.subtract(1, squared);
  const product = k.multiply(sign, difference2);
  const product2 = k.multiply(product, 0.0001220703125);
  const total = k.sum(product2, [0, 1, 2, 3]);
  const FConv2d1BiasGradient = k.reshape(total, [1]);
  const FConv2d1KernelGradient = k.conv2dKernelGradient(digits.edges, product2, {
    strides: [1, 1],
    padding: [1, 1, 1, 1],
    kernelShape: [3, 3, 1, 1],
  });
  k.free(conv2d1, squared, sign, difference2, product, total, product2);

  // ---- optimiser ----

  // spec.gen:12  update F with sgd(0.1) { minimize error = mae(F(digits.edges), digits.image) }
  const FConv2d1KernelStep = k.multiply(FConv2d1KernelGradient, scalars.trainSgd1Rate);
  const FConv2d1Kernel = k.subtract(F.conv2d1.kernel, FConv2d1KernelStep);
  const FConv2d1BiasStep = k.multiply(FConv2d1BiasGradient, scalars.trainSgd1Rate);
  const FConv2d1Bias = k.subtract(F.conv2d1.bias, FConv2d1BiasStep);
  k.free(FConv2d1KernelGradient, FConv2d1KernelStep, FConv2d1BiasGradient, FConv2d1BiasStep);

  return { metrics: { error }, state: { F: { conv2d1: { kernel: FConv2d1Kernel, bias: FConv2d1Bias } } } };
}
