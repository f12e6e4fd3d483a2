/** @file The values of literals. Malformed ones were reported when they were read; they get the value they look like. */

/** The value of a number's text; 0 where it has none. */
export function numberValue(image: string): number {
  const value = Number.parseFloat(image);
  return Number.isFinite(value) ? value : 0;
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', '"': '"', '\\': '\\' };

/** The value of a string's text, quotes and escapes resolved. */
export function stringValue(image: string): string {
  const quote = image[0] ?? '"';
  const closed = image.length > 1 && image.endsWith(quote);
  const inner = image.slice(1, closed ? -1 : undefined);
  return inner.replace(/\\(.?)/g, (whole, sign: string) => escapes[sign] ?? (sign || whole));
}
