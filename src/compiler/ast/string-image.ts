/** @file The text of a string value, as the printer writes it and the parser reads it back. */

/** `value` in double quotes, with escapes. */
export function stringImage(value: string): string {
  const inner = value
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t');
  return `"${inner}"`;
}
