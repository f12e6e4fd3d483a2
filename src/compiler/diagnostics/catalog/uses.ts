/** @file Catalog entries of the family `type/` about uses: calls, pipes, loops, and what training and figures take. */
import { entry } from '../catalog-entry.ts';
import { copier, denoiser, gan, vae } from './example-specs.ts';

export const useCatalog = {
  'type/argument': entry<{ what: string; wanted: string; found: string }>({
    severity: 'error',
    title: 'an argument of another type',
    message: ({ what, wanted, found }) => `${what} takes ${wanted}, not ${found}`,
    explanation:
      'The signature says what it takes, and the value passed is of another type or size. The note shows how the value came to its shape. Change the call, or the signature if it is meant to take more: free sizes, as in Image[h, w, c], take any.',
    example: {
      wrong: vae(
        ['p(z: Vector[8])', 'p(z: Vector[16])'],
        [
          'maximize elbo(digits.image, q, p, pz)',
          '\n      minimize nll(p(mean(q(digits.image))), digits.image)\n      minimize kl(q(digits.image), pz)\n    ',
        ],
      ),
      right: vae(),
    },
  }),
  'type/argument-kind': entry<{ name: string; of: string; wanted: string; found: string }>({
    severity: 'error',
    title: 'an argument of the wrong kind',
    message: ({ name, of, wanted, found }) => `${of}'s ${name} takes ${wanted}, not ${found}`,
    explanation:
      'The argument is of another kind than the function takes: sizes and counts are whole numbers known at compile time, modes are words, initialisers are words or calls such as normal(0, 0.02). The message names what is taken.',
    example: {
      wrong: copier(['dense(4)', 'dense(4.5)']),
      right: copier(),
    },
  }),
  'type/argument-twice': entry<{ name: string; of: string }>({
    severity: 'error',
    title: 'an argument given twice',
    message: ({ name, of }) => `${of} is given ${name} twice`,
    explanation:
      'The argument is given two values, by position and by name or twice by name, and only one can hold. Keep one of them. In a pipe the piped value is the first argument by position.',
    example: {
      wrong: denoiser(['conv2d(1, kernel: 3)', 'conv2d(1, kernel: 3, filters: 8)']),
      right: denoiser(),
    },
  }),
  'type/curve-line': entry<{ found: string }>({
    severity: 'error',
    title: 'a curve of something that is no line',
    message: ({ found }) =>
      `a curve's line is a \`for\` over numbers that gives one number each, not ${found}`,
    explanation:
      'A curve is drawn over a list of numbers, so each of its lines is a `for` over them whose body gives one number: curve(for x in linspace(-4, 4, 100) { ... }). A tensor alone has no horizontal axis, and images belong in a grid.',
    example: {
      wrong: vae(['  train {', '  figure line = curve(mean(q(digits.image)))\n  train {']),
      right: vae([
        '  train {',
        '  figure line = curve(for x in linspace(-4, 4, 100) { sigmoid(x) })\n  train {',
      ]),
    },
  }),
  'type/game-score': entry<{ game: string; found: string }>({
    severity: 'error',
    title: 'a game over something that is no logit',
    message: ({ game, found }) => `${game} takes logits, not ${found}`,
    explanation:
      'A game takes logits, one real score for each example (or a map of them), and a discriminator says so in its signature: `-> Logit`. A vector of size 1 becomes a logit there. More than one value per example would leave open how they make one judgement.',
    example: {
      wrong: gan(['-> Logit', '-> Vector[1]']),
      right: gan(),
    },
  }),
  'type/grid-part': entry<{ found: string }>({
    severity: 'error',
    title: 'a grid of something that is no image',
    message: ({ found }) => `a grid shows images, not ${found}`,
    explanation:
      'A grid shows pictures, so each of its parts is an image, or a list of images. Reshape a vector to an image; for a distribution show its mean: mean(likelihood(z)).',
    example: {
      wrong: vae(['  train {', '  figure samples = grid(p(sample(pz)))\n  train {']),
      right: vae(['  train {', '  figure samples = grid(mean(p(sample(pz))))\n  train {']),
    },
  }),
  'type/hole': entry<{ needed?: string }>({
    severity: 'error',
    title: 'a hole',
    message: ({ needed }) =>
      needed === undefined ? 'something is still missing here' : `still missing here: ${needed}`,
    explanation:
      '`???` stands for an expression that is still to be written. All the rest of the file is checked as usual, so a model can be written from its outline inwards; it can be compiled once every hole is filled. Where names that stand before it would fit, they are listed: each was tried.',
    example: {
      wrong: vae(['mean: h |> dense(8)', 'mean: ???']),
      right: vae(),
    },
  }),
  'type/hole-in-pipe': entry<{ comesIn: string; needed?: string }>({
    severity: 'error',
    title: 'a hole in a pipe',
    message: ({ comesIn, needed }) =>
      needed === undefined
        ? `a layer is still missing here: ${comesIn} comes in`
        : `a layer is still missing here: from ${comesIn} to ${needed}`,
    explanation:
      '`???` stands for layers that are still to be written. The message says what comes in and, as far as the stages after it, the signature or the parameter tell, what is needed. The layers that are listed were tried: with each of them the declaration has no fault. Everything else is checked as usual.',
    example: {
      wrong: vae(['z |> dense(784) |> reshape(28, 28, 1)', 'z |> ??? |> reshape(28, 28, 1)']),
      right: vae(),
    },
  }),
  'type/if-without-else': entry<Record<never, never>>({
    severity: 'error',
    title: 'an if without an else whose value is needed',
    message: () => `this \`if\` has no value where its condition is false`,
    explanation:
      'An `if` is an expression, and where its condition is false this one has no value. Its condition is known at compile time, so the fault may show only with another --set. Write the other branch with `else`; in a pipe, `else { _ }` hands the value on as it is.',
    example: {
      wrong: copier(['    z |> dense(4)', '    if 1 > 2 { z |> dense(4) }']),
      right: copier(['    z |> dense(4)', '    if 1 > 2 { z |> dense(4) } else { z }']),
    },
  }),
  'type/infer-static': entry<{ name: string; type: string }>({
    severity: 'error',
    title: 'a static parameter of an infer without a default',
    message: ({ name, type }) => `${name}: ${type} must be known at compile time: give it a default`,
    explanation:
      'An `infer` is compiled once and then called with data. An Int, a Bool or a Text decides sizes and loops, so it must be known when it is compiled: give it a default, as in `steps: Int = 10`, or call the infer in a figure or report with a value. Values that change from call to call are tensors, such as `t: Real`.',
    example: {
      wrong: vae([
        '  train {',
        '  infer draw(columns: Int) { for i in 1..columns { sample(pz) } }\n  train {',
      ]),
      right: vae([
        '  train {',
        '  infer draw(columns: Int = 8) { for i in 1..columns { sample(pz) } }\n  train {',
      ]),
    },
  }),
  'type/lattice-family': entry<{ family: string }>({
    severity: 'error',
    title: 'a lattice over a prior without known quantiles',
    message: ({ family }) =>
      `a lattice needs a Normal prior with fixed mean and stddev, or a Uniform, not ${family}`,
    explanation:
      "A lattice puts its points at equal steps of probability, by the prior's quantiles; those are known for a Normal with fixed mean and stddev and for a Uniform. For other priors show samples.",
    example: {
      wrong: vae(
        [
          'prior pz = Normal[8](mean: 0, stddev: 1)',
          'prior pz = Normal[8](mean: 0, stddev: 1)\n  prior plane = Laplace[2](mean: 0, scale: 1)',
        ],
        [
          '  train {',
          '  network show(z: Vector[2]) -> Image[28, 28, 1] in [0, 1] { z |> dense(784) |> sigmoid |> reshape(28, 28, 1) }\n  figure manifold = grid(for z in lattice(plane, side: 10) { show(z) })\n  train {',
        ],
      ),
      right: vae(),
    },
  }),
  'type/missing-argument': entry<{ of: string; missing: readonly string[] }>({
    severity: 'error',
    title: 'a missing argument',
    message: ({ of, missing }) => `${of} needs ${missing.map((one) => `${one}:`).join(' and ')}`,
    explanation:
      'The function cannot work without this argument: the message names it. A convolution, for one, has no kernel size that would be right everywhere, so there is no default.',
    example: {
      wrong: denoiser(['conv2d(1, kernel: 3)', 'conv2d(1)']),
      right: denoiser(),
    },
  }),
  'type/not-a-figure': entry<{ found: string }>({
    severity: 'error',
    title: 'a figure was needed',
    message: ({ found }) => `a figure is a grid, a curve or priorAgainstPosterior, not ${found}`,
    explanation:
      'A figure is one of the forms that can be drawn: grid(...) for pictures, curve(...) for lines over numbers, priorAgainstPosterior(q, p) for a latent space. Wrap the value in one of them; a single number that changes over the run is a `track`.',
    example: {
      wrong: vae(['  train {', '  figure samples = mean(p(sample(pz)))\n  train {']),
      right: vae(['  train {', '  figure samples = grid(mean(p(sample(pz))))\n  train {']),
    },
  }),
  'type/not-a-game': entry<{ found: string }>({
    severity: 'error',
    title: 'a game was needed',
    message: ({ found }) => `a game is minimax, leastSquares, hinge or wasserstein, not ${found}`,
    explanation:
      "A game is made by minimax, leastSquares, hinge or wasserstein, from the discriminator's scores of real and of generated data. Other values are defined with `let`.",
    example: {
      wrong: gan(['game V = minimax(real: D(digits.image), fake: D(G(z)))', 'game V = D(G(z))']),
      right: gan(),
    },
  }),
  'type/not-a-list': entry<{ found: string }>({
    severity: 'error',
    title: 'a list was needed',
    message: ({ found }) => `this is no list but ${found}`,
    explanation:
      'A list is needed here: written in brackets, as a range (1..3), by a `for`, by linspace, lattice or draws. A number is no list: to count up to it write 0..<n.',
    example: {
      wrong: copier(['z |> dense(4)', 'z |> for i in 3 { dense(4) }']),
      right: copier(['z |> dense(4)', 'z |> for i in 1..3 { dense(4) }']),
    },
  }),
  'type/not-a-stage': entry<Record<never, never>>({
    severity: 'error',
    title: 'a pipe into something that takes no value',
    message: () => `a value can't be piped into this`,
    explanation:
      'What stands after `|>` takes the value that comes in: a layer, a function, a block, a network, a loop over such, or an expression in which `_` stands for the value. This stands for itself and takes nothing.',
    example: {
      wrong: copier(['z |> dense(4)', 'z |> [1, 2]']),
      right: copier(),
    },
  }),
  'type/not-an-optimizer': entry<{ found: string }>({
    severity: 'error',
    title: 'an optimiser was needed',
    message: ({ found }) => `an update is with adam, adamw, sgd or rmsprop, not ${found}`,
    explanation:
      'An update says how it moves its weights: adam, adamw, sgd or rmsprop, with a learning rate. A bare number leaves the rule open.',
    example: {
      wrong: copier(['with adam(1e-3)', 'with 1e-3']),
      right: copier(),
    },
  }),
  'type/not-callable': entry<{ found: string }>({
    severity: 'error',
    title: "a call of something that can't be called",
    message: ({ found }) => `${found} can't be called`,
    explanation:
      "Networks, blocks, functions and distributions can be called; this value can't. A product needs its sign: 2 * (x + 1). Layers are made where they are used, by a pipe, not stored and called later.",
    example: {
      wrong: copier(['mse(f(z), z)', 'mse(z(f), z)']),
      right: copier(),
    },
  }),
  'type/not-static': entry<{ what: string; found: string }>({
    severity: 'error',
    title: 'a value that must be known at compile time',
    message: ({ what, found }) => `${what} that is known at compile time is needed here, this is ${found}`,
    explanation:
      'Sizes, counts, loops and conditions of `if` are settled at compile time, so that every shape and every cost is known before a run. This depends on data or on weights, or is no whole number. To choose between tensors by data use where(condition, a, b).',
    example: {
      wrong: copier(['    z |> dense(4)', '    if z[0] > 0 { z } else { z |> dense(4) }']),
      right: copier(['    z |> dense(4)', '    where(z > 0, z, z |> dense(4))']),
    },
  }),
  'type/outside-step': entry<{ place: string; what: string }>({
    severity: 'error',
    title: 'a value of training steps outside of them',
    message: ({ place, what }) => `${place} uses ${what}, which has a value only in a step of training`,
    explanation:
      'A schedule is a number that follows the steps, epochs or examples of a phase, and a history keeps values of its earlier steps. Terms, optimisers and averages are computed in steps. Figures, reports and infers are computed outside of them, and a network may be called from everywhere, so there neither would have a value. Write the number that is meant, or give it to a network as an argument; take a value without its history.',
    example: {
      wrong: copier([
        '  train {',
        '  let strength = linear(0 to 1, until: step 50)\n  infer again(z: Vector[4]) -> Vector[4] { strength * f(z) }\n  train {',
      ]),
      right: copier([
        '  train {',
        '  infer again(z: Vector[4], strength: Real = 1) -> Vector[4] { strength * f(z) }\n  train {',
      ]),
    },
  }),
  'type/phase-settings': entry<{ missing: readonly string[] }>({
    severity: 'error',
    title: 'a train block without its settings',
    message: ({ missing }) => `this train block needs ${missing.join(' and ')}`,
    explanation:
      "A train block says how many examples a step sees (`batch`) and how long it runs (`epochs` or `steps`). Neither has a default: both change what is learned, and a run of unknown length can't be planned.",
    example: {
      wrong: copier(['    batch 32\n', '']),
      right: copier(),
    },
  }),
  'type/placeholder': entry<Record<never, never>>({
    severity: 'error',
    title: 'a placeholder outside of a pipe',
    message: () => `\`_\` stands for a piped value, and nothing is piped here`,
    explanation:
      "`_` is the value that a pipe brings, for stages where it isn't the first argument: x |> concat(y, _). Here no pipe brings one. Name the value instead.",
    example: {
      wrong: copier(['mse(f(z), z)', 'mse(f(_), z)']),
      right: copier(),
    },
  }),
  'type/prior-figure': entry<{ posterior: string; prior: string }>({
    severity: 'error',
    title: 'a prior figure of unfit distributions',
    message: ({ posterior, prior }) =>
      `priorAgainstPosterior shows Normals over a vector, not ${posterior} against ${prior}`,
    explanation:
      "priorAgainstPosterior draws the codes of an encoder over the prior's density, in the latent's first dimensions; it knows how for Normals over a vector. For other distributions show reconstructions and samples.",
    example: {
      wrong: gan([
        '  train {',
        '  figure latents = priorAgainstPosterior(pz, Uniform[16](-1, 1))\n  train {',
      ]),
      right: gan(['  train {', '  figure latents = priorAgainstPosterior(pz, pz)\n  train {']),
    },
  }),
  'type/recursion': entry<{ name: string; depth: number }>({
    severity: 'error',
    title: 'a block that calls itself without end',
    message: ({ name, depth }) => `${name} calls itself more than ${depth} levels deep`,
    explanation:
      'A block may call itself, as a pyramid calls itself at half the size, if an `if` over sizes or numbers ends it. Each call is unrolled at compile time; this one goes deeper than 64 levels, so most likely nothing ends it, or the argument that should become smaller does not.',
    example: {
      wrong: copier(
        ['model', `block pyramid(x: Vector[n]) -> Vector[n] {\n  x |> dense(n) |> relu |> pyramid\n}\nmodel`],
        ['z |> dense(4)', 'z |> pyramid'],
      ),
      right: copier(
        [
          'model',
          `block pyramid(x: Vector[n]) -> Vector[4] {\n  if n <= 4 { x } else { x |> dense(n/2) |> relu |> pyramid }\n}\nmodel`,
        ],
        ['z |> dense(4)', 'z |> dense(16) |> pyramid'],
      ),
    },
  }),
  'type/recursive-network': entry<{ name: string }>({
    severity: 'error',
    title: 'a network that calls itself',
    message: ({ name }) => `${name} calls itself`,
    explanation:
      'A network has one set of weights and one fixed body; a body that contains a call of itself would never end. A block may call itself, with an `if` that ends it; for a fixed number of repetitions write repeat(n) { ... }.',
    example: {
      wrong: copier(['z |> dense(4)', 'z |> dense(4) |> f']),
      right: copier(),
    },
  }),
  'type/repeat-without-pipe': entry<Record<never, never>>({
    severity: 'error',
    title: 'a repeat without a value',
    message: () => `repeat needs a piped value: x |> repeat(2, block)`,
    explanation:
      'repeat(n) { ... } passes a value through the same layers n times, each time with new weights, so it stands in a pipe: x |> repeat(2) { dense(64) |> relu }. To make a list of n values write `for i in 1..n { ... }`.',
    example: {
      wrong: copier(['z |> dense(4)', 'repeat(2) { z |> dense(4) }']),
      right: copier(['z |> dense(4)', 'z |> repeat(2) { dense(4) }']),
    },
  }),
  'type/too-many-arguments': entry<{ name: string; count: number }>({
    severity: 'error',
    title: 'too many arguments',
    message: ({ name, count }) =>
      `${name} takes ${count} ${count === 1 ? 'argument' : 'arguments'} by position, this is one more`,
    explanation:
      'More values are given by position than the function has parameters for. In a pipe the piped value counts as the first. Rarely used settings are given by name: dense(64, bias: none).',
    example: {
      wrong: copier(['f(z), z)', 'f(z, 1), z)']),
      right: copier(),
    },
  }),
  'type/transition': entry<{ name: string }>({
    severity: 'error',
    title: 'a schedule without its ends',
    message: ({ name }) => `${name} takes two numbers: ${name}(2e-4 to 0, until: epoch 10)`,
    explanation:
      'The schedule runs from one number to another, written with `to`: linear(2e-4 to 0, until: epoch 50). Both ends are numbers known at compile time.',
    example: {
      wrong: copier(['adam(1e-3)', 'adam(linear([1e-3], until: step 50))']),
      right: copier(['adam(1e-3)', 'adam(linear(1e-3 to 0, until: step 50))']),
    },
  }),
  'type/unrolled': entry<{ limit: number }>({
    severity: 'error',
    title: 'loops that come to too much',
    message: ({ limit }) => `the spec was followed for ${limit} expressions, and here it did not end`,
    explanation:
      'Loops, repeats and calls of blocks are unrolled as a spec is checked, each turn with weights of its own, and those within one another multiply: a hundred repeats of a hundred layers are ten thousand layers. The place is where the check gave up, not where the fault must be: make the numbers of the loops around it smaller. A block that calls another twice, which calls a third twice, and so on, comes to as much.',
    example: {
      wrong: copier(['z |> dense(4)', 'z |> repeat(1000) { repeat(1000) { dense(4) } }']),
      right: copier(['z |> dense(4)', 'z |> repeat(2) { repeat(3) { dense(4) } }']),
    },
  }),
  'type/unsupported': entry<{ what: string }>({
    severity: 'error',
    title: 'a construct that this version does not compile',
    message: ({ what }) => `${what} is not compiled by this version`,
    explanation:
      'The language has this construct, and this version of the compiler does not compile it yet. It is refused rather than left out in silence, since the run would not be the one that the file describes.',
    example: {
      wrong: gan(['x |> flatten |> dense(1)', 'x |> flatten |> dense(1) |> _ + orthogonal(G)']),
      right: gan(),
    },
  }),
};
