/**
 * @file What a run leaves as text: `metrics.csv` (one row per step, no times, so that two runs with one seed give the same bytes)
 * and `events.ndjson` (every event but the steps, with times). Both are handed on to the caller's listener.
 */
import { columnsOf } from '../health/readings.ts';
import type { Host } from '../host.ts';
import type { PhasePlan, Plan, SpecPlace } from '../plan.ts';
import type { RunPosition } from '../checkpoint/checkpoint.ts';
import type { MetricValues, RunMoment, TrainEvent } from './events.ts';
import { showFloat32 } from './events.ts';
import { RunLog } from './run-log.ts';

/** The metrics of a plan in the order of its graphs, what is watched behind those of the steps, each with its line in the spec. */
export function metricsOf(plan: Plan): ReadonlyMap<string, SpecPlace> {
  const metrics = new Map<string, SpecPlace>();
  const ofPhase = (phase: PhasePlan): void => {
    for (const output of phase.variants.flatMap(({ graph }) => graph.outputs)) {
      if (output.role === 'metric' && !metrics.has(output.metric)) metrics.set(output.metric, output.place);
    }
    for (const monitor of phase.health?.monitors ?? []) {
      for (const column of columnsOf(monitor)) if (!metrics.has(column)) metrics.set(column, monitor.place);
    }
  };
  plan.phases.forEach(ofPhase);
  return metrics;
}

/** Writes a run's logs. */
export class Recorder {
  readonly #metrics: readonly string[];
  readonly #rows: RunLog;
  readonly #events: RunLog;
  readonly #listener: ((event: TrainEvent) => void) | undefined;

  private constructor(
    metrics: readonly string[],
    rows: RunLog,
    events: RunLog,
    listener: ((event: TrainEvent) => void) | undefined,
  ) {
    this.#metrics = metrics;
    this.#rows = rows;
    this.#events = events;
    this.#listener = listener;
  }

  /** Opens the logs: new ones, or those of a run that continues at `position`. */
  static async open(
    host: Host,
    runFolder: string,
    metrics: readonly string[],
    position: RunPosition | undefined,
    listener: ((event: TrainEvent) => void) | undefined,
  ): Promise<Recorder> {
    const rows = host.join(runFolder, 'metrics.csv');
    const events = host.join(runFolder, 'events.ndjson');
    if (position !== undefined) {
      return new Recorder(
        metrics,
        await RunLog.resume(host, rows, position.metricsLength),
        await RunLog.resume(host, events, position.eventsLength),
        listener,
      );
    }
    const header = ['step', 'phase', 'epoch', ...metrics].map(csvCell).join(',');
    return new Recorder(
      metrics,
      await RunLog.create(host, rows, `${header}\n`),
      await RunLog.create(host, events, ''),
      listener,
    );
  }

  /** Records a step; a metric that the step's graph does not give leaves its cell empty. */
  step(moment: RunMoment, values: MetricValues, milliseconds: number): void {
    const { step, phase, epoch } = moment;
    let row = `${step},${csvCell(phase)},${showFloat32(Math.fround(epoch))}`;
    for (const metric of this.#metrics) {
      const value = values[metric];
      row += value === undefined ? ',' : `,${showFloat32(value)}`;
    }
    this.#rows.append(row);
    this.#listener?.({ event: 'step', step, phase, epoch, milliseconds, metrics: values });
  }

  /** Records any other event. */
  event(event: TrainEvent): void {
    this.#events.append(JSON.stringify({ time: new Date().toISOString(), ...event }));
    this.#listener?.(event);
  }

  /** Puts all lines on file; the lengths in bytes belong into a checkpoint. */
  async flush(): Promise<{ readonly metricsLength: number; readonly eventsLength: number }> {
    return { metricsLength: await this.#rows.flush(), eventsLength: await this.#events.flush() };
  }
}

function csvCell(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
