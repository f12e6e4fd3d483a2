/** @file Made data on disk, in the layout that each source reads: class folders, domains, pairs, IDX files, arrays. */
import { csvFormatRows } from 'd3-dsv';
import { zipSync } from 'fflate';
import { METADATA_FILE, PATH_COLUMN } from '../../runtime/data/metadata-table.ts';
import type { SynthesizedColumn } from '../../runtime/data/synthesize.ts';
import { synthesizeColumns } from '../../runtime/data/synthesize.ts';
import type { Host } from '../../runtime/host.ts';
import type { SourcePlan } from '../../runtime/plan.ts';
import { CommandFailure } from '../failure.ts';
import { encodeNpy } from '../npy.ts';

/** Examples of each split. */
export interface SynthCounts {
  readonly train: number;
  readonly test: number;
}

/** What was written for a source, and how a spec reads it. */
export interface SynthesizedSource {
  readonly source: string;
  readonly files: number;
  readonly layout: string;
  /** The source as a spec writes it. */
  readonly expression: string;
}

const splits = ['train', 'test'] as const;
type SplitName = (typeof splits)[number];

/** Writes the files of one source; undefined for a source that is made at each run and reads none. */
export async function synthesizeSource(
  host: Host,
  plan: SourcePlan,
  folder: string,
  counts: SynthCounts,
  seed: number,
): Promise<SynthesizedSource | undefined> {
  const columns = (split: SplitName): readonly SynthesizedColumn[] =>
    synthesizeColumns(plan, split, counts[split], seed);
  switch (plan.loader) {
    case 'images':
      return writeImages(host, plan, folder, columns);
    case 'pairs':
      return writePairs(host, plan, folder, columns);
    case 'mnist':
    case 'fashionMnist':
    case 'idx':
      return writeIdx(host, plan, folder, columns);
    case 'npy':
      return writeArrays(host, plan, folder, columns);
    default:
      return undefined;
  }
}

type Columns = (split: SplitName) => readonly SynthesizedColumn[];

async function writeImages(
  host: Host,
  plan: SourcePlan,
  folder: string,
  columns: Columns,
): Promise<SynthesizedSource> {
  const { domain } = plan.options;
  const letter = typeof domain === 'string' ? domain.toUpperCase() : '';
  let files = 0;
  let classes = 0;
  let described: readonly SynthesizedColumn[] = [];
  for (const split of splits) {
    const made = columns(split);
    const image = made.find(({ name }) => name === 'image');
    if (!image) continue;
    const label = made.find(({ name }) => name === 'label');
    classes = label?.classes ?? 0;
    const digits = String(Math.max(classes - 1, 0)).length;
    const inner = (example: number): string =>
      label ? `class${String(label.data[example]).padStart(digits, '0')}` : '';
    const top = host.join(folder, split + letter);
    files += await writePictures(host, image, (example) => host.join(top, inner(example)));
    described = made.filter((column) => column !== image && column !== label);
    if (described.length > 0) await writeMetadata(host, top, described, inner);
  }
  const layout = [
    `pictures in train${letter} and test${letter}`,
    ...(classes > 0 ? [`in ${classes} class folders each`] : []),
    ...(described.length > 0
      ? [`with ${described.map(({ name }) => name).join(' and ')} in ${METADATA_FILE}`]
      : []),
  ].join(', ');
  return { source: plan.name, files, layout, expression: expressionOf(plan, folder) };
}

/** The source with the folder in place of its own. What says how pictures are read stays, what chooses among them goes. */
function expressionOf({ loader, options }: SourcePlan, folder: string): string {
  const kept = ['domain', 'sides', 'size', 'fit'].flatMap((name) => {
    const value = options[name];
    return value === undefined
      ? []
      : [`${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`];
  });
  return `${loader}(${[JSON.stringify(folder), ...kept].join(', ')})`;
}

async function writePairs(
  host: Host,
  plan: SourcePlan,
  folder: string,
  columns: Columns,
): Promise<SynthesizedSource> {
  const { sides } = plan.options;
  const names = Array.isArray(sides) ? sides.map(String) : ['a', 'b'];
  let files = 0;
  for (const split of splits)
    for (const column of columns(split)) {
      const side = names[column.name === 'a' ? 0 : 1] ?? column.name;
      files += await writePictures(host, column, () => host.join(folder, split, side));
    }
  const layout = `pairs of pictures under equal names in ${splits.map((split) => `${split}/${names.join(` and ${split}/`)}`).join(', ')}`;
  return { source: plan.name, files, layout, expression: expressionOf(plan, folder) };
}

/** A table of numbers beside the pictures, which lie in the folders that `inner` names. */
async function writeMetadata(
  host: Host,
  folder: string,
  columns: readonly SynthesizedColumn[],
  inner: (example: number) => string,
): Promise<void> {
  const rows = Array.from({ length: columns[0]?.data.length ?? 0 }, (_, example) => [
    [inner(example), pictureName(example)].filter((part) => part !== '').join('/'),
    ...columns.map(({ data }) => String(data[example])),
  ]);
  const table = csvFormatRows([[PATH_COLUMN, ...columns.map(({ name }) => name)], ...rows]);
  await host.writeFileAtomically(host.join(folder, METADATA_FILE), new TextEncoder().encode(`${table}\n`));
}

const pictureName = (example: number): string => `${String(example).padStart(4, '0')}.png`;

/** Writes a picture for each example into the folder that `target` names; returns their number. */
async function writePictures(
  host: Host,
  { shape, data }: SynthesizedColumn,
  target: (example: number) => string,
): Promise<number> {
  const { default: sharp } = await import('sharp');
  const [height = 1, width = 1, channels = 3] = shape;
  const size = height * width * channels;
  const count = data.length / size;
  const made = new Set<string>();
  for (let example = 0; example < count; example++) {
    const folder = target(example);
    if (!made.has(folder)) await host.makeFolder(folder);
    made.add(folder);
    const pixels = Buffer.from(data.subarray(example * size, (example + 1) * size));
    const png = await sharp(pixels, { raw: { width, height, channels: channels === 1 ? 1 : 3 } })
      .png()
      .toBuffer();
    await host.writeFileAtomically(host.join(folder, pictureName(example)), new Uint8Array(png));
  }
  return count;
}

const idxNames = { train: 'train', test: 't10k' } as const;

async function writeIdx(
  host: Host,
  plan: SourcePlan,
  folder: string,
  columns: Columns,
): Promise<SynthesizedSource> {
  await host.makeFolder(folder);
  for (const split of splits) {
    const made = columns(split);
    const image = made.find(({ name }) => name === 'image');
    const count = image
      ? image.data.length / image.shape.reduce((product, size) => product * size, 1)
      : (made[0]?.data.length ?? 0);
    const [height = 28, width = 28, channels = 1] = image?.shape ?? [];
    if (channels !== 1)
      throw new CommandFailure(
        `${plan.loader} holds grey pictures, and ${plan.name} reads ${channels} channels of it`,
      );
    const labels =
      made.find(({ name }) => name === 'label')?.data ??
      Array.from({ length: count }, (_, example) => example % 10);
    const pixels = image?.data ?? new Uint8Array(count * height * width);
    const file = (what: string): string => host.join(folder, `${idxNames[split]}-${what}`);
    await host.writeFileAtomically(file('images-idx3-ubyte'), idx([count, height, width], pixels));
    await host.writeFileAtomically(file('labels-idx1-ubyte'), idx([count], labels));
  }
  const named = plan.loader === 'fashionMnist' ? 'fashionMnist' : 'idx';
  return {
    source: plan.name,
    files: 4,
    layout: 'four IDX files, as MNIST names them',
    expression: `${named}(${JSON.stringify(folder)})`,
  };
}

/** An IDX file of bytes: a magic number, the sizes, the values. */
function idx(sizes: readonly number[], values: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * sizes.length + values.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0x800 + sizes.length);
  sizes.forEach((size, axis) => view.setUint32(4 + 4 * axis, size));
  bytes.set(Uint8Array.from(values), 4 + 4 * sizes.length);
  return bytes;
}

async function writeArrays(
  host: Host,
  plan: SourcePlan,
  folder: string,
  columns: Columns,
): Promise<SynthesizedSource> {
  const entries: Record<string, Uint8Array> = {};
  for (const split of splits)
    for (const { name, shape, data } of columns(split)) {
      const size = shape.reduce((product, length) => product * length, 1);
      const dtype = data instanceof Int32Array ? 'i32' : 'f32';
      entries[`${name}_${split}.npy`] = encodeNpy({ shape: [data.length / size, ...shape], dtype, data });
    }
  await host.makeFolder(folder);
  const file = host.join(folder, `${plan.name}.npz`);
  await host.writeFileAtomically(file, zipSync(entries));
  return {
    source: plan.name,
    files: 1,
    layout: `arrays ${Object.keys(entries).join(', ')}`,
    expression: `npy(${JSON.stringify(file)})`,
  };
}
