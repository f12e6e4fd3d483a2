/**
 * @file The part of the kernel set that every backend's stock kernels cover op by op: constants, lifetimes and elementwise ops.
 * Left out: ops with a choice of form (core-kernels.ts).
 */
import { engine } from '@tensorflow/tfjs-core';
import type { NamedAttrMap, Tensor } from '@tensorflow/tfjs-core';
import type { DType, Shape } from '../../plan.ts';
import { backendDType, planDType, typedValues } from './dtypes.ts';
import type { Operand } from './kernel-set.ts';
import { elementCount } from './shapes.ts';

/** A kernel's tensors by the names that the stock kernels give them. */
export type KernelInputs = Readonly<Record<string, Tensor>>;

/** Constants and elementwise ops of one prepared graph. */
export class ElementwiseKernels {
  readonly #numbers = new Map<string, Tensor>();
  readonly #lists = new Map<readonly number[], Tensor>();

  /** Frees the constants. */
  dispose(): void {
    this.free(...this.#numbers.values(), ...this.#lists.values());
    this.#numbers.clear();
    this.#lists.clear();
  }

  /** Runs a kernel of the active backend. */
  protected run(kernel: string, inputs: KernelInputs, attributes: NamedAttrMap = {}): Tensor {
    return engine().runKernel<Tensor>(kernel, inputs, attributes);
  }

  constant(values: number | readonly number[], shape: Shape = [], dtype: DType = 'f32'): Tensor {
    const make = (list: readonly number[]): Tensor =>
      engine().makeTensor(
        typedValues(list, elementCount(shape), dtype),
        [...shape],
        backendDType(dtype),
      ) as Tensor;
    if (typeof values === 'number') {
      const key = `${values} ${dtype} ${shape.join('x')}`;
      let kept = this.#numbers.get(key);
      if (!kept) this.#numbers.set(key, (kept = make([values])));
      return kept;
    }
    let kept = this.#lists.get(values);
    if (!kept) this.#lists.set(values, (kept = make(values)));
    return kept;
  }
  copy(x: Tensor): Tensor {
    return this.run('Identity', { x });
  }
  free(...tensors: readonly Tensor[]): void {
    for (const tensor of tensors) tensor.dispose();
  }

  negate(x: Tensor): Tensor {
    return this.run('Neg', { x });
  }
  abs(x: Tensor): Tensor {
    return this.run('Abs', { x });
  }
  sign(x: Tensor): Tensor {
    return this.run('Sign', { x });
  }
  exp(x: Tensor): Tensor {
    return this.run('Exp', { x });
  }
  log(x: Tensor): Tensor {
    return this.run('Log', { x });
  }
  sqrt(x: Tensor): Tensor {
    return this.run('Sqrt', { x });
  }
  rsqrt(x: Tensor): Tensor {
    return this.run('Rsqrt', { x });
  }
  square(x: Tensor): Tensor {
    return this.run('Square', { x });
  }
  sin(x: Tensor): Tensor {
    return this.run('Sin', { x });
  }
  cos(x: Tensor): Tensor {
    return this.run('Cos', { x });
  }
  tanh(x: Tensor): Tensor {
    return this.run('Tanh', { x });
  }
  sigmoid(x: Tensor): Tensor {
    return this.run('Sigmoid', { x });
  }
  softplus(x: Tensor): Tensor {
    return this.run('Softplus', { x });
  }
  relu(x: Tensor): Tensor {
    return this.run('Relu', { x });
  }
  leakyRelu(x: Tensor, { alpha }: { readonly alpha: number }): Tensor {
    return this.run('LeakyRelu', { x }, { alpha });
  }
  floor(x: Tensor): Tensor {
    return this.run('Floor', { x });
  }
  erf(x: Tensor): Tensor {
    return this.run('Erf', { x });
  }

  /** Every op of two operands passes here, so that a backend can mend its broadcasting in one place. */
  protected binary(kernel: string, a: Operand, b: Operand): Tensor {
    return this.run(kernel, { a: this.tensorOf(a, b), b: this.tensorOf(b, a) });
  }
  protected tensorOf(operand: Operand, other: Operand): Tensor {
    if (typeof operand !== 'number') return operand;
    return this.constant(operand, [], typeof other === 'number' ? 'f32' : planDType(other.dtype));
  }
  add(a: Operand, b: Operand): Tensor {
    return this.binary('Add', a, b);
  }
  subtract(a: Operand, b: Operand): Tensor {
    return this.binary('Sub', a, b);
  }
  multiply(a: Operand, b: Operand): Tensor {
    return this.binary('Multiply', a, b);
  }
  divide(a: Operand, b: Operand): Tensor {
    return this.binary('RealDiv', a, b);
  }
  power(a: Operand, b: Operand): Tensor {
    return this.binary('Pow', a, b);
  }
  maximum(a: Operand, b: Operand): Tensor {
    return this.binary('Maximum', a, b);
  }
  minimum(a: Operand, b: Operand): Tensor {
    return this.binary('Minimum', a, b);
  }
  greater(a: Operand, b: Operand): Tensor {
    return this.binary('Greater', a, b);
  }
  greaterEqual(a: Operand, b: Operand): Tensor {
    return this.binary('GreaterEqual', a, b);
  }
  equal(a: Operand, b: Operand): Tensor {
    return this.binary('Equal', a, b);
  }
  logicalAnd(a: Tensor, b: Tensor): Tensor {
    return this.binary('LogicalAnd', a, b);
  }
  logicalOr(a: Tensor, b: Tensor): Tensor {
    return this.binary('LogicalOr', a, b);
  }
  logicalNot(x: Tensor): Tensor {
    return this.run('LogicalNot', { x });
  }
}
