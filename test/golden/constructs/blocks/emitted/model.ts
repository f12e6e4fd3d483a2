/**
 * Blocks: model.ts
 *
 * The weights of each network, and the functions that use a trained model.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 2b09f2f905022069de178c38d1c3de98727ce60437efc4f29edecb42e21e6175.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';

/** The network F: 520 parameters. */
export interface FWeights {
  readonly nested1: {
    readonly conv2d1: {
      /** [2, 2, 1, 2] */
      readonly kernel: Tensor;
    };
    readonly nested1: {
      readonly conv2d1: {
        /** [2, 2, 2, 3] */
        readonly kernel: Tensor;
      };
      readonly convTranspose2d1: {
        /** [2, 2, 2, 3] */
        readonly kernel: Tensor;
      };
    };
    readonly convTranspose2d1: {
      /** [2, 2, 1, 2] */
      readonly kernel: Tensor;
    };
  };
  readonly dense1: {
    /** [64, 6] */
    readonly kernel: Tensor;
  };
  readonly residual1: {
    readonly dense1: {
      /** [6, 6] */
      readonly kernel: Tensor;
    };
  };
  readonly residual2: {
    readonly dense1: {
      /** [6, 6] */
      readonly kernel: Tensor;
    };
  };
}

/** What `F` reads. */
export interface FInputs {
  readonly arguments: {
    /** [64, 8, 8, 1] */
    readonly x: Tensor;
  };
  readonly state: {
    readonly F: FWeights;
  };
}

/** What `F` returns: new tensors, the caller's to free. */
export interface FOutputs {
  readonly values: {
    /** [64, 6] */
    readonly logits: Tensor;
  };
}

/**
 * The network F: Categorical[6].
 *
 * 13 kernels, 0.123 million floating-point operations, at most 0.0512 MB of tensors.
 */
export function F(k: KernelSet, inputs: FInputs): FOutputs {
  const { arguments: given } = inputs;
  const { F } = inputs.state;

  // spec.gen:3  let deep = x |> conv2d(widths[0], kernel: 2, stride: 2)
  const deep = k.conv2d(given.x, F.nested1.conv2d1.kernel, { strides: [2, 2], padding: [0, 0, 0, 0] });
  const deep2 = k.conv2d(deep, F.nested1.nested1.conv2d1.kernel, { strides: [2, 2], padding: [0, 0, 0, 0] });

  // spec.gen:5  x + (back |> convTranspose2d(c, kernel: 2, stride: 2))
  const inputGradient = k.conv2dInputGradient(deep2, F.nested1.nested1.convTranspose2d1.kernel, {
    strides: [2, 2],
    padding: [0, 0, 0, 0],
    inputShape: [64, 4, 4, 2],
  });
  const back = k.add(deep, inputGradient);
  const inputGradient2 = k.conv2dInputGradient(back, F.nested1.convTranspose2d1.kernel, {
    strides: [2, 2],
    padding: [0, 0, 0, 0],
    inputShape: [64, 8, 8, 1],
  });
  const sum = k.add(given.x, inputGradient2);
  k.free(deep2, deep, inputGradient, back, inputGradient2);

  // spec.gen:13  Categorical(logits: x |> nested([2, 3]) |> flatten |> dense(6) |> repeat(2, residual))
  const reshaped = k.reshape(sum, [64, 64]);
  const dense1 = k.matMul(reshaped, F.dense1.kernel);
  k.free(sum, reshaped);

  // spec.gen:7  block residual(x: Vector[n]) -> Vector[n] { x + (x |> dense(n) |> relu) }
  const linear = k.matMul(dense1, F.residual1.dense1.kernel);
  const rectified = k.relu(linear);
  const sum2 = k.add(dense1, rectified);
  const linear2 = k.matMul(sum2, F.residual2.dense1.kernel);
  const rectified2 = k.relu(linear2);
  const logits = k.add(sum2, rectified2);
  k.free(linear, dense1, rectified, linear2, sum2, rectified2);

  return { values: { logits } };
}

const values = [0, 1, 2, 3, 4, 5];

/** What `evaluate` reads. */
export interface EvaluateInputs {
  readonly data: {
    readonly digits: {
      /** [500, 8, 8, 1] */
      readonly image: Tensor;
      /** [500], i32 */
      readonly age: Tensor;
    };
  };
  readonly state: {
    readonly F: FWeights;
  };
}

/** What `evaluate` returns: new tensors, the caller's to free. */
export interface EvaluateOutputs {
  readonly values: {
    /** [500] */
    readonly surprise: Tensor;
  };
}

/**
 * Reports on a batch of test data.
 *
 * 24 kernels, 1.02 million floating-point operations, at most 0.388 MB of tensors.
 */
export function evaluate(k: KernelSet, inputs: EvaluateInputs): EvaluateOutputs {
  const { digits } = inputs.data;
  const { F } = inputs.state;

  // F(digits.image)
  // spec.gen:3  let deep = x |> conv2d(widths[0], kernel: 2, stride: 2)
  const deep = k.conv2d(digits.image, F.nested1.conv2d1.kernel, { strides: [2, 2], padding: [0, 0, 0, 0] });
  const deep2 = k.conv2d(deep, F.nested1.nested1.conv2d1.kernel, { strides: [2, 2], padding: [0, 0, 0, 0] });

  // spec.gen:5  x + (back |> convTranspose2d(c, kernel: 2, stride: 2))
  const inputGradient = k.conv2dInputGradient(deep2, F.nested1.nested1.convTranspose2d1.kernel, {
    strides: [2, 2],
    padding: [0, 0, 0, 0],
    inputShape: [500, 4, 4, 2],
  });
  const back = k.add(deep, inputGradient);
  const inputGradient2 = k.conv2dInputGradient(back, F.nested1.convTranspose2d1.kernel, {
    strides: [2, 2],
    padding: [0, 0, 0, 0],
    inputShape: [500, 8, 8, 1],
  });
  const sum = k.add(digits.image, inputGradient2);
  k.free(deep2, deep, inputGradient, back, inputGradient2);

  // spec.gen:13  Categorical(logits: x |> nested([2, 3]) |> flatten |> dense(6) |> repeat(2, residual))
  const reshaped = k.reshape(sum, [500, 64]);
  const dense1 = k.matMul(reshaped, F.dense1.kernel);
  k.free(sum, reshaped);

  // spec.gen:7  block residual(x: Vector[n]) -> Vector[n] { x + (x |> dense(n) |> relu) }
  const linear = k.matMul(dense1, F.residual1.dense1.kernel);
  const rectified = k.relu(linear);
  const sum2 = k.add(dense1, rectified);
  const linear2 = k.matMul(sum2, F.residual2.dense1.kernel);
  const rectified2 = k.relu(linear2);
  const sum3 = k.add(sum2, rectified2);
  k.free(linear, dense1, rectified, linear2, sum2, rectified2);

  // spec.gen:18  update F with sgd(0.1) { minimize surprise = nll(F(digits.image), digits.age) }
  const largest = k.max(sum3, [1], { keepDims: true });
  const difference = k.subtract(sum3, largest);
  const exponential = k.exp(difference);
  const total = k.sum(exponential, [1], { keepDims: true });
  const logarithm = k.log(total);
  const difference2 = k.subtract(difference, logarithm);
  const reshaped2 = k.reshape(digits.age, [500, 1]);
  const isEqual = k.equal(reshaped2, k.constant(values, [6], 'i32'));
  const converted = k.cast(isEqual, 'f32');
  const product = k.multiply(difference2, converted);
  const total2 = k.sum(product, [1]);
  const surprise = k.negate(total2);
  k.free(
    sum3,
    largest,
    exponential,
    total,
    difference,
    logarithm,
    reshaped2,
    isEqual,
    difference2,
    converted,
    product,
    total2,
  );

  return { values: { surprise } };
}
