/** @file The systems that `npm run systems` knows, by the names of their specs. */
import { ageCgan } from './studies/age-cgan.ts';
import { biggan } from './studies/biggan.ts';
import { cyclegan } from './studies/cyclegan.ts';
import { dcgan } from './studies/dcgan.ts';
import { gan2014 } from './studies/gan-2014.ts';
import { pix2pix } from './studies/pix2pix.ts';
import { stackgan } from './studies/stackgan.ts';
import { stylegan } from './studies/stylegan.ts';
import type { Study } from './study.ts';

export const studies: Readonly<Record<string, Study>> = {
  'gan-2014': gan2014,
  dcgan,
  biggan,
  stylegan,
  stackgan,
  cyclegan,
  pix2pix,
  'age-cgan': ageCgan,
};
