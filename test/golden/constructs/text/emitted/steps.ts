/**
 * TextOfProgram: steps.ts
 *
 * The training steps: forward pass, loss terms, gradients and optimiser, written out.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 202a5e1ac99126fdb71cc70ee04cf9cd66ec07f72e6ab1ece692d9d3a2c7043c.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';
import type { GWeights } from './model.js';

/** What `trainStep` reads. */
export interface TrainStepInputs {
  readonly data: {
    readonly shapes: {
      /** [8, 16] */
      readonly caption: Tensor;
      /** [8, 8, 8, 3] */
      readonly image: Tensor;
    };
  };
  readonly state: {
    readonly G: GWeights;
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
    readonly G: GWeights;
  };
}

/**
 * One step of phase `train`, on a batch of 8. Updates, in order:
 * - G: G
 *
 * 14 kernels, 0.131 million floating-point operations, at most 0.0451 MB of tensors.
 */
export function trainStep(k: KernelSet, inputs: TrainStepInputs): TrainStepOutputs {
  const { shapes } = inputs.data;
  const { G } = inputs.state;
  const { scalars } = inputs;

  // ======== update G ==================================================================================

  // ---- forward ----

  // G(shapes.caption)
  // spec.gen:7  generator G(t: Vector[16]) -> Image[8, 8, 3] in [0, 1] { t |> dense(192) |> sigmoid |> reshape(8, 8, 3) }
  const dense1 = k.fusedMatMul(shapes.caption, G.dense1.kernel, G.dense1.bias, { activation: 'sigmoid' });
  const reshaped = k.reshape(dense1, [8, 8, 8, 3]);

  // spec.gen:11  update G with sgd(0.1) { minimize error = mse(G(shapes.caption), shapes.image) }
  // error: The squared error, averaged over the event.
  //   1/n sum_i (a_i - b_i)^2
  const difference = k.subtract(reshaped, shapes.image);
  const squared = k.square(difference);
  const error = k.mean(squared, [0, 1, 2, 3]);
  k.free(reshaped, squared);

  // ---- backward ----

  // G(shapes.caption)
  // spec.gen:7  generator G(t: Vector[16]) -> Image[8, 8, 3] in [0, 1] { t |> dense(192) |> sigmoid |> reshape(8, 8, 3) }
  const reshaped2 = k.reshape(difference, [8, 192]);
  const difference2 = k.subtract(1, dense1);
  const product = k.multiply(dense1, difference2);
  const product2 = k.multiply(reshaped2, product);
  const product3 = k.multiply(product2, 0.0013020833333333333);
  const GDense1BiasGradient = k.sum(product3, [0]);
  const GDense1KernelGradient = k.matMul(shapes.caption, product3, { transposeA: true });
  k.free(difference, dense1, difference2, reshaped2, product, product2, product3);

  // ---- optimiser ----

  // spec.gen:11  update G with sgd(0.1) { minimize error = mse(G(shapes.caption), shapes.image) }
  const GDense1KernelStep = k.multiply(GDense1KernelGradient, scalars.trainSgd1Rate);
  const GDense1Kernel = k.subtract(G.dense1.kernel, GDense1KernelStep);
  const GDense1BiasStep = k.multiply(GDense1BiasGradient, scalars.trainSgd1Rate);
  const GDense1Bias = k.subtract(G.dense1.bias, GDense1BiasStep);
  k.free(GDense1KernelGradient, GDense1KernelStep, GDense1BiasGradient, GDense1BiasStep);

  return { metrics: { error }, state: { G: { dense1: { kernel: GDense1Kernel, bias: GDense1Bias } } } };
}
