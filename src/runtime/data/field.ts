/**
 * @file Binds a plan's fields to a source's columns: checks the declared type against what is there, applies the transforms and
 * scales values to the declared range when a batch is gathered. Bytes go through a table of 256 numbers.
 */
import { InputError } from '../host.ts';
import { makeAugmentation } from './augment.ts';
import type { Visits } from './augment.ts';
import type { FieldPlan, Shape, SourcePlan } from '../plan.ts';
import { sameShape, showShape, sizeOf } from '../tensors.ts';
import type { Column, ColumnData, DataSource, Split } from './source.ts';
import { showPlace } from './source.ts';
import type { Transform } from './transforms.ts';
import { makeTransform } from './transforms.ts';
import { showLeftOut } from './unreadable.ts';

/** One field of a split, ready to be read in any order. */
export interface BoundField {
  readonly shape: Shape;
  readonly dtype: 'f32' | 'i32';
  /** Writes the examples `indices` to `out`, one after another; as `visits` of training, augmented where the source says so. */
  gather(indices: Uint32Array, out: Float32Array | Int32Array, visits?: Visits): void;
}

export interface BoundSplit {
  readonly count: number;
  readonly fields: ReadonlyMap<string, BoundField>;
}

export interface BoundSource {
  readonly name: string;
  readonly train: BoundSplit;
  readonly test: BoundSplit;
  /** What a reader should know of how it was read. */
  readonly notes?: readonly string[];
}

/** Binds all fields of a source. Throws `InputError` with the field's place where the declaration and the data differ. */
export function bindSource(plan: SourcePlan, source: DataSource): BoundSource {
  const bind = (split: Split): BoundSplit => ({
    count: split.count,
    fields: new Map(plan.fields.map((field) => [field.name, bindField(plan, field, split)])),
  });
  const { notes = [], leftOut } = source;
  const bound = { name: plan.name, train: bind(source.train), test: bind(source.test) };
  const all = leftOut ? [...notes, showLeftOut(leftOut)] : notes;
  return all.length > 0 ? { ...bound, notes: all } : bound;
}

function bindField(source: SourcePlan, field: FieldPlan, split: Split): BoundField {
  const where = showPlace(field.place);
  const column = split.columns.get(field.column);
  if (column === undefined) {
    const names = [...split.columns.keys()].join(', ');
    throw new InputError(
      'data/field-column',
      where,
      `${source.loader} has no column ${field.column}, which the field ${field.name} is read from`,
      `it has: ${names}`,
    );
  }
  const range = column.fullRange ?? [0, 255];
  let shape = column.shape;
  const transforms: Transform[] = [];
  const text = column.vocabulary === undefined ? {} : { vocabulary: column.vocabulary };
  for (const transformPlan of field.transforms) {
    const transform = makeTransform(transformPlan, { shape, range, where, ...text });
    transforms.push(transform);
    shape = transform.shape;
  }
  checkShape(source, field, column, shape, where);
  checkType(field, column, where);
  checkClasses(field, column, split.count);
  const read = scaledReader(field, column, split.count, where);
  // Transformed examples are made at the first read of a split, once.
  let data: ColumnData | undefined;
  const size = sizeOf(shape);
  const examples = (): ColumnData =>
    (data ??= applyTransforms(column.data, sizeOf(column.shape), transforms, split.count));
  const own = field.own ?? transforms.length;
  const ownShape = own === 0 ? column.shape : (transforms[own - 1] as Transform).shape;
  const augment =
    source.augment && source.augment.length > 0 && ownShape.length === 3
      ? makeAugmentation(source.augment, ownShape, range[0])
      : undefined;
  const ownSize = sizeOf(ownShape);
  let ownData: ColumnData | undefined;
  return {
    shape: field.shape,
    dtype: field.dtype,
    gather(indices, out, visits) {
      if (!augment || !visits) return read(examples(), size, indices, out);
      ownData ??=
        own === transforms.length
          ? examples()
          : applyTransforms(column.data, sizeOf(column.shape), transforms.slice(0, own), split.count);
      const rows = like(ownData, indices.length * ownSize);
      indices.forEach((index, row) =>
        rows.set((ownData as ColumnData).subarray(index * ownSize, (index + 1) * ownSize), row * ownSize),
      );
      const changed = like(ownData, rows.length);
      augment(rows, changed, visits);
      const made = applyTransforms(changed, ownSize, transforms.slice(own), indices.length);
      read(
        made,
        size,
        indices.map((_, row) => row),
        out,
      );
    },
  };
}

function like(data: ColumnData, length: number): ColumnData {
  return data instanceof Uint8Array ? new Uint8Array(length) : new Float32Array(length);
}

function checkShape(source: SourcePlan, field: FieldPlan, column: Column, shape: Shape, where: string): void {
  // [28, 28] can be read as [28, 28, 1], and [1] as a number.
  const fits =
    sameShape(shape, field.shape) ||
    sameShape([...shape, 1], field.shape) ||
    sameShape(shape, [...field.shape, 1]);
  if (fits) return;
  const derived =
    field.transforms.length > 0 ? ` after ${field.transforms.map((item) => item.kind).join(', ')}` : '';
  const original = derived === '' ? '' : `, from ${showShape(column.shape)}`;
  throw new InputError(
    'data/field-shape',
    where,
    `the field ${field.name} is declared ${showShape(field.shape)}, and ${source.loader}'s ${column.name} is ` +
      `${showShape(shape)}${derived}${original} (${column.locate(0)})`,
    `declare [${shape.join(', ')}], or transform the column to the declared shape`,
  );
}

function checkType(field: FieldPlan, column: Column, where: string): void {
  if (field.dtype === 'f32' || !(column.data instanceof Float32Array)) return;
  throw new InputError(
    'data/field-kind',
    where,
    `the field ${field.name} is a class or a whole number, and the column ${column.name} holds real numbers`,
    'declare it Real or Vector, or store whole numbers',
  );
}

function checkClasses(field: FieldPlan, column: Column, count: number): void {
  const classes = field.classes;
  if (classes === undefined) return;
  if (column.classes !== undefined && column.classes > classes) {
    throw new InputError(
      'data/field-classes',
      showPlace(field.place),
      `the field ${field.name} is declared Class[${classes}], and the data has ${column.classes} classes (${column.locate(0)})`,
      `declare Class[${column.classes}]`,
    );
  }
  for (let example = 0; example < count; example++) {
    const label = column.data[example] as number;
    if (Number.isInteger(label) && label >= 0 && label < classes) continue;
    throw new InputError(
      'data/label-range',
      column.locate(example),
      `the label is ${label}, and the field ${field.name} is declared Class[${classes}] at ${showPlace(field.place)}: ` +
        `labels are 0 to ${classes - 1}`,
      label >= classes ? `declare Class[${label + 1}] or more, or mend the data` : 'mend the data',
    );
  }
}

type Reader = (data: ColumnData, size: number, indices: Uint32Array, out: Float32Array | Int32Array) => void;

function scaledReader(field: FieldPlan, column: Column, count: number, where: string): Reader {
  const { range } = field;
  const from = column.fullRange;
  if (range === undefined || (from && from[0] === range[0] && from[1] === range[1])) return copyRows;
  if (from === undefined) {
    checkContained(field, column, count, range, where);
    return copyRows;
  }
  const factor = (range[1] - range[0]) / (from[1] - from[0]);
  const scale = (value: number): number => range[0] + (value - from[0]) * factor;
  if (column.data instanceof Uint8Array) {
    const table = Float32Array.from({ length: 256 }, (_, byte) => scale(byte));
    return (data, size, indices, out) => {
      let to = 0;
      for (let row = 0; row < indices.length; row++) {
        const start = (indices[row] as number) * size;
        for (let index = start; index < start + size; index++)
          out[to++] = table[data[index] as number] as number;
      }
    };
  }
  return (data, size, indices, out) => {
    copyRows(data, size, indices, out);
    for (let index = 0; index < indices.length * size; index++) out[index] = scale(out[index] as number);
  };
}

const copyRows: Reader = (data, size, indices, out) => {
  for (let row = 0; row < indices.length; row++) {
    const start = (indices[row] as number) * size;
    out.set(data.subarray(start, start + size), row * size);
  }
};

/** Data whose full range nobody knows is taken as it is: then it must lie in the declared range. */
function checkContained(
  field: FieldPlan,
  column: Column,
  count: number,
  [low, high]: readonly [number, number],
  where: string,
): void {
  const size = column.data.length / Math.max(count, 1);
  for (let index = 0; index < column.data.length; index++) {
    const value = column.data[index] as number;
    if (value >= low && value <= high) continue;
    throw new InputError(
      'data/field-range',
      column.locate(Math.floor(index / size)),
      `the value ${value} lies outside [${low}, ${high}], which the field ${field.name} declares at ${where}`,
      'scale the data, or declare the range that it has',
    );
  }
}

/** `count` examples of `exampleSize` values each, transformed one after another; bytes stay bytes. */
function applyTransforms(
  examples: ColumnData,
  exampleSize: number,
  transforms: readonly Transform[],
  count: number,
): ColumnData {
  let data = examples;
  let inputSize = exampleSize;
  for (const transform of transforms) {
    const size = sizeOf(transform.shape);
    const one = new Float64Array(size);
    const result = like(examples, count * size);
    for (let example = 0; example < count; example++) {
      transform.apply(data.subarray(example * inputSize, (example + 1) * inputSize), one);
      if (result instanceof Uint8Array)
        for (let index = 0; index < size; index++) one[index] = Math.round(one[index] as number);
      result.set(one, example * size);
    }
    data = result;
    inputSize = size;
  }
  return data;
}
