/** @file Catalog entries of the family `shape/`. */
import { entry } from '../catalog-entry.ts';
import { copier, denoiser, vae } from './example-specs.ts';

export const shapeCatalog = {
  'shape/batch-parts': entry<{ batch: number; parts: number }>({
    severity: 'error',
    title: 'a batch that does not divide into its parts',
    message: ({ batch, parts }) => `a batch of ${batch} has no ${parts} equal parts`,
    explanation:
      '`batch n in k parts` does a batch in k equal parts, one after another, and averages their gradients. Each part is a batch for layers that look across it, so all are of one size, and k must divide n.',
    example: {
      wrong: copier(['batch 32', 'batch 32 in 3 parts']),
      right: copier(['batch 32', 'batch 32 in 4 parts']),
    },
  }),
  'shape/broadcast': entry<{ name: string; left: string; right: string }>({
    severity: 'error',
    title: 'operands whose shapes do not fit',
    message: ({ name, left, right }) => `${name} can't combine ${left} with ${right}`,
    explanation:
      "The two shapes are aligned at their last axis; there each pair of sizes must be equal, or one of them 1, which is repeated. The second places say where each operand comes from. Bring one to the other's size with dense, reshape or flatten; a chance agreement of sizes would hide the fault until a param is changed.",
    example: {
      wrong: copier(['z |> dense(4)', 'z + (z |> dense(3))']),
      right: copier(['z |> dense(4)', 'z + (z |> dense(4))']),
    },
  }),
  'shape/class-index': entry<{ size: string; classes: string }>({
    severity: 'error',
    title: 'a class that chooses among another number of values',
    message: ({ size, classes }) => `a Class[${classes}] can't choose among ${size} values`,
    explanation:
      'x[y] with y: Class[n] is, for each example, the item of x that its class names: a row of a table, or one of a list of values. There must be one for each class, so that every class has a value and every value a class.',
    example: {
      wrong: denoiser(
        ['in [0, 1] }', 'in [0, 1], label: Class[10] }'],
        ['minimize mse', 'minimize [1, 2, 4][digits.label] * mse'],
      ),
      right: denoiser(
        ['in [0, 1] }', 'in [0, 1], label: Class[10] }'],
        ['minimize mse', 'minimize [1, 2, 4, 1, 1, 1, 1, 1, 1, 1][digits.label] * mse'],
      ),
    },
  }),
  'shape/concat': entry<{ first: string; other: string }>({
    severity: 'error',
    title: 'joined values of different sizes',
    message: ({ first, other }) => `${first} and ${other} can't be joined: all but the last size must agree`,
    explanation:
      '`concat` joins values along their last axis, so all other sizes must agree; `stack` puts values side by side along a new axis, so all sizes must. Commonly an image is joined with a vector: flatten the image, or spread the vector over the pixels with tile(h, w).',
    example: {
      wrong: denoiser(['x |> conv2d(1,', 'concat(x, x |> flatten |> dense(4)) |> conv2d(1,']),
      right: denoiser(['x |> conv2d(1,', 'concat(x, x |> flatten |> dense(4) |> tile(28, 28)) |> conv2d(1,']),
    },
  }),
  'shape/contract': entry<{ name: string; needs: string; found: string }>({
    severity: 'error',
    title: 'a call with sizes that a block can not work with',
    message: ({ name, needs, found }) => `${name} needs ${needs}; here ${found}`,
    explanation:
      'A block is checked by itself, for all sizes at once, and what its body needs of them is part of its signature: a stride of 2 needs a height that 2 divides, a convolution without padding an image of at least its kernel. This call gives sizes that are something else. The second places say where they come from, and which line of the block needs it; the help line names the nearest sizes that work. `genc check --shapes` prints the signatures of all blocks.',
    example: {
      wrong: `block down(x: Image[h, w, c]) -> Image[h/2, w/2, c] { x |> conv2d(c, kernel: 3, stride: 2) |> relu }
${denoiser(['x |> conv2d(1, kernel: 3)', 'x |> down |> down |> down |> flatten |> dense(784) |> reshape(28, 28, 1)'])}`,
      right: `block down(x: Image[h, w, c]) -> Image[h/2, w/2, c] { x |> conv2d(c, kernel: 3, stride: 2) |> relu }
${denoiser(['x |> conv2d(1, kernel: 3)', 'x |> down |> down |> flatten |> dense(784) |> reshape(28, 28, 1)'])}`,
    },
  }),
  'shape/distribution-parameters': entry<{ family: string; event: string; first: string; second: string }>({
    severity: 'error',
    title: 'distribution parameters of the wrong shape',
    message: ({ family, event, first, second }) =>
      `${family} over ${event} does not fit its parameters: ${first}${second === '' ? '' : `, ${second}`}`,
    explanation:
      'A distribution over an event has a parameter for each value of the event, or one for all. These parameters have other sizes. Mostly the last dense layers of an encoder have another width than the latent that its signature names: give all of them the same param.',
    example: {
      wrong: vae(['mean: h |> dense(8)', 'mean: h |> dense(16)']),
      right: vae(),
    },
  }),
  'shape/event': entry<{ distribution: string; found: string }>({
    severity: 'error',
    title: 'data of another shape than the distribution',
    message: ({ distribution, found }) => `${distribution} can't score ${found}`,
    explanation:
      "The log-likelihood of data under a distribution needs data of exactly the distribution's event: one number for each of its dimensions. Flatten or reshape one of the two, or let the decoder end in the shape of the data.",
    example: {
      wrong: vae(['-> Bernoulli[28, 28, 1]', '-> Bernoulli[784]'], [' |> reshape(28, 28, 1)', '']),
      right: vae(),
    },
  }),
  'shape/index': entry<{ index: string; size: string }>({
    severity: 'error',
    title: 'an index outside of a list',
    message: ({ index, size }) => `there is no item ${index}: the list has ${size}, counted from 0`,
    explanation:
      'Items are counted from 0, so the last item of n is n - 1, and negative positions do not count from the end. Use `length(list) - 1` for the last one, or loop with `for item, i in list`.',
    example: {
      wrong: copier(['z |> dense(4)', 'z |> dense([16, 4][2])']),
      right: copier(['z |> dense(4)', 'z |> dense([16, 4][1])']),
    },
  }),
  'shape/kernel-below-stride': entry<{ kernel: string; stride: string }>({
    severity: 'error',
    title: 'a transposed convolution with gaps',
    message: ({ kernel, stride }) => `a kernel of ${kernel} leaves gaps at stride ${stride}`,
    explanation:
      'A transposed convolution places its kernel at every stride-th pixel. With a kernel smaller than the stride there are pixels that no kernel reaches: holes that stay constant and show as a grid in the pictures. Take a kernel of at least the stride, best a multiple of it (4 for stride 2), which also avoids a checkerboard.',
    example: {
      wrong: denoiser([
        'x |> conv2d(1, kernel: 3)',
        'x |> avgPool(2) |> convTranspose2d(1, kernel: 1, stride: 2)',
      ]),
      right: denoiser([
        'x |> conv2d(1, kernel: 3)',
        'x |> avgPool(2) |> convTranspose2d(1, kernel: 4, stride: 2)',
      ]),
    },
  }),
  'shape/kernel-too-large': entry<{
    name: string;
    kernel: string;
    height: string;
    width: string;
    padding?: string;
  }>({
    severity: 'error',
    title: 'a kernel larger than its image',
    message: ({ name, kernel, height, width, padding }) =>
      padding === undefined
        ? `${name}'s kernel of ${kernel} does not fit into an image of ${height} x ${width}`
        : `${name} of an image of ${height} x ${width} with a kernel of ${kernel} and a padding of ${padding} leaves no pixel`,
    explanation:
      'Without padding a kernel must fit into the image, and each convolution takes kernel - 1 pixels away. After several layers the image has become smaller than the kernel. Use padding: same (the default), a smaller kernel, or fewer layers that halve the size.',
    example: {
      wrong: denoiser([
        'conv2d(1, kernel: 3)',
        'avgPool(7) |> conv2d(784, kernel: 5, padding: none) |> reshape(28, 28, 1)',
      ]),
      right: denoiser([
        'conv2d(1, kernel: 3)',
        'avgPool(7) |> conv2d(784, kernel: 4, padding: none) |> reshape(28, 28, 1)',
      ]),
    },
  }),
  'shape/kl-events': entry<{ q: string; p: string }>({
    severity: 'error',
    title: 'a KL between distributions of different sizes',
    message: ({ q, p }) => `kl compares ${q} with ${p}`,
    explanation:
      "The Kullback-Leibler divergence compares two distributions over the same space, and these are over spaces of different size. In a VAE the posterior and the prior are both over the latent: give the encoder's result and the prior the same param as their size.",
    example: {
      wrong: vae(
        ['prior pz = Normal[8]', 'prior pz = Normal[4]'],
        [
          'maximize elbo(digits.image, q, p, pz)',
          '\n      minimize nll(p(mean(q(digits.image))), digits.image)\n      minimize kl(q(digits.image), pz)\n    ',
        ],
      ),
      right: vae(),
    },
  }),
  'shape/lattice': entry<{ found: string }>({
    severity: 'error',
    title: 'a lattice over a prior that is not 2-D',
    message: ({ found }) => `a lattice needs a prior over a Vector[2], this is ${found}`,
    explanation:
      "A lattice walks over a prior's quantiles in two directions, so that its pictures fill a page; a prior over more dimensions has no such page. Train with a latent of 2 to see the whole manifold, or show samples instead.",
    example: {
      wrong: vae([
        '  train {',
        '  figure manifold = grid(for z in lattice(pz, side: 10) { mean(p(z)) })\n  train {',
      ]),
      right: vae(
        ['Normal[8](mean: 0', 'Normal[2](mean: 0'],
        ['-> Normal[8]', '-> Normal[2]'],
        [
          'mean: h |> dense(8), logVariance: h |> dense(8)',
          'mean: h |> dense(2), logVariance: h |> dense(2)',
        ],
        ['Vector[8]', 'Vector[2]'],
        ['  train {', '  figure manifold = grid(for z in lattice(pz, side: 10) { mean(p(z)) })\n  train {'],
      ),
    },
  }),
  'shape/mixture-events': entry<{ first: string; other: string }>({
    severity: 'error',
    title: 'mixture components of different shapes',
    message: ({ first, other }) => `the components have different events: ${first} and ${other}`,
    explanation:
      'The components of a mixture are distributions over one space: each draw comes from one of them, so all must have the same event. Give every component the same sizes.',
    example: {
      wrong: vae([
        'prior pz = Normal[8](mean: 0, stddev: 1)',
        'prior pz = Mixture([Normal[8](mean: 0, stddev: 1), Normal[4](mean: 0, stddev: 1)])',
      ]),
      right: vae([
        'prior pz = Normal[8](mean: 0, stddev: 1)',
        'prior pz = Mixture([Normal[8](mean: 0, stddev: 1), Normal[8](mean: 0, stddev: 4)])',
      ]),
    },
  }),
  'shape/not-positive': entry<{ name: string; value: number; wanted?: string }>({
    severity: 'error',
    title: 'a size that is not positive',
    message: ({ name, value, wanted = 'at least 1' }) => `${name} must be ${wanted}, not ${value}`,
    explanation:
      'A size, a count, a kernel, a stride or a batch is a whole number of at least 1. Zero or less is most often the outcome of arithmetic: a param halved once too often, or a --set value that a formula turns negative.',
    example: {
      wrong: copier(['batch 32', 'batch 0']),
      right: copier(),
    },
  }),
  'shape/not-scalar': entry<{ what: string; found: string; count: string }>({
    severity: 'error',
    title: 'a value where a number is needed',
    message: ({ what, found, count }) =>
      `${what} must be one number per example; this is ${found}, ${count} numbers`,
    explanation:
      'What is minimised is one number per example; the mean over the batch is taken for you, and nothing else is averaged in silence, since sum and mean over pixels differ by a factor of 784 and change the weight of every other term. Say which you mean: sum(...), mean(...), or a distance such as squaredError or mse.',
    example: {
      wrong: copier(['mse(f(z), z)', 'square(f(z) - z)']),
      right: copier(['mse(f(z), z)', 'mean(square(f(z) - z))']),
    },
  }),
  'shape/operands': entry<{ name: string; left: string; right: string }>({
    severity: 'error',
    title: 'a comparison of different shapes',
    message: ({ name, left, right }) => `${name} compares ${left} with ${right}`,
    explanation:
      'A distance compares two values place by place, so both have the same shape; nothing is repeated to make them fit. The second places say where each comes from. Bring them to one shape with reshape, flatten or a layer of the right width.',
    example: {
      wrong: denoiser([
        'mse(f(digits.image), digits.image)',
        'mse(f(digits.image) |> flatten, digits.image)',
      ]),
      right: denoiser(),
    },
  }),
  'shape/rank': entry<{ name: string; wanted: string; found: string }>({
    severity: 'error',
    title: 'a value of the wrong rank',
    message: ({ name, wanted, found }) => `${name} takes ${wanted}, not ${found}`,
    explanation:
      'The layer takes values with another number of axes. A convolution or a pooling takes an image of height, width and channels; a dense layer, used on an image, would mix only its channels. `flatten` makes a vector of an image, `reshape(h, w, c)` an image of a vector.',
    example: {
      wrong: denoiser(['x |> conv2d', 'x |> flatten |> conv2d']),
      right: denoiser(),
    },
  }),
  'shape/reflect-padding': entry<{ padding: number; height: string; width: string }>({
    severity: 'error',
    title: 'reflection wider than the image',
    message: ({ padding, height, width }) =>
      `an image of ${height} x ${width} can't be reflected by ${padding} pixels`,
    explanation:
      'Reflection continues an image beyond its border by its own pixels in reverse order, so it can reach no further than the image is large. Take a smaller kernel, or padding: same.',
    example: {
      wrong: denoiser([
        'x |> conv2d(1, kernel: 3)',
        'x |> avgPool(14) |> conv2d(196, kernel: 5, padding: reflect, stride: 2) |> reshape(14, 14, 1) |> upsample(2)',
      ]),
      right: denoiser([
        'x |> conv2d(1, kernel: 3)',
        'x |> avgPool(14) |> conv2d(196, kernel: 3, padding: reflect, stride: 2) |> reshape(14, 14, 1) |> upsample(2)',
      ]),
    },
  }),
  'shape/reshape-count': entry<{ have: string; wanted: string }>({
    severity: 'error',
    title: 'a reshape to another number of values',
    message: ({ have, wanted }) => `${have} values cannot become [${wanted}]`,
    explanation:
      'A reshape only regroups values, so there must be as many after it as before: [28, 28, 1] needs 784. The derivation line shows where the count went another way; mostly the dense layer before it has another width. The help line names sizes that fit.',
    example: {
      wrong: vae(['dense(784)', 'dense(196)']),
      right: vae(),
    },
  }),
  'shape/slice': entry<{ from: string; last: string; size: string }>({
    severity: 'error',
    title: 'a slice outside of a list',
    message: ({ from, last, size }) =>
      `this slice takes the items ${from} to ${last}, and the list has ${size}`,
    explanation:
      'A slice must lie within the list; items are counted from 0, `a..b` includes b and `a..<b` does not. Slices are not cut short in silence, so a list that a --set made shorter is noticed.',
    example: {
      wrong: copier(['z |> dense(4)', 'z |> for n in [16, 8, 4][1..3] { dense(n) }']),
      right: copier(['z |> dense(4)', 'z |> for n in [16, 8, 4][1..2] { dense(n) }']),
    },
  }),
  'shape/split': entry<{ parts: string; found: string }>({
    severity: 'error',
    title: 'a split into unequal parts',
    message: ({ parts, found }) => `${found} can't be split into ${parts} equal parts`,
    explanation:
      '`split(n)` cuts the last axis into n equal parts, so n must divide its size. A network that gives the mean and the log-variance together ends in a dense layer of twice the latent.',
    example: {
      wrong: copier(['z |> dense(4)', '(z |> dense(9) |> split(2))[0]']),
      right: copier(['z |> dense(4)', '(z |> dense(8) |> split(2))[0]']),
    },
  }),
  'shape/stride': entry<{ name: string; axis: string; size: string; stride: string }>({
    severity: 'error',
    title: 'a stride that does not divide the size',
    message: ({ name, axis, size, stride }) =>
      `${name} with stride ${stride} does not divide a ${axis} of ${size}`,
    explanation:
      'A layer with a stride halves (or thirds, ...) the image, and 28 can be halved twice but not three times. Rounding would give sizes that no decoder meets again, the commonest size error of convolutional models, so the stride must divide the size. Pad the data (28 to 32 with pad(2)), use one layer fewer, or give an explicit padding.',
    example: {
      wrong: denoiser([
        'x |> conv2d(1, kernel: 3)',
        'x |> avgPool(4) |> conv2d(16, kernel: 3, stride: 2) |> upsample(8)',
      ]),
      right: denoiser([
        'x |> conv2d(1, kernel: 3)',
        'x |> avgPool(2) |> conv2d(1, kernel: 3, stride: 2) |> upsample(4)',
      ]),
    },
  }),
  'shape/too-large': entry<{ name: string; value: number; limit: number }>({
    severity: 'error',
    title: 'a number that is surely too large',
    message: ({ name, value, limit }) => `${name} is ${value}; more than ${limit} can't be meant`,
    explanation:
      'The number decides how much the compiler unrolls or lays out, and this much is surely not meant: a slip of the keyboard, or a formula of params gone wrong. Sizes of one value go up to some hundred million numbers; lists, loops and repetitions up to some thousand items.',
    example: {
      wrong: copier(['z |> dense(4)', 'z |> repeat(100000) { dense(4) }']),
      right: copier(['z |> dense(4)', 'z |> repeat(10) { dense(4) }']),
    },
  }),
  'shape/unreduced-plate': entry<{ plates: readonly string[]; goal: string }>({
    severity: 'error',
    title: 'a term that still has extra samples',
    message: ({ plates, goal }) =>
      `this term (${goal}) still has one number for each of ${plates.join(', ')}`,
    explanation:
      '`sample z ~ q times: K` draws K values for each example, so what follows has K values too. A term is one number per example: say how the K are combined, with mean(..., over: K) for an average of losses, or logMeanExp(..., over: K) for the importance-weighted bound. The two mean different things.',
    example: {
      wrong: copier(['  prior', '  param K = 3\n  prior'], ['sample z ~ pz', 'sample z ~ pz times: K']),
      right: copier(
        ['  prior', '  param K = 3\n  prior'],
        ['sample z ~ pz', 'sample z ~ pz times: K'],
        ['mse(f(z), z)', 'mean(mse(f(z), z), over: K)'],
      ),
    },
  }),
};
