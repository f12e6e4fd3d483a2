/** @file BigGAN, with and without orthogonal regularisation of its generator. */
import type { OpenedRun } from '../../src/cli/trained.ts';
import { loadCheckpoint } from '../../src/runtime/checkpoint/checkpoint.ts';
import { meanOffDiagonal } from '../measures/off-diagonal.ts';
import type { Finished, Study } from '../study.ts';
import { judgeOf, percent, report } from '../study.ts';

/** Those of the spec's reports. */
const thresholds = [4, 2, 1] as const;

export const biggan: Study = {
  title: 'BigGAN',
  trainings: {
    biggan: { spec: 'specs/biggan.gen' },
    free: { spec: 'specs/biggan.gen', options: ['--set', 'orthogonality=0'] },
  },
  pictures: [{ training: 'biggan', figure: 'classes', caption: 'a row for each class that was asked for' }],
  async measure({ biggan, free }) {
    const agrees = report(biggan!, 'agrees');
    const [kept, without] = [await offDiagonal(biggan!), await offDiagonal(free!)];
    const agreement = thresholds.map((threshold) => report(biggan!, `agreesAt${threshold}`));
    const variety = thresholds.map((threshold) => report(biggan!, `varietyAt${threshold}`));
    return [
      {
        claim: 'a classifier agrees with the class that was asked for in 80 % of samples',
        how: `10,000 samples of MNIST's classes, no truncation${judgeOf(biggan!)}`,
        number: percent(agrees),
        baseline: '10 % by chance',
        reached: agrees >= 0.8,
      },
      {
        claim: "orthogonal regularisation lowers the off-diagonal of W'W by 30 %",
        how: "mean |cos| between filters, over the kernels of G's convolutions and dense layers",
        number: kept.toFixed(4),
        baseline: `${without.toFixed(4)} without (${percent(1 - kept / without)} lower)`,
        reached: kept <= 0.7 * without,
      },
      {
        claim: 'truncation trades variety for agreement, step by step',
        how: `thresholds ${thresholds.join(', ')}; 10,000 samples of MNIST's classes; variety is the mean squared distance of two of a class, per pixel`,
        number: `agreement ${agreement.map((one) => percent(one, 2)).join(', ')}; variety ${variety.map((one) => one.toFixed(3)).join(', ')}`,
        baseline: 'rises; falls',
        reached: isRising(agreement) && isRising(variety.toReversed()),
      },
    ];
  },
};

const isRising = (values: readonly number[]): boolean =>
  values.every((one, i) => i === 0 || one > values[i - 1]!);

/** The mean over the kernels that the regulariser sees. */
function offDiagonal({ open, folder }: Finished): Promise<number> {
  return open(async ({ host, plan }: OpenedRun) => {
    const { tensors } = await loadCheckpoint(host, folder, plan);
    const values = [...tensors].flatMap(([name, tensor]) =>
      /^G\/.*(conv2d|dense)[^/]*\/kernel$/.test(name) ? [meanOffDiagonal(tensor)] : [],
    );
    const known = values.filter((one) => one !== undefined);
    if (known.length === 0) throw new Error(`${folder} has no kernels of G`);
    return known.reduce((sum, one) => sum + one, 0) / known.length;
  });
}
