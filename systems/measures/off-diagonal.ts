/**
 * @file How far the filters of a network are from orthogonal: what orthogonal regularisation keeps small (Brock, Donahue & Simonyan 2019,
 * eq. 3, which leaves the diagonal of W'W free).
 */
import type { HostTensor } from '../../src/runtime/engine.ts';

/**
 * The mean over pairs of columns of |cos| between them, for a kernel [..., filters]: the off-diagonal of W'W where the columns are of unit
 * length, between 0 (orthogonal) and 1 (equal). Undefined for a kernel of one filter.
 */
export function meanOffDiagonal({ data, shape }: HostTensor): number | undefined {
  const filters = shape.at(-1) ?? 1;
  if (filters < 2) return undefined;
  const rows = data.length / filters;
  const products = new Float64Array(filters * filters);
  for (let row = 0; row < rows; row++)
    for (let i = 0; i < filters; i++)
      for (let j = 0; j < filters; j++)
        products[i * filters + j]! +=
          (data[row * filters + i] as number) * (data[row * filters + j] as number);
  let sum = 0;
  for (let i = 0; i < filters; i++)
    for (let j = 0; j < filters; j++)
      if (i !== j) {
        const length = Math.sqrt(products[i * filters + i]! * products[j * filters + j]!);
        sum += length === 0 ? 0 : Math.abs(products[i * filters + j]!) / length;
      }
  return sum / (filters * (filters - 1));
}
