/** @file Catalog entries about texts. */
import { assertNever } from '../../invariant.ts';
import { entry } from '../catalog-entry.ts';
import { copier } from './example-specs.ts';
import type { Change } from './example-specs.ts';

/** Why a text can't be counted. */
export type TextProblem =
  | { readonly kind: 'no text'; readonly found: string }
  | { readonly kind: 'no vocabulary' }
  | { readonly kind: 'too small'; readonly size: number; readonly words: number }
  | { readonly kind: 'two sizes'; readonly text: string }
  | { readonly kind: 'unknown word'; readonly word: string };

function textMessage(problem: TextProblem): string {
  switch (problem.kind) {
    case 'no text':
      return `bagOfWords counts the words of a text, and this is ${problem.found}`;
    case 'no vocabulary':
      return 'bagOfWords counts the words of captions, and no data source of this model has any';
    case 'too small':
      return `bagOfWords has ${problem.size} places, and the captions use ${problem.words} words`;
    case 'two sizes':
      return `the text ${problem.text} is counted in another size before`;
    case 'unknown word':
      return `no caption has the word "${problem.word}"`;
    default:
      return assertNever(problem, 'problem of a text');
  }
}

const painting = (size: number): readonly Change[] => [
  [
    'model Copier {',
    'model Copier {\n  data shapes from drawnShapes { caption: Vector[16] = bagOfWords(text, size: 16) }',
  ],
  ['f(z: Vector[4]) -> Vector[4]', 'f(z: Vector[16]) -> Vector[16]'],
  ['z |> dense(4)', 'z |> dense(16)'],
  ['mse(f(z), z)', 'mse(f(shapes.caption), shapes.caption)'],
  ['    sample z ~ pz\n', ''],
  ['  prior pz = Normal[4](mean: 0, stddev: 1)\n', ''],
  [
    '  train {',
    `  infer paint(caption: Text) -> Vector[16] { f(bagOfWords(caption, size: ${size})) }\n  train {`,
  ],
];

export const textCatalog = {
  'type/text': entry<{ problem: TextProblem }>({
    severity: 'error',
    title: 'a text whose words cannot be counted',
    message: ({ problem }) => textMessage(problem),
    explanation:
      'bagOfWords(text, size: n) turns a text into n counts, one for each word that the captions of the data use and zeros behind them. The words and their order are those of the data source, so that a network sees the same counts in training and when an infer is given a text. n must hold all of the words, and one text is counted in one size.',
    example: { wrong: copier(...painting(8)), right: copier(...painting(16)) },
  }),
};
