/** @file How much one number in a spec may ask for: what the compiler unrolls or lays out. More is a slip, and is reported. */
import { diagnostic } from '../diagnostics/catalog.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Span } from '../source/source.ts';
import { isKnown } from '../types/dims.ts';
import type { Dim } from '../types/dims.ts';
import type { Call } from './definition.ts';

export const limits = {
  /** Items of a list, draws of a plate, pictures of a grid. */
  items: 10_000,
  /** Repetitions of layers, each with weights of its own. */
  repetitions: 1_000,
  /** Samples of a measure, all in memory. */
  samples: 1_000_000,
  /** Steps of an optimisation. */
  steps: 1_000_000,
  /** Examples of a step. */
  batch: 2 ** 20,
  /** Values that one graph computes, counted before gradients are taken. */
  graphSize: 40_000,
  /** Expressions evaluated in a check: one in a loop or a block again for each turn and call. */
  evaluations: 250_000,
  /** One size of a shape. */
  size: 2 ** 28,
} as const;

/** The diagnostic of a count below 1 or above its limit; undefined where it is neither, or not known. */
export function countFault(span: Span, name: string, value: Dim, limit: number): Diagnostic | undefined {
  if (!isKnown(value)) return undefined;
  if (value < 1) return diagnostic('shape/not-positive', span, { name, value });
  if (value > limit) return diagnostic('shape/too-large', span, { name, value, limit });
  return undefined;
}

/** True where an argument is a count from 1 to the limit (default: that of a size); reported otherwise. */
export function positive(call: Call, parameter: string, value: Dim, limit: number = limits.size): boolean {
  const fault = countFault(call.spanOf(parameter), `${call.name}'s ${parameter}`, value, limit);
  if (fault) call.report(fault);
  return fault === undefined;
}
