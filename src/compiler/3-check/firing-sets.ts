/** @file Which terms of a phase meet: those of `every 4` and `every 6` in every twelfth step. */
import type { TypedPhase } from './typed.ts';

/** The k above 1 of every `every k`, the least first. */
export function periodsOf(phase: TypedPhase): readonly number[] {
  return [...new Set(phase.updates.flatMap((update) => update.terms.map((term) => term.every)))]
    .filter((one) => one > 1)
    .sort((a, b) => a - b);
}

/** The sets of periods that some step is divisible by, exactly: at most one for each subset. */
export function firingSets(periods: readonly number[]): readonly (readonly number[])[] {
  const sets = new Map<string, readonly number[]>();
  const cycle = periods.reduce((a, b) => (a * b) / greatestCommonDivisor(a, b), 1);
  for (let step = 0; step < Math.min(cycle, 100_000); step++) {
    const fires = periods.filter((period) => step % period === 0);
    sets.set(fires.join(), fires);
  }
  return [...sets.values()];
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
