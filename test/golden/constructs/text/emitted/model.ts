/**
 * TextOfProgram: model.ts
 *
 * The weights of each network, and the functions that use a trained model.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 202a5e1ac99126fdb71cc70ee04cf9cd66ec07f72e6ab1ece692d9d3a2c7043c.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';

/** The generator G: 3,264 parameters. */
export interface GWeights {
  readonly dense1: {
    /** [16, 192] */
    readonly kernel: Tensor;
    /** [192] */
    readonly bias: Tensor;
  };
}

/** What `G` reads. */
export interface GInputs {
  readonly arguments: {
    /** [64, 16] */
    readonly t: Tensor;
  };
  readonly state: {
    readonly G: GWeights;
  };
}

/** What `G` returns: new tensors, the caller's to free. */
export interface GOutputs {
  readonly values: {
    /** [64, 8, 8, 3] */
    readonly result: Tensor;
  };
}

/**
 * The generator G: Image[8, 8, 3] in [0, 1].
 *
 * 1 kernels, 0.504 million floating-point operations, at most 0.0663 MB of tensors.
 */
export function G(k: KernelSet, inputs: GInputs): GOutputs {
  const { arguments: given } = inputs;
  const { G } = inputs.state;

  // spec.gen:7  generator G(t: Vector[16]) -> Image[8, 8, 3] in [0, 1] { t |> dense(192) |> sigmoid |> reshape(8, 8, 3) }
  const dense1 = k.fusedMatMul(given.t, G.dense1.kernel, G.dense1.bias, { activation: 'sigmoid' });
  const result = k.reshape(dense1, [64, 8, 8, 3]);
  k.free(dense1);

  return { values: { result } };
}

/** What `inferPaint` reads. */
export interface InferPaintInputs {
  readonly arguments: {
    /** [64, 16] */
    readonly caption: Tensor;
  };
  readonly state: {
    readonly G: GWeights;
  };
}

/** What `inferPaint` returns: new tensors, the caller's to free. */
export interface InferPaintOutputs {
  readonly values: {
    /** [64, 8, 8, 3] */
    readonly result: Tensor;
  };
}

/**
 * The infer paint.
 *
 * 1 kernels, 0.504 million floating-point operations, at most 0.0663 MB of tensors.
 */
export function inferPaint(k: KernelSet, inputs: InferPaintInputs): InferPaintOutputs {
  const { arguments: given } = inputs;
  const { G } = inputs.state;

  // G(bagOfWords(caption, size: 16))
  // spec.gen:7  generator G(t: Vector[16]) -> Image[8, 8, 3] in [0, 1] { t |> dense(192) |> sigmoid |> reshape(8, 8, 3) }
  const dense1 = k.fusedMatMul(given.caption, G.dense1.kernel, G.dense1.bias, { activation: 'sigmoid' });
  const result = k.reshape(dense1, [64, 8, 8, 3]);
  k.free(dense1);

  return { values: { result } };
}

const values = [1, 0, 1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0];

/** What `figurePainted` reads. */
export interface FigurePaintedInputs {
  readonly state: {
    readonly G: GWeights;
  };
}

/** What `figurePainted` returns: new tensors, the caller's to free. */
export interface FigurePaintedOutputs {
  readonly values: {
    /** [1, 8, 8, 3] */
    readonly part1: Tensor;
  };
}

/**
 * Figure: Painted.
 *
 * 2 kernels, 0.00787 million floating-point operations, at most 0.0147 MB of tensors.
 */
export function figurePainted(k: KernelSet, inputs: FigurePaintedInputs): FigurePaintedOutputs {
  const { G } = inputs.state;

  // G(bagOfWords(caption, size: 16))
  // spec.gen:7  generator G(t: Vector[16]) -> Image[8, 8, 3] in [0, 1] { t |> dense(192) |> sigmoid |> reshape(8, 8, 3) }
  const dense1 = k.fusedMatMul(k.constant(values, [1, 16]), G.dense1.kernel, G.dense1.bias);
  const reshaped = k.reshape(dense1, [192]);
  const probability = k.sigmoid(reshaped);
  k.free(dense1, reshaped);

  // spec.gen:14  figure painted = grid(paint("a large red circle"), count: 1)
  const part1 = k.reshape(probability, [1, 8, 8, 3]);
  k.free(probability);

  return { values: { part1 } };
}

/** What `evaluate` reads. */
export interface EvaluateInputs {
  readonly data: {
    readonly shapes: {
      /** [500, 16] */
      readonly caption: Tensor;
      /** [500, 8, 8, 3] */
      readonly image: Tensor;
    };
  };
  readonly state: {
    readonly G: GWeights;
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
 * 4 kernels, 4.22 million floating-point operations, at most 1.2 MB of tensors.
 */
export function evaluate(k: KernelSet, inputs: EvaluateInputs): EvaluateOutputs {
  const { shapes } = inputs.data;
  const { G } = inputs.state;

  // G(shapes.caption)
  // spec.gen:7  generator G(t: Vector[16]) -> Image[8, 8, 3] in [0, 1] { t |> dense(192) |> sigmoid |> reshape(8, 8, 3) }
  const dense1 = k.fusedMatMul(shapes.caption, G.dense1.kernel, G.dense1.bias, { activation: 'sigmoid' });
  const reshaped = k.reshape(dense1, [500, 8, 8, 3]);
  k.free(dense1);

  // spec.gen:11  update G with sgd(0.1) { minimize error = mse(G(shapes.caption), shapes.image) }
  const difference = k.subtract(reshaped, shapes.image);
  const squared = k.square(difference);
  const error = k.mean(squared, [1, 2, 3]);
  k.free(reshaped, difference, squared);

  return { values: { error } };
}
