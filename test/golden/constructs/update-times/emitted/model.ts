/**
 * UpdateTimes: model.ts
 *
 * The weights of each network, and the functions that use a trained model.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 6d4b89caebb834af84268e23831b3efff913a64385ee697b6083ec391ea2a411.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';

/** The generator G: 4 parameters. */
export interface GWeights {
  readonly dense1: {
    /** [2, 2] */
    readonly kernel: Tensor;
  };
}

/** The discriminator D: 6 parameters. */
export interface DWeights {
  readonly dense1: {
    /** [2, 2] */
    readonly kernel: Tensor;
  };
  readonly dense2: {
    /** [2, 1] */
    readonly kernel: Tensor;
  };
}

/** What `G` reads. */
export interface GInputs {
  readonly arguments: {
    /** [64, 2] */
    readonly z: Tensor;
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
 * 1 kernels, 0.000512 million floating-point operations, at most 0.00104 MB of tensors.
 */
export function G(k: KernelSet, inputs: GInputs): GOutputs {
  const { arguments: given } = inputs;
  const { G } = inputs.state;

  // spec.gen:5  generator G(z: Vector[2]) -> Vector[2] { z |> dense(2, bias: none) }
  const result = k.matMul(given.z, G.dense1.kernel);

  return { values: { result } };
}

/** What `D` reads. */
export interface DInputs {
  readonly arguments: {
    /** [64, 2] */
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
 * 3 kernels, 0.00179 million floating-point operations, at most 0.00156 MB of tensors.
 */
export function D(k: KernelSet, inputs: DInputs): DOutputs {
  const { arguments: given } = inputs;
  const { D } = inputs.state;

  // spec.gen:6  discriminator D(x: Vector[2]) -> Logit { x |> dense(2, bias: none) |> tanh |> dense(1, bias: none) }
  const dense1 = k.matMul(given.x, D.dense1.kernel);
  const squashed = k.tanh(dense1);
  const dense2 = k.matMul(squashed, D.dense2.kernel);
  const result = k.reshape(dense2, [64]);
  k.free(dense1, squashed, dense2);

  return { values: { result } };
}

/** What `inferSample` reads. */
export interface InferSampleInputs {
  readonly random: {
    /** [64, 2], normal random numbers */
    readonly inferSampleZ: Tensor;
  };
  readonly state: {
    readonly G: GWeights;
  };
}

/** What `inferSample` returns: new tensors, the caller's to free. */
export interface InferSampleOutputs {
  readonly values: {
    /** [64, 2] */
    readonly result: Tensor;
  };
}

/**
 * Draws from the prior through G.
 *
 * 1 kernels, 0.000512 million floating-point operations, at most 0.00104 MB of tensors.
 */
export function inferSample(k: KernelSet, inputs: InferSampleInputs): InferSampleOutputs {
  const { random } = inputs;
  const { G } = inputs.state;

  // G
  // spec.gen:5  generator G(z: Vector[2]) -> Vector[2] { z |> dense(2, bias: none) }
  const result = k.matMul(random.inferSampleZ, G.dense1.kernel);

  return { values: { result } };
}

/** What `evaluate` reads. */
export interface EvaluateInputs {
  readonly data: {
    readonly points: {
      /** [500, 2] */
      readonly x: Tensor;
    };
  };
  readonly state: {
    readonly D: DWeights;
    readonly G: GWeights;
  };
  readonly random: {
    /** [500, 2], normal random numbers */
    readonly trainZ: Tensor;
  };
}

/** What `evaluate` returns: new tensors, the caller's to free. */
export interface EvaluateOutputs {
  readonly values: {
    /** [500] */
    readonly V: Tensor;
  };
}

/**
 * Reports on a batch of test data.
 *
 * 8 kernels, 0.0325 million floating-point operations, at most 0.018 MB of tensors.
 */
export function evaluate(k: KernelSet, inputs: EvaluateInputs): EvaluateOutputs {
  const { points } = inputs.data;
  const { D, G } = inputs.state;
  const { random } = inputs;

  // D(points.x)
  // spec.gen:6  discriminator D(x: Vector[2]) -> Logit { x |> dense(2, bias: none) |> tanh |> dense(1, bias: none) }
  const dense1 = k.matMul(points.x, D.dense1.kernel);
  const squashed = k.tanh(dense1);
  const dense2 = k.matMul(squashed, D.dense2.kernel);
  const reshaped = k.reshape(dense2, [500]);
  k.free(dense1, squashed, dense2);

  // G(z)
  // spec.gen:5  generator G(z: Vector[2]) -> Vector[2] { z |> dense(2, bias: none) }
  const dense1_2 = k.matMul(random.trainZ, G.dense1.kernel);

  // D(G(z))
  // spec.gen:6  discriminator D(x: Vector[2]) -> Logit { x |> dense(2, bias: none) |> tanh |> dense(1, bias: none) }
  const dense1_3 = k.matMul(dense1_2, D.dense1.kernel);
  const squashed2 = k.tanh(dense1_3);
  const dense2_2 = k.matMul(squashed2, D.dense2.kernel);
  const reshaped2 = k.reshape(dense2_2, [500]);
  k.free(dense1_2, dense1_3, squashed2, dense2_2);

  // spec.gen:12  update D with sgd(0.1) times 2 { maximize V }
  const V = k.subtract(reshaped, reshaped2);
  k.free(reshaped, reshaped2);

  return { values: { V } };
}
