/** @file Catalog entries of the family `player/`. */
import { entry } from '../catalog-entry.ts';

export const playerCatalog = {
  'player/empty-update': entry<{ networks: readonly string[] }>({
    severity: 'error',
    title: 'an update without a term',
    message: ({ networks }) => `the update of ${networks.join(', ')} minimises nothing`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
  'player/frozen-updated': entry<{ network: string }>({
    severity: 'error',
    title: 'an update of a frozen network',
    message: ({ network }) => `${network} is declared frozen, but this update trains it`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
  'player/idle-network': entry<{ network: string; updated: string }>({
    severity: 'error',
    title: 'a network that its update never reaches',
    message: ({ network }) => `no term of this update depends on ${network}`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
  'player/never-updated': entry<{ network: string }>({
    severity: 'error',
    title: 'a network that nobody trains',
    message: ({ network }) => `no update trains ${network}`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
  'player/no-value': entry<{ game: string; family: string }>({
    severity: 'error',
    title: 'a game used as a value that it does not have',
    message: ({ game, family }) => `${game} is a ${family} game: it is not zero-sum and has no single value`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
  'player/two-owners': entry<{ network: string }>({
    severity: 'warning',
    title: 'a network of two updates',
    message: ({ network }) => `${network} is trained by two updates of this phase`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
  'player/unreached-term': entry<{ term: string; updated: string; reached: string }>({
    severity: 'error',
    title: 'a term that reaches no updated weight',
    message: ({ term, updated, reached }) =>
      `the term ${term} does not depend on the weights of ${updated}${reached === '' ? '' : `, only on those of ${reached}`}`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
  'player/weights-outside-network': entry<{ name: string }>({
    severity: 'error',
    title: 'a layer outside of a network',
    message: ({ name }) => `${name} has weights, and there is no network here to own them`,
    explanation: 'EXPLAIN',
    example: { wrong: '', right: '' },
  }),
};
