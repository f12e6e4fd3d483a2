/**
 * @file Where everything in a grid of pictures stands, in pixels: pure arithmetic, apart from drawing. Several parts make
 * groups (an original beside its reconstruction); groups fill rows from the left.
 */

/** What has to be placed. */
export interface GridRequest {
  /** Images of each part; all parts have as many, or are cut to the fewest. */
  readonly count: number;
  readonly parts: number;
  readonly height: number;
  readonly width: number;
  /** Images in a row, all parts together; with several parts, no more than those leaves the choice to the layout. */
  readonly columns: number;
  /** Rows and columns touch, for a lattice over a latent space. */
  readonly joined: boolean;
  readonly hasHeadings: boolean;
  readonly hasAxes: boolean;
  readonly hasSubtitle: boolean;
  /** The width of the widest word beside a row; 0 without any. */
  readonly rowWords: number;
  /** The least width of the picture, so that the title fits. */
  readonly leastWidth: number;
}

/** A size in pixels: every source pixel becomes a square of `zoom` pixels. */
export interface GridLayout {
  readonly width: number;
  readonly height: number;
  readonly zoom: number;
  readonly rows: number;
  readonly groupsPerRow: number;
  readonly cell: { readonly width: number; readonly height: number };
  /** The left upper corner of the images, and how far they reach. */
  readonly area: {
    readonly left: number;
    readonly top: number;
    readonly width: number;
    readonly height: number;
  };
  readonly headingBaseline: number;
  /** The corner of image `example` of part `part`. */
  place(example: number, part: number): { readonly x: number; readonly y: number };
}

export const gridText = { title: 21, subtitle: 14, heading: 14, axis: 15 } as const;

const margin = 22;
const aimedWidth = { apart: 960, joined: 1200 } as const;
const aimedCell = 140;
/** Between a row's word and its first picture. */
const rowGap = 8;

/** Lays out a grid. */
export function layOutGrid(request: GridRequest): GridLayout {
  const { parts, joined } = request;
  // One group in a row is not a choice but the least there can be: then the picture becomes about twice as wide as high.
  const wanted =
    parts > 1 && request.columns <= parts
      ? Math.max(1, Math.round(Math.sqrt((2 * request.count) / parts)))
      : Math.max(1, Math.round(request.columns / parts));
  const groupsPerRow = Math.min(wanted, Math.max(1, request.count));
  const rows = Math.max(1, Math.ceil(request.count / groupsPerRow));
  const perRow = groupsPerRow * parts;
  const zoom = Math.max(
    1,
    Math.min(
      Math.floor((joined ? aimedWidth.joined : aimedWidth.apart) / (perRow * request.width)),
      Math.floor((joined ? aimedCell / 2 : aimedCell) / Math.max(request.width, request.height)),
    ),
  );
  const cell = { width: request.width * zoom, height: request.height * zoom };
  const gap = joined ? 0 : 3;
  const groupGap = parts > 1 ? 18 : gap;
  const groupWidth = parts * cell.width + (parts - 1) * gap;
  const area = {
    left:
      margin + (request.hasAxes ? 26 : 0) + (request.rowWords > 0 ? Math.ceil(request.rowWords) + rowGap : 0),
    top: margin + gridText.title + (request.hasSubtitle ? 24 : 0) + 16 + (request.hasHeadings ? 24 : 0),
    width: groupsPerRow * groupWidth + (groupsPerRow - 1) * groupGap,
    height: rows * cell.height + (rows - 1) * gap,
  };
  const width = Math.max(area.left + area.width + margin, Math.ceil(request.leastWidth) + 2 * margin);
  return {
    width,
    height: area.top + area.height + margin + (request.hasAxes ? 22 : 0),
    zoom,
    rows,
    groupsPerRow,
    cell,
    area,
    headingBaseline: area.top - 9,
    place: (example, part) => ({
      x: area.left + (example % groupsPerRow) * (groupWidth + groupGap) + part * (cell.width + gap),
      y: area.top + Math.floor(example / groupsPerRow) * (cell.height + gap),
    }),
  };
}

/** The margin around a grid. */
export const gridMargin = margin;
export const gridRowGap = rowGap;
