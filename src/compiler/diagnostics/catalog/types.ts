/** @file Catalog entries of the family `type/` about values: tensors, distributions, and what signatures promise. */
import { entry } from '../catalog-entry.ts';
import { copier, denoiser, gan, vae } from './example-specs.ts';

export const typeCatalog = {
  'type/bernoulli-parameter': entry<{ given: readonly string[] }>({
    severity: 'error',
    title: 'a Bernoulli without or with two parameters',
    message: ({ given }) =>
      `Bernoulli takes logits: or probability:, ${given.length > 1 ? 'not both' : 'and has neither here'}`,
    explanation:
      'A Bernoulli has one parameter, which may be written in two ways: logits:, any real numbers, or probability:, numbers in [0, 1]. Give exactly one. Logits are the better choice for networks: their log-likelihood is computed without a logarithm of zero.',
    example: {
      wrong: vae(['logits: z |> dense(784) |> reshape(28, 28, 1)', '']),
      right: vae(),
    },
  }),
  'type/categorical-classes': entry<Record<never, never>>({
    severity: 'error',
    title: 'a uniform Categorical of unknown size',
    message: () => `Categorical(probabilities: uniform) needs its number of classes: Categorical[10](...)`,
    explanation:
      'A uniform Categorical gives all classes the same probability, so nothing in its parameters says how many there are. Write their number in brackets: Categorical[10](probabilities: uniform).',
    example: {
      wrong: gan(['prior pz', 'prior classes = Categorical(probabilities: uniform)\n  prior pz']),
      right: gan(['prior pz', 'prior classes = Categorical[10](probabilities: uniform)\n  prior pz']),
    },
  }),
  'type/categorical-parameter': entry<{ given: readonly string[] }>({
    severity: 'error',
    title: 'a Categorical without or with two parameters',
    message: ({ given }) =>
      `Categorical takes logits: or probabilities:, ${given.length > 1 ? 'not both' : 'and has neither here'}`,
    explanation:
      'A Categorical has one parameter, which may be written in two ways: logits:, any real numbers, one for each class, or probabilities:. Give exactly one.',
    example: {
      wrong: gan(['prior pz', 'prior classes = Categorical[10]()\n  prior pz']),
      right: gan(['prior pz', 'prior classes = Categorical[10](probabilities: uniform)\n  prior pz']),
    },
  }),
  'type/dimension-count': entry<{ name: string; wanted: number; found: number }>({
    severity: 'error',
    title: 'a type with the wrong number of sizes',
    message: ({ name, wanted, found }) =>
      `${name} takes ${wanted} ${wanted === 1 ? 'size' : 'sizes'}, not ${found}`,
    explanation:
      'Each type has its number of sizes: Image three (height, width, channels), Vector one, Class one, Real none; Tensor takes any number. A grey picture is an image with one channel: Image[28, 28, 1].',
    example: {
      wrong: denoiser(['f(x: Image[28, 28, 1] in', 'f(x: Image[28, 28] in']),
      right: denoiser(),
    },
  }),
  'type/learned': entry<{ what: string; found: string }>({
    severity: 'error',
    title: 'a learned value that is no tensor',
    message: ({ what, found }) =>
      `${what} is a tensor (Vector[n], Image[h, w, c], Tensor[...] or Real), not ${found}`,
    explanation:
      'A learned value is a weight under a name of its own: a bias, a constant input, a temperature. Weights are tensors of real numbers, so its type is Vector[n], Image[h, w, c], Tensor[...] or Real, with known sizes.',
    example: {
      wrong: copier(['    z |> dense(4)', '    learned noise: Normal[4] = zeros\n    z |> dense(4)']),
      right: copier([
        '    z |> dense(4)',
        '    learned shift: Vector[4] = zeros\n    shift + (z |> dense(4))',
      ]),
    },
  }),
  'type/learned-init': entry<{ what: string; found: string }>({
    severity: 'error',
    title: 'an unknown start of a learned value',
    message: ({ what, found }) =>
      `${what} starts as zeros, ones, a number, normal(...), uniform(...) or a statistic of data, not as ${found}`,
    explanation:
      'A learned value starts as zeros, ones, a number, draws of normal(mean, stddev) or uniform(low, high), or as what is computed from statistics of data: mean(digits.image, over: data).',
    example: {
      wrong: copier([
        '    z |> dense(4)',
        '    learned shift: Vector[4] = [0, 1, 2, 3]\n    shift + (z |> dense(4))',
      ]),
      right: copier([
        '    z |> dense(4)',
        '    learned shift: Vector[4] = zeros\n    shift + (z |> dense(4))',
      ]),
    },
  }),
  'type/mixture-component': entry<{ found: string }>({
    severity: 'error',
    title: 'a mixture of something that is no distribution',
    message: ({ found }) => `a mixture's components are distributions, not ${found}`,
    explanation:
      'A mixture chooses one of several distributions and draws from it, so its components are distributions. Numbers that are meant as their probabilities are given by weights:.',
    example: {
      wrong: vae([
        'prior pz = Normal[8](mean: 0, stddev: 1)',
        'prior pz = Mixture([Normal[8](mean: 0, stddev: 1), 4])',
      ]),
      right: vae([
        'prior pz = Normal[8](mean: 0, stddev: 1)',
        'prior pz = Mixture([Normal[8](mean: 0, stddev: 1), Normal[8](mean: 0, stddev: 4)])',
      ]),
    },
  }),
  'type/mixture-empty': entry<Record<never, never>>({
    severity: 'error',
    title: 'a mixture of nothing',
    message: () => `a mixture needs at least one component`,
    explanation:
      'A mixture chooses one of its components, and this list has none. List at least one distribution; perhaps a slice or a loop over a param gave an empty list.',
    example: {
      wrong: vae(['prior pz = Normal[8](mean: 0, stddev: 1)', 'prior pz = Mixture([])']),
      right: vae([
        'prior pz = Normal[8](mean: 0, stddev: 1)',
        'prior pz = Mixture([Normal[8](mean: 0, stddev: 1)])',
      ]),
    },
  }),
  'type/network-parameter': entry<{ name: string; type: string; isTensor: boolean }>({
    severity: 'error',
    title: 'a network parameter of unknown size',
    message: ({ name, type, isTensor }) =>
      isTensor
        ? `${name}: ${type} has an unknown size; those of networks and infers are fixed`
        : `${name}: ${type} is no tensor, and nothing else can be given to a network or an infer`,
    explanation:
      'A network owns weights, and their sizes follow from the sizes of what it takes, so these must be known: numbers, or params. Free sizes, as in Image[h, w, c], belong to blocks, which are made anew for each call. A block also takes what is no tensor: a distribution, a list, a record.',
    example: {
      wrong: denoiser(['f(x: Image[28, 28, 1] in [0, 1])', 'f(x: Image[h, w, 1] in [0, 1])']),
      right: denoiser(),
    },
  }),
  'type/no-members': entry<{ found: string; member: string }>({
    severity: 'error',
    title: 'a member of something that has none',
    message: ({ found, member }) => `${found} has no members, so no .${member}`,
    explanation:
      "A dot takes a part of a value: a field of a data source, a face of a game, a field of a record. This value has no parts. Shapes and parameters are not read by dots: `mean(q)` gives a distribution's mean.",
    example: {
      wrong: vae(['maximize elbo(digits.image, q, p, pz)', 'minimize sum(square(q(digits.image).mean))']),
      right: vae(['maximize elbo(digits.image, q, p, pz)', 'maximize elbo(digits.image, q, p, pz)']),
    },
  }),
  'type/no-moment': entry<{ moment: string; family: string }>({
    severity: 'error',
    title: 'a moment without a formula',
    message: ({ moment, family }) => `${family} has no closed form for its ${moment}`,
    explanation:
      'For this distribution there is no formula for what is asked. Estimate it with draws instead: `sample z ~ d times: K`, then a mean over K.',
    example: {
      wrong: vae(
        [
          'prior pz = Normal[8](mean: 0, stddev: 1)',
          'prior pz = Mixture([Normal[8](mean: 0, stddev: 1), Normal[8](mean: 0, stddev: 4)])',
        ],
        ['maximize elbo(digits.image, q, p, pz)', 'maximize entropy(pz) + elbo(digits.image, q, p, pz)'],
      ),
      right: vae(),
    },
  }),
  'type/no-reflect': entry<{ name: string }>({
    severity: 'error',
    title: 'reflection in a transposed convolution',
    message: ({ name }) => `${name} can't reflect its border`,
    explanation:
      'A transposed convolution spreads each pixel over a larger image; nothing is read beyond the border, so there is nothing to reflect. Use padding: same or none, or upsample(2) followed by a conv2d with padding: reflect, which also avoids checkerboards.',
    example: {
      wrong: denoiser([
        'x |> conv2d(1, kernel: 3)',
        'x |> avgPool(2) |> convTranspose2d(1, kernel: 4, stride: 2, padding: reflect)',
      ]),
      right: denoiser([
        'x |> conv2d(1, kernel: 3)',
        'x |> avgPool(2) |> upsample(2) |> conv2d(1, kernel: 3, padding: reflect)',
      ]),
    },
  }),
  'type/normal-scale': entry<{ given: readonly string[] }>({
    severity: 'error',
    title: 'a Normal without or with two scales',
    message: ({ given }) =>
      `Normal takes one of stddev:, variance: and logVariance:${given.length > 1 ? `, not ${given.join(' and ')}` : ''}`,
    explanation:
      'The width of a Normal is given once, as its standard deviation, its variance or the logarithm of its variance. In N(m, s^2) the papers write the variance; most libraries take the standard deviation; encoders give the log-variance: here the name says which. Give exactly one.',
    example: {
      wrong: vae([', logVariance: h |> dense(8)', '']),
      right: vae(),
    },
  }),
  'type/not-a-class': entry<{ name: string; found: string }>({
    severity: 'error',
    title: 'a class was needed',
    message: ({ name, found }) => `${name} takes a Class[n], not ${found}`,
    explanation:
      'A class is a label out of n, of type Class[n], as data fields hold it or `for y in Class[10]` gives it. `oneHot` turns it into a vector; a vector or a number is none itself.',
    example: {
      wrong: copier(['z |> dense(4)', 'oneHot(z)']),
      right: copier(),
    },
  }),
  'type/not-a-condition': entry<{ found: string }>({
    severity: 'error',
    title: 'a condition was needed',
    message: ({ found }) => `a condition is true or false for each value, this is ${found}`,
    explanation:
      'A condition is true or false, for each value: the outcome of a comparison such as x > 0, or of `and`, `or`, `not`. Numbers are not taken for truth: write what they are compared with.',
    example: {
      wrong: copier(['z |> dense(4)', 'where(z, z, 0) |> dense(4)']),
      right: copier(['z |> dense(4)', 'where(z > 0, z, 0) |> dense(4)']),
    },
  }),
  'type/not-a-distribution': entry<{ name: string; found: string }>({
    severity: 'error',
    title: 'a distribution was needed',
    message: ({ name, found }) => `${name} is no distribution but ${found}`,
    explanation:
      "A distribution is needed here: something that can be sampled and gives its values a density. This is a value already, such as a network's output vector. Declare the network's result as a distribution (`-> Normal[20]`), or use the value as it is.",
    example: {
      wrong: copier(['sample z ~ pz', 'sample z ~ 4']),
      right: copier(),
    },
  }),
  'type/not-a-tensor': entry<{ found: string }>({
    severity: 'error',
    title: 'a tensor was needed',
    message: ({ found }) => `a tensor is needed here, not ${found}`,
    explanation:
      'The operation works on tensors (numbers, vectors, images), and this is something else. Most often it is a distribution whose mean(...) or sample was meant, or a network that was named and not called.',
    example: {
      wrong: vae(['maximize elbo(digits.image, q, p, pz)', 'minimize sum(stopGradient(pz))']),
      right: vae(),
    },
  }),
  'type/not-reparameterised': entry<{ family: string }>({
    severity: 'error',
    title: 'a latent whose draw has no gradient',
    message: ({ family }) => `a draw of ${family} is not a differentiable function of its parameters`,
    explanation:
      "To train an encoder through its samples, a draw must be a differentiable function of the encoder's output: for a Normal, mean + stddev * noise. A draw of a Bernoulli, a Categorical or a Mixture jumps from value to value, and no gradient passes it. Take a Normal, Laplace or Uniform posterior.",
    example: {
      wrong: vae(
        ['-> Normal[8] {', '-> Bernoulli[8] {'],
        ['Normal(mean: h |> dense(8), logVariance: h |> dense(8))', 'Bernoulli(logits: h |> dense(8))'],
      ),
      right: vae(),
    },
  }),
  'type/operand': entry<{ operator: string; found: string }>({
    severity: 'error',
    title: 'an operand of the wrong kind',
    message: ({ operator, found }) => `\`${operator}\` can't take ${found}`,
    explanation:
      'The operator works on numbers and tensors of numbers; comparisons give conditions, which `and`, `or` and `not` combine. This operand is of another kind. A distribution is no number: take its mean or a sample.',
    example: {
      wrong: vae(['maximize elbo(digits.image, q, p, pz)', 'maximize 2 * pz + elbo(digits.image, q, p, pz)']),
      right: vae(),
    },
  }),
  'type/result': entry<{ what: string; wanted: string; found: string }>({
    severity: 'error',
    title: 'a body of another type than declared',
    message: ({ what, wanted, found }) => `${what} promises ${wanted}, but its body gives ${found}`,
    explanation:
      "The signature promises one type and the body gives another. Every caller relies on the signature, so it is held to. The note shows how the body's value came to its shape. End the body as promised, or mend the promise.",
    example: {
      wrong: gan([' |> reshape(28, 28, 1)', '']),
      right: gan(),
    },
  }),
};
