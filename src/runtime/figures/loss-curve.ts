/**
 * @file The loss curve of a run (chapter, Fig. 1): each logged metric as a smoothed line over its faint raw values, one panel
 * per unit, games in panels of their own with the value of their equilibrium; what is watched in the panels that it names. Input: series by metric. Output: an SVG.
 */
import * as Plot from '@observablehq/plot';
import type { FigureText } from './grid.ts';
import { ink, seriesColor } from './palette.ts';
import type { LegendEntry, Panel } from './plot-frame.ts';
import { drawPlot } from './plot-frame.ts';
import type { Point } from './series.ts';
import { paddedRange, smooth, thin } from './series.ts';
import type { Typeface } from './typeface.ts';

/** One metric over a run; x is in the axis's unit. */
export interface MetricSeries {
  readonly name: string;
  readonly kind: 'term' | 'loss' | 'game' | 'track' | 'watched';
  /** "nats", "" where it has none. */
  readonly unit: string;
  readonly points: readonly Point[];
  /** For what is watched: the panel that it shares with others, by the label of its axis. */
  readonly panel?: string;
  /** For a game: its value where no player can gain, and how to write it; else what it should be near. */
  readonly equilibrium?: { readonly value: number; readonly label: string };
}

export interface LossCurveAxis {
  readonly label: string;
  readonly integer: boolean;
  /** Where later phases begin, with their names. */
  readonly phases: readonly { readonly at: number; readonly name: string }[];
}

const rawLimit = 700;
const smoothLimit = 500;

/** Draws the curves; undefined where no metric has two finite points. */
export function drawLossCurve(
  series: readonly MetricSeries[],
  axis: LossCurveAxis,
  text: FigureText,
  typeface: Typeface,
): string | undefined {
  const drawable = series.filter(({ points }) => points.filter(({ y }) => Number.isFinite(y)).length > 1);
  if (drawable.length === 0) return undefined;
  const groups = groupByPanel(drawable);
  const xs = drawable.flatMap(({ points }) => [points[0]?.x ?? 0, points.at(-1)?.x ?? 1]);
  const xDomain: [number, number] = [Math.min(...xs), roundedUp(Math.max(...xs), axis.integer)];
  const height = groups.length === 1 ? 380 : groups.length === 2 ? 270 : 210;
  const panels = groups.map((group) => panelOf(group, axis, xDomain, height));
  return drawPlot(text, panels, typeface);
}

/** The last step of an epoch lies just below its number: the axis ends on the number. */
function roundedUp(value: number, integer: boolean): number {
  const above = Math.ceil(value);
  return integer && above - value < 0.01 * value ? above : value;
}

/** Games apart, tracked values apart, terms and losses of one unit together; a sum without a unit has that of its terms. */
function groupByPanel(series: readonly MetricSeries[]): MetricSeries[][] {
  const units = new Set(series.flatMap(({ kind, unit }) => (kind === 'term' && unit !== '' ? [unit] : [])));
  const [common] = units.size === 1 ? units : [];
  const groups = new Map<string, MetricSeries[]>();
  for (const one of series) {
    const family =
      one.panel ?? (one.kind === 'game' ? 'game' : one.kind === 'track' ? `track ${one.name}` : 'loss');
    const unit = family === 'loss' && one.unit === '' ? (common ?? '') : one.unit;
    const key = `${family} ${unit}`;
    groups.set(key, [...(groups.get(key) ?? []), { ...one, unit }]);
  }
  return [...groups.values()];
}

function panelOf(
  group: readonly MetricSeries[],
  axis: LossCurveAxis,
  xDomain: readonly [number, number],
  height: number,
): Panel {
  const smoothed = group.map(({ points }) =>
    smooth(points, Math.max(1, Math.min(201, Math.round(points.length / 40)))),
  );
  // The first hundredth of a run falls steeply and would flatten the rest.
  const shown = smoothed.flatMap((points) => points.slice(Math.floor(points.length / 100)).map(({ y }) => y));
  const levels = group.flatMap(({ equilibrium }) => (equilibrium ? [equilibrium] : []));
  const level = levels[0];
  const yDomain = paddedRange([...shown, ...levels.map(({ value }) => value)]);
  const marks: Plot.Markish[] = [];
  for (const { at, name } of axis.phases) {
    marks.push(
      Plot.ruleX([at], { stroke: ink.soft, strokeDasharray: '2 3' }),
      Plot.text([name], {
        x: at,
        y: yDomain[1],
        dx: 5,
        dy: 8,
        textAnchor: 'start',
        fill: ink.soft,
        fontSize: 11,
      }),
    );
  }
  if (level) {
    marks.push(Plot.ruleY([level.value], { stroke: ink.soft, strokeWidth: 1.5, strokeDasharray: '6 4' }));
  }
  group.forEach((one, index) => {
    marks.push(
      Plot.line(
        thin(
          one.points.filter(({ y }) => Number.isFinite(y)),
          rawLimit,
        ),
        {
          x: 'x',
          y: 'y',
          stroke: seriesColor(index),
          strokeOpacity: 0.22,
          strokeWidth: 1,
          clip: true,
        },
      ),
    );
  });
  smoothed.forEach((points, index) => {
    marks.push(
      Plot.line(thin(points, smoothLimit), {
        x: 'x',
        y: 'y',
        stroke: seriesColor(index),
        strokeWidth: 2.2,
        clip: true,
      }),
    );
  });
  const unit = group[0]?.unit ?? '';
  const kind = group[0]?.kind;
  const only = group.length === 1 ? group[0]?.name : undefined;
  const what = group[0]?.panel ?? (kind === 'game' ? 'value of the game' : (only ?? 'per example'));
  const legend: LegendEntry[] = group.map((one, index) => ({
    label: withLastValue(one, smoothed[index]?.at(-1)),
    color: seriesColor(index),
    form: 'line',
  }));
  if (level) legend.push({ label: level.label, color: ink.soft, form: 'dashed' });
  return {
    height,
    xLabel: axis.label,
    yLabel:
      unit === '' ? what : only === undefined && kind !== 'game' ? `${unit} ${what}` : `${what} (${unit})`,
    xDomain,
    yDomain,
    xInteger: axis.integer,
    marks,
    legend,
  };
}

function withLastValue(series: MetricSeries, last: Point | undefined): string {
  return last ? `${series.name} (${showNumber(last.y)})` : series.name;
}

/** A number with about four digits. */
export function showNumber(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) return value.toExponential(2).replace('-', '−');
  const digits = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 1 ? 2 : 4;
  return value.toFixed(digits).replace('-', '−');
}
