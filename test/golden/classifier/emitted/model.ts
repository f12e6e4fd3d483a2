/**
 * Classifier: model.ts
 *
 * The weights of each network, and the functions that use a trained model.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 72e9a537efa8f1cb327e4dff63ef93c5b32beea511990cd28fa3fd4a98c5e7ef.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';

/** The network C: 105,866 parameters. */
export interface CWeights {
  readonly conv2d1: {
    /** [3, 3, 1, 16] */
    readonly kernel: Tensor;
    /** [16] */
    readonly bias: Tensor;
  };
  readonly conv2d2: {
    /** [3, 3, 16, 32] */
    readonly kernel: Tensor;
    /** [32] */
    readonly bias: Tensor;
  };
  readonly dense1: {
    /** [1568, 64] */
    readonly kernel: Tensor;
    /** [64] */
    readonly bias: Tensor;
  };
  readonly dense2: {
    /** [64, 10] */
    readonly kernel: Tensor;
    /** [10] */
    readonly bias: Tensor;
  };
}

/** What `train` keeps from step to step beside the weights: for each optimiser, slots in the form of the weights. */
export interface TrainState {
  readonly adam1: {
    readonly m: {
      readonly C: CWeights;
    };
    readonly v: {
      readonly C: CWeights;
    };
  };
}

/** What `C` reads. */
export interface CInputs {
  readonly arguments: {
    /** [64, 28, 28, 1] */
    readonly x: Tensor;
  };
  readonly state: {
    readonly C: CWeights;
  };
}

/** What `C` returns: new tensors, the caller's to free. */
export interface COutputs {
  readonly values: {
    /** [64, 64] */
    readonly features: Tensor;
    /** [64, 10] */
    readonly labelLogits: Tensor;
  };
}

/**
 * The network C: { features: Vector[64], label: Categorical[10] }.
 *
 * 6 kernels, 147 million floating-point operations, at most 4.64 MB of tensors.
 */
export function C(k: KernelSet, inputs: CInputs): COutputs {
  const { arguments: given } = inputs;
  const { C } = inputs.state;

  // classifier.gen:9  let h = x |> conv2d(16, kernel: 3) |> relu |> maxPool(2)
  const conv2d1 = k.fusedConv2d(given.x, C.conv2d1.kernel, C.conv2d1.bias, {
    strides: [1, 1],
    padding: [1, 1, 1, 1],
    activation: 'relu',
  });
  const reshaped = k.reshape(conv2d1, [64, 14, 2, 14, 2, 16]);
  k.free(conv2d1);
  const largest = k.max(reshaped, [2, 4]);
  k.free(reshaped);

  // classifier.gen:10  |> conv2d(32, kernel: 3) |> relu |> maxPool(2)
  const conv2d2 = k.fusedConv2d(largest, C.conv2d2.kernel, C.conv2d2.bias, {
    strides: [1, 1],
    padding: [1, 1, 1, 1],
    activation: 'relu',
  });
  const reshaped2 = k.reshape(conv2d2, [64, 7, 2, 7, 2, 32]);
  k.free(largest, conv2d2);
  const largest2 = k.max(reshaped2, [2, 4]);
  k.free(reshaped2);

  // classifier.gen:11  |> flatten |> dense(64) |> relu
  const reshaped3 = k.reshape(largest2, [64, 1568]);
  const features = k.fusedMatMul(reshaped3, C.dense1.kernel, C.dense1.bias, { activation: 'relu' });
  k.free(largest2, reshaped3);

  // classifier.gen:12  { features: h, label: Categorical(logits: h |> dense(10)) }
  const labelLogits = k.fusedMatMul(features, C.dense2.kernel, C.dense2.bias);

  return { values: { features, labelLogits } };
}

const values = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

/** What `evaluate` reads. */
export interface EvaluateInputs {
  readonly data: {
    readonly labelled: {
      /** [500, 28, 28, 1] */
      readonly image: Tensor;
      /** [500], i32 */
      readonly label: Tensor;
    };
  };
  readonly state: {
    readonly C: CWeights;
  };
}

/** What `evaluate` returns: new tensors, the caller's to free. */
export interface EvaluateOutputs {
  readonly values: {
    /** [500] */
    readonly accuracy: Tensor;
    /** [500] */
    readonly error: Tensor;
  };
}

/**
 * Reports on a batch of test data.
 *
 * 20 kernels, 1,150 million floating-point operations, at most 33.4 MB of tensors.
 */
export function evaluate(k: KernelSet, inputs: EvaluateInputs): EvaluateOutputs {
  const { labelled } = inputs.data;
  const { C } = inputs.state;

  // C(labelled.image)
  // classifier.gen:9  let h = x |> conv2d(16, kernel: 3) |> relu |> maxPool(2)
  const conv2d1 = k.fusedConv2d(labelled.image, C.conv2d1.kernel, C.conv2d1.bias, {
    strides: [1, 1],
    padding: [1, 1, 1, 1],
    activation: 'relu',
  });
  const reshaped = k.reshape(conv2d1, [500, 14, 2, 14, 2, 16]);
  k.free(conv2d1);
  const largest = k.max(reshaped, [2, 4]);
  k.free(reshaped);

  // classifier.gen:10  |> conv2d(32, kernel: 3) |> relu |> maxPool(2)
  const conv2d2 = k.fusedConv2d(largest, C.conv2d2.kernel, C.conv2d2.bias, {
    strides: [1, 1],
    padding: [1, 1, 1, 1],
    activation: 'relu',
  });
  k.free(largest);
  const reshaped2 = k.reshape(conv2d2, [500, 7, 2, 7, 2, 32]);
  k.free(conv2d2);
  const largest2 = k.max(reshaped2, [2, 4]);
  k.free(reshaped2);

  // classifier.gen:11  |> flatten |> dense(64) |> relu
  const reshaped3 = k.reshape(largest2, [500, 1568]);
  k.free(largest2);
  const h = k.fusedMatMul(reshaped3, C.dense1.kernel, C.dense1.bias, { activation: 'relu' });
  k.free(reshaped3);

  // classifier.gen:12  { features: h, label: Categorical(logits: h |> dense(10)) }
  const dense2 = k.fusedMatMul(h, C.dense2.kernel, C.dense2.bias);
  k.free(h);

  // classifier.gen:20  evaluate { report accuracy = accuracy(C(labelled.image).label, labelled.label) }
  const indexOfLargest = k.argMax(dense2, 1);
  const isEqual = k.equal(indexOfLargest, labelled.label);
  const accuracy = k.cast(isEqual, 'f32');
  k.free(indexOfLargest, isEqual);

  // classifier.gen:18  update C with adam(1e-3) { minimize error = nll(C(labelled.image).label, labelled.label) }
  const largest3 = k.max(dense2, [1], { keepDims: true });
  const difference = k.subtract(dense2, largest3);
  const exponential = k.exp(difference);
  const total = k.sum(exponential, [1], { keepDims: true });
  const logarithm = k.log(total);
  const difference2 = k.subtract(difference, logarithm);
  const reshaped4 = k.reshape(labelled.label, [500, 1]);
  const isEqual2 = k.equal(reshaped4, k.constant(values, [10], 'i32'));
  const converted = k.cast(isEqual2, 'f32');
  const product = k.multiply(difference2, converted);
  const total2 = k.sum(product, [1]);
  const error = k.negate(total2);
  k.free(
    dense2,
    largest3,
    exponential,
    total,
    difference,
    logarithm,
    reshaped4,
    isEqual2,
    difference2,
    converted,
    product,
    total2,
  );

  return { values: { accuracy, error } };
}
