/**
 * @file history(x, size:): values of earlier steps in place of some of this step's, for a discriminator that should not forget (Shrivastava et
 * al. 2017, section 2.3; CycleGAN). Here is what it takes and gives; how the pool moves is 4-lower/history.ts.
 */
import { diagnostic } from '../../diagnostics/catalog.ts';
import { isReal } from '../../types/derivative-paths.ts';
import { formatType } from '../../types/type.ts';
import type { FunctionDefinition } from '../definition.ts';
import { countFault, limits } from '../limits.ts';

export const history: FunctionDefinition = {
  name: 'history',
  group: 'game',
  summary:
    'Past values, as data: a pool of `size` fills first; then half of the examples pass, and each of the others goes into a random slot and what stood there comes out.',
  source: 'Shrivastava et al. 2017, section 2.3',
  parameters: [
    { name: 'x', kind: 'tensor' },
    { name: 'size', kind: 'int' },
  ],
  apply(call) {
    const x = call.tensor('x');
    const { type, plates } = x;
    if (!isReal(type.element)) {
      const facts = { name: 'x', of: 'history', wanted: 'real numbers', found: formatType(type) };
      return call.report(diagnostic('type/argument-kind', call.spanOf('x'), facts));
    }
    if (plates.length > 0) {
      const help = `reduce it first, over ${plates.join(', ')}: a pool keeps one value of an example`;
      return call.report(
        diagnostic('shape/unreduced-plate', call.spanOf('x'), { plates, goal: 'history' }, { help }),
      );
    }
    const size = call.int('size');
    const fault = countFault(call.spanOf('size'), 'size', size, limits.items);
    return fault ? call.report(fault) : { kind: 'tensor', node: call.history(x, size) };
  },
};
