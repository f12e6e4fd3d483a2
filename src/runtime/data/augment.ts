/**
 * @file Random changes of training examples. In: examples [h, w, c] and which visits of the source they are. Out: shifted and mirrored
 * copies. What a visit draws depends on the seed, the stream's name and the visit's number alone: all fields of an example change alike,
 * however a batch is split, and a resumed run goes on as if it had never stopped.
 */
import { assertNever } from '../invariant.ts';
import type { AugmentPlan, Shape } from '../plan.ts';
import { siteKey } from '../random/key.ts';
import { threefryBlocks } from '../random/threefry.ts';
import type { ColumnData } from './source.ts';

/** The examples of a batch as visits `first`, `first` + 1, ... of an endless stream. */
export interface Visits {
  readonly seed: number;
  /** Names the stream: one for each phase, source and independent draw. */
  readonly site: string;
  readonly first: number;
}

/** The visits of a phase from its example `first` on, by source and draw. */
export function trainingVisits(
  seed: number,
  phase: string,
  first: number,
): (source: string, draw: number) => Visits {
  return (source, draw) => ({ seed, site: `augment/${phase}/${source}/${draw}`, first });
}

interface Image {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** What stands beyond the border. */
  readonly fill: number;
}

/** Changes `images`, row-major [n, h, w, c], into `out` of the same length. */
export type Augmentation = (images: ColumnData, out: ColumnData, visits: Visits) => void;

/** The changes of a source for images of one shape [h, w, c]. */
export function makeAugmentation(plans: readonly AugmentPlan[], shape: Shape, fill: number): Augmentation {
  const [height = 1, width = 1, channels = 1] = shape;
  const image = { height, width, channels, fill };
  const size = height * width * channels;
  return (images, out, { seed, site, first }) => {
    const key = siteKey({ seed, site, step: 0, repetition: 0 });
    const words = new Int32Array(2 * plans.length);
    for (let row = 0; row * size < images.length; row++) {
      threefryBlocks(key, first + row, 0, plans.length, words);
      let from = images.subarray(row * size, (row + 1) * size);
      plans.forEach((plan, i) => {
        const to = i === plans.length - 1 ? out.subarray(row * size, (row + 1) * size) : from.slice();
        change(plan, image, from, to, [words[2 * i] as number, words[2 * i + 1] as number]);
        from = to;
      });
    }
  };
}

function change(
  plan: AugmentPlan,
  image: Image,
  from: ColumnData,
  to: ColumnData,
  [one, other]: readonly [number, number],
): void {
  switch (plan.kind) {
    case 'jitter': {
      const offset = (word: number): number =>
        Math.floor((word >>> 0) * (2 * plan.pad + 1) * 2 ** -32) - plan.pad;
      return shift(image, from, to, offset(one), offset(other));
    }
    case 'flip':
      return one < 0 ? mirror(image, from, to, plan.direction) : to.set(from);
    default:
      return assertNever(plan, 'augmentation');
  }
}

/** The image moved down and to the right; what moves out is lost. */
function shift(
  { height, width, channels, fill }: Image,
  from: ColumnData,
  to: ColumnData,
  down: number,
  right: number,
): void {
  to.fill(fill);
  if (Math.abs(right) >= width) return;
  const [left, count] = [Math.max(-right, 0), width - Math.abs(right)];
  for (let y = Math.max(down, 0); y < Math.min(height + down, height); y++) {
    const start = ((y - down) * width + left) * channels;
    to.set(from.subarray(start, start + count * channels), (y * width + left + right) * channels);
  }
}

function mirror(
  { height, width, channels }: Image,
  from: ColumnData,
  to: ColumnData,
  direction: 'horizontal' | 'vertical',
): void {
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const source = direction === 'horizontal' ? y * width + (width - 1 - x) : (height - 1 - y) * width + x;
      for (let c = 0; c < channels; c++)
        to[(y * width + x) * channels + c] = from[source * channels + c] as number;
    }
  }
}
