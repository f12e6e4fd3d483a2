/** @file The two-unit form of the prior-against-posterior figure: a square scatter with the prior's sigma ellipses. */
import * as Plot from '@observablehq/plot';
import type { Latents } from './latents.ts';
import { column, priorOf, unitName } from './latents.ts';
import { ink, seriesColor } from './palette.ts';
import type { Panel } from './plot-frame.ts';

const dotLimit = 3000;

/** One panel: samples faint, means strong, ellipses at 1, 2 and 3 standard deviations of the prior. */
export function scatterPanels(latents: Latents): Panel[] {
  const points = (values: ArrayLike<number>): { x: number; y: number }[] => {
    const xs = column(values, latents, 0);
    const ys = column(values, latents, 1);
    const every = Math.max(1, Math.ceil(latents.count / dotLimit));
    return xs.map((x, at) => ({ x, y: ys[at] ?? Number.NaN })).filter((_, at) => at % every === 0);
  };
  const [first, second] = [priorOf(latents, 0), priorOf(latents, 1)];
  const samples = points(latents.sample);
  const means = points(latents.mean);
  const domain = (pick: 'x' | 'y', prior: { mean: number; stddev: number }): [number, number] => {
    const values = samples
      .map((point) => point[pick])
      .filter(Number.isFinite)
      .toSorted((a, b) => a - b);
    const low = values[Math.floor(values.length * 0.002)] ?? 0;
    const high = values[Math.ceil(values.length * 0.998) - 1] ?? 0;
    const room = 3.2 * prior.stddev;
    return [Math.min(low, prior.mean - room), Math.max(high, prior.mean + room)];
  };
  const ellipses = [1, 2, 3].map((sigmas) =>
    Array.from({ length: 121 }, (_, at) => {
      const angle = (at / 120) * 2 * Math.PI;
      return {
        x: first.mean + sigmas * first.stddev * Math.cos(angle),
        y: second.mean + sigmas * second.stddev * Math.sin(angle),
      };
    }),
  );
  const ellipseLabels = [1, 2, 3].map((sigmas) => ({
    x: first.mean,
    y: second.mean + sigmas * second.stddev,
    label: `${sigmas}σ`,
  }));
  return [
    {
      height: 560,
      xLabel: unitName(latents, 0),
      yLabel: unitName(latents, 1),
      xDomain: domain('x', first),
      yDomain: domain('y', second),
      marks: [
        Plot.dot(samples, { x: 'x', y: 'y', r: 1.6, fill: seriesColor(0), fillOpacity: 0.18, clip: true }),
        Plot.dot(means, { x: 'x', y: 'y', r: 1.9, fill: seriesColor(0), fillOpacity: 0.7, clip: true }),
        ...ellipses.map((points) =>
          Plot.line(points, { x: 'x', y: 'y', stroke: seriesColor(1), strokeWidth: 1.8, clip: true }),
        ),
        Plot.text(ellipseLabels, {
          x: 'x',
          y: 'y',
          text: 'label',
          dy: -8,
          fill: seriesColor(1),
          stroke: ink.paper,
          strokeWidth: 4,
          fontSize: 12,
        }),
      ],
      legend: [
        { label: 'posterior means of test data', color: seriesColor(0), form: 'dot' },
        { label: 'samples of them (faint)', color: '#a9bae8', form: 'dot' },
        { label: 'prior', color: seriesColor(1), form: 'line' },
      ],
    },
  ];
}
