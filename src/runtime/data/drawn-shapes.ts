/**
 * @file Small colour pictures of one shape each, with attributes and a caption, drawn from a seed: data for conditional models that
 * needs no download. Columns: `image` [size, size, 3] of bytes, `shape` (circle, square, triangle), `colour` (6), `scale` (small,
 * large), `text` (the caption's words as numbers). Options: `size` (32), `count` (6000), `testCount` (600), `heldOut` (0), `seed`. `heldOut: n` keeps
 * n of the 36 descriptions, each of another scale, colour and shape together, out of training: the test split has no others.
 */
import { RandomStream } from '../random/stream.ts';
import type { Loader, Split } from './source.ts';
import { splitOf } from './source.ts';
import { shapeVocabulary, shapeWords } from './words.ts';

const SHAPES = shapeWords.names;
const SCALES = shapeWords.scales;
const COLOUR_NAMES = shapeWords.colours;

/** The inks' mean levels of red, green and blue, in bytes. */
export const shapeInks: Readonly<Record<(typeof shapeWords.colours)[number], readonly number[]>> = {
  red: [208, 48, 44],
  green: [52, 152, 72],
  blue: [46, 92, 196],
  yellow: [232, 190, 40],
  purple: [136, 66, 168],
  black: [34, 34, 38],
};
const CAPTION_WORDS = 4;

/** Draws both splits. A caption reads "a large red circle". */
export const loadDrawnShapes: Loader = async ({ options }) => {
  const size = options.count('size', 8) ?? 32;
  const count = options.count('count') ?? 6000;
  const testCount = options.count('testCount') ?? 600;
  const heldOut = options.count('heldOut', 0, SHAPES.length * SCALES.length) ?? 0;
  const seed = options.count('seed', 0) ?? 0;
  options.finish();
  return {
    train: drawSplit(
      size,
      count,
      new RandomStream(seed, 'drawnShapes/train'),
      (one) => !isHeldOut(one, heldOut),
    ),
    test: drawSplit(
      size,
      testCount,
      new RandomStream(seed, 'drawnShapes/test'),
      (one) => heldOut === 0 || isHeldOut(one, heldOut),
    ),
  };
};

/** A picture's attributes, by their places among the names. */
interface Description {
  readonly shape: number;
  readonly colour: number;
  readonly scale: number;
}

/** Each scale and shape loses one colour, and no colour is lost twice: every word of a description that is held out was learned elsewhere. */
function isHeldOut({ shape, colour, scale }: Description, heldOut: number): boolean {
  return colour === scale * SHAPES.length + shape && colour < heldOut;
}

/** Draws descriptions until one belongs to the split. */
function describe(stream: RandomStream, belongs: (one: Description) => boolean): Description {
  for (;;) {
    const one = {
      shape: stream.below(SHAPES.length),
      colour: stream.below(shapeWords.colours.length),
      scale: stream.below(SCALES.length),
    };
    if (belongs(one)) return one;
  }
}

function drawSplit(
  size: number,
  count: number,
  stream: RandomStream,
  belongs: (one: Description) => boolean,
): Split {
  const images = new Uint8Array(count * size * size * 3);
  const shapes = new Int32Array(count);
  const colours = new Int32Array(count);
  const scales = new Int32Array(count);
  const captions = new Int32Array(count * CAPTION_WORDS);
  for (let example = 0; example < count; example++) {
    const { shape, colour, scale } = describe(stream, belongs);
    shapes[example] = shape;
    colours[example] = colour;
    scales[example] = scale;
    const words = ['a', SCALES[scale], shapeWords.colours[colour], SHAPES[shape]];
    captions.set(
      words.map((word) => shapeVocabulary.indexOf(word ?? '')),
      example * CAPTION_WORDS,
    );
    const radius = size * (scale === 0 ? stream.uniform(0.14, 0.2) : stream.uniform(0.28, 0.36));
    const room = size / 2 - radius - 1;
    const picture = {
      shape: SHAPES[shape] ?? 'circle',
      radius,
      centreX: size / 2 + stream.uniform(-room, room),
      centreY: size / 2 + stream.uniform(-room, room),
      ink: shapeInks[shapeWords.colours[colour] ?? 'black'].map((level) => level + stream.uniform(-16, 16)),
      paper: stream.uniform(214, 246),
    };
    drawPicture(images.subarray(example * size * size * 3, (example + 1) * size * size * 3), size, picture);
  }
  const locate = (example: number): string => `drawn shape ${example}`;
  return splitOf(count, [
    { name: 'image', shape: [size, size, 3], data: images, fullRange: [0, 255], locate },
    { name: 'shape', shape: [], data: shapes, classes: SHAPES.length, names: SHAPES, locate },
    { name: 'colour', shape: [], data: colours, classes: COLOUR_NAMES.length, names: COLOUR_NAMES, locate },
    { name: 'scale', shape: [], data: scales, classes: SCALES.length, names: SCALES, locate },
    { name: 'text', shape: [CAPTION_WORDS], data: captions, vocabulary: shapeVocabulary, locate },
  ]);
}

interface Picture {
  readonly shape: (typeof SHAPES)[number];
  readonly radius: number;
  readonly centreX: number;
  readonly centreY: number;
  readonly ink: readonly number[];
  readonly paper: number;
}

/** Edges are smooth: a pixel is covered as far as the outline lies from its centre, over one pixel. */
function drawPicture(out: Uint8Array, size: number, picture: Picture): void {
  const { shape, radius, centreX, centreY, ink, paper } = picture;
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const distance = outlineDistance(shape, x + 0.5 - centreX, y + 0.5 - centreY, radius);
      const cover = Math.min(Math.max(0.5 - distance, 0), 1);
      for (let channel = 0; channel < 3; channel++) {
        const level = paper + cover * ((ink[channel] ?? 0) - paper);
        out[(y * size + x) * 3 + channel] = Math.min(Math.max(Math.round(level), 0), 255);
      }
    }
  }
}

/** Pixels from the outline, negative inside; for the corners of square and triangle the distance to the nearer edge's line. */
function outlineDistance(shape: Picture['shape'], x: number, y: number, radius: number): number {
  if (shape === 'circle') return Math.hypot(x, y) - radius;
  if (shape === 'square') return Math.max(Math.abs(x), Math.abs(y)) - radius * Math.sqrt(Math.PI / 4);
  const slope = (Math.sqrt(3) / 2) * Math.abs(x) - y / 2;
  return Math.max(slope, y) - radius / 2;
}
