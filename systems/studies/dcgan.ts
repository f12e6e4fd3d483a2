/** @file DCGAN against the dense GAN of specs/gan.gen, on Fashion-MNIST, at the same number of images. */
import { frechetFromTest } from '../measures/classified.ts';
import type { Study } from '../study.ts';
import { judgeOf, report } from '../study.ts';

const options = ['--set', 'dataset=fashionMnist', '--epochs', '4'];

export const dcgan: Study = {
  title: 'DCGAN',
  trainings: {
    dcgan: { spec: 'specs/dcgan.gen', options },
    gan: { spec: 'specs/gan.gen', options },
  },
  pictures: [
    { training: 'dcgan', figure: 'samples', caption: "DCGAN's samples after four epochs of Fashion-MNIST" },
    { training: 'dcgan', figure: 'walk', caption: 'straight lines between two draws each' },
    { training: 'gan', figure: 'samples', caption: 'the dense GAN after as many images' },
  ],
  async measure({ dcgan, gan }) {
    const score = report(dcgan!, 'frechet');
    const baseline = await gan!.open(async (opened) => {
      const sampler = opened.plan.sampler!;
      const made = await opened.run.infer(sampler, { arguments: new Map(), count: 10_000, seed: 0 });
      return frechetFromTest(opened, [...made.values()][0]!);
    });
    return [
      {
        claim: 'Frechet distance below that of `specs/gan.gen` at as many images',
        how: `Fashion-MNIST, 240,000 images, 64 features of 10,000 samples${judgeOf(dcgan!)}`,
        number: score.toFixed(1),
        baseline: baseline.toFixed(1),
        reached: score < baseline,
      },
    ];
  },
};
