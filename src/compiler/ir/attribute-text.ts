/**
 * @file Attributes as text: JSON with sorted keys, unquoted keys and every float64 told apart (-0, Infinity, NaN). read.ts
 * reads it back.
 */

/** `axes: [0, 1], keepDims: false`; empty for an op without attributes. */
export function attributeText(attributes: object): string {
  return Object.entries(attributes)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}: ${valueText(value)}`)
    .join(', ');
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`;
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  return JSON.stringify(value);
}
