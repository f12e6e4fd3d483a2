/**
 * @file From names to keys: every place that draws has its own stream, derived from the run's seed, the site's name, the
 * step and the repetition by a chain of Threefry blocks. Nothing else that a spec holds moves a stream.
 */
import { invariant } from '../invariant.ts';
import type { RandomKey } from './threefry.ts';
import { threefryKey } from './threefry.ts';

/** What a stream is keyed by, beside the example and the element within it. */
export interface DrawSite {
  /** A whole number from 0 to 2^53 - 1. */
  readonly seed: number;
  /** The site's name, unique among the sites of a spec. */
  readonly site: string;
  /** Counted from 0; below 2^32. */
  readonly step: number;
  /** Which repetition of an update with `times n`; 0 elsewhere. */
  readonly repetition: number;
}

const WORD = 2 ** 32;

/** The key of a site at a step. */
export function siteKey(where: DrawSite): RandomKey {
  return threefryKey(namedKey(where.seed, where.site), where.step, where.repetition);
}

/** The key of a name under a seed: its UTF-8 bytes are absorbed eight at a time, then its length. */
export function namedKey(seed: number, name: string): RandomKey {
  invariant(Number.isSafeInteger(seed) && seed >= 0, `seed ${seed} is not a whole number below 2^53`);
  const bytes = new TextEncoder().encode(name);
  let key: RandomKey = { low: (seed % WORD) | 0, high: Math.floor(seed / WORD) };
  for (let offset = 0; offset < bytes.length; offset += 8) {
    key = threefryKey(key, wordAt(bytes, offset), wordAt(bytes, offset + 4));
  }
  // The high word 0xffffffff marks the end: four bytes of UTF-8 text are never all 255.
  return threefryKey(key, bytes.length, 0xffffffff);
}

function wordAt(bytes: Uint8Array, offset: number): number {
  const at = (index: number): number => bytes[offset + index] ?? 0;
  return at(0) | (at(1) << 8) | (at(2) << 16) | (at(3) << 24);
}
