/**
 * Phases: steps.ts
 *
 * The training steps: forward pass, loss terms, gradients and optimiser, written out.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 c3dbfc50dabd6f3ab0aece6de0fae32a9b53e1d675580843b18f494d65e1b17c.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';
import type { EWeights, CWeights } from './model.js';

/** What `seeStep` reads. */
export interface SeeStepInputs {
  readonly data: {
    readonly points: {
      /** [8, 2] */
      readonly x: Tensor;
    };
  };
  readonly state: {
    readonly E: EWeights;
  };
  readonly scalars: {
    /** a number */
    readonly seeSgd1Rate: Tensor;
  };
}

/** What `seeStep` returns: new tensors, the caller's to free. */
export interface SeeStepOutputs {
  readonly metrics: {
    /** a number, per element */
    readonly error: Tensor;
  };
  readonly state: {
    readonly E: EWeights;
  };
}

/**
 * One step of phase `see`, on a batch of 8. Updates, in order:
 * - E: E
 *
 * 42 kernels, 0.000482 million floating-point operations, at most 0.000392 MB of tensors.
 */
export function seeStep(k: KernelSet, inputs: SeeStepInputs): SeeStepOutputs {
  const { points } = inputs.data;
  const { E } = inputs.state;
  const { scalars } = inputs;

  // ======== update E ==================================================================================

  // ---- forward ----

  // E(points.x)
  // spec.gen:4  encoder E(x: Vector[2]) -> Vector[2] { x |> dense(2) |> batchNorm }
  const dense1 = k.fusedMatMul(points.x, E.dense1.kernel, E.dense1.bias);
  const batchNorm1Mean = k.mean(dense1, [0], { keepDims: true });
  const batchNorm1Centred = k.subtract(dense1, batchNorm1Mean);
  k.free(dense1);

  // ---- optimiser ----

  // spec.gen:9  update E with sgd(0.1) { minimize error = mse(E(points.x), points.x) }
  // error: The squared error, averaged over the event.
  //   1/n sum_i (a_i - b_i)^2
  const reshaped = k.reshape(batchNorm1Mean, [2]);
  k.free(batchNorm1Mean);

  // ---- forward ----

  // E(points.x)
  // spec.gen:4  encoder E(x: Vector[2]) -> Vector[2] { x |> dense(2) |> batchNorm }
  const squared = k.square(batchNorm1Centred);
  const batchNorm1Variance = k.mean(squared, [0], { keepDims: true });
  const sum = k.add(batchNorm1Variance, 0.00001);
  k.free(squared);

  // ---- optimiser ----

  // spec.gen:9  update E with sgd(0.1) { minimize error = mse(E(points.x), points.x) }
  const reshaped2 = k.reshape(batchNorm1Variance, [2]);
  k.free(batchNorm1Variance);

  // ---- forward ----

  // E(points.x)
  // spec.gen:4  encoder E(x: Vector[2]) -> Vector[2] { x |> dense(2) |> batchNorm }
  const batchNorm1InverseDeviation = k.rsqrt(sum);
  const product = k.multiply(batchNorm1InverseDeviation, E.batchNorm1.scale);
  const product2 = k.multiply(batchNorm1Centred, product);
  const sum2 = k.add(product2, E.batchNorm1.shift);
  k.free(sum, product2);

  // spec.gen:9  update E with sgd(0.1) { minimize error = mse(E(points.x), points.x) }
  const difference = k.subtract(sum2, points.x);
  const squared2 = k.square(difference);
  const error = k.mean(squared2, [0, 1]);
  k.free(sum2, squared2);

  // ---- backward ----

  // spec.gen:9  update E with sgd(0.1) { minimize error = mse(E(points.x), points.x) }
  const product3 = k.multiply(difference, 0.125);
  k.free(difference);

  // E(points.x)
  // spec.gen:4  encoder E(x: Vector[2]) -> Vector[2] { x |> dense(2) |> batchNorm }
  const EBatchNorm1ShiftGradient = k.sum(product3, [0]);
  const product4 = k.multiply(batchNorm1Centred, product3);
  const total = k.sum(product4, [0]);
  const product5 = k.multiply(product3, product);
  const reshaped3 = k.reshape(batchNorm1InverseDeviation, [2]);
  const EBatchNorm1ScaleGradient = k.multiply(total, reshaped3);
  const product6 = k.multiply(total, E.batchNorm1.scale);
  const reshaped4 = k.reshape(product6, [1, 2]);
  const squared3 = k.square(batchNorm1InverseDeviation);
  const product7 = k.multiply(batchNorm1InverseDeviation, squared3);
  const product8 = k.multiply(reshaped4, product7);
  const product9 = k.multiply(product8, -0.125);
  const product10 = k.multiply(product9, batchNorm1Centred);
  const sum3 = k.add(product5, product10);
  const total2 = k.sum(sum3, [0]);
  const reshaped5 = k.reshape(total2, [1, 2]);
  const product11 = k.multiply(reshaped5, -0.125);
  const sum4 = k.add(sum3, product11);
  const EDense1KernelGradient = k.matMul(points.x, sum4, { transposeA: true });
  k.free(
    product4,
    product,
    product3,
    reshaped3,
    total,
    product6,
    batchNorm1InverseDeviation,
    squared3,
    reshaped4,
    product7,
    product8,
    batchNorm1Centred,
    product9,
    product5,
    product10,
    total2,
    reshaped5,
    sum3,
    product11,
    sum4,
  );

  // ---- optimiser ----

  // spec.gen:9  update E with sgd(0.1) { minimize error = mse(E(points.x), points.x) }
  const EDense1KernelStep = k.multiply(EDense1KernelGradient, scalars.seeSgd1Rate);
  const EDense1Kernel = k.subtract(E.dense1.kernel, EDense1KernelStep);
  const EBatchNorm1ScaleStep = k.multiply(EBatchNorm1ScaleGradient, scalars.seeSgd1Rate);
  const EBatchNorm1Scale = k.subtract(E.batchNorm1.scale, EBatchNorm1ScaleStep);
  const EBatchNorm1ShiftStep = k.multiply(EBatchNorm1ShiftGradient, scalars.seeSgd1Rate);
  const EBatchNorm1Shift = k.subtract(E.batchNorm1.shift, EBatchNorm1ShiftStep);
  const product12 = k.multiply(E.batchNorm1.mean, 0.9);
  const product13 = k.multiply(reshaped, 0.1);
  const EBatchNorm1Mean = k.add(product12, product13);
  const product14 = k.multiply(E.batchNorm1.variance, 0.9);
  const product15 = k.multiply(reshaped2, 0.11428571428571428);
  const EBatchNorm1Variance = k.add(product14, product15);
  k.free(
    EDense1KernelGradient,
    EDense1KernelStep,
    EBatchNorm1ScaleGradient,
    EBatchNorm1ScaleStep,
    EBatchNorm1ShiftGradient,
    EBatchNorm1ShiftStep,
    reshaped,
    product12,
    product13,
    reshaped2,
    product14,
    product15,
  );

  return {
    metrics: { error },
    state: {
      E: {
        dense1: { kernel: EDense1Kernel, bias: k.copy(E.dense1.bias) },
        batchNorm1: {
          scale: EBatchNorm1Scale,
          shift: EBatchNorm1Shift,
          mean: EBatchNorm1Mean,
          variance: EBatchNorm1Variance,
        },
      },
    },
  };
}

const values = [0, 1, 2, 3, 4, 5, 6, 7];

/** What `nameStep` reads. */
export interface NameStepInputs {
  readonly data: {
    readonly points: {
      /** [8, 2] */
      readonly x: Tensor;
      /** [8], i32 */
      readonly label: Tensor;
    };
  };
  readonly state: {
    readonly E: EWeights;
    readonly C: CWeights;
  };
  readonly scalars: {
    /** a number */
    readonly nameSgd1Rate: Tensor;
  };
}

/** What `nameStep` returns: new tensors, the caller's to free. */
export interface NameStepOutputs {
  readonly metrics: {
    /** a number, nats */
    readonly surprise: Tensor;
  };
  readonly state: {
    readonly C: CWeights;
  };
}

/**
 * One step of phase `name`, on a batch of 8. Updates, in order:
 * - C: C
 *
 * 30 kernels, 0.00218 million floating-point operations, at most 0.00141 MB of tensors.
 */
export function nameStep(k: KernelSet, inputs: NameStepInputs): NameStepOutputs {
  const { points } = inputs.data;
  const { E, C } = inputs.state;
  const { scalars } = inputs;

  // ======== update C ==================================================================================

  // ---- forward ----

  // E(points.x)
  // spec.gen:4  encoder E(x: Vector[2]) -> Vector[2] { x |> dense(2) |> batchNorm }
  const dense1 = k.fusedMatMul(points.x, E.dense1.kernel, E.dense1.bias);
  const batchNorm1Centred = k.subtract(dense1, E.batchNorm1.mean);
  const sum = k.add(E.batchNorm1.variance, 0.00001);
  const batchNorm1InverseDeviation = k.rsqrt(sum);
  const product = k.multiply(batchNorm1InverseDeviation, E.batchNorm1.scale);
  const product2 = k.multiply(batchNorm1Centred, product);
  const sum2 = k.add(product2, E.batchNorm1.shift);
  k.free(dense1, sum, batchNorm1InverseDeviation, batchNorm1Centred, product, product2);

  // C(E(points.x))
  // spec.gen:5  network C(h: Vector[2]) -> Categorical[8] { Categorical(logits: h |> dense(8)) }
  const dense1_2 = k.fusedMatMul(sum2, C.dense1.kernel, C.dense1.bias);

  // spec.gen:14  update C with sgd(0.1) { minimize surprise = nll(C(E(points.x)), points.label) }
  // surprise: The negative log-likelihood of points.label under Categorical[8], summed over the event.
  //   -(l_y - log sum_k exp(l_k))   (Kingma & Welling 2014, eq. 3 and appendix C)
  const largest = k.max(dense1_2, [1], { keepDims: true });
  const difference = k.subtract(dense1_2, largest);
  const exponential = k.exp(difference);
  const total = k.sum(exponential, [1], { keepDims: true });
  const logarithm = k.log(total);
  const difference2 = k.subtract(difference, logarithm);
  const reshaped = k.reshape(points.label, [8, 1]);
  const isEqual = k.equal(reshaped, k.constant(values, [8], 'i32'));
  const converted = k.cast(isEqual, 'f32');
  const product3 = k.multiply(difference2, converted);
  const total2 = k.sum(product3, [0, 1]);
  const surprise = k.multiply(total2, -0.125);
  k.free(dense1_2, largest, difference, logarithm, reshaped, isEqual, difference2, product3, total2);

  // ---- backward ----

  // spec.gen:14  update C with sgd(0.1) { minimize surprise = nll(C(E(points.x)), points.label) }
  const product4 = k.multiply(converted, -0.125);
  const total3 = k.sum(product4, [1]);
  const reshaped2 = k.reshape(total3, [8, 1]);
  const quotient = k.divide(reshaped2, total);
  const product5 = k.multiply(quotient, exponential);
  const difference3 = k.subtract(product4, product5);
  k.free(converted, total3, total, reshaped2, exponential, quotient, product4, product5);

  // C(E(points.x))
  // spec.gen:5  network C(h: Vector[2]) -> Categorical[8] { Categorical(logits: h |> dense(8)) }
  const CDense1BiasGradient = k.sum(difference3, [0]);
  const CDense1KernelGradient = k.matMul(sum2, difference3, { transposeA: true });
  k.free(sum2, difference3);

  // ---- optimiser ----

  // spec.gen:14  update C with sgd(0.1) { minimize surprise = nll(C(E(points.x)), points.label) }
  const CDense1KernelStep = k.multiply(CDense1KernelGradient, scalars.nameSgd1Rate);
  const CDense1Kernel = k.subtract(C.dense1.kernel, CDense1KernelStep);
  const CDense1BiasStep = k.multiply(CDense1BiasGradient, scalars.nameSgd1Rate);
  const CDense1Bias = k.subtract(C.dense1.bias, CDense1BiasStep);
  k.free(CDense1KernelGradient, CDense1KernelStep, CDense1BiasGradient, CDense1BiasStep);

  return { metrics: { surprise }, state: { C: { dense1: { kernel: CDense1Kernel, bias: CDense1Bias } } } };
}
