/** @file Catalog entries of the family `range/`. */
import { entry } from '../catalog-entry.ts';

export const rangeCatalog = {
  'range/argument': entry<{ what: string; wanted: string; found: string }>({
    severity: 'error',
    title: 'values in another range than a parameter takes',
    message: ({ what, wanted, found }) => `${what} takes values in ${wanted}, these are in ${found}`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
  'range/bounded-logits': entry<{ range: string; suspect: string }>({
    severity: 'error',
    title: 'bounded values where logits are needed',
    message: ({ range, suspect }) =>
      suspect === 'probability'
        ? `logits are wanted here, but these values are probabilities (${range})`
        : `logits are wanted here, but these values lie in ${range}`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
  'range/decay': entry<{ name: string; value: number }>({
    severity: 'error',
    title: 'a decay outside of [0, 1)',
    message: ({ name, value }) => `${name} is ${value}; it must be at least 0 and below 1`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
  'range/division-by-zero': entry<Record<string, never>>({
    severity: 'error',
    title: 'a division by zero',
    message: () => `this divides by zero`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
  'range/dropout-rate': entry<{ rate: number }>({
    severity: 'error',
    title: 'a dropout rate outside of [0, 1)',
    message: ({ rate }) => `the dropout rate is ${rate}; it must be at least 0 and below 1`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
  'range/empty-interval': entry<{ low: number; high: number }>({
    severity: 'error',
    title: 'an interval whose ends are the wrong way round',
    message: ({ low, high }) => `the interval from ${low} to ${high} is empty`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
  'range/game-score': entry<{ game: string; found: string }>({
    severity: 'error',
    title: 'a squashed score in a game',
    message: ({ game, found }) => `${game} takes logits, but this score lies in ${found}`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
  'range/learning-rate': entry<{ value: number }>({
    severity: 'error',
    title: 'a learning rate that is not positive',
    message: ({ value }) => `the learning rate is ${value}; it must be above 0`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
  'range/log-variance-rectified': entry<Record<string, never>>({
    severity: 'error',
    title: 'a log-variance that cannot be negative',
    message: () => `a log-variance must be free to be negative`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
  'range/mixture-weights': entry<{ count: number }>({
    severity: 'error',
    title: 'mixture weights that do not fit',
    message: ({ count }) => `a mixture of ${count} needs ${count} weights, none negative and not all zero`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
  'range/operands': entry<{ name: string; left: string; right: string }>({
    severity: 'error',
    title: 'a distance between values of two ranges',
    message: ({ name, left, right }) => `${name} compares values in ${left} with values in ${right}`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
  'range/probability': entry<{ range: string }>({
    severity: 'error',
    title: 'values that are no probabilities',
    message: ({ range }) => `probabilities lie in [0, 1]; these values lie in ${range}`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
  'range/rescale-unknown': entry<{ found: string }>({
    severity: 'error',
    title: 'rescale of values without a known range',
    message: ({ found }) => `rescale needs values of a known range; this is ${found}`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
  'range/result': entry<{ what: string; wanted: string; found: string }>({
    severity: 'error',
    title: 'a result outside of its declared range',
    message: ({ what, wanted, found }) => `${what} promises values in ${wanted}, but gives ${found}`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
  'range/scale-not-positive': entry<{ parameter: string; range: string }>({
    severity: 'error',
    title: 'a scale that may be negative',
    message: ({ parameter, range }) => `${parameter} must not be negative; these values are ${range}`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
  'range/schedule-span': entry<{ from: string; until: string }>({
    severity: 'error',
    title: 'a schedule that ends before it begins',
    message: ({ from, until }) => `a schedule from ${from} until ${until} covers no time`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
  'range/support': entry<{ distribution: string; support: string; found: string }>({
    severity: 'error',
    title: "data outside of a distribution's support",
    message: ({ distribution, support, found }) =>
      `${distribution} has values in ${support}, the data lies in ${found}`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
};
