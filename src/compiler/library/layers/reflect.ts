/** @file Reflection padding from slices, reversals and concatenation, whose gradients are exact on every engine. */
import type { GraphBuilder, Value } from '../../ir/build.ts';

/** Mirrors `padding` [top, bottom, left, right] pixels of [b, h, w, c] around the border, without repeating the border. */
export function reflectPad(
  b: GraphBuilder,
  image: Value,
  padding: readonly [number, number, number, number],
): Value {
  const [top, bottom, left, right] = padding;
  return mirrorAxis(b, mirrorAxis(b, image, 1, top, bottom), 2, left, right);
}

function mirrorAxis(b: GraphBuilder, x: Value, axis: number, before: number, after: number): Value {
  const size = x.shape[axis]!;
  const part = (start: number, length: number): Value => {
    const starts = x.shape.map((_, i) => (i === axis ? start : 0));
    const sizes = x.shape.map((whole, i) => (i === axis ? length : whole));
    return b.reverse(b.slice(x, starts, sizes), [axis]);
  };
  const pieces = [
    ...(before > 0 ? [part(1, before)] : []),
    x,
    ...(after > 0 ? [part(size - 1 - after, after)] : []),
  ];
  return pieces.length === 1 ? x : b.concat(pieces, axis);
}
