/**
 * @file The types of tensor values: the shape of one example's value, what its elements are, and their range. Plates (the
 * batch, extra samples) are no part of a type.
 */
import { formatDim, formatShape, isKnown } from './dims.ts';
import type { Dim } from './dims.ts';
import { formatRange, isKnownRange, isUnbounded, unbounded, unknownRange } from './range.ts';
import type { Range } from './range.ts';

/** `logit` is a real score; `class` an index; `real` everything else that has a value range. */
export type ElementKind = 'real' | 'logit' | 'int' | 'bool' | 'class';

export interface TensorType {
  readonly shape: readonly Dim[];
  readonly element: ElementKind;
  readonly range: Range;
  /** The number of classes, for `class`. */
  readonly classes?: Dim;
}

/** A real tensor; unbounded where no range is given. */
export function realType(shape: readonly Dim[], range: Range = unbounded): TensorType {
  return { shape, element: 'real', range };
}

export function boolType(shape: readonly Dim[]): TensorType {
  return { shape, element: 'bool', range: { low: 0, high: 1 } };
}

/** `Class[n]`: one index below n. */
export function classType(classes: Dim): TensorType {
  const range = isKnown(classes) ? { low: 0, high: classes - 1 } : unknownRange;
  return { shape: [], element: 'class', classes, range };
}

/** The name of a real tensor's type: Real, Vector[n], Image[h, w, c], Tensor[...]. */
export function formatType(type: TensorType): string {
  if (type.element === 'class') return `Class[${type.classes === undefined ? '?' : formatDim(type.classes)}]`;
  return `${formatShapeName(type)}${type.element === 'real' && isKnownRange(type.range) && !isUnbounded(type.range) ? ` in ${formatRange(type.range)}` : ''}`;
}

function formatShapeName(type: TensorType): string {
  const { shape, element } = type;
  const scalar = { real: 'Real', logit: 'Logit', int: 'Int', bool: 'Bool', class: 'Class' }[element];
  if (shape.length === 0) return scalar;
  if (element !== 'real') return `${scalar}[${formatShape(shape)}]`;
  const names: Readonly<Record<number, string>> = { 1: 'Vector', 3: 'Image' };
  return `${names[shape.length] ?? 'Tensor'}[${formatShape(shape)}]`;
}
