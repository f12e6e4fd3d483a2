/**
 * @file Builds a program of one step by hand, as lowering would: layers whose weights are state, Adam, and the plan's list of every input
 * and output.
 */
import { GraphBuilder } from '../../../src/compiler/ir/build.ts';
import type { Value } from '../../../src/compiler/ir/build.ts';
import type { Program, TermNote } from '../../../src/compiler/4-lower/program.ts';
import { transformProgram } from '../../../src/compiler/5-transform/transform.ts';
import type {
  GraphPlan,
  InputPlan,
  OutputPlan,
  Plan,
  ScalarExpression,
  Shape,
  SpecPlace,
  StatePlan,
} from '../../../src/runtime/plan.ts';

const updates: ScalarExpression = { op: 'updates' };
const power = (base: number): ScalarExpression => ({ op: 'power', left: base, right: updates });
const oneMinus = (right: ScalarExpression): ScalarExpression => ({ op: 'subtract', left: 1, right });

/** A graph under construction with its plan: inputs and outputs are declared once, for both. */
export class StepBuilder {
  readonly b: GraphBuilder;
  readonly inputs: InputPlan[] = [];
  readonly outputs: OutputPlan[] = [];
  readonly state: StatePlan[] = [];
  readonly weights = new Map<string, Value[]>();
  readonly #name: string;
  readonly #spec: readonly string[];
  readonly #values = new Map<string, Value>();

  constructor(name: string, spec: readonly string[]) {
    this.#name = name;
    this.#spec = spec;
    this.b = new GraphBuilder(name);
  }

  /** Nodes of `body` come from the spec line that contains `text`. */
  at<T>(text: string, scope: readonly string[], body: () => T, label?: string): T {
    const line = this.#spec.findIndex((candidate) => candidate.includes(text));
    const start = this.#spec.slice(0, line).reduce((sum, each) => sum + each.length + 1, 0);
    const span = { path: 'specs/model.gen', start, end: start + 1 };
    return this.b.withOrigin({ scope, span, ...(label ? { label } : {}) }, body);
  }

  place(text: string): SpecPlace {
    return {
      path: 'specs/model.gen',
      line: this.#spec.findIndex((line) => line.includes(text)) + 1,
      column: 1,
      text,
    };
  }

  data(field: string, shape: Shape): Value {
    this.inputs.push({ name: field, shape, dtype: 'f32', role: 'data', source: 'digits', field, draw: 0 });
    return this.b.input(field, shape);
  }

  noise(site: string, shape: Shape): Value {
    this.inputs.push({
      name: site,
      shape,
      dtype: 'f32',
      role: 'random',
      site,
      distribution: 'normal',
      repetition: 0,
      fixed: false,
    });
    return this.b.input(site, shape);
  }

  keep(name: string, shape: Shape, kind: 'weight' | 'slot', network: string, low = 0): Value {
    const known = this.#values.get(name);
    if (known) return known;
    const init =
      low === 0
        ? ({ kind: 'constant', value: 0 } as const)
        : ({ kind: 'uniform', low: -low, high: low } as const);
    this.state.push({
      name,
      kind,
      network,
      shape,
      dtype: 'f32',
      init,
      convolutionKernel: shape.length === 4,
    });
    this.inputs.push({ name, shape, dtype: 'f32', role: 'state', state: name });
    const value = this.b.input(name, shape);
    this.#values.set(name, value);
    return value;
  }

  weight(name: string, shape: Shape): Value {
    const network = name.split('/')[0] ?? '';
    const isNew = !this.#values.has(name);
    const fan = shape.slice(0, -1).reduce((product, size) => product * size, 1);
    const value = this.keep(name, shape, 'weight', network, shape.length === 1 ? 0.01 : 1 / Math.sqrt(fan));
    if (isNew) this.weights.set(network, [...(this.weights.get(network) ?? []), value]);
    return value;
  }

  dense(layer: string, x: Value, outputs: number): Value {
    const kernel = this.weight(`${layer}/kernel`, [x.shape[1] as number, outputs]);
    return this.b.add(this.b.matMul(x, kernel), this.weight(`${layer}/bias`, [outputs]));
  }

  conv(layer: string, x: Value, outputs: number, size: number, stride: number): Value {
    const kernel = this.weight(`${layer}/kernel`, [size, size, x.shape[3] as number, outputs]);
    const extra = stride === 1 ? size - 1 : size - stride;
    const before = Math.floor(extra / 2);
    const padding = [before, extra - before, before, extra - before] as const;
    return this.b.add(
      this.b.conv2d(x, kernel, { strides: [stride, stride], padding }),
      this.weight(`${layer}/bias`, [outputs]),
    );
  }

  convTransposed(layer: string, x: Value, outputs: number, size: number, stride: number): Value {
    const [batch, height, width, inputs] = x.shape as [number, number, number, number];
    const kernel = this.weight(`${layer}/kernel`, [size, size, outputs, inputs]);
    const before = Math.floor((size - stride) / 2);
    const padding = [before, size - stride - before, before, size - stride - before] as const;
    const shape = [batch, height * stride, width * stride, outputs];
    const y = this.b.conv2dInputGradient(x, kernel, { strides: [stride, stride], padding }, shape);
    return this.b.add(y, this.weight(`${layer}/bias`, [outputs]));
  }

  batchNorm(layer: string, x: Value): Value {
    const { b } = this;
    const channels = x.shape.at(-1) as number;
    const axes = x.shape.map((_, axis) => axis).slice(0, -1);
    const mean = b.mean(x, axes, true);
    const centred = b.subtract(x, mean);
    const variance = b.mean(b.square(centred), axes, true);
    const normal = b.multiply(centred, b.rsqrt(b.add(variance, 1e-5)));
    return b.add(
      b.multiply(normal, this.weight(`${layer}/scale`, [channels])),
      this.weight(`${layer}/shift`, [channels]),
    );
  }

  metric(name: string, value: Value, kind: 'term' | 'loss', text: string): void {
    this.b.output(name, value);
    this.outputs.push({
      name,
      shape: [],
      dtype: 'f32',
      role: 'metric',
      metric: name,
      kind,
      unit: 'nats',
      place: this.place(text),
    });
  }

  /** Adam on every weight of the networks, for a scalar loss. */
  adam(
    optimiser: string,
    networks: readonly string[],
    loss: Value,
    scope: string,
    rate = 1e-3,
    beta1 = 0.9,
  ): void {
    const { b } = this;
    const beta2 = 0.999;
    const scalar = (name: string, value: ScalarExpression): Value => {
      const full = `${optimiser}.${name}`;
      this.inputs.push({ name: full, shape: [], dtype: 'f32', role: 'scalar', value });
      return b.input(full, []);
    };
    const stepSize = scalar('stepSize', { op: 'divide', left: rate, right: oneMinus(power(beta1)) });
    const correction = scalar('correction', {
      op: 'divide',
      left: 1,
      right: { op: 'sqrt', value: oneMinus(power(beta2)) },
    });
    for (const network of networks) {
      for (const weight of this.weights.get(network) ?? []) {
        const name = [...this.#values].find(([, value]) => value === weight)?.[0] ?? '';
        const gradient = this.at('update', [scope], () => b.gradient(loss, weight));
        this.at('update', [scope, 'adam'], () => {
          const slot = (part: string): Value =>
            this.keep(`${optimiser}/${name}/${part}`, weight.shape, 'slot', network);
          const m = b.movingAverage(slot('m'), gradient, beta1);
          const v = b.movingAverageOfSquares(slot('v'), gradient, beta2);
          const next = b.adamStep(weight, m, v, stepSize, correction, 1e-8);
          for (const [state, value] of [
            [name, next],
            [`${optimiser}/${name}/m`, m],
            [`${optimiser}/${name}/v`, v],
          ] as const) {
            b.output(`next ${state}`, value);
            this.outputs.push({
              name: `next ${state}`,
              shape: value.shape,
              dtype: 'f32',
              role: 'state',
              state,
            });
          }
        });
      }
    }
  }

  /** The finished program: one phase with this step. */
  program(model: string, batch: number, terms: ReadonlyMap<string, TermNote>): Program {
    const step: GraphPlan = {
      name: this.#name,
      inputs: this.inputs,
      outputs: this.outputs,
      flops: 0,
      peakBytes: 0,
      kernels: 0,
    };
    const networks = [...this.weights.keys()];
    const plan: Plan = {
      format: 1,
      compiler: '0.1.0',
      model,
      specHash: '0'.repeat(64),
      params: {},
      sources: [],
      networks: networks.map((name) => ({
        name,
        role: 'network',
        parameters: this.state
          .filter((entry) => entry.kind === 'weight' && entry.network === name)
          .reduce((sum, entry) => sum + entry.shape.reduce((product, size) => product * size, 1), 0),
        place: this.place('model'),
      })),
      state: this.state,
      phases: [
        {
          name: 'train',
          batch,
          duration: { unit: 'steps', count: 10 },
          sources: ['digits'],
          periods: [],
          variants: [{ fires: [], graph: step }],
          updates: [
            { name: 'update', networks, flops: 0, kernels: 0, peakBytes: 0, place: this.place('update') },
          ],
          repetitions: [1],
        },
      ],
      evaluations: [],
      figures: [],
      infers: [],
      remarks: [],
    };
    const graphs = new Map([[this.#name, this.b.finish()]]);
    return transformProgram({ plan, graphs, terms, specLines: new Map([['specs/model.gen', this.#spec]]) });
  }
}
