/** @file Catalog entries of the family `data/`. */
import { entry } from '../catalog-entry.ts';
import { copier, denoiser } from './example-specs.ts';

/** The denoiser with a class among its fields, and the share of zeros reported. */
const labelled = (field: string, name: string): string =>
  denoiser(
    ['in [0, 1] }', `in [0, 1], ${field} }`],
    ['  train {', `  evaluate { report zeros = oneHot(digits.${name})[0] }\n  train {`],
  );
const twoSizes = (from: string): string =>
  `photo: Image[28, 28, 1] in [0, 1] = image, tiny: Image[7, 7, 1] in [0, 1] = resize(${from}, 7), augment { flip(horizontal) } }`;

export const dataCatalog = {
  'data/augment': entry<{ found: string; form: string | undefined; known: readonly string[] }>({
    severity: 'error',
    title: 'a change of examples that there is not',
    message: ({ found, form, known }) =>
      form === undefined
        ? `examples are augmented by ${known.join(', ')}, not by ${found}`
        : `${found} is written ${form}`,
    explanation:
      'Training examples may be changed at random each time that they are drawn: jitter(pad: n) shifts an image by up to n pixels in each direction, flip(horizontal) or flip(vertical) mirrors half of the examples. One draw serves all fields of an example, so that pairs stay aligned. Test examples are never changed.',
    example: {
      wrong: denoiser(['in [0, 1] }', 'in [0, 1], augment { mirror(horizontal) } }']),
      right: denoiser(['in [0, 1] }', 'in [0, 1], augment { flip(horizontal) } }']),
    },
  }),
  'data/no-epochs': entry<{ phase: string }>({
    severity: 'error',
    title: 'epochs where no data is drawn',
    message: ({ phase }) => `the phase ${phase} draws from no data source, so it has no epochs`,
    explanation:
      'An epoch is one pass over the largest data source that a phase draws from. This phase draws from none, as a game between known densities or a phase of draws from a prior does: its epochs would stay at 0, a length counted in them would have no end, and a schedule or a half-life would never move.',
    example: { wrong: copier(['steps 100', 'epochs 3']), right: copier() },
  }),
  'data/augment-fields': entry<{ source: string; images: readonly string[] }>({
    severity: 'error',
    title: 'augmentation of fields that do not go together',
    message: ({ source, images }) =>
      images.length === 0
        ? `${source} has no image that could be augmented`
        : `augment changes images of one size alike, and ${source} has ${images.join(', ')}`,
    explanation:
      'augment shifts and mirrors all images of an example by the same draw, counted in pixels: images of different sizes would not stay aligned. Declare the image itself as a field and derive the smaller one from it, `small: Image[16, 16, 1] = resize(image, 16)`: then it is made from the changed image.',
    example: {
      wrong: denoiser(
        ['image: Image[28, 28, 1] in [0, 1] }', twoSizes('image')],
        ['mse(f(digits.image), digits.image)', 'mse(f(digits.photo), digits.photo) / sum(digits.tiny)'],
      ),
      right: denoiser(
        ['image: Image[28, 28, 1] in [0, 1] }', twoSizes('photo')],
        ['mse(f(digits.image), digits.image)', 'mse(f(digits.photo), digits.photo) / sum(digits.tiny)'],
      ),
    },
  }),
  'data/field-kind': entry<{ field: string; source: string; kind: string; found: string }>({
    severity: 'error',
    title: 'a field declared as another kind of data',
    message: ({ field, source, kind, found }) =>
      `${source}'s ${field} is ${kind === 'class' ? 'a class' : `an ${kind}`}, not ${found}`,
    explanation:
      'The column of the source holds one kind of value, an image, numbers or a class, and the declaration asks for another. A class is a whole number that only names which it is: taken as a real number, 9 would be three times 3. Declare it as Class[n], and write oneHot(...) where a vector is needed.',
    example: {
      wrong: denoiser(['in [0, 1] }', 'in [0, 1], label: Real }']),
      right: labelled('label: Class[10]', 'label'),
    },
  }),
  'data/field-shape': entry<{ field: string; source: string; has: string; found: string }>({
    severity: 'error',
    title: 'a field declared with another shape than the source has',
    message: ({ field, source, has, found }) => `${source}'s ${field} is ${has}, not ${found}`,
    explanation:
      "The source's examples have a fixed size, and the declaration names another. Declare the size that the data has, or derive the one you need: `image: Image[32, 32, 1] = pad(2)` adds a border, `resize(16)` scales. Digits of MNIST are 28 x 28 with one channel; networks that halve four times need 32.",
    example: {
      wrong: denoiser(['image: Image[28, 28, 1]', 'image: Image[28, 28, 3]']),
      right: denoiser(),
    },
  }),
  'data/field-type': entry<{ type: string }>({
    severity: 'error',
    title: 'a field type that data cannot have',
    message: ({ type }) => `a field of a data source can't be ${type}`,
    explanation:
      'A field of a data source holds an image, numbers, a class or a text. A Logit is a score that a network gives, and a distribution is no value: neither can be read from data, and the sizes of a field must be known. Declare what the column holds.',
    example: {
      wrong: denoiser(['in [0, 1] }', 'in [0, 1], label: Logit }']),
      right: labelled('label: Class[10]', 'label'),
    },
  }),
  'data/transform': entry<{ known: readonly string[] }>({
    severity: 'error',
    title: 'a field derived by something that is no transform',
    message: ({ known }) => `a field is derived by ${known.join(', ')}`,
    explanation:
      'A field may be derived from a column: `thumbnail: Image[16, 16, 1] = resize(image, 16)`. Only the transforms named in the message run while data is loaded; functions of networks (conv2d, relu) do not. Compute anything else in the train block, from the field.',
    example: {
      wrong: denoiser(['in [0, 1] }', 'in [0, 1], soft: Image[28, 28, 1] = sqrt(image) }']),
      right: denoiser(
        ['in [0, 1] }', 'in [0, 1], negative: Image[28, 28, 1] in [0, 1] = invert(image) }'],
        ['mse(f(digits.image)', 'mse(f(digits.negative)'],
      ),
    },
  }),
  'data/unknown-field': entry<{ name: string; source: string; known: readonly string[] }>({
    severity: 'error',
    title: 'a field that the source does not have',
    message: ({ name, source }) => `${source} has no column ${name}`,
    explanation:
      'The source has no column of this name. A field is read from the column that has its name, or from the one that its expression names: `photo: Image[28, 28, 1] = image`. The help line names the columns that the source has.',
    example: {
      wrong: denoiser(['in [0, 1] }', 'in [0, 1], digit: Class[10] }']),
      right: labelled('digit: Class[10] = label', 'digit'),
    },
  }),
  'data/unknown-source': entry<{ name: string; known: readonly string[] }>({
    severity: 'error',
    title: 'an unknown data source',
    message: ({ name, known }) => `there is no data source ${name}; there are ${known.join(', ')}`,
    explanation:
      'There is no data source of this name. Sources are words, not texts: `from mnist`, `from images("faces", size: 64)`, `from npy("points.npz")`. For data of your own take `images` (a folder of pictures), `npy` (arrays) or `idx` (files as MNIST has them).',
    example: {
      wrong: denoiser(['from mnist', 'from mnst']),
      right: denoiser(),
    },
  }),
};
