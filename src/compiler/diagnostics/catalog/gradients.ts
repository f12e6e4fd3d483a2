/** @file Catalog entries of the family `gradient/`: gradients of scores that a spec asks for, and penalties on them. */
import { entry } from '../catalog-entry.ts';
import { copier, gan } from './example-specs.ts';
import type { Change } from './example-specs.ts';

/** The discriminator's update with a penalty. */
const penalised = (penalty: string): Change => [
  '{ maximize V }',
  `{\n      maximize V\n      minimize penalty = ${penalty}\n    }`,
];

const realPenalty = penalised('gradientPenalty.r1(D(digits.image), digits.image)');

export const gradientCatalog = {
  'gradient/batch-norm': entry<{ layer: string; network: string }>({
    severity: 'error',
    title: 'a gradient through batch norm',
    message: ({ layer, network }) =>
      `this gradient is taken through ${layer} of ${network}, which mixes the examples of a batch`,
    explanation:
      "The gradient of a score is taken per example: how one example's score changes with that example. Batch norm in training mode computes each score from the whole batch, so the gradient would hold the effects on everybody else's score too, and the penalty would be of something else (Gulrajani et al. 2017, section 4). Normalise each example by itself, with layerNorm or instanceNorm, or leave the normalisation out.",
    example: {
      wrong: gan(['dense(1)', 'dense(8) |> batchNorm |> leakyRelu(0.2) |> dense(1)'], realPenalty),
      right: gan(['dense(1)', 'dense(8) |> layerNorm |> leakyRelu(0.2) |> dense(1)'], realPenalty),
    },
  }),
  'gradient/batch-statistics': entry<{ network: string }>({
    severity: 'warning',
    title: 'a gradient through statistics of the batch',
    message: ({ network }) =>
      `this gradient is taken through minibatchStddev of ${network}, which looks across the batch`,
    explanation:
      "The gradient of a score is taken per example. minibatchStddev gives every example of a group one number that all of them make, so the gradient also holds the effect on the group's other scores. StyleGAN trains so, and the effect is small where the layer stands near the end of a critic; it is no longer the penalty of the paper to the letter.",
    example: {
      wrong: gan(['dense(1)', 'dense(8) |> minibatchStddev |> dense(1)'], realPenalty),
      right: gan(['dense(1)', 'dense(8) |> layerNorm |> dense(1)'], realPenalty),
    },
  }),
  'gradient/shared': entry<{ name: string; x: string }>({
    severity: 'error',
    title: 'a gradient by a weight or a constant',
    message: ({ name, x }) => `${name} by \`${x}\`: examples share it, so it has no gradient per example`,
    explanation:
      'The gradient of a score is taken per example, by something that each example has of its own: data, a draw, or a value made of them. Weights and constants are the same for all examples. What trains weights by gradients is an update.',
    example: {
      wrong: copier([
        '    z |> dense(4)',
        '    learned shift: Vector[4] = ones\n    dense(z, 4) + gradient(sum(shift * z), shift)',
      ]),
      right: copier([
        '    z |> dense(4)',
        '    learned shift: Vector[4] = ones\n    dense(z, 4) + gradient(sum(shift * z), z)',
      ]),
    },
  }),
  'gradient/unreached': entry<{ name: string; x: string }>({
    severity: 'error',
    title: 'a gradient by a value that the score does not use',
    message: ({ name, x }) => `the score of ${name} does not depend on \`${x}\`, so its gradient is zero`,
    explanation:
      'The score was computed from another value, or by a path without a derivative: a comparison, a class, `stopGradient`. Its gradient is zero everywhere, and a penalty on it does nothing. Give the very value that the score was computed from; a call such as G(z) written twice is two values, so name it by `let` first.',
    example: {
      wrong: gan(penalised('gradientPenalty.r2(D(G(z)), digits.image)')),
      right: gan(realPenalty),
    },
  }),
};
