/** @file How evaluations and figures read data: from the test split, in ways that do not depend on training. */
import type { BoundSource } from '../data/field.ts';
import { ShuffledStream } from '../data/batches.ts';
import { InputError } from '../host.ts';
import { invariant } from '../invariant.ts';
import type { GraphPlan } from '../plan.ts';
import type { FieldLookup, InputMoment } from './graph-inputs.ts';
import type { ScheduleContext } from '../schedule.ts';

export type SourcesByName = ReadonlyMap<string, BoundSource>;

/** The names of the sources that a graph reads. */
export function sourcesOf(graph: GraphPlan): readonly string[] {
  const names = graph.inputs.flatMap((input) =>
    input.role === 'data' || input.role === 'statistic' ? [input.source] : [],
  );
  return [...new Set(names)];
}

/** A source that was opened before; it must have test examples. */
export function testSource(sources: SourcesByName, name: string): BoundSource {
  const source = sources.get(name);
  invariant(source, `source ${name} was not opened`);
  if (source.test.count === 0) {
    throw new InputError(
      'data/no-test',
      name,
      'the source has no test examples, which reports and figures need',
      'give it two examples or more, of which a part is kept for testing, or a test split of its own',
    );
  }
  return source;
}

/** Throws `InputError` (`data/no-test`) where a report or figure will read test examples of a source that has none. */
export function requireTestExamples(graphs: readonly GraphPlan[], sources: SourcesByName): void {
  for (const input of graphs.flatMap((graph) => graph.inputs))
    if (input.role === 'data') testSource(sources, input.source);
}

/** Fields of test splits. */
export function testFields(sources: SourcesByName): FieldLookup {
  return (source, field) => {
    const bound = testSource(sources, source).test.fields.get(field);
    invariant(bound, `source ${source} has no field ${field}`);
    return bound;
  };
}

/** Test examples in an order of their own for each draw, the same at every step of a run, from item `first` on: for figures and infers. */
export function figureExamples(sources: SourcesByName, seed: number, first = 0): InputMoment['examples'] {
  return (source, draw, out) => {
    const { count } = testSource(sources, source).test;
    new ShuffledStream(seed, `figure/${source}/${draw}`, count).read(first, out);
  };
}

/**
 * Test examples for a pass: the first draw of each source is the split in its order from `first` on, padded from its start; other
 * draws are shuffled.
 */
export function passExamples(sources: SourcesByName, seed: number, first: number): InputMoment['examples'] {
  return (source, draw, out) => {
    const { count } = testSource(sources, source).test;
    if (draw > 0) {
      new ShuffledStream(seed, `pass/${source}/${draw}`, count).read(first, out);
      return;
    }
    for (let row = 0; row < out.length; row++) out[row] = (first + row) % count;
  };
}

/** For graphs outside training: schedules stand at the start. */
export const OUTSIDE_TRAINING: ScheduleContext = {
  step: 0,
  epoch: 0,
  examples: 0,
  updates: 1,
  epochsPerStep: 0,
};
