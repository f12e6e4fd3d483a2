/**
 * Games: model.ts
 *
 * The weights of each network, and the functions that use a trained model.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 c3f98755f602d00dd6d9bd8a85d4b31a350228582d12287aaa8da011cbda7279.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';

/** The generator G: 2 parameters. */
export interface GWeights {
  readonly dense1: {
    /** [1, 1] */
    readonly kernel: Tensor;
    /** [1] */
    readonly bias: Tensor;
  };
}

/** The discriminator D: 2 parameters. */
export interface DWeights {
  readonly dense1: {
    /** [1, 1] */
    readonly kernel: Tensor;
    /** [1] */
    readonly bias: Tensor;
  };
}

/** What `G` reads. */
export interface GInputs {
  readonly arguments: {
    /** [64, 1] */
    readonly z: Tensor;
  };
  readonly state: {
    readonly G: GWeights;
  };
}

/** What `G` returns: new tensors, the caller's to free. */
export interface GOutputs {
  readonly values: {
    /** [64, 1] */
    readonly result: Tensor;
  };
}

/**
 * The generator G: Vector[1].
 *
 * 1 kernels, 0.000192 million floating-point operations, at most 0.00052 MB of tensors.
 */
export function G(k: KernelSet, inputs: GInputs): GOutputs {
  const { arguments: given } = inputs;
  const { G } = inputs.state;

  // spec.gen:5  generator G(z: Vector[1]) -> Vector[1] { z |> dense(1) }
  const result = k.fusedMatMul(given.z, G.dense1.kernel, G.dense1.bias);

  return { values: { result } };
}

/** What `D` reads. */
export interface DInputs {
  readonly arguments: {
    /** [64, 1] */
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
 * 1 kernels, 0.000192 million floating-point operations, at most 0.00052 MB of tensors.
 */
export function D(k: KernelSet, inputs: DInputs): DOutputs {
  const { arguments: given } = inputs;
  const { D } = inputs.state;

  // spec.gen:6  discriminator D(x: Vector[1]) -> Logit { x |> dense(1) }
  const dense1 = k.fusedMatMul(given.x, D.dense1.kernel, D.dense1.bias);
  const result = k.reshape(dense1, [64]);
  k.free(dense1);

  return { values: { result } };
}

/** What `inferSample` reads. */
export interface InferSampleInputs {
  readonly random: {
    /** [64, 1], normal random numbers */
    readonly inferSampleZ: Tensor;
  };
  readonly state: {
    readonly G: GWeights;
  };
}

/** What `inferSample` returns: new tensors, the caller's to free. */
export interface InferSampleOutputs {
  readonly values: {
    /** [64, 1] */
    readonly result: Tensor;
  };
}

/**
 * Draws from the prior through G.
 *
 * 1 kernels, 0.000192 million floating-point operations, at most 0.00052 MB of tensors.
 */
export function inferSample(k: KernelSet, inputs: InferSampleInputs): InferSampleOutputs {
  const { random } = inputs;
  const { G } = inputs.state;

  // G
  // spec.gen:5  generator G(z: Vector[1]) -> Vector[1] { z |> dense(1) }
  const result = k.fusedMatMul(random.inferSampleZ, G.dense1.kernel, G.dense1.bias);

  return { values: { result } };
}

/** What `evaluate` reads. */
export interface EvaluateInputs {
  readonly data: {
    readonly points: {
      /** [500, 1] */
      readonly x: Tensor;
    };
  };
  readonly state: {
    readonly D: DWeights;
    readonly G: GWeights;
  };
  readonly random: {
    /** [500, 1], normal random numbers */
    readonly trainZ: Tensor;
  };
}

/** What `evaluate` returns: new tensors, the caller's to free. */
export interface EvaluateOutputs {
  readonly values: {
    /** [500] */
    readonly squared: Tensor;
    /** [500] */
    readonly outside: Tensor;
    /** [500] */
    readonly transport: Tensor;
  };
}

/**
 * Reports on a batch of test data.
 *
 * 13 kernels, 0.0095 million floating-point operations, at most 0.016 MB of tensors.
 */
export function evaluate(k: KernelSet, inputs: EvaluateInputs): EvaluateOutputs {
  const { points } = inputs.data;
  const { D, G } = inputs.state;
  const { random } = inputs;

  // D(points.x)
  // spec.gen:6  discriminator D(x: Vector[1]) -> Logit { x |> dense(1) }
  const dense1 = k.fusedMatMul(points.x, D.dense1.kernel, D.dense1.bias);
  const reshaped = k.reshape(dense1, [500]);
  k.free(dense1);

  // G(z)
  // spec.gen:5  generator G(z: Vector[1]) -> Vector[1] { z |> dense(1) }
  const dense1_2 = k.fusedMatMul(random.trainZ, G.dense1.kernel, G.dense1.bias);

  // D(G(z))
  // spec.gen:6  discriminator D(x: Vector[1]) -> Logit { x |> dense(1) }
  const dense1_3 = k.fusedMatMul(dense1_2, D.dense1.kernel, D.dense1.bias);
  const reshaped2 = k.reshape(dense1_3, [500]);
  k.free(dense1_2, dense1_3);

  // spec.gen:17  minimize squared = squares.discriminator
  const difference = k.subtract(reshaped, 1);
  const squared = k.square(difference);
  const squared2 = k.square(reshaped2);
  const squared3 = k.add(squared, squared2);
  k.free(difference, squared, squared2);

  // spec.gen:18  minimize outside = margins.discriminator
  const difference2 = k.subtract(1, reshaped);
  const rectified = k.relu(difference2);
  const sum = k.add(reshaped2, 1);
  const rectified2 = k.relu(sum);
  const outside = k.add(rectified, rectified2);
  k.free(difference2, sum, rectified, rectified2);

  // spec.gen:19  maximize transport
  const transport = k.subtract(reshaped, reshaped2);
  k.free(reshaped, reshaped2);

  return { values: { squared: squared3, outside, transport } };
}

/** What `evaluate2` reads. */
export interface Evaluate2Inputs {
  readonly random: {
    /** [500, 1], normal random numbers */
    readonly trainZ: Tensor;
  };
  readonly state: {
    readonly G: GWeights;
    readonly D: DWeights;
  };
}

/** What `evaluate2` returns: new tensors, the caller's to free. */
export interface Evaluate2Outputs {
  readonly values: {
    /** [500] */
    readonly near: Tensor;
    /** [500] */
    readonly score: Tensor;
  };
}

/**
 * Reports on a batch of test data.
 *
 * 5 kernels, 0.0045 million floating-point operations, at most 0.00802 MB of tensors.
 */
export function evaluate2(k: KernelSet, inputs: Evaluate2Inputs): Evaluate2Outputs {
  const { random } = inputs;
  const { G, D } = inputs.state;

  // G(z)
  // spec.gen:5  generator G(z: Vector[1]) -> Vector[1] { z |> dense(1) }
  const dense1 = k.fusedMatMul(random.trainZ, G.dense1.kernel, G.dense1.bias);

  // D(G(z))
  // spec.gen:6  discriminator D(x: Vector[1]) -> Logit { x |> dense(1) }
  const dense1_2 = k.fusedMatMul(dense1, D.dense1.kernel, D.dense1.bias);
  const reshaped = k.reshape(dense1_2, [500]);
  k.free(dense1, dense1_2);

  // spec.gen:22  minimize near = squares.generator
  const difference = k.subtract(reshaped, 1);
  const near = k.square(difference);
  k.free(difference);

  // spec.gen:23  minimize score = margins.generator
  const score = k.negate(reshaped);
  k.free(reshaped);

  return { values: { near, score } };
}
