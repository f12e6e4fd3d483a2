/**
 * @file One method per op, for code that writes graphs: lowering, vjp rules and passes. Numbers are lifted to constants of
 * the other operand's type; axes may be left out for "all". Abstract: ir/build.ts gives `op` and `constant` their meaning.
 */
import type { NodeId } from '../ir/graph.ts';
import type { Activation, ConvolutionAttributes, DType, OpAttributes, OpName, Shape } from './attributes.ts';
import { sameShape } from './nd-array.ts';

/** The result of a node in a graph under construction. */
export interface Value {
  readonly id: NodeId;
  readonly shape: Shape;
  readonly dtype: DType;
}

/** A value, or a number that becomes a scalar constant. */
export type Operand = Value | number;

interface Transposes {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

/** Writes ops. Every method gives the value of one node of that op, whose type follows from the op's rule. */
export abstract class OpCalls {
  /** The node of this op with these inputs and attributes. */
  abstract op<K extends OpName>(name: K, inputs: readonly Value[], attributes: OpAttributes[K]): Value;

  /** One value for all elements of `shape` (default: scalar), or one per element (default: a vector of them). */
  abstract constant(value: number | readonly number[], shape?: Shape, dtype?: DType): Value;

  negate(x: Value): Value {
    return this.op('negate', [x], {});
  }
  abs(x: Value): Value {
    return this.op('abs', [x], {});
  }
  sign(x: Value): Value {
    return this.op('sign', [x], {});
  }
  exp(x: Value): Value {
    return this.op('exp', [x], {});
  }
  log(x: Value): Value {
    return this.op('log', [x], {});
  }
  sqrt(x: Value): Value {
    return this.op('sqrt', [x], {});
  }
  rsqrt(x: Value): Value {
    return this.op('rsqrt', [x], {});
  }
  square(x: Value): Value {
    return this.op('square', [x], {});
  }
  sin(x: Value): Value {
    return this.op('sin', [x], {});
  }
  cos(x: Value): Value {
    return this.op('cos', [x], {});
  }
  tanh(x: Value): Value {
    return this.op('tanh', [x], {});
  }
  sigmoid(x: Value): Value {
    return this.op('sigmoid', [x], {});
  }
  softplus(x: Value): Value {
    return this.op('softplus', [x], {});
  }
  relu(x: Value): Value {
    return this.op('relu', [x], {});
  }
  leakyRelu(x: Value, alpha: number): Value {
    return this.op('leakyRelu', [x], { alpha });
  }
  floor(x: Value): Value {
    return this.op('floor', [x], {});
  }
  erf(x: Value): Value {
    return this.op('erf', [x], {});
  }

  add(a: Operand, b: Operand): Value {
    return this.op('add', this.pair(a, b), {});
  }
  subtract(a: Operand, b: Operand): Value {
    return this.op('subtract', this.pair(a, b), {});
  }
  multiply(a: Operand, b: Operand): Value {
    return this.op('multiply', this.pair(a, b), {});
  }
  divide(a: Operand, b: Operand): Value {
    return this.op('divide', this.pair(a, b), {});
  }
  power(a: Operand, b: Operand): Value {
    return this.op('power', this.pair(a, b), {});
  }
  maximum(a: Operand, b: Operand): Value {
    return this.op('maximum', this.pair(a, b), {});
  }
  minimum(a: Operand, b: Operand): Value {
    return this.op('minimum', this.pair(a, b), {});
  }

  greater(a: Operand, b: Operand): Value {
    return this.op('greater', this.pair(a, b), {});
  }
  greaterEqual(a: Operand, b: Operand): Value {
    return this.op('greaterEqual', this.pair(a, b), {});
  }
  equal(a: Operand, b: Operand): Value {
    return this.op('equal', this.pair(a, b), {});
  }
  logicalAnd(a: Value, b: Value): Value {
    return this.op('logicalAnd', [a, b], {});
  }
  logicalOr(a: Value, b: Value): Value {
    return this.op('logicalOr', [a, b], {});
  }
  logicalNot(a: Value): Value {
    return this.op('logicalNot', [a], {});
  }
  select(condition: Value, whenTrue: Operand, whenFalse: Operand): Value {
    return this.op('select', [condition, ...this.pair(whenTrue, whenFalse)], {});
  }
  cast(x: Value, dtype: DType): Value {
    return this.op('cast', [x], { dtype });
  }

  /** Axes default to all of them. */
  sum(x: Value, axes: readonly number[] = allAxes(x), keepDims = false): Value {
    return this.op('sum', [x], { axes, keepDims });
  }
  /** Axes default to all of them. */
  mean(x: Value, axes: readonly number[] = allAxes(x), keepDims = false): Value {
    return this.op('mean', [x], { axes, keepDims });
  }
  /** Axes default to all of them. */
  max(x: Value, axes: readonly number[] = allAxes(x), keepDims = false): Value {
    return this.op('max', [x], { axes, keepDims });
  }
  argMax(x: Value, axis: number): Value {
    return this.op('argMax', [x], { axis });
  }

  reshape(x: Value, shape: Shape): Value {
    return this.op('reshape', [x], { shape });
  }
  transpose(x: Value, permutation: readonly number[]): Value {
    return this.op('transpose', [x], { permutation });
  }
  broadcastTo(x: Value, shape: Shape): Value {
    return this.op('broadcastTo', [x], { shape });
  }
  slice(x: Value, starts: readonly number[], sizes: readonly number[]): Value {
    return this.op('slice', [x], { starts, sizes });
  }
  pad(x: Value, before: readonly number[], after: readonly number[]): Value {
    return this.op('pad', [x], { before, after });
  }
  concat(parts: readonly Value[], axis: number): Value {
    return this.op('concat', parts, { axis });
  }
  reverse(x: Value, axes: readonly number[]): Value {
    return this.op('reverse', [x], { axes });
  }

  gather(table: Value, indices: Value): Value {
    return this.op('gather', [table, indices], {});
  }
  scatterAdd(rows: Value, indices: Value, depth: number): Value {
    return this.op('scatterAdd', [rows, indices], { depth });
  }

  matMul(a: Value, b: Value, { transposeA = false, transposeB = false }: Transposes = {}): Value {
    return this.op('matMul', [a, b], { transposeA, transposeB });
  }
  conv2d(x: Value, kernel: Value, { strides, padding }: ConvolutionAttributes): Value {
    return this.op('conv2d', [x, kernel], { strides, padding });
  }
  conv2dInputGradient(
    dy: Value,
    kernel: Value,
    { strides, padding }: ConvolutionAttributes,
    inputShape: Shape,
  ): Value {
    return this.op('conv2dInputGradient', [dy, kernel], { strides, padding, inputShape });
  }
  conv2dKernelGradient(
    x: Value,
    dy: Value,
    { strides, padding }: ConvolutionAttributes,
    kernelShape: Shape,
  ): Value {
    return this.op('conv2dKernelGradient', [x, dy], { strides, padding, kernelShape });
  }

  stopGradient(x: Value): Value {
    return this.op('stopGradient', [x], {});
  }
  /** d sum(y) / d x. */
  gradient(y: Value, x: Value): Value {
    return this.op('gradient', [y, x], {});
  }
  /**
   * d y / d x times `direction` (of x's shape), of y's shape: forward mode from the reverse rules alone. A vector-Jacobian product
   * is linear in the vector, so its own derivative by that vector is the Jacobian; the vector's value is in no result.
   */
  tangent(y: Value, x: Value, direction: Value): Value {
    const vector = this.stopGradient(this.constant(0, y.shape));
    const product = this.gradient(this.multiply(y, vector), x);
    return this.gradient(this.multiply(product, direction), vector);
  }

  fusedMatMul(
    a: Value,
    b: Value,
    bias: Value,
    {
      transposeA = false,
      transposeB = false,
      activation = 'none',
      alpha = 0,
    }: Transposes & { readonly activation?: Activation; readonly alpha?: number } = {},
  ): Value {
    return this.op('fusedMatMul', [a, b, bias], { transposeA, transposeB, activation, alpha });
  }
  fusedConv2d(
    x: Value,
    kernel: Value,
    bias: Value,
    {
      strides,
      padding,
      activation = 'none',
      alpha = 0,
    }: ConvolutionAttributes & { readonly activation?: Activation; readonly alpha?: number },
  ): Value {
    return this.op('fusedConv2d', [x, kernel, bias], { strides, padding, activation, alpha });
  }

  movingAverage(average: Value, value: Value, decay: number): Value {
    return this.op('movingAverage', [average, value], { decay });
  }
  movingAverageOfSquares(average: Value, value: Value, decay: number): Value {
    return this.op('movingAverageOfSquares', [average, value], { decay });
  }
  adamStep(
    weight: Value,
    m: Value,
    v: Value,
    stepSize: Operand,
    correction: Operand,
    epsilon: number,
  ): Value {
    return this.op('adamStep', [weight, m, v, this.lift(stepSize, 'f32'), this.lift(correction, 'f32')], {
      epsilon,
    });
  }

  /** The transpose of broadcasting: adds up the copies, so that the result has `shape`. */
  sumTo(x: Value, shape: Shape): Value {
    if (sameShape(x.shape, shape)) return x;
    const lead = x.shape.length - shape.length;
    const axes = allAxes(x).filter(
      (axis) => axis < lead || (shape[axis - lead] === 1 && x.shape[axis] !== 1),
    );
    const summed = this.sum(x, axes);
    return sameShape(summed.shape, shape) ? summed : this.reshape(summed, shape);
  }

  /** `x` as it is, or broadcast to `shape` where it has another. */
  spread(x: Value, shape: Shape): Value {
    return sameShape(x.shape, shape) ? x : this.broadcastTo(x, shape);
  }

  private lift(operand: Operand, dtype: DType): Value {
    return typeof operand === 'number' ? this.constant(operand, [], dtype) : operand;
  }

  private pair(a: Operand, b: Operand): [Value, Value] {
    const dtype = typeof a !== 'number' ? a.dtype : typeof b !== 'number' ? b.dtype : 'f32';
    return [this.lift(a, dtype), this.lift(b, dtype)];
  }
}

function allAxes(x: Value): number[] {
  return x.shape.map((_, axis) => axis);
}
