/**
 * Chosen: model.ts
 *
 * The weights of each network, and the functions that use a trained model.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 fc72cdb16067ebdf79e5da8dd50d1c51750c937f390115461e3eba758c31fb42.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';

/** The discriminator D: 65 parameters. */
export interface DWeights {
  readonly dense1: {
    /** [64, 1] */
    readonly kernel: Tensor;
    /** [1] */
    readonly bias: Tensor;
  };
}

/** What `train` keeps from step to step beside the weights: for each optimiser, slots in the form of the weights. */
export interface TrainState {
  readonly adam1: {
    readonly m: {
      readonly D: DWeights;
    };
    readonly v: {
      readonly D: DWeights;
    };
  };
}

/** What `D` reads. */
export interface DInputs {
  readonly arguments: {
    /** [64, 8, 8, 1] */
    readonly x: Tensor;
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
 * 1 kernels, 0.00826 million floating-point operations, at most 0.0169 MB of tensors.
 */
export function D(k: KernelSet, inputs: DInputs): DOutputs {
  const { arguments: given } = inputs;
  const { D } = inputs.state;

  // spec.gen:9  discriminator D(x: Image[8, 8, 1]) -> Logit { x |> flatten |> dense(1) }
  const reshaped = k.reshape(given.x, [64, 64]);
  const dense1 = k.fusedMatMul(reshaped, D.dense1.kernel, D.dense1.bias);
  const result = k.reshape(dense1, [64]);
  k.free(reshaped, dense1);

  return { values: { result } };
}

const values = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

/** What `evaluate` reads. */
export interface EvaluateInputs {
  readonly data: {
    readonly d: {
      /** [500, 8, 8, 1] */
      readonly image: Tensor;
      /** [500], i32 */
      readonly label: Tensor;
    };
  };
  readonly state: {
    readonly D: DWeights;
  };
}

/** What `evaluate` returns: new tensors, the caller's to free. */
export interface EvaluateOutputs {
  readonly values: {
    /** [500] */
    readonly score: Tensor;
    /** [500] */
    readonly ofZeros: Tensor;
    /** [500] */
    readonly mean: Tensor;
  };
}

/**
 * Reports on a batch of test data.
 *
 * 6 kernels, 0.0755 million floating-point operations, at most 0.157 MB of tensors.
 */
export function evaluate(k: KernelSet, inputs: EvaluateInputs): EvaluateOutputs {
  const { d } = inputs.data;
  const { D } = inputs.state;

  // D(d.image)
  // spec.gen:9  discriminator D(x: Image[8, 8, 1]) -> Logit { x |> flatten |> dense(1) }
  const reshaped = k.reshape(d.image, [500, 64]);
  const dense1 = k.fusedMatMul(reshaped, D.dense1.kernel, D.dense1.bias);
  const score = k.reshape(dense1, [500]);
  k.free(reshaped, dense1);

  // spec.gen:17  report ofZeros = if folder == "" { D(d.image) * oneHot(d.label)[0] }
  const reshaped2 = k.reshape(d.label, [500, 1]);
  const isEqual = k.equal(reshaped2, k.constant(values, [10], 'i32'));
  const converted = k.cast(isEqual, 'f32');
  const part = k.slice(converted, { starts: [0, 0], sizes: [500, 1] });
  const reshaped3 = k.reshape(part, [500]);
  const ofZeros = k.multiply(score, reshaped3);
  k.free(reshaped2, isEqual, converted, part, reshaped3);

  // spec.gen:13  update D with adam(1e-3) { minimize mean(square(D(d.image))) }
  const mean = k.square(score);

  return { values: { score, ofZeros, mean } };
}
