/**
 * @file Which examples a batch holds. Training reads an endless stream of seeded permutations, with random access, so that a
 * run resumes exactly from a step number alone; evaluation reads a split once, in order, with the last batch padded.
 */
import { permutation } from '../random/stream.ts';

/** The endless stream of one independent draw of a source. A batch may span two permutations. */
export class ShuffledStream {
  readonly #seed: number;
  readonly #site: string;
  readonly #count: number;
  #number = -1;
  #order: Uint32Array = new Uint32Array(0);

  /** `site` names the stream; `count` is the number of examples, at least 1. */
  constructor(seed: number, site: string, count: number) {
    this.#seed = seed;
    this.#site = site;
    this.#count = count;
  }

  /** Fills `out` with the examples at the stream's positions `cursor`, `cursor` + 1, ... */
  read(cursor: number, out: Uint32Array): void {
    let position = cursor;
    for (let filled = 0; filled < out.length;) {
      const within = position % this.#count;
      const taken = Math.min(out.length - filled, this.#count - within);
      out.set(this.#permutation(Math.floor(position / this.#count)).subarray(within, within + taken), filled);
      filled += taken;
      position += taken;
    }
  }

  /** Only the latest permutation is kept: reading goes forward, and making one again costs milliseconds. */
  #permutation(number: number): Uint32Array {
    if (number !== this.#number) {
      this.#order = permutation(this.#seed, this.#site, number, this.#count);
      this.#number = number;
    }
    return this.#order;
  }
}

/** One batch of a pass over a split: `valid` examples count, the rest of the batch is padding. */
interface PassBatch {
  readonly first: number;
  readonly valid: number;
}

/** The batches of one pass over `count` examples, each exactly once. */
export function passBatches(count: number, batch: number): PassBatch[] {
  return Array.from({ length: Math.ceil(count / batch) }, (_, index) => ({
    first: index * batch,
    valid: Math.min(batch, count - index * batch),
  }));
}
