/** @file One number after another from a named stream, for host work that needs a few of them (synthetic data, shuffles). */
import { siteKey } from './key.ts';
import type { RandomKey } from './threefry.ts';
import { threefryBlocks } from './threefry.ts';

/** A sequence of random numbers. Two streams of one key give the same sequence. */
export class RandomStream {
  readonly #key: RandomKey;
  readonly #words = new Int32Array(512);
  #position = 512;
  #nextBlock = 0;

  constructor(seed: number, site: string, step = 0) {
    this.#key = siteKey({ seed, site, step, repetition: 0 });
  }

  /** A whole number from 0 to 2^32 - 1. */
  word(): number {
    if (this.#position === 512) {
      threefryBlocks(this.#key, 0, this.#nextBlock, 256, this.#words);
      this.#nextBlock += 256;
      this.#position = 0;
    }
    return (this.#words[this.#position++] as number) >>> 0;
  }

  /** A number on [low, high). */
  uniform(low = 0, high = 1): number {
    return low + (high - low) * (this.word() * 2 ** -32);
  }

  /** A whole number from 0 to `bound` - 1; `bound` is at most 2^32. The bias is below bound / 2^32. */
  below(bound: number): number {
    return Math.floor(this.word() * bound * 2 ** -32);
  }

  /** A standard normal number. */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log((this.word() + 0.5) * 2 ** -32));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }
}

/** A permutation of 0 .. count - 1, shuffled as Fisher and Yates do. */
export function permutation(seed: number, site: string, number: number, count: number): Uint32Array {
  const stream = new RandomStream(seed, site, number);
  const order = new Uint32Array(count);
  for (let index = 0; index < count; index++) {
    const other = stream.below(index + 1);
    order[index] = order[other] as number;
    order[other] = index;
  }
  return order;
}
