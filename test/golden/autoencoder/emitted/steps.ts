/**
 * Autoencoder: steps.ts
 *
 * The training steps: forward pass, loss terms, gradients and optimiser, written out.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 6104d0d2a59a1572776cbba7690d53b2bcbac64aa892e81547d4bfc47dc1e194.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';
import type { EncodeWeights, DecodeWeights, TrainState } from './model.js';

/** What `trainStep` reads. */
export interface TrainStepInputs {
  readonly data: {
    readonly digits: {
      /** [128, 28, 28, 1] */
      readonly image: Tensor;
    };
  };
  readonly state: {
    readonly encode: EncodeWeights;
    readonly decode: DecodeWeights;
    readonly train: TrainState;
  };
  readonly scalars: {
    /** a number */
    readonly trainAdam1StepSize: Tensor;
    /** a number */
    readonly trainAdam1Correction: Tensor;
  };
}

/** What `trainStep` returns: new tensors, the caller's to free. */
export interface TrainStepOutputs {
  readonly metrics: {
    /** a number, per element */
    readonly reconstruction: Tensor;
  };
  readonly state: {
    readonly encode: EncodeWeights;
    readonly decode: DecodeWeights;
    readonly train: TrainState;
  };
}

/**
 * One step of phase `train`, on a batch of 128. Updates, in order:
 * - encode, decode: encode, decode
 *
 * 52 kernels, 272 million floating-point operations, at most 10.3 MB of tensors.
 */
export function trainStep(k: KernelSet, inputs: TrainStepInputs): TrainStepOutputs {
  const { digits } = inputs.data;
  const { encode, decode, train } = inputs.state;
  const { scalars } = inputs;

  // ======== update encode, decode =====================================================================

  // ---- forward ----

  // encode(x + corruption)
  // autoencoder.gen:12  let code = x |> flatten |> dense(256) |> relu |> dense(latent)
  const reshaped = k.reshape(digits.image, [128, 784]);
  const dense1 = k.fusedMatMul(reshaped, encode.dense1.kernel, encode.dense1.bias, { activation: 'relu' });
  const code = k.fusedMatMul(dense1, encode.dense2.kernel, encode.dense2.bias, { activation: 'relu' });

  // decode(encode(x + corruption))
  // autoencoder.gen:16  z |> dense(256) |> relu |> dense(784) |> sigmoid |> reshape(28, 28, 1)
  const dense1_2 = k.fusedMatMul(code, decode.dense1.kernel, decode.dense1.bias, { activation: 'relu' });
  const dense2 = k.fusedMatMul(dense1_2, decode.dense2.kernel, decode.dense2.bias, { activation: 'sigmoid' });
  const reshaped2 = k.reshape(dense2, [128, 28, 28, 1]);

  // autoencoder.gen:25  minimize reconstruction = distance(decode(encode(x + corruption)), x)
  // reconstruction: The squared error, averaged over the event.
  //   1/n sum_i (a_i - b_i)^2
  const difference = k.subtract(reshaped2, digits.image);
  const squared = k.square(difference);
  const reconstruction = k.mean(squared, [0, 1, 2, 3]);
  k.free(reshaped2, squared);

  // ---- backward ----

  // decode(encode(x + corruption))
  // autoencoder.gen:16  z |> dense(256) |> relu |> dense(784) |> sigmoid |> reshape(28, 28, 1)
  const reshaped3 = k.reshape(difference, [128, 784]);
  const difference2 = k.subtract(1, dense2);
  const product = k.multiply(dense2, difference2);
  k.free(difference, dense2, difference2);
  const product2 = k.multiply(reshaped3, product);
  const product3 = k.multiply(product2, 0.00001992984693877551);
  k.free(reshaped3, product, product2);
  const decodeDense2BiasGradient = k.sum(product3, [0]);
  const dense2Gradient = k.matMul(product3, decode.dense2.kernel, { transposeB: true });
  const decodeDense2KernelGradient = k.matMul(dense1_2, product3, { transposeA: true });
  const sign = k.sign(dense1_2);
  const product4 = k.multiply(dense2Gradient, sign);
  const decodeDense1BiasGradient = k.sum(product4, [0]);
  const dense1Gradient = k.matMul(product4, decode.dense1.kernel, { transposeB: true });
  const decodeDense1KernelGradient = k.matMul(code, product4, { transposeA: true });
  k.free(product3, dense1_2, dense2Gradient, sign, product4);

  // encode(x + corruption)
  // autoencoder.gen:13  if rectified { code |> relu } else { code }
  const sign2 = k.sign(code);
  const product5 = k.multiply(dense1Gradient, sign2);
  k.free(code, dense1Gradient, sign2);

  // autoencoder.gen:12  let code = x |> flatten |> dense(256) |> relu |> dense(latent)
  const encodeDense2BiasGradient = k.sum(product5, [0]);
  const dense2Gradient2 = k.matMul(product5, encode.dense2.kernel, { transposeB: true });
  const encodeDense2KernelGradient = k.matMul(dense1, product5, { transposeA: true });
  const sign3 = k.sign(dense1);
  const product6 = k.multiply(dense2Gradient2, sign3);
  const encodeDense1BiasGradient = k.sum(product6, [0]);
  const encodeDense1KernelGradient = k.matMul(reshaped, product6, { transposeA: true });
  k.free(product5, dense1, dense2Gradient2, sign3, reshaped, product6);

  // ---- optimiser ----

  // autoencoder.gen:24  update encode, decode with adam(1e-3) {
  const encodeDense1Kernel = k.movingAverage(train.adam1.m.encode.dense1.kernel, encodeDense1KernelGradient, {
    decay: 0.9,
  });
  const encodeDense1Kernel2 = k.movingAverageOfSquares(
    train.adam1.v.encode.dense1.kernel,
    encodeDense1KernelGradient,
    { decay: 0.999 },
  );
  const encodeDense1Kernel3 = k.adamStep(
    encode.dense1.kernel,
    encodeDense1Kernel,
    encodeDense1Kernel2,
    scalars.trainAdam1StepSize,
    scalars.trainAdam1Correction,
    { epsilon: 1e-8 },
  );

  const encodeDense1Bias = k.movingAverage(train.adam1.m.encode.dense1.bias, encodeDense1BiasGradient, {
    decay: 0.9,
  });
  const encodeDense1Bias2 = k.movingAverageOfSquares(
    train.adam1.v.encode.dense1.bias,
    encodeDense1BiasGradient,
    { decay: 0.999 },
  );
  const encodeDense1Bias3 = k.adamStep(
    encode.dense1.bias,
    encodeDense1Bias,
    encodeDense1Bias2,
    scalars.trainAdam1StepSize,
    scalars.trainAdam1Correction,
    { epsilon: 1e-8 },
  );

  const encodeDense2Kernel = k.movingAverage(train.adam1.m.encode.dense2.kernel, encodeDense2KernelGradient, {
    decay: 0.9,
  });
  const encodeDense2Kernel2 = k.movingAverageOfSquares(
    train.adam1.v.encode.dense2.kernel,
    encodeDense2KernelGradient,
    { decay: 0.999 },
  );
  const encodeDense2Kernel3 = k.adamStep(
    encode.dense2.kernel,
    encodeDense2Kernel,
    encodeDense2Kernel2,
    scalars.trainAdam1StepSize,
    scalars.trainAdam1Correction,
    { epsilon: 1e-8 },
  );

  const encodeDense2Bias = k.movingAverage(train.adam1.m.encode.dense2.bias, encodeDense2BiasGradient, {
    decay: 0.9,
  });
  const encodeDense2Bias2 = k.movingAverageOfSquares(
    train.adam1.v.encode.dense2.bias,
    encodeDense2BiasGradient,
    { decay: 0.999 },
  );
  const encodeDense2Bias3 = k.adamStep(
    encode.dense2.bias,
    encodeDense2Bias,
    encodeDense2Bias2,
    scalars.trainAdam1StepSize,
    scalars.trainAdam1Correction,
    { epsilon: 1e-8 },
  );

  const decodeDense1Kernel = k.movingAverage(train.adam1.m.decode.dense1.kernel, decodeDense1KernelGradient, {
    decay: 0.9,
  });
  const decodeDense1Kernel2 = k.movingAverageOfSquares(
    train.adam1.v.decode.dense1.kernel,
    decodeDense1KernelGradient,
    { decay: 0.999 },
  );
  const decodeDense1Kernel3 = k.adamStep(
    decode.dense1.kernel,
    decodeDense1Kernel,
    decodeDense1Kernel2,
    scalars.trainAdam1StepSize,
    scalars.trainAdam1Correction,
    { epsilon: 1e-8 },
  );

  const decodeDense1Bias = k.movingAverage(train.adam1.m.decode.dense1.bias, decodeDense1BiasGradient, {
    decay: 0.9,
  });
  const decodeDense1Bias2 = k.movingAverageOfSquares(
    train.adam1.v.decode.dense1.bias,
    decodeDense1BiasGradient,
    { decay: 0.999 },
  );
  const decodeDense1Bias3 = k.adamStep(
    decode.dense1.bias,
    decodeDense1Bias,
    decodeDense1Bias2,
    scalars.trainAdam1StepSize,
    scalars.trainAdam1Correction,
    { epsilon: 1e-8 },
  );

  const decodeDense2Kernel = k.movingAverage(train.adam1.m.decode.dense2.kernel, decodeDense2KernelGradient, {
    decay: 0.9,
  });
  const decodeDense2Kernel2 = k.movingAverageOfSquares(
    train.adam1.v.decode.dense2.kernel,
    decodeDense2KernelGradient,
    { decay: 0.999 },
  );
  k.free(
    encodeDense1KernelGradient,
    encodeDense1BiasGradient,
    encodeDense2KernelGradient,
    encodeDense2BiasGradient,
    decodeDense1KernelGradient,
    decodeDense1BiasGradient,
    decodeDense2KernelGradient,
  );
  const decodeDense2Kernel3 = k.adamStep(
    decode.dense2.kernel,
    decodeDense2Kernel,
    decodeDense2Kernel2,
    scalars.trainAdam1StepSize,
    scalars.trainAdam1Correction,
    { epsilon: 1e-8 },
  );

  const decodeDense2Bias = k.movingAverage(train.adam1.m.decode.dense2.bias, decodeDense2BiasGradient, {
    decay: 0.9,
  });
  const decodeDense2Bias2 = k.movingAverageOfSquares(
    train.adam1.v.decode.dense2.bias,
    decodeDense2BiasGradient,
    { decay: 0.999 },
  );
  const decodeDense2Bias3 = k.adamStep(
    decode.dense2.bias,
    decodeDense2Bias,
    decodeDense2Bias2,
    scalars.trainAdam1StepSize,
    scalars.trainAdam1Correction,
    { epsilon: 1e-8 },
  );

  k.free(decodeDense2BiasGradient);

  return {
    metrics: { reconstruction },
    state: {
      encode: {
        dense1: { kernel: encodeDense1Kernel3, bias: encodeDense1Bias3 },
        dense2: { kernel: encodeDense2Kernel3, bias: encodeDense2Bias3 },
      },
      decode: {
        dense1: { kernel: decodeDense1Kernel3, bias: decodeDense1Bias3 },
        dense2: { kernel: decodeDense2Kernel3, bias: decodeDense2Bias3 },
      },
      train: {
        adam1: {
          m: {
            encode: {
              dense1: { kernel: encodeDense1Kernel, bias: encodeDense1Bias },
              dense2: { kernel: encodeDense2Kernel, bias: encodeDense2Bias },
            },
            decode: {
              dense1: { kernel: decodeDense1Kernel, bias: decodeDense1Bias },
              dense2: { kernel: decodeDense2Kernel, bias: decodeDense2Bias },
            },
          },
          v: {
            encode: {
              dense1: { kernel: encodeDense1Kernel2, bias: encodeDense1Bias2 },
              dense2: { kernel: encodeDense2Kernel2, bias: encodeDense2Bias2 },
            },
            decode: {
              dense1: { kernel: decodeDense1Kernel2, bias: decodeDense1Bias2 },
              dense2: { kernel: decodeDense2Kernel2, bias: decodeDense2Bias2 },
            },
          },
        },
      },
    },
  };
}
