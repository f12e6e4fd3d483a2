/** @file Catalog entries of the family `unused/`: declarations that nothing reads. Warnings all: the model is sound without them. */
import { entry } from '../catalog-entry.ts';
import type { CatalogEntry } from '../catalog-entry.ts';
import { copier, denoiser, gan } from './example-specs.ts';

const spec = (body: string): string => `model Autoencoder {
  param latent = 20
  param hidden = 256
  data digits from mnist { image: Image[28, 28, 1] in [0, 1] }
  encoder encode(x: Image[28, 28, 1]) -> Vector[latent] { x |> flatten |> ${body} |> dense(latent) }
  decoder decode(z: Vector[latent]) -> Image[28, 28, 1] in [0, 1] { z |> dense(784) |> sigmoid |> reshape(28, 28, 1) }
  train {
    batch 128
    epochs 1
    update encode, decode with adam(1e-3) { minimize error = mse(decode(encode(digits.image)), digits.image) }
  }
}
`;

/** What the entries of one kind of declaration have in common. */
function unread(
  what: string,
  explanation: string,
  example: CatalogEntry<never>['example'],
): CatalogEntry<{ name: string }> {
  return entry<{ name: string }>({
    severity: 'warning',
    title: `a ${what} that nothing reads`,
    message: ({ name }) => `nothing reads the ${what} ${name}`,
    explanation,
    example,
  });
}

export const unusedCatalog = {
  'unused/block': unread(
    'block',
    'Nothing of this file calls the block, so that it is checked for no sizes and has no weights. Often another block is called where this one was meant. Call it, or take it out. (A file of blocks without a model is not looked at: other files import from it.)',
    {
      wrong: `block widen(x: Vector[n]) -> Vector[2*n] { x |> dense(2*n) |> relu }\n${copier()}`,
      right: `block widen(x: Vector[n]) -> Vector[2*n] { x |> dense(2*n) |> relu }\n${copier(['z |> dense(4)', 'z |> widen |> dense(4)'])}`,
    },
  ),
  'unused/data': unread(
    'data',
    'The source is opened and read for each run, and no value of the model comes from it. Use a field of it, or take the declaration out.',
    {
      wrong: copier([
        '  prior pz',
        '  data digits from mnist { image: Image[28, 28, 1] in [0, 1] }\n  prior pz',
      ]),
      right: copier(),
    },
  ),
  'unused/draw': unread(
    'draw',
    'The statement draws, and nothing uses what was drawn. In an encoder-decoder this is most often a latent that was sampled and then forgotten: the decoder got the mean, and the model is no longer the one that was meant. Use the draw, or take the statement out.',
    {
      wrong: copier(['    sample z ~ pz\n', '    sample z ~ pz\n    sample noise ~ pz\n']),
      right: copier(
        ['    sample z ~ pz\n', '    sample z ~ pz\n    sample noise ~ pz\n'],
        ['mse(f(z), z)', 'mse(f(z + noise), z)'],
      ),
    },
  ),
  'unused/field': unread(
    'field',
    'The field is read, transformed and kept in memory for every example, and no value of the model comes from it. A label that was meant as a condition and forgotten is found this way. Use it, or take it out of the declaration.',
    {
      wrong: denoiser([
        '{ image: Image[28, 28, 1] in [0, 1] }',
        '{ image: Image[28, 28, 1] in [0, 1], label: Class[10] }',
      ]),
      right: denoiser(),
    },
  ),
  'unused/learned': unread(
    'learned value',
    'A weight was declared and nothing is computed with it: its gradient is zero and it stays as it starts. Use it, or take it out.',
    {
      wrong: copier(['    z |> dense(4)', '    learned shift: Vector[4] = zeros\n    z |> dense(4)']),
      right: copier([
        '    z |> dense(4)',
        '    learned shift: Vector[4] = zeros\n    (z |> dense(4)) + shift',
      ]),
    },
  ),
  'unused/let': unread(
    '`let`',
    'The value has a name, and nothing uses the name. Often a later line was written with the value before it, such as h where the normalised h was meant. Use it, or take it out.',
    {
      wrong: copier(['    z |> dense(4)', '    let h = z |> dense(8) |> relu\n    z |> dense(4)']),
      right: copier(['    z |> dense(4)', '    let h = z |> dense(8) |> relu\n    h |> dense(4)']),
    },
  ),
  'unused/network': unread(
    'network',
    'The network is declared and nothing calls it: it takes no part in training, in figures or in programs. Call it, or take it out.',
    {
      wrong: copier([
        '  train {',
        '  frozen network teacher(z: Vector[4]) -> Vector[4] {\n    z |> dense(4)\n  }\n  train {',
      ]),
      right: copier(
        [
          '  train {',
          '  frozen network teacher(z: Vector[4]) -> Vector[4] {\n    z |> dense(4)\n  }\n  train {',
        ],
        ['mse(f(z), z)', 'mse(f(z), teacher(z))'],
      ),
    },
  ),
  'unused/param': unread(
    'param',
    'A param can be given another value for each run with `--set name=value`. Where nothing reads it, ' +
      'such a run is the same as any other, and a sweep over it compares a model with itself. ' +
      'Usually a number was written where the param was meant. Use the param there, or take the declaration out.',
    { wrong: spec('dense(256) |> relu'), right: spec('dense(hidden) |> relu') },
  ),
  'unused/parameter': unread(
    'parameter',
    'The network, block or infer takes a value and computes nothing with it: each call gives the same whatever it is given. A condition that was added to the signature and never concatenated is found this way. Use it, or take it out of the signature and of the calls.',
    {
      wrong: gan(
        ['D(x: Image[28, 28, 1])', 'D(x: Image[28, 28, 1], y: Class[10])'],
        [
          '{ image: Image[28, 28, 1] in [-1, 1] }',
          '{ image: Image[28, 28, 1] in [-1, 1], label: Class[10] }',
        ],
        ['D(digits.image)', 'D(digits.image, digits.label)'],
        ['D(G(z))', 'D(G(z), digits.label)'],
      ),
      right: gan(),
    },
  ),
  'unused/prior': unread(
    'prior',
    'The prior is declared, and nothing draws from it or is held to it. An encoder whose divergence is missing is found this way too. Use it, or take it out.',
    {
      wrong: denoiser(['  network f', '  prior pz = Normal[8](mean: 0, stddev: 1)\n  network f']),
      right: denoiser(),
    },
  ),
};
