/**
 * @file Picture files as they lie on disk, before anything is resized: formats, sizes, and what reading them changes (turned, made opaque,
 * cut, enlarged). Reads headers alone.
 */
import type { Metadata } from 'sharp';
import type { Host } from '../host.ts';
import type { Fit } from './pictures.ts';
import { spread } from './pictures.ts';

export interface PictureSurvey {
  /** Files of which the header was read, of `files` in all. */
  readonly looked: number;
  readonly files: number;
  readonly formats: Readonly<Record<string, number>>;
  readonly height: readonly [least: number, most: number];
  readonly width: readonly [least: number, most: number];
  /** The median of the shorter side. */
  readonly side: number;
  /** Whether every picture has one channel. */
  readonly isGrey: boolean;
  /** Whether every picture is twice as wide as high. */
  readonly isDouble: boolean;
  /** What happens to some of them, each with their number. */
  readonly treated: readonly string[];
}

const MOST = 2000;

/** Surveys files, evenly spread ones where there are more than 2,000; undefined where no header can be read. `size` is what they become. */
export async function surveyPictures(
  host: Host,
  paths: readonly string[],
  size?: { readonly height: number; readonly width: number; readonly fit: Fit },
): Promise<PictureSurvey | undefined> {
  const { default: sharp } = await import('sharp');
  const chosen = spread(paths, MOST);
  const headers: Metadata[] = [];
  for (const path of chosen) {
    const header = await host
      .readFile(path)
      .then((bytes) => sharp(bytes).metadata())
      .catch(() => undefined);
    if (header) headers.push(header);
  }
  if (headers.length === 0) return undefined;
  const sizes = headers.map(({ autoOrient }) => autoOrient);
  const sides = sizes.map(({ width, height }) => Math.min(width, height)).toSorted((a, b) => a - b);
  const formats: Record<string, number> = {};
  for (const { format } of headers) formats[format] = (formats[format] ?? 0) + 1;
  const count = (holds: (header: (typeof headers)[number]) => boolean): number =>
    headers.filter(holds).length;
  const treated: (readonly [number, string])[] = [
    [count(({ orientation = 1 }) => orientation !== 1), 'turned as their EXIF data says'],
    [count(({ hasAlpha }) => hasAlpha), 'with transparency, put on white'],
    [count(({ depth }) => depth === 'ushort'), 'of 16 bits, of which 8 are kept'],
    [count(({ space }) => space === 'cmyk'), 'in CMYK, made RGB'],
    [count(({ pages = 1 }) => pages > 1), 'with several frames, of which the first is read'],
  ];
  if (size) {
    const { height, width, fit } = size;
    const how = { cover: 'cut at the middle', contain: 'given a black border', stretch: 'stretched' }[fit];
    treated.push(
      [
        sizes.filter((one) => one.height * width !== one.width * height).length,
        `of other proportions than ${height}x${width}, ${how} (fit: ${fit})`,
      ],
      [
        sizes.filter((one) => Math.max(height / one.height, width / one.width) > 1).length,
        `smaller than ${height}x${width}, enlarged`,
      ],
    );
  }
  const extent = (values: readonly number[]): readonly [number, number] => [
    Math.min(...values),
    Math.max(...values),
  ];
  return {
    looked: headers.length,
    files: paths.length,
    formats,
    height: extent(sizes.map(({ height }) => height)),
    width: extent(sizes.map(({ width }) => width)),
    side: sides[Math.floor(sides.length / 2)] ?? 0,
    isGrey: headers.every(({ channels, hasAlpha }) => channels - (hasAlpha ? 1 : 0) === 1),
    isDouble: sizes.every(({ width, height }) => width === 2 * height),
    treated: treated.filter(([many]) => many > 0).map(([many, what]) => `${many} ${what}`),
  };
}
