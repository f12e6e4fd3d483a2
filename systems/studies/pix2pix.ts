/** @file pix2pix: edges to clothes (Fashion-MNIST), against the same U-Net trained with L1 alone. */
import type { Study } from '../study.ts';
import { judgeOf, report } from '../study.ts';

const clothes = ['--set', 'dataset=fashionMnist'];

export const pix2pix: Study = {
  title: 'pix2pix',
  trainings: {
    pix2pix: { spec: 'specs/pix2pix.gen', options: clothes },
    l1: { spec: 'specs/pix2pix.gen', options: [...clothes, '--set', 'adversarial=0'] },
  },
  pictures: [
    {
      training: 'pix2pix',
      figure: 'pairs',
      caption: 'edges, what the network makes of them, and the true picture',
    },
    { training: 'l1', figure: 'pairs', caption: 'the same of L1 alone' },
  ],
  async measure({ pix2pix, l1 }) {
    const [distance, baseline] = [report(pix2pix!, 'frechet'), report(l1!, 'frechet')];
    const [error, least] = [report(pix2pix!, 'error'), report(l1!, 'error')];
    return [
      {
        claim: 'Frechet distance below that of L1 alone, at an error at most 20 % higher',
        how: `Fashion-MNIST's test images${judgeOf(pix2pix!)}`,
        number: `${distance.toFixed(1)}, mean absolute error ${error.toFixed(3)}`,
        baseline: `${baseline.toFixed(1)}, ${least.toFixed(3)}`,
        reached: distance < baseline && error <= 1.2 * least,
      },
    ];
  },
};
