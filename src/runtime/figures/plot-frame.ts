/**
 * @file The frame around every plot: title, subtitle, a legend and one or more panels under one another, as one SVG. Panels
 * are drawn by Observable Plot on a document without a browser. Input: words, legend entries and panels (marks over two
 * axes). Output: the SVG's text, its words as `<text>`.
 */
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import type { FigureText } from './grid.ts';
import { fontFamily, ink, textSize } from './palette.ts';
import type { Typeface } from './typeface.ts';

/** One entry of a legend: how its series is drawn. */
export interface LegendEntry {
  readonly label: string;
  readonly color: string;
  readonly form: 'line' | 'dashed' | 'dot' | 'area';
}

/** One coordinate system. Sizes are in pixels; width and place are the frame's choice. */
export interface Panel {
  readonly height: number;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly xDomain: readonly [number, number];
  readonly yDomain: readonly [number, number];
  readonly xTicks?: readonly number[];
  /** Whole numbers only on the x axis. */
  readonly xInteger?: boolean;
  readonly hideYTicks?: boolean;
  readonly marks: readonly Plot.Markish[];
  readonly legend: readonly LegendEntry[];
  /** The part of the frame's width that it takes; panels that fill up to 1 stand in one row. */
  readonly share?: number;
  readonly title?: string;
}

const outer = { left: 24, right: 24, top: 22, bottom: 14 } as const;
const inner = { left: 58, right: 14, top: 12, bottom: 46 } as const;
const gap = 14;
const svgNamespace = 'http://www.w3.org/2000/svg';

/** What a picture may set: its width in pixels (860 if left out) and a legend for all panels. */
export interface FrameOptions {
  readonly width?: number;
  readonly legend?: readonly LegendEntry[];
}

/** Draws panels under a title. */
export function drawPlot(
  text: FigureText,
  panels: readonly Panel[],
  typeface: Typeface,
  options: FrameOptions = {},
): string {
  const width = options.width ?? 860;
  const available = width - outer.left - outer.right;
  let y = outer.top + textSize.title;
  const parts = [words(text.title, outer.left, y, textSize.title, ink.strong, 600)];
  if (text.subtitle !== undefined) {
    y += 21;
    parts.push(words(text.subtitle, outer.left, y, textSize.subtitle, ink.soft));
  }
  y += 10;
  const legend = drawLegend(options.legend ?? [], outer.left, y, available, typeface);
  parts.push(legend.svg);
  y += legend.height;
  for (const row of inRows(panels)) {
    let x: number = outer.left;
    let rowHeight = 0;
    for (const panel of row) {
      const panelWidth = Math.floor((panel.share ?? 1) * (available + gap)) - gap;
      const drawn = drawPanel(panel, x, y, panelWidth, typeface);
      parts.push(drawn.svg);
      rowHeight = Math.max(rowHeight, drawn.height);
      x += panelWidth + gap;
    }
    y += rowHeight;
  }
  const height = Math.ceil(y + outer.bottom);
  const picture =
    `<svg xmlns="${svgNamespace}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
    `font-family='${fontFamily}' role="img"><title>${escape(text.title)}</title>` +
    `<rect width="${width}" height="${height}" fill="${ink.paper}"/>${parts.join('')}</svg>\n`;
  return renumberClips(picture);
}

/** Plot counts its clip paths over the whole process; here they start at 1 in every picture. */
function renumberClips(svg: string): string {
  const numbers = new Map<string, number>();
  return svg.replace(/plot-clip-\d+/g, (id) => {
    const number = numbers.get(id) ?? numbers.size + 1;
    numbers.set(id, number);
    return `clip-${number}`;
  });
}

function inRows(panels: readonly Panel[]): Panel[][] {
  const rows: Panel[][] = [];
  let filled = 1;
  for (const panel of panels) {
    const share = panel.share ?? 1;
    if (filled + share > 1.001) {
      rows.push([]);
      filled = 0;
    }
    rows.at(-1)?.push(panel);
    filled += share;
  }
  return rows;
}

function drawPanel(
  panel: Panel,
  left: number,
  top: number,
  width: number,
  typeface: Typeface,
): { readonly svg: string; readonly height: number } {
  let y = top;
  const parts: string[] = [];
  if (panel.title !== undefined) {
    y += 20;
    parts.push(words(panel.title, left, y, textSize.label + 0.5, ink.strong, 600));
    y += 4;
  }
  const legend = drawLegend(panel.legend, left, y, width, typeface);
  parts.push(legend.svg);
  y += legend.height;
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const plot = Plot.plot({
    document,
    width,
    height: panel.height,
    marginLeft: inner.left,
    marginRight: inner.right,
    marginTop: inner.top,
    marginBottom: inner.bottom,
    style: { fontSize: `${textSize.tick}px` },
    x: { domain: [...panel.xDomain], nice: false },
    y: { domain: [...panel.yDomain], ...(panel.hideYTicks === true ? { axis: null } : {}) },
    marks: [
      Plot.gridY({ stroke: ink.faint, strokeOpacity: 1, strokeWidth: 0.8, ticks: 5 }),
      ...panel.marks,
      Plot.ruleY([panel.yDomain[0]], { stroke: ink.soft, strokeWidth: 1 }),
      Plot.axisX({
        ...(panel.xTicks ? { ticks: [...panel.xTicks] } : { ticks: panelTicks(panel, width) }),
        ...(panel.xInteger === true
          ? { tickFormat: (value: number) => (Number.isInteger(value) ? value.toLocaleString('en') : '') }
          : {}),
        label: null,
        color: ink.soft,
        fontSize: textSize.tick,
        tickSize: 4,
      }),
      ...(panel.hideYTicks === true
        ? []
        : [Plot.axisY({ ticks: 5, label: null, color: ink.soft, fontSize: textSize.tick, tickSize: 0 })]),
    ],
  });
  for (const style of plot.querySelectorAll('style')) style.remove();
  plot.setAttribute('x', String(left));
  plot.setAttribute('y', String(y));
  plot.setAttribute('fill', 'currentColor');
  plot.setAttribute('font-size', String(textSize.tick));
  plot.removeAttribute('class');
  plot.removeAttribute('font-family');
  plot.removeAttribute('style');
  parts.push(plot.toString());
  const middleX = left + (inner.left + width - inner.right) / 2;
  const middleY = y + (inner.top + panel.height - inner.bottom) / 2;
  parts.push(words(panel.xLabel, middleX, y + panel.height - 10, textSize.label, ink.strong, 400, 'middle'));
  parts.push(
    `<g transform="translate(${left + 12},${middleY}) rotate(-90)">${words(panel.yLabel, 0, 0, textSize.label, ink.strong, 400, 'middle')}</g>`,
  );
  return { svg: parts.join(''), height: y + panel.height - top };
}

/** About one tick for each 90 pixels. */
function panelTicks(panel: Panel, width: number): number {
  const [from, to] = panel.xDomain;
  const wanted = Math.max(3, Math.round(width / 90));
  return panel.xInteger === true ? Math.max(1, Math.min(wanted, Math.round(to - from))) : wanted;
}

function drawLegend(
  entries: readonly LegendEntry[],
  left: number,
  top: number,
  width: number,
  typeface: Typeface,
): { readonly svg: string; readonly height: number } {
  if (entries.length === 0) return { svg: '', height: 0 };
  const lineHeight = 21;
  let x = left;
  let y = top + 17;
  const parts: string[] = [];
  for (const entry of entries) {
    const entryWidth = 26 + typeface.width(entry.label, textSize.label) + 22;
    if (x + entryWidth > left + width + 22 && x > left) {
      x = left;
      y += lineHeight;
    }
    parts.push(swatch(entry, x, y - 4), words(entry.label, x + 26, y, textSize.label, ink.strong));
    x += entryWidth;
  }
  return { svg: parts.join(''), height: y - top + 6 };
}

function swatch(entry: LegendEntry, x: number, y: number): string {
  switch (entry.form) {
    case 'line':
    case 'dashed': {
      const dashes = entry.form === 'dashed' ? ' stroke-dasharray="5 4"' : '';
      return `<line x1="${x}" x2="${x + 19}" y1="${y}" y2="${y}" stroke="${entry.color}" stroke-width="2.5"${dashes}/>`;
    }
    case 'dot':
      return `<circle cx="${x + 12}" cy="${y}" r="4" fill="${entry.color}" fill-opacity="0.75"/>`;
    case 'area':
      return `<rect x="${x}" y="${y - 6}" width="19" height="12" rx="2" fill="${entry.color}" fill-opacity="0.35"/>`;
  }
}

function words(
  text: string,
  x: number,
  y: number,
  size: number,
  color: string,
  weight = 400,
  anchor = 'start',
): string {
  return `<text x="${x}" y="${y}" font-size="${size}" font-weight="${weight}" text-anchor="${anchor}" fill="${color}">${escape(text)}</text>`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
