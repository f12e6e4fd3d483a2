/**
 * @file Reads the attributes of a drawn shape off its picture, by geometry alone: no network that could share a generator's faults. On true
 * pictures of 32 pixels it errs in less than one of a hundred (test/unit/systems/measures.test.ts).
 */
import { shapeInks } from '../../src/runtime/data/drawn-shapes.ts';
import { shapeWords } from '../../src/runtime/data/words.ts';

export interface Attributes {
  readonly scale: string;
  readonly colour: string;
  readonly shape: string;
}

/** A pixel belongs to the shape where it is nearer to the ink than to the paper. */
const covered = 0.5;
/** Between the largest small radius, 0.2 of the size, and the smallest large one, 0.28. */
const largeFrom = 0.24;

/** The attributes of an image [size, size, 3] of numbers in [-1, 1]; undefined where nothing is drawn. */
export function readShape(image: Float32Array, size: number): Attributes | undefined {
  const levels = Float64Array.from(image, (value) => 127.5 * (value + 1));
  const at = (x: number, y: number): readonly number[] =>
    Array.from(levels.subarray(3 * (y * size + x), 3 * (y * size + x) + 3));
  const paper = medianOf(borderOf(size).map(([x, y]) => at(x, y)));
  const distances = Array.from({ length: size * size }, (_, i) =>
    distance(at(i % size, Math.floor(i / size)), paper),
  );
  const farthest = Math.max(...distances);
  if (farthest < 40) return undefined;
  const inside = distances.flatMap((one, i) => (one > covered * farthest ? [i] : []));
  const core = inside.filter((i) => distances[i]! > 0.8 * farthest);
  const ink = medianOf(core.map((i) => at(i % size, Math.floor(i / size))));
  const [left, right] = extent(inside.map((i) => i % size));
  const [top, bottom] = extent(inside.map((i) => Math.floor(i / size)));
  const [width, height] = [right - left + 1, bottom - top + 1];
  const fill = inside.length / (width * height);
  // Of a circle pi/4 of its box is filled, of a square all, of a triangle half.
  const shape = fill < 0.66 ? 'triangle' : fill < 0.9 ? 'circle' : 'square';
  const radius = Math.max(width, height) / 2 / halfWidthOf[shape];
  return { scale: radius < largeFrom * size ? 'small' : 'large', colour: nearestColour(ink), shape };
}

/** Half of the box's longer side for a radius of 1: a square has a circle's area, a triangle's corners lie on the circle. */
const halfWidthOf = { circle: 1, square: Math.sqrt(Math.PI / 4), triangle: Math.sqrt(3) / 2 } as const;

function borderOf(size: number): readonly (readonly [number, number])[] {
  return Array.from({ length: size }, (_, i) => [
    [i, 0] as const,
    [i, size - 1] as const,
    [0, i] as const,
    [size - 1, i] as const,
  ]).flat();
}

/** The median of each channel. */
function medianOf(pixels: readonly (readonly number[])[]): readonly number[] {
  return [0, 1, 2].map((channel) => {
    const sorted = pixels.map((pixel) => pixel[channel]!).sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? 0;
  });
}

const distance = (a: readonly number[], b: readonly number[]): number =>
  Math.sqrt((a[0]! - b[0]!) ** 2 + (a[1]! - b[1]!) ** 2 + (a[2]! - b[2]!) ** 2);

const extent = (values: readonly number[]): readonly [number, number] => [
  Math.min(...values),
  Math.max(...values),
];

function nearestColour(ink: readonly number[]): string {
  return shapeWords.colours.toSorted((a, b) => distance(shapeInks[a], ink) - distance(shapeInks[b], ink))[0]!;
}
