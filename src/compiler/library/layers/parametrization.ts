/**
 * @file How a layer's weights are made of what is stored: `weight: equalized(gain:, rate:)` and `weight: spectral`, and the kernels and
 * biases of layers with them. Regularisers and initialisers work on what is stored.
 */
import { diagnostic } from '../../diagnostics/catalog.ts';
import type { GraphBuilder, Value as IrValue } from '../../ir/build.ts';
import { assertNever } from '../../invariant.ts';
import { countOf, isKnown, known } from '../../types/dims.ts';
import type { Dim } from '../../types/dims.ts';
import type { LowerRule } from '../../types/lower-rule.ts';
import { realType } from '../../types/type.ts';
import type { TypedNode } from '../../types/value.ts';
import type {
  Call,
  FunctionDefinition,
  ParameterDefinition,
  WeightInit,
  WeightRequest,
} from '../definition.ts';
import { layerWord } from '../lowering.ts';
import { weightInit } from './weights.ts';

/** The argument of every layer whose weights may be made of others. */
export const weightParameter: ParameterDefinition = {
  name: 'weight',
  kind: 'parametrization',
  symbols: ['none'],
  optional: true,
};

/** A kernel that a layer asks for. Fans are those that its starting values are measured by. */
export interface KernelRequest extends Omit<WeightRequest, 'init'> {
  readonly fanIn: Dim;
  readonly fanOut: Dim;
  /** The axis of the outputs, if it isn't the last one; all others together meet in one output. */
  readonly outputAxis?: number;
  /** The start where the spec gives none, if it is not that of `weightInit`. */
  readonly standard?: WeightInit;
}

/** The kernel that a layer computes with. Asks for the weights behind it. */
export function kernelOf(call: Call, layer: string, request: KernelRequest): TypedNode {
  const { fanIn, fanOut, standard, outputAxis, ...weight } = request;
  const form = call.parametrization('weight');
  const init = standard && !call.has('init') ? standard : weightInit(call, 'init', fanIn, fanOut);
  const { shape, path } = weight;
  const axis = outputAxis ?? shape.length - 1;
  const rows = countOf(shape.filter((_, i) => i !== axis));
  switch (form?.kind) {
    case undefined:
      return call.weight(layer, { ...weight, init });
    case 'equalized': {
      // A block that is checked by itself has sizes without numbers, and no weights to scale.
      const factor = (form.gain / Math.sqrt(isKnown(rows) ? rows : 1)) * form.rate;
      const start: WeightInit = call.has('init')
        ? scaledInit(init, 1 / factor)
        : { kind: 'normal', mean: 0, stddev: 1 / form.rate };
      const stored = call.weight(layer, { ...weight, init: start });
      return made(call, layer, stored, form, ({ b }, [w]) => ({
        value: b.multiply(w!.value, factor),
        plates: [],
      }));
    }
    case 'spectral': {
      const stored = call.weight(layer, { ...weight, init });
      const u = call.buffer(layer, {
        path: path.replace(/[^/]*$/, 'u'),
        shape: [shape[axis]!],
        init: { kind: 'normal', mean: 0, stddev: 1 },
      });
      return made(call, layer, stored, form, (context, [w]) => {
        const { b } = context;
        const matrix = asMatrix(b, w!.value, axis, known(rows));
        const { sigma, right } = powerIteration(b, matrix, context.buffer(u), layerWord(layer));
        // Every call of the update starts from the same u and the same weights: this is one step, however many calls there are.
        context.moveBuffer(u, () => right);
        const value = b.named(`${layerWord(layer)} normalised ${path.replace(/^.*\//, '')}`, () =>
          b.divide(w!.value, sigma),
        );
        return { value, plates: [] };
      });
    }
    default:
      return assertNever(form, 'parametrization');
  }
}

/** The bias that a layer computes with: equalized ones start at 0 and are stored as multiples of the rate. */
export function biasOf(call: Call, layer: string, size: Dim, fanIn: Dim, fanOut: Dim): TypedNode {
  const form = call.parametrization('weight');
  const init = weightInit(call, 'biasInit', fanIn, fanOut);
  const request = { path: 'bias', shape: [size] };
  if (form?.kind !== 'equalized') return call.weight(layer, { ...request, init });
  const start: WeightInit = call.has('biasInit')
    ? scaledInit(init, 1 / form.rate)
    : { kind: 'constant', value: 0 };
  const stored = call.weight(layer, { ...request, init: start });
  if (form.rate === 1) return stored;
  return made(call, layer, stored, form, ({ b }, [w]) => ({
    value: b.multiply(w!.value, form.rate),
    plates: [],
  }));
}

function made(
  call: Call,
  layer: string,
  stored: TypedNode,
  form: NonNullable<ReturnType<Call['parametrization']>>,
  lower: LowerRule,
): TypedNode {
  const { kind, ...settings } = form;
  const given = Object.entries(settings).map(([name, value]) => `${name}: ${Number(value.toPrecision(4))}`);
  return call.node({
    name: kind,
    detail: given.length === 0 ? kind : `${kind}(${given.join(', ')})`,
    inputs: [stored],
    type: realType(stored.type.shape),
    attributes: settings,
    layer,
    lower,
  });
}

/** The start of `factor` times what starts as `init` says. */
function scaledInit(init: WeightInit, factor: number): WeightInit {
  switch (init.kind) {
    case 'constant':
      return { ...init, value: init.value * factor };
    case 'uniform':
      return { ...init, low: init.low * factor, high: init.high * factor };
    case 'normal':
      return { ...init, mean: init.mean * factor, stddev: init.stddev * factor };
    case 'orthogonal':
      return { ...init, gain: init.gain * factor };
    case 'computed':
      return { ...init, factor: init.factor * factor };
    default:
      return assertNever(init, 'initialiser');
  }
}

/** A kernel as a matrix [everything that meets in one output, outputs]. */
function asMatrix(b: GraphBuilder, kernel: IrValue, axis: number, rows: number): IrValue {
  const others = kernel.shape.flatMap((_, i) => (i === axis ? [] : [i]));
  const isLast = axis === kernel.shape.length - 1;
  return b.reshape(isLast ? kernel : b.transpose(kernel, [...others, axis]), [rows, kernel.shape[axis]!]);
}

/**
 * The largest singular value of a matrix by one power iteration from `u` [outputs], and the next u, of length 1 (Miyato et al. 2018,
 * algorithm 1). The gradient flows through sigma = v' W u, in which v and u are constants.
 */
function powerIteration(
  b: GraphBuilder,
  matrix: IrValue,
  u: IrValue,
  layer: string,
): { sigma: IrValue; right: IrValue } {
  const outputs = matrix.shape[1]!;
  const fixed = b.stopGradient(matrix);
  const left = b.named(`${layer} left`, () => unitLength(b, b.matMul(fixed, b.reshape(u, [outputs, 1]))));
  const right = b.named(`${layer} right`, () => unitLength(b, b.matMul(fixed, left, { transposeA: true })));
  const sigma = b.named(`${layer} sigma`, () => b.sum(b.multiply(left, b.matMul(matrix, right))));
  return { sigma, right: b.reshape(right, [outputs]) };
}

/** A vector divided by its length; a vector of zeros stays one. */
function unitLength(b: GraphBuilder, vector: IrValue): IrValue {
  return b.divide(vector, b.maximum(b.sqrt(b.sum(b.square(vector))), 1e-12));
}

/** A setting that must be above 0 (default 1); undefined (reported) where it isn't. */
function scaleOf(call: Call, name: 'gain' | 'rate'): number | undefined {
  const value = call.has(name) ? call.number(name) : 1;
  if (value > 0) return value;
  call.report(
    diagnostic(
      'range/not-positive',
      call.spanOf(name),
      { name, of: call.name, value },
      { help: 'usual are gain: sqrt(2) before a ReLU, 1 elsewhere, and rate: 0.01 for a mapping network' },
    ),
  );
  return undefined;
}

export const parametrizations: readonly FunctionDefinition[] = [
  {
    name: 'equalized',
    group: 'parametrization',
    summary:
      'What is stored starts as N(0, 1) / `rate` and is scaled where it is used, so that Adam moves all layers alike; `rate` (default 1) slows a layer down, biases too. `gain` is 1 unless given.',
    formula: 'w = gain / sqrt(fan-in) * rate * stored, b = rate * stored',
    source: 'Karras et al. 2018, section 4.1',
    parameters: [
      { name: 'gain', kind: 'number', optional: true },
      { name: 'rate', kind: 'number', optional: true },
    ],
    apply(call) {
      const [gain, rate] = [scaleOf(call, 'gain'), scaleOf(call, 'rate')];
      return gain === undefined || rate === undefined
        ? { kind: 'error' }
        : { kind: 'parametrization', form: { kind: 'equalized', gain, rate } };
    },
  },
  {
    name: 'spectral',
    group: 'parametrization',
    summary:
      'The stored kernel divided by its largest singular value, which one power iteration a step follows; biases as they are.',
    formula: "w = W / sigma, sigma = v' W u",
    source: 'Miyato et al. 2018, algorithm 1',
    parameters: [],
    apply: () => ({ kind: 'parametrization', form: { kind: 'spectral' } }),
  },
];
