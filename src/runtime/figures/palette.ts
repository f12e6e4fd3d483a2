/** @file Colours and sizes shared by all figures, so that they look like one set. */

/** Line and text colours on white. */
export const ink = { strong: '#1b1e23', soft: '#646b76', faint: '#d9dce1', paper: '#ffffff' } as const;

/** Colours that can be told apart, also with the common forms of colour blindness for the first four. */
const seriesColors = [
  '#4269d0',
  '#e8663c',
  '#2c9c6a',
  '#a463f2',
  '#c98a00',
  '#d6438a',
  '#1f9fb4',
  '#8a6244',
] as const;

/** The colour of the `index`-th series; they repeat after the eighth. */
export function seriesColor(index: number): string {
  return seriesColors[index % seriesColors.length] ?? seriesColors[0];
}

/** Font sizes in pixels. */
export const textSize = { title: 17, subtitle: 12.5, label: 12.5, tick: 11.5 } as const;

/** Named first in SVG files; readers without it fall back to their own. */
export const fontFamily = 'Inter, system-ui, -apple-system, "Segoe UI", "Noto Sans", sans-serif';
