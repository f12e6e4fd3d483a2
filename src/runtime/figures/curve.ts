/**
 * @file Curves over one axis, such as a trained discriminator beside the exact one: the first line is drawn solid and wide,
 * the others on top, every second one dashed, so that lines that agree can both be seen. Input: a curve's content and its
 * values on the host. Output: an SVG.
 */
import * as Plot from '@observablehq/plot';
import type { HostTensor } from '../engine.ts';
import type { FigureContent } from '../plan.ts';
import type { FigureText } from './grid.ts';
import { seriesColor } from './palette.ts';
import { drawPlot } from './plot-frame.ts';
import { paddedRange } from './series.ts';
import type { Typeface } from './typeface.ts';

export type CurveContent = Extract<FigureContent, { kind: 'curve' }>;

/** Draws the lines. `values` holds every output that the content names. */
export function drawCurve(
  content: CurveContent,
  values: ReadonlyMap<string, HostTensor>,
  text: FigureText,
  typeface: Typeface,
): string {
  const numbersOf = (output: string): number[] => {
    const tensor = values.get(output);
    if (!tensor) throw new Error(`internal error: the figure's graph gave no output ${output}`);
    return Array.from(tensor.data);
  };
  const xs = numbersOf(content.x.output);
  const lines = content.lines.map(({ output, label }) => ({ label, ys: numbersOf(output) }));
  const marks = lines.map(({ ys }, index) =>
    Plot.line(
      xs.map((x, at) => ({ x, y: ys[at] ?? Number.NaN })),
      {
        x: 'x',
        y: 'y',
        stroke: seriesColor(index),
        strokeWidth: index === 0 ? 4 : 2,
        strokeOpacity: index === 0 && lines.length > 1 ? 0.55 : 1,
        ...(index % 2 === 1 ? { strokeDasharray: '7 5' } : {}),
        clip: true,
      },
    ),
  );
  const finite = xs.filter(Number.isFinite);
  return drawPlot(
    text,
    [
      {
        height: 400,
        xLabel: content.x.label,
        yLabel: content.yLabel,
        xDomain: finite.length === 0 ? [0, 1] : [Math.min(...finite), Math.max(...finite)],
        yDomain: paddedRange(lines.flatMap(({ ys }) => ys)),
        marks,
        legend: lines.map(({ label }, index) => ({
          label,
          color: seriesColor(index),
          form: index % 2 === 1 ? 'dashed' : 'line',
        })),
      },
    ],
    typeface,
  );
}
