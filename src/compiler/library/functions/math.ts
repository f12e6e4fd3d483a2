/** @file Elementwise functions of several operands: min, max, clip, where, lerp, norm, dot, modulate. */
import { diagnostic } from '../../diagnostics/catalog.ts';
import {
  addRanges,
  hull,
  isBounded,
  isKnownRange,
  multiplyRanges,
  nonNegative,
  unbounded,
  unknownRange,
} from '../../types/range.ts';
import { formatType, realType } from '../../types/type.ts';
import type { FunctionDefinition } from '../definition.ts';
import { elementwise, sumLast } from '../lowering.ts';
import { jointly, jointShape } from './jointly.ts';
import { asNumber } from './operators.ts';

const min: FunctionDefinition = {
  name: 'min',
  group: 'math',
  summary: 'The smaller of two values.',
  parameters: [
    { name: 'a', kind: 'tensor' },
    { name: 'b', kind: 'tensor' },
  ],
  apply(call) {
    const [a, b] = [call.tensor('a'), call.tensor('b')];
    const [one, other] = [a.type.range, b.type.range];
    const range = { low: Math.min(one.low, other.low), high: Math.min(one.high, other.high) };
    return jointly(call, [a, b], range, (g, x, y) => g.minimum(x!, y!));
  },
};

const clip: FunctionDefinition = {
  name: 'clip',
  group: 'math',
  summary: 'Values limited to [low, high].',
  parameters: [
    { name: 'x', kind: 'tensor' },
    { name: 'low', kind: 'number' },
    { name: 'high', kind: 'number' },
  ],
  apply(call) {
    const x = call.tensor('x');
    const [low, high] = [call.number('low'), call.number('high')];
    if (!(low < high))
      return call.report(
        diagnostic(
          'range/empty-interval',
          call.span,
          { low, high },
          { help: `write the smaller number first: ${high}, ${low}` },
        ),
      );
    const node = call.node({
      name: 'clip',
      detail: `clip(${low}, ${high})`,
      inputs: [x],
      type: realType(x.type.shape, { low, high }),
      lower: elementwise(x.type.shape.length, (b, v) => b.minimum(b.maximum(v!, low), high)),
    });
    return { kind: 'tensor', node };
  },
};

const rescale: FunctionDefinition = {
  name: 'rescale',
  group: 'math',
  summary: 'Maps the range that the value is known to have to [low, high], linearly.',
  parameters: clip.parameters,
  apply(call) {
    const x = call.tensor('x');
    const [low, high] = [call.number('low'), call.number('high')];
    const from = x.type.range;
    if ((isKnownRange(from) && !isBounded(from)) || !(low < high)) {
      return call.report(
        diagnostic(
          'range/rescale-unknown',
          call.span,
          { found: formatType(x.type) },
          {
            related: [{ span: x.span, label: `${formatType(x.type)} comes from here` }],
            help: 'bound the values first: sigmoid, tanh or clip(low, high)',
          },
        ),
      );
    }
    const factor = (high - low) / (from.high - from.low);
    const node = call.node({
      name: 'rescale',
      inputs: [x],
      type: realType(x.type.shape, { low, high }),
      lower: elementwise(x.type.shape.length, (b, v) =>
        b.add(b.multiply(b.subtract(v!, from.low), factor), low),
      ),
    });
    return { kind: 'tensor', node };
  },
};

const where: FunctionDefinition = {
  name: 'where',
  group: 'math',
  summary: 'The second value where the condition holds, else the third.',
  parameters: [
    { name: 'condition', kind: 'tensor', takesAny: true },
    { name: 'whenTrue', kind: 'tensor', takesAny: true },
    { name: 'whenFalse', kind: 'tensor', takesAny: true },
  ],
  apply(call) {
    const [condition, yes, no] = [
      call.tensor('condition'),
      call.tensor('whenTrue'),
      call.tensor('whenFalse'),
    ];
    if (condition.type.element !== 'bool') {
      return call.report(
        diagnostic(
          'type/not-a-condition',
          call.spanOf('condition'),
          { found: formatType(condition.type) },
          { help: 'compare it with something: x > 0.5' },
        ),
      );
    }
    // A choice of two classes of one kind is a class, of two whole numbers a whole number; anything else is real.
    const isOneKind = yes.type.element === no.type.element && yes.type.classes === no.type.classes;
    const range = hull(yes.type.range, no.type.range);
    return jointly(
      call,
      [condition, yes, no],
      (shape) => (isOneKind ? { ...yes.type, shape, range } : realType(shape, range)),
      (b, c, x, y) =>
        isOneKind ? b.select(c!, x!, y!) : b.select(c!, asNumber(b, x!, 'number'), asNumber(b, y!, 'number')),
    );
  },
};

const lerp: FunctionDefinition = {
  name: 'lerp',
  group: 'math',
  summary: 'The point a fraction t of the way from a to b.',
  formula: 'y = a + t (b - a)',
  parameters: [
    { name: 'a', kind: 'tensor' },
    { name: 'b', kind: 'tensor' },
    { name: 't', kind: 'tensor' },
  ],
  apply(call) {
    const [a, b, t] = [call.tensor('a'), call.tensor('b'), call.tensor('t')];
    const between = t.type.range.low >= 0 && t.type.range.high <= 1;
    const beyond = isKnownRange(t.type.range) ? unbounded : unknownRange;
    return jointly(call, [a, b, t], between ? hull(a.type.range, b.type.range) : beyond, (g, x, y, f) =>
      g.add(x!, g.multiply(f!, g.subtract(y!, x!))),
    );
  },
};

const modulate: FunctionDefinition = {
  name: 'modulate',
  group: 'layer',
  summary: 'Scales and shifts each channel by values of another network part.',
  formula: 'y = x (1 + scale) + shift',
  source: 'Huang & Belongie 2017, eq. 8',
  parameters: [
    { name: 'x', kind: 'tensor' },
    { name: 'scale', kind: 'tensor' },
    { name: 'shift', kind: 'tensor' },
  ],
  apply(call) {
    const [x, scale, shift] = [call.tensor('x'), call.tensor('scale'), call.tensor('shift')];
    const range = addRanges(multiplyRanges(x.type.range, unbounded), shift.type.range);
    return jointly(call, [x, scale, shift], range, (b, v, s, t) => b.add(b.multiply(v!, b.add(s!, 1)), t!));
  },
};

const dot: FunctionDefinition = {
  name: 'dot',
  group: 'math',
  summary: 'The inner product of two vectors.',
  formula: 'y = sum_i a_i b_i',
  parameters: [
    { name: 'a', kind: 'tensor' },
    { name: 'b', kind: 'tensor' },
  ],
  apply(call) {
    const [a, b] = [call.tensor('a'), call.tensor('b')];
    const shape = jointShape(call, [a, b]);
    if (!shape) return { kind: 'error' };
    const node = call.node({
      name: 'dot',
      inputs: [a, b],
      type: realType([]),
      lower: (context) =>
        sumLast(
          context.b,
          context.b.multiply(context.aligned(0, shape.length), context.aligned(1, shape.length)),
          shape.length,
        ),
    });
    return { kind: 'tensor', node };
  },
};

const norm: FunctionDefinition = {
  name: 'norm',
  group: 'math',
  summary: 'The Euclidean norm over the event.',
  formula: 'y = sqrt(sum_i x_i^2)',
  parameters: [{ name: 'x', kind: 'tensor' }],
  apply(call) {
    const x = call.tensor('x');
    const rank = x.type.shape.length;
    const node = call.node({
      name: 'norm',
      inputs: [x],
      type: realType([], nonNegative),
      lower: (context) => context.b.sqrt(sumLast(context.b, context.b.square(context.aligned(0)), rank)),
    });
    return { kind: 'tensor', node };
  },
};

export const mathFunctions: readonly FunctionDefinition[] = [
  min,
  clip,
  rescale,
  where,
  lerp,
  modulate,
  dot,
  norm,
];
