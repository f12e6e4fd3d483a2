/**
 * @file What a loader gives: two splits of columns in the host's memory, each column one array over all examples. Bytes stay
 * bytes; they are scaled when a batch is made (field.ts).
 */
import type { Host } from '../host.ts';
import type { Shape, SourcePlan, SpecPlace } from '../plan.ts';
import type { OptionReader } from './options.ts';

export type ColumnData = Uint8Array | Float32Array | Int32Array;

/** One named array over a split's examples, row-major [count, ...shape]. */
export interface Column {
  readonly name: string;
  /** Per example. */
  readonly shape: Shape;
  readonly data: ColumnData;
  /** The lowest and highest value that this kind of data can have: [0, 255] for bytes of an image. Undefined where unknown. */
  readonly fullRange?: readonly [number, number];
  /** The number of classes, where the source itself fixes it. */
  readonly classes?: number;
  /** The classes' names, where they have any. */
  readonly names?: readonly string[];
  /** For texts as word numbers: the words. */
  readonly vocabulary?: readonly string[];
  /** Names the file, and the place in it, of an example. */
  readonly locate: (example: number) => string;
}

export interface Split {
  readonly count: number;
  readonly columns: ReadonlyMap<string, Column>;
}

export interface DataSource {
  readonly train: Split;
  readonly test: Split;
  /** What a reader should know of how it was read, such as folders passed over. */
  readonly notes?: readonly string[];
  readonly leftOut?: LeftOut;
}

/** Files that cannot be read and were left out, of `count` in all. */
export interface LeftOut {
  readonly faults: readonly { readonly path: string; readonly reason: string }[];
  readonly count: number;
}

interface LoaderContext {
  readonly host: Host;
  readonly plan: SourcePlan;
  readonly options: OptionReader;
}

/** Reads or makes a source. Throws `InputError` with a code `data/...`. */
export type Loader = (context: LoaderContext) => Promise<DataSource>;

/** `vae.gen:7:3`. */
export function showPlace(place: SpecPlace): string {
  return `${place.path}:${place.line}:${place.column}`;
}

/** A split from its columns, which must have equally many examples. */
export function splitOf(count: number, columns: readonly Column[]): Split {
  return { count, columns: new Map(columns.map((column) => [column.name, column])) };
}

/** Keeps the chosen examples of a split, in the order of `examples`; a column's places stay those of the file. */
export function selectExamples(split: Split, examples: Uint32Array): Split {
  const columns = [...split.columns.values()].map((column): Column => {
    const size = column.data.length / Math.max(split.count, 1);
    const data = sliceLike(column.data, examples.length * size);
    for (let row = 0; row < examples.length; row++) {
      const from = (examples[row] as number) * size;
      data.set(column.data.subarray(from, from + size), row * size);
    }
    return { ...column, data, locate: (example) => column.locate(examples[example] ?? 0) };
  });
  return splitOf(examples.length, columns);
}

function sliceLike(data: ColumnData, length: number): ColumnData {
  if (data instanceof Float32Array) return new Float32Array(length);
  return data instanceof Int32Array ? new Int32Array(length) : new Uint8Array(length);
}
