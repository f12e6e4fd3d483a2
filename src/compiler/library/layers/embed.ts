/** @file embed: a learned vector for each class, by a table that is read by index. */
import { formatDim } from '../../types/dims.ts';
import { diagnostic } from '../../diagnostics/catalog.ts';
import { formatType, realType } from '../../types/type.ts';
import type { FunctionDefinition } from '../definition.ts';
import { positive } from '../limits.ts';
import { kernelOf, weightParameter } from './parametrization.ts';

export const embed: FunctionDefinition = {
  name: 'embed',
  group: 'layer',
  summary:
    'A learned vector of `size` numbers for each class; starts as draws of N(0, 1) unless `init` says otherwise.',
  formula: 'y = T[class]',
  parameters: [
    { name: 'y', kind: 'tensor' },
    { name: 'size', kind: 'int' },
    { name: 'init', kind: 'initializer', optional: true },
    weightParameter,
  ],
  apply(call) {
    const y = call.tensor('y');
    if (y.type.element !== 'class') {
      return call.report(
        diagnostic(
          'type/not-a-class',
          call.spanOf('y'),
          { name: 'embed', found: formatType(y.type) },
          { label: formatType(y.type), help: 'of a vector take dense(n)' },
        ),
      );
    }
    const size = call.size('size');
    if (!positive(call, 'size', size)) return { kind: 'error' };
    const layer = call.layer();
    if (layer === undefined) return { kind: 'error' };
    const classes = y.type.classes ?? 1;
    const table = kernelOf(call, layer, {
      path: 'table',
      shape: [classes, size],
      fanIn: classes,
      fanOut: size,
      standard: { kind: 'normal', mean: 0, stddev: 1 },
    });
    const node = call.node({
      name: 'embed',
      detail: `embed(${formatDim(size)})`,
      inputs: [y, table],
      type: realType([...y.type.shape, size]),
      layer,
      lower: ({ b }, [index, rows]) => ({
        value: b.gather(rows!.value, index!.value),
        plates: index!.plates,
      }),
    });
    return { kind: 'tensor', node };
  },
};
