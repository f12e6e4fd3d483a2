/** @file Distributions in words: `Normal[20]`, `Categorical[10]`. */
import { formatShape } from '../../types/dims.ts';
import type { DistributionValue } from '../../types/value.ts';

/** `Normal[20]`, `Categorical[10]`. */
export function formatDistribution(d: DistributionValue): string {
  const dims = d.classes !== undefined ? String(d.classes) : formatShape(d.event);
  return dims === '' ? d.family : `${d.family}[${dims}]`;
}
