/** @file stack: values of one shape along a new first axis. */
import { diagnostic } from '../../diagnostics/catalog.ts';
import { sameShape } from '../../types/dims.ts';
import { hull } from '../../types/range.ts';
import { formatType, realType } from '../../types/type.ts';
import type { Value } from '../../types/value.ts';
import type { Call, FunctionDefinition } from '../definition.ts';
import { spread, tensorsOf } from './form.ts';
import { asNumber } from './operators.ts';

/** Values of one shape along a new first axis; the poison value where they are none (reported). */
export function stacked(call: Call, values: readonly Value[]): Value {
  const nodes = tensorsOf(call, 'values', spread(values));
  const first = nodes?.[0];
  if (!nodes || !first) return { kind: 'error' };
  const odd = nodes.find((one) => !sameShape(one.type.shape, first.type.shape));
  if (odd) {
    return call.report(
      diagnostic(
        'shape/concat',
        call.span,
        { first: formatType(first.type), other: formatType(odd.type) },
        {
          related: [first, odd].map((one) => ({
            span: one.span,
            label: `${formatType(one.type)} comes from here`,
          })),
          help: `${call.name} needs values of one shape`,
        },
      ),
    );
  }
  const node = call.node({
    name: 'stack',
    inputs: nodes,
    type: realType([nodes.length, ...first.type.shape], nodes.map((one) => one.type.range).reduce(hull)),
    lower: (context) => {
      const axis = context.plates.length;
      const rows = nodes.map((_, i) => {
        const value = asNumber(context.b, context.full(i), 'number');
        return context.b.reshape(value, [...value.shape.slice(0, axis), 1, ...value.shape.slice(axis)]);
      });
      return context.b.concat(rows, axis);
    },
  });
  return { kind: 'tensor', node };
}

export const stack: FunctionDefinition = {
  name: 'stack',
  group: 'form',
  summary: 'Values of one shape along a new first axis.',
  parameters: [{ name: 'values', kind: 'list', rest: true }],
  apply: (call) => stacked(call, call.list('values')),
};
