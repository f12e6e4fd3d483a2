/** @file StyleGAN: coarse styles carry the label, and paths are shorter in w than in z. */
import { classifierOf } from '../measures/classified.ts';
import { StyleGenerator } from '../measures/styles.ts';
import type { Study } from '../study.ts';
import { judgeIn, percent } from '../study.ts';

const count = 2000;
/** Layers 0 to 3 work at 4 and 8 pixels, 4 to 7 at 16 and 32. */
const [middle, layers] = [4, 8];

export const stylegan: Study = {
  title: 'StyleGAN',
  trainings: { stylegan: { spec: 'specs/stylegan.gen' } },
  pictures: [
    { training: 'stylegan', figure: 'samples', caption: 'samples at the end' },
    { training: 'stylegan', figure: 'mixing', caption: "a row's coarse styles with a column's fine ones" },
  ],
  async measure({ stylegan }) {
    return stylegan!.open(async (opened) => {
      const classifier = await classifierOf(opened);
      const generator = new StyleGenerator(opened, classifier);
      const coarse = await generator.labelChanges(count, 0, middle);
      const fine = await generator.labelChanges(count, middle, layers);
      const [inZ, inW] = [await generator.pathLength('z', count), await generator.pathLength('w', count)];
      return [
        {
          claim: "another image's coarse styles change the label more often than its fine ones",
          how: `${count.toLocaleString('en')} pairs of MNIST's digits, layers at 4 and 8 pixels against those at 16 and 32${judgeIn(classifier.about)}`,
          number: percent(coarse),
          baseline: percent(fine),
          // Three standard errors of the difference: not by chance.
          reached: coarse - fine > 3 * Math.sqrt((coarse * (1 - coarse) + fine * (1 - fine)) / count),
        },
        {
          claim: 'paths are shorter in w than in z',
          how: "mean squared distance in the classifier's features for a step of 0.01, over its square",
          number: inW.toFixed(0),
          baseline: `${inZ.toFixed(0)} in z`,
          reached: inW < inZ,
        },
      ];
    });
  },
};
