/** @file What a new run starts from: drawn and constant states, and those that are computed from data. */
import { trainingStatistics } from '../data/statistics.ts';
import type { HostTensor } from '../engine.ts';
import { initializeStates } from '../initialize.ts';
import { invariant } from '../invariant.ts';
import type { Plan } from '../plan.ts';
import { ProgramRunner } from '../program.ts';
import type { RunGraphs } from './graphs.ts';
import { RunState } from './state.ts';
import { OUTSIDE_TRAINING } from './test-split.ts';
import type { SourcesByName } from './test-split.ts';

/** The starting values of all states of a plan. `sources` holds those that its graph `start` reads. */
export async function startStates(
  { start, state }: Plan,
  graphs: RunGraphs,
  sources: SourcesByName,
  seed: number,
): Promise<ReadonlyMap<string, HostTensor>> {
  if (start === undefined) return initializeStates(state, seed);
  const noField = (): never => invariant(false, 'a start reads no examples') as never;
  const none = new RunState(graphs.engine, [], new Map());
  const runner = new ProgramRunner({ graph: start }, noField, trainingStatistics(sources), graphs, none);
  const computed = await runner.run({
    seed,
    step: 0,
    firstExample: 0,
    schedule: OUTSIDE_TRAINING,
    examples: noField,
  });
  return initializeStates(state, seed, computed);
}
