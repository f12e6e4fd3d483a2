/**
 * @file What a source holds, as numbers: examples of each split, range and mean of each column and field, examples of each class, and
 * findings that one wants to know before training. Reads everything once.
 */
import type { SourcePlan } from '../plan.ts';
import { sizeOf } from '../tensors.ts';
import type { BoundField, BoundSource } from './field.ts';
import { bindSource } from './field.ts';
import type { Column, DataSource, Split } from './source.ts';

/** Values of a column as it is read, or of a field as the spec gets it; over both splits. */
export interface ValueSummary {
  readonly name: string;
  readonly shape: readonly number[];
  readonly low: number;
  readonly high: number;
  readonly mean: number;
  /** Values that are not finite; range and mean are of the others. */
  readonly nonFinite: number;
}

/** Examples of a class in each split. */
export interface ClassCount {
  readonly name: string;
  readonly train: number;
  readonly test: number;
}

export interface SourceDescription {
  readonly name: string;
  readonly loader: string;
  readonly train: number;
  readonly test: number;
  readonly columns: readonly (ValueSummary & {
    readonly kind: 'bytes' | 'reals' | 'integers';
    readonly words?: readonly string[];
  })[];
  readonly fields: readonly (ValueSummary & {
    readonly column: string;
    readonly transforms: readonly string[];
    readonly classes?: number;
    readonly range?: readonly [number, number];
  })[];
  /** Of each column of classes. */
  readonly classes: readonly { readonly column: string; readonly counts: readonly ClassCount[] }[];
  readonly notes: readonly string[];
  readonly findings: readonly string[];
}

/** Describes a source and the fields that a plan reads from it. Throws `InputError` where a field does not fit. */
export function describeSource(plan: SourcePlan, source: DataSource): SourceDescription {
  const bound = bindSource(plan, source);
  const columns = [...source.train.columns.values()];
  const classes = columns
    .filter((column) => column.classes !== undefined || isDeclaredClass(plan, column) || isLabel(column))
    .map((column) => ({
      column: column.name,
      counts: countClasses(plan, column, source),
    }));
  const described = columns.map((column) => ({
    ...summarize(column.name, column.shape, valuesOf(source, column.name)),
    kind:
      column.data instanceof Uint8Array
        ? ('bytes' as const)
        : column.data instanceof Float32Array
          ? ('reals' as const)
          : ('integers' as const),
    ...(column.vocabulary ? { words: column.vocabulary } : {}),
  }));
  const fields = plan.fields.map((field) => ({
    ...summarize(field.name, field.shape, fieldValues(bound, field.name)),
    column: field.column,
    transforms: field.transforms.map(({ kind, options }) => [kind, ...Object.values(options)].join(' ')),
    ...(field.classes === undefined ? {} : { classes: field.classes }),
    ...(field.range ? { range: field.range } : {}),
  }));
  const { train, test, notes = [] } = source;
  const findings = [
    ...findingsOf(source, classes),
    ...described
      .filter(({ nonFinite }) => nonFinite > 0)
      .map(
        ({ name, nonFinite }) =>
          `${name}: ${nonFinite} values are not finite, and training would stop at them`,
      ),
  ];
  return {
    name: plan.name,
    loader: plan.loader,
    train: train.count,
    test: test.count,
    columns: described,
    fields,
    classes,
    notes,
    findings,
  };
}

function isDeclaredClass(plan: SourcePlan, column: Column): boolean {
  return plan.fields.some((field) => field.column === column.name && field.classes !== undefined);
}

const MOST_LABELS = 10_000;

/** Whether a column that nothing is known of is called `label` and holds places among classes. */
function isLabel({ name, shape, data }: Column): boolean {
  return (
    name === 'label' &&
    shape.length === 0 &&
    !(data instanceof Float32Array) &&
    data.every((value) => value >= 0 && value < MOST_LABELS)
  );
}

type Chunk = Column['data'];

function* valuesOf({ train, test }: DataSource, name: string): Generator<Chunk> {
  for (const split of [train, test]) {
    const column = split.columns.get(name);
    if (column) yield column.data;
  }
}

const CHUNK = 256;

function* fieldValues(bound: BoundSource, name: string): Generator<Chunk> {
  for (const { count, fields } of [bound.train, bound.test]) {
    const field = fields.get(name);
    if (field)
      for (let first = 0; first < count; first += CHUNK)
        yield readField(field, first, Math.min(CHUNK, count - first));
  }
}

/** Consecutive examples of a field, [count, ...shape]. */
export function readField(field: BoundField, first: number, count: number): Float32Array | Int32Array {
  const size = count * sizeOf(field.shape);
  const values = field.dtype === 'f32' ? new Float32Array(size) : new Int32Array(size);
  field.gather(
    Uint32Array.from({ length: count }, (_, row) => first + row),
    values,
  );
  return values;
}

function summarize(name: string, shape: readonly number[], chunks: Iterable<Chunk>): ValueSummary {
  let [low, high, sum, count, nonFinite] = [Infinity, -Infinity, 0, 0, 0];
  for (const values of chunks) {
    for (const value of values) {
      if (!Number.isFinite(value)) {
        nonFinite += 1;
        continue;
      }
      if (value < low) low = value;
      if (value > high) high = value;
      sum += value;
      count += 1;
    }
  }
  return { name, shape, low, high, mean: sum / count, nonFinite };
}

function countClasses(plan: SourcePlan, column: Column, { train, test }: DataSource): readonly ClassCount[] {
  const inSplit = (split: Split): Map<number, number> => {
    const counts = new Map<number, number>();
    for (const label of split.columns.get(column.name)?.data ?? [])
      counts.set(label, (counts.get(label) ?? 0) + 1);
    return counts;
  };
  const [trained, tested] = [inSplit(train), inSplit(test)];
  const declared = plan.fields.find((field) => field.column === column.name)?.classes ?? 0;
  const highest = Math.max(-1, ...trained.keys(), ...tested.keys());
  const length = Math.max(column.classes ?? 0, declared, highest + 1);
  return Array.from({ length }, (_, label) => ({
    name: column.names?.[label] ?? String(label),
    train: trained.get(label) ?? 0,
    test: tested.get(label) ?? 0,
  }));
}

const UNEVEN = 10;

function findingsOf(source: DataSource, classes: SourceDescription['classes']): readonly string[] {
  const found: string[] = [];
  if (source.test.count === 0) found.push('there are no test examples, which reports and figures need');
  for (const { column, counts } of classes) {
    const absent = counts.filter(({ train }) => train === 0);
    if (absent.length > 0)
      found.push(`${column}: no training example of ${absent.map(({ name }) => name).join(', ')}`);
    const untested = counts.filter((count) => count.train > 0 && count.test === 0);
    if (untested.length > 0 && source.test.count > 0)
      found.push(`${column}: no test example of ${untested.map(({ name }) => name).join(', ')}`);
    const present = counts.map(({ train }) => train).filter((count) => count > 0);
    const [least, most] = [Math.min(...present), Math.max(...present)];
    if (most >= UNEVEN * least)
      found.push(`${column}: the largest class has ${most} training examples, the smallest ${least}`);
  }
  for (const column of source.train.columns.values()) {
    if (!(column.data instanceof Uint8Array) || column.shape.length !== 3) continue;
    const channels = column.shape[2] ?? 1;
    if (channels === 3 && isGrey(column.data))
      found.push(
        `${column.name}: all pictures are grey; Image[h, w, 1] holds as much in a third of the numbers`,
      );
    const copies = countCopies(source.train, source.test, column.name);
    if (copies > 0)
      found.push(
        `${column.name}: ${copies} of ${source.test.count} test examples are training examples as well, to the bit`,
      );
  }
  return found;
}

function isGrey(data: Uint8Array): boolean {
  for (let at = 0; at < data.length; at += 3)
    if (data[at] !== data[at + 1] || data[at] !== data[at + 2]) return false;
  return true;
}

/** Test examples whose bytes a training example has, too. */
function countCopies(train: Split, test: Split, name: string): number {
  const rows = function* (split: Split): Generator<string> {
    const data = split.columns.get(name)?.data;
    if (!(data instanceof Uint8Array)) return;
    const size = data.length / Math.max(split.count, 1);
    for (let row = 0; row < split.count; row++) yield digest(data, row * size, size);
  };
  const known = new Set(rows(train));
  let copies = 0;
  for (const row of rows(test)) if (known.has(row)) copies += 1;
  return copies;
}

/** Two sums as FNV-1a makes them, with different factors: 64 bits, enough to tell pictures apart. */
function digest(data: Uint8Array, start: number, size: number): string {
  let [one, two] = [0x811c9dc5, 0x01234567];
  for (let at = start; at < start + size; at++) {
    one = Math.imul(one ^ (data[at] as number), 0x01000193);
    two = Math.imul(two ^ (data[at] as number), 0x85ebca6b);
  }
  return `${one} ${two}`;
}
