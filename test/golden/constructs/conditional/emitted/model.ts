/**
 * Conditional: model.ts
 *
 * The weights of each network, and the functions that use a trained model.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 0cc5fabc6354a6759bb8d444b10c801ed8fe1790f26c2f3aaede5ab7f6354e6a.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';

/** The generator G: 16 parameters. */
export interface GWeights {
  readonly embed1: {
    /** [8, 2] */
    readonly table: Tensor;
  };
}

/** The discriminator D: 10 parameters. */
export interface DWeights {
  readonly dense1: {
    /** [10, 1] */
    readonly kernel: Tensor;
  };
}

/** What `G` reads. */
export interface GInputs {
  readonly arguments: {
    /** [64, 2] */
    readonly z: Tensor;
    /** [64], i32 */
    readonly y: Tensor;
  };
  readonly state: {
    readonly G: GWeights;
  };
}

/** What `G` returns: new tensors, the caller's to free. */
export interface GOutputs {
  readonly values: {
    /** [64, 2] */
    readonly result: Tensor;
  };
}

/**
 * The generator G: Vector[2].
 *
 * 2 kernels, 0.000128 million floating-point operations, at most 0.00186 MB of tensors.
 */
export function G(k: KernelSet, inputs: GInputs): GOutputs {
  const { arguments: given } = inputs;
  const { G } = inputs.state;

  // spec.gen:4  generator G(z: Vector[2], y: Class[8]) -> Vector[2] { z + (y |> embed(2)) }
  const rows = k.gather(G.embed1.table, given.y);
  const result = k.add(given.z, rows);
  k.free(rows);

  return { values: { result } };
}

const values = [0, 1, 2, 3, 4, 5, 6, 7];

/** What `D` reads. */
export interface DInputs {
  readonly arguments: {
    /** [64, 2] */
    readonly x: Tensor;
    /** [64], i32 */
    readonly y: Tensor;
  };
  readonly state: {
    readonly D: DWeights;
  };
}

/** What `D` returns: new tensors, the caller's to free. */
export interface DOutputs {
  readonly values: {
    /** [64] */
    readonly result: Tensor;
  };
}

/**
 * The discriminator D: Logit.
 *
 * 4 kernels, 0.0023 million floating-point operations, at most 0.00545 MB of tensors.
 */
export function D(k: KernelSet, inputs: DInputs): DOutputs {
  const { arguments: given } = inputs;
  const { D } = inputs.state;

  // spec.gen:5  discriminator D(x: Vector[2], y: Class[8]) -> Logit { concat(x, oneHot(y)) |> dense(1, bias: none) }
  const reshaped = k.reshape(given.y, [64, 1]);
  const isEqual = k.equal(reshaped, k.constant(values, [8], 'i32'));
  const converted = k.cast(isEqual, 'f32');
  const joined = k.concat([given.x, converted], 1);
  const dense1 = k.matMul(joined, D.dense1.kernel);
  const result = k.reshape(dense1, [64]);
  k.free(reshaped, isEqual, converted, joined, dense1);

  return { values: { result } };
}

const values2 = [0, 1, 2, 3, 4, 5, 6, 7];

/** What `evaluate` reads. */
export interface EvaluateInputs {
  readonly data: {
    readonly points: {
      /** [500, 2] */
      readonly x: Tensor;
      /** [500], i32 */
      readonly label: Tensor;
      /** [500], i32 */
      readonly label2: Tensor;
    };
  };
  readonly state: {
    readonly D: DWeights;
    readonly G: GWeights;
  };
  readonly random: {
    /** [500, 2], normal random numbers */
    readonly trainZ: Tensor;
  };
}

/** What `evaluate` returns: new tensors, the caller's to free. */
export interface EvaluateOutputs {
  readonly values: {
    /** [500] */
    readonly discriminator: Tensor;
    /** [500] */
    readonly generator: Tensor;
  };
}

/**
 * Reports on a batch of test data.
 *
 * 16 kernels, 0.04 million floating-point operations, at most 0.0541 MB of tensors.
 */
export function evaluate(k: KernelSet, inputs: EvaluateInputs): EvaluateOutputs {
  const { points } = inputs.data;
  const { D, G } = inputs.state;
  const { random } = inputs;

  // D(points.x, points.label)
  // spec.gen:5  discriminator D(x: Vector[2], y: Class[8]) -> Logit { concat(x, oneHot(y)) |> dense(1, bias: none) }
  const reshaped = k.reshape(points.label, [500, 1]);
  const isEqual = k.equal(reshaped, k.constant(values2, [8], 'i32'));
  const converted = k.cast(isEqual, 'f32');
  const joined = k.concat([points.x, converted], 1);
  const dense1 = k.matMul(joined, D.dense1.kernel);
  const reshaped2 = k.reshape(dense1, [500]);
  k.free(reshaped, isEqual, converted, joined, dense1);

  // G(z, points.label#1)
  // spec.gen:4  generator G(z: Vector[2], y: Class[8]) -> Vector[2] { z + (y |> embed(2)) }
  const rows = k.gather(G.embed1.table, points.label2);
  const sum = k.add(random.trainZ, rows);
  k.free(rows);

  // D(G(z, y), points.label#1)
  // spec.gen:5  discriminator D(x: Vector[2], y: Class[8]) -> Logit { concat(x, oneHot(y)) |> dense(1, bias: none) }
  const reshaped3 = k.reshape(points.label2, [500, 1]);
  const isEqual2 = k.equal(reshaped3, k.constant(values2, [8], 'i32'));
  const converted2 = k.cast(isEqual2, 'f32');
  const joined2 = k.concat([sum, converted2], 1);
  const dense1_2 = k.matMul(joined2, D.dense1.kernel);
  const reshaped4 = k.reshape(dense1_2, [500]);
  k.free(reshaped3, isEqual2, sum, converted2, joined2, dense1_2);

  // spec.gen:12  update D with sgd(0.1) { minimize V.discriminator }
  const difference = k.subtract(1, reshaped2);
  const rectified = k.relu(difference);
  const sum2 = k.add(reshaped4, 1);
  const rectified2 = k.relu(sum2);
  const discriminator = k.add(rectified, rectified2);
  k.free(reshaped2, difference, sum2, rectified, rectified2);

  // spec.gen:13  update G with sgd(0.1) { minimize V.generator }
  const generator = k.negate(reshaped4);
  k.free(reshaped4);

  return { values: { discriminator, generator } };
}
