/** @file How many terminal columns a text takes, closely enough to put a caret under it. */

/** Ranges of code points that take two columns: East Asian wide and full-width forms, and pictures. */
const wide: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f900, 0x1f9ff],
  [0x20000, 0x3fffd],
];

/** Columns of a text without line breaks and tabs; combining marks take none. */
export function displayWidth(text: string): number {
  let columns = 0;
  for (const sign of text) {
    if (/\p{M}|[\u200B-\u200C]|\u200D|\uFE0F/u.test(sign)) continue;
    const code = sign.codePointAt(0) ?? 0;
    columns += wide.some(([first, last]) => code >= first && code <= last) ? 2 : 1;
  }
  return columns;
}

/** The text as it is safe to show: a tab becomes two spaces, other control signs a replacement sign. */
export function printable(text: string): string {
  return text
    .replaceAll('\t', '  ')
    .replaceAll(/[\p{Cc}\p{Cs}\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu, '\uFFFD');
}
