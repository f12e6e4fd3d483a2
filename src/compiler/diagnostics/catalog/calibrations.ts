/** @file Catalog entries of the family `calibrate/`. */
import { entry } from '../catalog-entry.ts';
import { copier } from './example-specs.ts';

const normed = (statement: string): string =>
  copier(
    ['z |> dense(4)', 'z |> dense(4) |> batchNorm'],
    ['mse(f(z), z) }\n', `mse(f(z), z) }\n    ${statement}\n`],
  );

export const calibrateCatalog = {
  'calibrate/no-statistics': entry<{ network: string }>({
    severity: 'error',
    title: 'a calibration of a network without running statistics',
    message: ({ network }) => `${network} has no running statistics to calibrate`,
    explanation:
      '`calibrate` sets the running statistics of the batch norms of a network. This one has no batchNorm, or only ones that are told to use `statistics: batch`, which have no use for running ones, or `statistics: running`, which keep those that they have.',
    example: {
      wrong: copier([
        'mse(f(z), z) }\n',
        'mse(f(z), z) }\n    calibrate f for 16 batches { f(sample(pz)) }\n',
      ]),
      right: normed('calibrate f for 16 batches { f(sample(pz)) }'),
    },
  }),
  'calibrate/uncalled': entry<{ network: string }>({
    severity: 'error',
    title: 'a calibration that does not run its network',
    message: ({ network }) => `the body does not call ${network}`,
    explanation:
      'The body of `calibrate` says what a batch runs: the statistics of the network are averaged over the calls in it. Here it is not called. The average of a network has statistics of its own, apart from those of the network: call the one that the statement names.',
    example: {
      wrong: normed('average f as slow decay 0.99\n    calibrate slow for 16 batches { f(sample(pz)) }'),
      right: normed('average f as slow decay 0.99\n    calibrate slow for 16 batches { slow(sample(pz)) }'),
    },
  }),
};
