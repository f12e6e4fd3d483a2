/**
 * @file Drawn digits, white on black, whose stroke grows thicker with age: data for models that change one attribute and keep another,
 * without a download. Columns: `image` [size, size, 1] of bytes, `identity` (10: the digit), `age` (6: the thickness). Size, width, slant,
 * turn, place and brightness vary from glyph to glyph. Options: `size` (32), `count` (6000), `testCount` (600), `seed`.
 */
import { RandomStream } from '../random/stream.ts';
import type { Loader, Split } from './source.ts';
import { splitOf } from './source.ts';

type Point = readonly [x: number, y: number];
type Stroke = readonly Point[];

const ARC_STEPS = 14;

/** Part of an ellipse; angles in degrees, 0 to the right and 90 downwards. */
function arc(centre: Point, radii: Point, from: number, to: number): Stroke {
  return Array.from({ length: ARC_STEPS + 1 }, (_, step): Point => {
    const angle = ((from + ((to - from) * step) / ARC_STEPS) * Math.PI) / 180;
    return [centre[0] + radii[0] * Math.cos(angle), centre[1] + radii[1] * Math.sin(angle)];
  });
}

/** The digits' strokes in a box from -0.5 to 0.5 across and -0.8 to 0.8 downwards. */
const DIGITS: readonly (readonly Stroke[])[] = [
  [arc([0, 0], [0.5, 0.8], 0, 360)],
  [
    [
      [-0.28, -0.48],
      [0.06, -0.8],
      [0.06, 0.8],
    ],
  ],
  [[...arc([0, -0.36], [0.48, 0.44], 190, 385), [-0.5, 0.8], [0.5, 0.8]]],
  [arc([-0.05, -0.41], [0.43, 0.39], 215, 450), arc([-0.05, 0.39], [0.5, 0.41], 270, 500)],
  [
    [
      [0.22, 0.8],
      [0.22, -0.8],
      [-0.5, 0.34],
      [0.5, 0.34],
    ],
  ],
  [[[0.44, -0.8], [-0.34, -0.8], ...arc([0, 0.28], [0.48, 0.52], 217, 500)]],
  [arc([0.48, 0.3], [0.96, 1.1], 180, 255), arc([0, 0.35], [0.47, 0.45], 0, 360)],
  [
    [
      [-0.5, -0.8],
      [0.5, -0.8],
      [-0.12, 0.8],
    ],
  ],
  [arc([0, -0.42], [0.37, 0.38], 0, 360), arc([0, 0.38], [0.47, 0.42], 0, 360)],
  [arc([0, -0.35], [0.47, 0.45], 0, 360), arc([-0.48, -0.3], [0.96, 1.1], 0, 75)],
];
const AGES = 6;

/** Draws both splits. */
export const loadDrawnGlyphs: Loader = async ({ options }) => {
  const size = options.count('size', 16) ?? 32;
  const count = options.count('count') ?? 6000;
  const testCount = options.count('testCount') ?? 600;
  const seed = options.count('seed', 0) ?? 0;
  options.finish();
  return {
    train: drawSplit(size, count, new RandomStream(seed, 'drawnGlyphs/train')),
    test: drawSplit(size, testCount, new RandomStream(seed, 'drawnGlyphs/test')),
  };
};

function drawSplit(size: number, count: number, stream: RandomStream): Split {
  const images = new Uint8Array(count * size * size);
  const identities = new Int32Array(count);
  const ages = new Int32Array(count);
  const distances = new Float64Array(size * size);
  for (let example = 0; example < count; example++) {
    const identity = stream.below(DIGITS.length);
    const age = stream.below(AGES);
    identities[example] = identity;
    ages[example] = age;
    const glyph = placed(DIGITS[identity] ?? [], size, stream);
    // Levels lie 0.014 of the size apart and vary by a quarter of that: neighbours never meet.
    const radius = size * (0.018 + 0.014 * (age + stream.uniform(-0.25, 0.25)));
    const ink = stream.uniform(205, 255);
    measureDistances(distances, size, glyph, radius + 1);
    for (let pixel = 0; pixel < distances.length; pixel++) {
      const cover = Math.min(Math.max(radius + 0.5 - (distances[pixel] as number), 0), 1);
      images[example * size * size + pixel] = Math.round(cover * ink);
    }
  }
  const locate = (example: number): string => `drawn glyph ${example}`;
  return splitOf(count, [
    { name: 'image', shape: [size, size, 1], data: images, fullRange: [0, 255], locate },
    { name: 'identity', shape: [], data: identities, classes: DIGITS.length, locate },
    { name: 'age', shape: [], data: ages, classes: AGES, locate },
  ]);
}

/** A digit's strokes in pixels: scaled, slanted, turned a little and moved, all of it within the picture. */
function placed(strokes: readonly Stroke[], size: number, stream: RandomStream): readonly Stroke[] {
  // Room for the thickest stroke stays at the border; the largest glyph, slanted and turned, fills the rest.
  const margin = size * 0.092 + 1;
  const height = (size - 2 * margin) * stream.uniform(0.44, 0.56);
  const width = height * stream.uniform(0.85, 1.2);
  const slant = stream.uniform(-0.25, 0.25);
  const turn = stream.uniform(-0.12, 0.12);
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const formed = strokes.map((stroke) =>
    stroke.map(([x, y]): Point => {
      const [across, down] = [width * x - slant * height * y, height * y];
      return [cos * across - sin * down, sin * across + cos * down];
    }),
  );
  const move = [0, 1].map((axis) => {
    const along = formed.flat().map((point) => point[axis] as number);
    const [low, high] = [margin - Math.min(...along), size - margin - Math.max(...along)];
    return stream.uniform(Math.min(low, high), Math.max(low, high));
  });
  return formed.map((stroke) => stroke.map(([x, y]): Point => [x + (move[0] ?? 0), y + (move[1] ?? 0)]));
}

/** The distance of each pixel's centre from the nearest stroke, where it is below `reach`; else infinite. */
function measureDistances(out: Float64Array, size: number, strokes: readonly Stroke[], reach: number): void {
  out.fill(Infinity);
  for (const stroke of strokes) {
    for (let at = 1; at < stroke.length; at++) {
      const [[x0, y0], [x1, y1]] = [stroke[at - 1] as Point, stroke[at] as Point];
      const clamp = (value: number): number => Math.min(Math.max(Math.floor(value), 0), size - 1);
      const [dx, dy] = [x1 - x0, y1 - y0];
      const length = dx * dx + dy * dy;
      for (let y = clamp(Math.min(y0, y1) - reach); y <= clamp(Math.max(y0, y1) + reach); y++) {
        for (let x = clamp(Math.min(x0, x1) - reach); x <= clamp(Math.max(x0, x1) + reach); x++) {
          const [px, py] = [x + 0.5 - x0, y + 0.5 - y0];
          const along = length === 0 ? 0 : Math.min(Math.max((px * dx + py * dy) / length, 0), 1);
          const distance = Math.hypot(px - along * dx, py - along * dy);
          if (distance < (out[y * size + x] as number)) out[y * size + x] = distance;
        }
      }
    }
  }
}
