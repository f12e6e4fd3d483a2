/** @file `accuracy`: whether the likeliest class of a Categorical is the one asked for; its mean is the share of hits. */
import { diagnostic } from '../../diagnostics/catalog.ts';
import { unitRange } from '../../types/range.ts';
import { realType } from '../../types/type.ts';
import type { FunctionDefinition } from '../definition.ts';
import { parameterOf } from '../distributions/family.ts';
import { formatDistribution } from '../distributions/format.ts';
import { logProbNode } from './likelihood.ts';

export const accuracy: FunctionDefinition = {
  name: 'accuracy',
  group: 'objective',
  summary:
    '1 where the likeliest class of a Categorical is `y`, else 0: as a report, the share of examples that are right.',
  formula: '[argmax_k p_k = y]',
  parameters: [
    { name: 'categorical', kind: 'distribution' },
    { name: 'y', kind: 'tensor' },
  ],
  apply(call) {
    const d = call.distribution('categorical');
    const y = call.tensor('y');
    if (d.family !== 'Categorical')
      return call.report(
        diagnostic(
          'program/accuracy',
          call.spanOf('categorical'),
          { found: formatDistribution(d) },
          { help: 'give a Categorical, as a classifier returns it: Categorical(logits: h |> dense(10))' },
        ),
      );
    // The same classes are needed as for its likelihood.
    if (!logProbNode(call, d, y, 'y')) return { kind: 'error' };
    const scores = parameterOf(d, d.parameters.has('logits') ? 'logits' : 'probabilities');
    const node = call.node({
      name: 'accuracy',
      inputs: [scores, y],
      type: realType([], unitRange),
      lower: (context) => {
        const { b } = context;
        const aligned = context.aligned(0, 1);
        const likeliest = b.argMax(aligned, aligned.shape.length - 1);
        return b.cast(b.equal(likeliest, context.aligned(1, 0)), 'f32');
      },
    });
    const note = {
      sentence: `The share of examples whose likeliest class is ${call.textOf('y')}.`,
      formula: '[argmax_k p_k = y]',
      source: 'the definition of accuracy',
      unit: '',
    };
    return { kind: 'tensor', node, note };
  },
};
