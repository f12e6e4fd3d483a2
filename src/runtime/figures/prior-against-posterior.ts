/**
 * @file The aggregate posterior against the prior (chapter, Fig. 5): where the data lie in the latent space, and whether the
 * prior that new samples are drawn from covers the same place. Two units: means and samples as a scatter over the prior's
 * 1, 2 and 3 sigma ellipses. Otherwise: densities of samples in a few units, and mean and spread of every unit as a strip.
 * Input: posterior means, standard deviations and samples [n, d], prior mean and standard deviation [d]. Output: an SVG.
 */
import type { HostTensor } from '../engine.ts';
import type { FigureContent } from '../plan.ts';
import type { FigureText } from './grid.ts';
import { densityLegend, densityPanels } from './latent-densities.ts';
import { scatterPanels } from './latent-scatter.ts';
import { stripPanel } from './latent-strip.ts';
import type { Latents } from './latents.ts';
import { drawPlot } from './plot-frame.ts';
import type { Typeface } from './typeface.ts';

export type PriorContent = Extract<FigureContent, { kind: 'priorAgainstPosterior' }>;

/** Draws the comparison. `values` holds every output that the content names. */
export function drawPriorAgainstPosterior(
  content: PriorContent,
  values: ReadonlyMap<string, HostTensor>,
  text: FigureText,
  typeface: Typeface,
): string {
  const numbersOf = (output: string): HostTensor => {
    const tensor = values.get(output);
    if (!tensor) throw new Error(`internal error: the figure's graph gave no output ${output}`);
    return tensor;
  };
  const mean = numbersOf(content.mean);
  const units = mean.shape.at(-1) ?? 1;
  const latents: Latents = {
    units,
    count: mean.data.length / units,
    mean: mean.data,
    stddev: numbersOf(content.stddev).data,
    sample: numbersOf(content.sample).data,
    priorMean: numbersOf(content.priorMean).data,
    priorStddev: numbersOf(content.priorStddev).data,
    name: content.label ?? 'z',
  };
  if (units === 2) return drawPlot(text, scatterPanels(latents), typeface, { width: 640 });
  const panels = units === 1 ? densityPanels(latents) : [...densityPanels(latents), stripPanel(latents)];
  return drawPlot(text, panels, typeface, { legend: densityLegend });
}
