/** @file Texts as words: how they are cut, the vocabularies of drawn sources, and counts of words. */

const shapeScales = ['small', 'large'] as const;
const shapeColours = ['red', 'green', 'blue', 'yellow', 'purple', 'black'] as const;
const shapeNames = ['circle', 'square', 'triangle'] as const;

/** The words of captions of drawn shapes, "a large red circle", by kind and all together. */
export const shapeWords = { scales: shapeScales, colours: shapeColours, names: shapeNames } as const;
export const shapeVocabulary: readonly string[] = ['a', ...shapeScales, ...shapeColours, ...shapeNames];

/** The words of a text in lower case; anything but letters and digits stands between words. */
export function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** The first word of a text that a vocabulary lacks. */
export function unknownWord(text: string, vocabulary: readonly string[]): string | undefined {
  return wordsOf(text).find((word) => !vocabulary.includes(word));
}

/** How often each word of the vocabulary occurs, by its order, in `size` places. */
export function countWords(text: string, vocabulary: readonly string[], size: number): readonly number[] {
  const words = wordsOf(text);
  return Array.from({ length: size }, (_, i) => words.filter((word) => word === vocabulary[i]).length);
}
