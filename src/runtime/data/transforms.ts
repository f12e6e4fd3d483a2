/**
 * @file Fixed transforms of a column's examples, written in a spec after a field's type: `= pad(2)`, `= sobel(image)`. Each maps
 * one example [h, w, c] to another; they run once over a split, on the column's own values, before scaling.
 */
import { InputError } from '../host.ts';
import { assertNever } from '../invariant.ts';
import type { Shape, TransformPlan } from '../plan.ts';
import { showShape } from '../tensors.ts';
import { OptionReader } from './options.ts';

type Values = Uint8Array | Float32Array | Int32Array;

/** One transform, ready for examples of one shape. `out` has the type and range of the input; bytes are rounded. */
export interface Transform {
  readonly shape: Shape;
  apply(input: Values, out: Float64Array): void;
}

/** The transforms' names and the option that each takes; the language's one positional argument. */
export const TRANSFORMS = {
  pad: 'by',
  resize: 'size',
  rotate: 'degrees',
  invert: undefined,
  sobel: undefined,
  bagOfWords: 'size',
} as const;

type TransformKind = keyof typeof TRANSFORMS;

/** What a transform is made for. */
interface TransformContext {
  readonly shape: Shape;
  /** The full range of the values; bytes have [0, 255]. */
  readonly range: readonly [number, number];
  /** The words that the column's numbers stand for, where it is a text. */
  readonly vocabulary?: readonly string[];
  /** The field's place in the spec, for errors. */
  readonly where: string;
}

/** Makes a transform. Throws `InputError` (`data/transform`, `data/option`) for a name, option or shape that does not fit. */
export function makeTransform(plan: TransformPlan, context: TransformContext): Transform {
  const { shape, range, where } = context;
  const kind = plan.kind as TransformKind;
  if (!Object.hasOwn(TRANSFORMS, kind)) {
    throw refuse(
      where,
      `there is no transform ${plan.kind}`,
      `there are: ${Object.keys(TRANSFORMS).join(', ')}`,
    );
  }
  const options = new OptionReader(plan.options, kind, where);
  const name = TRANSFORMS[kind];
  const argument = name === undefined ? undefined : options.number(name);
  options.finish();
  if (name !== undefined && argument === undefined)
    throw options.missing(name, kind === 'rotate' ? '90' : '2');
  if (kind === 'bagOfWords') return bagOfWords(context, wholeNumber(argument, 1, kind, where));
  const [height, width, channels] = shape;
  if (shape.length !== 3 || height === undefined || width === undefined || channels === undefined) {
    throw refuse(
      where,
      `${kind} needs an image [h, w, c], and the column is ${showShape(shape)}`,
      `remove ${kind}`,
    );
  }
  const image = { height, width, channels };
  switch (kind) {
    case 'pad':
      return padded(image, wholeNumber(argument, 1, kind, where), range[0]);
    case 'resize':
      return resized(image, wholeNumber(argument, 1, kind, where));
    case 'rotate':
      if (argument === undefined || argument % 90 !== 0) {
        throw refuse(where, `rotate takes multiples of 90 degrees, not ${argument}`, 'write 90, 180 or 270');
      }
      return rotated(image, (((argument / 90) % 4) + 4) % 4);
    case 'invert':
      return {
        shape,
        apply: (input, out) => {
          for (let index = 0; index < out.length; index++)
            out[index] = range[0] + range[1] - (input[index] as number);
        },
      };
    case 'sobel':
      return sobel(image, range);
    default:
      return assertNever(kind, 'transform');
  }
}

interface ImageSize {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

function padded({ height, width, channels }: ImageSize, by: number, fill: number): Transform {
  const outWidth = width + 2 * by;
  return {
    shape: [height + 2 * by, outWidth, channels],
    apply: (input, out) => {
      out.fill(fill);
      const row = width * channels;
      for (let y = 0; y < height; y++) {
        out.set(input.subarray(y * row, (y + 1) * row), ((y + by) * outWidth + by) * channels);
      }
    },
  };
}

/** Area-weighted averaging when shrinking, linear interpolation between pixel centres when growing; square results. */
function resized({ height, width, channels }: ImageSize, size: number): Transform {
  const rows = resampling(height, size);
  const columns = resampling(width, size);
  return {
    shape: [size, size, channels],
    apply: (input, out) => {
      for (let y = 0; y < size; y++) {
        for (let x = 0; x < size; x++) {
          for (let channel = 0; channel < channels; channel++) {
            let sum = 0;
            for (const [fromY, weightY] of rows[y] ?? []) {
              for (const [fromX, weightX] of columns[x] ?? []) {
                sum += weightY * weightX * (input[(fromY * width + fromX) * channels + channel] as number);
              }
            }
            out[(y * size + x) * channels + channel] = sum;
          }
        }
      }
    },
  };
}

/** For each of `to` positions the sources among `from` and their weights, which add up to 1. */
function resampling(from: number, to: number): readonly (readonly (readonly [number, number])[])[] {
  const scale = from / to;
  const reach = Math.max(1, scale);
  return Array.from({ length: to }, (_, position) => {
    const centre = (position + 0.5) * scale - 0.5;
    const weights = new Map<number, number>();
    for (let source = Math.ceil(centre - reach); source <= Math.floor(centre + reach); source++) {
      const weight = scale > 1 ? overlap(source, position, scale) : 1 - Math.abs(source - centre);
      const inside = Math.min(Math.max(source, 0), from - 1);
      if (weight > 0) weights.set(inside, (weights.get(inside) ?? 0) + weight);
    }
    const total = [...weights.values()].reduce((a, b) => a + b, 0);
    return [...weights].map(([source, weight]) => [source, weight / total] as const);
  });
}

function overlap(source: number, position: number, scale: number): number {
  return Math.min(source + 1, (position + 1) * scale) - Math.max(source, position * scale);
}

/** Turns anticlockwise by quarters. */
function rotated({ height, width, channels }: ImageSize, quarters: number): Transform {
  const turned = quarters % 2 === 1;
  const outHeight = turned ? width : height;
  const outWidth = turned ? height : width;
  return {
    shape: [outHeight, outWidth, channels],
    apply: (input, out) => {
      for (let y = 0; y < outHeight; y++) {
        for (let x = 0; x < outWidth; x++) {
          const [fromY, fromX] = [
            [y, x],
            [x, width - 1 - y],
            [height - 1 - y, width - 1 - x],
            [height - 1 - x, y],
          ][quarters] as [number, number];
          const from = (fromY * width + fromX) * channels;
          for (let channel = 0; channel < channels; channel++) {
            out[(y * outWidth + x) * channels + channel] = input[from + channel] as number;
          }
        }
      }
    },
  };
}

/**
 * The length of Sobel's gradient, edges repeated, as one channel: that of the channel with the strongest edge. A clean step edge over
 * the full range gives 4 times the range; a quarter of the length is kept, added to the range's low end and cut at its high end.
 */
function sobel({ height, width, channels }: ImageSize, [low, high]: readonly [number, number]): Transform {
  return {
    shape: [height, width, 1],
    apply: (input, out) => {
      const at = (y: number, x: number, channel: number): number => {
        const inY = Math.min(Math.max(y, 0), height - 1);
        const inX = Math.min(Math.max(x, 0), width - 1);
        return input[(inY * width + inX) * channels + channel] as number;
      };
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          let strength = 0;
          for (let c = 0; c < channels; c++) {
            const right = at(y - 1, x + 1, c) + 2 * at(y, x + 1, c) + at(y + 1, x + 1, c);
            const left = at(y - 1, x - 1, c) + 2 * at(y, x - 1, c) + at(y + 1, x - 1, c);
            const below = at(y + 1, x - 1, c) + 2 * at(y + 1, x, c) + at(y + 1, x + 1, c);
            const above = at(y - 1, x - 1, c) + 2 * at(y - 1, x, c) + at(y - 1, x + 1, c);
            strength = Math.max(strength, Math.hypot(right - left, below - above) / 4);
          }
          out[y * width + x] = Math.min(low + strength, high);
        }
      }
    },
  };
}

/** How often each word occurs in a text: a vector of `size` counts, by the vocabulary's order. */
function bagOfWords({ vocabulary, where }: TransformContext, size: number): Transform {
  if (vocabulary === undefined)
    throw refuse(where, 'bagOfWords needs a text, and the column is none', 'name a column of text');
  if (vocabulary.length > size) {
    const message = `bagOfWords has ${size} places, and the texts use ${vocabulary.length} words`;
    throw refuse(where, message, `write bagOfWords(size: ${vocabulary.length}) or more`);
  }
  return {
    shape: [size],
    apply: (input, out) => {
      out.fill(0);
      for (const word of input) out[word] = (out[word] ?? 0) + 1;
    },
  };
}

function wholeNumber(value: number | undefined, minimum: number, kind: string, where: string): number {
  if (value !== undefined && Number.isInteger(value) && value >= minimum) return value;
  throw refuse(
    where,
    `${kind} takes a whole number of at least ${minimum}, not ${value}`,
    `write ${kind}(2)`,
  );
}

function refuse(where: string, message: string, help: string): InputError {
  return new InputError('data/transform', where, message, help);
}
