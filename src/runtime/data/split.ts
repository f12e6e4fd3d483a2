/** @file Divides examples that come without a test split: a tenth, or the fraction asked for, drawn once and the same in each run. */
import { permutation } from '../random/stream.ts';
import type { OptionReader } from './options.ts';
import type { DataSource, Split } from './source.ts';
import { selectExamples } from './source.ts';

const DEFAULT_FRACTION = 0.1;

/** Reads the option `test`: the fraction of examples kept for testing, above 0 and below 1. */
export function readTestFraction(options: OptionReader): number {
  return options.fraction('test') ?? DEFAULT_FRACTION;
}

/** Both splits, each in the original order. With two examples or more, each has at least one. */
export function divideExamples(all: Split, fraction: number): DataSource {
  const tested = Math.min(Math.max(1, Math.round(all.count * fraction)), all.count - 1);
  const order = permutation(0, 'data/test-split', 0, all.count);
  return {
    train: selectExamples(all, order.slice(Math.max(tested, 0)).sort()),
    test: selectExamples(all, order.slice(0, Math.max(tested, 0)).sort()),
  };
}
