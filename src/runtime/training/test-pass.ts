/**
 * @file A program run over the test split, or over as many draws, batch by batch: what evaluations and measures have in common. Random
 * draws are keyed by the example, so that the n-th value is the same whatever the batch.
 */
import { passBatches } from '../data/batches.ts';
import { trainingStatistics } from '../data/statistics.ts';
import type { HostTensor } from '../engine.ts';
import type { ProgramPlan } from '../plan.ts';
import { ProgramRunner, ofBatch } from '../program.ts';
import type { LoopListener } from '../program.ts';
import type { RunGraphs } from './graphs.ts';
import type { RunState } from './state.ts';
import { endIfAsked } from './stopping.ts';
import type { SourcesByName } from './test-split.ts';
import { OUTSIDE_TRAINING, passExamples, testFields } from './test-split.ts';

/** A run, as reports see it. */
export interface ReportedRun {
  readonly graphs: RunGraphs;
  readonly state: RunState;
  /** Those that the graphs read. */
  readonly sources: SourcesByName;
  readonly seed: number;
  /** On true the reports end by `Stopped`. */
  readonly shouldStop?: (() => boolean) | undefined;
}

/** The values of one batch, [batch, ...] each, of which the first `valid` are those of the examples from `first` on. */
export interface PassBatch {
  readonly first: number;
  readonly valid: number;
  readonly values: ReadonlyMap<string, HostTensor>;
}

/** `count` examples in batches; `listener` hears the steps of loops, of all batches together. Throws `Stopped`. */
export async function* testPass(
  program: ProgramPlan & { readonly batch: number },
  count: number,
  { graphs, state, sources, seed, shouldStop }: ReportedRun,
  listener?: LoopListener,
): AsyncGenerator<PassBatch> {
  const runner = new ProgramRunner(program, testFields(sources), trainingStatistics(sources), graphs, state);
  const batches = passBatches(count, program.batch);
  for (const [index, { first, valid }] of batches.entries()) {
    endIfAsked(shouldStop);
    const tell = listener && ofBatch(listener, index, batches.length);
    const values = await runner.run(
      {
        seed,
        step: 0,
        firstExample: first,
        schedule: OUTSIDE_TRAINING,
        examples: passExamples(sources, seed, first),
      },
      new Map(),
      (done, steps) => {
        endIfAsked(shouldStop);
        tell?.(done, steps);
      },
    );
    yield { first, valid, values };
  }
}
