/**
 * @file bagOfWords of a text that a program is given, or that stands in the file: the same counts by the same words as the transform of
 * that name makes of captions in data.
 */
import { diagnostic } from '../../diagnostics/catalog.ts';
import type { TextProblem } from '../../diagnostics/catalog/texts.ts';
import { suggest } from '../../diagnostics/did-you-mean.ts';
import { countWords, unknownWord } from '../../../runtime/data/words.ts';
import { describe } from '../describe.ts';
import type { FunctionDefinition } from '../definition.ts';
import { limits, positive } from '../limits.ts';

export const bagOfWords: FunctionDefinition = {
  name: 'bagOfWords',
  group: 'form',
  summary:
    'How often each word of the captions occurs in a text, by the order of the vocabulary: of a `Text` that an infer is given, or a text in quotes.',
  parameters: [
    { name: 'text', kind: 'value' },
    { name: 'size', kind: 'int' },
  ],
  apply(call) {
    const text = call.value('text');
    const size = call.int('size');
    if (!positive(call, 'size', size, limits.items)) return { kind: 'error' };
    const refuse = (problem: TextProblem, help?: string): ReturnType<typeof call.report> =>
      call.report(
        diagnostic('type/text', call.spanOf('text'), { problem }, help === undefined ? {} : { help }),
      );
    if (text.kind !== 'string' && text.kind !== 'text')
      return refuse(
        { kind: 'no text', found: describe(text) },
        'a field is counted where it is declared: caption: Vector[16] = bagOfWords(text, size: 16)',
      );
    const words = call.vocabulary();
    if (words === 'unknown') return { kind: 'error' };
    if (!words) return refuse({ kind: 'no vocabulary' }, 'declare data with texts, such as drawnShapes');
    if (words.length > size)
      return refuse({ kind: 'too small', size, words: words.length }, `write size: ${words.length} or more`);
    if (text.kind === 'text') {
      const node = call.textCounts(text, size);
      const before = node.type.shape[0];
      return before === size ? { kind: 'tensor', node } : refuse({ kind: 'two sizes', text: text.parameter });
    }
    const unknown = unknownWord(text.value, words);
    if (unknown !== undefined) {
      const near = suggest(unknown, words);
      return refuse(
        { kind: 'unknown word', word: unknown },
        near === undefined ? `the words are ${words.join(', ')}` : `did you mean \`${near}\`?`,
      );
    }
    return { kind: 'tensor', node: call.constant(countWords(text.value, words, size)) };
  },
};
