/**
 * Autoencoder: model.ts
 *
 * The weights of each network, and the functions that use a trained model.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 6104d0d2a59a1572776cbba7690d53b2bcbac64aa892e81547d4bfc47dc1e194.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';

/** The encoder encode: 206,100 parameters. */
export interface EncodeWeights {
  readonly dense1: {
    /** [784, 256] */
    readonly kernel: Tensor;
    /** [256] */
    readonly bias: Tensor;
  };
  readonly dense2: {
    /** [256, 20] */
    readonly kernel: Tensor;
    /** [20] */
    readonly bias: Tensor;
  };
}

/** The decoder decode: 206,864 parameters. */
export interface DecodeWeights {
  readonly dense1: {
    /** [20, 256] */
    readonly kernel: Tensor;
    /** [256] */
    readonly bias: Tensor;
  };
  readonly dense2: {
    /** [256, 784] */
    readonly kernel: Tensor;
    /** [784] */
    readonly bias: Tensor;
  };
}

/** What `train` keeps from step to step beside the weights: for each optimiser, slots in the form of the weights. */
export interface TrainState {
  readonly adam1: {
    readonly m: {
      readonly encode: EncodeWeights;
      readonly decode: DecodeWeights;
    };
    readonly v: {
      readonly encode: EncodeWeights;
      readonly decode: DecodeWeights;
    };
  };
}

/** What `encode` reads. */
export interface EncodeInputs {
  readonly arguments: {
    /** [64, 28, 28, 1] */
    readonly x: Tensor;
  };
  readonly state: {
    readonly encode: EncodeWeights;
  };
}

/** What `encode` returns: new tensors, the caller's to free. */
export interface EncodeOutputs {
  readonly values: {
    /** [64, 20] */
    readonly result: Tensor;
  };
}

/**
 * The encoder encode: Vector[20].
 *
 * 2 kernels, 26.4 million floating-point operations, at most 1.1 MB of tensors.
 */
export function encode(k: KernelSet, inputs: EncodeInputs): EncodeOutputs {
  const { arguments: given } = inputs;
  const { encode } = inputs.state;

  // autoencoder.gen:12  let code = x |> flatten |> dense(256) |> relu |> dense(latent)
  const reshaped = k.reshape(given.x, [64, 784]);
  const dense1 = k.fusedMatMul(reshaped, encode.dense1.kernel, encode.dense1.bias, { activation: 'relu' });
  const result = k.fusedMatMul(dense1, encode.dense2.kernel, encode.dense2.bias, { activation: 'relu' });
  k.free(reshaped, dense1);

  return { values: { result } };
}

/** What `decode` reads. */
export interface DecodeInputs {
  readonly arguments: {
    /** [64, 20] */
    readonly z: Tensor;
  };
  readonly state: {
    readonly decode: DecodeWeights;
  };
}

/** What `decode` returns: new tensors, the caller's to free. */
export interface DecodeOutputs {
  readonly values: {
    /** [64, 28, 28, 1] */
    readonly result: Tensor;
  };
}

/**
 * The decoder decode: Image[28, 28, 1] in [0, 1].
 *
 * 2 kernels, 26.8 million floating-point operations, at most 1.1 MB of tensors.
 */
export function decode(k: KernelSet, inputs: DecodeInputs): DecodeOutputs {
  const { arguments: given } = inputs;
  const { decode } = inputs.state;

  // autoencoder.gen:16  z |> dense(256) |> relu |> dense(784) |> sigmoid |> reshape(28, 28, 1)
  const dense1 = k.fusedMatMul(given.z, decode.dense1.kernel, decode.dense1.bias, { activation: 'relu' });
  const dense2 = k.fusedMatMul(dense1, decode.dense2.kernel, decode.dense2.bias, { activation: 'sigmoid' });
  const result = k.reshape(dense2, [64, 28, 28, 1]);
  k.free(dense1, dense2);

  return { values: { result } };
}

const values = [
  0, 0.14285714285714285, 0.2857142857142857, 0.42857142857142855, 0.5714285714285714, 0.7142857142857143,
  0.8571428571428571, 1,
];

/** What `inferInterpolate` reads. */
export interface InferInterpolateInputs {
  readonly arguments: {
    /** [64, 28, 28, 1] */
    readonly a: Tensor;
    /** [64, 28, 28, 1] */
    readonly b: Tensor;
  };
  readonly state: {
    readonly encode: EncodeWeights;
    readonly decode: DecodeWeights;
  };
}

/** What `inferInterpolate` returns: new tensors, the caller's to free. */
export interface InferInterpolateOutputs {
  readonly values: {
    /** [64, 8, 28, 28, 1] */
    readonly result: Tensor;
  };
}

/**
 * The way from one picture to another, through the code.
 *
 * 11 kernels, 267 million floating-point operations, at most 5.26 MB of tensors.
 */
export function inferInterpolate(k: KernelSet, inputs: InferInterpolateInputs): InferInterpolateOutputs {
  const { arguments: given } = inputs;
  const { encode, decode } = inputs.state;

  // encode(a)
  // autoencoder.gen:12  let code = x |> flatten |> dense(256) |> relu |> dense(latent)
  const reshaped = k.reshape(given.a, [64, 784]);
  const dense1 = k.fusedMatMul(reshaped, encode.dense1.kernel, encode.dense1.bias, { activation: 'relu' });
  const code = k.fusedMatMul(dense1, encode.dense2.kernel, encode.dense2.bias, { activation: 'relu' });
  k.free(reshaped, dense1);

  // encode(b)
  const reshaped2 = k.reshape(given.b, [64, 784]);
  const dense1_2 = k.fusedMatMul(reshaped2, encode.dense1.kernel, encode.dense1.bias, { activation: 'relu' });
  const code2 = k.fusedMatMul(dense1_2, encode.dense2.kernel, encode.dense2.bias, { activation: 'relu' });
  k.free(reshaped2, dense1_2);

  // autoencoder.gen:38  for t in linspace(0, 1, steps) { decode(lerp(encode(a), encode(b), t)) }
  const reshaped3 = k.reshape(code, [64, 1, 20]);
  const reshaped4 = k.reshape(code2, [64, 1, 20]);
  const difference = k.subtract(reshaped4, reshaped3);
  const product = k.multiply(k.constant(values, [1, 8, 1]), difference);
  const sum = k.add(reshaped3, product);
  k.free(code, code2, reshaped4, difference, reshaped3, product);

  // decode(lerp(encode(a), encode(b), t))
  // autoencoder.gen:16  z |> dense(256) |> relu |> dense(784) |> sigmoid |> reshape(28, 28, 1)
  const reshaped5 = k.reshape(sum, [512, 20]);
  const dense1_3 = k.fusedMatMul(reshaped5, decode.dense1.kernel, decode.dense1.bias);
  const reshaped6 = k.reshape(dense1_3, [64, 8, 256]);
  const rectified = k.relu(reshaped6);
  k.free(sum, reshaped5, dense1_3, reshaped6);
  const reshaped7 = k.reshape(rectified, [512, 256]);
  const dense2 = k.fusedMatMul(reshaped7, decode.dense2.kernel, decode.dense2.bias);
  k.free(rectified, reshaped7);
  const reshaped8 = k.reshape(dense2, [64, 8, 784]);
  k.free(dense2);
  const probability = k.sigmoid(reshaped8);
  k.free(reshaped8);
  const result = k.reshape(probability, [64, 8, 28, 28, 1]);
  k.free(probability);

  return { values: { result } };
}

/** What `inferReconstruct` reads. */
export interface InferReconstructInputs {
  readonly arguments: {
    /** [64, 28, 28, 1] */
    readonly x: Tensor;
  };
  readonly state: {
    readonly encode: EncodeWeights;
    readonly decode: DecodeWeights;
  };
}

/** What `inferReconstruct` returns: new tensors, the caller's to free. */
export interface InferReconstructOutputs {
  readonly values: {
    /** [64, 28, 28, 1] */
    readonly result: Tensor;
  };
}

/**
 * encode, then decode.
 *
 * 4 kernels, 53.2 million floating-point operations, at most 2.12 MB of tensors.
 */
export function inferReconstruct(k: KernelSet, inputs: InferReconstructInputs): InferReconstructOutputs {
  const { arguments: given } = inputs;
  const { encode, decode } = inputs.state;

  // encode
  // autoencoder.gen:12  let code = x |> flatten |> dense(256) |> relu |> dense(latent)
  const reshaped = k.reshape(given.x, [64, 784]);
  const dense1 = k.fusedMatMul(reshaped, encode.dense1.kernel, encode.dense1.bias, { activation: 'relu' });
  const code = k.fusedMatMul(dense1, encode.dense2.kernel, encode.dense2.bias, { activation: 'relu' });
  k.free(reshaped, dense1);

  // decode
  // autoencoder.gen:16  z |> dense(256) |> relu |> dense(784) |> sigmoid |> reshape(28, 28, 1)
  const dense1_2 = k.fusedMatMul(code, decode.dense1.kernel, decode.dense1.bias, { activation: 'relu' });
  const dense2 = k.fusedMatMul(dense1_2, decode.dense2.kernel, decode.dense2.bias, { activation: 'sigmoid' });
  const result = k.reshape(dense2, [64, 28, 28, 1]);
  k.free(code, dense1_2, dense2);

  return { values: { result } };
}

/** What `figureReconstructions` reads. */
export interface FigureReconstructionsInputs {
  readonly data: {
    readonly digits: {
      /** [32, 28, 28, 1] */
      readonly image: Tensor;
    };
  };
  readonly state: {
    readonly encode: EncodeWeights;
    readonly decode: DecodeWeights;
  };
}

/** What `figureReconstructions` returns: new tensors, the caller's to free. */
export interface FigureReconstructionsOutputs {
  readonly values: {
    /** [32, 28, 28, 1] */
    readonly part1: Tensor;
    /** [32, 28, 28, 1] */
    readonly part2: Tensor;
  };
}

/**
 * Figure: Reconstructions.
 *
 * 4 kernels, 26.6 million floating-point operations, at most 1.89 MB of tensors.
 */
export function figureReconstructions(
  k: KernelSet,
  inputs: FigureReconstructionsInputs,
): FigureReconstructionsOutputs {
  const { digits } = inputs.data;
  const { encode, decode } = inputs.state;

  // encode(digits.image)
  // autoencoder.gen:12  let code = x |> flatten |> dense(256) |> relu |> dense(latent)
  const reshaped = k.reshape(digits.image, [32, 784]);
  const dense1 = k.fusedMatMul(reshaped, encode.dense1.kernel, encode.dense1.bias, { activation: 'relu' });
  const code = k.fusedMatMul(dense1, encode.dense2.kernel, encode.dense2.bias, { activation: 'relu' });
  k.free(reshaped, dense1);

  // decode(encode(digits.image))
  // autoencoder.gen:16  z |> dense(256) |> relu |> dense(784) |> sigmoid |> reshape(28, 28, 1)
  const dense1_2 = k.fusedMatMul(code, decode.dense1.kernel, decode.dense1.bias, { activation: 'relu' });
  const dense2 = k.fusedMatMul(dense1_2, decode.dense2.kernel, decode.dense2.bias, { activation: 'sigmoid' });
  const part2 = k.reshape(dense2, [32, 28, 28, 1]);
  k.free(code, dense1_2, dense2);

  return { values: { part1: k.copy(digits.image), part2 } };
}

/** What `evaluate` reads. */
export interface EvaluateInputs {
  readonly data: {
    readonly digits: {
      /** [500, 28, 28, 1] */
      readonly image: Tensor;
    };
  };
  readonly state: {
    readonly encode: EncodeWeights;
    readonly decode: DecodeWeights;
  };
}

/** What `evaluate` returns: new tensors, the caller's to free. */
export interface EvaluateOutputs {
  readonly values: {
    /** [500] */
    readonly error: Tensor;
    /** [500] */
    readonly crossEntropy: Tensor;
    /** [500] */
    readonly reconstruction: Tensor;
  };
}

/**
 * Reports on a batch of test data.
 *
 * 18 kernels, 426 million floating-point operations, at most 9.49 MB of tensors.
 */
export function evaluate(k: KernelSet, inputs: EvaluateInputs): EvaluateOutputs {
  const { digits } = inputs.data;
  const { encode, decode } = inputs.state;

  // encode(digits.image)
  // autoencoder.gen:12  let code = x |> flatten |> dense(256) |> relu |> dense(latent)
  const reshaped = k.reshape(digits.image, [500, 784]);
  const dense1 = k.fusedMatMul(reshaped, encode.dense1.kernel, encode.dense1.bias, { activation: 'relu' });
  k.free(reshaped);
  const code = k.fusedMatMul(dense1, encode.dense2.kernel, encode.dense2.bias, { activation: 'relu' });
  k.free(dense1);

  // decode(encode(digits.image))
  // autoencoder.gen:16  z |> dense(256) |> relu |> dense(784) |> sigmoid |> reshape(28, 28, 1)
  const dense1_2 = k.fusedMatMul(code, decode.dense1.kernel, decode.dense1.bias, { activation: 'relu' });
  const dense2 = k.fusedMatMul(dense1_2, decode.dense2.kernel, decode.dense2.bias, { activation: 'sigmoid' });
  const reshaped2 = k.reshape(dense2, [500, 28, 28, 1]);
  k.free(code, dense1_2, dense2);

  // autoencoder.gen:31  report error = mse(again, digits.image)
  const difference = k.subtract(reshaped2, digits.image);
  const squared = k.square(difference);
  k.free(difference);
  const error = k.mean(squared, [1, 2, 3]);
  k.free(squared);

  // autoencoder.gen:32  report crossEntropy = crossEntropy(again, digits.image)
  const larger = k.maximum(reshaped2, 1e-7);
  k.free(reshaped2);
  const smaller = k.minimum(larger, 0.9999999);
  k.free(larger);
  const difference2 = k.subtract(1, digits.image);
  const logarithm = k.log(smaller);
  const product = k.multiply(digits.image, logarithm);
  k.free(logarithm);
  const difference3 = k.subtract(1, smaller);
  k.free(smaller);
  const logarithm2 = k.log(difference3);
  k.free(difference3);
  const product2 = k.multiply(difference2, logarithm2);
  k.free(difference2, logarithm2);
  const sum = k.add(product, product2);
  k.free(product, product2);
  const total = k.sum(sum, [1, 2, 3]);
  k.free(sum);
  const crossEntropy = k.negate(total);
  k.free(total);

  return { values: { error, crossEntropy, reconstruction: k.copy(error) } };
}
