/**
 * Phases: health.ts
 *
 * What is watched while it trains: numbers that tell how its players stand.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 c3dbfc50dabd6f3ab0aece6de0fae32a9b53e1d675580843b18f494d65e1b17c.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';
import type { EWeights, CWeights } from './model.js';

/** What `seeHealth` reads. */
export interface SeeHealthInputs {
  readonly data: {
    readonly points: {
      /** [8, 2] */
      readonly x: Tensor;
    };
  };
  readonly state: {
    readonly E: {
      readonly dense1: {
        /** [2, 2] */
        readonly kernel: Tensor;
        /** [2] */
        readonly bias: Tensor;
      };
      readonly batchNorm1: {
        /** [2] */
        readonly scale: Tensor;
        /** [2] */
        readonly shift: Tensor;
      };
    };
  };
}

/** What `seeHealth` returns: new tensors, the caller's to free. */
export interface SeeHealthOutputs {
  readonly values: {
    /** [2] */
    readonly EUnits: Tensor;
    /** a number */
    readonly gradientE: Tensor;
  };
}

/**
 * How phase `see` stands, by a batch of 8 before a step: E.units, gradient.E.
 * It gives numbers and moves nothing: training is the same without it.
 *
 * 41 kernels, 0.000506 million floating-point operations, at most 0.000388 MB of tensors.
 */
export function seeHealth(k: KernelSet, inputs: SeeHealthInputs): SeeHealthOutputs {
  const { points } = inputs.data;
  const { E } = inputs.state;

  // ======== update E ==================================================================================

  // ---- forward ----

  // E(points.x)
  // spec.gen:4  encoder E(x: Vector[2]) -> Vector[2] { x |> dense(2) |> batchNorm }
  const dense1 = k.fusedMatMul(points.x, E.dense1.kernel, E.dense1.bias);
  const batchNorm1Mean = k.mean(dense1, [0], { keepDims: true });
  const batchNorm1Centred = k.subtract(dense1, batchNorm1Mean);
  const squared = k.square(batchNorm1Centred);
  const batchNorm1Variance = k.mean(squared, [0], { keepDims: true });
  const sum = k.add(batchNorm1Variance, 0.00001);
  const batchNorm1InverseDeviation = k.rsqrt(sum);
  const product = k.multiply(batchNorm1InverseDeviation, E.batchNorm1.scale);
  const product2 = k.multiply(batchNorm1Centred, product);
  const sum2 = k.add(product2, E.batchNorm1.shift);
  k.free(dense1, batchNorm1Mean, squared, batchNorm1Variance, sum, product2);

  // spec.gen:9  update E with sgd(0.1) { minimize error = mse(E(points.x), points.x) }
  const average = k.mean(sum2, [0], { keepDims: true });
  const difference = k.subtract(sum2, average);
  const squared2 = k.square(difference);
  const EUnits = k.mean(squared2, [0]);
  const difference2 = k.subtract(sum2, points.x);
  k.free(average, difference, squared2, sum2);

  // ---- backward ----

  // spec.gen:9  update E with sgd(0.1) { minimize error = mse(E(points.x), points.x) }
  const product3 = k.multiply(difference2, 0.125);
  k.free(difference2);

  // E(points.x)
  // spec.gen:4  encoder E(x: Vector[2]) -> Vector[2] { x |> dense(2) |> batchNorm }
  const total = k.sum(product3, [0]);
  const product4 = k.multiply(batchNorm1Centred, product3);
  const total2 = k.sum(product4, [0]);
  const reshaped = k.reshape(batchNorm1InverseDeviation, [2]);
  const product5 = k.multiply(total2, reshaped);
  const product6 = k.multiply(product3, product);
  const product7 = k.multiply(total2, E.batchNorm1.scale);
  const reshaped2 = k.reshape(product7, [1, 2]);
  const squared3 = k.square(batchNorm1InverseDeviation);
  const product8 = k.multiply(batchNorm1InverseDeviation, squared3);
  const product9 = k.multiply(reshaped2, product8);
  const product10 = k.multiply(product9, -0.125);
  const product11 = k.multiply(product10, batchNorm1Centred);
  const sum3 = k.add(product6, product11);
  const total3 = k.sum(sum3, [0]);
  const reshaped3 = k.reshape(total3, [1, 2]);
  const product12 = k.multiply(reshaped3, -0.125);
  const sum4 = k.add(sum3, product12);
  const dense1Gradient = k.matMul(points.x, sum4, { transposeA: true });
  k.free(
    product4,
    reshaped,
    product,
    product3,
    total2,
    product7,
    batchNorm1InverseDeviation,
    squared3,
    reshaped2,
    product8,
    product9,
    batchNorm1Centred,
    product10,
    product6,
    product11,
    total3,
    reshaped3,
    sum3,
    product12,
    sum4,
  );

  // ---- forward ----

  // spec.gen:9  update E with sgd(0.1) { minimize error = mse(E(points.x), points.x) }
  const squared4 = k.square(dense1Gradient);
  const total4 = k.sum(squared4, [0, 1]);
  const squared5 = k.square(product5);
  const total5 = k.sum(squared5, [0]);
  const squared6 = k.square(total);
  const total6 = k.sum(squared6, [0]);
  const sum5 = k.add(total4, total5);
  const sum6 = k.add(sum5, total6);
  const gradientE = k.sqrt(sum6);
  k.free(dense1Gradient, squared4, product5, squared5, total, squared6, total4, total5, total6, sum5, sum6);

  return { values: { EUnits, gradientE } };
}

const values = [0, 1, 2, 3, 4, 5, 6, 7];

/** What `nameHealth` reads. */
export interface NameHealthInputs {
  readonly state: {
    readonly C: CWeights;
    readonly E: EWeights;
  };
  readonly data: {
    readonly points: {
      /** [8, 2] */
      readonly x: Tensor;
      /** [8], i32 */
      readonly label: Tensor;
    };
  };
}

/** What `nameHealth` returns: new tensors, the caller's to free. */
export interface NameHealthOutputs {
  readonly values: {
    /** a number */
    readonly gradientC: Tensor;
  };
}

/**
 * How phase `name` stands, by a batch of 8 before a step: gradient.C.
 * It gives numbers and moves nothing: training is the same without it.
 *
 * 27 kernels, 0.00192 million floating-point operations, at most 0.00115 MB of tensors.
 */
export function nameHealth(k: KernelSet, inputs: NameHealthInputs): NameHealthOutputs {
  const { C, E } = inputs.state;
  const { points } = inputs.data;

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
  const largest = k.max(dense1_2, [1], { keepDims: true });
  const difference = k.subtract(dense1_2, largest);
  const exponential = k.exp(difference);
  const total = k.sum(exponential, [1], { keepDims: true });
  const reshaped = k.reshape(points.label, [8, 1]);
  const isEqual = k.equal(reshaped, k.constant(values, [8], 'i32'));
  const converted = k.cast(isEqual, 'f32');
  k.free(dense1_2, largest, difference, reshaped, isEqual);

  // ---- backward ----

  // spec.gen:14  update C with sgd(0.1) { minimize surprise = nll(C(E(points.x)), points.label) }
  const product3 = k.multiply(converted, -0.125);
  const total2 = k.sum(product3, [1]);
  const reshaped2 = k.reshape(total2, [8, 1]);
  const quotient = k.divide(reshaped2, total);
  const product4 = k.multiply(quotient, exponential);
  const difference2 = k.subtract(product3, product4);
  k.free(converted, total2, total, reshaped2, exponential, quotient, product3, product4);

  // C(E(points.x))
  // spec.gen:5  network C(h: Vector[2]) -> Categorical[8] { Categorical(logits: h |> dense(8)) }
  const total3 = k.sum(difference2, [0]);
  const dense1Gradient = k.matMul(sum2, difference2, { transposeA: true });
  k.free(sum2, difference2);

  // ---- forward ----

  // spec.gen:14  update C with sgd(0.1) { minimize surprise = nll(C(E(points.x)), points.label) }
  const squared = k.square(dense1Gradient);
  const total4 = k.sum(squared, [0, 1]);
  const squared2 = k.square(total3);
  const total5 = k.sum(squared2, [0]);
  const sum3 = k.add(total4, total5);
  const gradientC = k.sqrt(sum3);
  k.free(dense1Gradient, squared, total3, squared2, total4, total5, sum3);

  return { values: { gradientC } };
}
