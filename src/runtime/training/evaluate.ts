/**
 * @file Evaluations: every report is a value per test example, averaged over the split in float64, each example exactly once.
 * Random draws are keyed by the example, so the numbers do not depend on the batch size.
 */
import { trainingStatistics } from '../data/statistics.ts';
import { passBatches } from '../data/batches.ts';
import { invariant } from '../invariant.ts';
import type { EvaluationPlan } from '../plan.ts';
import { ProgramRunner, ofBatch } from '../program.ts';
import type { OptimisingListener } from '../program.ts';
import type { MetricValues } from './events.ts';
import type { RunGraphs } from './graphs.ts';
import type { RunState } from './state.ts';
import { endIfAsked } from './stopping.ts';
import type { SourcesByName } from './test-split.ts';
import { OUTSIDE_TRAINING, passExamples, testFields, testSource } from './test-split.ts';

/**
 * The mean of each report of the evaluations, by the report's name. `sources` holds those that the graphs read; the listener hears names
 * of reports. Throws `Stopped` as soon as `shouldStop` says so.
 */
export async function runEvaluations(
  evaluations: readonly EvaluationPlan[],
  graphs: RunGraphs,
  state: RunState,
  sources: SourcesByName,
  seed: number,
  listener?: OptimisingListener,
  shouldStop?: () => boolean,
): Promise<MetricValues> {
  const metrics: Record<string, number> = {};
  for (const evaluation of evaluations) {
    Object.assign(
      metrics,
      await runEvaluation(evaluation, graphs, state, sources, seed, listener, shouldStop),
    );
  }
  return metrics;
}

async function runEvaluation(
  evaluation: EvaluationPlan,
  graphs: RunGraphs,
  state: RunState,
  sources: SourcesByName,
  seed: number,
  listener: OptimisingListener | undefined,
  shouldStop: (() => boolean) | undefined,
): Promise<MetricValues> {
  const { batch, reports } = evaluation;
  const count = examplesOf(evaluation, sources);
  const runner = new ProgramRunner(
    evaluation,
    testFields(sources),
    trainingStatistics(sources),
    graphs,
    state,
  );
  const sums = reports.map(() => 0);
  const batches = passBatches(count, batch);
  const names = reports.map(({ name }) => name).join(', ');
  for (const [index, { first, valid }] of batches.entries()) {
    endIfAsked(shouldStop);
    const tell = listener && ofBatch(listener, names, index, batches.length);
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
    for (const [index, report] of reports.entries()) {
      const data = values.get(report.output)?.data;
      invariant(data?.length === batch, `report ${report.name} is not one value per example`);
      for (let row = 0; row < valid; row++) sums[index] = (sums[index] ?? 0) + (data[row] as number);
    }
  }
  return Object.fromEntries(reports.map((report, index) => [report.name, (sums[index] ?? 0) / count]));
}

/** Without a source one batch of draws is evaluated, or as many as the plan says. */
function examplesOf(evaluation: EvaluationPlan, sources: SourcesByName): number {
  if (evaluation.source === undefined) return evaluation.examples ?? evaluation.batch;
  const { count } = testSource(sources, evaluation.source).test;
  return Math.min(evaluation.examples ?? count, count);
}
