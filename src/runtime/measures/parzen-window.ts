/**
 * @file The Parzen window log-likelihood: of test rows under equal Gaussians around samples (Breuleux, Bengio & Vincent 2011), as the
 * original GAN was scored. Sums over samples are in float64; the squared distances come from the engine, block by block.
 */
import type { HostTensor } from '../engine.ts';

/** Squared distances [rows of x, rows of s], row-major; both hold at most a block of rows, padded by the callee. */
export type Distances = (x: HostTensor, s: HostTensor) => Promise<Float32Array>;

export interface ParzenEstimate {
  /** Mean over the rows, in nats. */
  readonly mean: number;
  readonly standardError: number;
}

/** Ten stddevs from a tenth of `scale` to `scale`, evenly apart in the logarithm: what the authors' script tries. */
export function bandwidthsFor(scale: number): readonly number[] {
  return Array.from({ length: 10 }, (_, i) => scale * 10 ** (i / 9 - 1));
}

/** log p(x) for each row of `x` [m, d] at each bandwidth: [bandwidths][m]. `block` rows of each are compared at once. */
export async function parzenLogLikelihoods(
  x: HostTensor,
  samples: HostTensor,
  bandwidths: readonly number[],
  distances: Distances,
  block: number,
): Promise<readonly Float64Array[]> {
  const [rows = 0, size = 0] = x.shape;
  const [count = 0] = samples.shape;
  const results = bandwidths.map(() => new Float64Array(rows));
  for (let first = 0; first < rows; first += block) {
    const some = rowsOf(x, first, block);
    const height = some.shape[0] ?? 0;
    // The largest exponent so far and the sum of exp(exponent - largest), for each bandwidth and row.
    const sums = bandwidths.map(() => ({
      largest: new Float64Array(height).fill(-Infinity),
      total: new Float64Array(height),
    }));
    for (let at = 0; at < count; at += block) {
      const others = rowsOf(samples, at, block);
      const squares = await distances(some, others);
      const width = others.shape[0] ?? 0;
      bandwidths.forEach((bandwidth, which) =>
        addBlock(squares, width, -1 / (2 * bandwidth * bandwidth), sums[which]!),
      );
    }
    bandwidths.forEach((bandwidth, which) => {
      const { largest, total } = sums[which]!;
      const constant = Math.log(count) + (size / 2) * Math.log(2 * Math.PI * bandwidth * bandwidth);
      for (let row = 0; row < height; row++)
        results[which]![first + row] = largest[row]! + Math.log(total[row]!) - constant;
    });
  }
  return results;
}

interface Sums {
  readonly largest: Float64Array;
  readonly total: Float64Array;
}

function addBlock(squares: Float32Array, width: number, factor: number, { largest, total }: Sums): void {
  for (let row = 0; row < largest.length; row++) {
    let [peak, sum] = [largest[row]!, total[row]!];
    for (let column = 0; column < width; column++) {
      const exponent = factor * squares[row * width + column]!;
      if (exponent > peak) {
        sum = sum * Math.exp(peak - exponent) + 1;
        peak = exponent;
      } else sum += Math.exp(exponent - peak);
    }
    largest[row] = peak;
    total[row] = sum;
  }
}

/** Mean and standard error over rows. */
export function estimateOf(values: Float64Array): ParzenEstimate {
  const mean = values.reduce((sum, value) => sum + value / values.length, 0);
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2 / values.length, 0);
  return { mean, standardError: Math.sqrt(variance / values.length) };
}

/** At most `count` rows of [n, size] from `first` on. */
export function rowsOf(tensor: HostTensor, first: number, count: number): HostTensor {
  const [rows = 0, ...rest] = tensor.shape;
  const size = rest.reduce((product, one) => product * one, 1);
  const last = Math.min(first + count, rows);
  return { ...tensor, shape: [last - first, ...rest], data: tensor.data.subarray(first * size, last * size) };
}
