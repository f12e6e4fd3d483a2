/** @file Rows by index: `gather` reads, `scatterAdd` adds up; each is the other's gradient. */
import { shapeText, streamingCost, type OpDefinition } from './definition.ts';
import { sameShape, sizeOf, zeros } from './nd-array.ts';
import { requireDTypes } from './type-rules.ts';

const gather: OpDefinition<'gather'> = {
  arity: 2,
  kind: 'other',
  commutative: false,
  level: 'any',
  infer: ([table, indices]) => {
    const fault = requireDTypes([indices!], ['i32']);
    if (fault) return fault;
    if (table!.shape.length === 0) return 'a scalar has no rows to gather';
    return { shape: [...indices!.shape, ...table!.shape.slice(1)], dtype: table!.dtype };
  },
  evaluate: ([table, indices], _, { shape }) => {
    const row = sizeOf(table!.shape.slice(1));
    const result = zeros(shape);
    indices!.data.forEach((index, i) =>
      result.data.set(table!.data.subarray(index * row, (index + 1) * row), i * row),
    );
    return result;
  },
  // a row's gradient is the sum over its readers
  vjp: (b, { inputs: [table, indices] }, dy) => [b.scatterAdd(dy, indices!, table!.shape[0]!), undefined],
  cost: ([, indices], _, result) => streamingCost(0, [indices!, result], result),
};

const scatterAdd: OpDefinition<'scatterAdd'> = {
  arity: 2,
  kind: 'other',
  commutative: false,
  level: 'any',
  infer: ([rows, indices], { depth }) => {
    const fault = requireDTypes([indices!], ['i32']) ?? requireDTypes([rows!], ['f32', 'i32']);
    if (fault) return fault;
    const lead = rows!.shape.slice(0, indices!.shape.length);
    if (!sameShape(lead, indices!.shape)) {
      return `rows ${shapeText(rows!.shape)} do not begin with the shape of the indices, ${shapeText(indices!.shape)}`;
    }
    return { shape: [depth, ...rows!.shape.slice(indices!.shape.length)], dtype: rows!.dtype };
  },
  evaluate: ([rows, indices], _, { shape }) => {
    const row = sizeOf(shape.slice(1));
    const result = zeros(shape);
    indices!.data.forEach((index, i) => {
      for (let at = 0; at < row; at++) result.data[index * row + at]! += rows!.data[i * row + at]!;
    });
    return result;
  },
  // each row gets the gradient of the sum that it went into
  vjp: (b, { inputs: [, indices] }, dy) => [b.gather(dy, indices!), undefined],
  cost: (inputs, _, result) => streamingCost(sizeOf(inputs[0]!.shape), inputs, result),
};

export const indexing = { gather, scatterAdd };
