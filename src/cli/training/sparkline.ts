/** @file A line of small bars: the course of a metric over a run in a few columns. */

const bars = '▁▂▃▄▅▆▇█';

/** Collects values by progress and shows their means. */
export class Sparkline {
  readonly #sums: number[];
  readonly #counts: number[];

  constructor(columns: number) {
    this.#sums = new Array<number>(columns).fill(0);
    this.#counts = new Array<number>(columns).fill(0);
  }

  /** Adds a value at `progress`, 0 to 1 of the run. Values that are not finite are left out. */
  add(progress: number, value: number): void {
    if (!Number.isFinite(value)) return;
    const column = Math.min(this.#sums.length - 1, Math.floor(progress * this.#sums.length));
    this.#sums[column] = (this.#sums[column] ?? 0) + value;
    this.#counts[column] = (this.#counts[column] ?? 0) + 1;
  }

  /**
   * The bars so far. The first column, where a run falls steeply, does not set the scale once there are four others; it is
   * drawn as high or as low as there is.
   */
  toString(): string {
    const means = this.#sums.flatMap((sum, column) => {
      const count = this.#counts[column] ?? 0;
      return count === 0 ? [] : [sum / count];
    });
    const scale = means.length > 4 ? means.slice(1) : means;
    const low = Math.min(...scale);
    const spread = Math.max(...scale) - low || 1;
    return means
      .map((mean) => {
        const height = Math.round(((mean - low) / spread) * (bars.length - 1));
        return bars[Math.max(0, Math.min(bars.length - 1, height))] ?? '';
      })
      .join('');
  }
}
