/**
 * @file The operand that a layer asks for: an image, or anything with channels on its last axis; and what is said of a value with other axes, or of
 * pixels that a stride does not divide.
 */
import { diagnostic } from '../diagnostics/catalog.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { formatDim, isKnown } from '../types/dims.ts';
import type { Dim } from '../types/dims.ts';
import { formatType } from '../types/type.ts';
import type { ErrorValue, TypedNode } from '../types/value.ts';
import type { Call } from './definition.ts';

/** What has channels. */
export const vectorOrImage = 'a Vector[n] or an Image[h, w, c]';

/** An argument of the wrong rank, told at the call with where it comes from. */
export function reportRank(call: Call, x: TypedNode, wanted: string, name = call.name): ErrorValue {
  const found = formatType(x.type);
  const help =
    x.type.shape.length === 0
      ? 'stack(x) makes a vector of a number'
      : x.type.shape.length === 1
        ? 'reshape(h, w, c) makes an image of a vector'
        : undefined;
  return call.report(
    diagnostic(
      'shape/rank',
      call.span,
      { name, wanted, found },
      {
        related: [{ span: x.span, label: `${found} comes from here` }],
        ...(help === undefined ? {} : { help }),
      },
    ),
  );
}

/** The image argument `x`, or undefined (reported). */
export function imageOf(call: Call): { x: TypedNode; h: Dim; w: Dim; c: Dim } | undefined {
  const x = call.tensor('x');
  const [h, w, c] = x.type.shape;
  if (x.type.shape.length === 3 && h !== undefined && w !== undefined && c !== undefined)
    return { x, h, w, c };
  reportRank(call, x, 'an Image[h, w, c]');
  return undefined;
}

/** The argument `x` and the size of its last axis, or undefined (reported) for a number, which has none. */
export function channelsOf(
  call: Call,
  wanted = vectorOrImage,
): { readonly x: TypedNode; readonly channels: Dim } | undefined {
  const x = call.tensor('x');
  const channels = x.type.shape.at(-1);
  if (channels !== undefined) return { x, channels };
  reportRank(call, x, wanted);
  return undefined;
}

/** A height or width that the stride, or the size of a window, does not divide; `otherwise` is what could be done besides. */
export function strideFault(
  call: Call,
  x: TypedNode,
  { axis, size, stride }: { readonly axis: 'height' | 'width'; readonly size: Dim; readonly stride: Dim },
  otherwise = '',
): Diagnostic {
  return diagnostic(
    'shape/stride',
    call.span,
    { name: call.name, axis, size: formatDim(size), stride: formatDim(stride) },
    {
      related: [{ span: x.span, label: `${formatType(x.type)} comes from here` }],
      ...nearestSizes(size, stride, otherwise),
    },
  );
}

/** What to do about a size that the stride does not divide. */
function nearestSizes(size: Dim, stride: Dim, otherwise: string): { readonly help?: string } {
  if (!isKnown(size) || !isKnown(stride)) return {};
  const lower = Math.floor(size / stride) * stride;
  return {
    help: `the nearest sizes that work are ${lower > 0 ? `${lower} and ` : ''}${lower + stride}${otherwise}`,
  };
}
