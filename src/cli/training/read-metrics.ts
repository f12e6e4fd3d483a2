/**
 * @file Reads a run's `metrics.csv` back as series for the loss curve and the curves of its health, with each metric's kind and unit from the plan. The x
 * axis counts epochs where the run is one phase of more than one epoch, else steps.
 */
import type { LossCurveAxis, MetricSeries } from '../../runtime/figures/loss-curve.ts';
import type { Host } from '../../runtime/host.ts';
import type { OutputPlan, Plan } from '../../runtime/plan.ts';
import { watchedColumns } from './health-series.ts';
import type { RunMoment } from '../../runtime/training/events.ts';

export interface RunMetrics {
  readonly series: readonly MetricSeries[];
  /** What was found of the model's health. */
  readonly watched: readonly MetricSeries[];
  readonly axis: LossCurveAxis;
  /** The moment of the last row. */
  readonly last: RunMoment;
}

type MetricOutput = Extract<OutputPlan, { role: 'metric' }>;

/** The metrics of a run; undefined where it has none yet. */
export async function readMetrics(
  host: Host,
  runFolder: string,
  plan: Plan,
): Promise<RunMetrics | undefined> {
  const file = host.join(runFolder, 'metrics.csv');
  if ((await host.fileSize(file)) === undefined) return undefined;
  const [header, ...rows] = new TextDecoder()
    .decode(await host.readFile(file))
    .split('\n')
    .filter((line) => line !== '')
    .map(splitCsv);
  if (!header || rows.length === 0) return undefined;
  const moments = rows.map(([step = '0', phase = '', epoch = '0']): RunMoment => ({
    step: Number(step),
    phase,
    epoch: Number(epoch),
  }));
  const last = moments.at(-1);
  if (!last) return undefined;
  const starts = moments.flatMap(({ phase, step }, at) =>
    at > 0 && moments[at - 1]?.phase !== phase ? [{ at: step, name: phase }] : [],
  );
  const byEpoch = starts.length === 0 && last.epoch > 1;
  const outputs = metricOutputs(plan);
  const looks = watchedColumns(plan);
  const named = header.slice(3).map((name, index) => {
    const points = rows.flatMap((row, at) => {
      const cell = row[index + 3];
      const moment = moments[at];
      if (cell === undefined || cell === '' || !moment) return [];
      return [{ x: byEpoch ? moment.epoch : moment.step, y: Number(cell) }];
    });
    return { name, points };
  });
  const series = named.flatMap(({ name, points }): MetricSeries[] => {
    const output = outputs.get(name);
    if (!output) return [];
    const { kind, unit, equilibrium } = output;
    return [{ name, kind, unit, points, ...(equilibrium === undefined ? {} : { equilibrium }) }];
  });
  const watched = named.flatMap(({ name, points }): MetricSeries[] => {
    const look = outputs.has(name) ? undefined : looks.get(name);
    return look ? [{ name, points, ...look }] : [];
  });
  const axis: LossCurveAxis = { label: byEpoch ? 'epoch' : 'step', integer: true, phases: starts };
  return { series, watched, axis, last };
}

/** The metric outputs of a plan's steps by name. */
export function metricOutputs(plan: Plan): ReadonlyMap<string, MetricOutput> {
  const outputs = plan.phases.flatMap((phase) => phase.variants.flatMap(({ graph }) => graph.outputs));
  return new Map(
    outputs
      .filter((output): output is MetricOutput => output.role === 'metric')
      .map((output) => [output.metric, output]),
  );
}

function splitCsv(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(([, quoted, plain]) =>
    quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'),
  );
}
