/** @file Matrix products. Shared with fused.ts: the type rule and the evaluation. */
import type { Shape } from './attributes.ts';
import { shapeText, streamingCost, type OpDefinition, type TensorType } from './definition.ts';
import { offsets, sizeOf, stridesOf, take, zeros, type NdArray } from './nd-array.ts';
import type { OpCalls, Value } from './op-calls.ts';
import { broadcastShapes, requireDTypes } from './type-rules.ts';

interface Transposes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** [rows, columns] of the last two axes, after the transpose. */
function matrixSize(shape: Shape, transposed: boolean): [number, number] {
  const rows = shape[shape.length - 2]!;
  const columns = shape[shape.length - 1]!;
  return transposed ? [columns, rows] : [rows, columns];
}

/** The type of a product, or a message. */
export function matMulType(
  a: TensorType,
  b: TensorType,
  { transposeA, transposeB }: Transposes,
): TensorType | string {
  const fault = requireDTypes([a, b], ['f32']);
  if (fault) return fault;
  if (a.shape.length < 2 || b.shape.length < 2) {
    return `a matrix product needs matrices, not ${shapeText(a.shape)} and ${shapeText(b.shape)}`;
  }
  const [m, inner] = matrixSize(a.shape, transposeA);
  const [innerB, n] = matrixSize(b.shape, transposeB);
  if (inner !== innerB) {
    const mark = (transposed: boolean) => (transposed ? ' transposed' : '');
    return `${shapeText(a.shape)}${mark(transposeA)} times ${shapeText(b.shape)}${mark(transposeB)}: inner sizes ${inner} and ${innerB} differ`;
  }
  const lead = broadcastShapes([a.shape.slice(0, -2), b.shape.slice(0, -2)]);
  return typeof lead === 'string' ? lead : { shape: [...lead, m, n], dtype: 'f32' };
}

function transposeLast(x: NdArray): NdArray {
  const rank = x.shape.length;
  const swap = (list: readonly number[]) => [...list.slice(0, -2), list[rank - 1]!, list[rank - 2]!];
  const shape = swap(x.shape);
  return take(x, offsets(shape, swap(stridesOf(x.shape))), shape);
}

/** The product in float64, inner loop over contiguous rows. */
export function evaluateMatMul(
  left: NdArray,
  right: NdArray,
  { transposeA, transposeB }: Transposes,
  shape: Shape,
): NdArray {
  const a = transposeA ? transposeLast(left) : left;
  const b = transposeB ? transposeLast(right) : right;
  const [m, inner] = matrixSize(a.shape, false);
  const n = b.shape[b.shape.length - 1]!;
  const lead = shape.slice(0, -2);
  const starts = (x: NdArray, matrix: number) => {
    const own = x.shape.slice(0, -2);
    const strides = stridesOf(own);
    const skip = lead.length - own.length;
    return offsets(
      lead,
      lead.map((_, axis) => (axis < skip || own[axis - skip] === 1 ? 0 : strides[axis - skip]! * matrix)),
    );
  };
  const startsA = starts(a, m * inner);
  const startsB = starts(b, inner * n);
  const result = zeros(shape);
  for (let item = 0; item < startsA.length; item++) {
    for (let row = 0; row < m; row++) {
      const out = result.data.subarray((item * m + row) * n, (item * m + row + 1) * n);
      for (let k = 0; k < inner; k++) {
        const factor = a.data[startsA[item]! + row * inner + k]!;
        if (factor === 0) continue;
        const from = startsB[item]! + k * n;
        for (let column = 0; column < n; column++) out[column]! += factor * b.data[from + column]!;
      }
    }
  }
  return result;
}

/** 2 m k n for each product. */
export function matMulFlops(a: TensorType, { transposeA }: Transposes, result: TensorType): number {
  return 2 * sizeOf(result.shape) * matrixSize(a.shape, transposeA)[1];
}

/**
 * Gradients of C = op(A) op(B): dA = dC op(B)^T and dB = op(A)^T dC, transposed as the operands are, with the transposes
 * as flags of the product. One matrix against a batch of them is flattened, so that its gradient is one product.
 */
export function matMulGradients(
  w: OpCalls,
  a: Value,
  b: Value,
  { transposeA, transposeB }: Transposes,
  dy: Value,
): [Value, Value] {
  const da = transposeA
    ? w.matMul(b, dy, { transposeA: transposeB, transposeB: true })
    : w.matMul(dy, b, { transposeB: !transposeB });
  const flat = (x: Value) => w.reshape(x, [sizeOf(x.shape.slice(0, -1)), x.shape[x.shape.length - 1]!]);
  const oneMatrix = b.shape.length === 2 && a.shape.length > 2 && !transposeA;
  const [rows, dRows] = oneMatrix ? [flat(a), flat(dy)] : [a, dy];
  const db = transposeB
    ? w.matMul(dRows, rows, { transposeA: true, transposeB: transposeA })
    : w.matMul(rows, dRows, { transposeA: !transposeA });
  return [w.sumTo(da, a.shape), w.sumTo(db, b.shape)];
}

const matMul: OpDefinition<'matMul'> = {
  arity: 2,
  kind: 'other',
  commutative: false,
  level: 'any',
  infer: ([a, b], attributes) => matMulType(a!, b!, attributes),
  evaluate: ([a, b], attributes, { shape }) => evaluateMatMul(a!, b!, attributes, shape),
  vjp: (w, { inputs: [a, b], attributes }, dy) => matMulGradients(w, a!, b!, attributes, dy),
  cost: (inputs, attributes, result) =>
    streamingCost(matMulFlops(inputs[0]!, attributes, result), inputs, result),
};

export const linear = { matMul };
