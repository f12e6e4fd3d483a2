/** @file Pieces that type rules share: broadcasting, dtype checks, axis lists. Each gives a value or a message. */
import type { DType, Shape } from './attributes.ts';
import { shapeText, type TensorType } from './definition.ts';

/** The NumPy broadcast of shapes, or a message. */
export function broadcastShapes(shapes: readonly Shape[]): Shape | string {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  const result: number[] = new Array<number>(rank).fill(1);
  for (const shape of shapes) {
    for (let axis = 0; axis < shape.length; axis++) {
      const at = rank - shape.length + axis;
      const size = shape[axis]!;
      if (size === 1 || size === result[at]) continue;
      if (result[at] !== 1) return `shapes ${shapes.map(shapeText).join(' and ')} do not broadcast together`;
      result[at] = size;
    }
  }
  return result;
}

/** A message unless every input has one of the dtypes. */
export function requireDTypes(inputs: readonly TensorType[], allowed: readonly DType[]): string | undefined {
  const wrong = inputs.find((input) => !allowed.includes(input.dtype));
  return wrong ? `operand of dtype ${wrong.dtype}, expected ${allowed.join(' or ')}` : undefined;
}

/** A message unless all inputs have the same dtype. */
export function requireSameDType(inputs: readonly TensorType[]): string | undefined {
  const first = inputs[0]!.dtype;
  const other = inputs.find((input) => input.dtype !== first);
  return other ? `operands of dtypes ${first} and ${other.dtype}` : undefined;
}

/** A message unless `axes` are ascending, distinct and within the rank. */
export function requireAxes(axes: readonly number[], rank: number): string | undefined {
  const fine = axes.every(
    (axis, i) => Number.isInteger(axis) && axis >= 0 && axis < rank && (i === 0 || axis > axes[i - 1]!),
  );
  return fine ? undefined : `axes ${shapeText(axes)} are not ascending axes of a tensor of rank ${rank}`;
}

/** A message unless every size is a whole number of at least 1. */
export function requireSizes(shape: Shape): string | undefined {
  return shape.every((size) => Number.isInteger(size) && size >= 1)
    ? undefined
    : `${shapeText(shape)} is not a shape of whole, positive sizes`;
}
