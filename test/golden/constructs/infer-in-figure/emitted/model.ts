/**
 * InferInFigure: model.ts
 *
 * The weights of each network, and the functions that use a trained model.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 81f287274fd4508eaa6cbad646ffc44c90da2e1a2b3757078ea70f1a15bfc95f.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';

/** The encoder E: 130 parameters. */
export interface EWeights {
  readonly dense1: {
    /** [64, 2] */
    readonly kernel: Tensor;
    /** [2] */
    readonly bias: Tensor;
  };
}

/** The decoder P: 832 parameters. */
export interface PWeights {
  readonly dense1: {
    /** [12, 64] */
    readonly kernel: Tensor;
    /** [64] */
    readonly bias: Tensor;
  };
}

/** What `E` reads. */
export interface EInputs {
  readonly arguments: {
    /** [64, 8, 8, 1] */
    readonly x: Tensor;
  };
  readonly state: {
    readonly E: EWeights;
  };
}

/** What `E` returns: new tensors, the caller's to free. */
export interface EOutputs {
  readonly values: {
    /** [64, 2] */
    readonly result: Tensor;
  };
}

/**
 * The encoder E: Vector[2].
 *
 * 1 kernels, 0.0165 million floating-point operations, at most 0.0174 MB of tensors.
 */
export function E(k: KernelSet, inputs: EInputs): EOutputs {
  const { arguments: given } = inputs;
  const { E } = inputs.state;

  // spec.gen:4  encoder E(x: Image[8, 8, 1] in [0, 1]) -> Vector[2] { x |> flatten |> dense(2) }
  const reshaped = k.reshape(given.x, [64, 64]);
  const result = k.fusedMatMul(reshaped, E.dense1.kernel, E.dense1.bias);
  k.free(reshaped);

  return { values: { result } };
}

const values = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

/** What `P` reads. */
export interface PInputs {
  readonly arguments: {
    /** [64, 2] */
    readonly z: Tensor;
    /** [64], i32 */
    readonly y: Tensor;
  };
  readonly state: {
    readonly P: PWeights;
  };
}

/** What `P` returns: new tensors, the caller's to free. */
export interface POutputs {
  readonly values: {
    /** [64, 8, 8, 1] */
    readonly result: Tensor;
  };
}

/**
 * The decoder P: Image[8, 8, 1] in [0, 1].
 *
 * 4 kernels, 0.136 million floating-point operations, at most 0.0236 MB of tensors.
 */
export function P(k: KernelSet, inputs: PInputs): POutputs {
  const { arguments: given } = inputs;
  const { P } = inputs.state;

  // spec.gen:6  concat(z, oneHot(y)) |> dense(64) |> sigmoid |> reshape(8, 8, 1)
  const reshaped = k.reshape(given.y, [64, 1]);
  const isEqual = k.equal(reshaped, k.constant(values, [10], 'i32'));
  const converted = k.cast(isEqual, 'f32');
  const joined = k.concat([given.z, converted], 1);
  const dense1 = k.fusedMatMul(joined, P.dense1.kernel, P.dense1.bias, { activation: 'sigmoid' });
  const result = k.reshape(dense1, [64, 8, 8, 1]);
  k.free(reshaped, isEqual, converted, joined, dense1);

  return { values: { result } };
}

const values2 = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

/** What `inferRewrite` reads. */
export interface InferRewriteInputs {
  readonly arguments: {
    /** [64, 8, 8, 1] */
    readonly x: Tensor;
    /** [64], i32 */
    readonly y: Tensor;
  };
  readonly state: {
    readonly E: EWeights;
    readonly P: PWeights;
  };
}

/** What `inferRewrite` returns: new tensors, the caller's to free. */
export interface InferRewriteOutputs {
  readonly values: {
    /** [64, 8, 8, 1] */
    readonly result: Tensor;
  };
}

/**
 * The infer rewrite.
 *
 * 5 kernels, 0.153 million floating-point operations, at most 0.04 MB of tensors.
 */
export function inferRewrite(k: KernelSet, inputs: InferRewriteInputs): InferRewriteOutputs {
  const { arguments: given } = inputs;
  const { E, P } = inputs.state;

  // E(x)
  // spec.gen:4  encoder E(x: Image[8, 8, 1] in [0, 1]) -> Vector[2] { x |> flatten |> dense(2) }
  const reshaped = k.reshape(given.x, [64, 64]);
  const dense1 = k.fusedMatMul(reshaped, E.dense1.kernel, E.dense1.bias);
  k.free(reshaped);

  // P(E(x), y)
  // spec.gen:6  concat(z, oneHot(y)) |> dense(64) |> sigmoid |> reshape(8, 8, 1)
  const reshaped2 = k.reshape(given.y, [64, 1]);
  const isEqual = k.equal(reshaped2, k.constant(values2, [10], 'i32'));
  const converted = k.cast(isEqual, 'f32');
  const joined = k.concat([dense1, converted], 1);
  const dense1_2 = k.fusedMatMul(joined, P.dense1.kernel, P.dense1.bias, { activation: 'sigmoid' });
  const result = k.reshape(dense1_2, [64, 8, 8, 1]);
  k.free(reshaped2, isEqual, dense1, converted, joined, dense1_2);

  return { values: { result } };
}

const values3 = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

const values4 = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

/** What `figureRewritten` reads. */
export interface FigureRewrittenInputs {
  readonly data: {
    readonly digits: {
      /** [8, 8, 8, 1] */
      readonly image: Tensor;
    };
  };
  readonly state: {
    readonly E: EWeights;
    readonly P: PWeights;
  };
}

/** What `figureRewritten` returns: new tensors, the caller's to free. */
export interface FigureRewrittenOutputs {
  readonly values: {
    /** [8, 8, 8, 1] */
    readonly part1_1: Tensor;
    /** [8, 8, 8, 1] */
    readonly part1_2: Tensor;
    /** [8, 8, 8, 1] */
    readonly part1_3: Tensor;
    /** [8, 8, 8, 1] */
    readonly part1_4: Tensor;
    /** [8, 8, 8, 1] */
    readonly part1_5: Tensor;
    /** [8, 8, 8, 1] */
    readonly part1_6: Tensor;
    /** [8, 8, 8, 1] */
    readonly part1_7: Tensor;
    /** [8, 8, 8, 1] */
    readonly part1_8: Tensor;
    /** [8, 8, 8, 1] */
    readonly part1_9: Tensor;
    /** [8, 8, 8, 1] */
    readonly part1_10: Tensor;
    /** [8, 8, 8, 1] */
    readonly part2: Tensor;
  };
}

/**
 * Figure: Rewritten.
 *
 * 19 kernels, 0.171 million floating-point operations, at most 0.0469 MB of tensors.
 */
export function figureRewritten(k: KernelSet, inputs: FigureRewrittenInputs): FigureRewrittenOutputs {
  const { digits } = inputs.data;
  const { E, P } = inputs.state;

  // E(digits.image)
  // spec.gen:4  encoder E(x: Image[8, 8, 1] in [0, 1]) -> Vector[2] { x |> flatten |> dense(2) }
  const reshaped = k.reshape(digits.image, [8, 64]);
  const dense1 = k.fusedMatMul(reshaped, E.dense1.kernel, E.dense1.bias);
  k.free(reshaped);

  // P(E(x), y)
  // spec.gen:6  concat(z, oneHot(y)) |> dense(64) |> sigmoid |> reshape(8, 8, 1)
  const isEqual = k.equal(k.constant(values3, [10, 1], 'i32'), k.constant(values4, [10], 'i32'));
  const converted = k.cast(isEqual, 'f32');
  const reshaped2 = k.reshape(dense1, [8, 1, 2]);
  const spread = k.broadcastTo(reshaped2, [8, 10, 2]);
  const reshaped3 = k.reshape(converted, [1, 10, 10]);
  const spread2 = k.broadcastTo(reshaped3, [8, 10, 10]);
  const joined = k.concat([spread, spread2], 2);
  const reshaped4 = k.reshape(joined, [80, 12]);
  const dense1_2 = k.fusedMatMul(reshaped4, P.dense1.kernel, P.dense1.bias);
  const reshaped5 = k.reshape(dense1_2, [8, 10, 64]);
  const probability = k.sigmoid(reshaped5);
  const reshaped6 = k.reshape(probability, [8, 10, 8, 8, 1]);
  k.free(
    isEqual,
    dense1,
    reshaped2,
    converted,
    reshaped3,
    spread,
    spread2,
    joined,
    reshaped4,
    dense1_2,
    reshaped5,
    probability,
  );

  // spec.gen:14  figure rewritten = grid(original: digits.image, for y in Class[10] { rewrite(digits.image, y) })
  const transposed = k.transpose(reshaped6, [1, 0, 2, 3, 4]);
  const part = k.slice(transposed, { starts: [0, 0, 0, 0, 0], sizes: [1, 8, 8, 8, 1] });
  const part1_1 = k.reshape(part, [8, 8, 8, 1]);
  const part2 = k.slice(transposed, { starts: [1, 0, 0, 0, 0], sizes: [1, 8, 8, 8, 1] });
  const part1_2 = k.reshape(part2, [8, 8, 8, 1]);
  const part3 = k.slice(transposed, { starts: [2, 0, 0, 0, 0], sizes: [1, 8, 8, 8, 1] });
  const part1_3 = k.reshape(part3, [8, 8, 8, 1]);
  const part4 = k.slice(transposed, { starts: [3, 0, 0, 0, 0], sizes: [1, 8, 8, 8, 1] });
  const part1_4 = k.reshape(part4, [8, 8, 8, 1]);
  const part5 = k.slice(transposed, { starts: [4, 0, 0, 0, 0], sizes: [1, 8, 8, 8, 1] });
  const part1_5 = k.reshape(part5, [8, 8, 8, 1]);
  const part6 = k.slice(transposed, { starts: [5, 0, 0, 0, 0], sizes: [1, 8, 8, 8, 1] });
  const part1_6 = k.reshape(part6, [8, 8, 8, 1]);
  const part7 = k.slice(transposed, { starts: [6, 0, 0, 0, 0], sizes: [1, 8, 8, 8, 1] });
  const part1_7 = k.reshape(part7, [8, 8, 8, 1]);
  const part8 = k.slice(transposed, { starts: [7, 0, 0, 0, 0], sizes: [1, 8, 8, 8, 1] });
  const part1_8 = k.reshape(part8, [8, 8, 8, 1]);
  const part9 = k.slice(transposed, { starts: [8, 0, 0, 0, 0], sizes: [1, 8, 8, 8, 1] });
  const part1_9 = k.reshape(part9, [8, 8, 8, 1]);
  const part10 = k.slice(transposed, { starts: [9, 0, 0, 0, 0], sizes: [1, 8, 8, 8, 1] });
  const part1_10 = k.reshape(part10, [8, 8, 8, 1]);
  k.free(reshaped6, part, part2, part3, part4, part5, part6, part7, part8, part9, transposed, part10);

  return {
    values: {
      part1_1,
      part1_2,
      part1_3,
      part1_4,
      part1_5,
      part1_6,
      part1_7,
      part1_8,
      part1_9,
      part1_10,
      part2: k.copy(digits.image),
    },
  };
}

const values5 = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

/** What `evaluate` reads. */
export interface EvaluateInputs {
  readonly data: {
    readonly digits: {
      /** [500, 8, 8, 1] */
      readonly image: Tensor;
      /** [500], i32 */
      readonly identity: Tensor;
    };
  };
  readonly state: {
    readonly E: EWeights;
    readonly P: PWeights;
  };
}

/** What `evaluate` returns: new tensors, the caller's to free. */
export interface EvaluateOutputs {
  readonly values: {
    /** [500] */
    readonly error: Tensor;
  };
}

/**
 * Reports on a batch of test data.
 *
 * 8 kernels, 1.29 million floating-point operations, at most 0.39 MB of tensors.
 */
export function evaluate(k: KernelSet, inputs: EvaluateInputs): EvaluateOutputs {
  const { digits } = inputs.data;
  const { E, P } = inputs.state;

  // E(digits.image)
  // spec.gen:4  encoder E(x: Image[8, 8, 1] in [0, 1]) -> Vector[2] { x |> flatten |> dense(2) }
  const reshaped = k.reshape(digits.image, [500, 64]);
  const dense1 = k.fusedMatMul(reshaped, E.dense1.kernel, E.dense1.bias);
  k.free(reshaped);

  // P(E(digits.image), digits.identity)
  // spec.gen:6  concat(z, oneHot(y)) |> dense(64) |> sigmoid |> reshape(8, 8, 1)
  const reshaped2 = k.reshape(digits.identity, [500, 1]);
  const isEqual = k.equal(reshaped2, k.constant(values5, [10], 'i32'));
  const converted = k.cast(isEqual, 'f32');
  const joined = k.concat([dense1, converted], 1);
  const dense1_2 = k.fusedMatMul(joined, P.dense1.kernel, P.dense1.bias, { activation: 'sigmoid' });
  const reshaped3 = k.reshape(dense1_2, [500, 8, 8, 1]);
  k.free(reshaped2, isEqual, dense1, converted, joined, dense1_2);

  // spec.gen:11  update E, P with sgd(0.1) { minimize error = mse(P(E(digits.image), digits.identity), digits.image) }
  const difference = k.subtract(reshaped3, digits.image);
  const squared = k.square(difference);
  const error = k.mean(squared, [1, 2, 3]);
  k.free(reshaped3, difference, squared);

  return { values: { error } };
}
