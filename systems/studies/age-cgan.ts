/** @file Age-cGAN: ageing that keeps the identity, by a latent optimised for it. */
import type { Study } from '../study.ts';
import { percent, report } from '../study.ts';

export const ageCgan: Study = {
  title: 'Age-cGAN',
  trainings: { 'age-cgan': { spec: 'specs/age-cgan.gen' } },
  pictures: [
    { training: 'age-cgan', figure: 'ageing', caption: 'a glyph, and what it becomes at each of six ages' },
  ],
  async measure({ 'age-cgan': run }) {
    const [coded, optimized] = [report(run!, 'identityByEncoder'), report(run!, 'identityOptimized')];
    const follows = report(run!, 'followsAge');
    return [
      {
        claim: "latent optimisation lowers the identity distance by 30 % against the encoder's code",
        how: 'squared distance of 64 features of F, 600 test glyphs',
        number: optimized.toFixed(1),
        baseline: `${coded.toFixed(1)} (${percent(1 - optimized / coded)} lower)`,
        reached: optimized <= 0.7 * coded,
      },
      {
        claim: 'the asked age is read in 80 %',
        how: `by F, which reads ${percent(report(run!, 'readsAge'))} of true glyphs' ages rightly`,
        number: percent(follows),
        baseline: `${percent(1 / 6)} by chance`,
        reached: follows >= 0.8,
      },
    ];
  },
};
