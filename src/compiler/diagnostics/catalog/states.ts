/** @file Catalog entries of the family `state/`. */
import { entry } from '../catalog-entry.ts';
import { copier } from './example-specs.ts';
import type { Change } from './example-specs.ts';

const declared: Change = ['  prior pz', '  state level: Real = 0\n  prior pz'];
const read: Change = ['mse(f(z), z)', 'mse(f(z), z + level)'];
const advancing = (statement: string): Change => ['    update f', `    ${statement}\n    update f`];
const rule = 'advance level = 0.9 * level + 0.1 * mean(sum(f(z)), over: batch)';

export const stateCatalog = {
  'state/never-advanced': entry<{ name: string }>({
    severity: 'error',
    title: 'a state that nothing changes',
    message: ({ name }) => `no phase advances ${name}`,
    explanation:
      'A state is a value that a rule changes from step to step: `advance name = ...` in a `train` block says how. Nothing advances this one, so it would keep its start for ever. Add the rule, or write `let` or `param` for a value that stays as it is.',
    example: {
      wrong: copier(declared, read),
      right: copier(declared, read, advancing(rule)),
    },
  }),
  'state/unknown': entry<{ name: string; known: readonly string[] }>({
    severity: 'error',
    title: 'an advance of what is no state',
    message: ({ name, known }) =>
      `${name} is no state of this model${known.length === 0 ? '' : `; it has ${known.join(', ')}`}`,
    explanation:
      '`advance` gives a state its next value, and a state is declared in the model with its type and its start: `state level: Real = 0`. Weights are changed by updates, averages by themselves, and other names stand for values that follow from these.',
    example: {
      wrong: copier(
        declared,
        read,
        advancing(rule.replace('advance level', 'advance levle')),
        advancing(rule),
      ),
      right: copier(declared, read, advancing(rule)),
    },
  }),
  'state/updated': entry<{ name: string }>({
    severity: 'error',
    title: 'an update of a state',
    message: ({ name }) => `${name} is a state: a rule changes it, and no gradient`,
    explanation:
      'An update follows the gradient of its terms, and gradients never flow into a state. What is to be trained is declared `learned`; what follows a rule is moved by `advance` beside the updates.',
    example: {
      wrong: copier(declared, read, advancing(rule), ['update f', 'update f, level']),
      right: copier(declared, read, advancing(rule)),
    },
  }),
};
