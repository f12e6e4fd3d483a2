/**
 * @file A strip over all latent units: where the posterior samples of the data lie (mean and one standard deviation to both
 * sides) against the prior's band. A unit whose posterior is the prior for every example is marked as collapsed.
 */
import * as Plot from '@observablehq/plot';
import type { Latents } from './latents.ts';
import { column, momentsOf, priorOf } from './latents.ts';
import { ink, seriesColor } from './palette.ts';
import type { Panel } from './plot-frame.ts';
import { paddedRange } from './series.ts';

/** Posterior means that vary less than this part of the prior's standard deviation carry no information. */
const collapsedBelow = 0.1;

/** One panel over all units, counted from 1. */
export function stripPanel(latents: Latents): Panel {
  const rows = Array.from({ length: latents.units }, (_, unit) => {
    const { mean, stddev } = momentsOf(column(latents.sample, latents, unit));
    const prior = priorOf(latents, unit);
    const spread = momentsOf(column(latents.mean, latents, unit)).stddev;
    return {
      unit: unit + 1,
      mean,
      low: mean - stddev,
      high: mean + stddev,
      priorLow: prior.mean - prior.stddev,
      priorHigh: prior.mean + prior.stddev,
      priorMean: prior.mean,
      color: spread < collapsedBelow * prior.stddev ? ink.soft : seriesColor(0),
    };
  });
  const collapsed = rows.filter(({ color }) => color === ink.soft).length;
  const range = paddedRange(rows.flatMap((row) => [row.low, row.high, row.priorLow, row.priorHigh]));
  const every = Math.ceil(latents.units / 40);
  return {
    height: 230,
    xLabel: 'latent unit',
    yLabel: latents.name,
    xDomain: [0.4, latents.units + 0.6],
    yDomain: range,
    xTicks: rows.map(({ unit }) => unit).filter((unit) => every === 1 || unit % every === 0),
    xInteger: true,
    title: 'all units',
    marks: [
      Plot.rect(rows, {
        x1: (row: (typeof rows)[number]) => row.unit - 0.5,
        x2: (row: (typeof rows)[number]) => row.unit + 0.5,
        y1: 'priorLow',
        y2: 'priorHigh',
        fill: seriesColor(1),
        fillOpacity: 0.16,
        inset: 0,
      }),
      Plot.ruleX(rows, { x: 'unit', y1: 'low', y2: 'high', stroke: 'color', strokeWidth: 2.6 }),
      Plot.dot(rows, { x: 'unit', y: 'mean', r: 3.6, fill: 'color' }),
    ],
    legend: [
      { label: 'posterior samples, mean ± one standard deviation', color: seriesColor(0), form: 'dot' },
      { label: 'prior, the same', color: seriesColor(1), form: 'area' },
      ...(collapsed > 0
        ? [
            {
              label: `no information (${collapsed} of ${latents.units})`,
              color: ink.soft,
              form: 'dot' as const,
            },
          ]
        : []),
    ],
  };
}
