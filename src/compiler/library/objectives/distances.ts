/**
 * @file Distances between values of one shape: `mse` and `mae` are means over the event, `squaredError` and `absoluteError`
 * sums; `crossEntropy` is the Bernoulli cross-entropy of an image of probabilities, a sum in nats. All per example.
 */
import { diagnostic } from '../../diagnostics/catalog.ts';
import type { GraphBuilder, Value as IrValue } from '../../ir/build.ts';
import { countOf, sameShape } from '../../types/dims.ts';
import { contains, formatRange, isBounded, nonNegative, sameRange, unitRange } from '../../types/range.ts';
import { formatType, realType } from '../../types/type.ts';
import type { Note, TypedNode } from '../../types/value.ts';
import type { Call, FunctionDefinition } from '../definition.ts';
import { meanLast, sumLast } from '../lowering.ts';
import { sizesApart } from '../origin.ts';

/** What to do about two values of different shapes. */
const oneShapeHelp = 'bring both to one shape: flatten one, or reshape(...) the other';

/** Both operands, of one shape and of ranges that do not contradict each other; undefined where something was reported. */
export function operands(call: Call, first = 'a', second = 'b'): readonly [TypedNode, TypedNode] | undefined {
  const [a, b] = [call.tensor(first), call.tensor(second)];
  const related = [a, b].map((one) => ({ span: one.span, label: `${formatType(one.type)} comes from here` }));
  if (!sameShape(a.type.shape, b.type.shape)) {
    call.report(
      diagnostic(
        'shape/operands',
        call.span,
        { name: call.name, left: formatType(a.type), right: formatType(b.type) },
        {
          related: sizesApart(a, b),
          help: oneShapeHelp,
        },
      ),
    );
    return undefined;
  }
  if (
    isBounded(a.type.range) &&
    isBounded(b.type.range) &&
    !sameRange(a.type.range, b.type.range) &&
    a.type.element === 'real' &&
    b.type.element === 'real'
  ) {
    call.report(
      diagnostic(
        'range/operands',
        call.span,
        { name: call.name, left: formatRange(a.type.range), right: formatRange(b.type.range) },
        {
          related,
          help: 'give both one range: change the last activation (sigmoid: [0, 1], tanh: [-1, 1]) or the data declaration',
        },
      ),
    );
    return undefined;
  }
  return [a, b];
}

function distance(
  name: string,
  summary: string,
  note: Omit<Note, 'source'> & { readonly source?: string },
  term: (b: GraphBuilder, difference: IrValue) => IrValue,
  reduce: 'sum' | { readonly meanOf: string; readonly perNat: number },
): FunctionDefinition {
  return {
    name,
    group: 'objective',
    summary,
    formula: note.formula,
    parameters: [
      { name: 'a', kind: 'tensor' },
      { name: 'b', kind: 'tensor' },
    ],
    apply(call) {
      const pair = operands(call);
      if (!pair) return { kind: 'error' };
      const rank = pair[0].type.shape.length;
      const node = call.node({
        name,
        inputs: pair,
        type: realType([], nonNegative),
        lower: (context) => {
          const { b } = context;
          const terms = term(b, b.subtract(context.aligned(0), context.aligned(1)));
          return reduce === 'sum' ? sumLast(b, terms, rank) : meanLast(b, terms, rank);
        },
      });
      if (reduce !== 'sum') {
        const count = countOf(pair[0].type.shape);
        call.means(node, { kind: 'meanDistance', count, perNat: reduce.perNat, sum: reduce.meanOf });
      }
      return { kind: 'tensor', node, note: { ...note, source: note.source ?? '' } };
    },
  };
}

const crossEntropy: FunctionDefinition = {
  name: 'crossEntropy',
  group: 'objective',
  summary: 'The Bernoulli cross-entropy of probabilities `p` against data `x`, summed over the event.',
  formula: '-sum_i [x_i log p_i + (1 - x_i) log(1 - p_i)]',
  parameters: [
    { name: 'p', kind: 'tensor' },
    { name: 'x', kind: 'tensor' },
  ],
  apply(call) {
    const [p, x] = [call.tensor('p'), call.tensor('x')];
    if (!sameShape(p.type.shape, x.type.shape)) {
      return call.report(
        diagnostic(
          'shape/operands',
          call.span,
          { name: 'crossEntropy', left: formatType(p.type), right: formatType(x.type) },
          { related: sizesApart(p, x), help: oneShapeHelp },
        ),
      );
    }
    for (const [name, node] of [
      ['p', p],
      ['x', x],
    ] as const) {
      if (!contains(unitRange, node.type.range)) {
        return call.report(
          diagnostic(
            'range/probability',
            call.spanOf(name),
            { range: formatRange(node.type.range) },
            {
              label: formatType(node.type),
              help: 'probabilities lie in [0, 1]: end the network with sigmoid, or declare the data in [0, 1]',
            },
          ),
        );
      }
    }
    const rank = p.type.shape.length;
    // Through a sigmoid the logits are at hand: softplus(l) - x l needs no logarithm of a rounded probability.
    const logits = logitsBehind(p);
    const node = call.node({
      name: 'crossEntropy',
      inputs: [logits ?? p, x],
      type: realType([], nonNegative),
      lower: (context) => {
        const { b } = context;
        const value = context.aligned(1);
        if (logits) {
          const l = context.aligned(0);
          return sumLast(b, b.subtract(b.softplus(l), b.multiply(value, l)), rank);
        }
        const probability = b.minimum(b.maximum(context.aligned(0), 1e-7), 1 - 1e-7);
        const ones = b.subtract(b.constant(1), value);
        const terms = b.add(
          b.multiply(value, b.log(probability)),
          b.multiply(ones, b.log(b.subtract(b.constant(1), probability))),
        );
        return b.negate(sumLast(b, terms, rank));
      },
    });
    const note: Note = {
      sentence: 'The cross-entropy of the data under the probabilities, summed over the event.',
      formula: '-sum_i [x_i log p_i + (1 - x_i) log(1 - p_i)]',
      source: 'Bishop 2006, eq. 5.21',
      unit: 'nats',
    };
    return { kind: 'tensor', node, note };
  },
};

/** The input of a sigmoid, if that is what `node` is; a sigmoid inside a called network stays out of reach. */
function logitsBehind(node: TypedNode): TypedNode | undefined {
  return node.form.kind === 'apply' && node.form.name === 'sigmoid' ? node.inputs[0] : undefined;
}

export const distances: readonly FunctionDefinition[] = [
  distance(
    'mse',
    'The mean squared error over the event.',
    {
      sentence: 'The squared error, averaged over the event.',
      formula: '1/n sum_i (a_i - b_i)^2',
      unit: 'per element',
    },
    (b, d) => b.square(d),
    { meanOf: 'squaredError', perNat: 0.5 },
  ),
  distance(
    'mae',
    'The mean absolute error over the event.',
    {
      sentence: 'The absolute error, averaged over the event.',
      formula: '1/n sum_i |a_i - b_i|',
      unit: 'per element',
    },
    (b, d) => b.abs(d),
    { meanOf: 'absoluteError', perNat: 1 },
  ),
  distance(
    'squaredError',
    'The squared error summed over the event.',
    {
      sentence: 'The squared error, summed over the event.',
      formula: 'sum_i (a_i - b_i)^2',
      unit: 'per example',
    },
    (b, d) => b.square(d),
    'sum',
  ),
  distance(
    'absoluteError',
    'The absolute error summed over the event.',
    {
      sentence: 'The absolute error, summed over the event.',
      formula: 'sum_i |a_i - b_i|',
      unit: 'per example',
    },
    (b, d) => b.abs(d),
    'sum',
  ),
  crossEntropy,
];
