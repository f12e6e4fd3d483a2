/** @file Distributions in words: `Normal[20]`, `Categorical[10]`. */
import { formatDim, formatShape } from '../../types/dims.ts';
import type { DistributionValue } from '../../types/value.ts';

/** `Normal[20]`, `Categorical[10]`. */
export function formatDistribution(d: DistributionValue): string {
  const dims = d.classes !== undefined ? formatDim(d.classes) : formatShape(d.event);
  return dims === '' ? d.family : `${d.family}[${dims}]`;
}
