/**
 * @file A contact sheet of a source's training examples: a column for each class where one field is an image and another a class, else the
 * image fields of each example side by side. Without declared fields the columns are shown as they are read.
 */
import { readField } from '../../runtime/data/describe.ts';
import { bindSource } from '../../runtime/data/field.ts';
import type { DataSource } from '../../runtime/data/source.ts';
import type { HostTensor } from '../../runtime/engine.ts';
import { drawGrid } from '../../runtime/figures/grid.ts';
import { loadTypeface } from '../../runtime/figures/typeface.ts';
import type { Host } from '../../runtime/host.ts';
import type { SourcePlan } from '../../runtime/plan.ts';
import { sizeOf } from '../../runtime/tensors.ts';
import { CommandFailure } from '../failure.ts';

const MOST_CLASSES = 12;
const LARGE = 96;

interface Images {
  readonly name: string;
  readonly shape: readonly number[];
  readonly range: readonly [number, number];
  readonly read: (examples: readonly number[]) => HostTensor;
}

/** Writes the sheet. Throws `CommandFailure` where nothing is an image. */
export async function writeSheet(
  host: Host,
  file: string,
  plan: SourcePlan,
  source: DataSource,
  count: number,
): Promise<void> {
  const images = plan.fields.length === 0 ? columnImages(source) : fieldImages(plan, source);
  const [first] = images;
  if (!first) throw new CommandFailure(`${plan.name} holds no images to put on a sheet`, 'leave out --out');
  const label =
    [...source.train.columns.values()].find(
      ({ data, shape, classes }) => classes !== undefined && shape.length === 0 && data instanceof Int32Array,
    ) ?? source.train.columns.get('label');
  const found =
    label && images.length === 1 ? byClass(label.data, count) : new Map<number, readonly number[]>();
  const isByClass = found.size > 1 && found.size <= MOST_CLASSES;
  const rows = isByClass ? Math.max(...[...found.values()].map(({ length }) => length)) : 0;
  // Large pictures fill a sheet with fewer of them.
  const most = Math.max(...first.shape) > LARGE ? count : 4 * count;
  const shown = Array.from({ length: Math.min(most, source.train.count) }, (_, example) => example);
  const parts = isByClass
    ? [...found].map(([place, examples]) => ({
        label: label?.names?.[place] ?? String(place),
        range: first.range,
        tensor: filled(first, examples, rows),
      }))
    : images.map(({ name, range, read }) => ({ label: name, range, tensor: read(shown) }));
  const png = await drawGrid(
    {
      kind: 'grid',
      columns: parts.length > 1 ? parts.length : Math.ceil(Math.sqrt(2 * shown.length)),
      parts: parts.map(({ label: output, range }) => ({ output, label: output, range })),
    },
    new Map(parts.map((part) => [part.label, part.tensor])),
    {
      title: `${plan.name} from ${plan.loader}`,
      subtitle: `${isByClass ? `the first ${rows} training examples of each class` : `the first ${shown.length} training examples`}, ${source.train.count.toLocaleString('en')} in all`,
    },
    await loadTypeface(host),
  );
  await host.writeFileAtomically(file, png);
}

/** Consecutive places among the training examples, the first `count` of each class. */
function byClass(labels: ArrayLike<number>, count: number): Map<number, readonly number[]> {
  const found = new Map<number, number[]>();
  for (let example = 0; example < labels.length; example++) {
    const label = labels[example] ?? 0;
    const examples = found.get(label) ?? [];
    found.set(label, examples);
    if (examples.length < count) examples.push(example);
  }
  return new Map([...found].toSorted(([a], [b]) => a - b));
}

/** A class with fewer examples than the others ends in white. */
function filled(images: Images, examples: readonly number[], rows: number): HostTensor {
  const { data, ...rest } = images.read(examples);
  const size = sizeOf(images.shape);
  const all = new Float32Array(rows * size).fill(images.range[1]);
  all.set(data as Float32Array);
  return { ...rest, shape: [rows, ...images.shape], data: all };
}

function fieldImages(plan: SourcePlan, source: DataSource): readonly Images[] {
  const { train } = bindSource(plan, source);
  return plan.fields.flatMap(({ name, shape, range = [0, 1] }) => {
    const field = train.fields.get(name);
    if (!field || shape.length !== 3) return [];
    return [{ name, shape, range, read: reader(shape, (example) => readField(field, example, 1)) }];
  });
}

function columnImages({ train }: DataSource): readonly Images[] {
  return [...train.columns.values()].flatMap(({ name, shape, data, fullRange }) => {
    if (shape.length !== 3 || ![1, 3].includes(shape[2] ?? 0)) return [];
    const size = sizeOf(shape);
    const read = reader(shape, (example) => data.subarray(example * size, (example + 1) * size));
    return [{ name, shape, range: fullRange ?? extentOf(data), read }];
  });
}

/** Real numbers have no range of their own: what there is, from black to white. */
function extentOf(data: ArrayLike<number>): readonly [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (let at = 0; at < data.length; at++) {
    const value = data[at] as number;
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return high > low ? [low, high] : [0, 1];
}

function reader(shape: readonly number[], one: (example: number) => ArrayLike<number>): Images['read'] {
  const size = sizeOf(shape);
  return (examples) => {
    const data = new Float32Array(examples.length * size);
    examples.forEach((example, row) => data.set(one(example), row * size));
    return { shape: [examples.length, ...shape], dtype: 'f32', data };
  };
}
