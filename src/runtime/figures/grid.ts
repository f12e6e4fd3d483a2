/**
 * @file Grids of pictures as PNG: samples, reconstructions beside originals, lattices over a latent space. Images are
 * enlarged by whole factors without smoothing; the words are outlines (typeface.ts). Input: a grid's content and its
 * values on the host. Output: PNG bytes.
 */
import type { HostTensor } from '../engine.ts';
import type { FigureContent } from '../plan.ts';
import type { GridLayout } from './grid-layout.ts';
import { gridMargin, gridRowGap, gridText, layOutGrid } from './grid-layout.ts';
import { ink } from './palette.ts';
import type { PixelImages } from './pixels.ts';
import { toPixels } from './pixels.ts';
import type { Typeface } from './typeface.ts';
import { fitText } from './typeface.ts';

export type GridContent = Extract<FigureContent, { kind: 'grid' }>;

/** The words around a figure. */
export interface FigureText {
  readonly title: string;
  /** A second line: when in the run it was made, how many examples it shows. */
  readonly subtitle?: string;
}

/** Draws a grid. `values` holds every output that the parts name. */
export async function drawGrid(
  content: GridContent,
  values: ReadonlyMap<string, HostTensor>,
  text: FigureText,
  typeface: Typeface,
): Promise<Uint8Array> {
  const parts = content.parts.map((part) => {
    const tensor = values.get(part.output);
    if (!tensor) throw new Error(`internal error: the figure's graph gave no output ${part.output}`);
    return { label: part.label, images: toPixels(tensor, part.range) };
  });
  if (content.above !== undefined || content.beside !== undefined)
    parts.splice(
      0,
      parts.length,
      ...parts.map((part) => ({ ...part, images: withHeads(part.images, content, values) })),
    );
  const first = parts[0];
  if (!first) throw new Error('internal error: a grid without parts');
  const height = Math.max(...parts.map(({ images }) => images.height));
  const width = Math.max(...parts.map(({ images }) => images.width));
  const lattice = parts.length === 1 ? first.images.lattice : undefined;
  const hasHeadings = parts.length > 1;
  const rows = lattice ? (content.rows ?? []) : [];
  const layout = layOutGrid({
    count: Math.min(...parts.map(({ images }) => images.count)),
    parts: parts.length,
    height,
    width,
    columns: lattice?.columns ?? content.columns,
    joined: lattice !== undefined,
    hasHeadings,
    hasAxes: content.axes !== undefined,
    hasSubtitle: text.subtitle !== undefined,
    rowWords: Math.max(0, ...rows.map((word) => typeface.width(word, gridText.heading))),
    leastWidth: Math.max(
      typeface.width(text.title, gridText.title, 'bold'),
      typeface.width(text.subtitle ?? '', gridText.subtitle),
    ),
  });
  const canvas = paintImages(
    layout,
    parts.map(({ images }) => images),
  );
  const words = drawWords(
    layout,
    text,
    hasHeadings ? parts.map(({ label }) => label) : [],
    rows,
    content.axes,
    typeface,
  );
  const { default: sharp } = await import('sharp');
  const png = sharp(canvas, { raw: { width: layout.width, height: layout.height, channels: 3 } })
    .composite([{ input: Buffer.from(words), left: 0, top: 0 }])
    .png({ compressionLevel: 9 });
  return new Uint8Array(await png.toBuffer());
}

/** A table of images with a row above and a column beside it that show what its columns and rows are made of. */
function withHeads(
  images: PixelImages,
  content: GridContent,
  values: ReadonlyMap<string, HostTensor>,
): PixelImages {
  const { lattice, height, width } = images;
  if (!lattice) throw new Error('internal error: heads of a grid without rows and columns');
  const read = (output: string | undefined): PixelImages | undefined => {
    const tensor = output === undefined ? undefined : values.get(output);
    return tensor && toPixels(tensor, content.parts[0]?.range ?? [0, 1]);
  };
  const [above, beside] = [read(content.above), read(content.beside)];
  const [top, left] = [above ? 1 : 0, beside ? 1 : 0];
  const [rows, columns] = [lattice.rows + top, lattice.columns + left];
  const blank = new Uint8Array(height * width * 3).fill(255);
  return {
    height,
    width,
    count: rows * columns,
    lattice: { rows, columns },
    image: (index) => {
      const [row, column] = [Math.floor(index / columns) - top, (index % columns) - left];
      if (row < 0) return column < 0 ? blank : (above?.image(column) ?? blank);
      return column < 0 ? (beside?.image(row) ?? blank) : images.image(row * lattice.columns + column);
    },
  };
}

function paintImages(layout: GridLayout, parts: readonly PixelImages[]): Uint8Array {
  const canvas = new Uint8Array(layout.width * layout.height * 3).fill(255);
  const count = Math.min(...parts.map((images) => images.count));
  for (let example = 0; example < count; example++) {
    parts.forEach((images, part) => {
      const { x, y } = layout.place(example, part);
      // A part with smaller images is enlarged to the same cell where it divides.
      const zoom = layout.zoom * Math.max(1, Math.floor(layout.cell.width / layout.zoom / images.width));
      paintImage(canvas, layout.width, images.image(example), images, x, y, zoom);
    });
  }
  return canvas;
}

function paintImage(
  canvas: Uint8Array,
  canvasWidth: number,
  pixels: Uint8Array,
  size: { readonly width: number; readonly height: number },
  left: number,
  top: number,
  zoom: number,
): void {
  for (let y = 0; y < size.height * zoom; y++) {
    const sourceRow = Math.floor(y / zoom) * size.width;
    let at = ((top + y) * canvasWidth + left) * 3;
    for (let x = 0; x < size.width * zoom; x++) {
      const source = (sourceRow + Math.floor(x / zoom)) * 3;
      canvas[at++] = pixels[source] ?? 0;
      canvas[at++] = pixels[source + 1] ?? 0;
      canvas[at++] = pixels[source + 2] ?? 0;
    }
  }
}

function drawWords(
  layout: GridLayout,
  text: FigureText,
  headings: readonly string[],
  rows: readonly string[],
  axes: GridContent['axes'],
  typeface: Typeface,
): string {
  const titleBaseline = gridMargin + gridText.title - 4;
  const paths = [
    `<path fill="${ink.strong}" d="${typeface.outline(text.title, gridMargin, titleBaseline, gridText.title, 'bold')}"/>`,
  ];
  if (text.subtitle !== undefined) {
    const outline = typeface.outline(text.subtitle, gridMargin, titleBaseline + 24, gridText.subtitle);
    paths.push(`<path fill="${ink.soft}" d="${outline}"/>`);
  }
  const centred = (words: string, x: number, y: number, size: number): string =>
    typeface.outline(words, x - typeface.width(words, size) / 2, y, size);
  for (let group = 0; group < layout.groupsPerRow; group++) {
    headings.forEach((heading, part) => {
      const fitted = fitText(typeface, heading, gridText.heading, layout.cell.width + 2);
      const x = layout.place(group, part).x + layout.cell.width / 2;
      paths.push(
        `<path fill="${ink.soft}" d="${centred(fitted, x, layout.headingBaseline, gridText.heading)}"/>`,
      );
    });
  }
  rows.forEach((word, row) => {
    const { x, y } = layout.place(row * layout.groupsPerRow, 0);
    const left = x - gridRowGap - typeface.width(word, gridText.heading);
    const baseline = y + layout.cell.height / 2 + gridText.heading / 3;
    paths.push(`<path fill="${ink.soft}" d="${typeface.outline(word, left, baseline, gridText.heading)}"/>`);
  });
  if (axes) {
    const { left, top, width, height } = layout.area;
    const below = centred(axes.x, left + width / 2, top + height + 24, gridText.axis);
    const beside = centred(axes.y, 0, 0, gridText.axis);
    paths.push(
      `<path fill="${ink.soft}" d="${below}"/>`,
      `<path fill="${ink.soft}" transform="translate(${left - 12},${top + height / 2}) rotate(-90)" d="${beside}"/>`,
    );
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${layout.width}" height="${layout.height}">${paths.join('')}</svg>`;
}
