/**
 * @file Writes training steps by hand, as graphs of the IR with their plans: layers whose weights are state, Adam, and the
 * list of every graph input and output. Random inputs and data are arguments; the caller fills them.
 */
import { GraphBuilder, type Value } from '../../src/compiler/ir/build.ts';
import type { Program } from '../../src/compiler/4-lower/program.ts';
import type { Shape } from '../../src/compiler/ops/attributes.ts';
import { transformProgram } from '../../src/compiler/5-transform/transform.ts';
import type {
  GraphPlan,
  InitPlan,
  InputPlan,
  OutputPlan,
  PhasePlan,
  StatePlan,
} from '../../src/runtime/plan.ts';

interface Weight {
  readonly name: string;
  readonly value: Value;
  readonly convolutionKernel: boolean;
}

interface Geometry {
  readonly kernel: number;
  readonly stride: number;
  /** [top, bottom, left, right]. */
  readonly padding: readonly [number, number, number, number];
}

/** One training step under construction. */
export class StepBuilder {
  readonly g: GraphBuilder;
  readonly #inputs: InputPlan[] = [];
  readonly #outputs: OutputPlan[] = [];
  readonly #state: StatePlan[] = [];

  constructor(name: string) {
    this.g = new GraphBuilder(name);
  }

  /** Data or noise. */
  argument(name: string, shape: Shape): Value {
    this.#inputs.push({ name, shape, dtype: 'f32', role: 'argument', argument: name });
    return this.g.input(name, shape);
  }

  /** A number of the step. */
  scalar(name: string, value: number): Value {
    this.#inputs.push({ name, shape: [], dtype: 'f32', role: 'scalar', value });
    return this.g.input(name, []);
  }

  /** A trained tensor. */
  weight(name: string, shape: Shape, init: InitPlan, convolutionKernel = false): Weight {
    return { name, value: this.#entry(name, shape, init, convolutionKernel), convolutionKernel };
  }

  /** Weights and bias of a dense layer or (with a rank-4 shape) a convolution, uniform on +-1/sqrt(fan-in). */
  kernel(name: string, shape: Shape): { readonly kernel: Weight; readonly bias: Weight } {
    const fanIn = shape.slice(0, -1).reduce((product, size) => product * size, 1);
    const bound = 1 / Math.sqrt(fanIn);
    const init: InitPlan = { kind: 'uniform', low: -bound, high: bound };
    const kernel = this.weight(`${name}/kernel`, shape, init, shape.length === 4);
    return { kernel, bias: this.weight(`${name}/bias`, shape.slice(-1), init) };
  }

  /** x kernel + bias. */
  dense(x: Value, layer: { readonly kernel: Value; readonly bias: Value }): Value {
    return this.g.add(this.g.matMul(x, layer.kernel), layer.bias);
  }

  convolution(
    x: Value,
    layer: { readonly kernel: Value; readonly bias?: Value },
    { stride, padding }: Geometry,
  ): Value {
    const y = this.g.conv2d(x, layer.kernel, { strides: [stride, stride], padding });
    return layer.bias ? this.g.add(y, layer.bias) : y;
  }

  /** The transposed convolution: kernels are those of the convolution it turns around, [kh, kw, result, x]. */
  upConvolution(x: Value, kernel: Value, bias: Value | undefined, { stride, padding }: Geometry): Value {
    const [batch = 0, height = 0, width = 0] = x.shape;
    const shape = [batch, height * stride, width * stride, kernel.shape[2] ?? 0];
    const y = this.g.conv2dInputGradient(x, kernel, { strides: [stride, stride], padding }, shape);
    return bias ? this.g.add(y, bias) : y;
  }

  /** Batch normalisation with this batch's own moments. */
  batchNorm(x: Value, scale: Value, shift: Value): Value {
    const axes = x.shape.map((_, axis) => axis).slice(0, -1);
    const centred = this.g.subtract(x, this.g.mean(x, axes, true));
    const variance = this.g.mean(this.g.square(centred), axes, true);
    const normal = this.g.multiply(centred, this.g.rsqrt(this.g.add(variance, 1e-5)));
    return this.g.add(this.g.multiply(normal, scale), shift);
  }

  /** One step of Adam on every weight; gives the new values, in order. */
  adam(loss: Value, weights: readonly Weight[], beta1: number): readonly Value[] {
    const stepSize = this.scalar(`stepSize${this.#inputs.length}`, 1e-3);
    const correction = this.scalar(`correction${this.#inputs.length}`, 1);
    const zero: InitPlan = { kind: 'constant', value: 0 };
    return weights.map(({ name, value, convolutionKernel }) => {
      const gradient = this.g.gradient(loss, value);
      const slot = (letter: string): Value =>
        this.#entry(`adam/${name}/${letter}`, value.shape, zero, convolutionKernel);
      const [oldM, oldV] = [slot('m'), slot('v')];
      const m = this.g.movingAverage(oldM, gradient, beta1);
      const v = this.g.movingAverageOfSquares(oldV, gradient, 0.999);
      const next = this.g.adamStep(value, m, v, stepSize, correction, 1e-8);
      this.#next(`adam/${name}/m`, m);
      this.#next(`adam/${name}/v`, v);
      this.#next(name, next);
      return next;
    });
  }

  /** A number to look at after the step. */
  report(name: string, value: Value): void {
    this.g.output(name, value);
    this.#outputs.push({ name, shape: value.shape, dtype: 'f32', role: 'value' });
  }

  /** The step through all passes, as the one variant of a program's one phase. */
  finish(): Program {
    const { name } = this.g;
    const graph: GraphPlan = {
      name,
      inputs: this.#inputs,
      outputs: this.#outputs,
      flops: 0,
      peakBytes: 0,
      kernels: 0,
    };
    const phase: PhasePlan = {
      name: 'train',
      batch: this.#inputs.find((input) => input.role === 'argument')?.shape[0] ?? 1,
      duration: { unit: 'steps', count: 1 },
      sources: [],
      periods: [],
      variants: [{ fires: [], graph }],
      updates: [],
      repetitions: [],
    };
    return transformProgram({
      plan: {
        format: 1,
        compiler: 'bench',
        model: name,
        specHash: '',
        params: {},
        sources: [],
        networks: [],
        state: this.#state,
        phases: [phase],
        evaluations: [],
        figures: [],
        infers: [],
        remarks: [],
      },
      graphs: new Map([[name, this.g.finish()]]),
      terms: new Map(),
      specLines: new Map(),
    });
  }

  #entry(name: string, shape: Shape, init: InitPlan, convolutionKernel: boolean): Value {
    this.#state.push({ name, kind: 'weight', shape, dtype: 'f32', init, convolutionKernel });
    this.#inputs.push({ name, shape, dtype: 'f32', role: 'state', state: name });
    return this.g.input(name, shape);
  }

  #next(name: string, value: Value): void {
    this.g.output(`${name}'`, value);
    this.#outputs.push({ name: `${name}'`, shape: value.shape, dtype: 'f32', role: 'state', state: name });
  }
}
