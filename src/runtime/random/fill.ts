/**
 * @file Fills arrays with random numbers such that element `e` of example `i` depends on (seed, site, step, repetition, i, e)
 * alone: the same numbers come out however a batch is split. One Threefry block gives two numbers.
 */
import type { DrawSite } from './key.ts';
import { siteKey } from './key.ts';
import { threefryBlocks } from './threefry.ts';

/** How many examples an array holds, and which one is first. */
interface DrawExtent {
  readonly examples: number;
  readonly perExample: number;
  /** The index of the array's first example within the step's batch or the split; 0 if left out. */
  readonly firstExample?: number;
}

const BLOCKS = 1024;
const words = new Int32Array(2 * BLOCKS);
const TWO_PI = 2 * Math.PI;
const TO_UNIT_32 = 2 ** -32;
const TO_UNIT_24 = 2 ** -24;

/** Splits a shape with a leading batch axis; a scalar is one example with one element. */
export function extentOf(shape: readonly number[], firstExample = 0): DrawExtent {
  const examples = shape[0] ?? 1;
  return { examples, perExample: shape.slice(1).reduce((a, b) => a * b, 1), firstExample };
}

/**
 * Standard normal numbers by the transform of Box and Muller (1958), both of its results used: |value| is at most 6.8, because
 * the radius comes from 32 bits.
 */
export function fillNormal(out: Float32Array | Float64Array, where: DrawSite, extent: DrawExtent): void {
  forEachChunk(where, extent, (offset, count) => {
    for (let index = 0; index < count; index += 2) {
      // Half a unit is added so that the logarithm is finite and the uniforms are symmetric about 1/2.
      const u = ((words[index] as number) + 2147483648.5) * TO_UNIT_32;
      const angle = (words[index + 1] as number) * (TWO_PI * TO_UNIT_32);
      const radius = Math.sqrt(-2 * Math.log(u));
      out[offset + index] = radius * Math.cos(angle);
      if (index + 1 < count) out[offset + index + 1] = radius * Math.sin(angle);
    }
  });
}

/** Numbers on [0, 1) with 24 bits, so that each is exact in float32 and never rounds up to 1. */
export function fillUniform(out: Float32Array | Float64Array, where: DrawSite, extent: DrawExtent): void {
  forEachChunk(where, extent, (offset, count) => {
    for (let index = 0; index < count; index++) {
      out[offset + index] = ((words[index] as number) >>> 8) * TO_UNIT_24;
    }
  });
}

/** Calls `use(offset, count)` after `count` random words for the elements from `offset` on were put into `words`. */
function forEachChunk(
  where: DrawSite,
  extent: DrawExtent,
  use: (offset: number, count: number) => void,
): void {
  const key = siteKey(where);
  const first = extent.firstExample ?? 0;
  for (let example = 0; example < extent.examples; example++) {
    const base = example * extent.perExample;
    for (let element = 0; element < extent.perExample; element += 2 * BLOCKS) {
      const count = Math.min(2 * BLOCKS, extent.perExample - element);
      threefryBlocks(key, first + example, element / 2, (count + 1) >> 1, words);
      use(base + element, count);
    }
  }
}
