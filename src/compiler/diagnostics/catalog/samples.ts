/** @file Catalog entries about what is drawn, and about statistics of data. */
import { entry } from '../catalog-entry.ts';
import { copier, gan } from './example-specs.ts';

const withInit = (init: string): readonly [string, string] => ['dense(784)', `dense(784, biasInit: ${init})`];

export const sampleCatalog = {
  'shape/initial-value': entry<{ weight: string; found: string; count: string; wanted: string }>({
    severity: 'error',
    title: 'a start with another number of values than the weight',
    message: ({ weight, count, wanted }) =>
      `a weight ${weight} of ${wanted} values can't start as ${count} values`,
    explanation:
      'A weight may start as a value that is computed from data, such as the mean image. It takes one number for all of the weight, or as many as the weight has, row by row: a bias of 784 units starts as an image of 28 x 28.',
    example: {
      wrong: gan(withInit('mean(mean(digits.image, over: data), over: channels) |> flatten |> concat(_, _)')),
      right: gan(withInit('mean(mean(digits.image, over: data), over: channels) |> flatten')),
    },
  }),
  'type/data-statistic': entry<{ name: string; found: string }>({
    severity: 'error',
    title: 'a statistic of data over something that is no field',
    message: ({ name, found }) =>
      name === 'mean' || name === 'sum' || name === 'max'
        ? `${name}(x, over: data) takes a field of a data source, not ${found}`
        : `${name} is not computed over data: mean, sum and max are`,
    explanation:
      'A statistic over all training examples is computed once, when the data is opened, from a field as it is declared: its mean, its sum or its largest value. What depends on weights or on draws differs from step to step, and has a mean over the batch: mean(x, over: batch).',
    example: {
      wrong: gan(withInit('mean(square(digits.image), over: data)')),
      right: gan(withInit('square(mean(digits.image, over: data))')),
    },
  }),
  'type/initial-value': entry<{ found: string }>({
    severity: 'error',
    title: 'a start that is known only in training',
    message: ({ found }) => `a weight starts before training, when ${found} has no value yet`,
    explanation:
      'Weights start before the first step: a minibatch, a draw or the value of another weight does not exist then. Start from numbers, from initialisers such as normal(0, 0.02), or from statistics of all training examples, mean(digits.image, over: data), and what is computed from them.',
    example: {
      wrong: gan(withInit('digits.image')),
      right: gan(withInit('mean(digits.image, over: data)')),
    },
  }),
  'range/threshold': entry<{ range: string }>({
    severity: 'error',
    title: 'a threshold of truncation that is not above 0',
    message: ({ range }) => `truncate needs a threshold above 0, and this one lies in ${range}`,
    explanation:
      'truncate(d, threshold) keeps the draws of a Normal that lie within `threshold` standard deviations of its mean. With 0 nothing is left but the mean, and a negative distance is none. A small threshold gives typical samples that are alike, a large one the whole variety of the Normal.',
    example: {
      wrong: copier(['sample z ~ pz', 'sample z ~ truncate(pz, 0)']),
      right: copier(['sample z ~ pz', 'sample z ~ truncate(pz, 0.5)']),
    },
  }),
  'type/not-truncatable': entry<{ family: string }>({
    severity: 'error',
    title: 'truncation of a distribution that is no Normal',
    message: ({ family }) =>
      family === 'Uniform'
        ? 'truncate takes a Normal: a Uniform has bounds already, and no values in its middle that are more typical'
        : `truncate takes a Normal, not a ${family}`,
    explanation:
      'The truncation trick trades variety for fidelity: a network has seen the values near the mean of a Normal prior most often, and draws its best samples from them. Values of a Uniform are all equally likely, so that narrower bounds only leave a part of the samples out, none of them better. Other families have no standard deviation that tells how far from the middle a value lies. Train with a Normal prior where samples shall be truncated.',
    example: {
      wrong: copier(
        ['Normal[4](mean: 0, stddev: 1)', 'Uniform[4](low: -1, high: 1)'],
        ['sample z ~ pz', 'sample z ~ truncate(pz, 0.5)'],
      ),
      right: copier(['sample z ~ pz', 'sample z ~ truncate(pz, 0.5)']),
    },
  }),
};
