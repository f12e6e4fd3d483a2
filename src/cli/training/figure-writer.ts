/**
 * @file Puts a run's figures into its folder: the newest of each under `figures/`, those of earlier moments under
 * `figures/history/`, and the curves of losses and health from the run's own `metrics.csv`, so that they are whole after a resume.
 */
import type { HostTensor } from '../../runtime/engine.ts';
import { drawFigure, plotFiles } from '../../runtime/figures/draw-figure.ts';
import type { FigureFile } from '../../runtime/figures/figure-file.ts';
import { drawLossCurve } from '../../runtime/figures/loss-curve.ts';
import type { Typeface } from '../../runtime/figures/typeface.ts';
import { stepsBetweenLooks } from '../../runtime/health/readings.ts';
import type { Host } from '../../runtime/host.ts';
import type { FigurePlan, Plan } from '../../runtime/plan.ts';
import type { RunMoment, TrainEvent } from '../../runtime/training/events.ts';
import { readMetrics } from './read-metrics.ts';

export class FigureWriter {
  readonly #host: Host;
  readonly #runFolder: string;
  readonly #plan: Plan;
  readonly #typeface: Typeface;

  constructor(host: Host, runFolder: string, plan: Plan, typeface: Typeface) {
    this.#host = host;
    this.#runFolder = runFolder;
    this.#plan = plan;
    this.#typeface = typeface;
  }

  /** Draws a figure at a moment; returns the files, relative to the run folder. */
  async write(
    figure: FigurePlan,
    values: ReadonlyMap<string, HostTensor>,
    moment: RunMoment,
  ): Promise<readonly string[]> {
    const files = await drawFigure(figure, values, momentText(this.#plan, moment), this.#typeface);
    if (figure.every !== undefined) {
      const suffix = `step-${String(moment.step + 1).padStart(6, '0')}`;
      const history = files
        .filter(({ format }) => format === 'png')
        .map((file) => ({ ...file, name: `${file.name}-${suffix}` }));
      await this.#put('figures/history', history);
    }
    return this.#put('figures', files);
  }

  /**
   * Draws the loss curve, and the curves of the model's health, from what `metrics.csv` holds; returns the events that tell of them: of each
   * that has two points.
   */
  async writeCurves(): Promise<TrainEvent[]> {
    const metrics = await readMetrics(this.#host, this.#runFolder, this.#plan);
    if (!metrics) return [];
    const { model } = this.#plan;
    const curves = [
      {
        name: 'loss',
        series: metrics.series,
        title: `Training of ${model}`,
        subtitle: 'Means over the batch: smoothed, and every step (faint)',
      },
      {
        name: 'health',
        series: metrics.watched,
        title: `Health of ${model}`,
        subtitle: `Every ${stepsBetweenLooks}th step: smoothed, and as found (faint)`,
      },
    ];
    const events: TrainEvent[] = [];
    for (const { name, series, ...text } of curves) {
      const svg = drawLossCurve(series, metrics.axis, text, this.#typeface);
      if (svg === undefined) continue;
      const files = await this.#put('figures', await plotFiles(name, svg, this.#typeface));
      events.push({ event: 'figure', figure: name, files, ...metrics.last });
    }
    return events;
  }

  async #put(folder: string, files: readonly FigureFile[]): Promise<string[]> {
    if (files.length > 0) await this.#host.makeFolder(this.#host.join(this.#runFolder, folder));
    const written: string[] = [];
    for (const file of files) {
      const name = this.#host.join(folder, `${file.name}.${file.format}`);
      const content = file.format === 'png' ? file.bytes : file.text;
      await this.#host.writeFileAtomically(this.#host.join(this.#runFolder, name), content);
      written.push(name);
    }
    return written;
  }
}

/** "Epoch 3, step 1,407": steps done, while those of a moment count from 0. */
export function momentText(plan: Plan, { phase, step, epoch }: RunMoment): string {
  const parts = [`step ${(step + 1).toLocaleString('en')}`];
  if (epoch > 0) parts.unshift(`epoch ${Math.round(epoch * 100) / 100}`);
  if (plan.phases.length > 1) parts.unshift(`phase ${phase}`);
  const text = parts.join(', ');
  return `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}`;
}
