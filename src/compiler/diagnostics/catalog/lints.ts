/** @file Catalog entries of the family `lint/`: specs that have a meaning, and seldom the one that was wanted. Warnings all. */
import { entry } from '../catalog-entry.ts';
import { gan, latentParam, vae } from './example-specs.ts';
import type { Change } from './example-specs.ts';

/** The VAE with its terms apart: a reconstruction error, and what is given. */
const terms = (reconstruction: string, more: string): Change => [
  'update q, p with adam(1e-3) { maximize elbo(digits.image, q, p, pz) }',
  `let posterior = q(digits.image)
    sample z ~ posterior
    update q, p with adam(1e-3) {
      minimize reconstruction = ${reconstruction}${more === '' ? '' : `\n      minimize divergence = ${more}`}
    }`,
];
const divergence = 'kl(posterior, pz)';

/** A decoder that gives a Normal: mean and the given scale. */
const gaussian = (scale: string): readonly Change[] => [
  ['Bernoulli[28, 28, 1] {', 'Normal[28, 28, 1] {\n    let h = z |> dense(64) |> relu'],
  [
    'Bernoulli(logits: z |> dense(784) |> reshape(28, 28, 1))',
    `Normal(mean: h |> dense(784) |> reshape(28, 28, 1), ${scale})`,
  ],
];

/** The discriminator's update, written by hand over Bernoulli densities. */
const byHand = (fakeLabel: string): Change => [
  '{ maximize V }',
  `{
      minimize real = nll(Bernoulli(logits: D(digits.image)), 0.9)
      minimize made = nll(Bernoulli(logits: D(G(z))), ${fakeLabel})
    }`,
];

const r1 = (weight: string): Change => [
  '{ maximize V }',
  `{\n      maximize V\n      minimize penalty = ${weight}gradientPenalty.r1(D(digits.image), digits.image)\n    }`,
];

export const lintCatalog = {
  'lint/chance-shape': entry<{ name: string; value: number }>({
    severity: 'warning',
    title: 'shapes that agree by chance of a value',
    message: ({ name, value }) => `the shapes fit for ${name} = ${value} alone`,
    explanation:
      'A param is there to be changed, and this model compiles for one value of it. Somewhere a number stands written out that happens to be equal to it, or to a size made of it: the next run with another value fails, at a place that says nothing of the param. Write that size in terms of the param. If the value is fixed by something else, as the side of an image is by its data, a `let` says so.',
    example: {
      wrong: vae(...latentParam.slice(0, 4)),
      right: vae(...latentParam),
    },
  }),
  'lint/coefficient': entry<{ name: string; value: string }>({
    severity: 'warning',
    title: 'a coefficient far from those in use',
    message: ({ name, value }) => `${name} has the coefficient ${value}`,
    explanation:
      'A regulariser works within a band of coefficients: below it the regulariser does nothing, above it the model learns nothing else. Papers agree on the order of magnitude; this value is far from it. Often a zero too many was written, or the value belongs to another form of the same penalty (with or without the half, a sum or a mean). A coefficient of 0 is told of where it is written out; where a param is 0, the regulariser was switched off on purpose.',
    example: { wrong: gan(r1('5000 * ')), right: gan(r1('5 * ')) },
  }),
  'lint/divergence-twice': entry<{ q: string; p: string; first: string }>({
    severity: 'warning',
    title: 'a divergence that is counted twice',
    message: ({ q, p, first }) => `the divergence of ${q} from ${p} is in the term ${first} already`,
    explanation:
      'The terms of an update are summed, and this divergence stands in two of them: an elbo holds its own KL. The sum weighs it twice, as a beta-VAE with beta = 2 would (Higgins et al. 2017), and what is reported as the ELBO is none. Take one out, or write reconstruction and divergence as terms of their own and weigh the second.',
    example: {
      wrong: vae([
        '{ maximize elbo(digits.image, q, p, pz) }',
        '{\n      maximize elbo(digits.image, q, p, pz)\n      minimize divergence = kl(q(digits.image), pz)\n    }',
      ]),
      right: vae(terms('nll(p(z), digits.image)', `2 * ${divergence}`)),
    },
  }),
  'lint/free-latent': entry<{ name: string; distribution: string; networks: string }>({
    severity: 'warning',
    title: 'a latent that nothing holds to a prior',
    message: ({ name, distribution, networks }) =>
      `${name} is drawn from ${distribution} of ${networks}, and no term holds that to a prior`,
    explanation:
      'A term learns through a draw of a distribution that a network gives, and no KL divergence, no density under a prior and no discriminator of the draw stands beside it. Then noise only hurts the reconstruction: the network learns a scale of zero and means far apart, the model is an autoencoder, and a sample of the prior decodes to nothing. Add the divergence, or take the code without a draw, as mean(q(x)) (Kingma & Welling 2014, section 2.2).',
    example: {
      wrong: vae(terms('nll(p(z), digits.image)', '')),
      right: vae(terms('nll(p(z), digits.image)', divergence)),
    },
  }),
  'lint/infinite': entry<{ what: string; why: string }>({
    severity: 'warning',
    title: 'an infinite divergence or density',
    message: ({ what, why }) => `${what} is infinite: ${why}`,
    explanation:
      'KL(q || p) is the mean of log q - log p over draws of q. Where q reaches values that p excludes, log p is minus infinity there: the divergence is infinite, and a run that estimates it stops at the first such draw (Cover & Thomas 2006, section 2.3). The same holds for a density whose scale is 0. Choose distributions that cover one another: a Normal prior for a Normal posterior.',
    example: {
      wrong: vae(['Normal[8](mean: 0, stddev: 1)', 'Uniform[8](low: -1, high: 1)']),
      right: vae(),
    },
  }),
  'lint/learning-rate': entry<{ optimizer: string; value: string }>({
    severity: 'warning',
    title: 'a learning rate far from those in use',
    message: ({ optimizer, value }) => `${optimizer} has the learning rate ${value}`,
    explanation:
      'Each optimiser is used with rates of an order of its own: about 1e-3 for Adam, whose steps are as long as the rate, up to 1 for plain gradient descent. Far above, the loss is not finite within a few steps; far below, nothing seems to learn. Often the rate of one optimiser was given to another, or an exponent lost its sign.',
    example: { wrong: vae(['adam(1e-3)', 'adam(0.5)']), right: vae(['adam(1e-3)', 'adam(5e-4)']) },
  }),
  'lint/mean-beside-divergence': entry<{ distance: string; count: number; beta: string }>({
    severity: 'warning',
    title: 'a mean beside a sum',
    message: ({ distance, count, beta }) =>
      `${distance} is a mean over ${count} values beside a summed KL: together a beta-VAE with beta = ${beta}`,
    explanation:
      'The evidence lower bound adds two sums: the log-likelihood over all values of an example, and the KL over all latents. A mean divides the first by the number of values, so that the KL weighs that many times more, and the posterior collapses onto the prior: samples and reconstructions become one grey average. Half of squaredError(a, b) is the Normal likelihood of variance 1 (chapter, eq. 18); a beta that is wanted is written as a factor of the KL (Higgins et al. 2017, eq. 4).',
    example: {
      wrong: vae(terms('mse(mean(p(z)), digits.image)', divergence)),
      right: vae(terms('0.5 * squaredError(mean(p(z)), digits.image)', divergence)),
    },
  }),
  'lint/mixed-batch': entry<{ network: string }>({
    severity: 'warning',
    title: 'batch norm over real and generated examples together',
    message: ({ network }) =>
      `real and generated examples share one batch of ${network}, which normalises over it`,
    explanation:
      'Batch norm computes its statistics over the batch at hand. Here a choice makes some of its examples real and others generated, so each is judged by the averages of both, and the generator can win by moving the averages. Call the network on real and on generated examples apart: every call has statistics of its own, as in the DCGAN (Radford et al. 2016).',
    example: {
      wrong: gan(
        ['dense(1)', 'dense(8) |> batchNorm |> leakyRelu(0.2) |> dense(1)'],
        ['    sample z ~ pz\n', '    sample z ~ pz\n    sample coin ~ Bernoulli(probability: 0.5)\n'],
        ['{ maximize V }', '{ minimize nll(Bernoulli(logits: D(where(coin, digits.image, G(z)))), coin) }'],
      ),
      right: gan(['dense(1)', 'dense(8) |> batchNorm |> leakyRelu(0.2) |> dense(1)']),
    },
  }),
  'lint/no-derivative': entry<{ term: string; networks: string }>({
    severity: 'warning',
    title: 'a term without a derivative',
    message: ({ term, networks }) =>
      `${term} depends on ${networks} only through comparisons, classes or 0/1 draws: its gradient is zero`,
    explanation:
      'Comparisons, classes and 0/1 draws are steps: they do not change when a weight changes a little, so their derivative is zero almost everywhere and minimising such a term changes nothing. An accuracy is something to report; what trains is a smooth stand-in: the cross-entropy of the scores, a softplus, a Normal draw.',
    example: {
      wrong: gan(['{ minimize V.nonSaturating }', '{ minimize caught = where(D(G(z)) > 0, 0, 1) }']),
      right: gan(['{ minimize V.nonSaturating }', '{ minimize caught = softplus(-D(G(z))) }']),
    },
  }),
  'lint/penalty-momentum': entry<{ optimizer: string; beta1: number }>({
    severity: 'warning',
    title: 'a gradient penalty with a long momentum',
    message: ({ optimizer, beta1 }) =>
      `a gradient penalty is minimised by ${optimizer} with beta1 = ${beta1}`,
    explanation:
      'In a game the loss of a player changes with every move of the other, and a momentum over the last ten steps follows losses that are gone. With a gradient penalty this makes the critic overshoot and oscillate. The papers that introduced the penalties use beta1 = 0 (Gulrajani et al. 2017, algorithm 1; Mescheder et al. 2018), others 0.5; the default of 0.9 is for losses that stay.',
    example: {
      wrong: gan(r1('5 * '), ['update D with adam(2e-4, beta1: 0.5)', 'update D with adam(2e-4)']),
      right: gan(r1('5 * '), ['update D with adam(2e-4, beta1: 0.5)', 'update D with adam(2e-4, beta1: 0)']),
    },
  }),
  'lint/smoothed-fakes': entry<{ label: string }>({
    severity: 'warning',
    title: 'a smoothed label of generated examples',
    message: ({ label }) => `generated examples are given the label ${label}`,
    explanation:
      'With labels a for data and b for fakes the best discriminator is (a pd + b pg) / (pd + pg). With b above 0 the density of the generator stands in the numerator: where data are rare, samples look real because the generator makes many of them, and it has no reason to move (Salimans et al. 2016, section 3.4). Smooth the label of data alone.',
    example: { wrong: gan(byHand('0.1')), right: gan(byHand('0')) },
  }),
  'lint/undequantised': entry<{ distribution: string; x: string; step: number }>({
    severity: 'warning',
    title: 'a density of 8-bit values whose scale has no floor',
    message: ({ distribution, x, step }) =>
      `the density of ${x} under ${distribution} has no bound: grey values lie on a grid of step ${step}`,
    explanation:
      'Pixels of 8 bits take 256 values. A continuous density may put a spike of any height on each of them, so a model that learns its scales can raise the likelihood without end, on the black border of digits for instance, while it learns nothing about images. Add uniform noise of one grey step (dequantisation; Theis, van den Oord & Bethge 2016, section 3.1), give the scale a floor, or learn one scale for all pixels.',
    example: {
      wrong: vae(...gaussian('logVariance: h |> dense(784) |> reshape(28, 28, 1)')),
      right: vae(...gaussian('stddev: (h |> dense(784) |> softplus |> reshape(28, 28, 1)) + 0.05')),
    },
  }),
};
