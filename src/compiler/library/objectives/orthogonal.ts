/** @file orthogonal: how far the kernels of a network are from having orthogonal filters; one number for all examples. */
import { diagnostic } from '../../diagnostics/catalog.ts';
import { suggest } from '../../diagnostics/did-you-mean.ts';
import type { GraphBuilder, Value as IrValue } from '../../ir/build.ts';
import { nonNegative } from '../../types/range.ts';
import { realType } from '../../types/type.ts';
import type { Note, NetworkValue } from '../../types/value.ts';
import type { FunctionDefinition } from '../definition.ts';

const formula = 'sum over kernels of sum_{i != j} (W^T W)_ij^2';
const source = 'Brock, Donahue & Simonyan 2019, eq. 3';

/**
 * sum_{i != j} (W^T W)_ij^2 of a kernel [..., n], seen as a matrix of n columns, one for each filter. The products that it takes are at
 * most twice as many as the kernel's weights.
 */
function offDiagonal(b: GraphBuilder, kernel: IrValue): IrValue {
  const filters = kernel.shape.at(-1)!;
  const rows = kernel.shape.slice(0, -1).reduce((n, size) => n * size, 1);
  const matrix = b.reshape(kernel, [rows, filters]);
  return filters >= 2 * rows ? ofWide(b, matrix) : ofProducts(b, matrix, filters);
}

/** By the products of every two filters, [n, n]. */
function ofProducts(b: GraphBuilder, matrix: IrValue, filters: number): IrValue {
  const products = b.matMul(matrix, matrix, { transposeA: true });
  // A mask from two short lists: a difference of sums would lose what is small beside the diagonal.
  const index = Array.from({ length: filters }, (_, i) => i);
  const isSame = b.equal(b.constant(index, [filters, 1], 'i32'), b.constant(index, [1, filters], 'i32'));
  const mask = b.cast(b.logicalNot(isSame), 'f32');
  return b.sum(b.square(b.multiply(products, mask)));
}

/**
 * By the products of every two rows, [m, m]: W W^T and W^T W have one norm, less the diagonal's part. BigGAN's first layer has 24,576
 * filters of 20 weights, whose own products would take 2.4 GB. What is left is no small difference: n filters of like length in m
 * dimensions can't all be apart, and from n = 2 m on at least half of the norm is off the diagonal (Welch 1974).
 */
function ofWide(b: GraphBuilder, matrix: IrValue): IrValue {
  const all = b.sum(b.square(b.matMul(matrix, matrix, { transposeB: true })));
  const diagonal = b.sum(b.square(b.sum(b.square(matrix), [0])));
  return b.maximum(b.subtract(all, diagonal), b.constant(0)); // rounding may pass 0 where one filter has all the length
}

export const orthogonal: FunctionDefinition = {
  name: 'orthogonal',
  group: 'objective',
  summary:
    'The squared products of different filters, over the kernels of dense and convolution layers; `except: ["dense1"]` leaves layers out.',
  formula,
  source,
  parameters: [
    { name: 'net', kind: 'network' },
    { name: 'except', kind: 'list', optional: true },
  ],
  apply(call) {
    const network = call.value('net') as NetworkValue;
    if (call.isInNetwork())
      return call.report(
        diagnostic('type/unsupported', call.span, { what: 'orthogonal in the body of a network' }),
      );
    const kernels = call.kernels(network);
    const layers = kernels.map(({ path }) => path.slice(0, path.lastIndexOf('/')));
    const left: string[] = [];
    for (const item of call.has('except') ? call.list('except') : []) {
      const name = item.kind === 'string' ? item.value : '';
      if (!layers.includes(name)) {
        const near = suggest(name, layers);
        return call.report(
          diagnostic(
            'name/unknown-member',
            call.spanOf('except'),
            { member: name, of: `the kernels of ${network.network}`, known: layers },
            { help: near === undefined ? 'write names of layers in quotes' : `did you mean "${near}"?` },
          ),
        );
      }
      left.push(name);
    }
    const nodes = kernels.flatMap(({ node }, i) => (left.includes(layers[i]!) ? [] : [node]));
    const node = call.node({
      name: 'orthogonal',
      inputs: nodes,
      type: realType([], nonNegative),
      lower: ({ b }, lowered) => ({
        value: lowered
          .map(({ value }) => offDiagonal(b, value))
          .reduce((sum, one) => b.add(sum, one), b.constant(0)),
        plates: [],
      }),
    });
    const note: Note = {
      sentence: 'How far the filters of each kernel are from being orthogonal.',
      formula,
      source,
      unit: 'weight^4',
    };
    const usual = { low: 1e-7, high: 0.1, source: '1e-4 in Brock et al. 2019, section 3.1' };
    return {
      kind: 'tensor',
      node: call.means(node, { kind: 'regulariser', name: 'orthogonal', usual }),
      note,
    };
  },
};
