/** @file The value that a class chooses among n, for each example: `x[y]`, with y: Class[n]. */
import { diagnostic } from '../../diagnostics/catalog.ts';
import type { GraphBuilder, Value } from '../../ir/build.ts';
import { formatDim, known, sameDim } from '../../types/dims.ts';
import { formatType } from '../../types/type.ts';
import type { TensorType } from '../../types/type.ts';
import type { TypedNode } from '../../types/value.ts';
import type { Call } from '../definition.ts';
import { asNumber } from './operators.ts';

/**
 * Item y of x, [n, ...] with n the number of classes; undefined where they differ (reported). A table of weights is read by index,
 * and its gradient adds up the rows of each class; of values that differ between examples one is kept by a mask.
 */
export function chosenBy(call: Call, x: TypedNode, y: TypedNode): TypedNode | undefined {
  const [size = 0, ...shape] = x.type.shape;
  const classes = y.type.classes ?? 0;
  if (!sameDim(size, classes)) {
    call.report(
      diagnostic(
        'shape/class-index',
        call.span,
        { size: formatDim(size), classes: formatDim(classes) },
        {
          label: `${formatType(y.type)} of ${formatDim(size)}`,
          related: [x, y]
            .filter((one) => one.span.start < call.span.start || one.span.start >= call.span.end)
            .map((one) => ({ span: one.span, label: `${formatType(one.type)} comes from here` })),
          help: `give one value for each class: ${formatDim(classes)} of them`,
        },
      ),
    );
    return undefined;
  }
  const type: TensorType = { ...x.type, shape };
  return call.node({
    name: 'choose',
    detail: `[${formatType(y.type)}]`,
    inputs: [x, y],
    type,
    lower: (context, [table]) => {
      const { b } = context;
      if (table!.plates.length === 0) return b.gather(table!.value, context.aligned(1));
      const values = asNumber(b, context.aligned(0), 'number');
      const kept = b.select(
        maskOf(b, context.aligned(1), known(classes), shape.length),
        values,
        b.constant(0),
      );
      const chosen = b.sum(kept, [context.plates.length]);
      if (table!.value.dtype === 'f32') return chosen;
      return table!.value.dtype === 'bool' ? b.greater(chosen, 0.5) : b.cast(chosen, 'i32');
    },
  });
}

/** True at the index of each of `indices` [...]: [..., classes, 1, ...], with `rank` ones behind. */
function maskOf(b: GraphBuilder, indices: Value, classes: number, rank: number): Value {
  const behind = Array<number>(rank).fill(1);
  const each = Array.from({ length: classes }, (_, i) => i);
  return b.equal(
    b.reshape(indices, [...indices.shape, 1, ...behind]),
    b.constant(each, [classes, ...behind], 'i32'),
  );
}
