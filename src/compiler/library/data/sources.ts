/**
 * @file The data sources that a spec can name, with their options and columns, and the transforms of derived fields. Known
 * shapes are checked at compile time; those that files decide are checked when the data is opened.
 */
import type { ParamValue } from '../../../runtime/plan.ts';
import { shapeVocabulary } from '../../../runtime/data/words.ts';

export interface SourceDefinition {
  readonly name: string;
  readonly summary: string;
  /** The option that the first unnamed argument is. */
  readonly positional?: string;
  readonly options: readonly string[];
  readonly columns: readonly ColumnDefinition[];
  /** Where files decide the names of columns, or of further ones: what these are. */
  readonly openColumns?: { readonly summary: string; readonly kind: 'array' | 'number' };
}

export interface ColumnDefinition {
  readonly name: string;
  readonly kind: 'image' | 'vector' | 'class' | 'text';
  /** Known sizes of an example; undefined where options or files decide them. */
  readonly shape?: readonly number[];
  /** Square pictures as large as the option `size` says, or else `standard`; without channels, with those that a field declares. */
  readonly square?: { readonly standard?: number; readonly channels?: number };
  readonly classes?: number;
  /** The words of a text. */
  readonly vocabulary?: readonly string[];
}

const digits: readonly ColumnDefinition[] = [
  { name: 'image', kind: 'image', shape: [28, 28, 1] },
  { name: 'label', kind: 'class', classes: 10 },
];

export const sourceDefinitions: ReadonlyMap<string, SourceDefinition> = new Map(
  (
    [
      {
        name: 'mnist',
        summary: 'Handwritten digits: 60,000 for training, 10,000 for testing.',
        options: ['half', 'digits', 'limit'],
        columns: digits,
      },
      {
        name: 'fashionMnist',
        summary: 'Clothes in the form of MNIST, from a folder of IDX files.',
        positional: 'folder',
        options: ['folder', 'half', 'digits', 'limit'],
        columns: digits,
      },
      {
        name: 'idx',
        summary: 'Any folder of IDX files named as MNIST names them.',
        positional: 'folder',
        options: ['folder', 'half', 'digits', 'limit'],
        columns: [
          { name: 'image', kind: 'image' },
          { name: 'label', kind: 'class' },
        ],
      },
      {
        name: 'images',
        summary:
          'PNG, JPEG or WebP files in a folder; sub-folders are classes, and a `metadata.csv` says more of each.',
        positional: 'folder',
        options: ['folder', 'domain', 'size', 'fit', 'limit', 'test', 'unreadable'],
        columns: [
          { name: 'image', kind: 'image', square: {} },
          { name: 'label', kind: 'class' },
        ],
        openColumns: { summary: 'those of metadata.csv', kind: 'number' },
      },
      {
        name: 'pairs',
        summary:
          'Aligned pairs of pictures: both side by side in each file, or in two folders under equal names.',
        positional: 'folder',
        options: ['folder', 'sides', 'size', 'fit', 'limit', 'test', 'unreadable'],
        columns: [
          { name: 'a', kind: 'image', square: {} },
          { name: 'b', kind: 'image', square: {} },
        ],
      },
      {
        name: 'npy',
        summary: 'Arrays of an .npy or .npz file, by name.',
        positional: 'file',
        options: ['file', 'test'],
        columns: [],
        openColumns: { summary: "the file's arrays", kind: 'array' },
      },
      {
        name: 'mixture1d',
        summary: 'Draws of a mixture of Gaussians on the line.',
        options: ['means', 'stddevs', 'weights', 'count', 'testCount', 'seed'],
        columns: [
          { name: 'x', kind: 'vector', shape: [1] },
          { name: 'label', kind: 'class' },
        ],
      },
      {
        name: 'mixture2d',
        summary: 'Gaussians on a ring or a grid in the plane.',
        options: ['layout', 'components', 'radius', 'stddev', 'count', 'testCount', 'seed'],
        columns: [
          { name: 'x', kind: 'vector', shape: [2] },
          { name: 'label', kind: 'class' },
        ],
      },
      {
        name: 'drawnShapes',
        summary: 'Drawn shapes with captions, three colour channels.',
        options: ['size', 'count', 'testCount', 'heldOut', 'seed'],
        columns: [
          { name: 'image', kind: 'image', square: { standard: 32, channels: 3 } },
          { name: 'shape', kind: 'class' },
          { name: 'colour', kind: 'class' },
          { name: 'scale', kind: 'class' },
          { name: 'text', kind: 'text', vocabulary: shapeVocabulary },
        ],
      },
      {
        name: 'drawnGlyphs',
        summary: 'Drawn digits in one channel, whose stroke grows thicker with age.',
        options: ['size', 'count', 'testCount', 'seed'],
        columns: [
          { name: 'image', kind: 'image', square: { standard: 32, channels: 1 } },
          { name: 'identity', kind: 'class', classes: 10 },
          { name: 'age', kind: 'class', classes: 6 },
        ],
      },
    ] satisfies readonly SourceDefinition[]
  ).map((one) => [one.name, one]),
);

/** The shape of a column's examples before any transform, as far as the compiler knows it; `declared` is that of the field. */
export function columnShape(
  { shape, square }: ColumnDefinition,
  size: ParamValue | undefined,
  declared: readonly (number | undefined)[],
): readonly number[] | undefined {
  if (shape || !square) return shape;
  const side = size ?? square.standard;
  return typeof side === 'number' ? [side, side, square.channels ?? declared[2] ?? 3] : undefined;
}

/** A field transform: its argument's option name, and the shape that it makes of [h, w, c] or [n]. */
export interface TransformDefinition {
  readonly option: string | undefined;
  readonly shape: (input: readonly number[], argument: number) => readonly number[];
}

export const transformDefinitions: ReadonlyMap<string, TransformDefinition> = new Map<
  string,
  TransformDefinition
>([
  ['pad', { option: 'by', shape: ([h = 0, w = 0, c = 0], by) => [h + 2 * by, w + 2 * by, c] }],
  ['resize', { option: 'size', shape: ([, , c = 0], size) => [size, size, c] }],
  [
    'rotate',
    {
      option: 'degrees',
      shape: ([h = 0, w = 0, c = 0], degrees) => (degrees % 180 === 0 ? [h, w, c] : [w, h, c]),
    },
  ],
  ['invert', { option: undefined, shape: (input) => input }],
  ['sobel', { option: undefined, shape: ([h = 0, w = 0]) => [h, w, 1] }],
  ['bagOfWords', { option: 'size', shape: (_input, size) => [size] }],
]);
