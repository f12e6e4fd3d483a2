/** @file Computes what figures show. Drawing is the caller's: it gets the values and tells which files it wrote. */
import { trainingStatistics } from '../data/statistics.ts';
import type { HostTensor } from '../engine.ts';
import type { FigurePlan } from '../plan.ts';
import { ProgramRunner } from '../program.ts';
import type { RunMoment } from './events.ts';
import type { RunGraphs } from './graphs.ts';
import type { RunState } from './state.ts';
import type { SourcesByName } from './test-split.ts';
import { OUTSIDE_TRAINING, figureExamples, testFields } from './test-split.ts';

/** Draws one figure from its values (the outputs of its graph by name); returns the files written. */
export type FigureHandler = (
  figure: FigurePlan,
  values: ReadonlyMap<string, HostTensor>,
  moment: RunMoment,
) => Promise<readonly string[]>;

/** The values of a figure at a step. Test examples and fixed draws are the same at every step of a run. */
export function figureValues(
  figure: FigurePlan,
  graphs: RunGraphs,
  state: RunState,
  sources: SourcesByName,
  seed: number,
  step: number,
): Promise<Map<string, HostTensor>> {
  return new ProgramRunner(figure, testFields(sources), trainingStatistics(sources), graphs, state).run({
    seed,
    step,
    firstExample: 0,
    schedule: OUTSIDE_TRAINING,
    examples: figureExamples(sources, seed),
  });
}

/** Whether a figure is due after `steps` steps of a phase, the last of which took the epochs from `before` to `after`. */
export function figureIsDue(figure: FigurePlan, steps: number, before: number, after: number): boolean {
  const { every } = figure;
  if (every === undefined) return false;
  if (every.unit === 'step') return steps % every.count === 0;
  return Math.floor(after / every.count) > Math.floor(before / every.count);
}
