/**
 * @file Small panels that compare, unit by unit, the density of posterior samples over the data (bars) with the prior's
 * density (line): the most and the least informative units where there are many.
 */
import * as Plot from '@observablehq/plot';
import type { Latents } from './latents.ts';
import { column, normalDensity, priorOf, unitName, unitsByInformation } from './latents.ts';
import { seriesColor } from './palette.ts';
import type { LegendEntry, Panel } from './plot-frame.ts';

const bins = 48;

/** What the colours of these panels mean. */
export const densityLegend: readonly LegendEntry[] = [
  { label: 'posterior samples over the data', color: seriesColor(0), form: 'area' },
  { label: 'prior', color: seriesColor(1), form: 'line' },
];

/** One panel for a single unit, else up to six: the four that tell most and the two that tell least. */
export function densityPanels(latents: Latents): Panel[] {
  const ordered = unitsByInformation(latents);
  const chosen = ordered.length <= 6 ? ordered : [...ordered.slice(0, 4), ...ordered.slice(-2)];
  return chosen.map((unit, place) => densityPanel(latents, unit, chosen.length, place));
}

function densityPanel(latents: Latents, unit: number, panels: number, place: number): Panel {
  const prior = priorOf(latents, unit);
  const samples = column(latents.sample, latents, unit).filter(Number.isFinite);
  const sorted = samples.toSorted((a, b) => a - b);
  const low = Math.min(sorted[Math.floor(sorted.length * 0.002)] ?? 0, prior.mean - 3.5 * prior.stddev);
  const high = Math.max(sorted[Math.ceil(sorted.length * 0.998) - 1] ?? 0, prior.mean + 3.5 * prior.stddev);
  const width = (high - low) / bins;
  const counts = new Array<number>(bins).fill(0);
  for (const value of samples) {
    const bin = Math.floor((value - low) / width);
    if (bin >= 0 && bin < bins) counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const bars = counts.map((count, bin) => ({
    from: low + bin * width,
    to: low + (bin + 1) * width,
    density: count / (samples.length * width),
  }));
  const curve = Array.from({ length: 161 }, (_, at) => {
    const x = low + ((high - low) * at) / 160;
    return { x, y: normalDensity(x, prior.mean, prior.stddev) };
  });
  const top = Math.max(...bars.map(({ density }) => density), ...curve.map(({ y }) => y));
  const alone = panels === 1;
  const columns = panels === 2 || panels === 4 ? 2 : 3;
  const least = place >= 4 && latents.units > 6;
  return {
    height: alone ? 360 : 168,
    xLabel: unitName(latents, unit),
    yLabel: place % columns === 0 || alone ? 'density' : '',
    xDomain: [low, high],
    yDomain: [0, top * 1.08],
    hideYTicks: !alone,
    ...(alone ? {} : { share: 1 / columns }),
    ...(alone
      ? {}
      : { title: `unit ${unit + 1}${least ? ', tells least' : place === 0 ? ', tells most' : ''}` }),
    marks: [
      Plot.rectY(bars, {
        x1: 'from',
        x2: 'to',
        y: 'density',
        fill: seriesColor(0),
        fillOpacity: 0.35,
        inset: 0,
      }),
      Plot.line(curve, { x: 'x', y: 'y', stroke: seriesColor(1), strokeWidth: 2.2 }),
    ],
    legend: [],
  };
}
