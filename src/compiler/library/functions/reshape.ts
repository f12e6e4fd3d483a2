/** @file flatten and reshape: the same values, row by row, in another shape. */
import { diagnostic } from '../../diagnostics/catalog.ts';
import { countOf, formatDim, formatShape, isKnown, knownShape, unknownSize } from '../../types/dims.ts';
import type { Dim } from '../../types/dims.ts';
import { formatType } from '../../types/type.ts';
import { isUndecided } from '../../types/value.ts';
import type { TypedNode, Value } from '../../types/value.ts';
import type { Call, FunctionDefinition } from '../definition.ts';
import { derivationOf } from '../origin.ts';

/** A node with the same values in another shape. */
export function reshaped(call: Call, x: TypedNode, shape: readonly Dim[], detail: string): TypedNode {
  return call.node({
    name: 'reshape',
    detail,
    inputs: [x],
    type: { ...x.type, shape },
    lower: (context, lowered) => {
      const { value, plates } = lowered[0]!;
      return {
        value: context.b.reshape(value, [...value.shape.slice(0, plates.length), ...knownShape(shape)]),
        plates,
      };
    },
  });
}

export const flatten: FunctionDefinition = {
  name: 'flatten',
  group: 'form',
  summary: 'All values of an example in one vector, row by row.',
  parameters: [{ name: 'x', kind: 'tensor', takesAny: true }],
  apply(call) {
    const x = call.tensor('x');
    return { kind: 'tensor', node: reshaped(call, x, [countOf(x.type.shape)], 'flatten') };
  },
};

export const reshape: FunctionDefinition = {
  name: 'reshape',
  group: 'form',
  summary: 'The same values, row by row, in another shape.',
  parameters: [
    { name: 'x', kind: 'tensor', takesAny: true },
    { name: 'shape', kind: 'list', rest: true },
  ],
  apply(call) {
    const x = call.tensor('x');
    const sizes = call.list('shape').map(sizeOf);
    if (sizes.length === 0 || sizes.some((n) => isKnown(n) && n < 1)) {
      return call.report(
        diagnostic('shape/not-positive', call.span, {
          name: "reshape's sizes",
          value: Math.min(...sizes.filter(isKnown), 0),
        }),
      );
    }
    const needed = countOf(sizes);
    const have = countOf(x.type.shape);
    if (!call.agree(needed, have)) {
      return call.report(
        diagnostic(
          'shape/reshape-count',
          call.span,
          { have: formatDim(have), wanted: formatShape(sizes) },
          {
            label: `needs ${formatDim(needed)} values`,
            related: [{ span: x.span, label: `${formatType(x.type)} comes from here` }],
            notes: [derivationOf(x)],
            help: reshapeHelp(x, have, needed, sizes),
          },
        ),
      );
    }
    return { kind: 'tensor', node: reshaped(call, x, sizes, `reshape(${formatShape(sizes)})`) };
  },
};

/** A size given to reshape; 0 for what is none. */
function sizeOf(value: Value): Dim {
  if (isUndecided(value)) return value.kind === 'size' ? value.size : unknownSize;
  return value.kind === 'number' && value.isInteger ? value.value : 0;
}

/** Proposes another layer size, and a square shape that holds what is there. */
function reshapeHelp(x: TypedNode, have: Dim, needed: Dim, sizes: readonly Dim[]): string {
  const proposals: string[] = [];
  if (x.form.kind === 'apply' && x.form.name === 'dense') proposals.push(`dense(${formatDim(needed)})`);
  const channels = sizes.at(-1) ?? 1;
  const side = isKnown(have) && isKnown(channels) ? Math.sqrt(have / channels) : NaN;
  if (sizes.length === 3 && Number.isInteger(side))
    proposals.push(`reshape(${side}, ${side}, ${formatDim(channels)})`);
  return proposals.length > 0
    ? `write ${proposals.join(', or ')}`
    : 'the product of the sizes must equal the number of values';
}
