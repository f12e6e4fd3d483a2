/** @file All distribution families by name. */
import { bernoulliFamily } from './bernoulli.ts';
import { categoricalFamily } from './categorical.ts';
import type { Family } from './family.ts';
import { laplaceFamily } from './laplace.ts';
import { mixtureFamily } from './mixture.ts';
import { normalFamily } from './normal.ts';
import { truncatedNormalFamily } from './truncated-normal.ts';
import { uniformFamily } from './uniform.ts';
import { uniformIntFamily } from './uniform-int.ts';

const plain = [
  normalFamily,
  truncatedNormalFamily,
  bernoulliFamily,
  categoricalFamily,
  uniformFamily,
  uniformIntFamily,
  laplaceFamily,
];
const byName = new Map<string, Family>(plain.map((family) => [family.name, family]));
byName.set('Mixture', mixtureFamily(byName));

export const families: ReadonlyMap<string, Family> = byName;
