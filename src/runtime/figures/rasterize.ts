/**
 * @file SVG to PNG through sharp, with every `<text>` outlined first, so that the result does not depend on the fonts of the
 * machine. Understands the attributes that our own figures and Observable Plot write (x, y, dx, dy in px or em,
 * text-anchor, font-size, font-weight, fill, stroke; own or inherited). Left out: text on several lines, CSS.
 */
import { DOMParser } from 'linkedom';
import type { Typeface } from './typeface.ts';

/** PNG bytes of an SVG picture, `scale` pixels to each of its own. */
export async function rasterize(svg: string, typeface: Typeface, scale = 2): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp');
  const png = sharp(Buffer.from(outlineText(svg, typeface)), { density: 72 * scale }).png({
    compressionLevel: 9,
  });
  return new Uint8Array(await png.toBuffer());
}

/** The same picture with paths for its text. */
export function outlineText(svg: string, typeface: Typeface): string {
  const document = new DOMParser().parseFromString(svg, 'image/svg+xml');
  const root = document.querySelector('svg');
  if (!root) throw new Error('internal error: a figure without an <svg> element');
  for (const text of root.querySelectorAll('text')) {
    const content = text.textContent ?? '';
    const size = Number.parseFloat(inherited(text, 'font-size') ?? '10');
    const weight = Number.parseFloat(inherited(text, 'font-weight') ?? '400') >= 600 ? 'bold' : 'regular';
    const width = typeface.width(content, size, weight);
    const anchor = inherited(text, 'text-anchor') ?? 'start';
    const shift = anchor === 'middle' ? -width / 2 : anchor === 'end' ? -width : 0;
    const x = length(text.getAttribute('x'), size) + length(text.getAttribute('dx'), size) + shift;
    const y = length(text.getAttribute('y'), size) + length(text.getAttribute('dy'), size);
    const path = document.createElementNS('http://www.w3.org/2000/svg', 'path', undefined);
    path.setAttribute('d', typeface.outline(content, x, y, size, weight));
    const transform = text.getAttribute('transform');
    if (transform !== null) path.setAttribute('transform', transform);
    path.setAttribute('fill', paint(inherited(text, 'fill')));
    const stroke = inherited(text, 'stroke');
    path.setAttribute('stroke', stroke ?? 'none');
    if (stroke !== undefined) {
      path.setAttribute('stroke-width', inherited(text, 'stroke-width') ?? '1');
      path.setAttribute('stroke-linejoin', 'round');
      path.setAttribute('paint-order', 'stroke');
    }
    text.replaceWith(path);
  }
  return root.toString();
}

function inherited(element: Element, name: string): string | undefined {
  for (let at: Element | null = element; at; at = at.parentElement) {
    const value = at.getAttribute(name);
    if (value !== null) return value;
  }
  return undefined;
}

function paint(value: string | undefined): string {
  return value === undefined || value === 'currentColor' ? '#000000' : value;
}

function length(value: string | null, size: number): number {
  if (value === null) return 0;
  const amount = Number.parseFloat(value);
  return value.trim().endsWith('em') ? amount * size : amount;
}
