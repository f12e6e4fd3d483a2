/**
 * Gather: steps.ts
 *
 * The training steps: forward pass, loss terms, gradients and optimiser, written out.
 *
 * Written by genc 0.1.0 from a spec with SHA-256 189f664a111168457fe4c976950c275cfe0d8afb4210f897f41b12c2da20e6dd.
 * Change the spec and compile again instead of editing this file.
 */
import type { KernelSet, Tensor } from 'genc/runtime';
import type { FWeights, TablesWeights } from './model.js';

const values = [1, 1, 1, 1, 2, 2, 2, 2];

/** What `trainStep` reads. */
export interface TrainStepInputs {
  readonly data: {
    readonly points: {
      /** [8], i32 */
      readonly label: Tensor;
      /** [8, 2] */
      readonly x: Tensor;
    };
  };
  readonly state: {
    readonly F: FWeights;
    readonly tables: TablesWeights;
  };
  readonly scalars: {
    /** a number */
    readonly trainSgd1Rate: Tensor;
  };
}

/** What `trainStep` returns: new tensors, the caller's to free. */
export interface TrainStepOutputs {
  readonly metrics: {
    /** a number */
    readonly error: Tensor;
  };
  readonly state: {
    readonly F: FWeights;
    readonly tables: TablesWeights;
  };
}

/**
 * One step of phase `train`, on a batch of 8. Updates, in order:
 * - F, tables: F, tables
 *
 * 20 kernels, 0.000324 million floating-point operations, at most 0.000448 MB of tensors.
 */
export function trainStep(k: KernelSet, inputs: TrainStepInputs): TrainStepOutputs {
  const { points } = inputs.data;
  const { F, tables } = inputs.state;
  const { scalars } = inputs;

  // ======== update F, tables ==========================================================================

  // ---- forward ----

  // spec.gen:11  minimize error = [1, 1, 1, 1, 2, 2, 2, 2][y] * mse(F(points.x) + tables[y], points.x)
  const rows = k.gather(k.constant(values, [8]), points.label);

  // F(points.x)
  // spec.gen:5  network F(x: Vector[2]) -> Vector[2] { x |> dense(2) }
  const dense1 = k.fusedMatMul(points.x, F.dense1.kernel, F.dense1.bias);

  // spec.gen:11  minimize error = [1, 1, 1, 1, 2, 2, 2, 2][y] * mse(F(points.x) + tables[y], points.x)
  const rows2 = k.gather(tables.value, points.label);
  const sum = k.add(dense1, rows2);
  const difference = k.subtract(sum, points.x);
  const squared = k.square(difference);
  const average = k.mean(squared, [1]);
  const product = k.multiply(rows, average);
  const error = k.mean(product, [0]);
  k.free(dense1, rows2, sum, squared, average, product);

  // ---- backward ----

  // spec.gen:11  minimize error = [1, 1, 1, 1, 2, 2, 2, 2][y] * mse(F(points.x) + tables[y], points.x)
  const reshaped = k.reshape(rows, [8, 1]);
  const product2 = k.multiply(reshaped, 0.125);
  const product3 = k.multiply(product2, difference);
  const tablesValueGradient = k.scatterAdd(product3, points.label, { depth: 8 });
  k.free(rows, reshaped, difference, product2);

  // F(points.x)
  // spec.gen:5  network F(x: Vector[2]) -> Vector[2] { x |> dense(2) }
  const FDense1BiasGradient = k.sum(product3, [0]);
  const FDense1KernelGradient = k.matMul(points.x, product3, { transposeA: true });
  k.free(product3);

  // ---- optimiser ----

  // spec.gen:10  update F, tables with sgd(0.1) {
  const FDense1KernelStep = k.multiply(FDense1KernelGradient, scalars.trainSgd1Rate);
  const FDense1Kernel = k.subtract(F.dense1.kernel, FDense1KernelStep);
  const FDense1BiasStep = k.multiply(FDense1BiasGradient, scalars.trainSgd1Rate);
  const FDense1Bias = k.subtract(F.dense1.bias, FDense1BiasStep);
  const tablesValueStep = k.multiply(tablesValueGradient, scalars.trainSgd1Rate);
  const tablesValue = k.subtract(tables.value, tablesValueStep);
  k.free(
    FDense1KernelGradient,
    FDense1KernelStep,
    FDense1BiasGradient,
    FDense1BiasStep,
    tablesValueGradient,
    tablesValueStep,
  );

  return {
    metrics: { error },
    state: { F: { dense1: { kernel: FDense1Kernel, bias: FDense1Bias } }, tables: { value: tablesValue } },
  };
}
