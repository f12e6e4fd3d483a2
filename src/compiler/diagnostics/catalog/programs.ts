/** @file Catalog entries of the family `program/`: what runs beside training, and calls of it. */
import { entry } from '../catalog-entry.ts';
import { gan, vae } from './example-specs.ts';
import type { Change } from './example-specs.ts';

/** An encoder E and an infer whose latent is optimised by `body`. */
const optimised = (body: string): readonly Change[] => [
  [
    '  train {',
    `  infer latentOf(x: Image[28, 28, 1]) -> Vector[16] {
    ${body}
    z
  }
  train {`,
  ],
];
const good = 'optimize z = sample(pz) with adam(0.05) for 100 steps { minimize squaredError(G(z), x) }';

const withReport = (measure: string, before = ''): Change => [
  '  train {',
  `  evaluate {\n    ${before}\n    report distance = ${measure}\n  }\n  train {`,
];

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
  'program/optimize-place': entry<{ name: string }>({
    severity: 'error',
    title: 'an optimisation outside of an infer',
    message: ({ name }) => `${name} is optimised outside of an infer`,
    explanation:
      '`optimize` is a loop that the host runs when the model is trained: it stands in the body of an infer. A network is one pass and a step of training has updates. Write an infer, and call it in a figure or a report.',
    example: {
      wrong: gan([
        'z |> dense(784) |> tanh',
        'optimize w = z with adam(0.05) for 10 steps { minimize sum(square(w)) }\n    w |> dense(784) |> tanh',
      ]),
      right: gan(...optimised(good)),
    },
  }),
  'program/nested-optimize': entry<{ name: string }>({
    severity: 'error',
    title: 'an optimisation inside of another',
    message: ({ name }) => `${name} is optimised in every step of another optimisation`,
    explanation:
      'A loop of optimisation is run step by step by the host, and its step is one graph; a loop inside would have to be run to its end in each of them. Optimise one value after the other, or both together as one vector: concat(a, b), and split it in the terms.',
    example: {
      wrong: gan(...optimised(good), [
        '  train {',
        '  infer twice(x: Image[28, 28, 1]) -> Vector[16] {\n    optimize z = latentOf(x) with adam(0.05) for 10 steps { minimize squaredError(z, latentOf(G(z))) }\n    z\n  }\n  train {',
      ]),
      right: gan(...optimised(good)),
    },
  }),
  'program/optimize-start': entry<{ name: string; found: string }>({
    severity: 'error',
    title: 'an optimisation that starts from no numbers',
    message: ({ name, found }) => `${name} can't be optimised: it starts from ${found}`,
    explanation:
      'Gradient descent moves real numbers by small amounts. A class is an index, with nothing between one and the next. Start from numbers: from the vector oneHot(y) of a class, or from an encoder.',
    example: {
      wrong: gan(...optimised(good.replace('sample(pz)', 'digits.label')), [
        'in [-1, 1] }',
        'in [-1, 1], label: Class[10] }',
      ]),
      right: gan(...optimised(good)),
    },
  }),
  'program/empty-optimize': entry<{ name: string }>({
    severity: 'error',
    title: 'an optimisation without a term',
    message: ({ name }) => `the optimisation of ${name} minimises nothing`,
    explanation:
      'An optimisation moves a value to minimise or maximise something, and this one names nothing. Add `minimize ...` or `maximize ...`, or take the value as it is by `let`.',
    example: {
      wrong: gan(...optimised(good.replace('minimize squaredError(G(z), x)', ''))),
      right: gan(...optimised(good)),
    },
  }),
  'program/unreached-term': entry<{ term: string; name: string }>({
    severity: 'error',
    title: 'a term that the optimised value does not reach',
    message: ({ term, name }) => `${term} does not depend on ${name} by a path with a derivative`,
    explanation:
      'A term of an optimisation is minimised by moving the value, and this one does not change with it: it does nothing. Weights are constants there. A gradient does not pass draws of classes, comparisons and stopGradient. Let the term use the value, or take it out.',
    example: {
      wrong: gan(...optimised(good.replace('G(z)', 'stopGradient(G(z))'))),
      right: gan(...optimised(good)),
    },
  }),
  'program/measure-data': entry<{ name: string; found: string }>({
    severity: 'error',
    title: 'a measure against something that is no data',
    message: ({ name, found }) =>
      `${name} compares with a field of test data, not with ${found} that is computed`,
    explanation:
      'Measures such as frechetDistance compare what a model generates with the test split of a source as it is declared: the same sizes and the same range. Give the field itself, as in `digits.image`, and bring what is generated to its form.',
    example: {
      wrong: gan(withReport('frechetDistance(G(sample(pz)), G(sample(pz)))')),
      right: gan(withReport('frechetDistance(G(sample(pz)), digits.image)')),
    },
  }),
  'program/measure-plates': entry<{ name: string; plates: readonly string[] }>({
    severity: 'error',
    title: 'a measure of several samples at once',
    message: ({ name, plates }) =>
      `${name} takes one sample at a time, not one for each of ${plates.join(', ')}`,
    explanation:
      'A measure generates samples one by one, as many as `samples:` says. A value with a plate of its own gives several at once, and which of them are meant is not clear. Draw without `times:`.',
    example: {
      wrong: gan(withReport('frechetDistance(G(z), digits.image)', 'sample z ~ pz times: 3')),
      right: gan(withReport('frechetDistance(G(z), digits.image)', 'sample z ~ pz')),
    },
  }),
  'program/measure-classifier': entry<{ name: string; source: string; isImage: boolean }>({
    severity: 'error',
    title: 'a measure without a classifier',
    message: ({ name, source, isImage }) =>
      isImage
        ? `${name} needs a classifier, and ${source} has no classes that one could learn`
        : `${name} looks at images, and this field of ${source} holds none`,
    explanation:
      'frechetDistance and classifierAccuracy look at images through a classifier that genc trains on the source itself, so that no weights have to be downloaded. For that the source must say which classes it has: as a field, `label: Class[10]`, where genc does not know.',
    example: {
      wrong: gan(withReport('frechetDistance(G(sample(pz)), digits.image)'), [
        'from mnist {',
        'from images("faces", size: 28) {',
      ]),
      right: gan(withReport('frechetDistance(G(sample(pz)), digits.image)'), [
        'from mnist { image: Image[28, 28, 1] in [-1, 1]',
        'from images("faces", size: 28) { image: Image[28, 28, 1] in [-1, 1], label: Class[4]',
      ]),
    },
  }),
  'program/grid-heads': entry<{ heads: string; found: string }>({
    severity: 'error',
    title: 'heads of a grid that belong to nothing',
    message: ({ heads, found }) =>
      `\`${heads}:\` takes a picture for each ${heads === 'above' ? 'column' : 'row'} of a \`for\` inside of a \`for\`, not ${found}`,
    explanation:
      'A grid of a `for` inside of a `for` has a row for each item of the outer list and a column for each of the inner. `beside:` heads the rows and `above:` the columns, as pictures of style mixing do, so each must run over the very list that it heads: name the list by `let`, and run over it in both places.',
    example: {
      wrong: gan(
        withInfer(
          'figure mixed = grid(for a in draws(pz, 3) { for b in draws(pz, 4) { G(a + b) } }, beside: for a in draws(pz, 3) { G(a) })',
        ),
      ),
      right: gan(
        withInfer(
          'let some = draws(pz, 3)\n  figure mixed = grid(for a in some { for b in draws(pz, 4) { G(a + b) } }, beside: for a in some { G(a) })',
        ),
      ),
    },
  }),
  'program/same-list': entry<{ list: string }>({
    severity: 'error',
    title: 'a list run over inside of itself',
    message: ({ list }) => `this \`for\` runs over ${list}, and so does the one around it`,
    explanation:
      'The items of `linspace`, `lattice`, `draws` and `Class[n]` are computed all at once, and a name for such a list stands for one run over it. Inside of a `for` over the list the item is the one that the `for` is at, so a second `for` over the same list would show each item beside itself alone. Two lists written out are two, and give every pair.',
    example: {
      wrong: gan(
        withInfer(
          'let some = draws(pz, 3)\n  figure mixed = grid(for a in some { for b in some { G(a + b) } })',
        ),
      ),
      right: gan(
        withInfer('figure mixed = grid(for a in draws(pz, 3) { for b in draws(pz, 3) { G(a + b) } })'),
      ),
    },
  }),
  'program/size': entry<{ place: string; size: number; limit: number; times: number }>({
    severity: 'error',
    title: 'more computed at once than can be written out',
    message: ({ place, size, limit, times }) =>
      `${place} computes ${size} values, more than ${limit}${times === 1 ? '' : `: this update is written out ${times} times`}`,
    explanation:
      'What runs is one graph, with every layer, turn of a loop and call of a network written out. In that of a step an update with `times n` stands n times, again for each part of a `batch n in k parts`, and there is a graph for each set of terms that fire together by `every`. Values are counted before gradients are taken. So many are surely not meant, and would take the compiler minutes: repeat an update less often, take fewer parts, or smaller loops.',
    example: {
      wrong: gan(['{ maximize V }', 'times 10000 { maximize V }']),
      right: gan(['{ maximize V }', 'times 5 { maximize V }']),
    },
  }),
  'program/batch-statistics': entry<{ term: string; by: string }>({
    severity: 'warning',
    title: 'an optimisation that mixes examples',
    message: ({ term, by }) => `${term} is computed from other examples too, by ${by}`,
    explanation:
      'An optimisation in an infer is a descent of each example on its own loss, whatever else is in the batch. This loss looks across the batch, so that the result for one example depends on which others happen to be computed with it. Compare each example by itself, or use running statistics.',
    example: {
      wrong: gan(
        ...optimised(good.replace('squaredError(G(z), x)', 'mean(squaredError(G(z), x), over: batch)')),
      ),
      right: gan(...optimised(good)),
    },
  }),
};
