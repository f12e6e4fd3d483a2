/** @file huber: squared for small differences, absolute for large ones; a mean over the event, per example. */
import { diagnostic } from '../../diagnostics/catalog.ts';
import { nonNegative } from '../../types/range.ts';
import { realType } from '../../types/type.ts';
import type { Note } from '../../types/value.ts';
import type { FunctionDefinition } from '../definition.ts';
import { meanLast } from '../lowering.ts';
import { operands } from './distances.ts';

const formula = '1/n sum_i h(a_i - b_i), h(d) = d^2/2 for |d| <= delta, else delta (|d| - delta/2)';

export const huber: FunctionDefinition = {
  name: 'huber',
  group: 'objective',
  summary: 'Squared below `delta` (default 1) and absolute above it, averaged over the event.',
  formula,
  source: 'Huber 1964',
  parameters: [
    { name: 'a', kind: 'tensor' },
    { name: 'b', kind: 'tensor' },
    { name: 'delta', kind: 'number', optional: true },
  ],
  apply(call) {
    const pair = operands(call);
    if (!pair) return { kind: 'error' };
    const delta = call.has('delta') ? call.number('delta') : 1;
    if (!(delta > 0)) {
      return call.report(
        diagnostic(
          'range/empty-interval',
          call.spanOf('delta'),
          { low: -delta, high: delta },
          { help: 'differences in [-delta, delta] are squared: give a delta above 0' },
        ),
      );
    }
    const node = call.node({
      name: 'huber',
      detail: `huber(delta: ${delta})`,
      inputs: pair,
      type: realType([], nonNegative),
      lower: (context) => {
        const { b } = context;
        const size = b.abs(b.subtract(context.aligned(0), context.aligned(1)));
        // With q = min(|d|, delta) both branches are q (|d| - q/2): nothing to select, and the gradient is q at either side.
        const squared = b.minimum(size, delta);
        const terms = b.multiply(squared, b.subtract(size, b.multiply(squared, 0.5)));
        return meanLast(b, terms, pair[0].type.shape.length);
      },
    });
    const note: Note = {
      sentence:
        'The Huber loss: squared for small differences, absolute for large ones, averaged over the event.',
      formula,
      source: 'Huber 1964',
      unit: 'per element',
    };
    return { kind: 'tensor', node, note };
  },
};
