/**
 * Augment: model.ts
 *
 * The weights of each network, and the functions that use a trained model.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 a36c99854ffee167e0a9980e2cc9fa54c149c2101ca70d3b1332d70bd3f3f60d.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';

/** The network F: 10 parameters. */
export interface FWeights {
  readonly conv2d1: {
    /** [3, 3, 1, 1] */
    readonly kernel: Tensor;
    /** [1] */
    readonly bias: Tensor;
  };
}

/** What `F` reads. */
export interface FInputs {
  readonly arguments: {
    /** [64, 32, 32, 1] */
    readonly x: Tensor;
  };
  readonly state: {
    readonly F: FWeights;
  };
}

/** What `F` returns: new tensors, the caller's to free. */
export interface FOutputs {
  readonly values: {
    /** [64, 32, 32, 1] */
    readonly result: Tensor;
  };
}

/**
 * The network F: Image[32, 32, 1] in [-1, 1].
 *
 * 1 kernels, 1.77 million floating-point operations, at most 0.524 MB of tensors.
 */
export function F(k: KernelSet, inputs: FInputs): FOutputs {
  const { arguments: given } = inputs;
  const { F } = inputs.state;

  // spec.gen:8  network F(x: Image[32, 32, 1] in [0, 1]) -> Image[32, 32, 1] in [-1, 1] { x |> conv2d(1, kernel: 3) |> tanh }
  const result = k.fusedConv2d(given.x, F.conv2d1.kernel, F.conv2d1.bias, {
    strides: [1, 1],
    padding: [1, 1, 1, 1],
    activation: 'tanh',
  });

  return { values: { result } };
}

/** What `evaluate` reads. */
export interface EvaluateInputs {
  readonly data: {
    readonly digits: {
      /** [500, 32, 32, 1] */
      readonly edges: Tensor;
      /** [500, 32, 32, 1] */
      readonly image: Tensor;
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
    readonly error: Tensor;
  };
}

/**
 * Reports on a batch of test data.
 *
 * 4 kernels, 15.4 million floating-point operations, at most 8.19 MB of tensors.
 */
export function evaluate(k: KernelSet, inputs: EvaluateInputs): EvaluateOutputs {
  const { digits } = inputs.data;
  const { F } = inputs.state;

  // F(digits.edges)
  // spec.gen:8  network F(x: Image[32, 32, 1] in [0, 1]) -> Image[32, 32, 1] in [-1, 1] { x |> conv2d(1, kernel: 3) |> tanh }
  const conv2d1 = k.fusedConv2d(digits.edges, F.conv2d1.kernel, F.conv2d1.bias, {
    strides: [1, 1],
    padding: [1, 1, 1, 1],
    activation: 'tanh',
  });

  // spec.gen:12  update F with sgd(0.1) { minimize error = mae(F(digits.edges), digits.image) }
  const difference = k.subtract(conv2d1, digits.image);
  k.free(conv2d1);
  const magnitude = k.abs(difference);
  k.free(difference);
  const error = k.mean(magnitude, [1, 2, 3]);
  k.free(magnitude);

  return { values: { error } };
}
