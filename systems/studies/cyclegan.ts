/** @file CycleGAN: digits to inverted digits and back, from two halves of MNIST that share no picture. */
import type { Study } from '../study.ts';
import { judgeOf, percent, report } from '../study.ts';

export const cyclegan: Study = {
  title: 'CycleGAN',
  trainings: {
    cyclegan: { spec: 'specs/cyclegan.gen' },
    untrained: { spec: 'specs/cyclegan.gen', options: ['--steps', '1'] },
  },
  pictures: [{ training: 'cyclegan', figure: 'there', caption: 'a digit, its translation, and back again' }],
  async measure({ cyclegan, untrained }) {
    const kept = report(cyclegan!, 'labelsKept');
    const untranslated = percent(report(cyclegan!, 'labelsUntranslated'));
    const cycle = report(cyclegan!, 'cycleError');
    const before = report(untrained!, 'cycleError');
    return [
      {
        claim: 'the label is kept through the translation in 80 %',
        how: `10,000 test digits of MNIST${judgeOf(cyclegan!)}, which was trained on truly inverted ones`,
        number: percent(kept),
        baseline: `${untranslated} untranslated`,
        reached: kept >= 0.8,
      },
      {
        claim: 'cycle error, there and back, below that of untrained networks',
        how: 'mean absolute difference, per element of [-1, 1]',
        number: cycle.toFixed(4),
        baseline: `${before.toFixed(4)} after one step; the identity has 0, and keeps ${untranslated} of the labels`,
        reached: cycle < before,
      },
    ];
  },
};
