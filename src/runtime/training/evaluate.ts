/**
 * @file Evaluations: every report is a value per test example, averaged over the split in float64, each example exactly once.
 * Random draws are keyed by the example, so the numbers do not depend on the batch size.
 */
import { invariant } from '../invariant.ts';
import type { EvaluationPlan } from '../plan.ts';
import type { OptimisingListener } from '../program.ts';
import type { MetricValues } from './events.ts';
import type { ReportedRun } from './test-pass.ts';
import { testPass } from './test-pass.ts';
import type { SourcesByName } from './test-split.ts';
import { testSource } from './test-split.ts';

/**
 * The mean of each report of the evaluations, by the report's name. The listener hears names of reports. Throws `Stopped` as soon as the
 * run is to stop.
 */
export async function runEvaluations(
  evaluations: readonly EvaluationPlan[],
  run: ReportedRun,
  listener?: OptimisingListener,
): Promise<MetricValues> {
  const metrics: Record<string, number> = {};
  for (const evaluation of evaluations)
    Object.assign(metrics, await runEvaluation(evaluation, run, listener));
  return metrics;
}

async function runEvaluation(
  evaluation: EvaluationPlan,
  run: ReportedRun,
  listener: OptimisingListener | undefined,
): Promise<MetricValues> {
  const { batch, reports } = evaluation;
  const count = examplesOf(evaluation, run.sources);
  const sums = reports.map(() => 0);
  const names = reports.map(({ name }) => name).join(', ');
  const pass = testPass(evaluation, count, run, (done, steps) => listener?.(names, done, steps));
  for await (const { valid, values } of pass) {
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
