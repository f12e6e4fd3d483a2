/**
 * @file Numbers made ready for lines: smoothing, thinning and axis ranges. Pure arithmetic on points.
 */

export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * A centred moving mean over about `window` points. At the start, where a run falls steeply, the window narrows evenly; at the
 * end it is cut off, so that the last value is still a mean of many. Points that are not finite are skipped.
 */
export function smooth(points: readonly Point[], window: number): Point[] {
  const finite = points.filter(({ y }) => Number.isFinite(y));
  const sums = [0];
  for (const { y } of finite) sums.push((sums.at(-1) ?? 0) + y);
  const half = Math.floor(window / 2);
  return finite.map(({ x }, index) => {
    const from = Math.max(0, index - half);
    const to = Math.min(finite.length, index + Math.min(half, index) + 1);
    return { x, y: ((sums[to] ?? 0) - (sums[from] ?? 0)) / (to - from) };
  });
}

/** At most about `limit` points, keeping the least and the greatest of each stretch, so that spikes stay. */
export function thin(points: readonly Point[], limit: number): Point[] {
  if (points.length <= limit) return [...points];
  const size = Math.ceil((2 * points.length) / limit);
  const kept: Point[] = [];
  for (let start = 0; start < points.length; start += size) {
    const stretch = points.slice(start, start + size);
    const sorted = stretch.toSorted((a, b) => a.y - b.y);
    const least = sorted[0];
    const greatest = sorted.at(-1);
    if (!least || !greatest) continue;
    if (least === greatest) kept.push(least);
    else if (least.x < greatest.x) kept.push(least, greatest);
    else kept.push(greatest, least);
  }
  return kept;
}

/**
 * A range that shows `values` well: all but the outermost `trim` part at each end, with a margin, and 0 where that is near.
 * Not finite values are left out; without any the range is [0, 1].
 */
export function paddedRange(values: readonly number[], trim = 0): [number, number] {
  const sorted = values.filter(Number.isFinite).toSorted((a, b) => a - b);
  if (sorted.length === 0) return [0, 1];
  const cut = Math.floor(sorted.length * trim);
  let low = sorted[cut] ?? 0;
  let high = sorted[sorted.length - 1 - cut] ?? 1;
  const spread = high - low || Math.abs(high) || 1;
  if (low > 0 && low < 0.35 * high) low = 0;
  else low -= 0.06 * spread;
  if (high < 0 && high > 0.35 * low) high = 0;
  else high += 0.06 * spread;
  return [low, high];
}
