/** @file Element types: the plan's names, TensorFlow.js's names, and the arrays that carry them. */
import type { DataType } from '@tensorflow/tfjs-core';
import type { DType } from '../../plan.ts';

/** TensorFlow.js's name of an element type. */
export function backendDType(dtype: DType): 'float32' | 'int32' | 'bool' {
  switch (dtype) {
    case 'f32':
      return 'float32';
    case 'i32':
      return 'int32';
    case 'bool':
      return 'bool';
  }
}

/** The plan's name of a TensorFlow.js element type; throws for strings and complex numbers, which no graph holds. */
export function planDType(dtype: DataType): DType {
  switch (dtype) {
    case 'float32':
      return 'f32';
    case 'int32':
      return 'i32';
    case 'bool':
      return 'bool';
    default:
      throw new Error(`internal error: no tensor of a graph has elements of type ${dtype}`);
  }
}

/** `count` elements from one value for all, or from as many. */
export function typedValues(
  values: readonly number[],
  count: number,
  dtype: DType,
): Float32Array | Int32Array | Uint8Array {
  const array =
    dtype === 'f32'
      ? new Float32Array(count)
      : dtype === 'i32'
        ? new Int32Array(count)
        : new Uint8Array(count);
  if (values.length === 1) array.fill(values[0] as number);
  else array.set(values);
  return array;
}
