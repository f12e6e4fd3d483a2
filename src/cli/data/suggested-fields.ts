/** @file The fields with which a spec would declare what a source of arrays was found to hold: types and ranges by its columns. */
import type { SourceDescription } from '../../runtime/data/describe.ts';

/** `image: Image[28, 28, 1] in [-1, 1], label: Class[10]`; columns that a spec cannot name or type are left out. */
export function suggestedFields({ columns, classes }: SourceDescription): string {
  return columns
    .flatMap((column) => {
      const counted = classes.find((one) => one.column === column.name)?.counts.length;
      const type = counted === undefined ? typeOf(column) : `Class[${counted}]`;
      return /^[a-z]\w*$/i.test(column.name) && type !== undefined ? [`${column.name}: ${type}`] : [];
    })
    .join(', ');
}

function typeOf({ shape, kind, low, high }: SourceDescription['columns'][number]): string | undefined {
  const [first, , channels] = shape;
  if (shape.length === 3 && (channels === 1 || channels === 3))
    // Bytes are scaled to whatever is declared; real numbers stay as they are.
    return `Image[${shape.join(', ')}] in ${kind === 'bytes' ? '[-1, 1]' : around(low, high)}`;
  if (kind !== 'reals') return undefined;
  if (shape.length === 0) return 'Real';
  return shape.length === 1 ? `Vector[${first}]` : `Tensor[${shape.join(', ')}]`;
}

/** The usual interval that holds the values, else the next whole numbers. */
function around(low: number, high: number): string {
  if (low >= 0 && high <= 1) return '[0, 1]';
  return low >= -1 && high <= 1 ? '[-1, 1]' : `[${Math.floor(low)}, ${Math.ceil(high)}]`;
}
