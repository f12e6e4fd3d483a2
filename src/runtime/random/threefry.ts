/**
 * @file The counter-based generator under every random number of a run: Threefry-2x32 with 20 rounds (Salmon, Moraes, Dror
 * and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011). In: a 64-bit key and a 64-bit counter. Out: two 32-bit
 * words. Chosen over Philox because it needs additions, rotations and exclusive-ors alone, which JavaScript has on 32-bit
 * integers without a 64-bit product. The rounds are written out: this loop is the cost of every noise input.
 */

/** A 64-bit key as two 32-bit words. */
export interface RandomKey {
  readonly low: number;
  readonly high: number;
}

const PARITY = 0x1bd11bda;

/**
 * Writes the words of `blocks` consecutive counters into `out`: block `b` has the counter (`counterLow`, `firstHigh` + b) and
 * fills `out[2 * b]` and `out[2 * b + 1]`.
 */
export function threefryBlocks(
  key: RandomKey,
  counterLow: number,
  firstHigh: number,
  blocks: number,
  out: Int32Array,
): void {
  const k0 = key.low | 0;
  const k1 = key.high | 0;
  const k2 = PARITY ^ k0 ^ k1;
  const start0 = (counterLow + k0) | 0;
  for (let block = 0; block < blocks; block++) {
    let x0 = start0;
    let x1 = (firstHigh + block + k1) | 0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 13) | (x1 >>> 19)) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 15) | (x1 >>> 17)) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 26) | (x1 >>> 6)) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 6) | (x1 >>> 26)) ^ x0;
    x0 = (x0 + k1) | 0;
    x1 = (x1 + k2 + 1) | 0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 17) | (x1 >>> 15)) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 29) | (x1 >>> 3)) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 16) | (x1 >>> 16)) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 24) | (x1 >>> 8)) ^ x0;
    x0 = (x0 + k2) | 0;
    x1 = (x1 + k0 + 2) | 0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 13) | (x1 >>> 19)) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 15) | (x1 >>> 17)) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 26) | (x1 >>> 6)) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 6) | (x1 >>> 26)) ^ x0;
    x0 = (x0 + k0) | 0;
    x1 = (x1 + k1 + 3) | 0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 17) | (x1 >>> 15)) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 29) | (x1 >>> 3)) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 16) | (x1 >>> 16)) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 24) | (x1 >>> 8)) ^ x0;
    x0 = (x0 + k1) | 0;
    x1 = (x1 + k2 + 4) | 0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 13) | (x1 >>> 19)) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 15) | (x1 >>> 17)) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 26) | (x1 >>> 6)) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 6) | (x1 >>> 26)) ^ x0;
    out[2 * block] = x0 + k2;
    out[2 * block + 1] = x1 + k0 + 5;
  }
}

const oneBlock = new Int32Array(2);

/** The two words of one counter, as the next key of a chain of derivations. */
export function threefryKey(key: RandomKey, counterLow: number, counterHigh: number): RandomKey {
  threefryBlocks(key, counterLow, counterHigh, 1, oneBlock);
  return { low: oneBlock[0] ?? 0, high: oneBlock[1] ?? 0 };
}
