/** @file What functions of several values share: sizes that agree by broadcasting, and one node that computes each place of the joint shape. */
import { diagnostic } from '../../diagnostics/catalog.ts';
import type { GraphBuilder, Value as IrValue } from '../../ir/build.ts';
import { broadcastShapes } from '../../types/dims.ts';
import type { Dim } from '../../types/dims.ts';
import type { Range } from '../../types/range.ts';
import { formatType, realType } from '../../types/type.ts';
import type { TensorType } from '../../types/type.ts';
import type { TypedNode, Value } from '../../types/value.ts';
import type { Call } from '../definition.ts';
import { elementwise } from '../lowering.ts';
import { sizesApart } from '../origin.ts';

/** The joint shape of operands, or undefined (reported, with where each came from). */
export function jointShape(call: Call, nodes: readonly TypedNode[]): readonly Dim[] | undefined {
  let shape: readonly Dim[] = [];
  for (const node of nodes) {
    const joint = broadcastShapes(shape, node.type.shape);
    if (!joint) {
      call.report(
        diagnostic(
          'shape/broadcast',
          call.span,
          { name: call.name, left: formatType(nodes[0]!.type), right: formatType(node.type) },
          {
            related: sizesApart(nodes[0]!, node),
            help: 'sizes must be equal or 1, aligned at the last axis',
          },
        ),
      );
      return undefined;
    }
    shape = joint;
  }
  return shape;
}

/**
 * The function `call.name` of operands, place by place of their joint shape; the poison value where they have none (reported). `gives` is
 * the range of real results, or the type of others.
 */
export function jointly(
  call: Call,
  operands: readonly TypedNode[],
  gives: Range | ((shape: readonly Dim[]) => TensorType),
  apply: (b: GraphBuilder, ...operands: IrValue[]) => IrValue,
): Value {
  const shape = jointShape(call, operands);
  if (!shape) return { kind: 'error' };
  const node = call.node({
    name: call.name,
    inputs: operands,
    type: typeof gives === 'function' ? gives(shape) : realType(shape, gives),
    lower: elementwise(shape.length, apply),
  });
  return { kind: 'tensor', node };
}
