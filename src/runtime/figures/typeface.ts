/**
 * @file Letters as outlines. Pictures are rasterised on machines that may have no font at all, where a renderer would leave
 * out every word without a message; so text becomes paths here, from the font files of the package `@fontsource/inter`, and
 * a figure looks the same everywhere. Input: text and a size. Output: SVG path data and widths in pixels. Left out: ligatures,
 * kerning and scripts that need shaping; a character that the fonts lack is drawn as their empty box. The fonts lack subscript
 * digits too: those are set as small, lowered digits.
 */
import type { Font, Glyph, PathCommand } from 'opentype.js';
import type { Host } from '../host.ts';
import { InputError } from '../host.ts';

export type Weight = 'regular' | 'bold';

/** Measures and outlines text. Sizes and results are in pixels. */
export interface Typeface {
  /** The advance width of `text`. */
  width(text: string, size: number, weight?: Weight): number;
  /** SVG path data of `text`, its baseline starting at (x, y). */
  outline(text: string, x: number, y: number, size: number, weight?: Weight): string;
}

const packageName = '@fontsource/inter';
const scripts = ['latin', 'greek', 'latin-ext'] as const;
const subscriptDigits = '₀₁₂₃₄₅₆₇₈₉';
const weights: Readonly<Record<Weight, number>> = { regular: 400, bold: 600 };

/** Reads the fonts. Throws `InputError` where the package is not installed. */
export async function loadTypeface(host: Host): Promise<Typeface> {
  const folder = host.packageFolder(packageName);
  if (folder === undefined) {
    throw new InputError(
      'figure/font',
      packageName,
      'the font for figures is not installed',
      'run npm ci in the folder of genc',
    );
  }
  const { default: opentype } = await import('opentype.js');
  const load = async (weight: Weight): Promise<Font[]> =>
    Promise.all(
      scripts.map(async (script) => {
        const file = host.join(folder, 'files', `inter-${script}-${weights[weight]}-normal.woff`);
        const bytes = await host.readFile(file);
        return opentype.parse(
          bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer,
        );
      }),
    );
  const [regular, bold] = await Promise.all([load('regular'), load('bold')]);
  return createTypeface({ regular, bold });
}

/** One character, ready to be set: `advance` and `drop` (how far it is lowered) are in parts of the size. */
interface SetGlyph {
  readonly glyph: Glyph;
  readonly advance: number;
  readonly relativeSize: number;
  readonly drop: number;
}

function createTypeface(fonts: Readonly<Record<Weight, readonly Font[]>>): Typeface {
  const glyphsOf = (text: string, weight: Weight): SetGlyph[] =>
    [...text].map((written) => {
      const digit = subscriptDigits.indexOf(written);
      const character = digit < 0 ? written : String(digit);
      const candidates = fonts[weight];
      const font = candidates.find((one) => one.charToGlyphIndex(character) > 0) ?? candidates[0];
      if (!font) throw new Error('internal error: a typeface without fonts');
      const glyph = font.charToGlyph(character);
      const relativeSize = digit < 0 ? 1 : 0.68;
      const advance = ((glyph.advanceWidth ?? 0) * relativeSize) / font.unitsPerEm;
      return { glyph, advance, relativeSize, drop: digit < 0 ? 0 : 0.16 };
    });
  return {
    width: (text, size, weight = 'regular') =>
      glyphsOf(text, weight).reduce((sum, { advance }) => sum + advance * size, 0),
    outline: (text, x, y, size, weight = 'regular') => {
      let at = x;
      let data = '';
      for (const { glyph, advance, relativeSize, drop } of glyphsOf(text, weight)) {
        data += pathData(glyph.getPath(at, y + drop * size, size * relativeSize).commands);
        at += advance * size;
      }
      return data;
    },
  };
}

function pathData(commands: readonly PathCommand[]): string {
  const number = (value: number): string => String(Math.round(value * 100) / 100);
  return commands
    .map((command) => {
      switch (command.type) {
        case 'M':
        case 'L':
          return `${command.type}${number(command.x)} ${number(command.y)}`;
        case 'Q':
          return `Q${[command.x1, command.y1, command.x, command.y].map(number).join(' ')}`;
        case 'C':
          return `C${[command.x1, command.y1, command.x2, command.y2, command.x, command.y].map(number).join(' ')}`;
        case 'Z':
          return 'Z';
      }
    })
    .join('');
}

/** `text` cut at its end, with an ellipsis, to at most `limit` pixels. */
export function fitText(typeface: Typeface, text: string, size: number, limit: number): string {
  if (typeface.width(text, size) <= limit) return text;
  const letters = [...text];
  while (letters.length > 1 && typeface.width(`${letters.join('')}…`, size) > limit) letters.pop();
  return `${letters.join('').trimEnd()}…`;
}
