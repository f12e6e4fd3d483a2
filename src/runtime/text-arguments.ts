/** @file Texts that a program is given: as counts of the words that its captions were made of in training. */
import { countWords, unknownWord } from './data/words.ts';
import type { HostTensor } from './engine.ts';
import { InputError } from './host.ts';
import type { InferPlan } from './plan.ts';

/** An argument as the caller gives it: a tensor, one text for all items, or a text for each. */
export type GivenArgument = HostTensor | string | readonly string[];

export function isText(value: GivenArgument): value is string | readonly string[] {
  return typeof value === 'string' || (Array.isArray(value) && value.every((one) => typeof one === 'string'));
}

/** False for what a program without types may give: a plain array of numbers, a typed array alone. */
export function isArgument(value: GivenArgument | null): boolean {
  if (value === null) return false;
  return isText(value) || (Array.isArray(value.shape) && ArrayBuffer.isView(value.data));
}

/** How many items an argument brings; undefined for one text, which serves any number. */
export function itemsOf(value: GivenArgument | undefined): number | undefined {
  if (value === undefined || typeof value === 'string') return undefined;
  return isText(value) ? value.length : value.shape[0];
}

/** [count, ...shape] of counts. Throws `InputError` where the argument is no text, or for a word that no caption has. */
export function textCounts(
  where: string,
  { name, type, shape, words }: InferPlan['arguments'][number],
  given: string | readonly string[],
  count: number,
): HostTensor {
  if (!words) {
    throw new InputError(
      'infer/argument-text',
      where,
      `the argument ${name}: ${type} is given a text`,
      'give numbers',
    );
  }
  const size = shape[0] ?? words.length;
  const rows = Array.from({ length: count }, (_, item) => {
    const text = typeof given === 'string' ? given : (given[item] ?? '');
    const unknown = unknownWord(text, words);
    if (unknown === undefined) return countWords(text, words, size);
    throw new InputError(
      'infer/word',
      where,
      `no caption in training had the word "${unknown}"`,
      `the words are ${words.join(', ')}`,
    );
  });
  return { shape: [count, size], dtype: 'f32', data: Float32Array.from(rows.flat()) };
}
