/**
 * Autoencoder: health.ts
 *
 * What is watched while it trains: numbers that tell how its players stand.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 6104d0d2a59a1572776cbba7690d53b2bcbac64aa892e81547d4bfc47dc1e194.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';
import type { EncodeWeights, DecodeWeights } from './model.js';

/** What `trainHealth` reads. */
export interface TrainHealthInputs {
  readonly data: {
    readonly digits: {
      /** [128, 28, 28, 1] */
      readonly image: Tensor;
    };
  };
  readonly state: {
    readonly encode: EncodeWeights;
    readonly decode: DecodeWeights;
  };
}

/** What `trainHealth` returns: new tensors, the caller's to free. */
export interface TrainHealthOutputs {
  readonly values: {
    /** [20] */
    readonly encodeUnits: Tensor;
    /** a number */
    readonly gradientEncodeDecode: Tensor;
  };
}

/**
 * How phase `train` stands, by a batch of 128 before a step: encode.units, gradient.encode+decode.
 * It gives numbers and moves nothing: training is the same without it.
 *
 * 54 kernels, 267 million floating-point operations, at most 4.51 MB of tensors.
 */
export function trainHealth(k: KernelSet, inputs: TrainHealthInputs): TrainHealthOutputs {
  const { digits } = inputs.data;
  const { encode, decode } = inputs.state;

  // ======== update encode, decode =====================================================================

  // ---- forward ----

  // encode(x + corruption)
  // autoencoder.gen:12  let code = x |> flatten |> dense(256) |> relu |> dense(latent)
  const reshaped = k.reshape(digits.image, [128, 784]);
  const dense1 = k.fusedMatMul(reshaped, encode.dense1.kernel, encode.dense1.bias, { activation: 'relu' });
  const code = k.fusedMatMul(dense1, encode.dense2.kernel, encode.dense2.bias, { activation: 'relu' });

  // autoencoder.gen:25  minimize reconstruction = distance(decode(encode(x + corruption)), x)
  const average = k.mean(code, [0], { keepDims: true });
  const difference = k.subtract(code, average);
  const squared = k.square(difference);
  const encodeUnits = k.mean(squared, [0]);
  k.free(average, difference, squared);

  // decode(encode(x + corruption))
  // autoencoder.gen:16  z |> dense(256) |> relu |> dense(784) |> sigmoid |> reshape(28, 28, 1)
  const dense1_2 = k.fusedMatMul(code, decode.dense1.kernel, decode.dense1.bias, { activation: 'relu' });
  const dense2 = k.fusedMatMul(dense1_2, decode.dense2.kernel, decode.dense2.bias, { activation: 'sigmoid' });
  const reshaped2 = k.reshape(dense2, [128, 28, 28, 1]);

  // autoencoder.gen:25  minimize reconstruction = distance(decode(encode(x + corruption)), x)
  const difference2 = k.subtract(reshaped2, digits.image);
  k.free(reshaped2);

  // ---- backward ----

  // decode(encode(x + corruption))
  // autoencoder.gen:16  z |> dense(256) |> relu |> dense(784) |> sigmoid |> reshape(28, 28, 1)
  const reshaped3 = k.reshape(difference2, [128, 784]);
  const difference3 = k.subtract(1, dense2);
  const product = k.multiply(dense2, difference3);
  k.free(difference2, dense2, difference3);
  const product2 = k.multiply(reshaped3, product);
  const product3 = k.multiply(product2, 0.00001992984693877551);
  k.free(reshaped3, product, product2);
  const total = k.sum(product3, [0]);
  const dense2Gradient = k.matMul(product3, decode.dense2.kernel, { transposeB: true });
  const dense2Gradient2 = k.matMul(dense1_2, product3, { transposeA: true });
  const sign = k.sign(dense1_2);
  const product4 = k.multiply(dense2Gradient, sign);
  const total2 = k.sum(product4, [0]);
  const dense1Gradient = k.matMul(product4, decode.dense1.kernel, { transposeB: true });
  const dense1Gradient2 = k.matMul(code, product4, { transposeA: true });
  k.free(product3, dense1_2, dense2Gradient, sign, product4);

  // encode(x + corruption)
  // autoencoder.gen:13  if rectified { code |> relu } else { code }
  const sign2 = k.sign(code);
  const product5 = k.multiply(dense1Gradient, sign2);
  k.free(code, dense1Gradient, sign2);

  // autoencoder.gen:12  let code = x |> flatten |> dense(256) |> relu |> dense(latent)
  const total3 = k.sum(product5, [0]);
  const dense2Gradient3 = k.matMul(product5, encode.dense2.kernel, { transposeB: true });
  const dense2Gradient4 = k.matMul(dense1, product5, { transposeA: true });
  const sign3 = k.sign(dense1);
  const product6 = k.multiply(dense2Gradient3, sign3);
  const total4 = k.sum(product6, [0]);
  const dense1Gradient3 = k.matMul(reshaped, product6, { transposeA: true });
  k.free(product5, dense1, dense2Gradient3, sign3, reshaped, product6);

  // ---- forward ----

  // autoencoder.gen:24  update encode, decode with adam(1e-3) {
  const squared2 = k.square(dense1Gradient3);
  const total5 = k.sum(squared2, [0, 1]);
  k.free(dense1Gradient3, squared2);
  const squared3 = k.square(total4);
  const total6 = k.sum(squared3, [0]);
  const squared4 = k.square(dense2Gradient4);
  const total7 = k.sum(squared4, [0, 1]);
  const squared5 = k.square(total3);
  const total8 = k.sum(squared5, [0]);
  const squared6 = k.square(dense1Gradient2);
  const total9 = k.sum(squared6, [0, 1]);
  const squared7 = k.square(total2);
  const total10 = k.sum(squared7, [0]);
  const squared8 = k.square(dense2Gradient2);
  const total11 = k.sum(squared8, [0, 1]);
  k.free(
    total4,
    squared3,
    dense2Gradient4,
    squared4,
    total3,
    squared5,
    dense1Gradient2,
    squared6,
    total2,
    squared7,
    dense2Gradient2,
    squared8,
  );
  const squared9 = k.square(total);
  const total12 = k.sum(squared9, [0]);
  const sum = k.add(total5, total6);
  const sum2 = k.add(sum, total7);
  const sum3 = k.add(sum2, total8);
  const sum4 = k.add(sum3, total9);
  const sum5 = k.add(sum4, total10);
  const sum6 = k.add(sum5, total11);
  const sum7 = k.add(sum6, total12);
  const gradientEncodeDecode = k.sqrt(sum7);
  k.free(
    total,
    squared9,
    total5,
    total6,
    total7,
    sum,
    total8,
    sum2,
    total9,
    sum3,
    total10,
    sum4,
    total11,
    sum5,
    total12,
    sum6,
    sum7,
  );

  return { values: { encodeUnits, gradientEncodeDecode } };
}
