/**
 * @file Made data as a source's files would hold it: for each column that a plan reads, values of the size, channels and classes that its
 * fields declare. The values are those of made.ts; pictures are mosaics of them, so that turning, cutting and pairing can be seen.
 */
import type { FieldPlan, SourcePlan } from '../plan.ts';
import { RandomStream } from '../random/stream.ts';
import { sizeOf } from '../tensors.ts';
import { madeValues } from './made.ts';
import { columnSize } from './picture-options.ts';
import type { ColumnData } from './source.ts';

/** Values of one column over the examples of a split, [count, ...shape]. */
export interface SynthesizedColumn {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: ColumnData;
  readonly classes?: number;
}

/** Tiles along the shorter side of a mosaic. */
const TILES = 8;
const DEFAULT_SIDE = 64;

/** The columns of `count` examples. Fields of one column agree on what it is; the first one decides. */
export function synthesizeColumns(
  plan: SourcePlan,
  split: 'train' | 'test',
  count: number,
  seed: number,
): readonly SynthesizedColumn[] {
  const byColumn = new Map<string, FieldPlan>();
  for (const field of plan.fields) {
    const other = byColumn.get(field.column);
    // A field without transforms says more of its column than one that is derived from it.
    if (!other || (other.transforms.length > 0 && field.transforms.length === 0))
      byColumn.set(field.column, field);
  }
  return [...byColumn].map(([name, field]) => {
    // Of a pair b is a inverted, so that there is something to learn.
    const isTarget = plan.loader === 'pairs' && name === 'b';
    const site = `synthesized/${split}/${plan.name}/${isTarget ? 'a' : name}`;
    const stream = new RandomStream(seed, site);
    if (field.classes !== undefined) {
      const { classes } = field;
      return {
        name,
        shape: [],
        classes,
        data: Int32Array.from({ length: count }, (_, example) => example % classes),
      };
    }
    if (field.shape.length !== 3 || plan.loader === 'npy')
      return { name, shape: field.shape, data: madeValues(field, count * sizeOf(field.shape), stream) };
    const shape = pictureShape(field, plan);
    const data = mosaics(shape, count, stream);
    return { name, shape, data: isTarget ? data.map((value) => 255 - value) : data };
  });
}

/** [height, width, channels] of the pictures behind a field. */
function pictureShape(field: FieldPlan, plan: SourcePlan): readonly [number, number, number] {
  const side = typeof plan.options['size'] === 'number' ? plan.options['size'] : DEFAULT_SIDE;
  const [height, width] = columnSize(field) ?? [side, side];
  const isEdges = field.transforms.some(({ kind }) => kind === 'sobel');
  return [height, width, isEdges ? 3 : (field.shape[2] ?? 3)];
}

function mosaics(
  [height, width, channels]: readonly [number, number, number],
  count: number,
  stream: RandomStream,
): Uint8Array {
  const tileSide = Math.max(1, Math.floor(Math.min(height, width) / TILES));
  const [rows, columns] = [Math.ceil(height / tileSide), Math.ceil(width / tileSide)];
  const tiles = madeValues({ dtype: 'f32', range: [0, 255] }, count * rows * columns * channels, stream);
  const data = new Uint8Array(count * height * width * channels);
  let at = 0;
  for (let example = 0; example < count; example++)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        for (let channel = 0; channel < channels; channel++) {
          const tile = (example * rows + Math.floor(y / tileSide)) * columns + Math.floor(x / tileSide);
          data[at++] = Math.round(tiles[tile * channels + channel] as number);
        }
  return data;
}
