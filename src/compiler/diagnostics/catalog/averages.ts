/** @file Catalog entries of the family `average/`. */
import { entry } from '../catalog-entry.ts';
import { copier } from './example-specs.ts';

const averaged = (statement: string, ...more: readonly (readonly [string, string])[]): string =>
  copier(['mse(f(z), z) }\n', `mse(f(z), z) }\n    ${statement}\n`], ...more);

export const averageCatalog = {
  'average/half-life': entry<{ found: string }>({
    severity: 'error',
    title: 'a half-life that is no time',
    message: ({ found }) => `a half-life is a positive number of examples, steps or epochs, not ${found}`,
    explanation:
      'After its half-life an average has forgotten half of what it was. It is counted in examples or epochs, so that it keeps its meaning when the batch changes, or in steps; a number alone does not say of what.',
    example: {
      wrong: averaged('average f as slow halfLife 10000'),
      right: averaged('average f as slow halfLife 10000 examples'),
    },
  }),
  'average/still': entry<{ name: string; network: string; updated: readonly string[] }>({
    severity: 'warning',
    title: 'an average of a network that does not move',
    message: ({ name, network, updated }) =>
      `${name} follows ${network}, which this phase does not update (it updates ${updated.join(', ')})`,
    explanation:
      'An average follows a network from step to step. In this phase nothing changes the network, so the average comes to rest on its weights, at the cost of a pass over them at every step. Write the statement into the phase that trains the network: averages stay as they are in later phases.',
    example: {
      wrong: averaged('average g as slow decay 0.99', [
        '  train {',
        '  frozen network g(z: Vector[4]) -> Vector[4] {\n    z |> dense(4)\n  }\n  train {',
      ]),
      right: averaged('average f as slow decay 0.99'),
    },
  }),
  'average/too-early': entry<{ name: string }>({
    severity: 'error',
    title: 'the average of an expression before its statement',
    message: ({ name }) => `${name} is used before the statement that averages it`,
    explanation:
      'The type of an average of an expression is that of the expression, which is known where its `average` statement stands. Terms that read it come after that line, or in a later phase; figures, reports and infers may use it anywhere. An average of a network is known everywhere.',
    example: {
      wrong: averaged('average mean(f(z)) as level decay 0.99', ['mse(f(z), z)', 'mse(f(z), z) + 0 * level']),
      right: copier(['update f', 'average mean(f(z)) as level decay 0.99\n    update f']),
    },
  }),
  'average/updated': entry<{ name: string; network: string }>({
    severity: 'error',
    title: 'an update of an average',
    message: ({ name, network }) => `${name} is an average of ${network} and follows it: no update trains it`,
    explanation:
      'The weights of an average are means of those of its network at earlier steps. A gradient step on them would be lost in the next average. Name the network itself in the update.',
    example: {
      wrong: averaged('average f as slow decay 0.99', ['update f', 'update f, slow']),
      right: averaged('average f as slow decay 0.99'),
    },
  }),
  'average/value': entry<{ found: string }>({
    severity: 'error',
    title: 'an average of what has none',
    message: ({ found }) => `an average follows a network or real numbers, not ${found}`,
    explanation:
      '`average X as Y` takes a network by its name, whose weights and running statistics it follows, or an expression of real numbers in the step, whose mean over the batch it follows. Classes and truth values have no mean, a distribution has several (take mean(...) of it), and an average of an average is one with a longer memory.',
    example: {
      wrong: averaged('average pz as centre decay 0.99'),
      right: averaged('average mean(f(z)) as level decay 0.99'),
    },
  }),
};
