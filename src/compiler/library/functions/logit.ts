/** @file logit: the score of a probability, the inverse of sigmoid. */
import { diagnostic } from '../../diagnostics/catalog.ts';
import { contains, formatRange, unitRange } from '../../types/range.ts';
import { formatType, realType } from '../../types/type.ts';
import type { FunctionDefinition } from '../definition.ts';
import { unary } from '../lowering.ts';
import { rangeOrigin } from '../origin.ts';

/** How near to 0 and 1 a probability may come: its logit is within +-16.2. */
const margin = 1e-7;

export const logit: FunctionDefinition = {
  name: 'logit',
  group: 'activation',
  summary:
    'The score of a probability, the inverse of sigmoid; p is first limited to [1e-7, 1 - 1e-7], so that 0 and 1 have one.',
  formula: 'y = log(p / (1 - p))',
  parameters: [{ name: 'p', kind: 'tensor' }],
  apply(call) {
    const p = call.tensor('p');
    if (!contains(unitRange, p.type.range)) {
      return call.report(
        diagnostic(
          'range/probability',
          call.spanOf('p'),
          { range: formatRange(p.type.range) },
          {
            label: formatType(p.type),
            related: [{ span: rangeOrigin(p).span, label: `${formatRange(p.type.range)} comes from here` }],
            help: 'logit is the inverse of sigmoid: rescale(0, 1) of an image in [-1, 1] makes probabilities of it',
          },
        ),
      );
    }
    const node = call.node({
      name: 'logit',
      inputs: [p],
      type: realType(p.type.shape),
      lower: unary((b, v) => {
        const inside = b.minimum(b.maximum(v, margin), 1 - margin);
        return b.subtract(b.log(inside), b.log(b.subtract(b.constant(1), inside)));
      }),
    });
    return { kind: 'tensor', node };
  },
};
