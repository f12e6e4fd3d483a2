/** @file Catalog entries of the family `player/`. */
import { entry } from '../catalog-entry.ts';
import { copier, gan, vae } from './example-specs.ts';

export const playerCatalog = {
  'player/empty-update': entry<{ networks: readonly string[] }>({
    severity: 'error',
    title: 'an update without a term',
    message: ({ networks }) => `the update of ${networks.join(', ')} minimises nothing`,
    explanation:
      'An update changes the weights of its networks to minimise or maximise something, and this one names nothing. Without a term there is no gradient. Add `minimize ...` or `maximize ...`, or take the update out.',
    example: {
      wrong: gan(['{ maximize V }', '{ }']),
      right: gan(),
    },
  }),
  'player/frozen-updated': entry<{ network: string }>({
    severity: 'error',
    title: 'an update of a frozen network',
    message: ({ network }) => `${network} is declared frozen, but this update trains it`,
    explanation:
      '`frozen` says that a network keeps its weights: a fixed feature extractor, a teacher, a critic that is already trained. This update would train it. Take it out of the update, or take `frozen` away.',
    example: {
      wrong: gan(['  discriminator D', '  frozen discriminator D']),
      right: gan(),
    },
  }),
  'player/idle-network': entry<{ network: string; updated: string }>({
    severity: 'error',
    title: 'a network that its update never reaches',
    message: ({ network }) => `no term of this update depends on ${network}`,
    explanation:
      'The update lists the network, but no term of the update depends on it, so its gradient is zero and it never learns. Often a decoder was called and its result left unused, or the network belongs to another update. Use it in a term, or take it out of the list.',
    example: {
      wrong: gan(
        ['update G with', 'update G, extra with'],
        ['  train {', '  network extra(z: Vector[16]) -> Vector[4] {\n    z |> dense(4)\n  }\n  train {'],
      ),
      right: gan(),
    },
  }),
  'player/never-updated': entry<{ network: string }>({
    severity: 'error',
    title: 'a network that nobody trains',
    message: ({ network }) => `no update trains ${network}`,
    explanation:
      'The network has weights, and no update of any phase trains them: they would stay as they were drawn at the start. If that is meant, as for a fixed feature extractor, write `frozen` before it. Otherwise name it in the update that should train it.',
    example: {
      wrong: vae(['update q, p with', 'update q with']),
      right: vae(),
    },
  }),
  'player/no-value': entry<{ game: string; family: string }>({
    severity: 'error',
    title: 'a game used as a value that it does not have',
    message: ({ game, family }) => `${game} is a ${family} game: it is not zero-sum and has no single value`,
    explanation:
      'In a zero-sum game, such as minimax or wasserstein, what one player gains the other loses, so the game is one value that one maximises and the other minimises. Least squares and hinge give each player a loss of its own, and there is no single value. Minimise V.discriminator in one update and V.generator in the other.',
    example: {
      wrong: gan(
        ['= minimax(', '= leastSquares('],
        ['{ maximize V }', '{ maximize V }'],
        ['minimize V.nonSaturating', 'minimize V.generator'],
      ),
      right: gan(
        ['= minimax(', '= leastSquares('],
        ['{ maximize V }', '{ minimize V.discriminator }'],
        ['minimize V.nonSaturating', 'minimize V.generator'],
      ),
    },
  }),
  'player/two-owners': entry<{ network: string }>({
    severity: 'warning',
    title: 'a network of two updates',
    message: ({ network }) => `${network} is trained by two updates of this phase`,
    explanation:
      "Two updates of one phase change the weights of the same network. Each has an optimiser with moments of its own, and the second undoes part of what the first did; in a game it also lets one player move the other's pieces. Terms that belong together stand in one update. (The same list of networks in two updates is not warned of.)",
    example: {
      wrong: gan(['update G with', 'update G, D with']),
      right: gan(),
    },
  }),
  'player/unreached-term': entry<{ term: string; updated: string; reached: string }>({
    severity: 'error',
    title: 'a term that reaches no updated weight',
    message: ({ term, updated, reached }) =>
      `the term ${term} does not depend on the weights of ${updated}${reached === '' ? '' : `, only on those of ${reached}`}`,
    explanation:
      'An update differentiates its terms with respect to its own networks alone. This term does not depend on any of their weights (comparisons, `stopGradient` and constants carry no gradient), so minimising it changes nothing. Move it to the update of the network that it measures, or take it out.',
    example: {
      wrong: gan([
        'minimize V.nonSaturating }',
        'minimize V.nonSaturating\n      minimize score = softplus(D(digits.image)) }',
      ]),
      right: gan(),
    },
  }),
  'player/weights-outside-network': entry<{ name: string }>({
    severity: 'error',
    title: 'a layer outside of a network',
    message: ({ name }) => `${name} has weights, and there is no network here to own them`,
    explanation:
      'The layer has weights, and weights belong to networks: an update names the networks that it trains, a checkpoint stores weights by network. Here, in a train block, a figure or an infer, there is nobody to own them. Move the layer into the body of a network.',
    example: {
      wrong: copier(['minimize mse(f(z), z)', 'minimize mse(f(z) |> dense(4), z)']),
      right: copier(),
    },
  }),
};
