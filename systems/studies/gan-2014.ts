/** @file The original GAN with its maxout discriminator, momentum and decaying rate. */
import type { Study } from '../study.ts';
import { report } from '../study.ts';

export const gan2014: Study = {
  title: 'GAN 2014',
  trainings: { 'gan-2014': { spec: 'specs/gan-2014.gen' } },
  pictures: [{ training: 'gan-2014', figure: 'samples', caption: 'samples at the end' }],
  async measure({ 'gan-2014': gan }) {
    return [
      {
        claim: 'Parzen log-likelihood of MNIST',
        how: `10,000 samples, bandwidth by cross-validation, after ${gan!.epochs} epochs`,
        number: `${report(gan!, 'parzen').toFixed(1)} nats`,
        baseline: "the paper's 225 +- 2, of several hundred epochs",
        reached: undefined,
      },
      {
        claim: "D's scores at the end",
        how: 'means of sigmoid(D) on the test images and on samples; 0.5 each at the equilibrium',
        number: `${report(gan!, 'scoreOfReal').toFixed(2)} and ${report(gan!, 'scoreOfFake').toFixed(2)}`,
        baseline: '0.5 and 0.5',
        reached: undefined,
      },
    ];
  },
};
