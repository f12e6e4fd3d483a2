/** @file dropout: sets values to zero at random in training mode and scales the rest (Srivastava et al. 2014, inverted form). */
import { diagnostic } from '../../diagnostics/catalog.ts';
import { realType } from '../../types/type.ts';
import { hull } from '../../types/range.ts';
import type { FunctionDefinition } from '../definition.ts';

export const dropout: FunctionDefinition = {
  name: 'dropout',
  group: 'layer',
  summary:
    'Zeroes each value with probability `rate` in training mode (or `always`), and divides the rest by 1 - rate.',
  formula: 'y = x m / (1 - rate), m ~ Bernoulli(1 - rate)',
  source: 'Srivastava et al. 2014',
  parameters: [
    { name: 'x', kind: 'tensor' },
    { name: 'rate', kind: 'number' },
    { name: 'mode', kind: 'symbol', symbols: ['always', 'training'], optional: true },
  ],
  apply(call) {
    const x = call.tensor('x');
    const rate = call.number('rate');
    if (!(rate >= 0 && rate < 1))
      return call.report(
        diagnostic(
          'range/dropout-rate',
          call.spanOf('rate'),
          { rate },
          {
            help:
              rate > 1 && rate <= 100
                ? `${rate} percent is written ${rate / 100}`
                : 'it is the part that is dropped',
          },
        ),
      );
    if (rate === 0) return { kind: 'tensor', node: x };
    const always = call.symbol('mode') === 'always';
    const noise = call.random('dropout', 'uniform', x.type.shape);
    const { low, high } = x.type.range;
    const node = call.node({
      name: 'dropout',
      detail: `dropout(${rate}${always ? ', always' : ''})`,
      inputs: [x, noise],
      type: realType(
        x.type.shape,
        hull({ low: 0, high: 0 }, { low: low / (1 - rate), high: high / (1 - rate) }),
      ),
      lower: (context, lowered) => {
        if (context.mode !== 'training' && !always) return lowered[0]!;
        const { b } = context;
        const rank = x.type.shape.length;
        const keep = b.cast(b.greaterEqual(context.aligned(1, rank), rate), 'f32');
        return b.multiply(b.multiply(context.aligned(0, rank), keep), 1 / (1 - rate));
      },
    });
    return { kind: 'tensor', node };
  },
};
