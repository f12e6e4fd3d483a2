/** @file Catalog entries of the family `program/`: what runs beside training, and calls of it. */
import { entry } from '../catalog-entry.ts';
import { gan, vae } from './example-specs.ts';
import type { Change } from './example-specs.ts';

const withInfer = (infer: string): Change => ['  train {', `  ${infer}\n  train {`];

export const programCatalog = {
  'program/accuracy': entry<{ found: string }>({
    severity: 'error',
    title: 'the accuracy of something that gives no class',
    message: ({ found }) => `accuracy compares the likeliest class of a Categorical, not of ${found}`,
    explanation:
      'accuracy(categorical, y) is the share of examples whose likeliest class is y. Only a Categorical has a likeliest class: let the classifier return one, as in `-> Categorical[10]`. For other distributions report nll(distribution, x).',
    example: {
      wrong: vae([
        '  train {',
        '  evaluate { report right = accuracy(p(sample(pz)), digits.image) }\n  train {',
      ]),
      right: vae(['  train {', '  evaluate { report error = nll(p(sample(pz)), digits.image) }\n  train {']),
    },
  }),
  'program/place': entry<{ name: string; place: string }>({
    severity: 'error',
    title: 'an infer called where no program runs',
    message: ({ name, place }) => `${name} is a program of the trained model and can't be called ${place}`,
    explanation:
      'An `infer` is a program of the trained model: it may draw, loop and optimise, and runs its networks in evaluation mode. Figures, reports and other infers may call it. The body of a network and a step of training may not: write there what is to be computed, or put layers that both need into a block or a network.',
    example: {
      wrong: gan(withInfer('infer draw() { G(sample(pz)) }'), ['fake: D(G(z))', 'fake: D(draw())']),
      right: gan(withInfer('infer draw() { G(sample(pz)) }')),
    },
  }),
  'program/recursion': entry<{ name: string; through: readonly string[] }>({
    severity: 'error',
    title: 'an infer that calls itself',
    message: ({ name, through }) =>
      `${name} calls itself${through.length > 0 ? ` through ${through.join(' and ')}` : ''}`,
    explanation:
      'A call of an infer writes its body in place of the call, so an infer that calls itself has no end: what it computes is not known before the run. Loop over a list by `for`, or optimise by `optimize ... for n steps`.',
    example: {
      wrong: gan(withInfer('infer draw() { draw() }')),
      right: gan(withInfer('infer draw() { G(sample(pz)) }')),
    },
  }),
};
