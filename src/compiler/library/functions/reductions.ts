/**
 * @file Reductions with a named target: sum, mean and max over the event (default), its pixels, its channels, the batch or an
 * extra plate; logSumExp and logMeanExp; the mean of a distribution; the larger of two values, which is also `max`.
 */
import { describe } from '../describe.ts';
import { suggestionPhrase } from '../../diagnostics/did-you-mean.ts';
import { diagnostic } from '../../diagnostics/catalog.ts';
import type { GraphBuilder, Value as IrValue } from '../../ir/build.ts';
import { isReal } from '../../types/derivative-paths.ts';
import { hull, unbounded } from '../../types/range.ts';
import type { Range } from '../../types/range.ts';
import { realType } from '../../types/type.ts';
import type { TypedNode, Value } from '../../types/value.ts';
import type { Call, FunctionDefinition, ParameterDefinition } from '../definition.ts';
import { families } from '../distributions/registry.ts';
import { reportRank, vectorOrImage } from '../operand.ts';
import { jointly } from './jointly.ts';

type Reduce = (b: GraphBuilder, x: IrValue, axes: readonly number[]) => IrValue;

const words = ['event', 'pixels', 'channels', 'batch', 'data'] as const;

/** The node of a reduction of `x` over what `over` names; undefined where something was reported. */
function reduceNode(call: Call, x: TypedNode, reduce: Reduce, keepsRange: boolean): TypedNode | undefined {
  const over = call.has('over') ? call.textOf('over') : 'event';
  const rank = x.type.shape.length;
  const range = keepsRange ? x.type.range : unbounded;
  if (over === 'data') return reduceData(call, x, range);
  if (over === 'batch' || x.plates.includes(over)) return reduceAlong(call, x, over, reduce, range);
  const axes =
    over === 'event'
      ? x.type.shape.map((_, i) => i)
      : over === 'pixels'
        ? [0, 1]
        : over === 'channels'
          ? [rank - 1]
          : undefined;
  if (!axes) {
    call.report(
      diagnostic(
        'name/unknown-plate',
        call.spanOf('over'),
        { name: over, known: [...words, ...x.plates] },
        {
          help: suggestionPhrase(over, [...words, ...x.plates], 'plate') ?? 'write event to reduce all axes',
        },
      ),
    );
    return undefined;
  }
  if ((over === 'pixels' && rank !== 3) || (over === 'channels' && rank < 1)) {
    reportRank(
      call,
      x,
      over === 'pixels' ? 'an Image[h, w, c]' : vectorOrImage,
      `${call.name}(over: ${over})`,
    );
    return undefined;
  }
  return call.node({
    name: call.name,
    detail: over === 'event' ? call.name : `${call.name}(over: ${over})`,
    inputs: [x],
    type: realType(
      x.type.shape.filter((_, i) => !axes.includes(i)),
      range,
    ),
    lower: (context, lowered) => {
      const { value, plates } = lowered[0]!;
      const at = axes.map((axis) => axis + plates.length);
      return { value: at.length === 0 ? value : reduce(context.b, value, at), plates };
    },
  });
}

/** A field over all training examples: the host computes it once, when the data is opened. */
function reduceData(call: Call, x: TypedNode, range: Range): TypedNode | undefined {
  const { form } = x;
  const statistic = (['mean', 'sum', 'max'] as const).find((name) => name === call.name);
  if (form.kind === 'field' && statistic && isReal(x.type.element))
    return call.statistic(
      { statistic, source: form.source, field: form.field },
      realType(x.type.shape, range),
    );
  call.report(
    diagnostic(
      'type/data-statistic',
      call.spanOf('x'),
      { name: call.name, found: describe({ kind: 'tensor', node: x }) },
      {
        label: call.textOf('x'),
        help: 'reduce a field itself, as in mean(digits.image, over: data), and compute with the result',
      },
    ),
  );
  return undefined;
}

/** The argument `x` reduced: a tensor over what `over` names, a list along a plate over that plate. */
function reduced(call: Call, reduce: Reduce, keepsRange: boolean): Value {
  const x = call.value('x');
  const tensor = call.operand('x', x.kind === 'plateList' ? x.item : x);
  if (!tensor) return { kind: 'error' };
  const node =
    x.kind === 'plateList'
      ? reduceAlong(call, tensor, x.plate.name, reduce, keepsRange ? tensor.type.range : unbounded)
      : reduceNode(call, tensor, reduce, keepsRange);
  return node ? { kind: 'tensor', node } : { kind: 'error' };
}

/** The node that takes one plate away. */
function reduceAlong(call: Call, x: TypedNode, name: string, reduce: Reduce, range: Range): TypedNode {
  return call.node({
    name: call.name,
    detail: `${call.name}(over: ${name})`,
    inputs: [x],
    type: realType(x.type.shape, range),
    reduces: [name],
    lower: (context, lowered) => {
      const { value, plates } = lowered[0]!;
      const axis = plates.findIndex((plate) => plate.name === name);
      if (axis < 0) return lowered[0]!;
      return { value: reduce(context.b, value, [axis]), plates: plates.filter((_, i) => i !== axis) };
    },
  });
}

const parameters: readonly ParameterDefinition[] = [
  { name: 'x', kind: 'value' },
  { name: 'over', kind: 'value', optional: true },
];

function reduction(name: string, summary: string, reduce: Reduce, keepsRange: boolean): FunctionDefinition {
  return {
    name,
    group: 'reduction',
    summary,
    parameters,
    apply: (call) => reduced(call, reduce, keepsRange),
  };
}

/** log sum exp, shifted by the largest value so that nothing overflows. */
const logSumExp: Reduce = (b, x, axes) => {
  const largest = b.stopGradient(b.max(x, axes, true));
  const total = b.log(b.sum(b.exp(b.subtract(x, largest)), axes, true));
  const kept = x.shape.filter((_, i) => !axes.includes(i));
  return b.reshape(b.add(total, largest), kept);
};

const mean: FunctionDefinition = {
  name: 'mean',
  group: 'reduction',
  summary: 'The mean over the event or what `over` names; of a distribution, its mean.',
  parameters,
  apply(call) {
    const x = call.value('x');
    if (x.kind === 'distribution') return distributionMoment(call, x, 'mean');
    return reduced(call, (b, v, axes) => b.mean(v, axes), true);
  },
};

function distributionMoment(
  call: Call,
  distribution: Value & { kind: 'distribution' },
  moment: 'mean' | 'stddev',
): Value {
  const make = families.get(distribution.family)?.[moment];
  if (!make)
    return call.report(
      diagnostic(
        'type/no-moment',
        call.span,
        { moment, family: distribution.family },
        { help: 'estimate it: sample z ~ d times: K, then a mean over K' },
      ),
    );
  return { kind: 'tensor', node: make(call, distribution) };
}

const stddev: FunctionDefinition = {
  name: 'stddev',
  group: 'distribution',
  summary: 'The standard deviation of a distribution.',
  parameters: [{ name: 'distribution', kind: 'distribution' }],
  apply: (call) => distributionMoment(call, call.distribution('distribution'), 'stddev'),
};

const max: FunctionDefinition = {
  name: 'max',
  group: 'reduction',
  summary: 'The larger of two values; with one, the largest over the event or what `over` names.',
  parameters: [parameters[0]!, { name: 'other', kind: 'tensor', optional: true }, parameters[1]!],
  apply(call) {
    if (!call.has('other')) return reduced(call, (b, v, axes) => b.max(v, axes), true);
    const [x, other] = [call.operand('x'), call.tensor('other')];
    if (!x) return { kind: 'error' };
    const range = {
      ...hull(x.type.range, other.type.range),
      low: Math.max(x.type.range.low, other.type.range.low),
    };
    return jointly(call, [x, other], range, (b, p, q) => b.maximum(p!, q!));
  },
};

export const reductions: readonly FunctionDefinition[] = [
  reduction('sum', 'The sum over the event or what `over` names.', (b, x, axes) => b.sum(x, axes), false),
  mean,
  stddev,
  max,
  reduction('logSumExp', 'log of the sum of exponentials.', logSumExp, false),
  reduction(
    'logMeanExp',
    'log of the mean of exponentials.',
    (b, x, axes) =>
      b.subtract(logSumExp(b, x, axes), Math.log(axes.reduce((n, axis) => n * x.shape[axis]!, 1))),
    false,
  ),
];
