/**
 * HistoryOfPairs: model.ts
 *
 * The weights of each network, and the functions that use a trained model.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 77d2f8236885b33bc3f9d73efcd2d6f04fca426574f929032357315e4eea804b.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';

/** The generator G: 22 parameters. */
export interface GWeights {
  readonly dense1: {
    /** [10, 2] */
    readonly kernel: Tensor;
    /** [2] */
    readonly bias: Tensor;
  };
}

/** The discriminator D: 11 parameters. */
export interface DWeights {
  readonly dense1: {
    /** [10, 1] */
    readonly kernel: Tensor;
    /** [1] */
    readonly bias: Tensor;
  };
}

/** What `train` keeps from step to step beside the weights: for each optimiser, slots in the form of the weights. */
export interface TrainState {
  readonly history: {
    /** [20, 3] */
    readonly pool: Tensor;
    /** a number */
    readonly filled: Tensor;
  };
}

const values = [0, 1, 2, 3, 4, 5, 6, 7];

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
 * 4 kernels, 0.00371 million floating-point operations, at most 0.0055 MB of tensors.
 */
export function G(k: KernelSet, inputs: GInputs): GOutputs {
  const { arguments: given } = inputs;
  const { G } = inputs.state;

  // spec.gen:5  generator G(z: Vector[2], y: Class[8]) -> Vector[2] { concat(z, oneHot(y)) |> dense(2) }
  const reshaped = k.reshape(given.y, [64, 1]);
  const isEqual = k.equal(reshaped, k.constant(values, [8], 'i32'));
  const converted = k.cast(isEqual, 'f32');
  const joined = k.concat([given.z, converted], 1);
  const result = k.fusedMatMul(joined, G.dense1.kernel, G.dense1.bias);
  k.free(reshaped, isEqual, converted, joined);

  return { values: { result } };
}

const values2 = [0, 1, 2, 3, 4, 5, 6, 7];

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
 * 4 kernels, 0.00237 million floating-point operations, at most 0.00545 MB of tensors.
 */
export function D(k: KernelSet, inputs: DInputs): DOutputs {
  const { arguments: given } = inputs;
  const { D } = inputs.state;

  // spec.gen:6  discriminator D(x: Vector[2], y: Class[8]) -> Logit { concat(x, oneHot(y)) |> dense(1) }
  const reshaped = k.reshape(given.y, [64, 1]);
  const isEqual = k.equal(reshaped, k.constant(values2, [8], 'i32'));
  const converted = k.cast(isEqual, 'f32');
  const joined = k.concat([given.x, converted], 1);
  const dense1 = k.fusedMatMul(joined, D.dense1.kernel, D.dense1.bias);
  const result = k.reshape(dense1, [64]);
  k.free(reshaped, isEqual, converted, joined, dense1);

  return { values: { result } };
}

const values3 = [0, 1, 2, 3, 4, 5, 6, 7];

/** What `evaluate` reads. */
export interface EvaluateInputs {
  readonly random: {
    /** [500, 2], normal random numbers */
    readonly trainZ: Tensor;
  };
  readonly data: {
    readonly points: {
      /** [500], i32 */
      readonly label2: Tensor;
    };
  };
  readonly state: {
    readonly G: GWeights;
    readonly D: DWeights;
  };
}

/** What `evaluate` returns: new tensors, the caller's to free. */
export interface EvaluateOutputs {
  readonly values: {
    /** [500] */
    readonly generator: Tensor;
  };
}

/**
 * Reports on a batch of test data.
 *
 * 8 kernels, 0.0405 million floating-point operations, at most 0.0462 MB of tensors.
 */
export function evaluate(k: KernelSet, inputs: EvaluateInputs): EvaluateOutputs {
  const { random } = inputs;
  const { points } = inputs.data;
  const { G, D } = inputs.state;

  // G(z, points.label#1)
  // spec.gen:5  generator G(z: Vector[2], y: Class[8]) -> Vector[2] { concat(z, oneHot(y)) |> dense(2) }
  const reshaped = k.reshape(points.label2, [500, 1]);
  const isEqual = k.equal(reshaped, k.constant(values3, [8], 'i32'));
  const converted = k.cast(isEqual, 'f32');
  const joined = k.concat([random.trainZ, converted], 1);
  const dense1 = k.fusedMatMul(joined, G.dense1.kernel, G.dense1.bias);
  k.free(reshaped, isEqual, joined);

  // D(fake, points.label#1)
  // spec.gen:6  discriminator D(x: Vector[2], y: Class[8]) -> Logit { concat(x, oneHot(y)) |> dense(1) }
  const joined2 = k.concat([dense1, converted], 1);
  const dense1_2 = k.fusedMatMul(joined2, D.dense1.kernel, D.dense1.bias);
  const reshaped2 = k.reshape(dense1_2, [500]);
  k.free(converted, dense1, joined2, dense1_2);

  // spec.gen:15  update G with sgd(0.1) { minimize V.generator }
  const difference = k.subtract(reshaped2, 1);
  const generator = k.square(difference);
  k.free(reshaped2, difference);

  return { values: { generator } };
}
