/** @file Catalog entries of the family `range/`. */
import { entry } from '../catalog-entry.ts';
import { copier, denoiser, gan, vae } from './example-specs.ts';

export const rangeCatalog = {
  'range/argument': entry<{ what: string; wanted: string; found: string }>({
    severity: 'error',
    title: 'values in another range than a parameter takes',
    message: ({ what, wanted, found }) => `${what} takes values in ${wanted}, these are in ${found}`,
    explanation:
      'Ranges are units, as metres and feet are. The parameter is declared in one interval and the value that is passed lies in another: an encoder that was trained on pixels in [0, 1] reads pixels in [-1, 1] as another picture. Declare both in the same interval, or convert with rescale(low, high).',
    example: {
      wrong: vae(
        [
          'data digits from mnist { image: Image[28, 28, 1] in [0, 1] }',
          'data digits from mnist { image: Image[28, 28, 1] in [-1, 1] }',
        ],
        [
          'maximize elbo(digits.image, q, p, pz)',
          'minimize kl(q(digits.image), pz)\n      minimize nll(p(mean(q(0.5 + 0.5 * digits.image))), 0.5 + 0.5 * digits.image)',
        ],
      ),
      right: vae(),
    },
  }),
  'range/bounded-logits': entry<{ range: string; suspect: string }>({
    severity: 'error',
    title: 'bounded values where logits are needed',
    message: ({ range, suspect }) =>
      suspect === 'probability'
        ? `logits are wanted here, but these values are probabilities (${range})`
        : `logits are wanted here, but these values lie in ${range}`,
    explanation:
      'A logit is any real number: the likelihood or the game applies the sigmoid (or softmax) itself, in a form that neither overflows nor loses digits. These values have been squashed already, so the sigmoid would be applied twice: probabilities would stay between 0.5 and 0.73 and the loss could never become small. Drop the activation, or, for a Bernoulli, give the values as probability:.',
    example: {
      wrong: vae(['dense(784) |> reshape', 'dense(784) |> sigmoid |> reshape']),
      right: vae(),
    },
  }),
  'range/decay': entry<{ name: string; value: number }>({
    severity: 'error',
    title: 'a decay outside of [0, 1)',
    message: ({ name, value }) => `${name} is ${value}; it must be at least 0 and below 1`,
    explanation:
      "A decay says which part of the old average is kept at each step, so it lies between 0 and 1 (1 excluded): with 1 nothing new would ever be taken in, above 1 the average would grow without end. Adam's usual values are beta1 0.9 (0.5 in many GANs) and beta2 0.999.",
    example: {
      wrong: gan(['adam(2e-4, beta1: 0.5) { maximize', 'adam(2e-4, beta1: 1) { maximize']),
      right: gan(),
    },
  }),
  'range/division-by-zero': entry<Record<never, never>>({
    severity: 'error',
    title: 'a division by zero',
    message: () => `this divides by zero`,
    explanation:
      'Both numbers are known at compile time, and the divisor is zero. Often a param that may be set to 0 stands there; write an `if` for that case.',
    example: {
      wrong: copier(['mse(f(z), z)', '(1 / 0) * mse(f(z), z)']),
      right: copier(),
    },
  }),
  'range/dropout-rate': entry<{ rate: number }>({
    severity: 'error',
    title: 'a dropout rate outside of [0, 1)',
    message: ({ rate }) => `the dropout rate is ${rate}; it must be at least 0 and below 1`,
    explanation:
      'The rate is the chance that a value is dropped, at least 0 and below 1. What is kept is divided by (1 - rate), so at 1 everything is dropped and nothing is left to scale. Frameworks differ in whether they name the part dropped or the part kept: here it is the part dropped.',
    example: {
      wrong: copier(['z |> dense(4)', 'z |> dropout(1) |> dense(4)']),
      right: copier(['z |> dense(4)', 'z |> dropout(0.5) |> dense(4)']),
    },
  }),
  'range/empty-interval': entry<{ low: number; high: number }>({
    severity: 'error',
    title: 'an interval whose ends are the wrong way round',
    message: ({ low, high }) => `the interval from ${low} to ${high} is empty`,
    explanation:
      'An interval is written from its lower to its upper end, and these two leave nothing between them. Write the smaller number first.',
    example: {
      wrong: denoiser(['image: Image[28, 28, 1] in [0, 1]', 'image: Image[28, 28, 1] in [1, 0]']),
      right: denoiser(),
    },
  }),
  'range/game-score': entry<{ game: string; found: string }>({
    severity: 'error',
    title: 'a squashed score in a game',
    message: ({ game, found }) => `${game} takes logits, but this score lies in ${found}`,
    explanation:
      'A game takes logits, any real score, and applies the sigmoid itself. A score that a sigmoid has squashed into [0, 1] would be squashed again, and the discriminator could never be sure of anything. Drop the last activation and declare the discriminator `-> Logit`.',
    example: {
      wrong: gan(
        ['-> Logit', '-> Vector[1] in [0, 1]'],
        ['x |> flatten |> dense(1)', 'x |> flatten |> dense(1) |> sigmoid'],
      ),
      right: gan(),
    },
  }),
  'range/learning-rate': entry<{ value: number }>({
    severity: 'error',
    title: 'a learning rate that is not positive',
    message: ({ value }) => `the learning rate is ${value}; it must be above 0`,
    explanation:
      'An optimiser moves weights against the gradient by a step of this size. With 0 nothing is learned, and below 0 every loss would be made larger. To maximise a term write `maximize`; to keep a network as it is, leave it out of the update.',
    example: {
      wrong: copier(['adam(1e-3)', 'adam(-1e-3)']),
      right: copier(),
    },
  }),
  'range/log-variance-rectified': entry<Record<never, never>>({
    severity: 'error',
    title: 'a log-variance that cannot be negative',
    message: () => `a log-variance must be free to be negative`,
    explanation:
      'The variance of a Normal is exp(logVariance), so a log-variance must be free to be negative: at 0 the standard deviation is 1. A ReLU before it allows no variance below 1, the posterior can never become narrow, and the reconstructions stay blurred. Take the activation away: any real number is a log-variance.',
    example: {
      wrong: vae(['logVariance: h |> dense(8)', 'logVariance: h |> dense(8) |> relu']),
      right: vae(),
    },
  }),
  'range/mixture-weights': entry<{ count: number }>({
    severity: 'error',
    title: 'mixture weights that do not fit',
    message: ({ count }) => `a mixture of ${count} needs ${count} weights, none negative and not all zero`,
    explanation:
      'A mixture has one weight for each component, the chance that it is chosen: none negative, not all zero (they are divided by their sum). Without weights: all components are equally likely.',
    example: {
      wrong: vae([
        'prior pz = Normal[8](mean: 0, stddev: 1)',
        'prior pz = Mixture([Normal[8](mean: -1, stddev: 1), Normal[8](mean: 1, stddev: 1)], weights: [1])',
      ]),
      right: vae([
        'prior pz = Normal[8](mean: 0, stddev: 1)',
        'prior pz = Mixture([Normal[8](mean: -1, stddev: 1), Normal[8](mean: 1, stddev: 1)], weights: [1, 2])',
      ]),
    },
  }),
  'range/not-positive': entry<{ name: string; of: string; value: number }>({
    severity: 'error',
    title: 'a factor that is not above 0',
    message: ({ name, of, value }) => `${of}'s ${name} is ${value}; it must be above 0`,
    explanation:
      'Equalized weights are stored as numbers of size 1 and multiplied by gain / sqrt(fan-in) * rate where they are used. With a factor of 0 the layer would give nothing and learn nothing; a negative one only turns the sign of what is stored. gain is sqrt(2) before a ReLU and 1 elsewhere; a rate below 1 makes a layer learn more slowly.',
    example: {
      wrong: copier(['dense(4)', 'dense(4, weight: equalized(rate: 0))']),
      right: copier(['dense(4)', 'dense(4, weight: equalized(rate: 0.01))']),
    },
  }),
  'range/operands': entry<{ name: string; left: string; right: string }>({
    severity: 'error',
    title: 'a distance between values of two ranges',
    message: ({ name, left, right }) => `${name} compares values in ${left} with values in ${right}`,
    explanation:
      'A distance is between values of one kind. These lie in different intervals, so that even a perfect copy would be far away: a tanh image against data in [0, 1] can never match its dark half. Change the last activation (sigmoid gives [0, 1], tanh [-1, 1]) or the interval that the data is declared in.',
    example: {
      wrong: denoiser([
        'in [0, 1] {\n    x |> conv2d(1, kernel: 3) |> sigmoid',
        'in [-1, 1] {\n    x |> conv2d(1, kernel: 3) |> tanh',
      ]),
      right: denoiser(),
    },
  }),
  'range/probability': entry<{ range: string }>({
    severity: 'error',
    title: 'values that are no probabilities',
    message: ({ range }) => `probabilities lie in [0, 1]; these values lie in ${range}`,
    explanation:
      'A probability lies between 0 and 1. These values may lie outside, and their logarithm, which the likelihood or the cross-entropy takes, would not exist. Pass them through sigmoid, or, for a Bernoulli, give them as logits:, which may be any number and is the more accurate form.',
    example: {
      wrong: vae(['Bernoulli(logits:', 'Bernoulli(probability:']),
      right: vae(),
    },
  }),
  'range/rescale-unknown': entry<{ found: string }>({
    severity: 'error',
    title: 'rescale of values without a known range',
    message: ({ found }) => `rescale needs values of a known range; this is ${found}`,
    explanation:
      'rescale(low, high) maps the interval that the values are known to lie in onto another. Of these values no interval is known, so there is nothing to map from. Bound them first with sigmoid, tanh or clip(low, high), or declare their interval.',
    example: {
      wrong: copier(['mse(f(z), z)', 'mse(f(z) |> rescale(0, 1), z |> sigmoid)']),
      right: copier(['mse(f(z), z)', 'mse(f(z) |> tanh |> rescale(0, 1), z |> sigmoid)']),
    },
  }),
  'range/result': entry<{ what: string; wanted: string; found: string }>({
    severity: 'error',
    title: 'a result outside of its declared range',
    message: ({ what, wanted, found }) => `${what} promises values in ${wanted}, but gives ${found}`,
    explanation:
      'The signature promises an interval, and the body may give values outside of it. Whoever reads the signature (a likelihood, a distance, the pictures) relies on it. End the body with the activation of that interval: sigmoid for [0, 1], tanh for [-1, 1], clip(low, high) for others.',
    example: {
      wrong: gan(['dense(784) |> tanh |>', 'dense(784) |>']),
      right: gan(),
    },
  }),
  'range/scale-not-positive': entry<{ parameter: string; range: string }>({
    severity: 'error',
    title: 'a scale that may be negative',
    message: ({ parameter, range }) => `${parameter} must not be negative; these values are ${range}`,
    explanation:
      "A standard deviation, a variance or a scale is never negative, and a layer's output may be. Give the network's output as logVariance:, which may be any number and is what VAEs use, or pass it through softplus or exp.",
    example: {
      wrong: vae(['logVariance: h', 'stddev: h']),
      right: vae(),
    },
  }),
  'range/schedule-span': entry<{ from: string; until: string }>({
    severity: 'error',
    title: 'a schedule that ends before it begins',
    message: ({ from, until }) => `a schedule from ${from} until ${until} covers no time`,
    explanation:
      'A schedule changes a number between two times, and here the end is not after the beginning, or the two are counted in different units. Write both in steps or both in epochs, the earlier one first.',
    example: {
      wrong: copier(['adam(1e-3)', 'adam(linear(1e-3 to 0, from: step 10, until: step 5))']),
      right: copier(['adam(1e-3)', 'adam(linear(1e-3 to 0, from: step 5, until: step 10))']),
    },
  }),
  'range/support': entry<{ distribution: string; support: string; found: string }>({
    severity: 'error',
    title: "data outside of a distribution's support",
    message: ({ distribution, support, found }) =>
      `${distribution} has values in ${support}, the data lies in ${found}`,
    explanation:
      "A distribution gives probability only to values of its support, and the data lies outside of it: under a Bernoulli a pixel is a chance of being white, from 0 to 1, so -1 has no likelihood and the loss has no lower bound. Declare the data in the support's interval, or choose a likelihood over all numbers, such as Normal.",
    example: {
      wrong: vae(
        [
          'data digits from mnist { image: Image[28, 28, 1] in [0, 1] }',
          'data digits from mnist { image: Image[28, 28, 1] in [-1, 1] }',
        ],
        ['q(x: Image[28, 28, 1] in [0, 1])', 'q(x: Image[28, 28, 1] in [-1, 1])'],
      ),
      right: vae(),
    },
  }),
};
