/**
 * @file Draws any figure of a plan. Input: the figure, the values of its graph's outputs on the host, a moment of the run in
 * words. Output: files: a PNG for pictures, an SVG and its PNG for plots.
 */
import type { HostTensor } from '../engine.ts';
import { assertNever } from '../invariant.ts';
import type { FigurePlan } from '../plan.ts';
import { drawCurve } from './curve.ts';
import type { FigureFile } from './figure-file.ts';
import type { FigureText } from './grid.ts';
import { drawGrid } from './grid.ts';
import { drawPriorAgainstPosterior } from './prior-against-posterior.ts';
import { rasterize } from './rasterize.ts';
import type { Typeface } from './typeface.ts';

/** Draws `figure`; `subtitle` tells when in the run its values were computed. */
export async function drawFigure(
  figure: FigurePlan,
  values: ReadonlyMap<string, HostTensor>,
  subtitle: string,
  typeface: Typeface,
): Promise<FigureFile[]> {
  const { content, name } = figure;
  const text: FigureText = { title: figure.title, subtitle };
  switch (content.kind) {
    case 'grid':
      return [{ name, format: 'png', bytes: await drawGrid(content, values, text, typeface) }];
    case 'curve':
      return plotFiles(name, drawCurve(content, values, text, typeface), typeface);
    case 'priorAgainstPosterior':
      return plotFiles(name, drawPriorAgainstPosterior(content, values, text, typeface), typeface);
    default:
      return assertNever(content, 'figure content');
  }
}

/** A plot as its SVG and, for viewers without one, a PNG of twice the size. */
export async function plotFiles(name: string, svg: string, typeface: Typeface): Promise<FigureFile[]> {
  return [
    { name, format: 'svg', text: svg },
    { name, format: 'png', bytes: await rasterize(svg, typeface) },
  ];
}
